package intake

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// showChoosing lists the household: who moves?
func (f *Form) showChoosing() {
	list := kit.NewKeyList(
		kit.Column{Title: words.T(words.IntakeColumnMoves), Em: 7}, kit.Column{Title: words.T(words.IntakeColumnName), Name: true},
		kit.Column{Title: words.T(words.ItemReading)}, kit.Column{Title: words.T(words.ItemRelationship), Em: 5},
		kit.Column{Title: words.T(words.ItemBirth), Em: 8}, kit.Column{Title: words.T(words.ItemSex), Em: kit.Em(words.T(words.ChoiceSex1), words.T(words.ChoiceSex2))}, kit.Column{Title: words.T(words.RecordStatus), Em: 6})
	list.Length = func() int { return len(f.Members()) }
	list.Cell = f.memberCell
	list.OnChosen = f.Take
	for i, m := range f.Members() {
		if m.Moves && f.One() {
			list.SetRow(i)
		}
	}
	list.OnRune = func(r rune) {
		switch {
		case r == ' ' || r == '　':
			f.Toggle(list.Row())
		case r >= '1' && r <= '9':
			f.Toggle(int(r - '1'))
		}
	}
	f.chosen = list
	text := words.IntakeChooseText
	if f.One() {
		text = words.IntakeChooseOne
	}
	head := kit.NewParagraph(words.T(text), look.Body(), look.Ink)
	f.show(kit.Pad(3, container.NewBorder(kit.Stack(2, f.guarded(head)...), nil, nil, nil, list)))
	kit.Focus(list)
}

func (f *Form) memberCell(row, column int) kit.CellText {
	m := f.Members()[row]
	r := m.Record
	switch column {
	case 0:
		if !m.Current {
			return kit.CellText{Text: "－"}
		}
		moves, stays := words.IntakeMoves, words.IntakeStays
		if f.One() || !f.is(notification.Regroups) {
			moves, stays = words.IntakeConcerned, words.IntakeNotConcerned
		}
		if m.Moves {
			return kit.CellText{Text: strconv.Itoa(row+1) + " " + words.T(moves), Tone: look.Good}
		}
		return kit.CellText{Text: strconv.Itoa(row+1) + " " + words.T(stays)}
	case 1:
		return kit.CellText{Text: r.Name}
	case 2:
		return kit.CellText{Text: r.Reading}
	case 3:
		return kit.CellText{Text: r.Relationship}
	case 4:
		return kit.CellText{Text: r.Birth.Text(civil.EraShort)}
	case 5:
		return kit.CellText{Text: words.T(words.Choice("sex", strconv.Itoa(int(r.Sex))))}
	}
	return kit.CellText{Text: words.T(words.Status(int(r.Status)))}
}

// showRecorded shows everything as it will be recorded.
func (f *Form) showRecorded() {
	pages := make([][]fyne.CanvasObject, len(f.Pages()))
	for _, b := range f.Recorded() {
		if o := f.recorded(b); o != nil {
			pages[b.Page+1] = append(pages[b.Page+1], o)
		}
	}
	var parts []fyne.CanvasObject
	if f.Pictured() && f.Stage() != Looking { // the households were looked up for the entry, not for this
		parts = append(parts, f.picture(f.Picture()))
	}
	for _, blocks := range pages {
		parts = append(parts, kit.Columns(f.columns()+1, blocks...))
	}
	page := kit.NewReader(kit.PageOf(kit.Stack(2, parts...)))
	f.show(container.NewBorder(kit.Pad(2, f.recordedHead()), nil, nil, nil, page))
	kit.Focus(page)
}

// recordedHead says what the page is.
func (f *Form) recordedHead() fyne.CanvasObject {
	e := f.Entry()
	switch f.Stage() {
	case Confirming:
		return kit.Edged(look.Info, kit.Stack(1,
			look.BoldText(words.T(words.IntakeConfirmHead), look.Head(), look.Info.Ink()),
			kit.NewParagraph(words.T(words.IntakeConfirmText, f.Concerned()), look.Body(), look.Ink)))
	case Previewing:
		return kit.Edged(look.Info, kit.Stack(1,
			look.BoldText(words.T(words.IntakePreviewHead), look.Head(), look.Info.Ink()),
			kit.NewParagraph(words.T(words.IntakePreviewText), look.Body(), look.Ink)))
	}
	tone, lines := f.story()
	rows := []fyne.CanvasObject{look.BoldText(words.T(words.State(e.State.Key()))+"　"+f.cfg.Desk.Receipt(e.ID), look.Head(), tone.Ink())}
	for _, line := range lines {
		rows = append(rows, kit.NewParagraph(line, look.Body(), look.Ink))
	}
	return kit.Edged(tone, kit.Stack(1, rows...))
}

// story tells how far an entry has come.
func (f *Form) story() (look.Tone, []string) {
	e := f.Entry()
	reviews := words.T(words.IntakeReviews, len(e.Approvals()), e.Needed)
	switch {
	case e.State == notification.Accepted && e.Verdict != nil:
		return look.Good, []string{words.T(words.IntakeAccepted, words.LongDay(e.Verdict.ProcessedOn))}
	case e.State == notification.Withdrawn:
		return look.Plain, nil
	case e.State == notification.Entered:
		return look.Info, []string{reviews, words.T(words.IntakeProvisional)}
	}
	return look.Info, []string{reviews, words.T(words.IntakeProvisional)}
}

// recorded draws a block; nil if nothing stands in it.
func (f *Form) recorded(b Block) fyne.CanvasObject {
	title, aside := words.T(paper.Head(f.Entry().Content.Kind, b.Section)), ""
	if b.Page != notification.Header {
		aside = words.T(words.IntakePersonAside, b.Page+1)
	}
	var rows []fyne.CanvasObject
	var facts []kit.Fact
	flush := func() {
		if len(facts) > 0 {
			rows = append(rows, kit.NewFacts(labelEm, facts...))
			facts = nil
		}
	}
	for _, l := range b.Lines {
		switch {
		case l.Text == "":
		case l.Masked:
			flush()
			rows = append(rows, f.masked(l))
		default:
			facts = append(facts, kit.Fact{Label: words.T(l.Label), Text: l.Text, Name: l.Name})
		}
	}
	flush()
	if len(rows) == 0 {
		return nil
	}
	return kit.Block(title, aside, kit.Stack(0, rows...))
}

// masked is a number that shows while a key is held.
func (f *Form) masked(l Line) fyne.CanvasObject {
	var number *kit.Field
	number = kit.NewMasked(kit.Spec{Label: words.T(l.Label), LabelEm: labelEm, BoxEm: 9, ReadOnly: true}, func() {
		if !f.LogShown(l.At) {
			number.SetText("") // what cannot be logged is not shown
		}
	})
	number.SetText(l.Text)
	return number
}

// showDone is the receipt: what was handed over, what comes next, and that it is
// provisional.
func (f *Form) showDone() {
	e := f.Entry()
	facts := kit.NewFacts(8,
		kit.Fact{Label: words.T(words.IntakeDoneKind), Text: words.T(words.Kind(e.Content.Kind.Key()))},
		kit.Fact{Label: words.T(words.IntakeDonePersons), Text: words.T(words.IntakeDoneCount, f.Concerned())},
		kit.Fact{Label: words.T(words.IntakeDoneNext), Text: words.T(words.IntakeDoneReview, e.Needed)},
		kit.Fact{Label: words.T(words.IntakeDoneState), Text: words.T(words.IntakeProvisional)})
	below := []fyne.CanvasObject{
		kit.Across(3, container.NewCenter(look.Text(words.T(words.IntakeDoneNumber), look.Body(), look.InkSoft)),
			look.BoldText(f.Receipt(), look.Display(), look.Ink)),
		facts,
	}
	if !f.Online() {
		below = append(below, kit.Edged(look.Alert, kit.NewParagraph(words.T(words.IntakeDoneOffline), look.Body(), look.Ink)))
	}
	f.show(kit.Notice(look.Good, words.T(words.IntakeDoneHead), words.T(words.IntakeDoneText), below...))
}

package reviewing

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/review"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// labelEm is the width of the label cells.
const labelEm = 9

// showComparing shows a page of the paper, the header or a person, with the block
// being compared marked on it, and the list of all blocks at the left.
func (f *Form) showComparing() {
	f.nav = newNavigator(f)
	f.paper = container.NewStack()
	f.put(container.NewBorder(nil, nil, f.nav, nil, f.paper))
	f.ShowBlock()
}

// ShowBlock implements [View]. The page stays while the mark moves on it.
func (f *Form) ShowBlock() {
	if !f.shown || f.paper == nil {
		return
	}
	if person := f.Blocks()[f.Block()].Person; f.sheets == nil || person != f.person {
		f.person = person
		f.showPage()
	}
	f.ShowProgress()
	f.page.Reveal(f.sheets[f.Block()].Container)
	kit.Focus(f.page)
}

// showPage draws the page that the block being compared stands on.
func (f *Form) showPage() {
	f.sheets = map[int]*kit.Sheet{}
	var sheets []fyne.CanvasObject
	for i, b := range f.Blocks() {
		if b.Person == f.person {
			f.sheets[i] = kit.NewSheet(words.T(paper.Head(f.Entry().Content.Kind, b.Key)), f.lines(b))
			sheets = append(sheets, f.sheets[i].Container)
		}
	}
	f.page = kit.NewReader(kit.PageOf(kit.Columns(f.columns(), sheets...)))
	f.page.Bare, f.page.OnEnter = true, f.forward
	f.paper.Objects = []fyne.CanvasObject{container.NewBorder(f.pageHead(), nil, nil, nil, f.page)}
	f.paper.Refresh()
}

// wideEnough is the width, in steps, from which a page has three columns.
const wideEnough = 412

func (f *Form) columns() int {
	if c := fyne.CurrentApp().Driver().CanvasForObject(f.room); c != nil && c.Size().Width >= look.Space(wideEnough) {
		return 3
	}
	return 2
}

// pageHead says whose page it is and what to do.
func (f *Form) pageHead() fyne.CanvasObject {
	whose := look.BoldText(words.T(words.ReviewingHeader), look.Head(), look.Ink)
	if f.person != notification.Header {
		name := f.Entry().Content.Persons[f.person].Get(notification.FullName)
		whose = look.NameText(words.T(words.ReviewingPersonOf, f.person+1, name), look.Head(), look.Ink)
	}
	how := container.NewCenter(look.Text(words.T(words.ReviewingPaper), look.Body(), look.InkSoft))
	head := kit.Pad(2, container.NewBorder(nil, nil, whose, how))
	if f.BeforeUnknown() && f.person == notification.Header {
		unknown := kit.Edged(look.Alert, kit.NewParagraph(words.T(words.ReviewingBeforeUnknown), look.Body(), look.Ink))
		return container.NewBorder(head, nil, kit.Gap(2), kit.Gap(2), unknown)
	}
	return head
}

// markSheets says at each block of the page how it stands.
func (f *Form) markSheets() {
	for i, sheet := range f.sheets {
		tone, aside := look.Plain, words.T(words.ReviewingToSee)
		switch {
		case i == f.Block():
			tone, aside = look.Info, words.T(words.ReviewingReading)
		case f.Seen(f.Blocks()[i]):
			tone, aside = look.Good, look.Good.Sign()+" "+words.T(words.ReviewingSeen)
		}
		sheet.Mark(i == f.Block(), tone, aside)
	}
}

// forward goes on to the next block once the foot of this one was in sight.
func (f *Form) forward() {
	if f.Stage() == Comparing && f.page.Further(f.sheets[f.Block()].Container) {
		return
	}
	f.Next()
}

// lines draws what stands in a block. Masked numbers are fields that show while a
// key is held.
func (f *Form) lines(block review.Section) fyne.CanvasObject {
	if block.Key == review.Acknowledged {
		return f.overridden()
	}
	var rows []fyne.CanvasObject
	var facts []kit.Fact
	flush := func() {
		if len(facts) > 0 {
			rows = append(rows, kit.NewFacts(labelEm, facts...))
			facts = nil
		}
	}
	for _, l := range f.Lines(block) {
		if l.Masked && l.Text != "" {
			flush()
			rows = append(rows, f.masked(l))
			continue
		}
		facts = append(facts, fact(l))
	}
	flush()
	return kit.Stack(0, rows...)
}

// overridden draws the alerts that the writer acknowledged, each with its reason.
func (f *Form) overridden() fyne.CanvasObject {
	var facts []kit.Fact
	for _, a := range f.Overridden() {
		facts = append(facts, kit.Fact{Label: a.Where, Text: a.Rule + "　" + a.Says, Tone: look.Alert})
		if a.Reason != "" {
			facts = append(facts, kit.Fact{Label: words.T(words.ReviewingWriterReason), Text: a.Reason})
		}
	}
	return kit.Stack(1, kit.NewParagraph(words.T(words.ReviewingOverridden), look.Body(), look.Ink), kit.NewFacts(labelEm, facts...))
}

func fact(l Line) kit.Fact {
	x := kit.Fact{Label: words.T(l.Label), Text: l.Text, Name: l.Name}
	if l.Rekey {
		x.Note = words.T(words.ReviewingRekeyMark)
	}
	if l.Changed {
		x.Tone, x.Text = look.Info, orNothing(l.Text)
		x.Before = words.T(words.ReviewingBefore) + "　" + orNothing(l.Before)
	}
	return x
}

// orNothing says so where nothing stands.
func orNothing(text string) string {
	if text == "" {
		return words.T(words.ReviewingNothing)
	}
	return text
}

func (f *Form) masked(l Line) fyne.CanvasObject {
	var number *kit.Field
	number = kit.NewMasked(kit.Spec{Label: words.T(l.Label), LabelEm: labelEm, BoxEm: 9, ReadOnly: true, OnEnter: func() bool { f.forward(); return true }}, func() {
		if !f.LogShown(l.At) {
			number.SetText("") // what cannot be logged is not shown
		}
	})
	number.SetText(l.Text)
	return number
}

// rekeysShown returns the fields to type again while they are on the screen.
func (f *Form) rekeysShown() []Rekey {
	if len(f.rekeys) == 0 {
		return nil
	}
	return f.Rekeys()
}

// showRetyping shows an empty field for each dangerous value, and nothing of what
// was entered.
func (f *Form) showRetyping() {
	var fields []fyne.CanvasObject
	for i, r := range f.Rekeys() {
		w := f.rekey(i, r)
		f.rekeys = append(f.rekeys, w)
		fields = append(fields, w)
	}
	head := kit.Edged(look.Info, kit.Stack(1,
		look.BoldText(words.T(words.ReviewingRekeyHead), look.Head(), look.Info.Ink()),
		kit.NewParagraph(words.T(words.ReviewingRekeyText), look.Body(), look.Ink)))
	block := kit.Block(words.T(words.ReviewingRekeyBlock), "", kit.Grid(2, fields...))
	f.put(container.NewBorder(kit.Pad(3, head), nil, nil, nil, kit.NewPage(kit.PageOf(container.NewBorder(block, nil, nil, nil)))))
}

func (f *Form) rekey(i int, r Rekey) *kit.Field {
	hint := words.T(words.ReviewingRekeyHint)
	if r.Last4 {
		hint = words.T(words.ReviewingRekeyLast4)
	}
	label := words.T(r.Label)
	if r.At.Person != notification.Header {
		label = words.T(words.ReviewingPersonOf, r.At.Person+1, label)
	}
	var w *kit.Field
	spec := kit.Spec{
		Label: label, Required: true, LabelEm: 12, BoxEm: 12, Hint: hint, Max: 80, ReadOnly: r.Matched,
		Note:    func(string) (string, look.Tone) { return f.rekeyNote(i) },
		OnEnter: func() bool { f.Typed(i, w.Text()); return true },
	}
	switch {
	case r.Kana:
		w = kit.NewKana(spec, letters.ToKatakana)
	case r.Last4:
		spec.BoxEm, spec.Max, spec.Fold, spec.Accept, spec.NoCopy = 4, 12, kit.HalfWidth, kit.Digits, true
		w = kit.NewField(spec)
	default:
		w = kit.NewField(spec)
	}
	return w
}

// rekeyNote says whether a field matches, and nothing about what it should be.
func (f *Form) rekeyNote(i int) (string, look.Tone) {
	if f.Stage() != Retyping {
		return "", look.Plain
	}
	r := f.Rekeys()[i]
	switch {
	case r.Matched:
		return look.Good.Sign() + " " + words.T(words.ReviewingMatched), look.Good
	case r.Tries > 0:
		return look.Stop.Sign() + " " + words.T(words.ReviewingTries, r.Tries), look.Stop
	}
	return words.T(words.ReviewingUntried), look.Plain
}

// FocusRekey implements [View].
func (f *Form) FocusRekey(at int) {
	if at < len(f.rekeys) {
		kit.Focus(f.rekeys[at])
	}
}

// ClearRekey implements [View].
func (f *Form) ClearRekey(at int) {
	if at < len(f.rekeys) {
		f.rekeys[at].SetText("")
	}
}

// about says which entry it is.
func (f *Form) about() []kit.Fact {
	e := f.Entry()
	return []kit.Fact{
		{Label: words.T(words.IntakeDoneKind), Text: words.T(words.Kind(e.Content.Kind.Key()))},
		{Label: words.T(words.IntakeDonePersons), Text: words.T(words.IntakeDoneCount, len(e.Content.Persons))},
	}
}

// showReturning lists the coded reasons, to be chosen by number, and the note.
func (f *Form) showReturning() {
	all := f.Reasons()
	list := kit.NewKeyList(kit.Column{Em: 3}, kit.Column{Title: words.T(words.ReviewingReturnHead)})
	list.Length = func() int { return len(all) }
	list.Cell = func(row, column int) kit.CellText { return f.reasonCell(all[row], column) }
	list.OnRune = func(r rune) {
		switch {
		case r == ' ' || r == '　':
			f.Toggle(all[list.Row()])
		case r >= '1' && int(r-'0') <= len(all):
			f.Toggle(all[int(r-'1')])
			list.SetRow(int(r - '1'))
		}
	}
	f.note = kit.NewField(kit.Spec{Label: words.T(words.ReviewingNote), Hint: words.T(words.ReviewingNoteHint), Max: 200, Kanji: true,
		OnChanged: f.SetNote, OnEnter: func() bool { f.confirmReturn(); return true }})
	f.note.SetText(f.Note())
	list.OnChosen = func(int) { kit.Focus(f.note) }
	f.reasons = list
	keys := kit.NewParagraph(words.T(words.ReviewingReturnKeys), look.Body(), look.Ink)
	f.put(kit.Pad(3, container.NewBorder(kit.Pad(1, keys), kit.Pad(1, f.note), nil, nil, list)))
	kit.Focus(list)
}

func (f *Form) reasonCell(r notification.Reason, column int) kit.CellText {
	code := strconv.Itoa(int(r))
	if column == 0 {
		if f.Chosen(r) {
			return kit.CellText{Text: code, Tone: look.Good}
		}
		return kit.CellText{Text: code}
	}
	text := kit.CellText{Text: words.T(words.Reason(code))}
	if f.Chosen(r) {
		text.Tone = look.Good
	}
	return text
}

func (f *Form) confirmReturn() {
	f.SetNote(f.note.Text())
	f.ConfirmReturn()
}

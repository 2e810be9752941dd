package record

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/resident"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// labelEm is the width of the label cells.
const labelEm = 7.5

// file draws a record.
func (f *Form) file() fyne.CanvasObject {
	f.items = container.NewStack()
	f.ShowItems()
	left := container.NewBorder(f.numberBlock(), nil, nil, nil, kit.NewReader(f.items))
	aside := words.T(words.RecordHouseholdNo, string(f.Resident().Household))
	if f.Headless() {
		aside = words.T(words.RecordHeadless) + "　" + aside
	}
	right := container.NewGridWithRows(1, part(words.RecordHousehold, aside, f.household()))
	if !f.Copied() {
		right = container.NewGridWithRows(2, right, part(words.RecordHistory, "", f.history()))
	}
	return kit.Pad(2, container.NewBorder(f.head(), nil, nil, nil, container.New(sides{}, right, left)))
}

func part(title words.Key, aside string, body fyne.CanvasObject) *fyne.Container {
	return container.NewBorder(kit.SectionHead(words.T(title), aside), nil, nil, nil, body)
}

// sides puts two objects side by side, the second at the left: the keyboard comes
// to the first one first.
type sides struct{}

func (sides) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize().Max(objects[1].MinSize())
	return fyne.NewSize(2*size.Width, size.Height)
}

func (sides) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Width * 0.42
	objects[1].Resize(fyne.NewSize(left, size.Height))
	objects[0].Move(fyne.NewPos(left+look.Space(3), 0))
	objects[0].Resize(fyne.NewSize(size.Width-left-look.Space(3), size.Height))
}

// head says whose record it is and what is to be known before reading it.
func (f *Form) head() fyne.CanvasObject {
	r := f.Resident()
	status := look.Good
	if r.Status != resident.Living {
		status = look.Alert
	}
	who := kit.Across(4,
		look.NameText(r.Name, look.Title(), look.Ink),
		container.NewCenter(look.Text(r.Reading, look.Body(), look.InkSoft)),
		container.NewCenter(kit.Tag(status, words.T(words.Status(int(r.Status))))))
	var tags []fyne.CanvasObject
	say := func(on bool, tone look.Tone, text string) {
		if on {
			tags = append(tags, kit.Tag(tone, text))
		}
	}
	say(f.Protected(), look.Stop, words.T(words.RecordProtected))
	for _, g := range f.Guards() {
		say(true, look.Tone(g.Grade), g.Text)
	}
	say(f.Copied(), look.Alert, words.T(words.RecordCopied))
	for _, text := range f.PendingLines() {
		say(true, look.Info, text)
	}
	rows := []fyne.CanvasObject{who}
	if len(tags) > 0 {
		rows = append(rows, kit.Across(3, tags...))
	}
	return container.NewBorder(nil, kit.Gap(2), nil, nil, kit.Panel(kit.Stack(1.5, rows...)))
}

// numberBlock is the two masked fields, or that they are not the operator's to see.
func (f *Form) numberBlock() fyne.CanvasObject {
	f.numbers = map[counter.Number]*kit.Field{}
	masked := func(n counter.Number, label words.Key) fyne.CanvasObject {
		if f.NumberMasked(n) {
			return kit.NewFacts(labelEm, kit.Fact{Label: words.T(label), Text: words.T(words.RecordMaskedItem), Tone: look.Info})
		}
		field := kit.NewMasked(kit.Spec{Label: words.T(label), LabelEm: labelEm, BoxEm: 7.5, ReadOnly: true, OnHidden: f.Release}, func() { f.Hold(n) })
		f.numbers[n] = field
		f.ShowNumber(n, "")
		return field
	}
	return kit.Block(words.T(words.RecordNumbers), words.T(words.RecordHold), kit.Stack(0.5,
		masked(counter.IndividualNumber, words.ItemIndividualNumber),
		masked(counter.ResidentCode, words.ItemResidentCode)))
}

// ShowItems implements [View]: what is recorded, or was in a history row.
func (f *Form) ShowItems() {
	if f.items == nil || f.State() != Ready {
		return
	}
	var facts []kit.Fact
	for _, l := range f.Lines() {
		fact := kit.Fact{Label: words.T(l.Label), Text: l.Text, Name: l.Name}
		switch {
		case l.Masked:
			fact.Tone = look.Info
		case l.Before != "":
			fact.Tone, fact.Before = look.Alert, words.T(words.RecordBefore, l.Before)
		}
		facts = append(facts, fact)
	}
	title, aside := words.T(words.RecordPerson), ""
	if then := f.LookedAt(); then != "" {
		title, aside = then, words.T(words.RecordThenAside)+"　" // clear of the bar
	}
	f.items.Objects = []fyne.CanvasObject{kit.Block(title, aside, kit.NewFacts(labelEm, facts...))}
	f.items.Refresh()
}

// markOwn puts the mark of the household on whose record this is.
func (f *Form) markOwn() {
	f.members.SetRow(slices.IndexFunc(f.Household(), func(r resident.Record) bool { return r.ID == f.Resident().ID }))
}

// household lists the members.
func (f *Form) household() *kit.KeyList {
	all := f.Household()
	list := kit.NewKeyList(
		kit.Column{Title: words.T(words.RecordColumnOrder), Em: 2, Right: true},
		kit.Column{Title: words.T(words.RecordColumnName), Name: true},
		kit.Column{Title: words.T(words.RecordColumnRelation), Em: 5},
		kit.Column{Title: words.T(words.RecordColumnBirth), Em: 6},
		kit.Column{Title: words.T(words.RecordColumnSex), Em: kit.Em(words.T(words.ChoiceSex1), words.T(words.ChoiceSex2))},
		kit.Column{Title: words.T(words.RecordColumnStatus), Em: 6})
	list.Length = func() int { return len(all) }
	list.Cell = func(row, column int) kit.CellText { return memberCell(all[row], column) }
	list.OnMoved = func(int) { f.Look(-1) }
	list.OnChosen = f.OpenMember
	f.members = list
	return list
}

func memberCell(r resident.Record, column int) kit.CellText {
	switch column {
	case 0:
		return kit.CellText{Text: strconv.Itoa(r.Order)}
	case 1:
		return kit.CellText{Text: r.Name}
	case 2:
		return kit.CellText{Text: r.Relationship}
	case 3:
		return kit.CellText{Text: r.Birth.Text(civil.EraShort)}
	case 4:
		return kit.CellText{Text: words.T(words.Choice("sex", strconv.Itoa(int(r.Sex))))}
	}
	cell := kit.CellText{Text: words.T(words.Status(int(r.Status)))}
	if r.Status != resident.Living {
		cell.Tone = look.Alert
	}
	return cell
}

// history lists the history rows, the newest first. What the marked one changed stands
// at the left; the household leads back to the record of now.
func (f *Form) history() *kit.KeyList {
	list := kit.NewKeyList(
		kit.Column{Title: words.T(words.RecordColumnNumber), Em: 2, Right: true},
		kit.Column{Title: words.T(words.RecordColumnCause), Em: 7},
		kit.Column{Title: words.T(words.RecordColumnChanged), Em: 5},
		kit.Column{Title: words.T(words.RecordColumnProcessed), Em: 5},
		kit.Column{Title: words.T(words.RecordColumnChanges)})
	list.Length = func() int { return len(f.History()) }
	list.OnMoved = f.Look
	list.OnChosen = func(row int) {
		f.Look(row)
		f.stage.Say(look.Info, f.Row(row).Changes)
	}
	list.OnKey = func(key fyne.KeyName) {
		if key == fyne.KeyEscape {
			f.Look(-1)
		}
	}
	list.Cell = func(row, column int) kit.CellText {
		r := f.Row(row)
		return kit.CellText{Text: []string{r.Number, r.Cause, r.Changed, r.Processed, r.Changes}[column]}
	}
	return list
}

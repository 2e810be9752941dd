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
	left := container.NewBorder(f.numberBlock(), nil, nil, nil, kit.NewReader(f.itemBlock()))
	right := container.NewGridWithRows(1,
		part(words.RecordHousehold, words.T(words.RecordHouseholdNo, string(f.Resident().Household)), f.household()))
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
	say(len(f.Pending()) > 0, look.Info, words.T(words.RecordPending, len(f.Pending())))
	rows := []fyne.CanvasObject{who}
	if len(tags) > 0 {
		rows = append(rows, kit.Across(3, tags...))
	}
	return container.NewBorder(nil, kit.Gap(2), nil, nil, kit.Panel(kit.Stack(1.5, rows...)))
}

// numberBlock is the two masked fields.
func (f *Form) numberBlock() fyne.CanvasObject {
	f.numbers = map[counter.Number]*kit.Field{}
	masked := func(n counter.Number, label words.Key) fyne.CanvasObject {
		field := kit.NewMasked(kit.Spec{Label: words.T(label), LabelEm: labelEm, BoxEm: 7.5, ReadOnly: true, OnHidden: f.Release}, func() { f.Hold(n) })
		f.numbers[n] = field
		f.ShowNumber(n, "")
		return field
	}
	return kit.Block(words.T(words.RecordNumbers), words.T(words.RecordHold), kit.Stack(0.5,
		masked(counter.IndividualNumber, words.ItemIndividualNumber),
		masked(counter.ResidentCode, words.ItemResidentCode)))
}

// itemBlock is what is recorded.
func (f *Form) itemBlock() fyne.CanvasObject {
	var facts []kit.Fact
	for _, l := range f.Lines() {
		facts = append(facts, kit.Fact{Label: words.T(l.Label), Text: l.Text, Name: l.Name})
	}
	return kit.Block(words.T(words.RecordPerson), "", kit.NewFacts(labelEm, facts...))
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

// history lists the history rows, the newest first. Enter says an address that is
// too long for its column.
func (f *Form) history() *kit.KeyList {
	list := kit.NewKeyList(
		kit.Column{Title: words.T(words.RecordColumnNumber), Em: 2, Right: true},
		kit.Column{Title: words.T(words.RecordColumnCause), Em: 6},
		kit.Column{Title: words.T(words.RecordColumnChanged), Em: 5},
		kit.Column{Title: words.T(words.RecordColumnProcessed), Em: 5},
		kit.Column{Title: words.T(words.RecordColumnAddress)},
		kit.Column{Title: words.T(words.RecordColumnRelation), Em: 4})
	list.Length = func() int { return len(f.History()) }
	list.OnChosen = func(row int) { f.stage.Say(look.Info, f.Row(row).Address) }
	list.Cell = func(row, column int) kit.CellText {
		r := f.Row(row)
		return kit.CellText{Text: []string{r.Number, r.Cause, r.Changed, r.Processed, r.Address, r.Relationship}[column]}
	}
	return list
}

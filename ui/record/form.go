package record

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

var (
	_ View       = (*Form)(nil)
	_ kit.Screen = (*Form)(nil)
	_ kit.Backer = (*Form)(nil)
)

// A Form is the screen. It holds no rule.
type Form struct {
	*Presenter
	shell   kit.Stage
	room    *fyne.Container
	numbers map[counter.Number]*number
	members *kit.KeyList
	shown   bool
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, shell: stage, room: container.NewStack(), numbers: map[counter.Number]*number{}}
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.RecordTitle) }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.room }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	actions := []kit.Action{{Key: fyne.KeyF9, Label: words.T(words.RecordKeyReload), Do: f.Refresh}}
	if f.State() == Ready {
		actions = append(actions,
			kit.Action{Key: fyne.KeyF6, Label: words.T(words.RecordKeyWithin), Do: func() { f.Begin(notification.MovingWithin) }},
			kit.Action{Key: fyne.KeyF7, Label: words.T(words.RecordKeyOut), Do: func() { f.Begin(notification.MovingOut) }})
	}
	return actions
}

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Leave()
	return true
}

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.shown = true
	f.ShowRecord()
}

// Hidden implements [kit.Screen]: the masks fall.
func (f *Form) Hidden() {
	f.Release()
	f.shown = false
}

// ShowRecord implements [View].
func (f *Form) ShowRecord() {
	if !f.shown {
		return
	}
	f.numbers, f.members = map[counter.Number]*number{}, nil
	switch f.State() {
	case Ready:
		f.showReady()
	case Loading:
		f.show(kit.Edged(look.Info, look.BoldText(words.T(words.KitLoading), look.Head(), look.Info.Ink())))
	case Offline:
		f.show(kit.Edged(look.Alert, kit.NewParagraph(words.T(f.Why()), look.Body(), look.Ink)))
	default:
		f.show(kit.Edged(look.Stop, kit.NewParagraph(words.T(f.Why()), look.Body(), look.Ink)))
	}
	f.shell.ActionsChanged()
}

// show puts a notice into the room.
func (f *Form) show(o fyne.CanvasObject) {
	f.room.Objects = []fyne.CanvasObject{kit.Pad(4, container.NewBorder(o, nil, nil, nil))}
	f.room.Refresh()
}

func (f *Form) showReady() {
	facts := make([]kit.Fact, 0, 24)
	for _, l := range f.Lines() {
		facts = append(facts, kit.Fact{Label: words.T(l.Label), Text: l.Text, Name: l.Name})
	}
	for _, which := range []counter.Number{counter.IndividualNumber, counter.ResidentCode} {
		f.numbers[which] = newNumber(f, which)
	}
	person := kit.Stack(0, kit.NewFacts(8, facts...), f.numbers[counter.IndividualNumber], f.numbers[counter.ResidentCode],
		kit.Pad(1, look.Text(words.T(words.RecordHold), look.Small(), look.InkSoft)))
	left := kit.NewPage(kit.Pad(1, kit.Block(words.T(words.RecordPerson), "", person)))
	right := container.NewGridWithRows(2,
		kit.Pad(1, kit.Block(words.T(words.RecordHousehold), words.T(words.RecordHouseholdNo, f.Resident().Household), f.household())),
		kit.Pad(1, kit.Block(words.T(words.RecordHistory), "", f.history())))
	body := container.NewGridWithColumns(2, left, right)
	f.room.Objects = []fyne.CanvasObject{kit.Pad(2, container.NewBorder(f.notices(), nil, nil, nil, body))}
	f.room.Refresh()
	kit.Focus(f.members)
}

// notices stand above the record: a support measure, a copy, entries under way.
func (f *Form) notices() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	notice := func(tone look.Tone, text string) {
		rows = append(rows, kit.Pad(1, kit.Edged(tone, kit.NewParagraph(text, look.Body(), look.Ink))))
	}
	if f.Resident().Protected {
		notice(look.Stop, words.T(words.RecordProtected))
	}
	if f.Copied() {
		notice(look.Alert, words.T(words.RecordCopied))
	}
	if n := len(f.Pending()); n > 0 {
		notice(look.Alert, words.T(words.RecordPending, n))
	}
	return kit.Stack(0, rows...)
}

func (f *Form) household() fyne.CanvasObject {
	list := kit.NewKeyList(kit.Column{Title: words.T(words.RecordColumnName), Name: true}, kit.Column{Title: words.T(words.RecordColumnRelation), Em: 5},
		kit.Column{Title: words.T(words.RecordColumnBirth), Em: 6}, kit.Column{Title: words.T(words.RecordColumnSex), Em: 2}, kit.Column{Title: words.T(words.RecordColumnStatus), Em: 5})
	members := f.Household()
	list.Length = func() int { return len(members) }
	list.Cell = func(row, column int) kit.CellText {
		m := members[row]
		switch column {
		case 0:
			return kit.CellText{Text: m.Name}
		case 1:
			return kit.CellText{Text: m.Relationship}
		case 2:
			return kit.CellText{Text: m.Birth.Text(civil.EraShort)}
		case 3:
			return kit.CellText{Text: words.T(words.Choice("sex", strconv.Itoa(int(m.Sex))))}
		}
		return kit.CellText{Text: words.T(words.Status(int(m.Status)))}
	}
	list.OnChosen = f.OpenMember
	for i, m := range members {
		if m.ID == f.Resident().ID {
			list.SetRow(i)
		}
	}
	f.members = list
	return list
}

func (f *Form) history() fyne.CanvasObject {
	list := kit.NewKeyList(kit.Column{Title: words.T(words.RecordColumnNumber), Em: 2, Right: true}, kit.Column{Title: words.T(words.RecordColumnCause), Em: 5},
		kit.Column{Title: words.T(words.RecordColumnChanged), Em: 5}, kit.Column{Title: words.T(words.RecordColumnProcessed), Em: 5},
		kit.Column{Title: words.T(words.RecordColumnAddress)}, kit.Column{Title: words.T(words.RecordColumnRelation), Em: 4})
	list.Empty = words.T(words.RecordNoHistory)
	list.Length = func() int { return len(f.History()) }
	list.Cell = func(row, column int) kit.CellText {
		r := f.Row(row)
		return kit.CellText{Text: [...]string{r.Number, r.Cause, r.Changed, r.Processed, r.Address, r.Relationship}[column]}
	}
	return list
}

// ShowNumber implements [View].
func (f *Form) ShowNumber(which counter.Number, digits string) {
	if n := f.numbers[which]; n != nil {
		n.reveal(digits)
	}
}

// Say implements [View].
func (f *Form) Say(alert bool, text string) {
	tone := look.Info
	if alert {
		tone = look.Alert
	}
	f.shell.Say(tone, text)
}

package protection

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

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
	shell kit.Stage
	room  *fyne.Container
	shown bool

	list      *kit.KeyList // of the stage: measures, holds, tripwires, lines
	below     *kit.KeyList // the lines of a release that waits
	facts     *fyne.Container
	reader    *kit.Reader
	reference *kit.Field
	reason    *kit.Choice
	minutes   *kit.Field
	made      *kit.Field
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, shell: stage, room: container.NewStack()}
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.ProtectionTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string {
	if f.Stage() == Showing {
		return "protection#measure"
	}
	return "protection"
}

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.room }

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.shown = true
	f.ShowStage()
}

// Hidden implements [kit.Screen]: what was asked for is hidden again.
func (f *Form) Hidden() {
	f.shown = false
	f.Hide()
}

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Leave()
	return true
}

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	action := func(key fyne.KeyName, label words.Key, do func(), why func() string) kit.Action {
		return kit.Action{Key: key, Label: words.T(label), Do: do, Why: why}
	}
	lead := func(a kit.Action) kit.Action { a.Lead = true; return a }
	switch f.Stage() {
	case Listing:
		open := words.ProtectionKeyOpen
		if f.Mode() == Holds {
			open = words.ProtectionKeyLift
		}
		actions := []kit.Action{action(fyne.KeyF6, words.ProtectionKeyMode, f.Turn, nil)}
		if f.Mode() == InForce {
			actions = append(actions, action(fyne.KeyF7, words.ProtectionKeyRelease, f.CheckMarked, nil))
		}
		return append(actions, action(fyne.KeyF8, words.ProtectionKeyWaiting, f.OpenWaiting, nil), action(fyne.KeyF9, words.ProtectionKeyReload, f.Refresh, nil),
			lead(action(fyne.KeyF12, open, func() { f.Choose(f.list.Row()) }, nil)))
	case Failed:
		return []kit.Action{lead(action(fyne.KeyF9, words.ProtectionKeyReload, f.Refresh, nil))}
	case Showing:
		return []kit.Action{
			action(fyne.KeyF5, words.ProtectionKeyRecord, f.OpenRecord, nil), action(fyne.KeyF6, words.ProtectionKeyPerpetrator, f.ShowPerpetrator, nil),
			action(fyne.KeyF7, words.ProtectionKeyAddress, f.ShowAddress, nil), action(fyne.KeyF8, words.ProtectionKeyLift, f.LiftShown, nil),
			lead(action(fyne.KeyF12, words.ProtectionKeyProof, f.prove, nil))}
	case Lifting:
		return []kit.Action{lead(action(fyne.KeyF12, words.ProtectionKeyLift, f.lift, nil))}
	case Checking:
		return []kit.Action{action(fyne.KeyF9, words.ProtectionKeyCheck, func() { f.SetMade(f.made.Text()) }, nil),
			lead(action(fyne.KeyF12, words.ProtectionKeyPropose, f.Propose, nil))}
	case Waiting:
		return []kit.Action{action(fyne.KeyF9, words.ProtectionKeyReload, f.OpenWaiting, nil), lead(action(fyne.KeyF12, words.ProtectionKeyDo, f.Do, f.WhyNotDo))}
	}
	return nil
}

// Say implements [View].
func (f *Form) Say(grade Grade, text string) { f.shell.Say(look.Tone(grade), text) }

// Ask implements [View].
func (f *Form) Ask(title, text string, answers []string, answered func(int)) {
	f.shell.Ask(kit.Question{Tone: look.Stop, Title: title, Text: text, Answers: answers}, answered)
}

func (f *Form) put(o fyne.CanvasObject) {
	f.room.Objects = []fyne.CanvasObject{o}
	f.room.Refresh()
}

// ShowStage implements [View].
func (f *Form) ShowStage() {
	if !f.shown {
		return
	}
	f.list, f.below, f.facts, f.reader, f.reference, f.reason, f.minutes, f.made = nil, nil, nil, nil, nil, nil, nil, nil
	switch f.Stage() {
	case Showing:
		f.showMeasure()
	case Lifting:
		f.showLifting()
	case Checking:
		f.showChecking()
	case Waiting:
		f.showWaiting()
	default:
		f.showList()
	}
	f.shell.ActionsChanged()
}

// showList shows the list of the mode, with what is to be dealt with above it.
func (f *Form) showList() {
	columns, cell, keys := measureColumns(), f.measureCell, words.ProtectionKeysMeasures
	if f.Mode() == Holds {
		columns, cell, keys = holdColumns(), f.holdCell, words.ProtectionKeysHolds
	}
	f.list = kit.NewKeyList(columns...)
	f.list.Empty = words.T(words.ProtectionEmpty(int(f.Mode())))
	f.list.Length, f.list.Cell, f.list.OnChosen = f.Len, cell, f.Choose
	f.list.OnRune = func(r rune) {
		if r == ' ' || r == '　' {
			f.Mark(f.list.Row())
			f.list.Reload()
		}
	}
	switch f.Stage() {
	case Loading:
		f.list.SetState(kit.ListLoading, "")
	case Failed:
		f.list.SetState(kit.ListFailed, words.T(f.Why()))
	}
	var top []fyne.CanvasObject
	if f.Mode() == InForce && f.Stage() == Listing {
		top = append(top, kit.Pad(1, f.counts()))
	}
	top = append(top, kit.SectionHead(words.T(words.ProtectionMode(int(f.Mode()))), ""))
	below := kit.Pad(1, look.Text(words.T(keys), look.Small(), look.InkSoft))
	f.put(kit.Pad(3, container.NewBorder(kit.Stack(1, top...), below, nil, nil, f.list)))
	kit.Focus(f.list)
}

func (f *Form) counts() fyne.CanvasObject {
	var tags []fyne.CanvasObject
	for _, c := range f.Counts() {
		tags = append(tags, kit.Tag(look.Tone(c.Grade), words.T(c.Label)+"　"+c.N))
	}
	return kit.Across(3, tags...)
}

func measureColumns() []kit.Column {
	state := kit.Em(words.T(words.ProtectionStateOverdue)) + 2.4
	return []kit.Column{
		{Title: words.T(words.ProtectionColumnMark), Em: 2}, {Title: words.T(words.ProtectionColumnEnd), Em: 6}, {Title: words.T(words.ProtectionColumnState), Em: state},
		{Title: words.T(words.ProtectionColumnName), Name: true}, {Title: words.T(words.ProtectionColumnCovered), Em: 3, Right: true},
		{Title: words.T(words.ProtectionColumnKind), Em: kit.Em(words.T(words.ProtectionKind1), words.T(words.ProtectionKind2))},
		{Title: words.T(words.ProtectionColumnWires), Em: kit.Em(words.T(words.ProtectionTold, 12, 12)) + 1.2}, {Title: words.T(words.ProtectionColumnLift), Em: 7}}
}

func (f *Form) measureCell(row, column int) kit.CellText {
	r := f.Row(row)
	switch column {
	case 0:
		if r.Marked {
			return kit.CellText{Tone: look.Good, Text: " "}
		}
		return kit.CellText{}
	case 1:
		return kit.CellText{Text: r.End}
	case 2:
		return kit.CellText{Text: r.State, Tone: look.Tone(r.StateGrade)}
	case 3:
		return kit.CellText{Text: r.Name}
	case 4:
		return kit.CellText{Text: r.Covered}
	case 5:
		return kit.CellText{Text: r.Kind}
	case 6:
		return kit.CellText{Text: r.Wires, Tone: look.Tone(r.WiresGrade)}
	}
	return kit.CellText{Text: r.Lift, Tone: tone(r.Lift, look.Info)}
}

// tone is that of a cell that says something only sometimes.
func tone(text string, t look.Tone) look.Tone {
	if text == "" {
		return look.Plain
	}
	return t
}

func holdColumns() []kit.Column {
	return []kit.Column{
		{Title: words.T(words.ProtectionColumnEnd), Em: 6}, {Title: words.T(words.ProtectionColumnState), Em: kit.Em(words.T(words.ProtectionStateHoldOverdue)) + 2.4},
		{Title: words.T(words.ProtectionColumnPerson), Name: true}, {Title: words.T(words.ProtectionColumnTarget), Em: kit.Em(words.T(words.ProtectionTargetPerson), words.T(words.ProtectionTargetHousehold))},
		{Title: words.T(words.ProtectionColumnProcess), Em: 5}, {Title: words.T(words.ProtectionColumnLevel), Em: kit.Em(words.T(words.ProtectionLevel2))},
		{Title: words.T(words.ProtectionColumnReason)}, {Title: words.T(words.ProtectionColumnStart), Em: 6}, {Title: words.T(words.ProtectionColumnLift), Em: 7}}
}

func (f *Form) holdCell(row, column int) kit.CellText {
	r := f.HoldRow(row)
	switch column {
	case 1:
		return kit.CellText{Text: r.State, Tone: look.Tone(r.StateGrade)}
	case 8:
		return kit.CellText{Text: r.Lift, Tone: tone(r.Lift, look.Info)}
	}
	return kit.CellText{Text: []string{r.End, "", r.Name, r.Target, r.Process, r.Level, r.Reason, r.Start}[column]}
}

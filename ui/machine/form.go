package machine

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

// columns is how many columns the facts stand in.
const columns = 3

// A Form is the screen: the facts above, the policy in force as a list below.
type Form struct {
	*Presenter
	stage   kit.Stage
	narrow  bool            // the list alone, so that more of it is in sight
	facts   *fyne.Container // what is above the list
	list    *kit.KeyList
	marked  *kit.Paragraph // says the marked row in full, whose columns may be too narrow
	content *fyne.Container
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, stage: stage, facts: container.NewStack(), marked: kit.NewParagraph("", look.Small(), look.InkSoft)}
	origin := float32(14)
	if look.Large() {
		origin = 11 // what is cut off stands below the list
	}
	f.list = kit.NewKeyList(
		kit.Column{Title: words.T(words.MachineColumnName)},
		kit.Column{Title: words.T(words.MachineColumnValue), Em: 8, Right: true},
		kit.Column{Title: words.T(words.MachineColumnBounds), Em: 7.5, Right: true},
		kit.Column{Title: words.T(words.MachineColumnOrigin), Em: origin},
		kit.Column{Title: words.T(words.MachineColumnSince), Em: 6},
		kit.Column{Title: words.T(words.MachineColumnUntil), Em: 6})
	f.list.Empty = words.T(words.MachineEmpty)
	f.list.Length = p.Len
	f.list.Cell = f.cell
	f.list.OnMoved = func(int) { f.sayMarked() }
	f.list.SetState(kit.ListLoading, "")
	policy := container.NewBorder(kit.SectionHead(words.T(words.MachinePolicy), words.T(words.MachinePolicyAside)), f.marked, nil, nil, f.list)
	f.content = kit.Pad(2, container.NewBorder(f.facts, nil, nil, nil, policy))
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.MachineTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "machine" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	facts := words.MachineKeyNarrow
	if f.narrow {
		facts = words.MachineKeyWiden
	}
	return []kit.Action{
		{Key: fyne.KeyF6, Label: words.T(words.MachineKeyImport), Do: f.Import}, {Key: fyne.KeyF7, Label: words.T(words.PinOpen), Do: f.ChangePIN},
		{Key: fyne.KeyF8, Label: words.T(facts), Do: f.toggle}, {Key: fyne.KeyF9, Label: words.T(words.MachineKeyReload), Do: f.Refresh},
	}
}

// toggle leaves the facts out, or shows them again.
func (f *Form) toggle() {
	f.narrow = !f.narrow
	f.facts.Hidden = f.narrow
	f.content.Refresh()
	f.list.Reload()
	f.stage.ActionsChanged()
}

// Shown implements [kit.Screen]. The facts are read anew each time.
func (f *Form) Shown() {
	kit.Focus(f.list)
	f.Presenter.Shown(true)
}

// Hidden implements [kit.Screen].
func (f *Form) Hidden() { f.Presenter.Shown(false) }

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Leave()
	return true
}

// ShowMachine implements [View].
func (f *Form) ShowMachine() {
	f.facts.Objects = nil
	switch f.State() {
	case Ready:
		f.facts.Objects = []fyne.CanvasObject{f.block()}
		f.list.SetState(kit.ListReady, "")
		f.sayMarked()
	case Failed:
		f.list.SetState(kit.ListFailed, words.T(words.MachineFailed))
	default:
		f.list.SetState(kit.ListLoading, "")
	}
	f.content.Refresh()
	f.content.Refresh() // a fact that is broken into lines knows how many once it has a width
}

// sayMarked says the marked row in full.
func (f *Form) sayMarked() {
	text := ""
	if i := f.list.Row(); i >= 0 {
		r := f.Row(i)
		text = words.T(words.MachineRow, r.Name, r.Value, r.Origin)
	}
	f.marked.SetText(text, look.InkSoft)
}

// block shows the facts in columns of the same length.
func (f *Form) block() fyne.CanvasObject {
	lines := f.Lines()
	each := (len(lines) + columns - 1) / columns
	wrong := 0
	var parts []fyne.CanvasObject
	for from := 0; from < len(lines); from += each {
		var facts []kit.Fact
		for _, l := range lines[from:min(from+each, len(lines))] {
			fact := kit.Fact{Label: words.T(l.Label), Text: l.Text}
			if l.Wrong {
				fact.Tone = look.Alert
				wrong++
			}
			facts = append(facts, fact)
		}
		parts = append(parts, kit.NewFacts(9, facts...))
	}
	aside := words.T(words.MachineInOrder)
	if wrong > 0 {
		aside = words.T(words.MachineWrong, wrong)
	}
	return container.NewBorder(nil, kit.Gap(2), nil, nil,
		kit.Block(words.T(words.MachineFacts), aside, kit.Grid(columns, parts...)))
}

func (f *Form) cell(row, column int) kit.CellText {
	r := f.Row(row)
	return kit.CellText{Text: []string{r.Name, r.Value, r.Bounds, r.Origin, r.Since, r.Until}[column]}
}

// Say implements [View].
func (f *Form) Say(grade Grade, text string) { f.stage.Say(look.Tone(grade), text) }

package outputs

import (
	"strings"

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

// A Form is the screen: the ledger, and for a chief a field for why something is declined.
// It holds no rule.
type Form struct {
	*Presenter
	stage   kit.Stage
	list    *kit.KeyList
	marked  *kit.Paragraph // says what and why of the marked line in full
	note    *kit.Field
	content fyne.CanvasObject
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, stage: stage, marked: kit.NewParagraph("", look.Small(), look.InkSoft)}
	f.list = kit.NewKeyList(
		kit.Column{Title: words.T(words.OutputsColumnNumber), Em: 6.5}, kit.Column{Title: words.T(words.OutputsColumnWhen), Em: 6.5},
		kit.Column{Title: words.T(words.OutputsColumnWho), Em: 9}, kit.Column{Title: words.T(words.OutputsColumnWhat), Em: 14},
		kit.Column{Title: words.T(words.OutputsColumnResidents), Em: 4, Right: true}, kit.Column{Title: words.T(words.OutputsColumnState), Em: 8},
		kit.Column{Title: words.T(words.OutputsColumnDecided)})
	f.list.Empty = words.T(words.OutputsNone)
	f.list.Length = p.Len
	f.list.Cell = f.cell
	f.list.OnMoved = func(int) { f.sayMarked() }
	f.list.SetState(kit.ListLoading, "")
	head := kit.NewParagraph(words.T(words.OutputsHead), look.Body(), look.Ink)
	foot := kit.Stack(1, f.marked)
	if p.Leads() {
		f.note = kit.NewField(kit.Spec{Label: words.T(words.OutputsLabelNote), LabelEm: 9, BoxEm: 30, Max: 100, OnChanged: p.SetNote})
		foot = kit.Stack(1, f.marked, f.note)
	}
	f.content = kit.Pad(3, container.NewBorder(kit.Stack(2, head, kit.Gap(0)), foot, nil, nil, f.list))
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.OutputsTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "outputs" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	why := func() string { return f.WhyNot(f.list.Row()) }
	all := []kit.Action{{Key: fyne.KeyF9, Label: words.T(words.OutputsKeyReload), Do: f.Refresh}}
	if f.Leads() {
		all = append(all, kit.Action{Key: fyne.KeyF8, Label: words.T(words.OutputsKeyDecline), Do: f.decline, Why: why},
			kit.Action{Key: fyne.KeyF12, Label: words.T(words.OutputsKeyApprove), Do: func() { f.Approve(f.list.Row()) }, Why: why, Lead: true})
	}
	return all
}

// Shown implements [kit.Screen]. The ledger is read anew each time.
func (f *Form) Shown() {
	kit.Focus(f.list)
	f.Refresh()
}

// Hidden implements [kit.Screen].
func (f *Form) Hidden() {}

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Leave()
	return true
}

// ShowList implements [View].
func (f *Form) ShowList() {
	switch f.State() {
	case Ready:
		f.list.SetState(kit.ListReady, "")
		f.sayMarked()
	case Failed:
		f.list.SetState(kit.ListFailed, f.WhyFailed())
	default:
		f.list.SetState(kit.ListLoading, "")
	}
	if f.note != nil && f.note.Text() != f.Note() {
		f.note.SetText(f.Note())
	}
	f.stage.ActionsChanged()
}

// sayMarked says the marked line where its columns may be too narrow.
func (f *Form) sayMarked() {
	text := ""
	if i := f.list.Row(); i >= 0 && i < f.Len() {
		r := f.Row(i)
		text = strings.Trim(r.What+"　"+r.Decided, "　")
	}
	f.marked.SetText(text, look.InkSoft)
	f.content.Refresh() // the list has what the lines leave
}

func (f *Form) cell(row, column int) kit.CellText {
	r := f.Row(row)
	text := kit.CellText{Text: []string{r.Number, r.When, r.Who, r.What, r.Residents, r.State, r.Decided}[column]}
	if column == 5 && r.Waits {
		text.Tone = look.Alert
	}
	return text
}

// decline declines the line that is marked; whoever has not said why is led to the field.
func (f *Form) decline() {
	if f.Note() == "" {
		kit.Focus(f.note)
	}
	f.Decline(f.list.Row())
}

// Say implements [View].
func (f *Form) Say(grade Grade, text string) { f.stage.Say(look.Tone(grade), text) }

// Confirm implements [View].
func (f *Form) Confirm(title, text string, yes func()) {
	f.stage.Ask(kit.Question{Tone: look.Alert, Title: title, Text: text, Answers: []string{words.T(words.OutputsApproveNo), words.T(words.OutputsApproveYes)}}, func(answer int) {
		if answer == 1 {
			yes()
		}
	})
}

package notice

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
)

// A Form is the screen. Make one with [NewForm], then give it its presenter.
type Form struct {
	Presenter *Presenter
	// Stage draws the function keys anew; it may be nil.
	Stage kit.Stage

	state   *kit.Findings
	sheet   *fyne.Container
	content *fyne.Container
}

const sheetEm = 54

// NewForm builds the screen.
func NewForm() *Form {
	f := &Form{state: kit.NewFindings()}
	f.state.Fixed = true
	rows := []fyne.CanvasObject{kit.SectionHead(words.T(words.NoticeHead), "")}
	for _, point := range []words.Key{words.NoticeWhat, words.NoticeKept, words.NoticeChecked, words.NoticeWork} {
		rows = append(rows, kit.Edged(look.Info, kit.Measure(sheetEm-2, 1, kit.NewParagraph(words.T(point), look.Body(), look.Ink))))
	}
	rows = append(rows, kit.NewParagraph(words.T(words.NoticeAsk), look.Body(), look.Ink), f.state,
		kit.NewParagraph(words.T(words.NoticeLogged), look.Small(), look.InkSoft))
	f.sheet = kit.Measure(sheetEm, 2, rows...)
	f.content = container.NewCenter(kit.Panel(f.sheet))
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.NoticeTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "notice" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	return []kit.Action{{Key: fyne.KeyF12, Label: words.T(words.NoticeConfirm), Do: f.Presenter.Confirm, Lead: true, Why: f.why}}
}

func (f *Form) why() string {
	if key := f.Presenter.Why(); key != "" {
		return words.T(key)
	}
	return ""
}

// Shown implements [kit.Screen].
func (f *Form) Shown() {}

// Hidden implements [kit.Screen].
func (f *Form) Hidden() {}

// ActionsChanged implements [View].
func (f *Form) ActionsChanged() {
	if f.Stage != nil {
		f.Stage.ActionsChanged()
	}
}

// ShowState implements [View].
func (f *Form) ShowState(tone look.Tone, text words.Key) {
	f.state.Set([]kit.Finding{{Tone: tone, Reason: words.T(text)}})
	f.sheet.Refresh()
	f.content.Refresh()
}

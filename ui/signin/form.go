package signin

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

var (
	_ View       = (*Form)(nil)
	_ kit.Screen = (*Form)(nil)
)

// A Form is the screen. Make one with [NewForm], then give it its presenter.
type Form struct {
	*proof.Fields
	Presenter *Presenter

	offline *fyne.Container
	content *container.Scroll
}

// NewForm builds the screen. Notice says why the operator is here again, "" for
// nothing to say; asks is what this terminal asks for.
func NewForm(notice string, asks proof.Asks) *Form {
	f := &Form{Fields: proof.NewFields(true, asks)}
	f.Submit = f.submit
	f.offline = kit.Edged(look.Alert, kit.NewParagraph(words.T(words.SigninOffline), look.Body(), look.Ink))
	f.offline.Hide()
	card := append([]fyne.CanvasObject{kit.SectionHead(words.T(words.SigninHead), words.T(words.SigninKeys))}, f.Objects()...)
	rows := []fyne.CanvasObject{
		f.offline,
		kit.Panel(kit.Measure(36, 2, card...)),
		kit.Edged(look.Info, kit.Measure(35, 1,
			look.BoldText(words.T(words.SigninLoggedTitle), look.Body(), look.Info.Ink()),
			kit.NewParagraph(words.T(words.SigninLogged), look.Body(), look.Ink))),
	}
	if notice != "" {
		rows = append([]fyne.CanvasObject{kit.Edged(look.Info, kit.NewParagraph(notice, look.Body(), look.Ink))}, rows...)
	}
	// With a band above, a notice and a refusal it may be higher than a small window.
	f.content = container.NewVScroll(container.NewCenter(kit.Measure(38, 4, rows...)))
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.SigninTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "signin" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	return []kit.Action{{Key: fyne.KeyF12, Label: words.T(words.SigninGo), Do: f.submit, Lead: true, Why: f.why}}
}

func (f *Form) why() string {
	if f.Presenter.Checking() {
		return words.T(words.ProofChecking)
	}
	return ""
}

// Shown implements [kit.Screen].
func (f *Form) Shown() { f.Presenter.Start() }

// Hidden implements [kit.Screen].
func (f *Form) Hidden() { f.Presenter.Cancel() }

func (f *Form) submit() {
	f.Presenter.Submit(f.Text(proof.ID), f.Text(proof.PIN), f.Text(proof.Code))
}

// ShowOffline implements [View].
func (f *Form) ShowOffline(on bool) {
	if on != f.offline.Visible() {
		f.offline.Hidden = !on
		f.content.Refresh()
	}
}

package pin

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

var (
	_ proof.View = (*Form)(nil)
	_ kit.Screen = (*Form)(nil)
	_ kit.Backer = (*Form)(nil)
)

// A Form is the screen. Make one with [NewForm], then give it its presenter.
type Form struct {
	Presenter *Presenter

	fields   map[proof.Item]*kit.Field
	refusal  *kit.Findings
	checking *kit.Paragraph
	content  *fyne.Container
}

const boxEm = 14

// NewForm builds the screen. With due it says that the PIN was issued and why another is
// asked for.
func NewForm(due bool) *Form {
	f := &Form{fields: map[proof.Item]*kit.Field{}, refusal: kit.NewFindings(), checking: kit.NewParagraph("", look.Body(), look.Accent)}
	f.refusal.Fixed = true
	f.checking.Hide()
	f.secret(oldPIN, words.PinOld, words.ProofPINHint, nil)
	f.secret(newPIN, words.PinNew, words.PinNewHint, nil)
	f.secret(again, words.PinAgain, words.PinAgainHint, func() bool {
		f.submit()
		return true
	})
	f.content = container.NewCenter(kit.Measure(38, 4, f.rows(due)...))
	return f
}

func (f *Form) secret(item proof.Item, label, hint words.Key, enter func() bool) {
	f.fields[item] = kit.NewSecret(kit.Spec{
		Label: words.T(label), BoxEm: boxEm, Max: proof.MaxPIN, Required: true,
		Hint: words.T(hint), Fold: kit.HalfWidth, Accept: kit.Digits, OnEnter: enter,
	})
}

func (f *Form) rows(due bool) []fyne.CanvasObject {
	rows := []fyne.CanvasObject{
		kit.Panel(kit.Measure(36, 2, kit.SectionHead(words.T(words.PinHead), words.T(words.PinKeys)),
			f.fields[oldPIN], f.fields[newPIN], f.fields[again], f.checking, f.refusal)),
		kit.Edged(look.Info, kit.Measure(35, 1, kit.NewParagraph(words.T(words.PinRule), look.Body(), look.Ink))),
	}
	if due {
		why := kit.Edged(look.Alert, kit.NewParagraph(words.T(words.PinDue), look.Body(), look.Ink))
		rows = append([]fyne.CanvasObject{why}, rows...)
	}
	return rows
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.PinTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "signin" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	return []kit.Action{{Key: fyne.KeyF12, Label: words.T(words.PinGo), Do: f.submit, Lead: true, Why: f.why}}
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

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Presenter.Leave()
	return true
}

func (f *Form) submit() {
	f.Presenter.Submit(f.fields[oldPIN].Text(), f.fields[newPIN].Text(), f.fields[again].Text())
}

// ShowChecking implements [proof.View].
func (f *Form) ShowChecking(on bool) {
	f.checking.SetText(words.T(words.ProofChecking), look.Accent)
	f.checking.Hidden = !on
	f.checking.Refresh()
	for _, field := range f.fields {
		field.SetReadOnly(on)
	}
}

// ShowRefusal implements [proof.View].
func (f *Form) ShowRefusal(finding kit.Finding) {
	if finding.Tone == look.Plain {
		f.refusal.Set(nil)
		return
	}
	f.refusal.Set([]kit.Finding{finding})
}

// ShowWrong implements [proof.View].
func (f *Form) ShowWrong(item proof.Item, reason words.Key) {
	if reason == "" {
		f.fields[item].SetFinding(kit.Finding{})
		return
	}
	f.fields[item].SetFinding(kit.Finding{Tone: look.Stop, Reason: words.T(reason)})
}

// Focus implements [proof.View].
func (f *Form) Focus(item proof.Item) { kit.Focus(f.fields[item]) }

// ClearProof implements [proof.View].
func (f *Form) ClearProof() {
	for _, field := range f.fields {
		field.SetText("")
	}
}

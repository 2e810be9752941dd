package cover

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

var _ kit.Screen = (*Form)(nil)

// A Form is the screen. Make one with [NewForm], then give it its presenter.
type Form struct {
	*proof.Fields
	Presenter *Presenter

	content fyne.CanvasObject
}

// NewForm builds the screen for the operator whose session it covers; asks is what this
// terminal asks for.
func NewForm(operator string, asks proof.Asks) *Form {
	f := &Form{Fields: proof.NewFields(false, asks)}
	f.Submit = f.submit
	card := append([]fyne.CanvasObject{kit.SectionHead(words.T(words.CoverHead), operator)}, f.Objects()...)
	card = append(card, kit.NewParagraph(words.T(words.CoverKept), look.Small(), look.InkSoft))
	f.content = container.NewStack(canvas.NewRectangle(look.Brand), container.NewCenter(kit.Measure(38, 5,
		container.NewCenter(look.BoldText(words.T(words.CoverVisitor), look.Display(), look.InkInvert)),
		container.NewCenter(look.Text(words.T(words.CoverVisitorMore), look.Head(), look.BrandSoft)),
		kit.Panel(kit.Measure(36, 2, card...)))))
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.CoverTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "cover" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	return []kit.Action{
		{Key: fyne.KeyF6, Label: words.T(words.CoverTakeOver), Do: f.Presenter.TakeOver, Why: f.why},
		{Key: fyne.KeyF12, Label: words.T(words.CoverReturn), Do: f.submit, Lead: true, Why: f.why},
	}
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

func (f *Form) submit() { f.Presenter.Return(f.Text(proof.PIN), f.Text(proof.Code)) }

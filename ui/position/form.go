package position

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
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

	displays *fyne.Container
	state    *kit.Findings
	right    *fyne.Container
	content  *fyne.Container
}

// NewForm builds the screen.
func NewForm() *Form {
	f := &Form{displays: container.NewHBox(), state: kit.NewFindings()}
	f.state.Fixed = true
	checks := []fyne.CanvasObject{kit.SectionHead(words.T(words.PositionCheckHead), "")}
	for i, key := range []words.Key{words.PositionCheck1, words.PositionCheck2, words.PositionCheck3, words.PositionCheck4} {
		checks = append(checks, check(i+1, words.T(key)))
	}
	checks = append(checks,
		kit.NewParagraph(words.T(words.PositionCannot), look.Body(), look.Stop.Ink()),
		kit.SectionHead(words.T(words.PositionDisplays), ""), f.displays, f.state,
		kit.NewParagraph(words.T(words.PositionLoggedNote), look.Small(), look.InkSoft))
	f.right = kit.Measure(33, 2, checks...)
	f.content = container.NewCenter(kit.Across(6,
		kit.Measure(sheetWidth*scale/15, 3,
			look.BoldText(words.T(words.PositionAsk), look.Head(), look.Ink), picture()),
		f.right))
	return f
}

// check is one of the things to check, with its number in a disc.
func check(n int, text string) fyne.CanvasObject {
	size := look.Body() * 1.6
	disc := canvas.NewCircle(look.Accent)
	number := look.BoldText(fmt.Sprint(n), look.Body(), look.InkInvert)
	mark := container.NewGridWrap(fyne.NewSize(size, size), container.NewStack(disc, container.NewCenter(number)))
	return container.NewBorder(nil, nil, kit.Across(0, mark, kit.Gap(2)), nil, kit.NewParagraph(text, look.Body(), look.Ink))
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.PositionTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "position" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	return []kit.Action{
		{Key: fyne.KeyF5, Label: words.T(words.PositionLookAgain), Do: f.Presenter.Look},
		{Key: fyne.KeyF12, Label: words.T(words.PositionConfirm), Do: f.Presenter.Confirm, Lead: true, Why: f.why},
	}
}

func (f *Form) why() string {
	if key := f.Presenter.Why(); key != "" {
		return words.T(key)
	}
	return ""
}

// Shown implements [kit.Screen].
func (f *Form) Shown() { f.Presenter.Look() }

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
	var findings []kit.Finding
	if tone != look.Plain {
		findings = []kit.Finding{{Tone: tone, Reason: words.T(text)}}
	}
	f.state.Set(findings)
	f.layOut()
}

// ShowDisplays implements [View].
func (f *Form) ShowDisplays(displays []Display) {
	f.displays.RemoveAll()
	for i, d := range displays {
		f.displays.Add(display(i+1, d))
	}
	f.layOut()
}

// layOut makes room for what has changed.
func (f *Form) layOut() {
	f.right.Refresh()
	f.content.Refresh()
}

// display is a small sheet for a display: its number, its name, which way it faces
// and whether the window is on it.
func display(n int, d Display) fyne.CanvasObject {
	faces, ink := words.PositionToStaff, look.Good
	if d.Visitor {
		faces, ink = words.PositionToVisitor, look.Stop
	}
	rows := []fyne.CanvasObject{
		look.BoldText(fmt.Sprintf("%d　%s", n, look.Fit(d.Name, look.Body(), 9*look.Body())), look.Body(), look.Ink),
		look.Text(fmt.Sprintf("%d×%d", d.Width, d.Height), look.Small(), look.InkSoft),
		look.BoldText(ink.Sign()+" "+words.T(faces), look.Small(), ink.Ink()),
	}
	frame := look.Box(look.Paper, look.FieldLine)
	if d.Here {
		frame.FillColor, frame.StrokeColor, frame.StrokeWidth = look.Chosen, look.Accent, 2
		rows = append(rows, look.BoldText(words.T(words.PositionHere), look.Small(), look.Accent))
	}
	return container.NewStack(frame, kit.Pad(2, kit.Stack(0.5, rows...)))
}

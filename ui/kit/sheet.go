package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"madoguchi/ui/look"
)

// A Sheet is a [Block] that can be marked as the one being read. What it says at
// the right of its head changes with it.
type Sheet struct {
	*fyne.Container
	box, head *canvas.Rectangle
	aside     *canvas.Text
	room      *fyne.Container // holds the aside at its place
}

// NewSheet returns a block of a paper.
func NewSheet(title string, body fyne.CanvasObject) *Sheet {
	s := &Sheet{
		box: look.Box(look.Paper, look.Line), head: canvas.NewRectangle(look.Paper),
		aside: look.BoldText("", look.Small(), look.InkSoft),
	}
	bar := canvas.NewRectangle(look.Accent)
	bar.SetMinSize(fyne.NewSize(look.Space(1), look.Body()))
	s.room = container.NewBorder(nil, nil, Across(1.5, bar, look.BoldText(title, look.Body(), look.Ink)), s.aside)
	head := container.NewStack(s.head, Pad(0.5, s.room))
	s.Container = container.NewStack(s.box, Pad(1.5, container.NewBorder(head, nil, nil, nil, body)))
	return s
}

// Mark says at the head how the block stands, and marks the one being read as what
// has the keyboard is marked.
func (s *Sheet) Mark(reading bool, tone look.Tone, aside string) {
	s.box.StrokeColor, s.box.StrokeWidth, s.head.FillColor = look.Line, look.Hair, look.Paper
	if reading {
		s.box.StrokeColor, s.box.StrokeWidth, s.head.FillColor = look.Focus, look.Ring, look.FocusFill
	}
	s.aside.Text, s.aside.Color = aside, tone.Ink()
	s.room.Refresh()
	s.box.Refresh()
	s.head.Refresh()
}

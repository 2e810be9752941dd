package position

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// The picture is drawn on a sheet of these units and enlarged with the type.
const (
	sheetWidth  float32 = 560
	sheetHeight float32 = 330

	scale float32 = 0.92 // of a unit at normal type
)

var (
	visitorGround = color.NRGBA{R: 0xfd, G: 0xec, B: 0xe4, A: 0xff}
	staffGround   = color.NRGBA{R: 0xe4, G: 0xf2, B: 0xe8, A: 0xff}
	wood          = color.NRGBA{R: 0xc9, G: 0xb0, B: 0x8c, A: 0xff}
	person        = color.NRGBA{R: 0x5b, G: 0x6b, B: 0x7d, A: 0xff}
)

// A drawing collects shapes at their places.
type drawing struct {
	objects []fyne.CanvasObject
	unit    float32
}

// picture shows the counter from above: visitors beyond it, staff on this side, and
// the display, whose field of view opens towards staff.
func picture() fyne.CanvasObject {
	d := &drawing{unit: look.Body() / 15 * scale}
	d.box(0, 0, sheetWidth, 130, visitorGround)
	d.box(0, 130, sheetWidth, 200, staffGround)
	d.box(40, 112, 480, 46, wood)
	d.word(words.T(words.PositionVisitor), 20, 14, look.Head(), look.Stop.Ink())
	d.word(words.T(words.PositionStaff), 20, 292, look.Head(), look.Good.Ink())
	d.word(words.T(words.PositionDesk), 60, 123, look.Body(), look.Ink)
	d.person(190, 56)
	d.person(350, 56)
	d.crossed(190, 86, 262, 150)
	d.crossed(350, 86, 298, 150)
	d.line(240, 172, 150, 300, look.Good.Edge(), 2)
	d.line(320, 172, 410, 300, look.Good.Edge(), 2)
	d.box(236, 160, 88, 12, look.Ink)  // the display, seen from above
	d.box(274, 146, 12, 14, look.Ink)  // its foot
	d.box(240, 172, 80, 4, look.Focus) // its lit side
	d.person(280, 262)
	d.word(words.T(words.PositionScreen), 336, 176, look.Body(), look.Good.Ink())
	c := container.NewWithoutLayout(d.objects...)
	frame := canvas.NewRectangle(color.Transparent)
	frame.StrokeColor, frame.StrokeWidth = look.Line, look.Hair
	frame.SetMinSize(fyne.NewSize(sheetWidth*d.unit, sheetHeight*d.unit))
	return container.NewStack(c, frame)
}

func (d *drawing) add(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x*d.unit, y*d.unit))
	o.Resize(fyne.NewSize(w*d.unit, h*d.unit))
	d.objects = append(d.objects, o)
}

func (d *drawing) box(x, y, w, h float32, fill color.Color) {
	d.add(canvas.NewRectangle(fill), x, y, w, h)
}

func (d *drawing) word(s string, x, y, size float32, ink color.Color) {
	t := look.BoldText(s, size, ink)
	t.Move(fyne.NewPos(x*d.unit, y*d.unit))
	t.Resize(t.MinSize())
	d.objects = append(d.objects, t)
}

func (d *drawing) line(x1, y1, x2, y2 float32, ink color.Color, width float32) {
	l := canvas.NewLine(ink)
	l.StrokeWidth = width
	l.Position1 = fyne.NewPos(x1*d.unit, y1*d.unit)
	l.Position2 = fyne.NewPos(x2*d.unit, y2*d.unit)
	d.objects = append(d.objects, l)
}

// person is a head over shoulders, seen from above.
func (d *drawing) person(x, y float32) {
	shoulders := canvas.NewRectangle(person)
	shoulders.CornerRadius = 12 * d.unit
	d.add(shoulders, x-32, y-12, 64, 24)
	head := canvas.NewCircle(look.Paper)
	head.StrokeColor, head.StrokeWidth = person, 3
	d.add(head, x-15, y-15, 30, 30)
}

// crossed is a line of sight that must not be: broken by a cross in its middle.
func (d *drawing) crossed(x1, y1, x2, y2 float32) {
	d.line(x1, y1, x2, y2, look.Stop.Edge(), 2)
	x, y := (x1+x2)/2, (y1+y2)/2-16
	d.line(x-8, y-8, x+8, y+8, look.Stop.Edge(), 4)
	d.line(x-8, y+8, x+8, y-8, look.Stop.Edge(), 4)
}

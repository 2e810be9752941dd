package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
)

// Pad puts n steps of space around an object.
func Pad(n float32, object fyne.CanvasObject) *fyne.Container {
	s := look.Space(n)
	return container.New(layout.NewCustomPaddedLayout(s, s, s, s), object)
}

// Stack puts objects one below the other with n steps of space between them.
func Stack(n float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(look.Space(n)), objects...)
}

// Across puts objects side by side with n steps of space between them.
func Across(n float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedHBoxLayout(look.Space(n)), objects...)
}

// Gap is n steps of empty space, across and down.
func Gap(n float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(look.Space(n), look.Space(n)))
	return r
}

// Panel is a sheet of paper on the ground, with room inside.
func Panel(body fyne.CanvasObject) *fyne.Container {
	return container.NewStack(look.Box(look.Paper, look.Line), Pad(3, body))
}

// Edged is a panel with the colours of a tone and a thick edge on the left.
func Edged(tone look.Tone, body fyne.CanvasObject) *fyne.Container {
	edge := canvas.NewRectangle(tone.Edge())
	edge.SetMinSize(fyne.NewSize(look.Space(1.5), 0))
	return container.NewStack(
		look.Box(tone.Fill(), tone.Edge()),
		container.NewBorder(nil, nil, edge, nil, Pad(3, body)),
	)
}

// Notice is a screen that says one thing, and below it, on paper, what belongs to
// that. Text may be empty.
func Notice(tone look.Tone, head, text string, below ...fyne.CanvasObject) *fyne.Container {
	if tone >= look.Alert {
		head = tone.Sign() + " " + head
	}
	rows := []fyne.CanvasObject{look.BoldText(head, look.Title(), tone.Ink())}
	if text != "" {
		rows = append(rows, NewParagraph(text, look.Body(), look.Ink))
	}
	all := []fyne.CanvasObject{Edged(tone, Stack(1, rows...))}
	if len(below) > 0 {
		all = append(all, Panel(Stack(3, below...)))
	}
	return Pad(3, container.NewBorder(Stack(3, all...), nil, nil, nil))
}

// PageOf puts the margins of a page that scrolls around its content, with room for
// the bar at the right.
func PageOf(content fyne.CanvasObject) *fyne.Container {
	s := look.Space(2)
	return container.New(layout.NewCustomPaddedLayout(0.6*s, 0.6*s, s, 2.25*s), content)
}

// Section is a part of a form under its head. Aside stands at the right of the
// head and may be empty.
func Section(title, aside string, body fyne.CanvasObject) *fyne.Container {
	return container.NewBorder(SectionHead(title, aside), nil, nil, nil, Pad(1, body))
}

// SectionHead is the head of a part: a bar, the title, and at the right aside.
func SectionHead(title, aside string) fyne.CanvasObject {
	bar := canvas.NewRectangle(look.Accent)
	bar.SetMinSize(fyne.NewSize(look.Space(1), look.Head()))
	return Pad(1, container.NewBorder(nil, nil,
		Across(2, bar, look.BoldText(title, look.Head(), look.Ink)),
		look.Text(aside, look.Small(), look.InkSoft)))
}

// A Paragraph is text that wraps to the width it is given.
type Paragraph struct {
	widget.BaseWidget
	text  string
	size  float32
	ink   color.Color
	bold  bool
	width float32
	lines []fyne.CanvasObject
}

// NewParagraph returns wrapping text.
func NewParagraph(text string, size float32, ink color.Color) *Paragraph {
	p := &Paragraph{text: text, size: size, ink: ink}
	p.ExtendBaseWidget(p)
	return p
}

// SetText replaces the text and its colour.
func (p *Paragraph) SetText(text string, ink color.Color) {
	if text == p.text && ink == p.ink {
		return
	}
	p.text, p.ink = text, ink
	p.wrap()
	p.Refresh()
}

// Text returns what it says.
func (p *Paragraph) Text() string { return p.text }

// MinSize implements [fyne.Widget]: the height at the width last given.
func (p *Paragraph) MinSize() fyne.Size {
	p.ExtendBaseWidget(p)
	return fyne.NewSize(6*p.size, float32(max(len(p.lines), 1))*p.lineHeight())
}

func (p *Paragraph) lineHeight() float32 { return p.size * 1.5 }

// Resize implements [fyne.Widget].
func (p *Paragraph) Resize(size fyne.Size) {
	if size.Width != p.width {
		p.width = size.Width
		p.wrap()
	}
	p.BaseWidget.Resize(size)
}

func (p *Paragraph) wrap() {
	p.lines = nil
	width := p.width
	if width == 0 {
		width = 1e6
	}
	for i, s := range look.Wrap(p.text, p.size, width) {
		t := look.Text(s, p.size, p.ink)
		t.TextStyle.Bold = p.bold
		t.Move(fyne.NewPos(0, float32(i)*p.lineHeight()+(p.lineHeight()-p.size)/2-1))
		t.Resize(t.MinSize())
		p.lines = append(p.lines, t)
	}
}

// CreateRenderer implements [fyne.Widget].
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	if p.lines == nil {
		p.wrap()
	}
	return &paragraphRenderer{p}
}

type paragraphRenderer struct{ p *Paragraph }

func (r *paragraphRenderer) Destroy()                     {}
func (r *paragraphRenderer) Layout(fyne.Size)             {}
func (r *paragraphRenderer) MinSize() fyne.Size           { return r.p.MinSize() }
func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.p.lines }
func (r *paragraphRenderer) Refresh()                     { canvas.Refresh(r.p) }

// Tag is a word in the colours of a tone, with its sign.
func Tag(tone look.Tone, text string) *fyne.Container {
	if s := tone.Sign(); s != "" {
		text = s + " " + text
	}
	return container.NewStack(look.Box(tone.Fill(), tone.Edge()),
		container.New(layout.NewCustomPaddedLayout(1, 1, look.Space(1.5), look.Space(1.5)),
			look.BoldText(text, look.Small(), tone.Ink())))
}

// measure is a stack of a fixed width.
type measure struct{ width, gap float32 }

// Measure puts objects one below the other at a width of em full-width characters,
// with n steps of space between them. Texts wrap to that width.
func Measure(em, n float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(measure{em * look.Body(), look.Space(n)}, objects...)
}

func (c measure) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	var y float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(c.width, o.Size().Height)) // heights follow widths
		h := o.MinSize().Height
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(c.width, h))
		y += h + c.gap
	}
}

func (c measure) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(c.width, -c.gap)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if o.Size().Width != c.width {
			o.Resize(fyne.NewSize(c.width, o.Size().Height))
		}
		size.Height += o.MinSize().Height + c.gap
	}
	return size.Max(fyne.Size{})
}

package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

const dot = "•"

// fieldRenderer draws a Field: inside the frame's box the text, the selection
// behind it and the caret. Only the part of the text that fits is drawn.
type fieldRenderer struct {
	f         *Field
	text      *canvas.Text
	rest      *canvas.Text // what is not converted yet
	hint      *canvas.Text
	selection *canvas.Rectangle
	caret     *canvas.Rectangle
	under     *canvas.Rectangle // what is being converted
	pick      *canvas.Rectangle // the segment of it that is being chosen
	pickUnder *canvas.Rectangle
	marks     []fyne.CanvasObject // those of the last three that are to be seen
	objects   []fyne.CanvasObject
}

// CreateRenderer implements [fyne.Widget].
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	r := &fieldRenderer{
		f:         f,
		text:      look.Text("", look.Body(), look.Ink),
		rest:      look.Text("", look.Body(), look.Accent),
		hint:      look.Text(f.spec.Hint, look.Small(), look.InkSoft),
		selection: canvas.NewRectangle(look.Selection),
		caret:     canvas.NewRectangle(look.Ink),
		under:     canvas.NewRectangle(look.Accent),
		pick:      canvas.NewRectangle(look.Selection),
		pickUnder: canvas.NewRectangle(look.Ink),
	}
	if f.spec.Name {
		r.text.FontSource = look.NameFont()
		r.text.TextSize = look.Head()
	}
	r.update()
	return r
}

// MinSize implements [fyne.Widget].
func (f *Field) MinSize() fyne.Size {
	f.ExtendBaseWidget(f)
	return f.frame.minSize()
}

func (r *fieldRenderer) Destroy()                     {}
func (r *fieldRenderer) MinSize() fyne.Size           { return r.f.frame.minSize() }
func (r *fieldRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *fieldRenderer) Layout(size fyne.Size) {
	r.f.frame.size = size
	r.update()
}

func (r *fieldRenderer) Refresh() {
	before := r.f.frame.laid
	r.update()
	canvas.Refresh(r.f)
	if before != 0 && r.f.frame.laid != before {
		reflow(r.f)
	}
}

func (r *fieldRenderer) update() {
	f := r.f
	f.frame.note, f.frame.noteTone = f.note()
	f.frame.layout(f.frame.size)
	f.frame.paint()
	r.placeText()
	r.objects = append(append(f.frame.objects(), r.selection), r.marks...)
	r.objects = append(r.objects, r.text, r.rest, r.hint, r.caret)
}

// note is what stands beside the box, the most pressing thing first.
func (f *Field) note() (string, look.Tone) {
	text := f.Text()
	switch {
	case f.refused != "":
		return f.refused, look.Alert
	case f.spec.Name && text != "" && !look.HasNameFont():
		return words.T(words.KitNoNameFont), look.Alert
	case f.spec.Masked && f.frame.focused:
		return words.T(words.KitHoldToShow), look.Plain
	}
	if f.spec.Name {
		if ok, missing := look.Drawn(text); !ok {
			return words.T(words.KitNotDrawn, codes(missing)), look.Stop
		}
	}
	if f.spec.Note != nil {
		return f.spec.Note(text)
	}
	return "", look.Plain
}

func codes(clusters []string) string {
	all := make([]string, len(clusters))
	for i, c := range clusters {
		all[i] = look.Code(c)
	}
	return strings.Join(all, "、")
}

// drawn returns the clusters as they are drawn: dots where nobody is to read, the
// mark of an undrawn shape where the font lacks one.
func (f *Field) drawn() []string {
	hidden := f.spec.Secret || f.spec.Masked && !f.shown
	out := make([]string, len(f.line.clusters))
	for i, c := range f.line.clusters {
		switch {
		case hidden:
			out[i] = dot
		case f.spec.Name:
			out[i] = look.Visible(c)
		default:
			out[i] = c
		}
	}
	return out
}

func (r *fieldRenderer) placeText() {
	f := r.f
	c := f.composed()
	pos, size := f.frame.content, f.frame.contentSize
	first := f.first(c, size.Width)
	caret := c.caret - first
	drawn := c.clusters[first:]

	r.text.Text = strings.Join(f.fitting(drawn, size.Width), "")
	r.text.Color = look.Ink
	put(r.text, pos.X, pos.Y, size.Height)
	x := pos.X + f.width(drawn[:caret])
	r.rest.Text = f.pending
	put(r.rest, x, pos.Y, size.Height)
	if f.pending != "" {
		r.text.Text = strings.Join(drawn[:caret], "")
		x += r.rest.MinSize().Width
	}
	r.placeHint(x, len(drawn) == 0)

	top, height := size.Height*0.2, size.Height*0.6
	r.caret.Hidden = !f.frame.focused || f.spec.ReadOnly
	r.caret.Move(fyne.NewPos(x, pos.Y+top))
	r.caret.Resize(fyne.NewSize(2, height))
	from, to := f.line.selection()
	from, to = max(from-first, 0), max(to-first, 0)
	r.selection.Hidden = from == to || !f.frame.focused || f.preedit.Text != ""
	if !r.selection.Hidden {
		r.stretch(r.selection, drawn, from, to, top, height)
	}
	r.placePreedit(c, drawn, first)
}

// placeHint places the hint, or what is proposed, behind x.
func (r *fieldRenderer) placeHint(x float32, empty bool) {
	f := r.f
	pos, size := f.frame.content, f.frame.contentSize
	r.hint.Hidden = !empty || f.pending != "" || f.spec.ReadOnly
	r.hint.Text = look.Fit(f.spec.Hint, look.Small(), size.Width)
	r.hint.TextSize, r.hint.Color, r.hint.FontSource = look.Small(), look.InkSoft, nil
	hintX := pos.X + look.Space(1.5)
	if faint := f.faint(); faint != "" {
		hintX = x + look.Space(1.5)
		r.hint.Hidden, r.hint.TextSize, r.hint.Color = false, look.Body(), look.Info.Ink()
		r.hint.Text = look.Fit(faint, look.Body(), max(pos.X+size.Width-hintX, 0))
		if f.spec.Name {
			r.hint.FontSource = look.NameFont() // the others draw some shapes as another character
		}
	}
	put(r.hint, hintX, pos.Y, size.Height)
}

// stretch lays a mark under the clusters from, to of those drawn.
func (r *fieldRenderer) stretch(mark *canvas.Rectangle, drawn []string, from, to int, top, height float32) {
	pos, size := r.f.frame.content, r.f.frame.contentSize
	left := r.f.width(drawn[:from])
	mark.Move(fyne.NewPos(pos.X+left, pos.Y+top))
	mark.Resize(fyne.NewSize(min(r.f.width(drawn[:to]), size.Width)-left, height))
}

// placePreedit underlines what is not committed yet, and marks the segment that is being
// chosen.
func (r *fieldRenderer) placePreedit(c composed, drawn []string, first int) {
	f, height := r.f, r.f.frame.contentSize.Height
	r.marks = r.marks[:0]
	at := max(c.from-first, 0)
	if c.from < c.to {
		r.stretch(r.under, drawn, at, max(c.to-first, 0), height*0.84, 2)
		r.marks = append(r.marks, r.under)
	}
	if c.pick < c.last {
		at = max(c.pick-first, 0)
		r.stretch(r.pick, drawn, at, max(c.last-first, 0), height*0.14, height*0.72)
		r.stretch(r.pickUnder, drawn, at, max(c.last-first, 0), height*0.82, 4)
		r.marks = append(r.marks, r.pick, r.pickUnder)
	}
	if c.from == c.to {
		at = c.caret - first
	}
	f.tellPlace(f.frame.content.X + f.width(drawn[:at]))
}

// first returns the cluster the drawn part begins with, so that the caret is in it.
func (f *Field) first(c composed, room float32) int {
	first := 0
	for first < c.caret && f.width(c.clusters[first:c.caret]) > room-2 {
		first++
	}
	return first
}

func (f *Field) fitting(drawn []string, room float32) []string {
	n := len(drawn)
	for n > 0 && f.width(drawn[:n]) > room {
		n--
	}
	return drawn[:n]
}

func (f *Field) width(clusters []string) float32 {
	if len(clusters) == 0 {
		return 0
	}
	s := strings.Join(clusters, "")
	if f.spec.Name {
		return look.NameWidth(s, look.Head())
	}
	return look.Width(s, look.Body())
}

// clusterAt returns the place of the caret nearest to x.
func (f *Field) clusterAt(x float32) int {
	c := f.composed()
	drawn, first := c.clusters, f.first(c, f.frame.contentSize.Width)
	x -= f.frame.content.X
	for i := first; i < len(drawn); i++ {
		if f.width(drawn[first:i])+f.width(drawn[i:i+1])/2 > x {
			return i
		}
	}
	return len(drawn)
}

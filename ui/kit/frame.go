package kit

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// DefaultLabel is the width of a label's cell in full-width characters.
const DefaultLabel = 8

// frame draws what every field has: the label in its tinted cell, the mark of a
// required field, the box with its ring, the note to the right of the box and the
// finding below it. The widgets draw inside the box.
type frame struct {
	label    string
	required bool
	labelEm  float32 // width of the cell; 0: DefaultLabel, negative: no cell
	boxEm    float32 // width of the box; 0: all there is
	readOnly bool
	focused  bool
	note     string
	noteTone look.Tone
	finding  Finding

	cell, box    *canvas.Rectangle
	name, mark   *canvas.Text
	noteText     *canvas.Text
	lines        []*canvas.Text
	size         fyne.Size
	laid         float32       // least height when it was last laid out; 0: not yet
	content      fyne.Position // of the inside of the box
	contentSize  fyne.Size
	wrapped      []remark
	wrappedWidth float32
	wrappedBelow []remark
}

func newFrame(label string, required bool, labelEm, boxEm float32) frame {
	f := frame{label: label, required: required, labelEm: labelEm, boxEm: boxEm}
	f.cell = canvas.NewRectangle(look.Cell)
	f.box = look.Box(look.Paper, look.FieldLine)
	f.name = look.Text(label, look.Body(), look.Ink)
	f.mark = look.BoldText("", look.Small(), look.Stop.Ink())
	if required {
		f.mark.Text = words.T(words.KitRequired)
	}
	f.noteText = look.Text("", look.Small(), look.InkSoft)
	return f
}

func (f *frame) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{f.box, f.noteText}
	if f.labelEm >= 0 {
		all = append(all, f.cell, f.name, f.mark)
	}
	for _, l := range f.lines {
		all = append(all, l)
	}
	return all
}

func (f *frame) cellWidth() float32 {
	switch {
	case f.labelEm < 0:
		return 0
	case f.labelEm == 0:
		return DefaultLabel*look.Body() + look.Space(4)
	}
	return f.labelEm*look.Body() + look.Space(4)
}

func (f *frame) boxWidth(total float32) float32 {
	room := total - f.cellWidth() - look.Space(1)
	if f.boxEm == 0 {
		return room
	}
	return min(f.boxEm*look.Body()+look.Space(4), room)
}

// minSize is the least height at the width last given, and a modest least width.
func (f *frame) minSize() fyne.Size {
	width := f.cellWidth() + look.Space(1) + max(min(f.boxEm, 6), 3)*look.Body() + look.Space(4)
	return fyne.NewSize(width, look.RowHeight()+f.findingHeight())
}

func (f *frame) findingHeight() float32 {
	if n := len(f.findingLines()); n > 0 {
		return float32(n)*lineHeight(look.Small()) + look.Space(1)
	}
	return 0
}

func lineHeight(size float32) float32 { return size * 1.35 }

// a remark is one thing that stands below the box, or a line of it.
type remark struct {
	text string
	tone look.Tone
}

// below returns what stands below the box: a note that matters and has no room
// beside the box, then the finding.
func (f *frame) below() []remark {
	var all []remark
	if f.noteBelow() {
		all = append(all, remark{f.note, f.noteTone})
	}
	if f.finding.Tone != look.Plain {
		all = append(all, remark{f.finding.text(), f.finding.Tone})
	}
	return all
}

func (f *frame) noteBelow() bool {
	return f.note != "" && f.noteTone >= look.Alert && look.Width(f.note, look.Small()) > f.noteRoom()
}

// noteRoom is the room to the right of the box.
func (f *frame) noteRoom() float32 {
	return f.size.Width - f.cellWidth() - look.Space(1) - f.boxWidth(f.size.Width) - look.Space(2)
}

// findingLines wraps what stands below the box.
func (f *frame) findingLines() []remark {
	below, width := f.below(), f.size.Width-f.cellWidth()-look.Space(3)
	if width == f.wrappedWidth && slices.Equal(below, f.wrappedBelow) {
		return f.wrapped
	}
	f.wrapped, f.wrappedBelow, f.wrappedWidth = nil, below, width
	for _, r := range below {
		for _, s := range look.Wrap(r.tone.Sign()+" "+r.text, look.Small(), width) {
			f.wrapped = append(f.wrapped, remark{s, r.tone})
		}
	}
	return f.wrapped
}

// layout places everything for size.
func (f *frame) layout(size fyne.Size) {
	f.size = size
	f.laid = f.minSize().Height
	cell, h := f.cellWidth(), look.RowHeight()
	f.cell.Resize(fyne.NewSize(cell, size.Height))
	put(f.name, look.Space(2), 0, h)
	f.name.Text = look.Fit(f.label, look.Body(), cell-look.Space(4)-f.mark.MinSize().Width)
	put(f.mark, cell-look.Space(1)-f.mark.MinSize().Width, 0, h)

	x, w := cell+look.Space(1), f.boxWidth(size.Width)
	inset := (look.Ring - look.Hair) / 2
	f.box.Move(fyne.NewPos(x+inset, 1+inset))
	f.box.Resize(fyne.NewSize(w-2*inset, h-2-2*inset))
	f.content = fyne.NewPos(x+look.Space(2), 0)
	f.contentSize = fyne.NewSize(w-look.Space(4), h)

	noteX := x + w + look.Space(2)
	put(f.noteText, noteX, 0, h)
	f.noteText.Text = ""
	if room := f.noteRoom(); room > 2*look.Small() && !f.noteBelow() {
		f.noteText.Text = look.Fit(f.note, look.Small(), room)
	}
	f.layoutLines(x)
}

func (f *frame) layoutLines(x float32) {
	f.lines = f.lines[:0]
	for i, line := range f.findingLines() {
		t := look.Text(line.text, look.Small(), line.tone.Ink())
		t.Move(fyne.NewPos(x, look.RowHeight()+float32(i)*lineHeight(look.Small())))
		t.Resize(t.MinSize())
		f.lines = append(f.lines, t)
	}
}

// paint sets colours for the state.
func (f *frame) paint() {
	fill, edge, width := color.Color(look.Paper), color.Color(look.FieldLine), look.Hair
	if f.readOnly {
		fill, edge = look.Fixed, look.Line
	}
	switch f.finding.Tone {
	case look.Stop, look.Alert:
		fill, edge, width = f.finding.Tone.Fill(), f.finding.Tone.Edge(), 2
	}
	if f.focused {
		fill, edge, width = look.FocusFill, look.Focus, look.Ring
	}
	f.box.FillColor, f.box.StrokeColor, f.box.StrokeWidth = fill, edge, width
	f.noteText.Color = look.InkSoft
	if f.noteTone != look.Plain {
		f.noteText.Color = f.noteTone.Ink()
	}
}

// put places a line of text at x, centred in a row of height h that begins at y.
func put(t *canvas.Text, x, y, h float32) {
	size := t.MinSize()
	t.Move(fyne.NewPos(x, y+(h-size.Height)/2))
	t.Resize(size)
}

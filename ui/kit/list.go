package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A Column is one of a [KeyList].
type Column struct {
	Title string
	Em    float32 // width in full-width characters; 0: shares what is left
	Right bool    // numbers stand at the right
	Name  bool    // drawn with the font for names
}

// width is how wide a column with a width of its own is: never less than its title.
func (c Column) width() float32 {
	if c.Em == 0 {
		return 0
	}
	return max(c.Em*look.Body(), look.Width(c.Title, look.Small())+look.Space(1))
}

// least is what a column that shares what is left has in any case.
func (c Column) least() float32 {
	if c.Name {
		return 7.5 * look.Body()
	}
	return 5 * look.Body()
}

// Em returns the width of a column for any of texts, in full-width characters.
func Em(texts ...string) float32 {
	var widest float32
	for _, s := range texts {
		widest = max(widest, look.Width(s, look.Body()))
	}
	return widest/look.Body() + 0.3
}

// A CellText is what stands in one cell.
type CellText struct {
	Text string
	Tone look.Tone // other than Plain: bold, in its colour, with its sign
}

// written is the text of a cell with its sign.
func (c CellText) written() string {
	if c.Tone == look.Plain {
		return c.Text
	}
	return c.Tone.Sign() + " " + c.Text
}

// A ListState is what a list has to show.
type ListState uint8

// The states of a list.
const (
	ListReady   ListState = 0 // its rows, or that there are none
	ListLoading ListState = 1
	ListFailed  ListState = 2
)

// A KeyList is a list worked from the keyboard: Up, Down, PageUp, PageDown, Home,
// End, and Enter to choose. It is one tab stop, draws only the rows in sight and
// asks for a cell when it draws it.
type KeyList struct {
	widget.BaseWidget
	Columns  []Column
	Length   func() int
	Cell     func(row, column int) CellText
	Empty    string             // what it says when there are no rows
	OnChosen func(row int)      // Enter or a double click
	OnMoved  func(row int)      // another row is marked
	OnRune   func(r rune)       // a letter typed on the list; may be nil
	OnKey    func(fyne.KeyName) // any other key; may be nil

	state   ListState
	failure string
	row     int
	top     int
	focused bool
}

// NewKeyList returns a list. Set its functions before it is shown.
func NewKeyList(columns ...Column) *KeyList {
	l := &KeyList{Columns: columns}
	l.ExtendBaseWidget(l)
	return l
}

// SetState shows rows, that they are being loaded, or why they could not be.
func (l *KeyList) SetState(s ListState, failure string) {
	l.state, l.failure = s, failure
	l.Reload()
}

// Reload draws the rows anew after they have changed. The mark stays on its place
// in the list as far as there is one.
func (l *KeyList) Reload() {
	l.row = max(0, min(l.row, l.length()-1))
	l.scroll()
	l.Refresh()
}

// Row returns the marked row, -1 if there are none.
func (l *KeyList) Row() int {
	if l.length() == 0 {
		return -1
	}
	return l.row
}

// SetRow marks a row and brings it into sight.
func (l *KeyList) SetRow(row int) { l.move(row) }

func (l *KeyList) length() int {
	if l.Length == nil || l.state != ListReady {
		return 0
	}
	return l.Length()
}

// visible returns how many whole rows fit.
func (l *KeyList) visible() int {
	return max(1, int((l.Size().Height-l.headHeight()-l.footHeight()-2*look.Ring)/look.RowHeight()))
}

func (l *KeyList) footHeight() float32 { return lineHeight(look.Small()) }

func (l *KeyList) headHeight() float32 { return look.RowHeight() * 0.85 }

func (l *KeyList) move(row int) {
	n := l.length()
	if n == 0 {
		return
	}
	row = max(0, min(row, n-1))
	moved := row != l.row
	l.row = row
	l.scroll()
	l.Refresh()
	if moved && l.OnMoved != nil {
		l.OnMoved(row)
	}
}

func (l *KeyList) scroll() {
	v := l.visible()
	switch {
	case l.row < l.top:
		l.top = l.row
	case l.row >= l.top+v:
		l.top = l.row - v + 1
	}
	l.top = max(0, min(l.top, l.length()-v))
}

// FocusGained implements [fyne.Focusable].
func (l *KeyList) FocusGained() {
	l.focused = true
	l.Refresh()
}

// FocusLost implements [fyne.Focusable].
func (l *KeyList) FocusLost() {
	l.focused = false
	l.Refresh()
}

// TypedRune implements [fyne.Focusable].
func (l *KeyList) TypedRune(r rune) {
	if l.OnRune != nil {
		l.OnRune(r)
	}
}

// TypedKey implements [fyne.Focusable].
func (l *KeyList) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		l.move(l.row - 1)
	case fyne.KeyDown:
		l.move(l.row + 1)
	case fyne.KeyPageUp:
		l.move(l.row - l.visible())
	case fyne.KeyPageDown:
		l.move(l.row + l.visible())
	case fyne.KeyHome:
		l.move(0)
	case fyne.KeyEnd:
		l.move(l.length() - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if shiftHeld() {
			step(l, true)
			return
		}
		l.choose()
	default:
		if l.OnKey != nil {
			l.OnKey(e.Name)
		}
	}
}

func (l *KeyList) choose() {
	if l.Row() >= 0 && l.OnChosen != nil {
		l.OnChosen(l.row)
	}
}

// Tapped implements [fyne.Tappable].
func (l *KeyList) Tapped(e *fyne.PointEvent) {
	Focus(l)
	row := l.top + int((e.Position.Y-l.headHeight()-look.Ring)/look.RowHeight())
	if e.Position.Y > l.headHeight() && row < l.length() {
		l.move(row)
	}
}

// DoubleTapped implements [fyne.DoubleTappable].
func (l *KeyList) DoubleTapped(e *fyne.PointEvent) {
	l.Tapped(e)
	l.choose()
}

// Scrolled implements [fyne.Scrollable].
func (l *KeyList) Scrolled(e *fyne.ScrollEvent) {
	by := 3
	if e.Scrolled.DY > 0 {
		by = -3
	}
	l.top = max(0, min(l.top+by, l.length()-l.visible()))
	l.Refresh()
}

// Cursor implements [desktop.Cursorable].
func (l *KeyList) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// MinSize implements [fyne.Widget].
func (l *KeyList) MinSize() fyne.Size {
	l.ExtendBaseWidget(l)
	return fyne.NewSize(20*look.Body(), l.headHeight()+2*look.RowHeight()+l.footHeight()+2*look.Ring)
}

type listRenderer struct {
	l          *KeyList
	back, head *canvas.Rectangle
	ring       *canvas.Rectangle
	mark       *canvas.Rectangle
	position   *canvas.Text
	message    *canvas.Text
	titles     []*canvas.Text
	cells      []*canvas.Text // of the rows in sight, reused
	rules      []*canvas.Rectangle
	objects    []fyne.CanvasObject
}

// CreateRenderer implements [fyne.Widget].
func (l *KeyList) CreateRenderer() fyne.WidgetRenderer {
	r := &listRenderer{
		l:        l,
		back:     look.Box(look.Paper, look.Line),
		head:     canvas.NewRectangle(look.Cell),
		ring:     canvas.NewRectangle(color.Transparent),
		mark:     canvas.NewRectangle(look.Chosen),
		position: look.Text("", look.Small(), look.InkSoft),
		message:  look.Text("", look.Body(), look.InkSoft),
	}
	r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.CornerRadius = look.Focus, look.Ring, look.Radius
	for _, c := range l.Columns {
		r.titles = append(r.titles, look.BoldText(c.Title, look.Small(), look.InkSoft))
	}
	return r
}

func (r *listRenderer) Destroy()                     {}
func (r *listRenderer) MinSize() fyne.Size           { return r.l.MinSize() }
func (r *listRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *listRenderer) Layout(fyne.Size)             { r.l.scroll(); r.update() }

func (r *listRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.l)
}

func (r *listRenderer) update() {
	l, size := r.l, r.l.Size()
	if size.Width == 0 {
		return
	}
	r.back.Resize(size)
	r.head.Move(fyne.NewPos(1, 1))
	r.head.Resize(fyne.NewSize(size.Width-2, l.headHeight()-1))
	r.ring.Resize(size)
	r.ring.Hidden = !l.focused
	r.objects = append(r.objects[:0], r.back, r.head)
	rows := min(l.visible(), l.length()-l.top)
	r.placeMark()
	xs := r.columns(size.Width)
	for i, t := range r.titles {
		t.Text = look.Fit(l.Columns[i].Title, look.Small(), xs[i+1]-xs[i]-look.Space(2))
		r.place(t, i, xs, 0, l.headHeight())
	}
	for row := range rows {
		r.placeRow(row, xs)
	}
	r.placeMessage(rows)
	r.objects = append(r.objects, r.ring)
}

func (r *listRenderer) placeMark() {
	l := r.l
	if l.length() == 0 || l.row < l.top || l.row >= l.top+l.visible() {
		return
	}
	r.mark.FillColor = look.Chosen
	if l.focused {
		r.mark.FillColor = look.FocusFill
	}
	r.mark.StrokeColor, r.mark.StrokeWidth = look.Accent, 1.5
	r.mark.Move(fyne.NewPos(look.Ring, r.y(l.row-l.top)))
	r.mark.Resize(fyne.NewSize(l.Size().Width-2*look.Ring, look.RowHeight()))
	r.objects = append(r.objects, r.mark)
}

func (r *listRenderer) y(row int) float32 {
	return r.l.headHeight() + look.Ring + float32(row)*look.RowHeight()
}

// columns returns where the columns begin, and where the last ends. Where there is
// too little room, columns are no wider than what they show; where that does not help,
// those with a width of their own give way to those that share what is left: names
// above all.
func (r *listRenderer) columns(width float32) []float32 {
	gap := look.Space(3)
	room := width - 2*look.Space(2) - gap*float32(len(r.l.Columns))
	widths, fixed, free := r.widths(func(c Column, _ int) float32 { return c.width() })
	if room < fixed+free {
		widths, fixed, free = r.widths(func(c Column, i int) float32 { return min(c.width(), r.shown(i)) })
	}
	shared, scale := max(room-fixed-free, 0), min(max(room-free, 0)/max(fixed, 1), 1)
	xs := []float32{look.Space(3)}
	for i, c := range r.l.Columns {
		w := widths[i]
		if c.Em == 0 {
			w += shared / float32(r.sharing())
		} else {
			w *= scale
		}
		xs = append(xs, xs[len(xs)-1]+w+gap)
	}
	return xs
}

// widths returns how wide each column is, the sum of those with a width of their own,
// which own says, and of the others.
func (r *listRenderer) widths(own func(Column, int) float32) (all []float32, fixed, free float32) {
	for i, c := range r.l.Columns {
		w := c.least()
		if c.Em == 0 {
			free += w
		} else {
			w = own(c, i)
			fixed += w
		}
		all = append(all, w)
	}
	return all, fixed, free
}

// sharing is how many columns share what is left.
func (r *listRenderer) sharing() (n int) {
	for _, c := range r.l.Columns {
		if c.Em == 0 {
			n++
		}
	}
	return n
}

// shown is the width of what a column shows: its title and its cells in sight.
func (r *listRenderer) shown(column int) float32 {
	l := r.l
	widest := look.Width(l.Columns[column].Title, look.Small())
	for row := l.top; row < min(l.top+l.visible(), l.length()); row++ {
		widest = max(widest, look.Width(l.Cell(row, column).written(), look.Body()))
	}
	return widest + look.Space(1)
}

func (r *listRenderer) placeRow(row int, xs []float32) {
	l := r.l
	rule := r.rule(row)
	rule.Move(fyne.NewPos(look.Ring, r.y(row+1)-look.Hair))
	rule.Resize(fyne.NewSize(l.Size().Width-2*look.Ring, look.Hair))
	r.objects = append(r.objects, rule)
	for i, c := range l.Columns {
		cell := l.Cell(l.top+row, i)
		t := r.cell(row*len(l.Columns) + i)
		t.Color, t.TextStyle.Bold, t.FontSource = look.Ink, cell.Tone != look.Plain, nil
		text := cell.written()
		if cell.Tone != look.Plain {
			t.Color = cell.Tone.Ink()
		}
		if c.Name {
			text, t.FontSource = look.Visible(text), look.NameFont()
		}
		t.Text = look.Fit(text, look.Body(), xs[i+1]-xs[i]-look.Space(3))
		r.place(t, i, xs, r.y(row), look.RowHeight())
	}
}

func (r *listRenderer) place(t *canvas.Text, column int, xs []float32, y, h float32) {
	x := xs[column]
	if r.l.Columns[column].Right {
		x = xs[column+1] - look.Space(3) - t.MinSize().Width
	}
	put(t, x, y, h)
	r.objects = append(r.objects, t)
}

func (r *listRenderer) cell(i int) *canvas.Text {
	for len(r.cells) <= i {
		r.cells = append(r.cells, look.Text("", look.Body(), look.Ink))
	}
	return r.cells[i]
}

func (r *listRenderer) rule(i int) *canvas.Rectangle {
	for len(r.rules) <= i {
		r.rules = append(r.rules, canvas.NewRectangle(look.Ground))
	}
	return r.rules[i]
}

// placeMessage says what there is instead of rows, or which part of them is seen.
func (r *listRenderer) placeMessage(rows int) {
	l, size := r.l, r.l.Size()
	r.message.Color = look.InkSoft
	switch {
	case l.state == ListLoading:
		r.message.Text = words.T(words.KitLoading)
	case l.state == ListFailed:
		r.message.Text, r.message.Color = look.Stop.Sign()+" "+l.failure, look.Stop.Ink()
	case rows <= 0:
		r.message.Text = l.Empty
	default:
		r.position.Text = words.T(words.KitPosition, l.row+1, l.length())
		foot := l.footHeight()
		put(r.position, size.Width-look.Space(3)-r.position.MinSize().Width, size.Height-foot-look.Ring, foot)
		r.objects = append(r.objects, r.position)
		return
	}
	r.message.Text = look.Fit(r.message.Text, look.Body(), size.Width-look.Space(6))
	put(r.message, look.Space(4), l.headHeight()+look.Space(2), look.RowHeight())
	r.objects = append(r.objects, r.message)
}

package glyph

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A cell is one character of a board.
type cell struct {
	cluster string
	below   string // small, under the character
	drawn   bool
}

// A board shows characters side by side and is worked from the keyboard: the arrows, Page
// keys, Home and End mark one, a digit marks the n-th of the row, Enter takes it. It is
// one tab stop and draws what is in sight.
type board struct {
	widget.BaseWidget
	size     func() float32 // of a character
	cells    []cell
	onMoved  func(i int)
	onChosen func(i int)
	onRune   func(r rune) // any other letter
	onEscape func()
	numbered bool // the cells of the marked row bear the digit that marks them

	mark, top int // top is the first row in sight
	focused   bool
	objects   []fyne.CanvasObject
}

func newBoard(size func() float32) *board {
	b := &board{size: size}
	b.ExtendBaseWidget(b)
	return b
}

// set shows other characters, with one of them marked.
func (b *board) set(cells []cell, mark int) {
	b.cells, b.mark, b.top = cells, max(mark, 0), 0
	b.scroll()
	b.Refresh()
}

func (b *board) cellSize() fyne.Size {
	return fyne.NewSize(b.size()*1.55+look.Space(1), b.size()*1.3+look.Small()*1.7)
}

func (b *board) columns() int {
	return max(1, int((b.Size().Width-4*look.Ring-look.Space(2))/b.cellSize().Width))
}

func (b *board) rows() int {
	return max(1, int((b.Size().Height-4*look.Ring)/b.cellSize().Height))
}

func (b *board) scroll() {
	row := b.mark / b.columns()
	b.top = max(0, min(max(b.top, row-b.rows()+1), row))
}

// Disabled keeps the keyboard away from an empty board.
func (b *board) Disabled() bool { return len(b.cells) == 0 }

// Disable does nothing: an empty board disables itself.
func (b *board) Disable() {}

// Enable does nothing.
func (b *board) Enable() {}

// FocusGained implements [fyne.Focusable]: what is marked is looked at.
func (b *board) FocusGained() {
	b.focused = true
	b.move(b.mark)
}

// FocusLost implements [fyne.Focusable].
func (b *board) FocusLost() {
	b.focused = false
	b.Refresh()
}

// TypedRune implements [fyne.Focusable].
func (b *board) TypedRune(r rune) {
	digit := []rune(kit.HalfWidth(string(r)))[0]
	switch i := b.mark/b.columns()*b.columns() + int(digit-'1'); {
	case digit < '1' || digit > '9':
		if b.onRune != nil {
			b.onRune(r)
		}
	case int(digit-'1') < b.columns() && i < len(b.cells):
		b.move(i)
	}
}

// TypedKey implements [fyne.Focusable].
func (b *board) TypedKey(e *fyne.KeyEvent) {
	columns := b.columns()
	page := columns * b.rows()
	switch e.Name {
	case fyne.KeyLeft:
		b.move(b.mark - 1)
	case fyne.KeyRight:
		b.move(b.mark + 1)
	case fyne.KeyUp:
		b.vertical(-columns)
	case fyne.KeyDown:
		b.vertical(columns)
	case fyne.KeyPageUp:
		b.move(b.mark - page)
	case fyne.KeyPageDown:
		b.move(b.mark + page)
	case fyne.KeyHome:
		b.move(0)
	case fyne.KeyEnd:
		b.move(len(b.cells) - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if b.onChosen != nil && len(b.cells) > 0 {
			b.onChosen(b.mark)
		}
	case fyne.KeyEscape:
		if b.onEscape != nil {
			b.onEscape()
		}
	}
}

// vertical moves by a row; from the last row but one it reaches a shorter last row.
func (b *board) vertical(by int) {
	to := b.mark + by
	if to >= len(b.cells) && b.mark/b.columns() < (len(b.cells)-1)/b.columns() {
		to = len(b.cells) - 1
	}
	if to >= 0 && to < len(b.cells) {
		b.move(to)
	}
}

func (b *board) move(to int) {
	b.mark = max(0, min(to, len(b.cells)-1))
	b.scroll()
	b.Refresh()
	if b.onMoved != nil && len(b.cells) > 0 {
		b.onMoved(b.mark)
	}
}

// Tapped implements [fyne.Tappable].
func (b *board) Tapped(e *fyne.PointEvent) {
	size := b.cellSize()
	column, row := int((e.Position.X-2*look.Ring)/size.Width), b.top+int((e.Position.Y-2*look.Ring)/size.Height)
	if i := row*b.columns() + column; column < b.columns() && i < len(b.cells) {
		kit.Focus(b)
		b.move(i)
	}
}

// DoubleTapped implements [fyne.DoubleTappable].
func (b *board) DoubleTapped(*fyne.PointEvent) {
	if b.onChosen != nil && len(b.cells) > 0 {
		b.onChosen(b.mark)
	}
}

// Scrolled implements [fyne.Scrollable].
func (b *board) Scrolled(e *fyne.ScrollEvent) {
	by := 1
	if e.Scrolled.DY > 0 {
		by = -1
	}
	b.top = max(0, min(b.top+by, (len(b.cells)-1)/b.columns()))
	b.Refresh()
}

// MinSize implements [fyne.Widget]: room for a row of three.
func (b *board) MinSize() fyne.Size {
	b.ExtendBaseWidget(b)
	size := b.cellSize()
	return fyne.NewSize(3*size.Width+4*look.Ring, size.Height+4*look.Ring)
}

// CreateRenderer implements [fyne.Widget].
func (b *board) CreateRenderer() fyne.WidgetRenderer {
	b.draw()
	return &boardRenderer{b}
}

type boardRenderer struct{ b *board }

func (r *boardRenderer) Destroy()                     {}
func (r *boardRenderer) MinSize() fyne.Size           { return r.b.MinSize() }
func (r *boardRenderer) Objects() []fyne.CanvasObject { return r.b.objects }

func (r *boardRenderer) Layout(fyne.Size) {
	r.b.scroll()
	r.b.draw()
}

func (r *boardRenderer) Refresh() {
	r.b.draw()
	canvas.Refresh(r.b)
}

func (b *board) draw() {
	back := look.Box(look.Paper, look.Line)
	if b.focused {
		back.StrokeColor, back.StrokeWidth = look.Focus, look.Ring
	}
	back.Move(fyne.NewPos(look.Ring/2, look.Ring/2))
	back.Resize(b.Size().SubtractWidthHeight(look.Ring, look.Ring))
	b.objects = []fyne.CanvasObject{back}
	columns := b.columns()
	for i := b.top * columns; i < min((b.top+b.rows())*columns, len(b.cells)); i++ {
		b.drawCell(i)
	}
	b.drawBar()
}

// drawBar shows at the right which part of the rows is in sight.
func (b *board) drawBar() {
	all, seen := (len(b.cells)+b.columns()-1)/b.columns(), b.rows()
	if all <= seen {
		return
	}
	height := b.Size().Height - 4*look.Ring
	bar := look.Box(look.InkFaint, look.InkFaint)
	bar.Move(fyne.NewPos(b.Size().Width-look.Space(3), 2*look.Ring+height*float32(b.top)/float32(all)))
	bar.Resize(fyne.NewSize(look.Space(1.5), height*float32(min(seen, all-b.top))/float32(all)))
	b.objects = append(b.objects, bar)
}

func (b *board) drawCell(i int) {
	columns, size := b.columns(), b.cellSize()
	at := fyne.NewPos(2*look.Ring+float32(i%columns)*size.Width, 2*look.Ring+float32(i/columns-b.top)*size.Height)
	c := b.cells[i]
	if i == b.mark {
		back := look.Box(look.Chosen, look.Accent)
		if b.focused {
			back.FillColor, back.StrokeColor, back.StrokeWidth = look.FocusFill, look.Focus, look.Ring
		}
		back.Move(at)
		back.Resize(size)
		b.objects = append(b.objects, back)
	}
	if b.focused && b.numbered && i/columns == b.mark/columns && i%columns < 9 {
		b.put(look.Text(strconv.Itoa(i%columns+1), look.Small()*0.85, look.Accent), at.AddXY(look.Space(1), 1))
	}
	b.drawGlyph(c, at, size)
	below := look.Text(look.Fit(c.below, look.Small(), size.Width-2), look.Small(), look.InkSoft)
	b.put(below, at.AddXY((size.Width-below.MinSize().Width)/2, size.Height-look.Small()*1.6))
}

// drawGlyph draws a character, or a red box that says that the font lacks it.
func (b *board) drawGlyph(c cell, at fyne.Position, size fyne.Size) {
	room := size.Height - look.Small()*1.6
	if !c.drawn {
		box := look.Box(look.Stop.Fill(), look.Stop.Edge())
		box.StrokeWidth = 2
		box.Move(at.AddXY(look.Space(1), look.Space(1)))
		box.Resize(fyne.NewSize(size.Width-look.Space(2), room-look.Space(1)))
		fine := look.Small() * 0.85
		text := look.BoldText(look.Fit(words.T(words.GlyphLacking), fine, size.Width-look.Space(2)), fine, look.Stop.Ink())
		b.objects = append(b.objects, box)
		b.put(text, at.AddXY((size.Width-text.MinSize().Width)/2, (room-text.MinSize().Height)/2+look.Space(0.5)))
		return
	}
	text := look.NameText(c.cluster, b.size(), look.Ink)
	b.put(text, at.AddXY((size.Width-text.MinSize().Width)/2, (room-text.MinSize().Height)/2+look.Space(0.5)))
}

func (b *board) put(text *canvas.Text, at fyne.Position) {
	text.Move(at)
	text.Resize(text.MinSize())
	b.objects = append(b.objects, text)
}

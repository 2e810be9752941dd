package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A Question is put over the screen and waits for one answer.
type Question struct {
	Tone    look.Tone
	Title   string
	Text    string   // what will happen; may have several lines
	Answers []string // the last leads on; the first is the safe one, taken by Esc
	Start   int      // which answer has the mark at first
}

// An Asker shows a question on a canvas and takes the answer from the keyboard:
// Left, Right and Tab choose, Enter takes, Esc takes the first answer.
type Asker struct {
	widget.BaseWidget
	question Question
	answered func(answer int)
	canvas   fyne.Canvas
	mark     int
	focused  bool
	slots    []fyne.Position
	slotSize fyne.Size
}

// Ask puts q over everything on c and calls answered with the index of the answer
// once one is given.
func Ask(c fyne.Canvas, q Question, answered func(answer int)) *Asker {
	a := &Asker{question: q, answered: answered, canvas: c, mark: q.Start}
	a.ExtendBaseWidget(a)
	c.Overlays().Add(a)
	a.Resize(c.Size())
	c.Focus(a)
	return a
}

// Answer takes the answer i, as if the operator had.
func (a *Asker) Answer(i int) {
	if a.answered == nil {
		return
	}
	answered := a.answered
	a.answered = nil
	a.canvas.Overlays().Remove(a)
	answered(i)
}

// Close takes the question away without an answer.
func (a *Asker) Close() {
	a.answered = nil
	a.canvas.Overlays().Remove(a)
}

// FocusGained implements [fyne.Focusable].
func (a *Asker) FocusGained() { a.focused = true; a.Refresh() }

// FocusLost implements [fyne.Focusable].
func (a *Asker) FocusLost() { a.focused = false; a.Refresh() }

// AcceptsTab keeps Tab inside the question.
func (a *Asker) AcceptsTab() bool { return true }

// TypedRune implements [fyne.Focusable]: a digit takes the answer with that number.
func (a *Asker) TypedRune(r rune) {
	if i := int(r - '1'); i >= 0 && i < len(a.question.Answers) {
		a.Answer(i)
	}
}

// TypedKey implements [fyne.Focusable].
func (a *Asker) TypedKey(e *fyne.KeyEvent) {
	n := len(a.question.Answers)
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		a.mark = (a.mark + n - 1) % n
	case fyne.KeyRight, fyne.KeyDown:
		a.mark = (a.mark + 1) % n
	case fyne.KeyTab:
		by := 1
		if shiftHeld() {
			by = n - 1
		}
		a.mark = (a.mark + by) % n
	case fyne.KeyReturn, fyne.KeyEnter:
		a.Answer(a.mark)
		return
	case fyne.KeyEscape:
		a.Answer(0)
		return
	}
	a.Refresh()
}

// Tapped implements [fyne.Tappable].
func (a *Asker) Tapped(e *fyne.PointEvent) {
	for i, p := range a.slots {
		d := e.Position.Subtract(p)
		if d.X >= 0 && d.Y >= 0 && d.X < a.slotSize.Width && d.Y < a.slotSize.Height {
			a.Answer(i)
			return
		}
	}
}

type askerRenderer struct {
	a       *Asker
	objects []fyne.CanvasObject
}

// CreateRenderer implements [fyne.Widget].
func (a *Asker) CreateRenderer() fyne.WidgetRenderer { return &askerRenderer{a: a} }

func (r *askerRenderer) Destroy()                     {}
func (r *askerRenderer) MinSize() fyne.Size           { return fyne.NewSize(1, 1) }
func (r *askerRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *askerRenderer) Layout(fyne.Size)             { r.update() }

func (r *askerRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.a)
}

func (r *askerRenderer) update() {
	a, size := r.a, r.a.Size()
	width, lines := a.fit(size.Width - look.Space(8))
	lh := look.Body() * 1.6
	height := look.Space(8) + look.Head()*1.6 + float32(len(lines))*lh + look.Space(6) + look.RowHeight()*1.25 + look.Space(7)
	left, top := (size.Width-width)/2, (size.Height-height)/2

	veil := canvas.NewRectangle(look.Veil)
	veil.Resize(size)
	sheet := look.Box(look.Paper, a.question.Tone.Edge())
	sheet.StrokeWidth = 2
	sheet.Move(fyne.NewPos(left, top))
	sheet.Resize(fyne.NewSize(width, height))
	edge := canvas.NewRectangle(a.question.Tone.Edge())
	edge.Move(fyne.NewPos(left, top))
	edge.Resize(fyne.NewSize(look.Space(1.5), height))
	r.objects = append(r.objects[:0], veil, sheet, edge)

	x, y := left+look.Space(6), top+look.Space(5)
	title := a.question.Title
	if s := a.question.Tone.Sign(); s != "" {
		title = s + " " + title
	}
	r.line(look.BoldText(title, look.Head(), a.question.Tone.Ink()), x, y, look.Head()*1.6)
	y += look.Head()*1.6 + look.Space(2)
	for _, s := range lines {
		r.line(look.Text(s, look.Body(), look.Ink), x, y, lh)
		y += lh
	}
	y += look.Space(5)
	r.answers(left+width-look.Space(5), y)
	y += look.RowHeight()*1.25 + look.Space(1)
	keys := words.KitAnswerKeys
	if len(a.question.Answers) == 1 {
		keys = words.KitAnswerClose
	}
	r.line(look.Text(words.T(keys), look.Small(), look.InkSoft), x, y, look.Space(6))
}

func (r *askerRenderer) line(t *canvas.Text, x, y, h float32) {
	put(t, x, y, h)
	r.objects = append(r.objects, t)
}

// fit returns how wide the sheet is, and its text in lines. A long text, as help
// is, gets a wider one.
func (a *Asker) fit(room float32) (width float32, lines []string) {
	for _, em := range []float32{40, 58} {
		width = min(room, em*look.Body())
		lines = look.Wrap(a.question.Text, look.Body(), width-look.Space(10))
		if len(lines) <= 6 {
			break
		}
	}
	return width, lines
}

// answers draws the buttons, the last one at right.
func (r *askerRenderer) answers(right, y float32) {
	a := r.a
	n := len(a.question.Answers)
	var widest float32
	for i, s := range a.question.Answers {
		widest = max(widest, look.Width(number(i)+s, look.Body()))
	}
	a.slotSize = fyne.NewSize(widest+look.Space(8), look.RowHeight()*1.25)
	a.slots = make([]fyne.Position, n)
	for i, s := range a.question.Answers {
		x := right - float32(n-i)*(a.slotSize.Width+look.Space(2)) + look.Space(2)
		a.slots[i] = fyne.NewPos(x, y)
		button := look.Box(look.Paper, look.FieldLine)
		label := look.BoldText(number(i)+s, look.Body(), look.Ink)
		if i == a.mark {
			button.FillColor, button.StrokeColor, button.StrokeWidth = look.FocusFill, look.Focus, look.Ring
		}
		button.Move(a.slots[i])
		button.Resize(a.slotSize)
		r.objects = append(r.objects, button)
		r.line(label, x+(a.slotSize.Width-label.MinSize().Width)/2, y, a.slotSize.Height)
	}
}

func number(i int) string { return string(rune('1'+i)) + " " }

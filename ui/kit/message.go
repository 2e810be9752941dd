package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
)

// A MessageLine is one line above the function keys that says what just happened.
// A message stays until the next one: nothing important vanishes by itself.
type MessageLine struct {
	widget.BaseWidget
	tone look.Tone
	text string
	back *canvas.Rectangle
	line *canvas.Text
}

// NewMessageLine returns an empty line.
func NewMessageLine() *MessageLine {
	m := &MessageLine{back: canvas.NewRectangle(look.Ground), line: look.Text("", look.Body(), look.Ink)}
	m.ExtendBaseWidget(m)
	return m
}

// Say shows text; an empty one clears the line.
func (m *MessageLine) Say(tone look.Tone, text string) {
	if tone == m.tone && text == m.text {
		return
	}
	m.tone, m.text = tone, text
	m.Refresh()
}

// Text returns what the line says.
func (m *MessageLine) Text() string { return m.text }

// MinSize implements [fyne.Widget].
func (m *MessageLine) MinSize() fyne.Size {
	m.ExtendBaseWidget(m)
	return fyne.NewSize(200, look.RowHeight()*0.85)
}

// CreateRenderer implements [fyne.Widget].
func (m *MessageLine) CreateRenderer() fyne.WidgetRenderer { return &messageRenderer{m} }

type messageRenderer struct{ m *MessageLine }

func (r *messageRenderer) Destroy()           {}
func (r *messageRenderer) MinSize() fyne.Size { return r.m.MinSize() }
func (r *messageRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.m.back, r.m.line}
}

func (r *messageRenderer) Layout(size fyne.Size) {
	m := r.m
	m.back.Resize(size)
	m.back.FillColor, m.back.StrokeWidth = look.Ground, 0
	m.line.Color, m.line.Text = look.Ink, m.text
	m.line.TextStyle.Bold = m.tone >= look.Alert
	if m.tone != look.Plain && m.text != "" {
		m.back.FillColor, m.back.StrokeColor, m.back.StrokeWidth = m.tone.Fill(), m.tone.Edge(), look.Hair
		m.line.Color, m.line.Text = m.tone.Ink(), m.tone.Sign()+" "+m.text
	}
	m.line.Text = look.Fit(m.line.Text, look.Body(), size.Width-look.Space(4))
	put(m.line, look.Space(2), 0, size.Height)
}

func (r *messageRenderer) Refresh() {
	r.Layout(r.m.Size())
	canvas.Refresh(r.m)
}

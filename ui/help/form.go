package help

import (
	"image/color"

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
	_ kit.Backer = (*Form)(nil)
)

// A Form is the screen. It holds no rule.
type Form struct {
	*Presenter
	stage  kit.Stage
	room   *fyne.Container
	reader *kit.Reader
	flow   *flow
	mark   *canvas.Rectangle // around the chosen link
	width  float32           // that the page was laid out for
	typed  *kit.Field
	found  *kit.KeyList
	shown  bool
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, stage: stage}
	f.room = container.New(&wide{f: f})
	p.Attach(f)
	return f
}

// wide gives its one object all the room and has the page laid out anew when the room
// has another width.
type wide struct{ f *Form }

func (w *wide) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
	if w.f.shown && w.f.Stage() == Reading && w.f.lineWidth(size) != w.f.width {
		w.f.ShowPage()
	}
}

func (w *wide) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.room }

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.shown = true
	f.draw()
}

// Hidden implements [kit.Screen].
func (f *Form) Hidden() { f.shown = false }

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Presenter.Back()
	return true
}

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	action := func(key fyne.KeyName, label words.Key, do func()) kit.Action {
		return kit.Action{Key: key, Label: words.T(label), Do: do}
	}
	to := func(topic string) func() { return func() { f.Open(topic, f.offset()) } }
	actions := []kit.Action{
		action(fyne.KeyF1, words.HelpKeyIndex, to(Index)),
		action(fyne.KeyF3, words.HelpKeyBack, f.Presenter.Back),
		action(fyne.KeyF5, words.HelpKeyFind, func() { f.Find(f.offset()) }),
		action(fyne.KeyF9, words.HelpKeyKeys, to(Keys)),
		action(fyne.KeyF11, words.HelpKeyIncident, to(Incident)),
	}
	if f.Stage() == Reading {
		actions = append(actions,
			action(fyne.KeyF7, words.HelpKeyPrevious, func() { f.Turn(-1, f.offset()) }),
			action(fyne.KeyF8, words.HelpKeyNext, func() { f.Turn(1, f.offset()) }))
	}
	leave := action(fyne.KeyF12, words.HelpKeyClose, f.Leave)
	leave.Lead = true
	return append(actions, leave)
}

func (f *Form) offset() float32 {
	if f.reader == nil || f.Stage() != Reading {
		return f.Presenter.Offset()
	}
	return f.reader.Offset()
}

func (f *Form) draw() {
	if f.Stage() == Finding {
		f.ShowFind()
		return
	}
	f.ShowPage()
}

// lineWidth is how wide lines are in a room of a size.
func (f *Form) lineWidth(size fyne.Size) float32 { return size.Width - look.Space(20) }

// ShowPage implements [View].
func (f *Form) ShowPage() {
	if !f.shown {
		return
	}
	f.width = f.lineWidth(f.room.Size())
	f.flow = lay(f.Page(), f.width, func(link int) {
		f.Open(f.Page().links()[link], f.offset())
	})
	f.mark = canvas.NewRectangle(color.Transparent)
	f.mark.StrokeColor, f.mark.StrokeWidth, f.mark.CornerRadius = look.Focus, look.Ring*0.7, look.Radius
	f.mark.Hide()
	body := container.New(still{fyne.NewSize(1, f.flow.y)}, append(f.ground(), append(f.flow.objects, f.mark)...)...)
	f.reader = kit.NewReader(kit.Pad(4, body))
	f.reader.OnRune, f.reader.OnKey = f.rune, f.key
	f.reader.OnEnter = func() { f.Follow(f.offset()) }
	edition := look.Text(f.Edition(), look.Small(), look.InkSoft)
	edition.Alignment = fyne.TextAlignTrailing
	hint := look.Text(words.T(words.HelpReading), look.Small(), look.InkSoft)
	foot := container.NewBorder(nil, nil, nil, edition, hint)
	page := container.NewStack(look.Box(look.Paper, look.Line), f.reader)
	f.room.Objects = []fyne.CanvasObject{kit.Pad(2, container.NewBorder(nil, kit.Pad(0.5, foot), nil, nil, page))}
	f.room.Refresh()
	f.scroll()
	kit.Focus(f.reader)
	f.stage.ActionsChanged()
}

// scroll shows the place the topic leads to, or the one where the page was left.
func (f *Form) scroll() {
	if at := f.Presenter.Offset(); at > 0 {
		f.reader.ScrollTo(at)
		return
	}
	if at, ok := f.flow.anchors[f.Anchor()]; ok {
		f.reader.ScrollTo(at.top - 3*look.RowHeight())
	}
}

// ground lies below the paragraph that the topic leads to.
func (f *Form) ground() []fyne.CanvasObject {
	at, ok := f.flow.anchors[f.Anchor()]
	if !ok {
		return nil
	}
	gap := look.Space(1)
	box := look.Box(look.FocusFill, look.Line)
	box.Move(fyne.NewPos(-gap, at.top))
	box.Resize(fyne.NewSize(at.width+2*gap, at.bottom-at.top))
	return []fyne.CanvasObject{box}
}

// still is a page whose parts stand where they were laid.
type still struct{ size fyne.Size }

func (s still) Layout([]fyne.CanvasObject, fyne.Size) {}
func (s still) MinSize([]fyne.CanvasObject) fyne.Size { return s.size }

func (f *Form) rune(r rune) {
	if r >= '０' && r <= '９' {
		r += '0' - '０'
	}
	if r >= '0' && r <= '9' {
		f.Digit(r, f.offset())
	}
}

func (f *Form) key(key fyne.KeyName) {
	switch key {
	case fyne.KeyLeft:
		f.Choose(-1)
	case fyne.KeyRight:
		f.Choose(1)
	case fyne.KeyEscape:
		f.Presenter.Back()
	case fyne.KeyBackspace:
		f.Presenter.Back()
	}
}

// ShowLink implements [View].
func (f *Form) ShowLink() {
	i := f.Link()
	if f.flow == nil || i < 0 || i >= len(f.flow.links) {
		f.mark.Hide()
		return
	}
	gap := look.Space(0.5)
	f.mark.Move(f.flow.links[i].SubtractXY(gap, 0))
	f.mark.Resize(f.flow.sizes[i].AddWidthHeight(2*gap, 0))
	f.mark.Show()
	f.mark.Refresh()
	f.reader.Reveal(f.mark)
}

// Tell implements [View].
func (f *Form) Tell(text string) { f.stage.Say(look.Info, text) }

// ShowFind implements [View].
func (f *Form) ShowFind() {
	if !f.shown {
		return
	}
	f.found = kit.NewKeyList(kit.Column{Title: words.T(words.HelpColumnPage), Em: 16}, kit.Column{Title: words.T(words.HelpColumnText)})
	f.found.Length = func() int { return len(f.Hits()) }
	f.found.Cell = func(row, column int) kit.CellText {
		if column == 0 {
			return kit.CellText{Text: f.Hits()[row].Title}
		}
		return kit.CellText{Text: f.Hits()[row].Text}
	}
	f.found.OnChosen = f.Take
	f.found.OnKey = func(key fyne.KeyName) {
		if key == fyne.KeyEscape {
			f.Presenter.Back()
		}
	}
	f.typed = kit.NewField(kit.Spec{Label: words.T(words.HelpFindLabel), Hint: words.T(words.HelpFindHint), Kanji: true, Max: 60, OnChanged: func(typed string) {
		f.Look(typed)
		f.list()
	}, OnEscape: f.Presenter.Back})
	f.typed.SetText(f.Query())
	f.list()
	f.room.Objects = []fyne.CanvasObject{kit.Pad(2, container.NewBorder(kit.Panel(f.typed), nil, nil, nil, kit.Pad(1, f.found)))}
	f.room.Refresh()
	kit.Focus(f.typed)
	f.stage.ActionsChanged()
}

func (f *Form) list() {
	f.found.Empty = words.T(words.HelpFindNone)
	if f.Query() == "" {
		f.found.Empty = words.T(words.HelpFindEmpty)
	}
	f.found.Reload()
}

package worklist

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/notification"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

var _ kit.Screen = (*MenuForm)(nil)

// A MenuForm is the screen of a [Menu]: the groups, the kinds of one, and what the
// marked kind is for.
type MenuForm struct {
	*Menu
	content fyne.CanvasObject
	groups  *groups
	list    *kit.KeyList
	about   *fyne.Container
}

// NewMenuForm returns the screen of a menu.
func NewMenuForm(m *Menu) *MenuForm {
	f := &MenuForm{Menu: m, about: container.NewStack()}
	m.shown = f.show
	f.groups = newGroups(f)
	f.list = kit.NewKeyList(
		kit.Column{Title: words.T(words.MenuColumnNumber), Em: 2.5}, kit.Column{Title: words.T(words.MenuColumnKind)})
	f.list.Length = func() int { return len(f.Kinds()) }
	f.list.Cell = f.cell
	f.list.OnChosen = func(row int) { f.Begin(row + 1) }
	f.list.OnMoved = func(int) { f.tell() }
	f.list.OnRune = f.Key
	f.list.OnKey = f.key
	keys := look.Text(words.T(words.MenuKeys), look.Small(), look.InkSoft)
	panes := container.New(thirds{}, f.groups, f.list, f.about)
	f.content = kit.Pad(3, container.NewBorder(nil, kit.Pad(1, keys), nil, nil, panes))
	return f
}

// thirds gives the groups what they need, the kinds and what is said of one the rest.
type thirds struct{}

func (thirds) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := look.Space(3)
	first := objects[0].MinSize().Width
	rest := (size.Width - first - 2*gap) / 2
	x := float32(0)
	for i, o := range objects {
		w := rest
		if i == 0 {
			w = first
		}
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(w, size.Height))
		x += w + gap
	}
}

func (thirds) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(objects[0].MinSize().Width*3, objects[0].MinSize().Height)
}

func (f *MenuForm) cell(row, column int) kit.CellText {
	if column == 0 {
		return kit.CellText{Text: strconv.Itoa(row + 1)}
	}
	return kit.CellText{Text: words.T(words.Kind(f.Kinds()[row].Key()))}
}

func (f *MenuForm) key(name fyne.KeyName) {
	switch name {
	case fyne.KeyLeft:
		f.Turn(-1)
	case fyne.KeyRight:
		f.Turn(1)
	}
}

// show draws another group.
func (f *MenuForm) show() {
	f.groups.Refresh()
	f.list.SetRow(0)
	f.list.Reload()
	f.tell()
}

// tell says what the marked kind is for.
func (f *MenuForm) tell() {
	row := f.list.Row()
	if row < 0 {
		return
	}
	k := f.Kinds()[row]
	fact := func(label, text words.Key) kit.Fact { return kit.Fact{Label: words.T(label), Text: words.T(text)} }
	begins, review := words.MenuBeginsPaper, words.MenuReviewOne
	if k.Quotes() {
		begins = words.MenuBeginsSearch
	}
	if k.Is(notification.TwoReviews) {
		review = words.MenuReviewTwo
	}
	facts := []kit.Fact{fact(words.MenuAboutLaw, words.MenuLaw(k.Key())), fact(words.MenuAboutBegin, begins), fact(words.MenuAboutReview, review)}
	switch {
	case k.Is(notification.Timely):
		facts = append(facts, fact(words.MenuAboutPeriod, words.MenuPeriod14))
	case k.Is(notification.Planned):
		facts = append(facts, fact(words.MenuAboutPeriod, words.MenuPeriodBefore))
	}
	key := Letter(f.Group()) + strconv.Itoa(row+1) + "　" + words.T(words.Kind(k.Key()))
	f.about.Objects = []fyne.CanvasObject{container.NewBorder(kit.Panel(kit.Stack(3,
		look.BoldText(key, look.Head(), look.Accent),
		kit.NewParagraph(words.T(words.MenuFor(k.Key())), look.Body(), look.Ink),
		kit.NewFacts(kit.Em(words.T(words.MenuAboutBegin))+1, facts...))), nil, nil, nil)}
	f.about.Refresh()
}

// Title implements [kit.Screen].
func (f *MenuForm) Title() string { return words.T(words.MenuTitle) }

// Help implements shell.Helper.
func (f *MenuForm) Help() string { return "menu" }

// Content implements [kit.Screen].
func (f *MenuForm) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *MenuForm) Actions() []kit.Action {
	return []kit.Action{{Key: fyne.KeyF12, Label: words.T(words.MenuKeyBegin), Do: func() { f.Begin(f.list.Row() + 1) }, Lead: true}}
}

// Shown implements [kit.Screen].
func (f *MenuForm) Shown() {
	f.show()
	kit.Focus(f.list)
}

// Hidden implements [kit.Screen].
func (f *MenuForm) Hidden() {}

// groups is the list of groups at the left, worked by letters and by Left and Right.
type groups struct {
	widget.BaseWidget
	form    *MenuForm
	objects []fyne.CanvasObject
}

func newGroups(f *MenuForm) *groups {
	w := &groups{form: f}
	w.ExtendBaseWidget(w)
	return w
}

func (w *groups) row() float32 { return look.RowHeight() * 1.1 }

// MinSize implements [fyne.Widget].
func (w *groups) MinSize() fyne.Size {
	w.ExtendBaseWidget(w)
	var widest float32
	for _, g := range notification.Groups() {
		widest = max(widest, look.Width(words.T(words.MenuGroup(g.Key())), look.Body()))
	}
	return fyne.NewSize(widest+look.Space(12)+look.Body(), w.row()*float32(len(notification.Groups())))
}

// Tapped implements [fyne.Tappable].
func (w *groups) Tapped(e *fyne.PointEvent) {
	if i := int(e.Position.Y / w.row()); i >= 0 && i < len(notification.Groups()) {
		w.form.Open(notification.Groups()[i])
	}
}

// CreateRenderer implements [fyne.Widget].
func (w *groups) CreateRenderer() fyne.WidgetRenderer { return &drawing{w, w.draw, &w.objects} }

func (w *groups) draw(size fyne.Size) {
	ground := look.Box(look.Paper, look.Line)
	ground.Resize(size)
	w.objects = append(w.objects[:0], ground)
	for i, g := range notification.Groups() {
		y := float32(i) * w.row()
		ink, key := look.Ink, look.Accent
		if g == w.form.Group() {
			mark := canvas.NewRectangle(look.Accent)
			mark.CornerRadius = look.Radius
			mark.Move(fyne.NewPos(1, y+1))
			mark.Resize(fyne.NewSize(size.Width-2, w.row()-2))
			w.objects = append(w.objects, mark)
			ink, key = look.InkInvert, look.InkInvert
		}
		w.objects = place(w.objects, look.BoldText(Letter(g), look.Body(), key), look.Space(3), y, w.row())
		name := look.Text(words.T(words.MenuGroup(g.Key())), look.Body(), ink)
		name.TextStyle.Bold = g == w.form.Group()
		w.objects = place(w.objects, name, look.Space(6)+look.Body(), y, w.row())
	}
}

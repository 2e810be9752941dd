package worklist

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

var (
	_ View       = (*Form)(nil)
	_ kit.Screen = (*Form)(nil)
)

// A Form is the screen. It holds no rule.
type Form struct {
	*Presenter
	shell   kit.Stage
	content fyne.CanvasObject
	list    *kit.KeyList
	folders *folders
	tiles   *tiles
	offline *fyne.Container
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, shell: stage}
	p.Attach(f)
	f.build()
	return f
}

func (f *Form) build() {
	f.list = kit.NewKeyList(
		kit.Column{Title: words.T(words.WorklistColumnKind), Em: kindEm()}, kit.Column{Title: words.T(words.WorklistColumnReceipt), Em: 6},
		kit.Column{Title: words.T(words.WorklistColumnSubject), Name: true}, kit.Column{Title: words.T(words.WorklistColumnPersons), Em: 2.5, Right: true},
		kit.Column{Title: words.T(words.WorklistColumnState)}, kit.Column{Title: words.T(words.WorklistColumnReviews), Em: 2.5},
		kit.Column{Title: words.T(words.WorklistColumnDeadline), Em: 6}, kit.Column{Title: words.T(words.WorklistColumnWhen), Em: 6},
		kit.Column{Title: words.T(words.WorklistColumnWriter), Em: 8})
	f.list.Length, f.list.Cell = f.Len, f.cell
	f.list.OnChosen = f.Choose
	f.list.OnRune = f.Key
	f.list.OnKey = f.key
	f.folders, f.tiles = newFolders(f), newTiles(f)
	f.offline = container.NewStack()
	keys := look.Text(words.T(words.WorklistKeys), look.Small(), look.InkSoft)
	top := container.NewBorder(nil, nil, nil, f.begin(), f.tiles)
	right := container.NewBorder(kit.Stack(2, f.offline, top), kit.Pad(1, keys), nil, nil, container.NewBorder(spacer(2), nil, nil, nil, f.list))
	f.content = kit.Pad(3, container.NewBorder(nil, nil, container.NewBorder(nil, nil, nil, spacer(3), f.folders), nil, right))
}

// spacer is n steps of nothing.
func spacer(n float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(look.Space(n), look.Space(n)))
	return r
}

// begin shows the number keys that start each kind of notification.
func (f *Form) begin() fyne.CanvasObject {
	rows := []fyne.CanvasObject{look.BoldText(words.T(words.WorklistBegin), look.Small(), look.InkSoft)}
	for i, k := range Frequent() {
		text := words.T(words.WorklistBeginKey, i+1, words.T(words.Kind(k.Key())))
		rows = append(rows, look.BoldText(text, look.Body(), look.Accent))
	}
	rows = append(rows, look.Text(words.T(words.WorklistBeginMenu), look.Small(), look.Accent))
	return container.NewBorder(nil, nil, spacer(3), nil, kit.Panel(kit.Stack(1, rows...)))
}

func (f *Form) key(name fyne.KeyName) {
	switch name {
	case fyne.KeyLeft:
		f.Turn(-1)
	case fyne.KeyRight:
		f.Turn(1)
	case fyne.KeyDelete:
		f.Withdraw(f.list.Row())
	}
}

func (f *Form) cell(row, column int) kit.CellText {
	r := f.Row(row)
	switch column {
	case 0:
		return kit.CellText{Text: r.Kind}
	case 1:
		return kit.CellText{Text: r.Receipt}
	case 2:
		return kit.CellText{Text: r.Subject}
	case 3:
		return kit.CellText{Text: r.Persons}
	case 4:
		return kit.CellText{Text: r.State, Tone: look.Tone(r.Grade)}
	case 5:
		return kit.CellText{Text: r.Reviews}
	case 6:
		return kit.CellText{Text: r.Deadline, Tone: look.Tone(r.Late)}
	case 7:
		return kit.CellText{Text: r.When}
	}
	return kit.CellText{Text: r.Writer}
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.WorklistTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "worklist" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	var officer []kit.Action
	if open := f.cfg.OpenProtection; open != nil {
		officer = []kit.Action{{Key: fyne.KeyF2, Label: words.T(words.ProtectionKeyScreen), Do: open}}
	}
	return append(officer, []kit.Action{
		{Key: fyne.KeyF5, Label: words.T(words.WorklistKeySearch), Do: f.cfg.Guide.OpenSearch},
		{Key: fyne.KeyF6, Label: words.T(words.WorklistKeyMenu), Do: func() { f.cfg.Guide.OpenMenu(notification.Moving) }},
		{Key: fyne.KeyF7, Label: words.T(words.WorklistKeySlips), Do: f.cfg.Guide.OpenSlips},
		{Key: fyne.KeyF8, Label: words.T(words.WorklistKeyQueue), Do: f.cfg.Guide.OpenQueue},
		{Key: fyne.KeyF9, Label: words.T(words.WorklistKeyReload), Do: f.Refresh},
		{Key: fyne.KeyF10, Label: words.T(words.WorklistKeyPrint), Do: func() { f.Print(f.list.Row()) }},
		{Key: fyne.KeyF11, Label: words.T(words.WorklistKeyMachine), Do: f.cfg.Guide.OpenMachine},
		{Key: fyne.KeyF12, Label: words.T(words.WorklistKeyOpen), Do: func() { f.Choose(f.list.Row()) }, Lead: true},
	}...)
}

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.ShowCounts()
	f.ShowList()
	kit.Focus(f.list)
	f.Refresh()
}

// Hidden implements [kit.Screen].
func (f *Form) Hidden() {}

// ShowList implements [View].
func (f *Form) ShowList() {
	f.list.Empty = words.T(words.WorklistEmptyFolder(int(f.Folder())))
	switch f.State() {
	case Loading:
		f.list.SetState(kit.ListLoading, "")
	case Failed:
		f.list.SetState(kit.ListFailed, words.T(words.WorklistFailed))
	default:
		f.list.SetState(kit.ListReady, "")
	}
}

// ShowCounts implements [View].
func (f *Form) ShowCounts() {
	f.folders.Refresh()
	f.tiles.Refresh()
	if f.Offline() == (len(f.offline.Objects) > 0) {
		return
	}
	f.offline.Objects = nil
	if f.Offline() {
		f.offline.Objects = []fyne.CanvasObject{kit.Edged(look.Alert, kit.NewParagraph(words.T(words.WorklistOffline), look.Body(), look.Ink))}
	}
	f.content.Refresh()
}

// Say implements [View].
func (f *Form) Say(grade Grade, text string) { f.shell.Say(look.Tone(grade), text) }

// AskWithdraw implements [View].
func (f *Form) AskWithdraw(r Row) {
	f.shell.Ask(kit.Question{
		Tone: look.Alert, Title: words.T(words.WorklistAskTitle), Text: words.T(words.WorklistAskText, r.Kind, r.Receipt),
		Answers: []string{words.T(words.WorklistAskNo), words.T(words.WorklistAskYes)},
	}, func(answer int) {
		if answer == 1 {
			f.ConfirmWithdraw(r.ID)
		}
	})
}

// folders is the list of folders at the left, worked by Left and Right of the list.
type folders struct {
	widget.BaseWidget
	form    *Form
	objects []fyne.CanvasObject
}

func newFolders(f *Form) *folders {
	w := &folders{form: f}
	w.ExtendBaseWidget(w)
	return w
}

func (w *folders) row() float32 { return look.RowHeight() * 1.1 }

// MinSize implements [fyne.Widget].
func (w *folders) MinSize() fyne.Size {
	w.ExtendBaseWidget(w)
	return fyne.NewSize(13*look.Body(), w.row()*float32(len(counter.Folders())))
}

// Tapped implements [fyne.Tappable].
func (w *folders) Tapped(e *fyne.PointEvent) {
	if i := int(e.Position.Y / w.row()); i >= 0 && i < len(counter.Folders()) {
		w.form.Open(counter.Folders()[i])
	}
}

// CreateRenderer implements [fyne.Widget].
func (w *folders) CreateRenderer() fyne.WidgetRenderer { return &drawing{w, w.draw, &w.objects} }

func (w *folders) draw(size fyne.Size) {
	ground := look.Box(look.Paper, look.Line)
	ground.Resize(size)
	w.objects = append(w.objects[:0], ground)
	for i, folder := range counter.Folders() {
		y := float32(i) * w.row()
		ink, chosen := look.Ink, folder == w.form.Folder()
		if chosen {
			mark := canvas.NewRectangle(look.Accent)
			mark.CornerRadius = look.Radius
			mark.Move(fyne.NewPos(1, y+1))
			mark.Resize(fyne.NewSize(size.Width-2, w.row()-2))
			w.objects = append(w.objects, mark)
			ink = look.InkInvert
		}
		name := look.Text(words.T(words.WorklistFolder(int(folder))), look.Body(), ink)
		name.TextStyle.Bold = chosen
		w.objects = place(w.objects, name, look.Space(3), y, w.row())
		n := look.BoldText(count(w.form.Count(folder)), look.Body(), ink)
		switch c, _ := w.form.Count(folder); {
		case chosen:
		case folder == counter.Attention && c.N > 0:
			n.Color = look.Stop.Ink()
		case c.Late:
			n.Color = look.Alert.Ink()
		}
		w.objects = place(w.objects, n, size.Width-look.Space(3)-n.MinSize().Width, y, w.row())
	}
}

// tiles are the three counts of D2, side by side and never added up.
type tiles struct {
	widget.BaseWidget
	form    *Form
	objects []fyne.CanvasObject
}

func newTiles(f *Form) *tiles {
	w := &tiles{form: f}
	w.ExtendBaseWidget(w)
	return w
}

// MinSize implements [fyne.Widget].
func (w *tiles) MinSize() fyne.Size {
	w.ExtendBaseWidget(w)
	return fyne.NewSize(30*look.Body(), look.Display()+2*look.RowHeight())
}

// CreateRenderer implements [fyne.Widget].
func (w *tiles) CreateRenderer() fyne.WidgetRenderer { return &drawing{w, w.draw, &w.objects} }

func (w *tiles) draw(size fyne.Size) {
	w.objects = w.objects[:0]
	all := w.form.Tiles()
	gap := look.Space(2)
	width := (size.Width - gap*float32(len(all)-1)) / float32(len(all))
	for i, t := range all {
		w.tile(t, float32(i)*(width+gap), width, size.Height)
	}
}

func (w *tiles) tile(t Tile, x, width, height float32) {
	tone := look.Tone(t.Grade)
	box := look.Box(tone.Fill(), tone.Edge())
	box.Move(fyne.NewPos(x, 0))
	box.Resize(fyne.NewSize(width, height))
	title := look.BoldText(words.T(words.WorklistFolder(int(t.Folder))), look.Body(), tone.Ink())
	if s := tone.Sign(); s != "" {
		title.Text = s + " " + title.Text
	}
	number := look.BoldText(words.T(words.WorklistUnknown), look.Display(), tone.Ink())
	age := look.Text("", look.Small(), tone.Ink())
	if t.Known {
		number.Text = count(counter.Count{N: t.N}, true)
		switch {
		case t.Age != "":
			age.Text = words.T(words.WorklistOldest, t.Age)
		case t.Folder != counter.Accepted:
			age.Text = words.T(words.WorklistNoneWaiting)
		}
	}
	row := look.RowHeight()
	w.objects = append(w.objects, box)
	w.objects = place(w.objects, title, x+look.Space(4), look.Space(1), row)
	w.objects = place(w.objects, number, x+look.Space(4), row, look.Display()*1.1)
	w.objects = place(w.objects, age, x+look.Space(4), row+look.Display()*1.1, row*0.8)
}

func place(objects []fyne.CanvasObject, t *canvas.Text, x, y, h float32) []fyne.CanvasObject {
	m := t.MinSize()
	t.Move(fyne.NewPos(x, y+(h-m.Height)/2))
	t.Resize(m)
	return append(objects, t)
}

// drawing renders a widget that draws itself anew.
type drawing struct {
	of      fyne.Widget
	draw    func(fyne.Size)
	objects *[]fyne.CanvasObject
}

func (d *drawing) Destroy()                     {}
func (d *drawing) MinSize() fyne.Size           { return d.of.MinSize() }
func (d *drawing) Layout(size fyne.Size)        { d.draw(size) }
func (d *drawing) Objects() []fyne.CanvasObject { return *d.objects }
func (d *drawing) Refresh() {
	d.draw(d.of.Size())
	canvas.Refresh(d.of)
}

// kindEm is the width of a column of kinds: of the names of most, the longest are cut.
func kindEm() float32 {
	var all []string
	for _, k := range notification.Kinds() {
		all = append(all, words.T(words.Kind(k.Key())))
	}
	return min(kit.Em(all...), 6.5)
}

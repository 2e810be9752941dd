package slips

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

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
	stage kit.Stage
	room  *fyne.Container
	first fyne.Focusable
	shown bool
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, stage: stage, room: container.NewStack()}
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.SlipsTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "slips" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.room }

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.shown = true
	f.Refresh()
}

// Hidden implements [kit.Screen].
func (f *Form) Hidden() { f.shown = false }

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Leave()
	return true
}

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	page := func(key fyne.KeyName, label words.Key, page Page) kit.Action {
		return kit.Action{Key: key, Label: words.T(label), Lead: f.Page() == page, Do: func() { f.Open(page) }, Why: func() string { return f.WhyNot(page) }}
	}
	all := []kit.Action{page(fyne.KeyF6, words.SlipsKeyMine, Mine), page(fyne.KeyF7, words.SlipsKeySection, Section),
		page(fyne.KeyF8, words.SlipsKeyPaces, Paces), {Key: fyne.KeyF9, Label: words.T(words.SlipsKeyReload), Do: f.Refresh}}
	if open := f.cfg.OpenOutputs; open != nil {
		all = append(all, kit.Action{Key: fyne.KeyF10, Label: words.T(words.SlipsKeyOutputs), Do: open})
	}
	return all
}

// ShowPage implements [View].
func (f *Form) ShowPage() {
	if !f.shown {
		return
	}
	f.first = nil
	var body fyne.CanvasObject
	switch {
	case f.State() == Loading:
		body = kit.Pad(3, kit.NewParagraph(words.T(words.SlipsLoading), look.Body(), look.InkSoft))
	case f.State() == Failed:
		body = kit.Pad(3, container.NewBorder(kit.Edged(look.Alert, kit.NewParagraph(look.Alert.Sign()+" "+f.WhyFailed(), look.Body(), look.Alert.Ink())), nil, nil, nil))
	case f.Page() == Paces:
		body = f.paces()
	default:
		body = f.table()
	}
	f.room.Objects = []fyne.CanvasObject{body}
	f.room.Refresh()
	if f.first != nil {
		kit.Focus(f.first)
	}
	f.stage.ActionsChanged()
}

// head says whose numbers these are, the whole of them, and what they leave out.
func (f *Form) head(title words.Key, below ...fyne.CanvasObject) fyne.CanvasObject {
	rows := []fyne.CanvasObject{look.BoldText(words.T(title), look.Head(), look.Ink), kit.NewParagraph(f.Total(), look.Body(), look.Ink)}
	if note := f.Note(); note != "" {
		rows = append(rows, kit.Edged(look.Alert, kit.NewParagraph(note, look.Body(), look.Ink)))
	}
	return kit.Stack(2, append(rows, below...)...)
}

// table shows the weeks as bars and the counts below.
func (f *Form) table() fyne.CanvasObject {
	title := words.SlipsMine
	if f.Page() == Section {
		title = words.SlipsSection
	}
	rows := f.Rows()
	list := kit.NewKeyList(kit.Column{Title: words.T(words.SlipsColumnGroup), Em: 6}, kit.Column{Title: words.T(words.SlipsColumnWhat)},
		kit.Column{Title: words.T(words.SlipsColumnCount), Em: 3, Right: true}, kit.Column{Em: barLength + 0.5},
		kit.Column{Title: words.T(words.SlipsColumnTrend), Em: 8}, kit.Column{Title: words.T(words.SlipsColumnExamples), Em: 17})
	list.Empty = words.T(words.SlipsNone)
	list.Length = func() int { return len(rows) }
	list.Cell = func(row, column int) kit.CellText { return cell(rows[row], column) }
	f.first = list
	return kit.Pad(3, container.NewBorder(kit.Stack(2, f.head(title, newWeeks(f.Presenter)), kit.Gap(0)), nil, nil, nil, list))
}

// barLength is how many marks the longest bar has.
const barLength = 8

// bar draws a share as marks, at least one.
func bar(share float32) string {
	n := max(1, int(share*barLength+0.5))
	marks := make([]rune, n)
	for i := range marks {
		marks[i] = '■'
	}
	return string(marks)
}

func cell(r Row, column int) kit.CellText {
	switch column {
	case 0:
		return kit.CellText{Text: r.Group}
	case 1:
		return kit.CellText{Text: r.What}
	case 2:
		return kit.CellText{Text: strconv.Itoa(r.N)}
	case 3:
		return kit.CellText{Text: bar(r.Share)}
	case 4:
		if r.Worse {
			return kit.CellText{Text: r.Trend, Tone: look.Alert}
		}
		return kit.CellText{Text: r.Trend}
	}
	return kit.CellText{Text: r.Examples}
}

// paces lists the reviewers, and below them the approvals that were too quick.
func (f *Form) paces() fyne.CanvasObject {
	reviewers, hasty := f.Paces(), f.Hasty()
	list := kit.NewKeyList(kit.Column{Title: words.T(words.SlipsColumnReviewer), Name: true}, kit.Column{Title: words.T(words.SlipsColumnApprovals), Em: 4, Right: true},
		kit.Column{Title: words.T(words.SlipsColumnMedian), Em: 8, Right: true}, kit.Column{Title: words.T(words.SlipsColumnLeast), Em: 8, Right: true},
		kit.Column{Title: words.T(words.SlipsColumnHasty), Em: 7, Right: true})
	list.Empty = words.T(words.SlipsNoReviews)
	list.Length = func() int { return len(reviewers) }
	list.Cell = func(row, column int) kit.CellText { return paceCell(reviewers[row], column) }
	quick := kit.NewKeyList(kit.Column{Title: words.T(words.SlipsColumnWhen), Em: 6.5}, kit.Column{Title: words.T(words.SlipsColumnReceipt), Em: 6},
		kit.Column{Title: words.T(words.SlipsColumnReviewer)}, kit.Column{Title: words.T(words.SlipsColumnPace), Em: 12},
		kit.Column{Title: words.T(words.SlipsColumnBlocks), Em: 4, Right: true}, kit.Column{Title: words.T(words.SlipsColumnConfirmed), Em: 12})
	quick.Empty = words.T(words.SlipsNoHasty)
	quick.Length = func() int { return len(hasty) }
	quick.Cell = func(row, column int) kit.CellText { return hastyCell(hasty[row], column) }
	f.first = list
	below := container.NewBorder(kit.SectionHead(words.T(words.SlipsHastyHead), ""), nil, nil, nil, quick)
	return kit.Pad(3, container.NewBorder(kit.Stack(2, f.head(words.SlipsPaces), kit.Gap(0)), nil, nil, nil, container.NewGridWithRows(2, list, below)))
}

func paceCell(p Pace, column int) kit.CellText {
	switch column {
	case 0:
		return kit.CellText{Text: p.Reviewer}
	case 1:
		return kit.CellText{Text: p.Approvals}
	case 2:
		return kit.CellText{Text: p.Median}
	case 3:
		return kit.CellText{Text: p.Least}
	}
	if p.Quick {
		return kit.CellText{Text: p.Hasty, Tone: look.Alert}
	}
	return kit.CellText{Text: p.Hasty}
}

func hastyCell(h Hasty, column int) kit.CellText {
	return kit.CellText{Text: [...]string{h.When, h.Receipt, h.Reviewer, h.Pace, h.Blocks, h.Confirmed}[column]}
}

// weeks draws a bar for each week, with its slips of what was handed over.
type weeks struct {
	widget.BaseWidget
	presenter *Presenter
	objects   []fyne.CanvasObject
}

func newWeeks(p *Presenter) *weeks {
	w := &weeks{presenter: p}
	w.ExtendBaseWidget(w)
	return w
}

// height is how many rows the highest bar is.
const height = 1.6

// MinSize implements [fyne.Widget].
func (w *weeks) MinSize() fyne.Size {
	w.ExtendBaseWidget(w)
	return fyne.NewSize(30*look.Body(), (height+1.8)*look.RowHeight()*0.8)
}

type weeksRenderer struct{ w *weeks }

// CreateRenderer implements [fyne.Widget].
func (w *weeks) CreateRenderer() fyne.WidgetRenderer { return &weeksRenderer{w} }

func (r *weeksRenderer) Destroy()                     {}
func (r *weeksRenderer) MinSize() fyne.Size           { return r.w.MinSize() }
func (r *weeksRenderer) Layout(size fyne.Size)        { r.w.draw(size) }
func (r *weeksRenderer) Objects() []fyne.CanvasObject { return r.w.objects }
func (r *weeksRenderer) Refresh() {
	r.w.draw(r.w.Size())
	canvas.Refresh(r.w)
}

func (w *weeks) draw(size fyne.Size) {
	all, most := w.presenter.Weeks()
	w.objects = w.objects[:0]
	row := look.RowHeight() * 0.8
	foot := (height + 0.8) * row
	width := min(size.Width, 60*look.Body()) / float32(max(len(all), 1))
	for i, week := range all {
		x := float32(i) * width
		high := float32(week.Slips) / float32(max(most, 1)) * height * row
		bar := canvas.NewRectangle(look.Accent)
		bar.Move(fyne.NewPos(x+width*0.2, foot-high))
		bar.Resize(fyne.NewSize(width*0.6, high))
		line := canvas.NewRectangle(look.Line)
		line.Move(fyne.NewPos(x, foot))
		line.Resize(fyne.NewSize(width, look.Hair))
		w.objects = append(w.objects, bar, line)
		w.put(look.BoldText(week.Text, look.Small(), look.Ink), x, foot-high-0.8*row, width, 0.8*row)
		w.put(look.Text(week.Label, look.Small(), look.InkSoft), x, foot, width, row)
	}
}

// put centres a text in a field.
func (w *weeks) put(t *canvas.Text, x, y, width, height float32) {
	m := t.MinSize()
	t.Move(fyne.NewPos(x+(width-m.Width)/2, y+(height-m.Height)/2))
	t.Resize(m)
	w.objects = append(w.objects, t)
}

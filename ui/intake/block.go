package intake

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/notification"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

func (f *Form) block(s notification.Section) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	var before *field
	for _, x := range s.Fields {
		at := Place{f.Page(), x.Item}
		w := f.newField(at, x)
		f.fields[at] = w
		if n := len(rows) - 1; n >= 0 && isBeside(x.Item) {
			rows[n] = container.New(&pair{left: before, right: w}, rows[n], w.object())
			continue
		}
		before, rows = w, append(rows, w.object())
	}
	return kit.Block(words.T(paper.Head(f.Entry().Content.Kind, s.Key)), "", kit.Stack(0.5, rows...))
}

// beside are the items that stand to the right of the one before, as on the paper.
var beside = []notification.Item{notification.NewBuilding, notification.PrevBuilding, notification.DestBuilding}

// isBeside reports whether an item does; large type leaves no room for it.
func isBeside(item notification.Item) bool { return !look.Large() && slices.Contains(beside, item) }

// A pair is two fields in one row. While one of them has a finding, which a half is
// too narrow for, they stand one below the other. A field's height may follow its
// width.
type pair struct {
	left, right *field
	width       float32 // last given
}

func (p *pair) stacked() bool {
	return p.left.found() || p.right.found()
}

// widths returns how wide each is.
func (p *pair) widths() (left, right float32) {
	if p.stacked() {
		return p.width, p.width
	}
	left = p.width * 0.48
	return left, p.width - left - look.Space(1)
}

// resize gives both their width, so that their heights are those at it.
func (p *pair) resize(objects []fyne.CanvasObject) {
	left, right := p.widths()
	for i, w := range []float32{left, right} {
		if objects[i].Size().Width != w {
			objects[i].Resize(fyne.NewSize(w, objects[i].MinSize().Height))
		}
		objects[i].Resize(fyne.NewSize(w, objects[i].MinSize().Height))
	}
}

// Layout implements [fyne.Layout].
func (p *pair) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	p.width = size.Width
	p.resize(objects)
	at := fyne.NewPos(objects[0].Size().Width+look.Space(1), 0)
	if p.stacked() {
		at = fyne.NewPos(0, objects[0].Size().Height+look.Space(0.5))
	}
	objects[1].Move(at)
}

// MinSize implements [fyne.Layout].
func (p *pair) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if p.width > 0 {
		p.resize(objects)
	}
	a, b := objects[0].MinSize(), objects[1].MinSize()
	if p.stacked() {
		return fyne.NewSize(a.Width+b.Width, a.Height+b.Height+look.Space(0.5))
	}
	return fyne.NewSize(a.Width+b.Width, max(a.Height, b.Height))
}

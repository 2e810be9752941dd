package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
)

// A Page scrolls a form that is taller than the window. The field that gets the
// keyboard is scrolled into sight; PageUp and PageDown in a field turn the page.
type Page struct {
	widget.BaseWidget
	scroll *container.Scroll
}

// pages are those that are drawn. They are touched on Fyne's goroutine only.
var pages = map[*Page]struct{}{}

// NewPage returns a page of content.
func NewPage(content fyne.CanvasObject) *Page {
	p := &Page{scroll: container.NewVScroll(content)}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements [fyne.Widget].
func (p *Page) CreateRenderer() fyne.WidgetRenderer {
	pages[p] = struct{}{}
	return &pageRenderer{widget.NewSimpleRenderer(p.scroll), p}
}

// ScrollToTop shows the head of the page.
func (p *Page) ScrollToTop() { p.scroll.ScrollToTop() }

type pageRenderer struct {
	fyne.WidgetRenderer
	page *Page
}

func (r *pageRenderer) Destroy() { delete(pages, r.page) }

// around returns the page that w stands on, and where on it. A page that was taken
// away may still be known: what counts is whose content w is in.
func around(w fyne.CanvasObject) (*Page, fyne.Position) {
	for p := range pages {
		if p.Visible() && holds(p.scroll.Content, w) {
			driver := fyne.CurrentApp().Driver()
			at := driver.AbsolutePositionForObject(w)
			return p, at.Subtract(driver.AbsolutePositionForObject(p)).Add(p.scroll.Offset)
		}
	}
	return nil, fyne.Position{}
}

// holds reports whether w is tree or stands in it, in whatever containers.
func holds(tree, w fyne.CanvasObject) bool {
	if tree == w {
		return true
	}
	c, ok := tree.(*fyne.Container)
	return ok && slices.ContainsFunc(c.Objects, func(o fyne.CanvasObject) bool { return holds(o, w) })
}

// reflow lays the page that w stands on out anew: w has become higher or lower, and
// what stands around it and below has to follow.
func reflow(w fyne.CanvasObject) {
	if p, _ := around(w); p != nil {
		p.scroll.Content.Refresh()
	}
}

// reveal scrolls the page that w stands on so that w and a little more is seen.
func reveal(w fyne.CanvasObject) {
	p, pos := around(w)
	if p == nil {
		return
	}
	margin := look.Space(8)
	top, bottom := pos.Y-margin, pos.Y+w.Size().Height+margin
	switch {
	case top < p.scroll.Offset.Y:
		p.scrollTo(top)
	case bottom > p.scroll.Offset.Y+p.scroll.Size().Height:
		p.scrollTo(bottom - p.scroll.Size().Height)
	}
}

// turn moves the page that w stands on by most of its height.
func turn(w fyne.CanvasObject, down bool) {
	p, _ := around(w)
	if p == nil {
		return
	}
	by := p.scroll.Size().Height * 0.8
	if !down {
		by = -by
	}
	p.scrollTo(p.scroll.Offset.Y + by)
}

func (p *Page) scrollTo(y float32) {
	most := p.scroll.Content.Size().Height - p.scroll.Size().Height
	p.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, most))))
}

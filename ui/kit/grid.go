package kit

import (
	"fyne.io/fyne/v2"

	"madoguchi/ui/look"
)

// grid lays objects out in columns of one width, row by row in the order of the
// keyboard. A row is as high as its highest object.
type grid struct{ columns int }

// span is the layout of an object that takes several columns.
type span struct{ columns int }

// Grid returns items in columns, from left to right and then down, which is the
// order of the keyboard.
func Grid(columns int, items ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: grid{columns}, Objects: items}
}

// Span lets an object take several columns of a [Grid].
func Span(columns int, object fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: span{columns}, Objects: []fyne.CanvasObject{object}}
}

func (span) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

func (span) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

func (g grid) taken(o fyne.CanvasObject) int {
	if c, ok := o.(*fyne.Container); ok {
		if s, ok := c.Layout.(span); ok {
			return min(s.columns, g.columns)
		}
	}
	return 1
}

// walk calls each with every visible object, its row and its first column.
func (g grid) walk(objects []fyne.CanvasObject, each func(o fyne.CanvasObject, row, column, taken int)) {
	row, column := 0, 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		n := g.taken(o)
		if column+n > g.columns {
			row, column = row+1, 0
		}
		each(o, row, column, n)
		column += n
	}
}

func (g grid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gapX, gapY := look.Space(4), look.Space(0.5)
	width := (size.Width - gapX*float32(g.columns-1)) / float32(g.columns)
	var heights []float32
	g.walk(objects, func(o fyne.CanvasObject, row, _, taken int) {
		w := width*float32(taken) + gapX*float32(taken-1)
		if o.Size().Width != w {
			o.Resize(fyne.NewSize(w, o.MinSize().Height)) // a field's height follows its width
		}
		heights = higher(heights, row, o.MinSize().Height)
	})
	tops := make([]float32, len(heights)+1)
	for i, h := range heights {
		tops[i+1] = tops[i] + h + gapY
	}
	g.walk(objects, func(o fyne.CanvasObject, row, column, taken int) {
		o.Move(fyne.NewPos(float32(column)*(width+gapX), tops[row]))
		o.Resize(fyne.NewSize(width*float32(taken)+gapX*float32(taken-1), heights[row]))
	})
}

func (g grid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var heights []float32
	var width float32
	g.walk(objects, func(o fyne.CanvasObject, row, _, taken int) {
		m := o.MinSize()
		heights = higher(heights, row, m.Height)
		width = max(width, m.Width/float32(taken))
	})
	size := fyne.NewSize(width*float32(g.columns)+look.Space(4)*float32(g.columns-1), 0)
	for _, h := range heights {
		size.Height += h
	}
	size.Height += look.Space(0.5) * float32(max(len(heights)-1, 0))
	return size
}

func higher(heights []float32, row int, h float32) []float32 {
	for len(heights) <= row {
		heights = append(heights, 0)
	}
	heights[row] = max(heights[row], h)
	return heights
}

// Package raster draws the pages of a document as images, with the very outlines that a
// PDF of it embeds: for the preview on the screen, and for printers that take nothing
// but pictures.
//
// Where the glyphs stand is package typeset's.
package raster

import (
	"image"
	"math"

	"golang.org/x/image/vector"

	"madoguchi/app/document/truetype"
	"madoguchi/app/document/typeset"
)

// PointsPerInch is what typeset measures in.
const PointsPerInch = 72

// Page draws a page of a document at so many pixels a point, black on white.
func Page(d *typeset.Document, page int, scale float64) *image.Gray {
	c := &canvas{scale: scale, gray: image.NewGray(image.Rect(0, 0, pixels(typeset.Width*scale), pixels(typeset.Height*scale)))}
	for i := range c.gray.Pix {
		c.gray.Pix[i] = 0xff
	}
	p := &d.Pages[page]
	for _, b := range p.Boxes {
		c.box(b)
	}
	for _, r := range p.Runs {
		c.run(d.Fonts.Of(r.Face), r)
	}
	return c.gray
}

func pixels(x float64) int { return int(math.Round(x)) }

// A canvas is an image being drawn on.
type canvas struct {
	gray  *image.Gray
	scale float64
	ink   vector.Rasterizer
	mask  []byte // of one glyph, used again
}

// box draws a rectangle with its edges on whole pixels. A line is at least one wide.
func (c *canvas) box(b typeset.Box) {
	x0, y0, x1, y1 := pixels(b.X*c.scale), pixels(b.Y*c.scale), pixels((b.X+b.W)*c.scale), pixels((b.Y+b.H)*c.scale)
	if b.Filled {
		c.fill(x0, y0, max(x1, x0+1), max(y1, y0+1), uint8(255*b.Fill))
	}
	if b.Line == 0 {
		return
	}
	w := max(1, pixels(b.Line*c.scale))
	c.fill(x0, y0, x1+w, y0+w, 0)
	c.fill(x0, y1, x1+w, y1+w, 0)
	c.fill(x0, y0, x0+w, y1, 0)
	c.fill(x1, y0, x1+w, y1, 0)
}

func (c *canvas) fill(x0, y0, x1, y1 int, gray uint8) {
	r := image.Rect(x0, y0, x1, y1).Intersect(c.gray.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		line := c.gray.Pix[c.gray.PixOffset(r.Min.X, y):c.gray.PixOffset(r.Max.X, y)]
		for i := range line {
			line[i] = gray
		}
	}
}

func (c *canvas) run(font *truetype.Font, r typeset.Run) {
	x := r.X
	for _, g := range r.Glyphs {
		c.glyph(font.Outline(g.ID), x*c.scale, r.Y*c.scale, r.Size*c.scale, r.Gray)
		x += font.Advance(g.ID) * r.Size
	}
}

// glyph draws an outline of a size with its origin at a place, all in pixels.
func (c *canvas) glyph(outline []truetype.Segment, x, y, size, gray float64) {
	if len(outline) == 0 {
		return
	}
	left, top, right, bottom := bounds(outline, size)
	at := image.Pt(int(math.Floor(x+left))-1, int(math.Floor(y+top))-1)
	w, h := int(math.Ceil(right-left))+3, int(math.Ceil(bottom-top))+3
	c.ink.Reset(w, h)
	place := func(p truetype.Point) (float32, float32) {
		return float32(x + p.X*size - float64(at.X)), float32(y - p.Y*size - float64(at.Y))
	}
	for i, s := range outline {
		px, py := place(s.To)
		switch s.Op {
		case truetype.MoveTo:
			if i > 0 {
				c.ink.ClosePath()
			}
			c.ink.MoveTo(px, py)
		case truetype.LineTo:
			c.ink.LineTo(px, py)
		case truetype.CurveTo:
			bx, by := place(s.By)
			c.ink.QuadTo(bx, by, px, py)
		}
	}
	c.ink.ClosePath()
	c.stamp(at, w, h, gray)
}

// stamp puts what was drawn on the image.
func (c *canvas) stamp(at image.Point, w, h int, gray float64) {
	if len(c.mask) < w*h {
		c.mask = make([]byte, w*h)
	}
	// The rasterizer takes for granted that a mask of its own size has no gaps.
	mask := &image.Alpha{Pix: c.mask[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}
	clear(mask.Pix)
	c.ink.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	ink := uint32(255 * gray)
	for y := range h {
		for x := range w {
			a := uint32(mask.Pix[y*mask.Stride+x])
			if p := at.Add(image.Pt(x, y)); a > 0 && p.In(c.gray.Rect) {
				i := c.gray.PixOffset(p.X, p.Y)
				c.gray.Pix[i] = uint8((uint32(c.gray.Pix[i])*(255-a) + ink*a) / 255)
			}
		}
	}
}

// bounds returns the box around an outline of a size, y growing downwards.
func bounds(outline []truetype.Segment, size float64) (left, top, right, bottom float64) {
	left, top, right, bottom = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	take := func(p truetype.Point) {
		left, right = min(left, p.X*size), max(right, p.X*size)
		top, bottom = min(top, -p.Y*size), max(bottom, -p.Y*size)
	}
	for _, s := range outline {
		take(s.To)
		if s.Op == truetype.CurveTo {
			take(s.By)
		}
	}
	return left, top, right, bottom
}

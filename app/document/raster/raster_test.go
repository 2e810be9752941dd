package raster_test

import (
	"image"
	"testing"

	"madoguchi/app/document"
	"madoguchi/app/document/documenttest"
	"madoguchi/app/document/raster"
	"madoguchi/app/document/truetype"
	"madoguchi/app/document/typeset"
	"madoguchi/assets"
)

// list returns a review list of one entry in the program's own font.
func list(t testing.TB, m document.Material) *typeset.Document {
	t.Helper()
	paper, err := document.ReviewList(document.Request{Entries: []document.Material{m}, At: documenttest.Now}, documenttest.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := truetype.Open(assets.FontRegular)
	if err != nil {
		t.Fatal(err)
	}
	d, err := typeset.Lay(paper, typeset.Fonts{Plain: f, Strong: f, Names: f}, documenttest.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestPage checks where ink is: boxes at their edges, and nothing at the margins.
func TestPage(t *testing.T) {
	d := &typeset.Document{Pages: []typeset.Page{{Boxes: []typeset.Box{
		{X: 100, Y: 100, W: 50, H: 20, Line: 1}, {X: 200, Y: 100, W: 50, H: 20, Fill: 0.5, Filled: true}, {X: 300, Y: 100, W: 50, H: 0.1, Filled: true},
	}}}}
	page := raster.Page(d, 0, 2)
	if want := image.Rect(0, 0, 1191, 1684); page.Rect != want {
		t.Errorf("page is %v, want %v", page.Rect, want)
	}
	tests := []struct {
		name string
		x, y int
		want uint8
	}{
		{"paper", 20, 20, 255}, {"line", 200, 220, 0}, {"within a frame", 220, 220, 255}, {"filled", 450, 220, 127}, {"beside", 502, 220, 255},
		{"a hair is one pixel", 650, 200, 0}, {"and no more", 650, 201, 255},
	}
	for _, tt := range tests {
		if got := page.GrayAt(tt.x, tt.y).Y; got != tt.want {
			t.Errorf("%s: gray %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestMargins checks that no page of a list draws where printers cannot.
func TestMargins(t *testing.T) {
	d := list(t, documenttest.Plain(t))
	for i := range d.Pages {
		page := raster.Page(d, i, 1)
		ink := 0
		for y := range page.Rect.Dy() {
			for x := range page.Rect.Dx() {
				if page.GrayAt(x, y).Y < 200 {
					ink++
					if x < 20 || y < 14 || x > page.Rect.Dx()-20 || y > page.Rect.Dy()-14 {
						t.Fatalf("page %d has ink at %d, %d", i+1, x, y)
					}
				}
			}
		}
		if ink < 1000 {
			t.Errorf("page %d has %d dark pixels", i+1, ink)
		}
	}
}

// BenchmarkPage draws a page as wide as a screen of 1366 shows it.
func BenchmarkPage(b *testing.B) {
	d := list(b, documenttest.Plain(&testing.T{}))
	for b.Loop() {
		raster.Page(d, 0, 1.5)
	}
}

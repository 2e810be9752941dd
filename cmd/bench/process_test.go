package main

import (
	"image"
	"image/color"
	"os"
	"testing"
)

func TestParsePSS(t *testing.T) {
	got, err := parsePSS("00400000-7fff ---p 0 00:00 0 [rollup]\nRss:   200 kB\nPss:              130 kB\nPss_Anon: 7 kB\n")
	if err != nil || got != 130*1024 {
		t.Errorf("pss = %v, %v; want 133120", got, err)
	}
	if _, err := parsePSS("Rss: 1 kB\n"); err == nil {
		t.Error("a rollup without Pss was read")
	}
}

func TestParseStat(t *testing.T) {
	got, err := parseStat("42 (a) b (c) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 9 9 20 0 7 0 100\n")
	if err != nil || got != 3 {
		t.Errorf("processor = %v, %v; want 3", got, err)
	}
	if _, err := parseStat("42 (a) S 1"); err == nil {
		t.Error("a short stat was read")
	}
	if _, err := processor(os.Getpid()); err != nil {
		t.Errorf("of this process: %v", err)
	}
}

func TestPaint(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for y := range 40 {
		for x := range 40 {
			img.SetNRGBA(x, y, color.NRGBA{255, 255, 255, 255})
			if x < 10 {
				img.SetNRGBA(x, y, color.NRGBA{0, 0, 9, 255})
			}
		}
	}
	p, err := paintOf(img)
	if err != nil || len(p.points) != 400 {
		t.Fatalf("paint has %d points, %v; want 400", len(p.points), err)
	}
	if got := p.shown(func(at point) color.NRGBA { return img.NRGBAAt(at.x, at.y) }); got != 1 {
		t.Errorf("of itself %v is shown, want all", got)
	}
	// A window that has nothing but its background yet.
	if got := p.shown(func(point) color.NRGBA { return color.NRGBA{255, 255, 255, 255} }); got != 0 {
		t.Errorf("of an empty window %v is shown, want nothing", got)
	}
	if _, err := paintOf(image.NewNRGBA(image.Rect(0, 0, 40, 40))); err == nil {
		t.Error("an empty picture was taken for a window")
	}
}

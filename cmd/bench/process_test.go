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
	if err != nil || len(p.ink.points) != 400 || len(p.all.points) != 400 {
		t.Fatalf("paint has %d points of ink, %d of all, %v; want 400 each", len(p.ink.points), len(p.all.points), err)
	}
	ground, ink := color.NRGBA{255, 255, 255, 255}, color.NRGBA{0, 0, 9, 255}
	for _, tt := range []struct {
		name string
		at   func(point) color.NRGBA
		want bool
	}{
		{"itself", func(at point) color.NRGBA { return img.NRGBAAt(at.x, at.y) }, true},
		{"an empty window", func(point) color.NRGBA { return ground }, false},
		{"a frame around nothing", func(at point) color.NRGBA {
			if at.x < 10 {
				return ink
			}
			return color.NRGBA{0, 0, 0, 255}
		}, false},
		{"a third of the ink differs", func(at point) color.NRGBA {
			if at.x < 3 {
				return ground
			}
			return img.NRGBAAt(at.x, at.y)
		}, true},
	} {
		if got := p.painted(tt.at); got != tt.want {
			t.Errorf("%s: painted = %v, want %v", tt.name, got, tt.want)
		}
	}
	if _, err := paintOf(image.NewNRGBA(image.Rect(0, 0, 40, 40))); err == nil {
		t.Error("an empty picture was taken for a window")
	}
}

package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"time"
)

// A paint knows a window by its settled picture: by points all over it, most of which
// are its ground, and by its ink, what is not the colour that most of it has. It takes
// both to be painted, so that neither the manager's frame around nothing counts, nor an
// empty window.
type paint struct{ all, ink sample }

// A sample is some points of a picture with their colours.
type sample struct {
	points []point
	colors []color.NRGBA
}

type point struct{ x, y int }

// How a picture is sampled, and what share of the points makes a painted window. Some
// of the ink may differ: the line comes up, and its notice goes.
const (
	samplePoints = 400
	allShare     = 0.8
	inkShare     = 0.5
)

// paintOf samples a settled picture.
func paintOf(img image.Image) (paint, error) {
	at := func(p point) color.NRGBA { c, _ := color.NRGBAModel.Convert(img.At(p.x, p.y)).(color.NRGBA); return c }
	var all, ink []point
	counts := map[color.NRGBA]int{}
	bounds := img.Bounds()
	var most color.NRGBA
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			all = append(all, point{x, y})
			c := at(point{x, y})
			if counts[c]++; counts[c] > counts[most] {
				most = c
			}
		}
	}
	for _, p := range all {
		if at(p) != most {
			ink = append(ink, p)
		}
	}
	if len(ink) < samplePoints/4 {
		return paint{}, fmt.Errorf("settled picture is empty: %d points of ink", len(ink))
	}
	return paint{sampleOf(all, at), sampleOf(ink, at)}, nil
}

// sampleOf takes points at even distances.
func sampleOf(points []point, at func(point) color.NRGBA) sample {
	var s sample
	every := max(1, len(points)/samplePoints)
	for i := every / 2; i < len(points); i += every {
		s.points, s.colors = append(s.points, points[i]), append(s.colors, at(points[i]))
	}
	return s
}

// shown returns the share of the sample that a picture has.
func (s sample) shown(at func(point) color.NRGBA) float64 {
	same := 0
	for i, where := range s.points {
		if at(where) == s.colors[i] {
			same++
		}
	}
	return float64(same) / float64(len(s.points))
}

// painted reports whether a picture shows the window.
func (p paint) painted(at func(point) color.NRGBA) bool {
	return p.all.shown(at) >= allShare && p.ink.shown(at) >= inkShare
}

// A screen is a display that is looked at without taking its whole picture each time:
// the file that Xvfb shows it in, an X window dump.
type screen struct {
	file         *os.File
	start, width int64 // where the points begin, and bytes of a line
}

func openScreen(name string) (*screen, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	header := make([]byte, 100)
	if _, err := f.ReadAt(header, 0); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	word := func(n int) int64 { return int64(binary.BigEndian.Uint32(header[n*4:])) }
	return &screen{f, word(0) + word(19)*12, word(12)}, nil // XWDFile.h: header size, colours of 12 bytes, bytes of a line
}

func (s *screen) at(p point) color.NRGBA {
	var b [4]byte // blue, green, red, nothing
	if _, err := s.file.ReadAt(b[:], s.start+int64(p.y)*s.width+int64(p.x)*4); err != nil {
		return color.NRGBA{}
	}
	return color.NRGBA{b[2], b[1], b[0], 255}
}

// await returns when the display shows a window.
func (s *screen) await(ctx context.Context, p paint) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		if p.painted(s.at) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("window is not painted: %.0f%% of it: %w", p.all.shown(s.at)*100, ctx.Err())
		case <-time.After(2 * time.Millisecond):
		}
	}
}

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

// A paint knows a window by the ink of its settled picture: what is not the colour that
// most of it has. The window is painted once nearly all of a sample of the ink is on the
// display, so that neither a frame nor an empty window counts.
type paint struct {
	points []point
	colors []color.NRGBA
}

type point struct{ x, y int }

// How the ink is sampled, and what share of it makes a painted window. The rest may be
// a caret, or a line that is just coming up.
const (
	inkPoints = 400
	inkShare  = 0.8
)

// paintOf samples the ink of a settled picture.
func paintOf(img image.Image) (paint, error) {
	at := func(x, y int) color.NRGBA { c, _ := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA); return c }
	counts := map[color.NRGBA]int{}
	bounds := img.Bounds()
	var most color.NRGBA
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := at(x, y)
			if counts[c]++; counts[c] > counts[most] {
				most = c
			}
		}
	}
	ink := bounds.Dx()*bounds.Dy() - counts[most]
	if ink < inkPoints/4 {
		return paint{}, fmt.Errorf("settled picture is empty: %d points of ink", ink)
	}
	every := max(1, ink/inkPoints)
	var p paint
	n := 0
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			if c := at(x, y); c != most {
				if n++; n%every == 0 {
					p.points, p.colors = append(p.points, point{x, y}), append(p.colors, c)
				}
			}
		}
	}
	return p, nil
}

// shown returns the share of the ink that a picture has.
func (p paint) shown(at func(point) color.NRGBA) float64 {
	same := 0
	for i, where := range p.points {
		if at(where) == p.colors[i] {
			same++
		}
	}
	return float64(same) / float64(len(p.points))
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
		shown := p.shown(s.at)
		if shown >= inkShare {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("window is not painted: %.0f%% of it: %w", shown*100, ctx.Err())
		case <-time.After(2 * time.Millisecond):
		}
	}
}

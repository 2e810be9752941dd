package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"madoguchi/cmd/training/play"
)

// frame is what a window of 60 Hz has for everything.
const frame = 1.0 / 60

// A kept is how long one thing kept the window's goroutine, time after time.
type kept struct {
	What    string    `json:"what"`
	Seconds []float64 `json:"seconds"`
}

// frames measures how long what an operator does keeps the window's goroutine
// (cmd/bench/frames), against a frame, beside a handler that does nothing.
func (b *bench) frames(ctx context.Context) (_ []row, err error) {
	dir, err := b.folder("frames")
	if err != nil {
		return nil, err
	}
	stage, err := play.Open(ctx, dir, 1366, 768)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := stage.Close(); err == nil {
			err = e
		}
	}()
	program := filepath.Join(dir, "frames")
	build := stage.Command(ctx, "go", "build", "-tags", "x11", "-o", program, "./cmd/bench/frames")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build frames: %w: %s", err, out)
	}
	var args []string
	for _, font := range nameFonts {
		if _, err := os.Stat(font); err == nil {
			args = []string{font}
		}
	}
	cmd := stage.Command(ctx, program, args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("run frames: %w: %s", err, said.Bytes())
	}
	var rows []row
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var k kept
		if err := json.Unmarshal(lines.Bytes(), &k); err != nil {
			return nil, fmt.Errorf("run frames: %w", err)
		}
		rows = append(rows, k.row())
	}
	return rows, lines.Err()
}

func (k kept) row() row {
	pairs := make([]pair, len(k.Seconds))
	for i, s := range k.Seconds {
		pairs[i] = pair{s, frame}
	}
	return row{what: "(g) " + k.What, pairs: pairs, of: timesLimit, aim: atMost(1), unit: "ms", scale: 1e3, notes: []string{histogram(k.Seconds)}}
}

// edges are the bounds of the histogram's bars, in milliseconds; what takes longer is in
// the last one.
var edges = []float64{0.1, 0.3, 1, 3, 10, 16.7}

// histogram draws how long something took how often, and its longest.
func histogram(seconds []float64) string {
	counts := make([]int, len(edges)+1)
	for _, s := range seconds {
		i := slices.IndexFunc(edges, func(edge float64) bool { return s*1e3 <= edge })
		if i < 0 {
			i = len(edges)
		}
		counts[i]++
	}
	var b strings.Builder
	bars := []rune(" ▁▂▃▄▅▆▇█")
	for i, n := range counts {
		if i < len(edges) {
			fmt.Fprintf(&b, "≤%v ", edges[i])
		} else {
			b.WriteString("more ")
		}
		share := 0
		if n > 0 {
			share = 1 + (len(bars)-2)*n/len(seconds)
		}
		fmt.Fprintf(&b, "%c%d  ", bars[share], n)
	}
	fmt.Fprintf(&b, "longest %.1f ms", slices.Max(append(seconds, 0))*1e3)
	return b.String()
}

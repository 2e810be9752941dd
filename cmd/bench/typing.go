package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"time"

	"madoguchi/cmd/training/play"
)

// Sizes of the measurement of typing.
const (
	typedPairs = 200
	typedRest  = 30 * time.Millisecond // between looks, until nothing changes any more
	typedLine  = 20                    // keys until the fields are emptied
	typedGroup = 10                    // pairs are added up: one alone says when in a frame the key came
	typedLate  = 2 * time.Second
)

// Where the two fields of cmd/bench/typing are on the display.
const (
	fieldTop, fieldBelow    = 22, 122
	fieldHeight, fieldWidth = 20, 1260
	fieldLeft               = 16
)

// typing measures how long it takes from a key until the character is on the display, in
// our field against Fyne's entry in the same window; and what an input method adds.
func (b *bench) typing(ctx context.Context) ([]row, error) {
	dir, err := b.folder("typing")
	if err != nil {
		return nil, err
	}
	program := filepath.Join(dir, "typing")
	if out, err := play.Command(ctx, nil, "go", "build", "-tags", "x11", "-o", program, "./cmd/bench/typing").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build typing: %w: %s", err, out)
	}
	pairs, err := b.typed(ctx, program, "")
	if err != nil {
		return nil, err
	}
	rows := []row{{what: "(i) key to pixel in our field", pairs: pairs, of: timesLimit, aim: atMost(1.1), unit: "ms", scale: 1e3,
		notes: []string{"from the key until the display shows its character; the limit is Fyne's entry, in the same window"}}}
	if os.Getuid() == 0 {
		rows[0].notes = append(rows[0].notes, "what an input method adds is not measured as root, for whom mozc does not work")
		return rows, nil
	}
	for _, method := range []string{play.IBus, play.Fcitx5} {
		pairs, err := b.typed(ctx, program, method)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{what: "(i) the same, converted by " + method, pairs: pairs, of: overLimit, aim: aim{false, 1.0 / 60, "%+.1f ms"}, unit: "ms", scale: 1e3, ratio: 1e3,
			notes: []string{"with mozc, from the key until its kana is on the display; the limit is our field without the method"}})
	}
	return rows, nil
}

// typed types into both fields in turns. Method is the input method of the upper one.
func (b *bench) typed(ctx context.Context, program, method string) (_ []pair, err error) {
	dir, err := b.folder("typing" + method)
	if err != nil {
		return nil, err
	}
	stage, err := play.Open(ctx, dir, 1366, 768)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stage.Close()) }()
	var args []string
	if method != "" {
		args = []string{"method"}
		if err := stage.StartInputMethod(ctx, method); err != nil {
			return nil, err
		}
	}
	var said bytes.Buffer
	window := stage.Command(ctx, program, args...)
	window.Stderr = &said
	if err := window.Start(); err != nil {
		return nil, err
	}
	defer func() { _ = window.Process.Kill(); _ = window.Wait() }()
	keys := stage.Command(ctx, "xdotool", "-")
	to, err := keys.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := keys.Start(); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, to.Close(), keys.Wait()) }()
	eye, err := openScreen(filepath.Join(dir, "Xvfb_screen0"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, eye.file.Close()) }()
	time.Sleep(5 * time.Second) // the window and the method are up
	t := &typist{ctx: ctx, keys: to, eye: eye, converts: method != ""}
	pairs, err := interleave(typedPairs, func() (float64, error) { return t.key(fieldTop) }, func() (float64, error) { return t.key(fieldBelow) })
	if err != nil {
		return nil, err
	}
	pairs = grouped(pairs, typedGroup)
	for i := range pairs {
		pairs[i] = pair{pairs[i].ours / typedGroup, pairs[i].limit / typedGroup}
	}
	return pairs, nil
}

// A typist presses keys and looks at the display.
type typist struct {
	ctx  context.Context
	keys io.Writer
	eye  *screen
	// converts says that the upper field has an input method.
	converts bool
	typed    int
}

// press presses a key.
func (t *typist) press(key string) error {
	_, err := fmt.Fprintln(t.keys, "key --delay 0 "+key)
	return err
}

// key presses a letter and returns how long it takes until something new stands behind
// all that stood in the field at y. Then the other field has the keyboard.
func (t *typist) key(y int) (float64, error) {
	if t.typed++; t.typed%(2*typedLine) == 1 {
		if err := t.press("F6"); err != nil {
			return 0, err
		}
	}
	ground, last := t.settled(y)
	began := time.Now()
	if err := t.press("a"); err != nil {
		return 0, err
	}
	for t.last(y, ground) <= last+2 { // the caret may fade meanwhile
		if time.Since(began) > typedLate {
			return 0, fmt.Errorf("key %d does not come to the display", t.typed)
		}
		if t.ctx.Err() != nil {
			return 0, t.ctx.Err()
		}
	}
	took := time.Since(began).Seconds()
	if t.converts && y == fieldTop {
		if err := t.press("Return"); err != nil { // F5 would be the conversion's
			return 0, err
		}
	}
	return took, errors.Join(t.press("F5"), t.press("End")) // what stands in a field is selected when it gets the keyboard
}

// settled returns the ground of the field at y, and the last column in which something
// stands there, once both stay as they are.
func (t *typist) settled(y int) (ground color.NRGBA, last int) {
	for same := 0; same < 3; {
		time.Sleep(typedRest)
		now := t.eye.at(point{fieldLeft + fieldWidth, y + fieldHeight/2})
		at := t.last(y, now)
		if same++; now != ground || at != last {
			ground, last, same = now, at, 0
		}
	}
	return ground, last
}

// last returns the last column in which something stands in the field at y.
func (t *typist) last(y int, ground color.NRGBA) int {
	line := make([]byte, 4*fieldWidth)
	last := 0
	for dy := 8; dy < fieldHeight; dy += 2 {
		if _, err := t.eye.file.ReadAt(line, t.eye.start+int64(y+dy)*t.eye.width+4*fieldLeft); err != nil {
			return 0
		}
		for x := fieldWidth - 1; x > last; x-- {
			if (color.NRGBA{line[4*x+2], line[4*x+1], line[4*x], 255}) != ground {
				last = x
				break
			}
		}
	}
	return last
}

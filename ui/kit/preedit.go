package kit

import (
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/ui/kit/ime"
	"madoguchi/ui/kit/keyhook"
	"madoguchi/ui/look"
)

var _ ime.Client = (*Field)(nil)

// input brings the keys of fields to the input method.
var input = ime.NewRouter(nil)

// UseInput has all fields speak to an input method through r, from now on.
func UseInput(r *ime.Router) { input = r }

// Input returns what was given to [UseInput]; without that, a router to no method.
func Input() *ime.Router { return input }

// mode is how the field wants to be typed into. PINs, numbers that are covered, dates,
// codes and kana never reach an input method.
func (f *Field) mode() ime.Mode {
	s := &f.spec
	switch {
	case s.Convert != nil || s.Fold != nil || s.Accept != nil || s.ReadOnly || s.Secret || s.Masked:
		return ime.Direct
	case s.Name || s.Kanji:
		return ime.Kanji
	}
	return ime.Latin
}

// SetPreedit implements [ime.Client]. What is selected is put aside for it, and comes
// back if nothing is committed.
func (f *Field) SetPreedit(p ime.Preedit) {
	f.preedit, f.refused = p, ""
	f.Refresh()
}

// Commit implements [ime.Client].
func (f *Field) Commit(text, reading string) {
	if f.spec.ReadOnly {
		return
	}
	f.history.typing = false
	f.take(text)
	if reading != "" && f.refused == "" {
		f.heard = append(f.heard, heard{text, reading})
	}
}

// giveUp ends a conversion without a commit.
func (f *Field) giveUp() {
	if f.preedit.Text != "" {
		input.Cancel(f)
		f.preedit = ime.Preedit{}
	}
}

// Keys that an input method gives back.
var forwarded = map[uint32]fyne.KeyName{
	0xff0d: fyne.KeyReturn, 0xff8d: fyne.KeyEnter, 0xff08: fyne.KeyBackspace, 0xffff: fyne.KeyDelete, 0xff1b: fyne.KeyEscape,
	0xff51: fyne.KeyLeft, 0xff52: fyne.KeyUp, 0xff53: fyne.KeyRight, 0xff54: fyne.KeyDown, 0xff50: fyne.KeyHome, 0xff57: fyne.KeyEnd,
	0xff55: fyne.KeyPageUp, 0xff56: fyne.KeyPageDown,
}

// Forwarded implements [ime.Client].
func (f *Field) Forwarded(s ime.Stroke) {
	if s.Up || s.State&(ime.Control|ime.Alt|ime.Super) != 0 {
		return
	}
	if name, ok := forwarded[s.Symbol]; ok {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	if r := keyhook.Rune(s.Symbol); r != 0 {
		f.TypedRune(r)
	}
}

// DeleteAround implements [ime.Client].
func (f *Field) DeleteAround(offset, length int) {
	text, caret, _ := f.Surrounding()
	all := []rune(text)
	from := min(max(caret+offset, 0), len(all))
	to := min(max(from+length, from), len(all))
	if f.spec.ReadOnly || from == to {
		return
	}
	f.history.keep(f.line)
	behind := caret - from // what of it stood before the caret
	caret -= min(max(behind, 0), to-from)
	rest := append(append([]rune{}, all[:from]...), all[to:]...)
	f.line = newLine(string(rest))
	f.line.moveTo(len(look.Clusters(string(rest[:caret]))), false)
	f.changed()
}

// Surrounding implements [ime.Client].
func (f *Field) Surrounding() (text string, caret, anchor int) {
	runes := func(clusters int) int { return len([]rune(strings.Join(f.line.clusters[:clusters], ""))) }
	return f.line.text(), runes(f.line.caret), runes(f.line.anchor)
}

// composed is the line as it stands with what is being converted in it: the clusters,
// the caret, and the bounds of what is not committed and of the segment being chosen.
type composed struct {
	clusters   []string
	caret      int
	from, to   int
	pick, last int
}

func (f *Field) composed() composed {
	drawn := f.drawn()
	if f.preedit.Text == "" {
		return composed{clusters: drawn, caret: f.line.caret}
	}
	from, to := f.line.selection()
	text := []rune(f.preedit.Text)
	at := func(runes int) int { return from + len(look.Clusters(string(text[:min(runes, len(text))]))) }
	c := composed{from: from, to: at(len(text)), caret: at(f.preedit.Caret), pick: at(f.preedit.From), last: at(f.preedit.To)}
	c.clusters = append(append(append(c.clusters, drawn[:from]...), look.Clusters(f.preedit.Text)...), drawn[to:]...)
	return c
}

// tellPlace tells the input method where on the screen the candidates belong: below the
// segment being chosen, else below where the conversion begins.
func (f *Field) tellPlace(x float32) {
	if !f.frame.focused || !input.Serves() || f.mode() == ime.Direct {
		return
	}
	c := canvasOf(f)
	if c == nil {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(f)
	left, top := c.PixelCoordinateForPosition(at.AddXY(x, 0))
	right, bottom := c.PixelCoordinateForPosition(at.AddXY(x+2, look.RowHeight()))
	windowX, windowY := keyhook.Origin()
	input.Place(f, ime.Rect{X: windowX + left, Y: windowY + top, Width: right - left, Height: bottom - top})
}

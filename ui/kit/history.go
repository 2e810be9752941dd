package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// remembered is how many changes of a field can be taken back.
const remembered = 100

// A history is what stood in a field before its changes, so that they can be taken back.
type history struct {
	before, after []line
	typing        bool // the last change was a character typed: the next goes with it
}

// keep notes what stands before a change.
func (h *history) keep(l line) {
	h.typing = false
	if n := len(h.before); n > 0 && slices.Equal(h.before[n-1].clusters, l.clusters) {
		return
	}
	h.before, h.after = append(h.before, l), nil
	if len(h.before) > remembered {
		h.before = h.before[1:]
	}
}

// typed notes what stands before text is typed. Single characters typed one after the
// other, up to a space, are one change.
func (h *history) typed(l line, text string) {
	one := len([]rune(text)) == 1 && text != " " && text != "　"
	if !one || !h.typing {
		h.keep(l)
	}
	h.typing = one
}

// undo and redo return what stood there before or after a change, given what does now.
func (h *history) undo(now line) (line, bool) { return turnBack(&h.before, &h.after, now) }
func (h *history) redo(now line) (line, bool) { return turnBack(&h.after, &h.before, now) }

func turnBack(from, to *[]line, now line) (line, bool) {
	for len(*from) > 0 {
		l := (*from)[len(*from)-1]
		*from = (*from)[:len(*from)-1]
		if !slices.Equal(l.clusters, now.clusters) {
			*to = append(*to, now)
			return l, true
		}
	}
	return line{}, false
}

// step takes a change back, or makes it again. Nothing of a number that is covered or of
// a PIN comes back.
func (f *Field) step(way func(line) (line, bool)) {
	if f.spec.ReadOnly || f.spec.Secret || f.spec.Masked {
		return
	}
	f.flush()
	f.history.typing = false
	if l, ok := way(f.line); ok {
		f.line, f.refused = l, ""
		f.changed()
	}
}

// byWord moves the caret by words, or takes one away: the keys with Ctrl.
func (f *Field) byWord(s *desktop.CustomShortcut) {
	selecting := s.Modifier&fyne.KeyModifierShift != 0
	if s.Modifier&^fyne.KeyModifierShift != fyne.KeyModifierControl {
		return
	}
	f.flush()
	before := f.line
	switch s.KeyName {
	case fyne.KeyLeft, fyne.KeyBackspace:
		f.line.moveTo(f.line.wordStart(), selecting || s.KeyName == fyne.KeyBackspace)
	case fyne.KeyRight, fyne.KeyDelete:
		f.line.moveTo(f.line.wordEnd(), selecting || s.KeyName == fyne.KeyDelete)
	case fyne.KeyHome:
		f.line.home(selecting)
	case fyne.KeyEnd:
		f.line.end(selecting)
	default:
		return
	}
	if (s.KeyName == fyne.KeyBackspace || s.KeyName == fyne.KeyDelete) && f.line.selected() != "" {
		if f.line = before; f.spec.ReadOnly {
			return
		}
		f.history.keep(before)
		f.removeWord(s.KeyName)
	}
	f.Refresh()
}

// removeWord takes the selection away, else the word at the caret.
func (f *Field) removeWord(key fyne.KeyName) {
	switch {
	case f.line.selected() != "":
	case key == fyne.KeyBackspace:
		f.line.moveTo(f.line.wordStart(), true)
	default:
		f.line.moveTo(f.line.wordEnd(), true)
	}
	f.line.insert("")
	f.changed()
}

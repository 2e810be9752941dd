package kit

import (
	"strings"
	"unicode"

	"madoguchi/ui/look"
)

// A line is the text of a field as it is edited: clusters, a caret between them
// and an anchor. What lies between anchor and caret is selected.
type line struct {
	clusters []string
	caret    int
	anchor   int
}

func newLine(text string) line {
	l := line{clusters: look.Clusters(text)}
	l.end(false)
	return l
}

func (l *line) text() string { return strings.Join(l.clusters, "") }

// selection returns the bounds of what is selected; from == to is nothing.
func (l *line) selection() (from, to int) {
	return min(l.caret, l.anchor), max(l.caret, l.anchor)
}

func (l *line) selected() string {
	from, to := l.selection()
	return strings.Join(l.clusters[from:to], "")
}

// insert replaces the selection by text. Text that begins with a mark joins the
// cluster before it, so the whole line is cut anew.
func (l *line) insert(text string) {
	from, to := l.selection()
	before := strings.Join(l.clusters[:from], "") + text
	after := strings.Join(l.clusters[to:], "")
	l.clusters = look.Clusters(before + after)
	l.caret = len(look.Clusters(before))
	l.anchor = l.caret
}

// preview returns what insert would leave, without doing it.
func (l line) preview(text string) line {
	l.insert(text)
	return l
}

// backspace removes the selection, or the cluster before the caret.
func (l *line) backspace() {
	if l.caret == l.anchor && l.caret > 0 {
		l.anchor = l.caret - 1
	}
	l.insert("")
}

// remove removes the selection, or the cluster after the caret.
func (l *line) remove() {
	if l.caret == l.anchor && l.caret < len(l.clusters) {
		l.anchor = l.caret + 1
	}
	l.insert("")
}

func (l *line) left(sel bool)  { l.moveTo(l.caret-1, sel) }
func (l *line) right(sel bool) { l.moveTo(l.caret+1, sel) }
func (l *line) home(sel bool)  { l.moveTo(0, sel) }
func (l *line) end(sel bool)   { l.moveTo(len(l.clusters), sel) }

func (l *line) selectAll() { l.anchor, l.caret = 0, len(l.clusters) }

// moveTo puts the caret at i, within bounds; sel keeps the anchor.
func (l *line) moveTo(i int, sel bool) {
	l.caret = min(max(i, 0), len(l.clusters))
	if !sel {
		l.anchor = l.caret
	}
}

// wordStart and wordEnd are the bounds of the word before and after the caret: runs of
// the same kind of letters are words, and the space before or behind goes with them.
func (l *line) wordStart() int {
	i := l.caret
	for i > 0 && kindOf(l.clusters[i-1]) == blank {
		i--
	}
	for j := i; i > 0 && kindOf(l.clusters[i-1]) == kindOf(l.clusters[j-1]); {
		i--
	}
	return i
}

func (l *line) wordEnd() int {
	i, n := l.caret, len(l.clusters)
	for j := i; i < n && kindOf(l.clusters[i]) == kindOf(l.clusters[j]); {
		i++
	}
	for i < n && kindOf(l.clusters[i]) == blank {
		i++
	}
	return i
}

// Kinds of letters.
const (
	blank = iota + 1
	hiragana
	katakana
	kanji
	other
)

func kindOf(cluster string) int {
	r := []rune(cluster)[0]
	switch {
	case unicode.IsSpace(r):
		return blank
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case unicode.Is(unicode.Katakana, r) || r == 'ー':
		return katakana
	case unicode.Is(unicode.Han, r) || r == '々':
		return kanji
	}
	return other
}

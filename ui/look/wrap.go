package look

import "strings"

// Characters that must not begin a line, and those that must not end one.
const (
	noStart = "、。，．・：；？！゛゜ー）］｝」』】〉》％%,.!?)]}"
	noEnd   = "（［｛「『【〈《([{"
)

// Wrap cuts text into lines at most width wide at size. Lines break between any
// two Japanese characters and at spaces, and at the text's own line breaks.
func Wrap(text string, size, width float32) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapParagraph(paragraph, size, width)...)
	}
	return lines
}

func wrapParagraph(text string, size, width float32) []string {
	if width < 4*size || Width(text, size) <= width {
		return []string{text}
	}
	runes := []rune(text)
	var lines []string
	for len(runes) > 0 {
		n := fitting(runes, size, width)
		if n < len(runes) {
			n = breakBefore(runes, n)
		}
		lines = append(lines, strings.TrimRight(string(runes[:n]), " 　"))
		for n < len(runes) && runes[n] == ' ' {
			n++
		}
		runes = runes[n:]
	}
	return lines
}

// fitting returns how many runes fit into width, at least one.
func fitting(runes []rune, size, width float32) int {
	lo, hi := 1, len(runes)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if Width(string(runes[:mid]), size) <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}

// breakBefore moves a break at n back to where a line may end.
func breakBefore(runes []rune, n int) int {
	for i := n; i > 0; i-- {
		before, after := runes[i-1], runes[i]
		if strings.ContainsRune(noStart, after) || strings.ContainsRune(noEnd, before) {
			continue
		}
		if before < 0x2e80 && after < 0x2e80 && before != ' ' && after != ' ' {
			continue // inside a Latin word
		}
		return i
	}
	return n
}

// Fit shortens text with an ellipsis until it is at most width wide at size.
func Fit(text string, size, width float32) string {
	if text == "" || Width(text, size) <= width {
		return text
	}
	runes := []rune(text)
	n := fitting(runes, size, width-Width("…", size))
	return string(runes[:n]) + "…"
}

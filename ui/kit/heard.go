package kit

import "strings"

// heard is how a text that came out of a conversion was typed, in kana.
type heard struct{ text, reading string }

// read tells how everything in the field is read, if all of it was typed as kana.
func (f *Field) read() {
	if f.spec.OnRead == nil || len(f.heard) == 0 {
		return
	}
	if reading := readingOf(f.line.text(), f.heard); reading != "" {
		f.spec.OnRead(f.line.text(), reading)
	}
}

// readingOf puts the reading of a text together from its parts, the longest and latest
// first; "" if a part of it was not typed as kana.
func readingOf(text string, parts []heard) string {
	var out strings.Builder
	for text != "" {
		best := heard{}
		for _, p := range parts {
			if strings.HasPrefix(text, p.text) && len(p.text) >= len(best.text) {
				best = p
			}
		}
		if best.text == "" {
			r := []rune(text)[0]
			if k := kindOf(string(r)); k != blank && k != hiragana && k != katakana {
				return ""
			}
			best = heard{string(r), string(r)}
		}
		out.WriteString(best.reading)
		text = text[len(best.text):]
	}
	return out.String()
}

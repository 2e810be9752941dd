package ime

import "strings"

// A reading is what was typed of a conversion while it was still kana.
type reading string

// typed notes a preedit. Once there is something else than kana in it, or a segment is
// being chosen, the reading is what it was before.
func (r *reading) typed(p Preedit) {
	if p.From == p.To && isKana(p.Text) {
		*r = reading(p.Text)
	}
}

// take returns the reading of a text that was committed. What follows of the same
// conversion has none of its own.
func (r *reading) take(text string) string {
	whole := string(*r)
	*r = ""
	switch {
	case isKana(text):
		return text
	case strings.ContainsFunc(whole, latin): // "たn": not typed to its end
		return ""
	}
	return whole
}

// isKana reports whether a text is of kana, and of letters that may still become some.
func isKana(s string) bool {
	for _, r := range s {
		if !latin(r) && !kana(r) {
			return false
		}
	}
	return s != ""
}

func kana(r rune) bool {
	return r >= 'ぁ' && r <= 'ゖ' || r >= 'ァ' && r <= 'ヶ' || r == 'ー' || r == '・' || r == '　'
}

func latin(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 'ａ' && r <= 'ｚ' || r >= 'Ａ' && r <= 'Ｚ'
}

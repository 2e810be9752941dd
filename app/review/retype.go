package review

import (
	"strings"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// same reports whether what was typed blind means the value. Dates are read as the
// form reads them, kana in either script and width, numbers by their last four digits
// and house numbers in either width.
func same(t notification.Type, value, typed string, era civil.Era) bool {
	if strings.TrimSpace(typed) == "" {
		return false
	}
	switch t {
	case notification.Date:
		d, err := civil.ParseTyped(typed, era)
		return err == nil && d.String() == value
	case notification.UncertainDate:
		u, err := civil.ParseUncertain(typed, era)
		return err == nil && u.String() == value
	case notification.Reading:
		return katakana(typed) == katakana(value)
	case notification.IndividualNumber, notification.ResidentCode:
		return lastFour(typed) == lastFour(value)
	}
	return resident.FoldNumber(typed) == resident.FoldNumber(value)
}

// lastFour returns the last four digits, and all of a shorter text, which so matches
// no number.
func lastFour(s string) string {
	s = width.Fold.String(strings.Join(strings.Fields(s), ""))
	return s[max(0, len(s)-4):]
}

// katakana folds what a keyboard gives for a reading: hiragana and half-width kana
// become full-width katakana, spaces go, every dash is the long-vowel mark. Readings
// may be normalised for comparing; names never are.
func katakana(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return -1
		case r == '-' || r == '−' || r == '―' || r == '‐' || r == '–' || r == '—':
			return 'ー'
		case r >= 'ぁ' && r <= 'ゖ':
			return r + ('ァ' - 'ぁ')
		}
		return r
	}, norm.NFKC.String(s))
}

package review

import (
	"strings"

	"golang.org/x/text/width"

	"madoguchi/app/civil"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// same reports whether what was typed blind means the value. Dates are read as the
// form reads them, kana in either script and width, numbers by their last four digits
// and house numbers in either width.
func same(t notification.Type, value, typed string, era civil.Era) bool {
	switch t {
	case notification.Date:
		d, err := civil.ParseTyped(typed, era)
		return err == nil && d.String() == value
	case notification.UncertainDate:
		u, err := civil.ParseUncertain(typed, era)
		return err == nil && u.String() == value
	case notification.Reading:
		return reading(typed) == reading(value)
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

// reading is what the form makes of a typed reading, without the spaces.
func reading(s string) string {
	return strings.Join(strings.Fields(letters.Kana(s)), "")
}

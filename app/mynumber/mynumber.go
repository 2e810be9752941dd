// Package mynumber holds the Individual Number (個人番号, "My Number").
//
// Who may see one, for which purpose, and the record of having seen it are left to
// the callers of [Number.Reveal].
package mynumber

import (
	"errors"

	"madoguchi/app/internal/secret"
)

// Errors never quote the number they reject.
var (
	ErrFormat     = errors.New("individual number is not 12 digits")
	ErrCheckDigit = errors.New("individual number has a wrong check digit")
)

// A Number is a checked Individual Number. It is comparable, and the zero Number
// stands for "none". It prints, logs and marshals as asterisks; only [Number.Reveal]
// gives the digits, so that a search for that word finds every place that uses them.
type Number struct{ secret.Text }

// Parse checks s, which must be twelve half-width digits.
//
// The check digit is that of 平成26年総務省令第85号第5条. It lets about one error in
// fifty pass, so a right one does not prove the number right (E10).
func Parse(s string) (Number, error) {
	if len(s) != 12 {
		return Number{}, ErrFormat
	}
	check, ok := secret.Mod11(s[:11])
	if !ok || s[11] < '0' || s[11] > '9' {
		return Number{}, ErrFormat
	}
	if s[11] != check {
		return Number{}, ErrCheckDigit
	}
	return Number{secret.New(s)}, nil
}

// Complete returns the number that begins with base, eleven half-width digits: base
// with its check digit.
func Complete(base string) (Number, error) {
	check, ok := secret.Mod11(base)
	if len(base) != 11 || !ok {
		return Number{}, ErrFormat
	}
	return Number{secret.New(base + string(check))}, nil
}

// Reveal returns the twelve digits. The caller must have a purpose that Article 9
// of the My Number Act (番号法) allows, and must write the access log.
func (n Number) Reveal() string { return n.Text.Reveal() }

// Last4 returns the last four digits, "" for none. It is for the one place where an
// operator tells two numbers apart without seeing either: the masked field of a
// form or a comparison. It is still personal data and belongs in no log.
func (n Number) Last4() string {
	if n.IsZero() {
		return ""
	}
	return n.Text.Reveal()[8:]
}

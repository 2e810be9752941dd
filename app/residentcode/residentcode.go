// Package residentcode holds the resident record code (住民票コード).
//
// Codes are allotted by the registry at random from the stock it received; that, and
// who may see one, is left to others.
package residentcode

import (
	"errors"

	"madoguchi/app/internal/secret"
)

// Errors never quote the code they reject.
var (
	ErrFormat     = errors.New("resident record code is not 11 digits")
	ErrCheckDigit = errors.New("resident record code has a wrong check digit")
)

// A Code is a checked resident record code. It is comparable, and the zero Code
// stands for "none". It prints, logs and marshals as asterisks; only [Code.Reveal]
// gives the digits.
type Code struct{ secret.Text }

// Parse checks s, which must be eleven half-width digits: ten and a check digit
// (住民基本台帳法施行規則第1条). That the remainders 0 and 1 both give 0 is assumed to
// be as with the Individual Number; no specimen of either was at hand.
func Parse(s string) (Code, error) {
	if len(s) != 11 {
		return Code{}, ErrFormat
	}
	check, ok := secret.Mod11(s[:10])
	if !ok || s[10] < '0' || s[10] > '9' {
		return Code{}, ErrFormat
	}
	if s[10] != check {
		return Code{}, ErrCheckDigit
	}
	return Code{secret.New(s)}, nil
}

// Complete returns the code that begins with base, ten half-width digits: base with
// its check digit.
func Complete(base string) (Code, error) {
	check, ok := secret.Mod11(base)
	if len(base) != 10 || !ok {
		return Code{}, ErrFormat
	}
	return Code{secret.New(base + string(check))}, nil
}

// Reveal returns the eleven digits. Article 30-37 and after of the Basic Resident
// Registration Act (住民基本台帳法) limit who may be told them.
func (c Code) Reveal() string { return c.Text.Reveal() }

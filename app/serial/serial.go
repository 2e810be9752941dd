// Package serial holds the check digits of the address number (宛名番号) and the
// household number (世帯番号): a running number and one digit, modulus 11 with the
// weights 2 to 7 from the right, remainder 0 giving 0.
//
// A remainder of 1 would give 10, which the standard does not settle. Serials with
// that remainder (one in eleven) are skipped, so that every digit keeps its full
// power of detection.
//
// Allotting serials, and that none is used twice, is left to the registry.
package serial

import (
	"errors"
	"math"
	"strconv"
)

// Errors of [Check]. They never quote the number.
var (
	ErrFormat     = errors.New("number is not 2 to 20 digits")
	ErrCheckDigit = errors.New("number has a wrong check digit")
)

// Digits is how many digits [Append] fills the serial up to.
const Digits = 8

// Append returns serial, filled with zeros to [Digits] digits, with its check digit.
// It reports false for a serial that must be skipped because its remainder is 1.
func Append(serial uint64) (string, bool) {
	base := strconv.FormatUint(serial, 10)
	for len(base) < Digits {
		base = "0" + base
	}
	check, ok := digit(base)
	return base + string(check), ok
}

// Next returns the first serial after the given one that is not skipped, and its
// number. It returns 0 and "" when there is none.
func Next(serial uint64) (uint64, string) {
	for serial < math.MaxUint64 {
		serial++
		if number, ok := Append(serial); ok {
			return serial, number
		}
	}
	return 0, ""
}

// Check reports what is wrong with s, a number of 2 to 20 half-width digits
// including its check digit. Leading zeros, as other systems add them, do not change
// the result.
func Check(s string) error {
	if len(s) < 2 || len(s) > 20 {
		return ErrFormat
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return ErrFormat
		}
	}
	if check, ok := digit(s[:len(s)-1]); !ok || s[len(s)-1] != check {
		return ErrCheckDigit
	}
	return nil
}

func digit(base string) (check byte, ok bool) {
	sum := 0
	for i := range len(base) {
		sum += int(base[len(base)-1-i]-'0') * (i%6 + 2)
	}
	switch r := sum % 11; r {
	case 0:
		return '0', true
	case 1:
		return '-', false
	default:
		return byte('0' + 11 - r), true
	}
}

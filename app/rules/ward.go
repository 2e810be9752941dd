package rules

import "errors"

var errWard = errors.New("municipality code is wrong")

// checkWard checks the six digits of a municipality code (JIS X 0402).
func checkWard(s string) error {
	if len(s) != 6 {
		return errWard
	}
	sum := 0
	for i := range 6 {
		if s[i] < '0' || s[i] > '9' {
			return errWard
		}
		if i < 5 {
			sum += (6 - i) * int(s[i]-'0')
		}
	}
	if int(s[5]-'0') != (11-sum%11)%10 {
		return errWard
	}
	return nil
}

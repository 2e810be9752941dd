package secret

// Mod11 returns the check digit of the base digits as the Individual Number
// (平成26年総務省令第85号第5条) and the resident record code have it: weights 2 to
// 7 repeating from the right, remainders 0 and 1 both giving 0. It reports false
// when base holds anything but half-width digits.
//
// Because two remainders share a digit, about 1.8 % of single-digit errors pass.
func Mod11(base string) (check byte, ok bool) {
	sum := 0
	for i := range len(base) {
		d := base[len(base)-1-i]
		if d < '0' || d > '9' {
			return 0, false
		}
		sum += int(d-'0') * (i%6 + 2)
	}
	if r := sum % 11; r > 1 {
		return byte('0' + 11 - r), true
	}
	return '0', true
}

package registry_test

import "madoguchi/app/mynumber"

func mustNumber(digits string) mynumber.Number {
	n, err := mynumber.Parse(digits)
	if err != nil {
		panic(err)
	}
	return n
}

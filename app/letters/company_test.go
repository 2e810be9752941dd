package letters_test

import (
	"testing"

	"madoguchi/app/letters"
)

func TestIsCompany(t *testing.T) {
	for name, want := range map[string]bool{
		"（株）": true, "(株)山田": true, "㈱": true, "（ 株 ）": true, "株式会社　山田": true, "㈲": true,
		"山田": false, "株木": false, "有田　財": false, "学": false, "": false,
	} {
		if got := letters.IsCompany(name); got != want {
			t.Errorf("IsCompany(%q) = %v", name, got)
		}
	}
}

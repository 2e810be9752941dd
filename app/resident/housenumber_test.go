package resident_test

import (
	"testing"

	"madoguchi/app/resident"
)

func TestParseHouseNumber(t *testing.T) {
	for typed, want := range map[string]string{
		"５丁目２－１":      "5丁目 2番地 枝番1",
		"5丁目":         "5丁目",
		"5丁目-2":       "5丁目 2番地",
		"７番１号":        "7番 1号",
		"7番1号の302":    "7番 1-302号",
		"7番":          "7番",
		"3番地の2":       "3番地 枝番2",
		"３番地２":        "3番地 枝番2",
		"3番地":         "3番地",
		"12":          "12番地",
		"12-3-405":    "12番地 枝番3-405",
		"1ー2":         "1番地 枝番2",
		"1 − 2":       "1番地 枝番2",
		"1の2":         "1番地 枝番2",
		"甲12-3":       "甲12番地 枝番3",
		"イ33番地":       "イ33番地",
		"無番地":         "",
		"":            "",
		"0":           "",
		"1-":          "1番地",
		"-1":          "",
		"1-a":         "",
		"1-2-3-4-5":   "1番地 枝番2-3-4-5",
		"1-2-3-4-56":  "1番地 枝番2-3-4-56",
		"1-2-3-4-5-6": "",
		"123456":      "",
		"丁目2":         "",
		"五丁目2":        "",
	} {
		h, ok := resident.ParseHouseNumber(typed)
		if ok != (want != "") || ok && h.String() != want {
			t.Errorf("%q = %q, %v, want %q", typed, h.String(), ok, want)
		}
	}
}

func FuzzParseHouseNumber(f *testing.F) {
	f.Add("５丁目２－１")
	f.Add("7番1号の302")
	f.Fuzz(func(t *testing.T, typed string) {
		h, ok := resident.ParseHouseNumber(typed)
		if !ok {
			return
		}
		again, ok := resident.ParseHouseNumber(h.String())
		if h.Chome+h.Number == 0 || ok && again.Number != h.Number && h.Number != 0 {
			t.Errorf("%q is %+v, and %+v again", typed, h, again)
		}
	})
}

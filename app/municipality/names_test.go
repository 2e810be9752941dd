package municipality_test

import (
	"os"
	"testing"

	"madoguchi/app/municipality"
)

// TestNames is the part of A11 that is about places that are no more.
func TestNames(t *testing.T) {
	cities, err := os.Open("../../assets/postal/city.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer cities.Close()
	names, err := municipality.OpenNames(cities)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text    string
		exists, known bool
	}{
		{"a ward", "北海道札幌市中央区大通西19丁目1番地", true, true},
		{"a ward of Tokyo", "東京都渋谷区神南一丁目2番", true, true},
		{"a town with its district", "北海道石狩郡当別町白樺町1番地", true, true},
		{"a town without its district", "北海道当別町白樺町1番地", true, true},
		{"a city with 郡 in its name", "福島県郡山市朝日一丁目1番", true, true},
		{"a city that was merged", "埼玉県浦和市高砂三丁目1番地", false, true},
		{"a village that was merged", "長野県南安曇郡豊科町1番地", false, true},
		{"a designated city without its ward", "北海道札幌市大通西19丁目", false, true},
		{"no prefecture", "横浜市中区本町六丁目", false, false},
		{"a prefecture that there is not", "架空県別市本町", false, false},
		{"nothing", "", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			exists, known := names.Begins(tt.text)
			if exists != tt.exists || known != tt.known {
				t.Errorf("got exists %v, known %v, want %v, %v", exists, known, tt.exists, tt.known)
			}
		})
	}
}

// TestNamesBroken: what is no table is refused.
func TestNamesBroken(t *testing.T) {
	if _, err := municipality.OpenNames(packed(t, "01101\t北海道\n")); err == nil {
		t.Error("a line of two fields was taken")
	}
}

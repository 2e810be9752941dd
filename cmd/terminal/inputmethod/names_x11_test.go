//go:build x11

package inputmethod_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/resident"
	"madoguchi/cmd/training/city"
)

// names is how many residents of the training city are typed.
const names = 100

// TestNames types names of the training city by their readings, with each input method:
// every one arrives whole, with its reading, and submits nothing. It takes half a minute,
// because it presses two thousand keys.
func TestNames(t *testing.T) {
	people := someJapanese(t)
	both(t, false, func(t *testing.T, c *clerk) {
		right := 0
		for i, p := range people {
			family, given, _ := strings.Cut(p.Reading, "　")
			keys := append(romaji(family), "space", "Return", "space")
			keys = append(append(keys, romaji(given)...), "space", "Return", "Return", "shift+Return")
			c.Key(keys...)
			s := c.await("name", func(s state) bool { return s.Submitted > i && s.Focus == "name" })
			if s.Reading != p.Reading || s.Submitted != i+1 || s.Composing {
				t.Fatalf("name %d, read %s: %+v", i, p.Reading, s)
			}
			if s.Text["name"] == p.Name {
				right++
			}
			if got, _, both := strings.Cut(s.Text["name"], "　"); !both || got == "" {
				t.Fatalf("name %d, read %s: %+v", i, p.Reading, s)
			}
		}
		t.Logf("%d keys; the first candidates are the name %d times of %d", c.Strokes, right, names)
	})
}

// someJapanese returns residents with a family name and a given name.
func someJapanese(t *testing.T) []resident.Record {
	t.Helper()
	anywhere := []city.Place{{Postal: "0600001", Ward: "011011", City: "札幌市中央区", Town: "北一条西"}}
	c := city.Config{Seed: 5, Residents: 2 * names, On: civil.FromTime(time.Date(2026, 11, 23, 0, 0, 0, 0, civil.Japan)), Towns: anywhere, Elsewhere: anywhere}
	all, err := city.Households(c)
	if err != nil {
		t.Fatal(err)
	}
	var some []resident.Record
	for h := range all {
		for _, r := range h.Rows {
			if strings.Contains(r.Name, "　") && strings.Contains(r.Reading, "　") && r.RomanName == "" && len(some) < names {
				some = append(some, r)
			}
		}
	}
	return some
}

// syllables are kana by their vowels, and how each is typed.
var syllables = map[string]string{
	"": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ", "m": "マミムメモ",
	"r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ", "x": "ァィゥェォ",
}

// typed are the others.
var typed = map[rune]string{
	'ヤ': "ya", 'ユ': "yu", 'ヨ': "yo", 'ワ': "wa", 'ヲ': "wo", 'ン': "nn", 'ッ': "xtu", 'ャ': "xya", 'ュ': "xyu", 'ョ': "xyo", 'ヴ': "vu",
}

// romaji returns the keys of a reading.
func romaji(kana string) []string {
	var keys []string
	for _, r := range kana {
		text := typed[r]
		for consonant, row := range syllables {
			if i := strings.IndexRune(row, r); i >= 0 {
				text = consonant + string("aiueo"[i/len("ア")])
			}
		}
		if r == 'ー' {
			keys = append(keys, "minus")
		}
		for _, letter := range text {
			keys = append(keys, string(letter))
		}
	}
	return keys
}

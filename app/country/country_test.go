package country_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/country"
)

const table = "# a comment\n\t無国籍\tムコクセキ\tStateless\nVN\tベトナム\tベトナム\tVietnam\nBE\tベルギー\tベルギー\tBelgium\nCN\t中国\tチュウゴク\tChina\nTH\tタイ\tタイ\tThailand\nTW\t台湾\tタイワン\tTaiwan\n"

func TestFind(t *testing.T) {
	all, err := country.Parse(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, typed string
		want        []string
	}{
		{"the name", "ベトナム", []string{"ベトナム"}},
		{"its beginning", "ベ", []string{"ベトナム", "ベルギー"}},
		{"hiragana", "べと", []string{"ベトナム"}},
		{"romaji", "betonamu", []string{"ベトナム"}},
		{"the beginning of a reading", "ちゅう", []string{"中国"}},
		{"English", "belg", []string{"ベルギー"}},
		{"the code", "vn", []string{"ベトナム"}},
		{"the code, full width", "ＶＮ", []string{"ベトナム"}},
		{"a name that another begins with", "タイ", []string{"タイ"}},
		{"a reading that another begins with", "たい", []string{"タイ", "台湾"}},
		{"without a country", "無国籍", []string{"無国籍"}},
		{"kanji", "中", []string{"中国"}},
		{"none", "アトランティス", nil},
		{"nothing", " ", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range all.Find(tt.typed) {
				got = append(got, c.Name)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if len(all.All()) != 6 {
		t.Errorf("%d countries", len(all.All()))
	}
}

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "comments only": "# x\n", "a field too few": "VN\tベトナム\tベトナム\n", "no name": "VN\t\tベトナム\tVietnam\n",
		"a long code": "VNM\tベトナム\tベトナム\tVietnam\n", "too many": strings.Repeat("VN\tベトナム\tベトナム\tVietnam\n", 1001),
	} {
		if _, err := country.Parse(strings.NewReader(text)); !errors.Is(err, country.ErrTable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"ベ", "vn", "\xff", "ﾍﾞ", "n'"} {
		f.Add(s)
	}
	all, err := country.Parse(bytes.NewReader([]byte(table)))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range all.Find(s) {
			if c.Name == "" {
				t.Error("a country without a name")
			}
		}
	})
}

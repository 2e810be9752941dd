package letters_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/app/letters"
)

func TestReduce(t *testing.T) {
	all := table(t)
	kana := func(string) string { return "ヘン" }
	tests := []struct {
		name, in string
		reading  func(string) string
		want     string
		replaced []letters.Reduction
	}{
		{"nothing to do", "佐藤　花子ーA1", nil, "佐藤　花子ーA1", nil},
		{"a sequence to its plain character", "葛\U000E0102城", nil, "葛城", []letters.Reduction{{1, "葛\U000E0102", "葛", "MJ022335", false}}},
		{"tsuchi-yoshi", "𠮷田", nil, "吉田", []letters.Reduction{{1, "𠮷", "吉", "MJ032129", false}}},
		{"hashigo-taka", "日髙", nil, "日高", []letters.Reduction{{2, "髙", "高", "MJ028902", false}}},
		{"tatsu-saki, which JIS X 0213 has", "山﨑", nil, "山﨑", nil},
		{"old kana has no counterpart", "𛀂さ", nil, "〓（MJ090001）さ", []letters.Reduction{{1, "𛀂", "〓（MJ090001）", "MJ090001", true}}},
		{"no counterpart", "山㒴", nil, "山〓（MJ000140）", []letters.Reduction{{2, "㒴", "〓（MJ000140）", "MJ000140", true}}},
		{"no counterpart, its reading is known", "山㔁", kana, "山ヘン", []letters.Reduction{{2, "㔁", "ヘン", "MJ000219", true}}},
		{"not of the table", "\uE000", nil, "〓", []letters.Reduction{{1, "\uE000", "〓", "", true}}},
		{"unknown sequence", "佐\U000E01EF", nil, "〓", []letters.Reduction{{1, "佐\U000E01EF", "〓", "", true}}},
		{"emoji", "佐😀", nil, "佐〓", []letters.Reduction{{2, "😀", "〓", "", true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, replaced := all.Reduce(tt.in, tt.reading)
			if got != tt.want || !slices.Equal(replaced, tt.replaced) {
				t.Errorf("Reduce = %q %+v, want %q %+v", got, replaced, tt.want, tt.replaced)
			}
		})
	}
}

// FuzzReduce checks that nothing is dropped, nothing becomes a question mark, and what
// comes out needs no reducing.
func FuzzReduce(f *testing.F) {
	for _, s := range []string{"葛\U000E0102城", "𠮷田", "㒴", "\xff", "\U000E0102"} {
		f.Add(s)
	}
	all := table(f)
	f.Fuzz(func(t *testing.T, s string) {
		got, replaced := all.Reduce(s, nil)
		if len(letters.Clusters(got)) < len(letters.Clusters(s)) {
			t.Errorf("%+q lost characters: %+q", s, got)
		}
		if strings.Count(got, "?") > strings.Count(s, "?") || strings.ContainsRune(got, '\uFFFD') && !strings.ContainsRune(s, '\uFFFD') {
			t.Errorf("%+q has a silent mark: %+q", s, got)
		}
		for _, r := range replaced {
			if r.Stated != strings.HasPrefix(r.To, letters.Unwritable) {
				t.Errorf("%+v", r)
			}
		}
		if again, more := all.Reduce(got, nil); again != got || len(more) != 0 && s == got {
			t.Errorf("%+q reduces again to %+q", got, again)
		}
	})
}

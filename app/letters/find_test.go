package letters_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/app/letters"
)

func TestFind(t *testing.T) {
	all := table(t)
	tests := []struct {
		name  string
		query letters.Query
		want  string // these come first, in this order
		least int    // of all that are found
	}{
		{"kun reading, the common one first", letters.Query{Reading: "クズ", Whole: true}, "葛", 5},
		{"hiragana as well", letters.Query{Reading: "くず", Whole: true}, "葛", 5},
		{"on reading begins", letters.Query{Reading: "キョ"}, "去巨", 100},
		{"who is read just so comes before who begins so", letters.Query{Reading: "タカ"}, "高", 50},
		{"reading and strokes", letters.Query{Reading: "タカ", Strokes: 11}, "堂崇貨", 4},
		{"strokes", letters.Query{Strokes: 1}, "一乙", 4},
		{"radical and residual strokes", letters.Query{Radical: 162, Residual: 2}, "辺込", 3},
		{"the radical itself", letters.Query{Radical: 85, Residual: -1}, "水", 1},
		{"radical and total", letters.Query{Radical: 46, Strokes: 11}, "密崇崎", 10},
		{"MJ number", letters.Query{Code: "MJ022335"}, "葛\U000E0102", 1},
		{"MJ number without its letters", letters.Query{Code: "22335"}, "葛\U000E0102", 1},
		{"juki code, full-width", letters.Query{Code: "ｊ＋845b"}, "葛\U000E0102", 1},
		{"code point, all its shapes", letters.Query{Code: "U+845B"}, "葛", 2},
		{"shapes of a character, its own first", letters.Query{Variants: "邉"}, "邉", 20},
		{"old kana", letters.Query{Reading: "𛀂"}, "", 0},
		{"nothing asked", letters.Query{}, "", 0},
		{"no such number", letters.Query{Code: "MJ999999"}, "", 0},
		{"no number", letters.Query{Code: "葛"}, "", 0},
		{"no such reading", letters.Query{Reading: "ッッ"}, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, total := all.Find(tt.query, 200)
			var got strings.Builder
			for _, c := range found {
				got.WriteString(c.String())
			}
			bare := strings.Map(func(r rune) rune {
				if r >= 0xE0100 && r <= 0xE01EF && !strings.ContainsRune(tt.want, r) {
					return -1
				}
				return r
			}, got.String())
			if !strings.HasPrefix(bare, tt.want) || total < tt.least || tt.least == 0 && total > 0 {
				t.Errorf("found %d: %s", total, got.String())
			}
			if tt.query.Reading == "" && tt.query.Variants == "" && !slices.IsSortedFunc(found, func(a, b letters.Char) int { return int(a.Grade) - int(b.Grade) }) {
				t.Error("the less common come first")
			}
		})
	}
}

// Variants holds what a clerk compares: every shape of the code point with its own
// spelling, and the characters it is folded with.
func TestFindVariants(t *testing.T) {
	found, total := table(t).Find(letters.Query{Variants: "葛"}, 100)
	if total != len(found) {
		t.Fatalf("%d of %d", len(found), total)
	}
	var spelled []string
	for _, c := range found {
		spelled = append(spelled, c.String())
	}
	if !slices.Contains(spelled, "葛\U000E0102") || !slices.Contains(spelled, "葛\U000E0103") {
		t.Errorf("shapes = %+q", spelled)
	}
	found, _ = table(t).Find(letters.Query{Variants: "辺"}, 100)
	for _, other := range []rune{'邊', '邉'} {
		if !slices.ContainsFunc(found, func(c letters.Char) bool { return c.Base == other }) {
			t.Errorf("%c is not among the shapes", other)
		}
	}
}

// The residual strokes are those beside the radical that was asked for, of several.
func TestFindByResidual(t *testing.T) {
	all := table(t)
	for _, q := range []letters.Query{{Radical: 140, Residual: 8}, {Radical: 9, Residual: -1}, {Residual: 20}} {
		found, total := all.Find(q, 1000)
		if total == 0 {
			t.Errorf("%+v finds nothing", q)
		}
		for _, c := range found {
			if !slices.ContainsFunc(c.Radicals, func(r letters.Radical) bool {
				return (q.Radical == 0 || r.Number == q.Radical) && r.Residual == max(q.Residual, 0)
			}) {
				t.Errorf("%+v finds %s with %v", q, c.MJ, c.Radicals)
			}
		}
	}
}

// BenchmarkFind is the answer of the picker, the slowest queries with long lists.
func BenchmarkFind(b *testing.B) {
	all := table(b)
	all.Find(letters.Query{Strokes: 1}, 1) // makes the index
	for name, q := range map[string]letters.Query{
		"reading": {Reading: "シ"}, "strokes": {Strokes: 12}, "radical": {Radical: 140}, "code": {Code: "J+845B"},
		"variants": {Variants: "邉"}, "residual": {Residual: 8},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				all.Find(q, 400)
			}
		})
	}
}

func TestFindRadicals(t *testing.T) {
	tests := []struct{ typed, want string }{
		{"140", "艸"}, {"１４０", "艸"}, {"くさかんむり", "艸"}, {"クサカ", "艸"}, {"艸", "艸"}, {"さんずい", "水"},
		{"しんにょう", "辵"}, {"ほこづくり", "戈殳"}, {"くさ", "艸屮"}, {"215", ""}, {"", ""}, {"へんな", ""},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			got := ""
			for _, r := range letters.FindRadicals(tt.typed) {
				got += r.Char
			}
			if got != tt.want {
				t.Errorf("found %s, want %s", got, tt.want)
			}
		})
	}
}

func FuzzFind(f *testing.F) {
	f.Add("クズ", 11, 140, 8, "MJ022335", "葛")
	f.Add("\xff", -1, 999, -1, "J+", "\U000E0102")
	f.Add("", 0, 0, 0, "U+FFFFFFFFF", "")
	all := table(f)
	f.Fuzz(func(t *testing.T, reading string, strokes, radical, residual int, code, variants string) {
		q := letters.Query{Reading: reading, Strokes: strokes, Radical: radical, Residual: residual, Code: code, Variants: variants}
		found, total := all.Find(q, 20)
		if len(found) != min(total, 20) {
			t.Errorf("%d of %d for %+v", len(found), total, q)
		}
		for _, c := range found {
			if strokes != 0 && c.Strokes != strokes {
				t.Errorf("%s has %d strokes", c.MJ, c.Strokes)
			}
		}
		letters.FindRadicals(code)
	})
}

// No two kanji for general use fold to one: a chain of likenesses once made 田 and 岡
// the same to a search.
func TestGeneralUseStaysApart(t *testing.T) {
	all := table(t)
	seen := map[string]letters.Char{}
	for strokes := 1; strokes < 40; strokes++ {
		found, _ := all.Find(letters.Query{Strokes: strokes}, 10_000)
		for _, c := range found {
			if c.Grade != letters.GeneralUse {
				break
			}
			fold := letters.Fold(string(c.Base))
			if other, ok := seen[fold]; ok && other.Base != c.Base {
				t.Errorf("%c and %c fold to one", other.Base, c.Base)
			}
			seen[fold] = c
		}
	}
	if len(seen) != 2136 {
		t.Errorf("%d kanji for general use", len(seen))
	}
}

package letters_test

import (
	"slices"
	"testing"

	"madoguchi/app/letters"
)

// The rows are those of the standard's search rules (2.1.2, 2.1.3).
func TestFold(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"voiced and unvoiced", "ナカジマ", "ナカシマ"},
		{"half-voiced", "ヒロ", "ピロ"},
		{"ji and di", "ジ", "ヂ"},
		{"zu and du", "ズ", "ヅ"},
		{"wa and ha", "ワタナベ", "ハタナベ"},
		{"va and ba", "ヴァン", "バン"},
		{"va in half-width kana", "ｳﾞｧﾝ", "バン"},
		{"vu and bu", "ヴ", "ブ"},
		{"wo and o", "カヲル", "カオル"},
		{"small and large kana", "ッシャ", "ツシヤ"},
		{"u after the o row", "サトウ", "サトオ"},
		{"u after small yo", "ショウ", "シヨオ"},
		{"long-vowel mark", "サトー", "サト"},
		{"long-vowel mark by other strokes", "サト－", "サト―"},
		{"spaces", "佐藤　花子", "佐藤花子"},
		{"half-width space", "佐藤 花子", "佐藤　花子"},
		{"middle dot", "マリア・アンナ", "マリアアンナ"},
		{"hiragana", "さとう", "サトウ"},
		{"half-width kana", "ｻﾄﾞｳ", "サドウ"},
		{"combining mark", "か\u3099", "ガ"},
		{"full-width letters", "ＡＢＣ１", "abc1"},
		{"strokes in an address", "１－２‐３", "1-2―3"},
		{"hen and be", "辺", "邊"},
		{"hen, third shape", "渡邉", "渡辺"},
		{"with a selector", "邉\U000E010F", "邉"},
		{"hama", "浜", "濱"},
		{"hashigo-taka", "髙橋", "高橋"},
		{"tatsu-saki", "山﨑", "山崎"},
		{"tsuchi-yoshi", "𠮷田", "吉田"},
		{"shima", "嶋", "島"},
		{"sawa", "澤", "沢"},
		{"sai", "齋藤", "斎藤"},
		{"compatibility ideograph", "\uFA19", "神"},
		{"repetition mark", "佐々木", "佐佐木"},
		{"repetition mark after a selector", "辻\U000E0100々", "辻辻"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := letters.Fold(tt.a), letters.Fold(tt.b); a != b {
				t.Errorf("%q folds to %q, %q to %q", tt.a, a, tt.b, b)
			}
		})
	}
}

func TestFoldKeepsApart(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"kana rows", "サトウ", "カトウ"},
		{"u after another row", "ユウ", "ユオ"},
		{"numbers with a stroke", "1-2", "12"},
		{"kanji of one radical", "佐藤", "佐東"},
		{"sai and sei", "斎", "済"},
		{"hiragana and kanji", "はな", "花"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := letters.Fold(tt.a), letters.Fold(tt.b); a == b {
				t.Errorf("%q and %q both fold to %q", tt.a, tt.b, a)
			}
		})
	}
}

func TestBigrams(t *testing.T) {
	tests := []struct {
		name, in       string
		bigrams, terms []string
	}{
		{"three", "佐藤花", []string{"佐藤", "藤花"}, []string{"佐", "藤", "花", "佐藤", "藤花"}},
		{"repeated", "ナナナ", []string{"ナナ"}, []string{"ナ", "ナナ"}},
		{"one", "𠮷", []string{"𠮷"}, []string{"𠮷"}},
		{"none", "", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := letters.Bigrams(tt.in); !slices.Equal(got, tt.bigrams) {
				t.Errorf("Bigrams = %q", got)
			}
			if got := letters.Terms(tt.in); !slices.Equal(got, tt.terms) {
				t.Errorf("Terms = %q", got)
			}
		})
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"サトウ", "ｳﾞｧ", "コウウ", "佐々木", "ー-ー", "か\u3099", "邉\U000E010F", "\xff", "İ", "ヴヴァ", "々々"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := letters.Fold(s)
		if twice := letters.Fold(once); twice != once {
			t.Errorf("%q folds to %q, then to %q", s, once, twice)
		}
		for _, pair := range letters.Bigrams(once) {
			if !slices.Contains(letters.Terms(once), pair) {
				t.Errorf("%q is looked up but not indexed", pair)
			}
		}
	})
}

func BenchmarkFold(b *testing.B) {
	letters.Fold("辺")
	for b.Loop() {
		letters.Fold("渡邉　ワタナベ　ショウタロウ")
	}
}

// TestPlain: what was written alike, and not what a search only folds together.
func TestPlain(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		same       bool
	}{
		{"hiragana", "しのだ　ちえ", "シノダ　チエ", true},
		{"half-width kana", "ｼﾉﾀﾞﾁｴ", "シノダ　チエ", true},
		{"spaces", "海野 潮", "海野　潮", true},
		{"Latin letters", "ＫＩＭ　Minsu", "Kim Minsu", true},
		{"シ and チ", "シノダ", "チノダ", false},
		{"ハ and ワ", "ハタナベ", "ワタナベ", false},
		{"voiced", "ナカシマ", "ナカジマ", false},
		{"variant", "渡辺", "渡邉", false},
		{"selector", "葛\U000E0101", "葛", false},
	} {
		if a, b := letters.Plain(tt.a), letters.Plain(tt.b); (a == b) != tt.same {
			t.Errorf("%s: %q and %q, same %v, want %v", tt.name, a, b, a == b, tt.same)
		}
	}
}

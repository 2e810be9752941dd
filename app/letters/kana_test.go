package letters_test

import (
	"testing"

	"madoguchi/app/letters"
)

func TestToKatakana(t *testing.T) {
	tests := []struct{ name, in, done, pending string }{
		{"Kunrei", "satou", "サトウ", ""},
		{"unfinished", "tanak", "タナ", "k"},
		{"unfinished youon", "toky", "ト", "ky"},
		{"unfinished n", "ken", "ケ", "n"},
		{"unfinished double", "hatt", "ハ", "tt"},
		{"n before a consonant", "honda", "ホンダ", ""},
		{"nn", "kenniti", "ケンイチ", ""},
		{"n'", "shin'ichi", "シンイチ", ""},
		{"n and na", "annna", "アンナ", ""},
		{"nya", "konya", "コニャ", ""},
		{"small tsu", "hattori", "ハットリ", ""},
		{"Hepburn tch", "hatchou", "ハッチョウ", ""},
		{"Hepburn", "shizuka chiba fujita tsuji", "シズカ　チバ　フジタ　ツジ", ""},
		{"Kunrei youon", "syouzi tyuuzyou", "ショウジ　チュウジョウ", ""},
		{"long vowel", "so-ta", "ソータ", ""},
		{"vu and fa", "vaiorin fadhi", "ヴァイオリン　ファディ", ""},
		{"small by x and l", "xyaltu", "ャッ", ""},
		{"capitals", "SATOU", "サトウ", ""},
		{"full-width letters", "ｓａｔｏｕ", "サトウ", ""},
		{"hiragana", "さとう　はなこ", "サトウ　ハナコ", ""},
		{"hiragana vu", "ゔぁ", "ヴァ", ""},
		{"half-width kana", "ｻﾄｳ ﾎﾟﾎﾞ ｳﾞ", "サトウ　ポボ　ヴ", ""},
		{"combining mark", "か\u3099ば\u3099", "ガバ\u3099", ""},
		{"full-width katakana", "サトー", "サトー", ""},
		{"not kana at all", "佐藤", "佐藤", ""},
		{"no kana of these letters", "q1", "q1", ""},
		{"n before another script", "kenさん", "ケンサン", ""},
		{"empty", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if done, pending := letters.ToKatakana(tt.in); done != tt.done || pending != tt.pending {
				t.Errorf("got %q and %q, want %q and %q", done, pending, tt.done, tt.pending)
			}
		})
	}
}

func TestKana(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"n at the end", "ken", "ケン"},
		{"stray letter stays", "tanak", "タナk"},
		{"finished", "tanaka", "タナカ"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := letters.Kana(tt.in); got != tt.want {
				t.Errorf("Kana = %q, want %q", got, tt.want)
			}
		})
	}
}

// Typing letter by letter gives what typing at once gives.
func TestIncremental(t *testing.T) {
	for _, word := range []string{"satou", "kyoutarou", "hattori", "kenniti", "shin'ichi", "hatchou", "annna", "wyi"} {
		shown := ""
		for i := range len(word) {
			done, pending := letters.ToKatakana(shown + word[i:i+1])
			shown = done + pending
		}
		if want := letters.Kana(word); letters.Kana(shown) != want {
			t.Errorf("%s: letter by letter %q, at once %q", word, letters.Kana(shown), want)
		}
	}
}

func TestIsReading(t *testing.T) {
	tests := []struct {
		name, in string
		want     bool
	}{
		{"name", "サトウ　ハナコ", true},
		{"long vowel and vu", "ヴィーナ", true},
		{"hiragana", "さとう", false},
		{"half width", "ｻﾄｳ", false},
		{"half-width space", "サトウ ハナコ", false},
		{"space at the end", "サトウ　", false},
		{"space at the beginning", "　サトウ", false},
		{"two spaces", "サトウ　　ハナコ", false},
		{"long vowel first", "ーア", false},
		{"letter", "サトウA", false},
		{"middle dot", "サトウ・ハナコ", false},
		{"combining mark", "カ\u3099", false},
		{"empty", "", false},
	}
	for _, tt := range tests {
		t.Run("E29 "+tt.name, func(t *testing.T) {
			if got := letters.IsReading(tt.in); got != tt.want {
				t.Errorf("IsReading = %v", got)
			}
		})
	}
}

func FuzzKana(f *testing.F) {
	for _, s := range []string{"satou", "tanak", "n'n'", "ｻﾞ", "kkkk", "か\u3099"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := letters.Kana(s)
		if letters.IsReading(once) && letters.Kana(once) != once {
			t.Errorf("%q: a reading changes from %q to %q", s, once, letters.Kana(once))
		}
	})
}

package letters_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/letters"
)

// table opens the tables the program is built with.
func table(t testing.TB) *letters.Table {
	t.Helper()
	open := func(name string) *bytes.Reader {
		b, err := os.ReadFile("../../assets/letters/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.NewReader(b)
	}
	all, err := letters.OpenTable(open("mj.gz"), open("sequence.gz"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestClusters(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"plain", "佐藤", []string{"佐", "藤"}},
		{"with selector", "葛\U000E0102城", []string{"葛\U000E0102", "城"}},
		{"beyond 16 bits", "𠮷田", []string{"𠮷", "田"}},
		{"standardized sequence", "神\uFE00社", []string{"神\uFE00", "社"}},
		{"selector alone", "\U000E0102佐", []string{"\U000E0102", "佐"}},
		{"empty", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := letters.Clusters(tt.in); !slices.Equal(got, tt.want) {
				t.Errorf("Clusters = %q", got)
			}
		})
	}
}

func TestConvert(t *testing.T) {
	all := table(t)
	tests := []struct{ name, in, want string }{
		{"shape of JIS X 0208", "葛\U000E0100城", "葛\U000E0102城"},
		{"shape of JIS X 0213:2004", "葛\U000E0101", "葛\U000E0103"},
		{"another with two shapes", "辻\U000E0100", "辻\U000E0102"},
		{"only one shape", "高\U000E0100", "高"},
		{"already Moji_Joho", "葛\U000E0102", "葛\U000E0102"},
		{"no selector", "葛城", "葛城"},
		{"two glyphs but one character: left alone", "鯖\U000E0100", "鯖\U000E0100"},
		{"no such sequence: left alone", "斎\U000E01EF", "斎\U000E01EF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := all.Convert(tt.in); got != tt.want {
				t.Errorf("Convert = %+q, want %+q", got, tt.want)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	all := table(t)
	tests := []struct {
		name, in string
		position int // 0: accepted
		reason   letters.Reason
	}{
		{"ordinary", "佐藤　花子", 0, 0},
		{"hashigo-taka, tatsu-saki, tsuchi-yoshi", "髙﨑𠮷", 0, 0},
		{"Moji_Joho sequence", "葛\U000E0102城", 0, 0},
		{"standardized sequence", "神\uFE00", 0, 0},
		{"compatibility ideograph", "\uFA19", 0, 0},
		{"old kana", "𛀂", 0, 0},
		{"kana, repetition and closing marks", "さゞ波ヶ丘々〆", 0, 0},
		{"address", "１－２－３　ＡＢＣ　101", 0, 0},
		{"Latin with marks", "MÜLLER José Łukasz", 0, 0},
		{"empty", "", 0, 0},
		{"line feed", "佐藤\n", 3, letters.Control},
		{"zero-width joiner", "佐\u200d藤", 2, letters.Control},
		{"right-to-left override", "\u202e佐藤", 1, letters.Control},
		{"half-width kana", "佐藤ｻ", 3, letters.HalfWidthKana},
		{"private use", "佐\uE000", 2, letters.PrivateUse},
		{"private use plane", "佐\U000F0000", 2, letters.PrivateUse},
		{"unassigned", "佐\u0378", 2, letters.Unassigned},
		{"sequence of Adobe-Japan1", "葛\U000E0100", 1, letters.UnknownSequence},
		{"unknown sequence after one with a selector", "葛\U000E0102斎\U000E01EF", 2, letters.UnknownSequence},
		{"selector alone", "\U000E0102", 1, letters.UnknownSequence},
		{"emoji", "佐😀", 2, letters.Outside},
		{"Hangul", "김", 1, letters.Outside},
		{"combining voicing mark", "か\u3099", 2, letters.Outside},
		{"simplified Chinese", "们", 1, letters.Outside},
		{"not UTF-8", "佐\xff", 2, letters.Invalid},
	}
	for _, tt := range tests {
		t.Run("E28 "+tt.name, func(t *testing.T) {
			err := all.Check(tt.in)
			if tt.position == 0 {
				if err != nil {
					t.Errorf("error = %v", err)
				}
				return
			}
			found, ok := errors.AsType[*letters.CharacterError](err)
			if !ok || found.Position != tt.position || found.Reason != tt.reason || !errors.Is(err, letters.ErrCharacter) {
				t.Fatalf("error = %v, want character %d: %v", err, tt.position, tt.reason)
			}
			if strings.Contains(err.Error(), "佐") {
				t.Error("error quotes the text")
			}
		})
	}
}

func TestLookup(t *testing.T) {
	all := table(t)
	if got := all.Len(); got < 58_000 {
		t.Errorf("%d characters", got)
	}
	tests := []struct{ name, cluster, mj string }{
		{"by sequence", "葛\U000E0102", "MJ022335"},
		{"by code point", "葛", "MJ022336"},
		{"compatibility ideograph", "\uFA19", "MJ030211"},
		{"the same by its standardized sequence", "神\uFE00", "MJ030211"},
		{"old kana", "𛀂", "MJ090001"},
		{"repetition mark", "々", "MJ000001"},
		{"second sequence of one character", "博\U000E010A", "MJ059399"},
		{"unknown", "葛\U000E01EF", ""},
		{"kana", "ア", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, ok := all.Lookup(tt.cluster)
			if ok != (tt.mj != "") || c.MJ != tt.mj {
				t.Errorf("Lookup = %q, %v", c.MJ, ok)
			}
			if ok && !slices.Contains(c.Spellings, tt.cluster) {
				t.Errorf("spellings = %+q", c.Spellings)
			}
		})
	}
	c, _ := all.Lookup("髙")
	if c.MJ == "" || c.Base != '髙' || c.Juki == "" || c.Strokes != 11 || len(c.Radicals) != 1 || c.Radicals[0].Number != 189 || c.Grade != letters.Registered || c.Reduced != "高" || !slices.Contains(c.Readings, "たかい") {
		t.Errorf("hashigo-taka = %+v", c)
	}
}

// Every sequence converts to a spelling that is accepted, and every spelling is
// accepted and looks itself up.
func TestTableAgreesWithItself(t *testing.T) {
	all := table(t)
	for _, name := range []string{"mj.gz", "sequence.gz"} {
		file, err := os.Open("../../assets/letters/" + name)
		if err != nil {
			t.Fatal(err)
		}
		zip, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(zip); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if name == "sequence.gz" {
				if got := all.Convert(f[0]); got != f[1] || all.Check(got) != nil || all.Check(f[0]) == nil {
					t.Fatalf("%+q converts to %+q", f[0], got)
				}
				continue
			}
			for _, s := range strings.Fields(f[2]) {
				if c, ok := all.Lookup(s); !ok || all.Check(s) != nil || c.MJ != f[0] {
					t.Fatalf("%s: spelling %+q is %s", f[0], s, c.MJ)
				}
			}
		}
	}
}

// TestMemory keeps the table under 25 MB.
func TestMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	all := table(t)
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("holds %d KB", held/1024)
	if held > 25<<20 {
		t.Errorf("holds %d bytes", held)
	}
	runtime.KeepAlive(all)
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{"佐藤", "葛\U000E0100", "\xff", "\U000E0102"} {
		f.Add(s)
	}
	all := table(f)
	f.Fuzz(func(t *testing.T, s string) {
		converted := all.Convert(s)
		if all.Check(s) == nil && converted != s {
			t.Errorf("%+q is accepted, yet converts to %+q", s, converted)
		}
		if strings.Join(letters.Clusters(s), "") != s {
			t.Errorf("%+q falls apart", s)
		}
	})
}

func BenchmarkOpenTable(b *testing.B) {
	for b.Loop() {
		table(b)
	}
}

package reading_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/letters"
	"madoguchi/app/letters/reading"
)

// names opens the list the terminal is built with.
func names(t testing.TB) *reading.Names {
	t.Helper()
	file, err := os.Open("../../../assets/letters/name.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	n, err := reading.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPropose(t *testing.T) {
	n := names(t)
	tests := []struct {
		name, in string
		first    string // "" for no proposal
		also     string
	}{
		{"common", "佐藤　太郎", "サトウ　タロウ", ""},
		{"half-width space", "佐藤 太郎", "サトウ　タロウ", ""},
		{"hashigo-taka is read as the list's", "髙橋　花子", "タカハシ　ハナコ", ""},
		{"tatsu-saki", "山﨑　太郎", "ヤマザキ　タロウ", "ヤマサキ　タロウ"},
		{"tsuchi-yoshi", "𠮷田　太郎", "ヨシダ　タロウ", ""},
		{"variation sequence", "葛\U000E0102西　太郎", "カサイ　タロウ", ""},
		{"old shape", "渡邉　太郎", "ワタナベ　タロウ", ""},
		{"repetition mark", "佐々木　太郎", "ササキ　タロウ", ""},
		{"the very shape before another: 木曾", "小木曾　太郎", "オギソ　タロウ", "コギソ　タロウ"},
		{"the very shape before another: 木曽", "小木曽　太郎", "コギソ　タロウ", "オギソ　タロウ"},
		{"several readings to choose from", "中田　太郎", "ナカタ　タロウ", "ナカダ　タロウ"},
		{"given name in hiragana", "佐藤　さくら", "サトウ　サクラ", ""},
		{"all in kana", "グエン　ヴァン　アン", "グエン　ヴァン　アン", ""},
		{"one word in kana", "マリア", "マリア", ""},
		{"unknown given name gets none", "佐藤　龘龘", "", ""},
		{"unknown surname gets none", "龘龘　太郎", "", ""},
		{"family name alone gets none", "佐藤", "", ""},
		{"Latin letters get none", "NGUYEN　VAN", "", ""},
		{"empty", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := n.Propose(tt.in)
			if tt.first == "" {
				if len(got) != 0 {
					t.Errorf("proposes %q", got)
				}
				return
			}
			if len(got) == 0 || got[0] != tt.first || tt.also != "" && !slices.Contains(got, tt.also) || len(got) > reading.Most {
				t.Errorf("proposes %q, want %q first", got, tt.first)
			}
		})
	}
}

func TestProposeFamily(t *testing.T) {
	n := names(t)
	for in, want := range map[string]string{"髙橋": "タカハシ", "山﨑": "ヤマザキ", "さとう": "サトウ", "龘": "", "": ""} {
		got := n.ProposeFamily(in)
		if want == "" && len(got) > 0 || want != "" && (len(got) == 0 || got[0] != want) {
			t.Errorf("%s is read %q", in, got)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"too few columns": "s\t佐藤\n", "no such kind": "x\t佐藤\tサトウ\n", "no reading": "s\t佐藤\t\n",
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			zip := gzip.NewWriter(&b)
			if _, err := zip.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
			if err := zip.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := reading.Open(&b); err == nil || strings.Contains(err.Error(), "佐藤") {
				t.Errorf("error = %v", err)
			}
		})
	}
	if _, err := reading.Open(strings.NewReader("no gzip")); err == nil {
		t.Error("opened what is no list")
	}
}

// TestTrainingCity measures the proposals on the names that the training city draws
// from. Both come from one dictionary: it says how much of a population is covered, not
// how often a proposal is right of people who read their name otherwise.
func TestTrainingCity(t *testing.T) {
	n := names(t)
	file, err := os.Open("../../../cmd/training/city/names.tsv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	zip, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(zip); err != nil {
		t.Fatal(err)
	}
	total, first, among := 0, 0, 0
	for line := range strings.Lines(b.String()) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		name, kana := "佐藤　"+f[1], "サトウ　"+f[2]
		if f[0] == "s" {
			name, kana = f[1]+"　太郎", f[2]+"　タロウ"
		}
		total++
		proposed := n.Propose(name)
		if len(proposed) > 0 && proposed[0] == kana {
			first++
		}
		if slices.Contains(proposed, kana) {
			among++
		}
	}
	t.Logf("%d names: first %d, among the proposals %d", total, first, among)
	if first < total*95/100 || among < total*99/100 {
		t.Errorf("of %d names %d come first and %d are among the proposals", total, first, among)
	}
}

// TestMemory keeps the list under 12 MB.
func TestMemory(t *testing.T) {
	letters.Fold("辺") // the variants are there already
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n := names(t)
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("holds %d KB", held/1024)
	if held > 12<<20 {
		t.Errorf("holds %d bytes", held)
	}
	runtime.KeepAlive(n)
}

func FuzzPropose(f *testing.F) {
	for _, s := range []string{"佐藤　太郎", "\xff　\xff", "ゝ　ー", "　"} {
		f.Add(s)
	}
	n := names(f)
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range n.Propose(s) {
			if !letters.IsReading(r) {
				t.Errorf("%+q is read %+q", s, r)
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		names(b)
	}
}

func BenchmarkPropose(b *testing.B) {
	n := names(b)
	for b.Loop() {
		n.Propose("髙橋　花子")
	}
}

// TestWritten: what may be written for a reading, in the order of the list.
func TestWritten(t *testing.T) {
	n := names(t)
	for _, tt := range []struct {
		kana   string
		family bool
		want   string // among the first
	}{
		{"タカサキ", true, "高崎"}, {"タナカ", true, "田中"}, {"サトウ", true, "佐藤"}, {"ケンタロウ", false, "健太郎"}, {"ミサキ", false, "美咲"},
	} {
		got := n.Written(tt.kana, tt.family)
		if !slices.Contains(got, tt.want) || len(got) > reading.MostWritten {
			t.Errorf("%s is written %v, want %s among them", tt.kana, got, tt.want)
		}
		again := n.Written(tt.kana, tt.family)
		if !slices.Equal(got, again) {
			t.Errorf("%s: another order each time", tt.kana)
		}
	}
	if got := n.Written("ケンタロウ", true); len(got) != 0 {
		t.Errorf("given names among family names: %v", got)
	}
}

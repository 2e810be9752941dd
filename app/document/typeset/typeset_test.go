package typeset_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/document"
	"madoguchi/app/document/documenttest"
	"madoguchi/app/document/truetype"
	"madoguchi/app/document/typeset"
	"madoguchi/app/notification"
	"madoguchi/assets"
)

func open(t testing.TB, file []byte) *truetype.Font {
	t.Helper()
	f, err := truetype.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// fonts are those of a terminal; without the package of the font for names its tests
// are skipped.
func fonts(t testing.TB) typeset.Fonts {
	t.Helper()
	file, err := os.ReadFile("/usr/share/fonts/truetype/ipamj/ipamjm.ttf")
	if err != nil {
		t.Skip("no font for names: ", err)
	}
	return typeset.Fonts{Plain: open(t, assets.FontRegular), Strong: open(t, assets.FontBold), Names: open(t, file)}
}

// one returns a paper that says one name.
func one(text string) *document.Paper {
	place := document.Place{Entry: "e-1", Person: 2, Item: notification.FullName}
	return &document.Paper{Parts: []document.Part{{Title: "審査", Tables: []document.Table{{
		Columns: []document.Column{{Share: 0.5}, {Share: 0.5}},
		Rows:    [][]document.Cell{{{Text: "氏名"}, {Text: text, Name: true, Place: place}}},
	}}}}}
}

// said returns the lines of a page in one face.
func said(p typeset.Page, face typeset.Face) []string {
	var all []string
	for _, r := range p.Runs {
		if r.Face != face {
			continue
		}
		line := ""
		for _, g := range r.Glyphs {
			line += string(g.Character)
		}
		all = append(all, line)
	}
	return all
}

// TestMissing checks that a character the font lacks stops the document and is named by
// its place and code points, with nothing else of the text (A07).
func TestMissing(t *testing.T) {
	all := fonts(t)
	tests := []struct {
		name     string
		text     string
		position int
		want     []rune
	}{
		{"a sequence the font has", documenttest.Kuzu + "城", 0, nil},
		{"everything a name may need", documenttest.Yoshi + documenttest.Taka + documenttest.Saki + documenttest.Hen, 0, nil},
		{"a sequence it lacks", "山" + documenttest.Kuzu + "葛\U000E01EF", 3, []rune{0x845b, 0xe01ef}},
		{"private use", "山\ue000", 2, []rune{0xe000}},
		{"a combining mark", "か\u309a", 1, []rune{'か', 0x309a}},
		{"a selector alone", "\U000E0102山", 1, []rune{0xe0102}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := typeset.Lay(one(tt.text), all, documenttest.Keys{})
			var missing *typeset.MissingError
			if tt.want == nil {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if !errors.As(err, &missing) {
				t.Fatalf("error %v", err)
			}
			if missing.Position != tt.position || !slices.Equal(missing.Character, tt.want) || missing.Face != typeset.Names ||
				missing.Place != (document.Place{Entry: "e-1", Person: 2, Item: notification.FullName}) {
				t.Errorf("missing %+v", missing)
			}
			if strings.Contains(err.Error(), "山") {
				t.Errorf("%q quotes the text", err)
			}
		})
	}
}

// TestNamesWithoutTheirFont checks that a terminal without the font for names prints
// what its own font has, and refuses the rest.
func TestNamesWithoutTheirFont(t *testing.T) {
	plain := open(t, assets.FontRegular)
	poor := typeset.Fonts{Plain: plain, Strong: plain, Names: plain}
	if _, err := typeset.Lay(one("山田"), poor, documenttest.Keys{}); err != nil {
		t.Error(err)
	}
	var missing *typeset.MissingError
	if _, err := typeset.Lay(one(documenttest.Yoshi+"田"), poor, documenttest.Keys{}); !errors.As(err, &missing) {
		t.Errorf("error %v", err)
	}
}

// TestPages checks that a long table goes on over pages: nothing is lost, nothing stands
// outside the margins, and each page says which of how many it is.
func TestPages(t *testing.T) {
	paper := one("")
	table := &paper.Parts[0].Tables[0]
	table.Head, table.Rows = "表", nil
	want := 0
	for i := range 150 {
		want += 1 + i%20
		table.Rows = append(table.Rows, []document.Cell{{Text: fmt.Sprint("行", i)}, {Text: strings.Repeat("長い値、", 1+i%20), Name: true}})
	}
	d, err := typeset.Lay(paper, fonts(t), documenttest.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	rows, value := 0, ""
	for i, p := range d.Pages {
		for _, line := range said(p, typeset.Plain) {
			if strings.HasPrefix(line, "行") {
				rows++
			}
		}
		value += strings.Join(said(p, typeset.Names), "")
		if page := fmt.Sprint(document.KeyPage, i+1, " ", len(d.Pages)); !slices.Contains(said(p, typeset.Plain), page) {
			t.Errorf("page %d does not say %q", i+1, page)
		}
		for _, r := range p.Runs {
			width := 0.0
			for _, g := range r.Glyphs {
				width += d.Fonts.Of(r.Face).Advance(g.ID) * r.Size
			}
			if r.X < 40 || r.X+width > typeset.Width-40 || r.Y < 20 || r.Y > typeset.Height-20 {
				t.Errorf("page %d: a run stands at %v, %v and is %v wide", i+1, r.X, r.Y, width)
			}
		}
	}
	if rows != 150 || strings.Count(value, "長い値、") != want {
		t.Errorf("%d rows, %d values, want 150, %d", rows, strings.Count(value, "長い値、"), want)
	}
	if len(d.Pages) < 4 {
		t.Errorf("%d pages", len(d.Pages))
	}
}

// TestWrap checks that no line begins or ends with a sign that may not stand there, and
// that numbers and Latin words stay whole.
func TestWrap(t *testing.T) {
	paper := one(strings.Repeat("東京都、（千代田区）ＡＢ 2026-11-24 Madoguchi 「一丁目」", 8))
	paper.Parts[0].Tables[0].Columns = []document.Column{{Share: 0.8}, {Share: 0.2}}
	d, err := typeset.Lay(paper, fonts(t), documenttest.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	lines := said(d.Pages[0], typeset.Names)
	if len(lines) < 10 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, line := range lines {
		r := []rune(line)
		if len(r) == 0 {
			continue
		}
		if strings.ContainsRune("、）」", r[0]) || strings.ContainsRune("（「", r[len(r)-1]) {
			t.Errorf("line %q", line)
		}
		for _, word := range []string{"2026", "Madoguchi"} {
			if strings.Contains(line, word[:2]) && !strings.Contains(line, word) {
				t.Errorf("%s is cut in %q", word, line)
			}
		}
	}
}

// BenchmarkReviewList lays out a list of two entries.
func BenchmarkReviewList(b *testing.B) {
	all := fonts(b)
	t := &testing.T{}
	r := document.Request{Entries: []document.Material{documenttest.MovingIn(t), documenttest.MovingWithin(t)}, At: documenttest.Now}
	for b.Loop() {
		paper, err := document.ReviewList(r, documenttest.Keys{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := typeset.Lay(paper, all, documenttest.Keys{}); err != nil {
			b.Fatal(err)
		}
	}
}

package help

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"madoguchi/app/document/truetype"
	"madoguchi/app/document/typeset"
	"madoguchi/assets"
)

// TestPrint checks that the fonts of the program have every character of the manual, that
// no line leaves the paper, and that the contents give the page where each begins.
func TestPrint(t *testing.T) {
	var fonts typeset.Fonts
	var err error
	if fonts.Plain, err = truetype.Open(assets.FontRegular); err != nil {
		t.Fatal(err)
	}
	if fonts.Strong, err = truetype.Open(assets.FontBold); err != nil {
		t.Fatal(err)
	}
	fonts.Names = fonts.Plain
	for _, l := range languages {
		m := open(t, l)
		file, err := Print(m, fonts)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(file, []byte("%PDF-1.7")) {
			t.Errorf("%s: no PDF", l)
		}
		if folder := os.Getenv("MADOGUCHI_LOOK"); folder != "" {
			if err := os.WriteFile(filepath.Join(folder, "manual_"+string(l)+".pdf"), file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p := &printer{fonts: fonts, before: map[string]int{}, at: map[string]int{}}
		p.manual(m)
		for i, page := range p.pages {
			for _, r := range page.Runs {
				if r.X+p.width(r) > typeset.Width-edge+bodySize*1.5 || r.Y > typeset.Height-edge {
					t.Errorf("%s: sheet %d: a run ends at %v, %v", l, i+1, r.X+p.width(r), r.Y)
				}
			}
		}
		if len(p.at) != len(m.pages)-1 {
			t.Errorf("%s: %d pages printed, want %d", l, len(p.at), len(m.pages)-1)
		}
	}
}

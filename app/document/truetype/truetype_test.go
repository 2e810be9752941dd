package truetype_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"testing"

	"github.com/go-text/typesetting/font"

	"madoguchi/app/document/truetype"
	"madoguchi/assets"
)

// nameFont is where the package fonts-ipamj-mincho puts IPAmj Mincho.
const nameFont = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf"

func open(t *testing.T, file []byte) *truetype.Font {
	t.Helper()
	f, err := truetype.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func names(t *testing.T) []byte {
	t.Helper()
	file, err := os.ReadFile(nameFont)
	if err != nil {
		t.Skip("no font for names: ", err)
	}
	return file
}

// library reads the same file with the library that Fyne draws with.
func library(t *testing.T, file []byte) *font.Face {
	t.Helper()
	face, err := font.ParseTTF(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return face
}

// TestGlyph compares the glyphs of characters that names need with those the library
// finds, and checks that an unknown sequence has none.
func TestGlyph(t *testing.T) {
	file := names(t)
	f, want := open(t, file), library(t, file)
	tests := []struct {
		name      string
		character []rune
		drawn     bool
	}{
		{"葛 alone", []rune{0x845b}, true},
		{"葛 with its sequence", []rune{0x845b, 0xe0102}, true},
		{"葛 with a sequence the font lacks", []rune{0x845b, 0xe01ef}, false},
		{"葛 with the Adobe-Japan1 sequence", []rune{0x845b, 0xe0100}, false},
		{"𠮷 beyond the basic plane", []rune{0x20bb7}, true},
		{"髙", []rune{0x9ad9}, true},
		{"﨑", []rune{0xfa11}, true},
		{"変体仮名", []rune{0x1b002}, true},
		{"selector alone", []rune{0xe0102}, false},
		{"base with a combining mark", []rune{'が', 0x3099}, false},
		{"private use", []rune{0xe000}, false},
		{"nothing", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := f.Glyph(tt.character)
			if ok != tt.drawn {
				t.Fatalf("drawn %v, want %v", ok, tt.drawn)
			}
			if !ok {
				return
			}
			var g font.GID
			if len(tt.character) == 2 {
				g, _ = want.VariationGlyph(tt.character[0], tt.character[1])
			} else {
				g, _ = want.NominalGlyph(tt.character[0])
			}
			if font.GID(got) != g {
				t.Errorf("glyph %d, the library says %d", got, g)
			}
		})
	}
	plain, _ := f.Glyph([]rune{0x845b})
	if variant, _ := f.Glyph([]rune{0x845b, 0xe0102}); variant == plain {
		t.Error("the sequence has the glyph of the plain character")
	}
}

// TestOutline compares outlines and advances with the library's, of simple and of
// compound glyphs.
func TestOutline(t *testing.T) {
	for name, file := range map[string][]byte{"labels": assets.FontRegular, "names": nil} {
		t.Run(name, func(t *testing.T) {
			if file == nil {
				file = names(t)
			}
			f, want := open(t, file), library(t, file)
			compared := 0
			for g := font.GID(0); g < 60_000; g += 37 {
				data, ok := want.GlyphData(g).(font.GlyphOutline)
				if !ok {
					continue
				}
				if got := float64(want.HorizontalAdvance(g)) / float64(want.Upem()); math.Abs(got-f.Advance(truetype.Glyph(g))) > 1e-6 {
					t.Fatalf("glyph %d: advance %v, the library says %v", g, f.Advance(truetype.Glyph(g)), got)
				}
				a, b := area(f.Outline(truetype.Glyph(g))), libraryArea(data, float64(want.Upem()))
				for i := range a {
					if math.Abs(a[i]-b[i]) > 1e-4 {
						t.Fatalf("glyph %d: area and bounds %v, the library says %v", g, a, b)
					}
				}
				compared++
			}
			if compared < 300 {
				t.Errorf("compared %d glyphs only", compared)
			}
		})
	}
}

// area returns the area and the bounds of an outline's points, which two readings of
// one glyph share, wherever they begin its contours.
func area(outline []truetype.Segment) (out [5]float64) {
	var at truetype.Point
	out = [5]float64{0, math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	to := func(p truetype.Point) {
		out[0] += at.X*p.Y - p.X*at.Y
		out[1], out[2], out[3], out[4] = min(out[1], p.X), min(out[2], p.Y), max(out[3], p.X), max(out[4], p.Y)
		at = p
	}
	for _, s := range outline {
		switch s.Op {
		case truetype.MoveTo:
			at = s.To
		case truetype.CurveTo:
			to(s.By)
			to(s.To)
		default:
			to(s.To)
		}
	}
	return out
}

func libraryArea(data font.GlyphOutline, upem float64) [5]float64 {
	var outline []truetype.Segment
	for _, s := range data.Segments {
		p := func(i int) truetype.Point {
			return truetype.Point{X: float64(s.Args[i].X) / upem, Y: float64(s.Args[i].Y) / upem}
		}
		switch op := uint8(s.Op); op {
		case 0:
			outline = append(outline, truetype.Segment{Op: truetype.MoveTo, To: p(0)})
		case 1:
			outline = append(outline, truetype.Segment{Op: truetype.LineTo, To: p(0)})
		case 2:
			outline = append(outline, truetype.Segment{Op: truetype.CurveTo, By: p(0), To: p(1)})
		}
	}
	return area(outline)
}

// TestSubset checks that the cut-down font draws the glyphs it was asked for as the
// whole one does, and no other, and that the same glyphs give the same bytes.
func TestSubset(t *testing.T) {
	f := open(t, assets.FontRegular)
	var glyphs []truetype.Glyph
	for _, r := range "届出Ａé（、" {
		g, ok := f.Glyph([]rune{r})
		if !ok {
			t.Fatalf("%U has no glyph", r)
		}
		glyphs = append(glyphs, g)
	}
	file := f.Subset(glyphs)
	if !bytes.Equal(file, f.Subset(glyphs)) {
		t.Error("two subsets of the same glyphs differ")
	}
	if len(file) > len(assets.FontRegular)/5 {
		t.Errorf("subset of %d glyphs has %d bytes", len(glyphs), len(file))
	}
	// The library reads it without a table of characters, as a viewer of PDF does.
	tables := map[string]bool{}
	for i := range int(file[5]) {
		tables[string(file[12+16*i:][:4])] = true
	}
	for _, name := range []string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"} {
		if !tables[name] {
			t.Errorf("subset has no table %s", name)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, file := range map[string][]byte{
		"nothing": nil, "text": []byte("this is no font at all"), "cut short": assets.FontRegular[:1000],
		"PostScript outlines": append([]byte("OTTO"), assets.FontRegular[4:2000]...),
	} {
		if _, err := truetype.Open(file); !errors.Is(err, truetype.ErrFont) {
			t.Errorf("%s: %v, want %v", name, err, truetype.ErrFont)
		}
	}
}

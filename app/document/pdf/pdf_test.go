package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"madoguchi/app/document"
	"madoguchi/app/document/documenttest"
	"madoguchi/app/document/pdf"
	"madoguchi/app/document/raster"
	"madoguchi/app/document/truetype"
	"madoguchi/app/document/typeset"
	"madoguchi/assets"
)

const nameFont = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf"

func open(t *testing.T, file []byte) *truetype.Font {
	t.Helper()
	f, err := truetype.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// list returns a review list in pages, and the file of the font for names.
func list(t *testing.T) (*typeset.Document, []byte) {
	t.Helper()
	file, err := os.ReadFile(nameFont)
	if err != nil {
		t.Skip("no font for names: ", err)
	}
	r := document.Request{
		Entries: []document.Material{documenttest.MovingIn(t), documenttest.MovingWithin(t)},
		By:      "operator", Terminal: "KT-01", At: documenttest.Now, Training: true,
	}
	paper, err := document.ReviewList(r, documenttest.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	fonts := typeset.Fonts{Plain: open(t, assets.FontRegular), Strong: open(t, assets.FontBold), Names: open(t, file)}
	d, err := typeset.Lay(paper, fonts, documenttest.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	return d, file
}

// streams returns the streams of a PDF, inflated.
func streams(t *testing.T, file []byte) [][]byte {
	t.Helper()
	var all [][]byte
	for rest := file; ; {
		from := bytes.Index(rest, []byte("stream\n"))
		if from < 0 {
			return all
		}
		rest = rest[from+len("stream\n"):]
		to := bytes.Index(rest, []byte("\nendstream"))
		if to < 0 {
			return all // of the last endstream
		}
		z, err := zlib.NewReader(bytes.NewReader(rest[:to]))
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data)
		rest = rest[to+len("\nendstream"):]
	}
}

var drawn = regexp.MustCompile(`/F3 \S+ Tf \S+ \S+ Td <([0-9A-F]*)> Tj`)

// TestGlyphs takes the glyph numbers out of the file and compares them with those that
// another reader of the font has for the same characters: 葛 with its sequence, 𠮷, 髙, 﨑
// and a 変体仮名 are the register's, not what they look like.
func TestGlyphs(t *testing.T) {
	d, file := list(t)
	used := map[font.GID]bool{}
	back := ""
	for _, s := range streams(t, pdf.Write(d)) {
		for _, m := range drawn.FindAllSubmatch(s, -1) {
			for hex := range slices.Chunk(m[1], 4) {
				g, err := strconv.ParseUint(string(hex), 16, 16)
				if err != nil {
					t.Fatal(err)
				}
				used[font.GID(g)] = true
			}
		}
		if bytes.Contains(s, []byte("beginbfchar")) {
			back += string(s)
		}
	}
	face, err := font.ParseTTF(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name      string
		character []rune
		utf16     string
	}{
		{"葛 with its sequence", []rune{0x845b, 0xe0102}, "845BDB40DD02"},
		{"𠮷", []rune{0x20bb7}, "D842DFB7"},
		{"髙", []rune{0x9ad9}, "9AD9"},
		{"﨑", []rune{0xfa11}, "FA11"},
		{"変体仮名", []rune{0x1b002}, "D82CDC02"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, ok := face.NominalGlyph(tt.character[0])
			if len(tt.character) == 2 {
				g, ok = face.VariationGlyph(tt.character[0], tt.character[1])
			}
			if !ok || !used[g] {
				t.Errorf("glyph %d is not drawn", g)
			}
			if want := fmt.Sprintf("<%04X> <%s>\n", g, tt.utf16); !strings.Contains(back, want) {
				t.Errorf("no way back %q", want)
			}
		})
	}
	if plain, _ := face.NominalGlyph(0x845b); used[plain] {
		t.Error("the plain 葛 is drawn, which is another name")
	}
}

// TestReproducible checks that the same document gives the same bytes and that they
// tell nothing but what stands on the pages.
func TestReproducible(t *testing.T) {
	d, _ := list(t)
	file := pdf.Write(d)
	again, _ := list(t)
	if !bytes.Equal(file, pdf.Write(again)) {
		t.Error("the same document gives other bytes")
	}
	for _, word := range []string{"/Info", "CreationDate", "Producer", "/ID", "ipamj", nameFont, "葛"} {
		if bytes.Contains(file, []byte(word)) {
			t.Errorf("the file holds %q", word)
		}
	}
	if len(file) > 400_000 {
		t.Errorf("%d pages have %d bytes", len(d.Pages), len(file))
	}
}

// tool returns a program of the package poppler-utils.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip("no ", name)
	}
	return path
}

func written(t *testing.T, d *typeset.Document) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "list.pdf")
	if err := os.WriteFile(name, pdf.Write(d), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestTextBack has another program read the text, selectors included.
func TestTextBack(t *testing.T) {
	program := tool(t, "pdftotext")
	d, _ := list(t)
	text, err := exec.Command(program, "-layout", written(t, d), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{documenttest.Kuzu + "城", documenttest.Yoshi + "太郎", documenttest.Taka + documenttest.Saki, documenttest.Hen + "い"} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("%+q is not read back", want)
		}
	}
}

// shared returns a character that has one glyph alone and with a selector.
func shared(t *testing.T, f *truetype.Font) (plain, variant []rune) {
	t.Helper()
	for base := rune(0x4e00); base < 0xa000; base++ {
		for selector := rune(0xe0100); selector < 0xe0110; selector++ {
			a, ok := f.Glyph([]rune{base})
			if b, okVariant := f.Glyph([]rune{base, selector}); ok && okVariant && a == b {
				return []rune{base}, []rune{base, selector}
			}
		}
	}
	t.Fatal("the font has no such character")
	return nil, nil
}

// TestSameGlyphTwice checks that a character with and without its selector is read back
// as each was written, where the font has one glyph for both.
func TestSameGlyphTwice(t *testing.T) {
	program := tool(t, "pdftotext")
	d, _ := list(t)
	plain, variant := shared(t, d.Fonts.Names)
	a, _ := d.Fonts.Names.Glyph(plain)
	b, _ := d.Fonts.Names.Glyph(variant)
	d.Pages = []typeset.Page{{Runs: []typeset.Run{
		{Face: typeset.Names, Size: 12, X: 50, Y: 50, Glyphs: []typeset.Glyph{{ID: a, Character: plain}}},
		{Face: typeset.Names, Size: 12, X: 50, Y: 90, Glyphs: []typeset.Glyph{{ID: b, Character: variant}}},
	}}}
	text, err := exec.Command(program, written(t, d), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Fields(string(text)); len(got) != 2 || got[0] != string(plain) || got[1] != string(variant) {
		t.Errorf("read back %+q", got)
	}
}

// TestPreviewIsPrint compares each page as it is shown before printing with what
// another program makes of the printed file: they are one layout.
func TestPreviewIsPrint(t *testing.T) {
	program := tool(t, "pdftoppm")
	d, _ := list(t)
	const dpi = 100
	folder := t.TempDir()
	if out, err := exec.Command(program, "-gray", "-png", "-r", strconv.Itoa(dpi), written(t, d), filepath.Join(folder, "p")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for i := range d.Pages {
		f, err := os.Open(filepath.Join(folder, fmt.Sprintf("p-%d.png", i+1)))
		if err != nil {
			t.Fatal(err)
		}
		read, err := png.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		printed := image.NewGray(read.Bounds())
		draw.Draw(printed, printed.Rect, read, image.Point{}, draw.Src)
		shown := raster.Page(d, i, dpi/float64(raster.PointsPerInch))
		if worst, at := apart(printed, shown); worst > 0.15 {
			t.Errorf("page %d: preview and print are %.2f apart at %v", i+1, worst, at)
		}
	}
}

// apart returns how far two pictures are apart at most, as mean gray of squares of 10
// pixels, and where.
func apart(a, b *image.Gray) (worst float64, at image.Point) {
	const side = 10
	mean := func(m *image.Gray, x, y int) float64 {
		sum := 0
		for dy := range side {
			for _, gray := range m.Pix[m.PixOffset(x, y+dy):][:side] {
				sum += int(gray)
			}
		}
		return float64(sum) / (side * side * 255)
	}
	size := a.Rect.Intersect(b.Rect)
	for y := 0; y+side <= size.Dy(); y += side {
		for x := 0; x+side <= size.Dx(); x += side {
			if d := mean(a, x, y) - mean(b, x, y); max(d, -d) > worst {
				worst, at = max(d, -d), image.Pt(x, y)
			}
		}
	}
	return worst, at
}

// TestQRCode has another program read the code of each entry from the page (D17).
func TestQRCode(t *testing.T) {
	d, _ := list(t)
	want := []document.Material{documenttest.MovingIn(t), documenttest.MovingWithin(t)}
	found := 0
	for i := range d.Pages {
		bitmap, err := gozxing.NewBinaryBitmapFromImage(raster.Page(d, i, 200.0/raster.PointsPerInch))
		if err != nil {
			t.Fatal(err)
		}
		code, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil {
			continue // a page that goes on has none
		}
		if found < len(want) {
			if is, err := document.Compare(code.GetText(), want[found]); is != document.Same || err != nil {
				t.Errorf("page %d: %v, %v", i+1, is, err)
			}
		}
		found++
	}
	if found != len(want) {
		t.Errorf("%d codes read, want %d", found, len(want))
	}
}

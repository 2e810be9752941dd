package look

import (
	"bytes"
	"fmt"
	"image/color"
	"os"
	"strings"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/segmenter"

	"madoguchi/assets"
)

// Undrawn stands on the screen for a character whose shape the font lacks.
const Undrawn = "〓"

// repertoire is what a font says it can draw.
type repertoire struct {
	glyphs     font.Cmap
	variations font.UnicodeVariations
}

type nameFont struct {
	repertoire
	resource fyne.Resource // nil: the embedded font
}

var (
	names    atomic.Pointer[nameFont]
	embedded = mustEmbedded()
)

// LoadNameFont makes the font at path the one that names are drawn with. Without
// it names are drawn with the embedded font and [HasNameFont] is false.
func LoadNameFont(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("load name font: %w", err)
	}
	r, err := readRepertoire(data)
	if err != nil {
		return fmt.Errorf("load name font: %w", err)
	}
	names.Store(&nameFont{r, fyne.NewStaticResource("names.ttf", data)})
	return nil
}

// HasNameFont reports whether names are drawn with the font meant for them.
func HasNameFont() bool { return names.Load() != nil }

// NameFont returns the font for names, nil for the embedded font.
func NameFont() fyne.Resource { return currentNames().resource }

func currentNames() *nameFont {
	if n := names.Load(); n != nil {
		return n
	}
	return embedded
}

// NameText returns a line of text drawn with the font for names. A character whose
// very shape the font lacks is shown as [Undrawn]: a font asked for a sequence it
// does not know draws the plain character, which is another person's name.
func NameText(s string, size float32, ink color.Color) *canvas.Text {
	t := Text(Visible(s), size, ink)
	t.FontSource = NameFont()
	return t
}

// NameWidth returns how wide s is at size in the font for names.
func NameWidth(s string, size float32) float32 {
	w, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, size, fyne.TextStyle{}, NameFont())
	return w.Width
}

// Drawn reports whether the font for names has the shape of every character of s,
// and which characters it lacks.
func Drawn(s string) (ok bool, missing []string) {
	r := currentNames().repertoire
	for _, c := range Clusters(s) {
		if !r.draws(c) {
			missing = append(missing, c)
		}
	}
	return len(missing) == 0, missing
}

// Visible returns s with [Undrawn] for each character the font for names lacks.
func Visible(s string) string {
	r := currentNames().repertoire
	var b strings.Builder
	for _, c := range Clusters(s) {
		if r.draws(c) {
			b.WriteString(c)
		} else {
			b.WriteString(Undrawn)
		}
	}
	return b.String()
}

// Code returns the code points of a character, as "U+845B U+E0102".
func Code(cluster string) string {
	var b strings.Builder
	for i, r := range []rune(cluster) {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "U+%04X", r)
	}
	return b.String()
}

// Clusters cuts s into what a person sees as characters: a base with its
// variation selector or combining marks is one.
func Clusters(s string) []string {
	var seg segmenter.Segmenter
	seg.Init([]rune(s))
	var out []string
	for it := seg.GraphemeIterator(); it.Next(); {
		out = append(out, string(it.Grapheme().Text))
	}
	return out
}

// draws reports whether the font has every rune of the cluster, and the sequence
// where the cluster has a selector.
func (r repertoire) draws(cluster string) bool {
	runes := []rune(cluster)
	for i, c := range runes {
		switch {
		case selector(c):
			if i == 0 || !r.sequence(runes[i-1], c) {
				return false
			}
		default:
			if _, ok := r.glyphs.Lookup(c); !ok {
				return false
			}
		}
	}
	return true
}

func (r repertoire) sequence(base, sel rune) bool {
	_, kind := r.variations.GetGlyphVariant(base, sel)
	switch kind {
	case font.VariantFound:
		return true
	case font.VariantUseDefault:
		_, ok := r.glyphs.Lookup(base)
		return ok
	}
	return false
}

func selector(r rune) bool {
	return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef
}

// readRepertoire reads only the table of characters: the outlines, by far the
// most of a font, are Fyne's affair.
func readRepertoire(data []byte) (repertoire, error) {
	loader, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return repertoire{}, err
	}
	raw, err := loader.RawTable(opentype.MustNewTag("cmap"))
	if err != nil {
		return repertoire{}, err
	}
	table, _, err := tables.ParseCmap(raw)
	if err != nil {
		return repertoire{}, err
	}
	glyphs, variations, err := font.ProcessCmap(table, 0)
	return repertoire{glyphs, variations}, err
}

func mustEmbedded() *nameFont {
	r, err := readRepertoire(assets.FontRegular)
	if err != nil {
		panic(err) // an embedded file: a broken one is a broken build
	}
	return &nameFont{repertoire: r}
}

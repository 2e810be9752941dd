// Package truetype reads from a TrueType font what printing needs and no more: which
// glyph a character has, its advance and outline, and a font file that holds only the
// glyphs a document uses.
//
// A character is a base with its variation selector: the font's own table of
// variation sequences (cmap format 14) decides which glyph it is, and a sequence the
// table does not know is missing. Nothing falls back to the plain character, which is
// another person's name.
//
// Outlines are read from the file's bytes when they are asked for. Read whole, as the
// library that knows these tables would, IPAmj Mincho takes 102 MB.
//
// Fonts with PostScript outlines, hinting, kerning and substitution are left out: the
// names of a register are set one character after the other.
package truetype

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// ErrFont says that bytes are no font this package can read.
var ErrFont = errors.New("not a TrueType font with outlines")

// A Glyph is the number of a glyph in its font. 0 is the mark of a missing one.
type Glyph uint16

// A Font is a font file. It does not change and may be used from several goroutines.
type Font struct {
	tables     map[string][]byte
	characters font.Cmap
	variations font.UnicodeVariations
	upem       int
	glyphs     int
	metrics    int // how many glyphs have an advance of their own
	long       bool
	ascent     int
	descent    int // below the baseline, negative
}

// needed are the tables without which nothing can be set.
var needed = []string{"cmap", "head", "hhea", "hmtx", "maxp", "loca", "glyf"}

// Open reads a font file. It keeps file, which must not be changed.
func Open(file []byte) (*Font, error) {
	f := &Font{}
	var err error
	if f.tables, err = directory(file); err != nil {
		return nil, fmt.Errorf("open font: %w", err)
	}
	for _, name := range needed {
		if len(f.tables[name]) == 0 {
			return nil, fmt.Errorf("open font: table %s: %w", name, ErrFont)
		}
	}
	if err := f.readHeads(); err != nil {
		return nil, fmt.Errorf("open font: %w", err)
	}
	if err := f.readCharacters(file); err != nil {
		return nil, fmt.Errorf("open font: characters: %w", err)
	}
	return f, nil
}

// directory returns the tables of a font file by their names.
func directory(file []byte) (map[string][]byte, error) {
	if len(file) < 12 || binary.BigEndian.Uint32(file) != 0x00010000 {
		return nil, ErrFont
	}
	all := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(file[4:])) {
		at := 12 + 16*i
		if at+16 > len(file) {
			return nil, fmt.Errorf("directory: %w", ErrFont)
		}
		entry := file[at:]
		from, length := uint64(binary.BigEndian.Uint32(entry[8:])), uint64(binary.BigEndian.Uint32(entry[12:]))
		if from+length > uint64(len(file)) {
			return nil, fmt.Errorf("table %q: %w", entry[:4], ErrFont)
		}
		all[string(entry[:4])] = file[from : from+length]
	}
	return all, nil
}

func (f *Font) readHeads() error {
	head, hhea, maxp := f.tables["head"], f.tables["hhea"], f.tables["maxp"]
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 6 {
		return fmt.Errorf("heads: %w", ErrFont)
	}
	f.upem = int(binary.BigEndian.Uint16(head[18:]))
	f.long = binary.BigEndian.Uint16(head[50:]) == 1
	f.ascent, f.descent = signed(hhea[4:]), signed(hhea[6:])
	f.glyphs = int(binary.BigEndian.Uint16(maxp[4:]))
	f.metrics = int(binary.BigEndian.Uint16(hhea[34:]))
	width := 2
	if f.long {
		width = 4
	}
	if f.upem == 0 || f.metrics == 0 || len(f.tables["hmtx"]) < 4*f.metrics || len(f.tables["loca"]) < width*(f.glyphs+1) {
		return fmt.Errorf("sizes: %w", ErrFont)
	}
	return nil
}

func (f *Font) readCharacters(file []byte) error {
	loader, err := opentype.NewLoader(bytes.NewReader(file))
	if err != nil {
		return err
	}
	raw, err := loader.RawTable(opentype.MustNewTag("cmap"))
	if err != nil {
		return err
	}
	table, _, err := tables.ParseCmap(raw)
	if err != nil {
		return err
	}
	f.characters, f.variations, err = font.ProcessCmap(table, 0)
	return err
}

// Glyph returns the glyph of a character: of a base alone, or of a base with its
// selector where the font has that very sequence. Nothing else has a glyph.
func (f *Font) Glyph(character []rune) (Glyph, bool) {
	switch {
	case len(character) == 1:
		g, ok := f.characters.Lookup(character[0])
		return Glyph(g), ok && g != 0
	case len(character) == 2 && Selector(character[1]):
		g, kind := f.variations.GetGlyphVariant(character[0], character[1])
		switch kind {
		case font.VariantFound:
			return Glyph(g), g != 0
		case font.VariantUseDefault:
			return f.Glyph(character[:1])
		}
	}
	return 0, false
}

// Selector reports whether a rune selects a variant of the one before it.
func Selector(r rune) bool { return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef }

// Advance returns how wide a glyph is at size 1.
func (f *Font) Advance(g Glyph) float64 {
	i := min(int(g), f.metrics-1)
	return float64(binary.BigEndian.Uint16(f.tables["hmtx"][4*i:])) / float64(f.upem)
}

// Ascent returns how far the font reaches above the baseline at size 1.
func (f *Font) Ascent() float64 { return float64(f.ascent) / float64(f.upem) }

// Descent returns how far it reaches below, a negative number.
func (f *Font) Descent() float64 { return float64(f.descent) / float64(f.upem) }

func signed(b []byte) int { return int(int16(binary.BigEndian.Uint16(b))) }

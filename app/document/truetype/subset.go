package truetype

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
)

// Subset returns a font file with the same glyph numbers in which only the glyphs
// given, and those they are made of, have an outline. Equal glyphs give equal bytes.
func (f *Font) Subset(glyphs []Glyph) []byte {
	keep := map[Glyph]bool{}
	f.close(0, keep)
	last := Glyph(0)
	for _, g := range glyphs {
		f.close(g, keep)
	}
	for g := range keep {
		last = max(last, g)
	}
	count := int(last) + 1 // what comes behind the last one is not needed at all
	var glyf bytes.Buffer
	loca := make([]byte, 0, 4*(count+1))
	for g := range count {
		loca = binary.BigEndian.AppendUint32(loca, uint32(glyf.Len()))
		if keep[Glyph(g)] {
			glyf.Write(f.data(Glyph(g)))
			pad(&glyf)
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(glyf.Len()))
	metrics := min(count, f.metrics)
	tables := map[string][]byte{"glyf": glyf.Bytes(), "loca": loca, "hmtx": f.widths(count, metrics)}
	for _, name := range []string{"head", "hhea", "maxp", "cvt ", "fpgm", "prep"} {
		if t := f.tables[name]; t != nil {
			tables[name] = slices.Clone(t)
		}
	}
	binary.BigEndian.PutUint16(tables["head"][50:], 1) // long offsets
	binary.BigEndian.PutUint16(tables["hhea"][34:], uint16(metrics))
	binary.BigEndian.PutUint16(tables["maxp"][4:], uint16(count))
	return file(tables)
}

// close adds a glyph and what it is made of.
func (f *Font) close(g Glyph, keep map[Glyph]bool) {
	if keep[g] || int(g) >= f.glyphs {
		return
	}
	keep[g] = true
	if data := f.data(g); data != nil && signed(data) < 0 {
		for _, p := range parts(data) {
			f.close(p.glyph, keep)
		}
	}
}

// widths returns the metrics of the first count glyphs, of which so many have an
// advance of their own.
func (f *Font) widths(count, metrics int) []byte {
	length := 4*metrics + 2*(count-metrics)
	return f.tables["hmtx"][:min(length, len(f.tables["hmtx"]))]
}

// file writes tables as a font file, sorted and with their checksums.
func file(tables map[string][]byte) []byte {
	names := slices.Sorted(maps.Keys(tables))
	var b bytes.Buffer
	power := 1
	log := 0
	for power*2 <= len(names) {
		power, log = power*2, log+1
	}
	b.Write([]byte{0, 1, 0, 0})
	for _, n := range []int{len(names), power * 16, log, len(names)*16 - power*16} {
		b.Write(binary.BigEndian.AppendUint16(nil, uint16(n)))
	}
	at := 12 + 16*len(names)
	for _, name := range names {
		t := tables[name]
		b.WriteString(name)
		for _, n := range []uint32{checksum(t), uint32(at), uint32(len(t))} {
			b.Write(binary.BigEndian.AppendUint32(nil, n))
		}
		at += (len(t) + 3) &^ 3
	}
	for _, name := range names {
		b.Write(tables[name])
		pad(&b)
	}
	return b.Bytes()
}

func checksum(t []byte) uint32 {
	var sum uint32
	for i := 0; i < len(t); i += 4 {
		var word [4]byte
		copy(word[:], t[i:])
		sum += binary.BigEndian.Uint32(word[:])
	}
	return sum
}

func pad(b *bytes.Buffer) {
	for b.Len()%4 != 0 {
		b.WriteByte(0)
	}
}

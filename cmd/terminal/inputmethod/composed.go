package inputmethod

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"madoguchi/ui/kit/ime"
)

// Parts of a composition of Windows, as its message names them (imm.h).
const (
	partString     = 0x0008 // GCS_COMPSTR
	partAttributes = 0x0010 // GCS_COMPATTR
	partCaret      = 0x0080 // GCS_CURSORPOS
	partResult     = 0x0800 // GCS_RESULTSTR
)

// Attributes of the segment that is being chosen: ATTR_TARGET_CONVERTED and
// ATTR_TARGET_NOTCONVERTED.
const target, targetUntouched = 1, 3

// composed are the events of a message about a composition: read returns a part of it,
// and changed says which there are.
func composed(read func(part uintptr) []byte, changed uintptr) []ime.Event {
	var all []ime.Event
	if changed&partResult != 0 {
		all = append(all, ime.Commit{Text: string(utf16.Decode(units(read(partResult))))})
	}
	switch {
	case changed&partString != 0:
		all = append(all, ime.Change{Preedit: preeditOfUnits(units(read(partString)), read(partAttributes), read(partCaret))})
	case changed&partResult == 0:
		all = append(all, ime.Change{})
	}
	return all
}

// units reads UTF-16 with the low byte first.
func units(b []byte) []uint16 {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return u
}

// preeditOfUnits counts in runes what Windows counts in units of UTF-16: there is an
// attribute for each unit.
func preeditOfUnits(text []uint16, attributes, caret []byte) ime.Preedit {
	runes := func(n int) int { return utf8.RuneCountInString(string(utf16.Decode(text[:min(n, len(text))]))) }
	p := ime.Preedit{Text: string(utf16.Decode(text))}
	if len(caret) == 2 {
		p.Caret = runes(int(binary.LittleEndian.Uint16(caret)))
	}
	from, to := -1, 0
	for i, a := range attributes {
		if a == target || a == targetUntouched {
			if from < 0 {
				from = i
			}
			to = i + 1
		}
	}
	if from >= 0 {
		p.From, p.To = runes(from), runes(to)
	}
	return p
}

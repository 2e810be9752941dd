package keyhook

// Keysyms of characters: those of Latin 1 are the character, all others say that they
// are one.
const unicodeSymbol uint32 = 0x01000000

// Rune returns the character a keysym stands for, 0 for none.
func Rune(symbol uint32) rune {
	switch {
	case symbol >= 0x20 && symbol <= 0x7e, symbol >= 0xa0 && symbol <= 0xff:
		return rune(symbol)
	case symbol >= unicodeSymbol+0x100 && symbol <= unicodeSymbol+0x10ffff:
		return rune(symbol - unicodeSymbol)
	case symbol >= 0xffb0 && symbol <= 0xffb9: // of the keypad
		return rune('0' + symbol - 0xffb0)
	}
	return 0
}

// Package letters holds what the register knows of characters: which ones a name may
// be written with, how what an operator typed becomes the katakana of a reading, and
// how names are folded so that a search finds them.
//
// A stored name is never normalised: even Unicode's gentlest normalisation changes
// characters of the repertoire into others. [Fold] is for the search alone,
// [Table.Convert] replaces a spelling by another of the same character, and
// [Table.Reduce] makes text for systems that have fewer characters, saying what it
// replaced. [Table.Find] finds a character that cannot be typed.
//
// Whether a font can draw a character is left to others, proposing the reading of a
// name to package reading; so are the characters that the administrative standard (行政事務標準文字)
// has beyond the MJ table, which no public source holds.
package letters

// isSelector reports whether r is a variation selector, which picks a shape of the
// character before it.
func isSelector(r rune) bool {
	return r >= 0xE0100 && r <= 0xE01EF || r >= 0xFE00 && r <= 0xFE0F
}

// Clusters cuts s into characters as people count them: a base and the variation
// selectors after it.
func Clusters(s string) []string {
	var all []string
	start := 0
	for i, r := range s {
		if i > start && !isSelector(r) {
			all = append(all, s[start:i])
			start = i
		}
	}
	if start < len(s) {
		all = append(all, s[start:])
	}
	return all
}

// Package household holds how residents live together: the words for the
// relationship to the head (続柄), the order members are written in (並び順), what
// becomes of households when some of their members move, what everybody is to another
// head, and the picture of a notification's households before and after it (D5).
//
// Whether a change is allowed is package rules' to say; numbers of households
// (世帯番号) are allotted, and records written, by the registry.
package household

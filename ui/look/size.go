package look

import "sync/atomic"

// large is 1 when the operator asked for large type.
var large atomic.Bool

// SetLarge switches large type, which is a quarter larger than normal. Call it
// before a screen is built: what is on the screen keeps its size.
func SetLarge(on bool) { large.Store(on) }

// Large reports whether large type is on.
func Large() bool { return large.Load() }

func scaled(n float32) float32 {
	if large.Load() {
		return n * 1.25
	}
	return n
}

// Body is the size of what is read and typed. A full-width character is as wide as
// its size.
func Body() float32 { return scaled(15) }

// Small is the size of hints, tags and heads of columns.
func Small() float32 { return scaled(13) }

// Head is the size of the head of a section, and of names.
func Head() float32 { return scaled(17) }

// Title is the size of the head of a screen.
func Title() float32 { return scaled(22) }

// Display is the size of the few words of a cover.
func Display() float32 { return scaled(34) }

// Space returns n steps of the spacing scale; a step is 4 units.
func Space(n float32) float32 { return scaled(4 * n) }

// RowHeight is the height of a field and of a row of a list.
func RowHeight() float32 { return scaled(32) }

// Ring is the width of the focus ring.
const Ring float32 = 3

// Hair is the width of a line between things.
const Hair float32 = 1

// Radius is the radius of corners.
const Radius float32 = 3

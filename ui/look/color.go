package look

import "image/color"

// The colours, by what they are for. Text on its ground has a contrast of at least
// 7:1, borders that carry meaning at least 3:1.
var (
	Ink       = rgb(0x15, 0x1b, 0x23) // text
	InkSoft   = rgb(0x45, 0x50, 0x5c) // hints, units, column heads
	InkFaint  = rgb(0x77, 0x82, 0x8e) // keys that have no use here
	InkInvert = rgb(0xff, 0xff, 0xff) // text on Brand and on Training

	Paper     = rgb(0xff, 0xff, 0xff) // what is written on
	Ground    = rgb(0xee, 0xf1, 0xf5) // behind everything
	Cell      = rgb(0xe3, 0xe9, 0xf1) // the cell of a label
	Fixed     = rgb(0xf2, 0xf4, 0xf6) // what cannot be changed
	Line      = rgb(0xc3, 0xcc, 0xd6) // between things
	FieldLine = rgb(0x6a, 0x76, 0x83) // around what can be filled in

	Brand     = rgb(0x12, 0x2c, 0x4f) // the head of the window
	BrandSoft = rgb(0xb9, 0xcb, 0xe3) // quieter text on Brand
	Accent    = rgb(0x10, 0x4a, 0x94) // what is chosen, what leads on
	Chosen    = rgb(0xd9, 0xe7, 0xf8) // the ground of a chosen row
	Selection = rgb(0xa9, 0xcb, 0xf5) // selected text

	Focus     = rgb(0x00, 0x5f, 0xd1) // the ring around what has the keyboard
	FocusFill = rgb(0xff, 0xfb, 0xe0) // and its ground

	TrainingBand = rgb(0x7b, 0x1f, 0xa2) // training: a colour nothing else has
	TrainingDark = rgb(0x4a, 0x0f, 0x66)

	Veil = color.NRGBA{R: 0x10, G: 0x18, B: 0x22, A: 0x99} // over what a question waits for
)

// A Tone says how much a message matters. Tones are never told by colour alone: a
// word or a sign stands beside it.
type Tone uint8

// The tones.
const (
	Plain Tone = 0 // nothing to say
	Info  Tone = 1 // good to know
	Good  Tone = 2 // done
	Alert Tone = 3 // look at it and acknowledge it
	Stop  Tone = 4 // it cannot go on like this
)

// Ink returns the text colour of t, which is readable on Paper and on t.Fill().
func (t Tone) Ink() color.NRGBA { return tones[t].ink }

// Fill returns the ground of a message of t.
func (t Tone) Fill() color.NRGBA { return tones[t].fill }

// Edge returns the border of what t is about.
func (t Tone) Edge() color.NRGBA { return tones[t].edge }

// OnBrand returns the text colour of t on Brand.
func (t Tone) OnBrand() color.NRGBA { return tones[t].onBrand }

// Sign returns the sign that stands before a message of t.
func (t Tone) Sign() string { return tones[t].sign }

var tones = [...]struct {
	ink, fill, edge, onBrand color.NRGBA
	sign                     string
}{
	Plain: {Ink, Paper, Line, InkInvert, ""},
	Info:  {rgb(0x0b, 0x3f, 0x82), rgb(0xe6, 0xef, 0xfb), rgb(0x3d, 0x7b, 0xc4), rgb(0x9c, 0xc6, 0xff), "i"},
	Good:  {rgb(0x0b, 0x54, 0x2c), rgb(0xe2, 0xf4, 0xe8), rgb(0x2e, 0x8b, 0x57), rgb(0x8f, 0xe3, 0xb0), "○"},
	Alert: {rgb(0x6b, 0x43, 0x00), rgb(0xff, 0xf1, 0xcf), rgb(0xb8, 0x74, 0x00), rgb(0xff, 0xd4, 0x7a), "△"},
	Stop:  {rgb(0x9b, 0x10, 0x14), rgb(0xfd, 0xe7, 0xe7), rgb(0xc6, 0x1a, 0x1f), rgb(0xff, 0xb3, 0xad), "×"},
}

func rgb(r, g, b uint8) color.NRGBA { return color.NRGBA{R: r, G: g, B: b, A: 0xff} }

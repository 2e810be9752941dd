// Package ime is what a text field and an input method say to each other while kana
// are turned into kanji: which keys the method is asked about first, what is not
// committed yet, what is, and how the kanji were read as they were typed.
//
// A [Router] stands between the window's keys, the field that has the keyboard and the
// [Method]. It hands one key at a time to the method and keeps those that follow until
// the answer is there, so that a key which moves the keyboard to another field decides
// where the next one goes. Whatever the method used up reaches nobody else.
//
// It draws nothing and knows no operating system: the field draws (ui/kit), and the
// methods are made in cmd/terminal/inputmethod.
package ime

// A Mode is how a field wants to be typed into.
type Mode uint8

// The modes.
const (
	Direct Mode = 1 // every key is what it says: codes, dates, numbers, PINs, kana by the field itself
	Kanji  Mode = 2 // opens with the conversion on
	Latin  Mode = 3 // opens with it off, and it can be switched on: house numbers, foreign names
)

// A Stroke is one key going down, again, or up, as X11 counts keys: that is how the
// interface of IBus names them.
type Stroke struct {
	Symbol uint32 // keysym
	Code   uint32 // of the key as the kernel counts
	State  uint32 // modifiers that are held
	Up     bool
}

// Modifiers of a Stroke.
const (
	Shift   uint32 = 1 << 0
	Caps    uint32 = 1 << 1
	Control uint32 = 1 << 2
	Alt     uint32 = 1 << 3
	Num     uint32 = 1 << 4
	Super   uint32 = 1 << 6
)

// A Preedit is what is being converted: it is shown in the field and is not its text
// yet. Caret and the bounds of the segment that is being chosen count runes; From == To
// is no such segment.
type Preedit struct {
	Text     string
	Caret    int
	From, To int
}

// A Rect is a rectangle on the screen, in its points.
type Rect struct{ X, Y, Width, Height int }

// A Method is an input method of the desktop. Nothing of it waits, but for Events, and
// what it has to say it says by events, in the order in which they came about.
type Method interface {
	// Ready reports whether there is somebody to ask.
	Ready() bool
	// Asked reports whether keys have to be asked about. On Windows the system does so
	// itself, before the window hears of them.
	Asked() bool
	// Focus says that another field has the keyboard. Nothing that is still on its way
	// from the field before is an event any more.
	Focus(m Mode)
	// Blur says that no field has it.
	Blur()
	// Reset gives up what is being converted.
	Reset()
	// Key asks about a key. For each that goes down there is one [Answer].
	Key(s Stroke)
	// Place says where on the screen the conversion stands: the candidates go there.
	Place(r Rect)
	// Surrounding says what stands in the field, and its caret and anchor in runes.
	Surrounding(text string, caret, anchor int)
	// Events returns what happened since the last call, and waits for something at most
	// so many milliseconds.
	Events(milliseconds int) []Event
}

// An Event is what a method says: one of the types below.
type Event any

type (
	// An Answer is that to a key: the method has used it, or it is the field's.
	Answer struct{ Used bool }
	// A Change is a new preedit; an empty one ends the conversion.
	Change struct{ Preedit Preedit }
	// A Commit is text that is the field's from now on.
	Commit struct{ Text string }
	// A Forward is a key that the method gives back to the field.
	Forward struct{ Stroke Stroke }
	// A Delete takes runes out of the field, counted from the caret.
	Delete struct{ Offset, Length int }
	// Gone is the end of the method: no answer will come.
	Gone struct{}
)

// A Client is a field as a method knows it.
type Client interface {
	// SetPreedit shows what is being converted.
	SetPreedit(p Preedit)
	// Commit puts text in. The preedit is over; reading is how it was typed, in
	// hiragana, "" where that is not known.
	Commit(text, reading string)
	// Forwarded is a key that the method gave back.
	Forwarded(s Stroke)
	// DeleteAround takes length runes out, from offset runes behind the caret.
	DeleteAround(offset, length int)
	// Surrounding returns the text, and the caret and the anchor in runes.
	Surrounding() (text string, caret, anchor int)
}

// Package inputmethod speaks to the input methods of the desktop for the text fields of
// the terminal: on Linux over D-Bus by the interface of IBus, which ibus and fcitx5 both
// answer, on Windows through IMM32 on the handle of the window. Neither needs C.
//
// The order of what a method says is kept: the answer to a key, what it commits and what
// it shows are events in one queue, as they came over the line. What belongs to a field
// that was left is dropped: a key that means nothing is asked about last, and what comes
// before its answer is of the field before.
//
// Methods are asked to keep nothing of what is typed, because names and addresses of
// residents are (the hint IBus calls private). Whether a method heeds that is its own:
// learning is switched off in the method's own settings by IT.
//
// Which key goes to whom is ui/kit/ime's, and drawing is ui/kit's.
package inputmethod

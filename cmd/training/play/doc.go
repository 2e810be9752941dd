// Package play works the keyboard of a real terminal as a clerk does, where there is
// no display and no clerk: for the scripted day of training and for the end-to-end
// test.
//
// A [Stage] is a display of its own (Xvfb) with a window manager, a session bus and
// an unlocked keyring, all private to it and gone with it. A [Player] types into the
// window on it through xdotool, takes pictures of what is seen, and waits for what
// the terminal says of itself.
//
// The terminal says it as lines of JSON, appended to the file that its configuration
// names; see [Event]. It does so in training mode only, and says which screen is open,
// the state of the line and counts: never data.
//
// Which keys make a day, and which programs run, is left to the callers.
package play

// Package shell is the one window of a terminal: the head that always says who is
// signed in, how the line is and what has not been accepted yet, the band that says
// training, the stack of screens, the message line and the function keys. It counts
// idleness, shows the countdown, covers the screen, and logs off on the way out.
//
// While the terminal is covered or nobody is signed in, nothing a screen does
// reaches the window: its content is taken out, questions are taken away, function
// keys and messages of screens have no effect.
//
// What signing in, locking and logging off mean for the session and the drafts is
// the desk's; the screens are those of the other ui packages, and cmd/terminal
// decides which they are.
package shell

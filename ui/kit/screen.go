package kit

import (
	"fyne.io/fyne/v2"

	"madoguchi/ui/look"
)

// A Screen is a room of the program that the shell shows between its head and the
// function keys.
type Screen interface {
	// Title is the head of the screen. It holds no personal data.
	Title() string
	// Content is what is shown. It is asked once, when the screen comes on stage.
	Content() fyne.CanvasObject
	// Actions are what the function keys do here. The shell adds F1 help, F3 back
	// and F4 leave seat where the screen says nothing else.
	Actions() []Action
	// Shown is called each time the screen can be seen again: first, after another
	// screen went back to it, after the cover. It gives some field the keyboard.
	Shown()
	// Hidden is called each time it can no longer be seen. What is half typed is
	// kept now: the cover may stay and the session may end.
	Hidden()
}

// A Backer is a screen that decides itself what F3 does: it returns true if it did
// something and stays.
type Backer interface{ Back() bool }

// A Stage is what the shell does for the screen it shows.
type Stage interface {
	// Say puts a message above the function keys.
	Say(tone look.Tone, text string)
	// Ask puts a question over the screen. The answer never comes if the terminal
	// is covered or the session ends meanwhile.
	Ask(q Question, answered func(answer int))
	// ActionsChanged draws the function keys anew.
	ActionsChanged()
	// Show puts a screen on top, Back returns to the one below, Home to the lowest.
	Show(s Screen)
	Back()
	Home()
}

package kit

import (
	"crypto/sha256"
	"time"

	"fyne.io/fyne/v2"
)

// CopiedStays is how long what a field put on the clipboard stays there (R035): long enough
// for the next field, too short for the next person.
const CopiedStays = 30 * time.Second

// copied is what a field last put on the clipboard, as a hash: the text itself stays nowhere
// but there. The clipboard is the machine's, so there is one for the whole program; it is
// touched on Fyne's goroutine only.
var copied struct {
	sum  [sha256.Size]byte
	held bool
	seen bool // DropCopied has noted when
	at   time.Duration
}

// keepCopied puts a text on the clipboard, to be dropped in its time.
func keepCopied(to fyne.Clipboard, text string) {
	to.SetContent(text)
	copied.sum, copied.held, copied.seen = sha256.Sum256([]byte(text)), true, false
}

// DropCopied takes what a field put on the clipboard away again once its time is over; the
// shell calls it each second with a clock that only goes on, of any origin. What another program put there
// meanwhile stays.
func DropCopied(from fyne.Clipboard, up time.Duration) {
	switch {
	case !copied.held:
	case !copied.seen:
		copied.seen, copied.at = true, up
	case up-copied.at >= CopiedStays:
		ClearCopied(from)
	}
}

// ClearCopied takes it away now: the terminal is locked, or the operator goes.
func ClearCopied(from fyne.Clipboard) {
	if !copied.held {
		return
	}
	copied.held = false
	if sha256.Sum256([]byte(from.Content())) == copied.sum {
		from.SetContent("")
	}
}

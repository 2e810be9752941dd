package shell

import (
	"context"
	"time"

	"madoguchi/app/counter"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A Status is what the head says.
type Status struct {
	Operator string // name and ID of who is signed in; empty for nobody
	Terminal string // ward and number of the terminal
	Line     counter.LineState
	// Counted is whether the counts are known: not before the sealed file is open.
	Counted bool
	// The three counts of D2: never one green light.
	Unsent, Sent, Accepted counter.Count
	Policy                 int     // version of the policy in force; 0 for none
	Trouble                Trouble // what somebody has to look after, none if 0
	Amount                 int     // of a Trouble that has one
}

// A Desk is what the shell needs of the terminal.
type Desk interface {
	// Lock keeps the session while the screen is covered. cause is one of
	// the words below.
	Lock(ctx context.Context, cause string) error
	// SignOut ends the session of whoever is signed in.
	SignOut(ctx context.Context, cause string) error
}

// Why a session is locked or ends, as it is logged.
const (
	LeftSeat   = "left_seat" // the leave-seat key
	ByIdleness = "idle"      // nobody touched the terminal, or came back to it
	ByOperator = "operator"  // asked for
	ByRegistry = "revoked"   // the registry ended it
	ByOther    = "other"     // another operator took the terminal over
	ByQuitting = "quit"      // the window was closed or the program stopped
)

// counted is what the head says of a count; nothing it does not know.
func counted(s Status, c counter.Count, now time.Time) string {
	if !s.Counted {
		return unknown
	}
	return count(c, now)
}

// unknown stands for a number that is not known.
const unknown = "－"

// count is a count with the age of the oldest, as the head shows it.
func count(c counter.Count, now time.Time) string {
	if c.N == 0 || c.Oldest.IsZero() {
		return words.T(words.ShellCount, c.N)
	}
	return words.T(words.ShellOldest, c.N, age(now.Sub(c.Oldest)))
}

func age(d time.Duration) string {
	switch {
	case d < time.Hour:
		return words.T(words.ShellMinutes, max(0, int(d.Minutes())))
	case d < 48*time.Hour:
		return words.T(words.ShellHours, int(d.Hours()))
	}
	return words.T(words.ShellDays, int(d.Hours())/24)
}

// waiting says how pressing it is that c has not gone on: an hour calls for a look, and
// so does what the locked configuration says.
func waiting(c counter.Count, now time.Time) look.Tone {
	if c.Late || c.N > 0 && !c.Oldest.IsZero() && now.Sub(c.Oldest) >= time.Hour {
		return look.Alert
	}
	return look.Plain
}

func line(s counter.LineState) (string, look.Tone) {
	switch s {
	case counter.Online:
		return words.T(words.ShellOnline), look.Good
	case counter.Connecting:
		return words.T(words.ShellConnecting), look.Alert
	}
	return words.T(words.ShellOffline), look.Stop
}

// Package attacktest is what the tests of the attack suite have in common: the attacks
// that have to be refused, and how a test says what refused one and what the operator saw
// of it. A test of the suite stands beside what it attacks, has a name that begins with
// TestAttack, and calls [Refused] for each attack it made.
//
// Running the suite and finding the attack that no test made are cmd/attack's.
package attacktest

import (
	"strings"
	"testing"
)

// A Row is an attack that has to be refused.
type Row string

// The attacks.
const (
	OtherAuthority  Row = "somebody in between with another trusted authority"
	OtherKey        Row = "the right authority and another key"
	ExpiredKey      Row = "an expired certificate"
	OtherHost       Row = "another host"
	OldTLS          Row = "TLS 1.2"
	Resumed         Row = "a resumed session"
	RevokedLive     Row = "a revoked terminal on a live connection"
	ReplayedPush    Row = "a replayed push"
	ReplayedToken   Row = "a token code used at two terminals"
	GuessedPIN      Row = "a PIN guessed over restarts and clocks set back"
	ReviewedByOne   Row = "a review by the writer"
	UnsignedReview  Row = "a review without a signature"
	OtherSigner     Row = "a review signed by another"
	StolenKey       Row = "a stolen terminal key without PINs"
	TamperedRow     Row = "a tampered row"
	SwappedRow      Row = "swapped rows"
	TruncatedLog    Row = "a truncated log"
	RolledBack      Row = "a configuration rolled back"
	Frozen          Row = "a frozen configuration"
	Oversized       Row = "an oversized message"
	MalformedRow    Row = "a malformed message"
	Bomb            Row = "a decompression bomb"
	SlowBody        Row = "a request in drops"
	Injection       Row = "SQL and paths in every text"
	BroadSearch     Row = "a search by fewer than two items"
	OtherWard       Row = "the entries of another ward"
	Flood           Row = "a flood by one terminal"
	OldForm         Row = "a form of an older version"
	OddJSON         Row = "a content with doubled keys, huge numbers or deep nesting"
	UnicodeTricks   Row = "names with characters that do not show"
	StolenSession   Row = "a session used at another terminal"
	NoRight         Row = "calls without the right to them"
	NotAnAdminSeat  Row = "administration from a counter"
	HostileRegistry Row = "a registry that answers nonsense"
)

// Rows returns every attack, in the order of the report.
func Rows() []Row {
	return []Row{
		OtherAuthority, OtherKey, ExpiredKey, OtherHost, OldTLS, Resumed, RevokedLive, ReplayedPush, ReplayedToken, GuessedPIN,
		ReviewedByOne, UnsignedReview, OtherSigner, StolenKey, TamperedRow, SwappedRow, TruncatedLog, RolledBack, Frozen,
		Oversized, MalformedRow, Bomb, SlowBody, Injection, BroadSearch, OtherWard, Flood, OldForm, OddJSON, UnicodeTricks,
		StolenSession, NoRight, NotAnAdminSeat, HostileRegistry,
	}
}

// The attributes of a test by which [Refused] tells.
const (
	RowAttr     = "attack"
	RefusedAttr = "refused"
	SawAttr     = "saw"
)

// Nothing is what an operator saw where the attack was on the registry alone, and nothing
// of it reaches a screen.
const Nothing = "–"

// Refused says that an attack was made and refused: by what, and the very words the
// operator saw of it. Neither may be empty.
func Refused(tb testing.TB, row Row, by, saw string) {
	tb.Helper()
	if by == "" || saw == "" {
		tb.Errorf("%s: refused by %q, the operator saw %q: both have to be told", row, by, saw)
		return
	}
	line := strings.NewReplacer("\n", " ", "\r", " ")
	tb.Attr(RowAttr, string(row))
	tb.Attr(RefusedAttr, line.Replace(by))
	tb.Attr(SawAttr, line.Replace(saw))
	tb.Logf("%s\n  refused: %s\n  the operator saw: %s", row, by, saw)
}

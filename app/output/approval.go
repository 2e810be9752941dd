// Package output holds what has to be approved before residents' data leaves the counter
// or the city in quantity: printing for many residents at once (R130), and every provision
// to another authority or system (提供, R042, R047). With it stands the ledger of the media
// (媒体管理簿) that provisions travel on (R136).
//
// An [Approval] is asked for, and approved or declined by somebody else; who asked for it
// then uses its number. What was declined, or refused at its use, stays as well (R131). A
// [Medium] goes out with an approval and in the presence of a witness only (R045).
//
// Who may approve, how approvals are kept and how long is left to sync/registry; how many
// residents need one, to package policy.
package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
)

// Errors of an approval.
var (
	// ErrApproval says what is missing in what was asked.
	ErrApproval = errors.New("approval is not complete")
	// ErrState says that the step does not follow the one before.
	ErrState = errors.New("approval is not at this step")
	// ErrSamePerson says that the step needs somebody else.
	ErrSamePerson = errors.New("a second person is needed")
	// ErrNotGranted says that the approval is not for this: it was asked by somebody else,
	// at another place, for another kind of output, or for another day.
	ErrNotGranted = errors.New("approval is not for this output")
	// ErrTooMany says that more is to leave than was approved.
	ErrTooMany = errors.New("more records than approved")
	// ErrWitness says that a witness has to be signed in.
	ErrWitness = errors.New("a witness is needed")
)

// An Act is how data leaves. Stored and sent: never renumber.
type Act uint8

// The acts.
const (
	Print    Act = 1 // 大量出力: paper at a counter, for many residents
	Transfer Act = 2 // 自動連携: from system to system, over a line; stands until its last day
	Attended Act = 3 // 立会いによる提供: by a medium, by paper or by hand
)

var acts = map[Act]string{Print: "print", Transfer: "transfer", Attended: "attended"}

// String returns the act's name for IT.
func (a Act) String() string { return acts[a] }

// ParseAct reads what [Act.String] wrote.
func ParseAct(s string) (Act, error) {
	for a, name := range acts {
		if name == s {
			return a, nil
		}
	}
	return 0, fmt.Errorf("act %q: %w", s, ErrApproval)
}

// A State is how far an approval has come. Stored and sent: never renumber.
type State uint8

// The states.
const (
	Asked    State = 1
	Approved State = 2
	Declined State = 3
	Used     State = 4 // a transfer stays approved
)

var states = map[State]string{Asked: "asked", Approved: "approved", Declined: "declined", Used: "used"}

// String returns the state's name for IT.
func (s State) String() string { return states[s] }

// An Approval is one line of the ledger of outputs. It names operators, never a resident.
type Approval struct {
	// Number is what people say and type. The registry allots it when it is asked for; it
	// counts once it was approved.
	Number string `json:"number"`
	Act    Act    `json:"act"`
	// Records is the most that may leave: of a printing residents times copies.
	Records int `json:"records"`
	// What is on it: of a printing the key of the paper, with [WithNumbers] where the two
	// numbers stand on it; else in words of IT.
	What    string `json:"what"`
	Purpose int    `json:"purpose,omitempty"` // counter.Purpose, of a printing
	// To is who gets it, and Basis the legal ground and the letter that asked for it
	// (依頼文, R047): of provisions.
	To     string `json:"to,omitempty"`
	Basis  string `json:"basis,omitempty"`
	Reason string `json:"reason"`
	// The first and the last day that it counts, both included: one day but for a transfer.
	From  civil.Date `json:"from"`
	Until civil.Date `json:"until"`
	State State      `json:"state"`
	// Ward is where it was asked for.
	Ward    string        `json:"ward"`
	Asked   operator.Mark `json:"asked"`
	Decided operator.Mark `json:"decided,omitzero"`
	Note    string        `json:"note,omitempty"` // of who decided
	Uses    []Use         `json:"uses,omitempty"`
}

// A Use is one time that data left by an approval.
type Use struct {
	operator.Mark
	Witness operator.ID `json:"witness,omitempty"`
	Records int         `json:"records"`
	What    string      `json:"-"`                // of a printing, to be what was approved
	Digest  string      `json:"digest,omitempty"` // SHA-256 of what left, hexadecimal
	Medium  string      `json:"medium,omitempty"` // its number in the ledger
	// Returned says that nothing came out: the print system did not take it.
	Returned bool `json:"returned,omitempty"`
}

// WithNumbers ends what a paper is called that has the two numbers of residents on it.
const WithNumbers = "+numbers"

// What bounds an approval.
const (
	MaxText    = 200 // characters of a text
	MaxRecords = 10_000_000
	maxAhead   = 31  // days before the first day that one may be asked for
	maxLasting = 366 // days of a transfer
)

// Check reports what keeps a from being asked for on a day.
func (a Approval) Check(today civil.Date) error {
	missing := func(what string) error { return fmt.Errorf("%s: %w", what, ErrApproval) }
	switch {
	case acts[a.Act] == "":
		return missing("act")
	case a.Records < 1 || a.Records > MaxRecords:
		return missing("records")
	case blank(a.What), blank(a.Reason):
		return missing("what and reason")
	case a.Act != Print && (blank(a.To) || blank(a.Basis)):
		return missing("recipient and basis")
	case a.From.IsZero() || a.Until.IsZero() || a.Until.Before(a.From) || a.Until.Before(today):
		return missing("days")
	case a.From.Sub(today) > maxAhead:
		return missing("first day is too far ahead")
	case a.Act == Transfer && a.Until.Sub(a.From) > maxLasting:
		return missing("a transfer is approved for a year at most")
	case a.Act != Transfer && a.From != a.Until:
		return missing("it counts on one day")
	}
	for _, text := range []string{a.What, a.To, a.Basis, a.Reason} {
		if tooLong(text) {
			return missing("a text is too long")
		}
	}
	return nil
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func tooLong(s string) bool { return len([]rune(s)) > MaxText }

// Decide is the manager's word.
func (a *Approval) Decide(m operator.Mark, approve bool, note string) error {
	switch {
	case a.State != Asked:
		return ErrState
	case m.By == a.Asked.By:
		return ErrSamePerson
	case tooLong(note), !approve && blank(note):
		return fmt.Errorf("note: %w", ErrApproval)
	case approve && a.Until.Before(civil.FromTime(m.At)):
		return fmt.Errorf("its day is over: %w", ErrState)
	}
	a.Decided, a.Note, a.State = m, note, Declined
	if approve {
		a.State = Approved
	}
	return nil
}

// Take uses the approval for what is about to leave. Whoever asked for it uses it: a
// printing and a provision, where it was asked for.
func (a *Approval) Take(act Act, u Use) error {
	day := civil.FromTime(u.At)
	switch {
	case a.Act != act, a.State == Asked, a.State == Declined, day.Before(a.From), a.Until.Before(day):
		return ErrNotGranted
	case a.Act == Print && u.What != a.What:
		return ErrNotGranted
	case a.Act != Transfer && (u.By != a.Asked.By || u.Seat != a.Asked.Seat):
		return ErrNotGranted
	case a.State == Used:
		return ErrState
	case u.Records < 1 || u.Records > a.Records:
		return ErrTooMany
	case a.Act == Attended && (u.Witness == "" || u.Witness == u.By):
		return ErrWitness
	}
	a.Uses = append(a.Uses, u)
	if a.Act != Transfer {
		a.State = Used
	}
	return nil
}

// Return gives back the use of what did not come out, so that it may be tried once more on
// the same day. The use stays, marked.
func (a *Approval) Return(by operator.Mark, digest string) error {
	last := len(a.Uses) - 1
	switch {
	case a.Act != Print || a.State != Used || last < 0:
		return ErrState
	case a.Uses[last].By != by.By || a.Uses[last].Seat != by.Seat || a.Uses[last].Digest != digest:
		return ErrNotGranted
	}
	a.Uses[last].Returned, a.State = true, Approved
	return nil
}

// Over reports whether an approval that nobody used has had its day.
func (a Approval) Over(today civil.Date) bool {
	return (a.State == Asked || a.State == Approved) && a.Until.Before(today)
}

// Last returns when the last step was taken.
func (a Approval) Last() time.Time {
	last := a.Asked.At
	if a.Decided.At.After(last) {
		last = a.Decided.At
	}
	for _, u := range a.Uses {
		if u.At.After(last) {
			last = u.At
		}
	}
	return last
}

// Encode writes a.
func (a Approval) Encode() ([]byte, error) { return json.Marshal(a) }

// DecodeApproval reads what [Approval.Encode] wrote.
func DecodeApproval(b []byte) (Approval, error) {
	var a Approval
	if json.Unmarshal(b, &a) != nil { // whose own message may quote it
		return Approval{}, fmt.Errorf("decode approval: %w", ErrApproval)
	}
	return a, nil
}

// Number returns the number of the nth output asked for on a day: 261123-004. People tell
// it each other by telephone.
func Number(day civil.Date, nth int) string {
	return fmt.Sprintf("%02d%02d%02d-%03d", day.Year()%100, int(day.Month()), day.Day(), nth)
}

// ParseNumber reads a number as it is typed, with or without its stroke. It takes nothing as
// long as a number of a resident.
func ParseNumber(typed string) (string, error) {
	s := strings.ReplaceAll(strings.TrimSpace(typed), "-", "")
	if len(s) < 9 || len(s) > 10 || strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", fmt.Errorf("number: %w", ErrApproval)
	}
	return s[:6] + "-" + s[6:], nil
}

package operator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/app/civil"
)

// Errors of a request.
var (
	// ErrSamePerson says that a step needs somebody else: who asked for it, or whom it is
	// about, cannot be the second person.
	ErrSamePerson = errors.New("a second person is needed")
	// ErrRequestState says that the step does not follow the one before.
	ErrRequestState = errors.New("request is not at this step")
	// ErrRequest says what is missing in a request.
	ErrRequest = errors.New("request is not complete")
	// ErrOverUnit says that rights go beyond what members of the unit may have.
	ErrOverUnit = errors.New("rights go beyond those of the organisational unit")
)

// An Act is what a request (権限設定申請) is for. Stored and sent: never renumber.
type Act uint8

// The acts.
const (
	Grant        Act = 1 // 付与: somebody becomes an operator
	Change       Act = 2 // 変更: other rights, another unit, other dates
	Revoke       Act = 3 // 失効
	Unlock       Act = 4 // the PIN was disabled after too many failures
	ResetPIN     Act = 5 // the holder sets a new one at the next sign-in
	ReplaceToken Act = 6
	SetUnit      Act = 7 // what members of an organisational unit may have at most
)

var acts = map[Act]string{
	Grant: "grant", Change: "change", Revoke: "revoke", Unlock: "unlock", ResetPIN: "reset-pin", ReplaceToken: "replace-token", SetUnit: "unit",
}

// String returns the act's name for IT.
func (a Act) String() string { return acts[a] }

// ParseAct reads what [Act.String] wrote.
func ParseAct(s string) (Act, error) {
	for a, name := range acts {
		if name == s {
			return a, nil
		}
	}
	return 0, fmt.Errorf("%q: %w", s, ErrRequest)
}

// A RequestState is how far a request has come. Stored and sent: never renumber.
type RequestState uint8

// The states.
const (
	Requested RequestState = 1
	Approved  RequestState = 2
	Scheduled RequestState = 3 // applied, and waiting for its day
	InForce   RequestState = 4
	Declined  RequestState = 5
)

var requestStates = map[RequestState]string{Requested: "requested", Approved: "approved", Scheduled: "scheduled", InForce: "in force", Declined: "declined"}

// String returns the state's name for IT.
func (s RequestState) String() string { return requestStates[s] }

// Terms are what an operator, or a unit, gets. For a unit, Unit is its own name and Rights
// are those that its members may have at most.
type Terms struct {
	Login ID `json:"login,omitempty"` // 照合ID, for the integrated terminal
	// Name of the person, or of the unit.
	Name   string  `json:"name,omitempty"`
	Unit   string  `json:"unit,omitempty"` // organisational unit (組織単位)
	Ward   string  `json:"ward,omitempty"`
	Rights []Right `json:"rights,omitempty"`
	// The first and last day that count; zero is open.
	From  civil.Date `json:"from,omitzero"`
	Until civil.Date `json:"until,omitzero"`
}

// A Mark says who took a step of a request, when and from which seat.
type Mark struct {
	By   ID        `json:"by"`
	At   time.Time `json:"at"`
	Seat string    `json:"seat"`
}

// A Request is one line of the register of rights (操作権限管理簿): what was asked for, and
// who asked, approved and applied it (R026). It is never deleted.
type Request struct {
	ID       string `json:"id"`
	Act      Act    `json:"act"`
	Operator ID     `json:"operator,omitempty"` // 操作者ID; empty for a unit
	Terms    Terms  `json:"terms,omitzero"`
	// Effective is the day from which it counts; zero is at once.
	Effective civil.Date `json:"effective,omitzero"`
	Reason    string     `json:"reason"`
	// Emergency says that one person revoked at once; the second one is told afterwards.
	Emergency bool         `json:"emergency,omitempty"`
	State     RequestState `json:"state"`
	// The steps; zero is not yet.
	Asked   Mark      `json:"asked"`
	Agreed  Mark      `json:"agreed,omitzero"` // or declined
	Done    Mark      `json:"done,omitzero"`   // applied
	InForce time.Time `json:"in_force,omitzero"`
	Note    string    `json:"note,omitempty"` // of who declined
}

// Subject is what the request is about: an operator, or a unit.
func (r Request) Subject() string {
	if r.Act == SetUnit {
		return "unit:" + r.Terms.Unit
	}
	return string(r.Operator)
}

// Encode writes r.
func (r Request) Encode() ([]byte, error) { return json.Marshal(r) }

// DecodeRequest reads what [Request.Encode] wrote.
func DecodeRequest(b []byte) (Request, error) {
	var r Request
	if err := json.Unmarshal(b, &r); err != nil {
		return Request{}, fmt.Errorf("decode request: %w", err)
	}
	return r, nil
}

const maxRequestText = 200

// Check reports what keeps r from being filed.
func (r Request) Check() error {
	missing := func(what string) error { return fmt.Errorf("%s: %w", what, ErrRequest) }
	switch {
	case acts[r.Act] == "":
		return missing("act")
	case strings.TrimSpace(r.Reason) == "" || len(r.Reason) > maxRequestText*4:
		return missing("reason")
	case r.Emergency && r.Act != Revoke:
		return missing("only a revocation can be an emergency")
	case r.Emergency && !r.Effective.IsZero():
		return missing("an emergency does not wait for a day")
	case !r.Effective.IsZero() && r.Act != Grant && r.Act != Change && r.Act != Revoke && r.Act != SetUnit:
		return missing("this does not wait for a day")
	case len(r.Terms.Name) > maxRequestText || len(r.Terms.Unit) > maxRequestText:
		return missing("name or unit is too long")
	}
	if r.Act != SetUnit {
		if _, err := ParseID(string(r.Operator)); err != nil {
			return err
		}
	}
	if r.Act != Grant && r.Act != Change && r.Act != SetUnit {
		return nil
	}
	if !r.Terms.From.IsZero() && !r.Terms.Until.IsZero() && r.Terms.Until.Before(r.Terms.From) {
		return missing("the last day is before the first")
	}
	for _, right := range r.Terms.Rights {
		if !right.Known() {
			return missing("a right that there is not")
		}
	}
	switch {
	case r.Terms.Unit == "":
		return missing("organisational unit")
	case r.Terms.Ward == "":
		return missing("ward")
	case r.Act == SetUnit:
		return nil
	case r.Terms.Name == "":
		return missing("name")
	case len(r.Terms.Rights) == 0:
		return missing("rights")
	}
	if r.Terms.Login != "" {
		if _, err := ParseID(string(r.Terms.Login)); err != nil || r.Terms.Login == r.Operator {
			return missing("login")
		}
	}
	return nil
}

// Approve is the second person's word. Of an emergency it is given afterwards.
func (r *Request) Approve(m Mark) error {
	afterwards := r.Emergency && r.State == InForce && r.Agreed.By == ""
	switch {
	case r.State != Requested && !afterwards:
		return ErrRequestState
	case m.By == r.Asked.By || m.By == r.Operator:
		return ErrSamePerson
	}
	r.Agreed = m
	if !afterwards {
		r.State = Approved
	}
	return nil
}

// Decline ends the request before it was applied.
func (r *Request) Decline(m Mark, note string) error {
	if r.State != Requested && r.State != Approved {
		return ErrRequestState
	}
	r.State, r.Agreed, r.Note = Declined, m, note
	return nil
}

// Overtake ends a request about an operator who is revoked before it is in force, and
// reports whether it did: what waits for its day must not give back what was taken.
func (r *Request) Overtake(by Request, m Mark) bool {
	waits := r.State == Requested || r.State == Approved || r.State == Scheduled
	if !waits || r.ID == by.ID || r.Operator != by.Operator || r.Act != Grant && r.Act != Change && r.Act != Revoke {
		return false
	}
	r.State, r.Note = Declined, "revoked meanwhile"
	if r.Agreed.At.IsZero() {
		r.Agreed = m
	}
	return true
}

// Apply is IT's step (R026): who asked for it cannot do that, too, but in an emergency. It
// reports whether it is in force now.
func (r *Request) Apply(m Mark) (now bool, err error) {
	switch {
	case r.Emergency && r.State == Requested:
	case r.State != Approved:
		return false, ErrRequestState
	case m.By == r.Asked.By || m.By == r.Operator:
		return false, ErrSamePerson
	}
	r.Done, r.State = m, Scheduled
	return r.Due(m.At), nil
}

// Due reports whether an applied request counts at t and has not been put in force.
func (r *Request) Due(t time.Time) bool {
	return r.State == Scheduled && (r.Effective.IsZero() || !civil.FromTime(t).Before(r.Effective))
}

// Takes puts r in force.
func (r *Request) Takes(t time.Time) { r.State, r.InForce = InForce, t }

// Profile returns what a profile becomes by r, in force at t. Of a unit's members only
// what limit says is left.
func (r *Request) Profile(p Profile, limit []Right, t time.Time) Profile {
	switch r.Act {
	case Revoke:
		if p.ValidUntil.IsZero() || t.Before(p.ValidUntil) {
			p.ValidUntil = t
		}
	case Grant, Change:
		p = Profile{ID: r.Operator, Login: r.Terms.Login, Name: r.Terms.Name, Unit: r.Terms.Unit, Ward: r.Terms.Ward, Rights: Within(r.Terms.Rights, limit)}
		if !r.Terms.From.IsZero() {
			p.ValidFrom = startOf(r.Terms.From)
		}
		if !r.Terms.Until.IsZero() {
			p.ValidUntil = startOf(r.Terms.Until.AddDays(1))
		}
	}
	return p
}

// Within returns the rights that are among limit; nil limits nothing.
func Within(rights, limit []Right) []Right {
	if limit == nil {
		return rights
	}
	kept := []Right{}
	for _, r := range rights {
		if slices.Contains(limit, r) {
			kept = append(kept, r)
		}
	}
	return kept
}

// startOf returns when a calendar day begins at the counter.
func startOf(d civil.Date) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, civil.Japan)
}

// Last returns when the last step was taken.
func (r Request) Last() time.Time {
	last := r.Asked.At
	for _, at := range []time.Time{r.Agreed.At, r.Done.At, r.InForce} {
		if at.After(last) {
			last = at
		}
	}
	return last
}

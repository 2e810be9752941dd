package notification

import (
	"fmt"
	"slices"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
)

// An Entry is a notification on its way into the register.
type Entry struct {
	ID       EntryID
	State    State
	Revision int // grows with each handing over; 0 before the first
	Writer   operator.ID
	Content  Content
	// Needed is how many approvals the review policy asks for; set at handing over.
	Needed     int
	Submission *Submission // the last handed over
	Reviews    []Review    // of every revision, oldest first
	Verdict    *Verdict
	BegunAt    time.Time
	ChangedAt  time.Time
	// Form is where the half-typed form stood; the intake screen's own bytes.
	Form []byte
}

// A Verdict is the registry's last word on a revision.
type Verdict struct {
	Accepted    bool
	ProcessedOn civil.Date // 処理日
	DecidedAt   time.Time
	Persons     []Applied
	// When refused: the wire error's kind and what the rules found.
	ErrorKind int
	Findings  []Finding
}

// Applied is what the register made of one person of the content.
type Applied struct {
	Person        int
	ResidentID    string
	HistoryNumber int
	HouseholdID   string
}

// A Finding names a rule and the place it struck. It holds no resident's data.
type Finding struct {
	Rule   string // E01 … E31, A01 … A17
	Person int    // or Header
	Item   Item
	Detail string
}

// Begin returns a draft by writer.
func Begin(id EntryID, kind Kind, writer operator.ID, now time.Time) (*Entry, error) {
	content, err := New(kind)
	if err != nil {
		return nil, fmt.Errorf("begin entry: %w", err)
	}
	return &Entry{ID: id, State: Draft, Writer: writer, Content: content, BegunAt: now, ChangedAt: now}, nil
}

// Editable reports whether the content may still be changed by its writer.
func (e *Entry) Editable() bool {
	return e.State == Draft || e.State == Returned || e.State == Refused
}

// HandOver closes the content of a draft and returns the submission for the
// writer to sign. needed is how many must approve it.
func (e *Entry) HandOver(needed, policyVersion int, now time.Time) (*Submission, error) {
	if !e.Editable() {
		return nil, fmt.Errorf("hand over: %w", ErrState)
	}
	schema, err := SchemaOf(e.Content.Kind, e.Content.Version)
	if err != nil {
		return nil, fmt.Errorf("hand over: %w", err)
	}
	schema.Trim(&e.Content)
	if err := schema.Check(&e.Content); err != nil {
		return nil, fmt.Errorf("hand over: %w", err)
	}
	canonical, err := e.Content.Encode()
	if err != nil {
		return nil, fmt.Errorf("hand over: %w", err)
	}
	e.Revision++
	e.State, e.Needed, e.ChangedAt, e.Verdict, e.Form = Entered, needed, now, nil, nil
	e.Submission = &Submission{
		EntryID: e.ID, Revision: e.Revision, Kind: e.Content.Kind, Version: e.Content.Version,
		Content: canonical, Hash: HashOf(canonical), Writer: e.Writer,
		WrittenAt: now.Truncate(time.Millisecond), PolicyVersion: policyVersion,
	}
	return e.Submission, nil
}

// Approvals returns the reviews that approve the current revision.
func (e *Entry) Approvals() []Review {
	return slices.DeleteFunc(slices.Clone(e.Reviews), func(r Review) bool {
		return r.Revision != e.Revision || r.Decision != Approve
	})
}

// MayReview tells why an operator may not review e; nil if they may. The rule
// that the writer never reviews and nobody twice is R106 and E21.
func (e *Entry) MayReview(by operator.ID) error {
	if e.State != Entered {
		return fmt.Errorf("review: %w", ErrState)
	}
	if by == e.Writer {
		return fmt.Errorf("review: the writer: %w", ErrReviewer)
	}
	for _, r := range e.Approvals() {
		if r.Reviewer == by {
			return fmt.Errorf("review: a second time: %w", ErrReviewer)
		}
	}
	return nil
}

// Add takes a review in and moves e on: to Approved with the last needed
// approval, to Returned with a return.
func (e *Entry) Add(r Review) error {
	if err := e.MayReview(r.Reviewer); err != nil {
		return err
	}
	if r.Revision != e.Revision || e.Submission == nil || r.Hash != e.Submission.Hash {
		return fmt.Errorf("review: %w", ErrRevision)
	}
	switch r.Decision {
	case Approve:
	case GiveBack:
		if len(r.Reasons) == 0 || slices.Contains(r.Reasons, OtherReason) && r.Note == "" {
			return fmt.Errorf("review: %w", ErrReason)
		}
	default:
		return fmt.Errorf("review: decision %d: %w", r.Decision, ErrState)
	}
	e.Reviews = append(e.Reviews, r)
	e.ChangedAt = r.ReviewedAt
	switch {
	case r.Decision == GiveBack:
		e.State = Returned
	case len(e.Approvals()) >= e.Needed:
		e.State = Approved
	}
	return nil
}

// Withdraw takes e back before it is approved.
func (e *Entry) Withdraw(now time.Time) error {
	switch e.State {
	case Draft, Entered, Returned, Refused:
		e.State, e.ChangedAt = Withdrawn, now
		return nil
	}
	return fmt.Errorf("withdraw: %w", ErrState)
}

// MarkSent notes that the registry holds everything it needs to decide.
func (e *Entry) MarkSent(now time.Time) error {
	if e.State != Approved {
		return fmt.Errorf("mark sent: %w", ErrState)
	}
	e.State, e.ChangedAt = Sent, now
	return nil
}

// Disallow takes an operator's approval of the current revision out again, because
// the registry did not accept it: e awaits another review.
func (e *Entry) Disallow(reviewer operator.ID, now time.Time) error {
	if e.State != Entered && e.State != Approved && e.State != Sent {
		return fmt.Errorf("disallow review: %w", ErrState)
	}
	e.Reviews = slices.DeleteFunc(slices.Clone(e.Reviews), func(r Review) bool {
		return r.Revision == e.Revision && r.Reviewer == reviewer
	})
	e.State, e.ChangedAt = Entered, now
	return nil
}

// Await asks for more approvals than were thought enough when e was handed over: the
// registry knows of a support measure that the terminal did not.
func (e *Entry) Await(needed int, now time.Time) error {
	if e.State != Approved && e.State != Sent || needed <= len(e.Approvals()) {
		return fmt.Errorf("await reviews: %w", ErrState)
	}
	e.State, e.Needed, e.ChangedAt = Entered, needed, now
	return nil
}

// Decide takes the registry's verdict in. A refused entry is editable again and
// keeps its content as the salvage copy. An acceptance counts also when e was
// withdrawn too late: the register has it.
func (e *Entry) Decide(v Verdict, now time.Time) error {
	switch e.State {
	case Entered, Approved, Sent:
	case Withdrawn:
		if !v.Accepted {
			return fmt.Errorf("decide: %w", ErrState)
		}
	default:
		return fmt.Errorf("decide: %w", ErrState)
	}
	e.Verdict, e.ChangedAt = &v, now
	e.State = Refused
	if v.Accepted {
		e.State = Accepted
	}
	return nil
}

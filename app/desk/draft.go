package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/rules"
)

// Errors of the steps between a draft and its review.
var (
	// ErrNotWriter says that the entry is somebody else's.
	ErrNotWriter = errors.New("not the writer of the entry")
	// ErrFindings says that errors were found, or alerts that nobody acknowledged.
	ErrFindings = errors.New("findings stand open")
)

// Begin returns a new draft of the signed-in operator. It is kept from the first
// [Desk.SaveDraft] on. While something waits for too long it is refused with
// [counter.ErrStale].
func (d *Desk) Begin(kind notification.Kind) (*notification.Entry, error) {
	s, err := d.active(operator.Enter)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	if err := d.mayBegin(context.Background()); err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	return notification.Begin(d.NewID(), kind, s.profile.ID, d.Now())
}

// Load returns an entry. A draft is shown to its writer alone.
func (d *Desk) Load(ctx context.Context, id notification.EntryID) (*notification.Entry, error) {
	s, err := d.active()
	if err != nil {
		return nil, fmt.Errorf("load entry: %w", err)
	}
	e, err := d.entry(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("load entry: %w", err)
	}
	if e.State == notification.Draft && e.Writer != s.profile.ID {
		return nil, fmt.Errorf("load entry: %w", ErrNotWriter)
	}
	return e, nil
}

// SaveDraft keeps what is typed so far. It is called while typing, so it leaves
// no audit record but for the first time.
func (d *Desk) SaveDraft(ctx context.Context, e *notification.Entry) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if who, signedIn := d.Operator(); !signedIn || who.ID != e.Writer { // covered or not: what was typed is kept (D7)
		return fmt.Errorf("save draft: %w", ErrNotWriter)
	}
	if !e.Editable() {
		return fmt.Errorf("save draft: %w", notification.ErrState)
	}
	known, err := d.current(ctx, e)
	if err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	step := Step{Entries: []*notification.Entry{e}}
	if !known {
		step.Audit = d.record(audit.DraftSaved, string(e.ID), e.Content.Kind.Key())
	}
	e.ChangedAt = d.Now()
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	return nil
}

// Check returns what the rules find at this terminal. What only the register
// knows is checked again when the entry arrives there.
func (d *Desk) Check(ctx context.Context, c *notification.Content) ([]notification.Finding, error) {
	writer, err := d.active(operator.Enter)
	if err != nil {
		return nil, fmt.Errorf("check entry: %w", err)
	}
	schema, err := notification.SchemaOf(c.Kind, c.Version)
	if err != nil {
		return nil, fmt.Errorf("check entry: %w", err)
	}
	view, err := d.view(ctx)
	if err != nil {
		return nil, fmt.Errorf("check entry: %w", err)
	}
	return d.Rules.By(writer.profile.ID).Check(c, schema, view, d.today()), nil
}

// HandOver closes a draft, has the writer sign it and owes it to the registry. It
// returns once all of that is on the disk; it does not wait for a line.
func (d *Desk) HandOver(ctx context.Context, e *notification.Entry, acks []counter.Ack) error {
	findings, err := d.Check(ctx, &e.Content)
	if err != nil {
		return fmt.Errorf("hand over: %w", err)
	}
	if n := open(findings, acks); n > 0 {
		return fmt.Errorf("hand over: %d findings: %w", n, ErrFindings)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.editable(ctx, e)
	if err != nil {
		return fmt.Errorf("hand over: %w", err)
	}
	next := *e
	next.Content = e.Content.Clone()
	needed, err := d.needed(ctx, &next.Content)
	if err != nil {
		return fmt.Errorf("hand over: %w", err)
	}
	sub, err := next.HandOver(needed, d.Terms().PolicyVersion, d.Now())
	if err != nil {
		return err
	}
	if err := sub.Acknowledge(acknowledged(findings, acks)); err != nil {
		return fmt.Errorf("hand over: %w", err)
	}
	sub.Signature = s.sign(sub.Signable())
	step := Step{
		Entries: []*notification.Entry{&next},
		Events:  []Event{{Submission: sub}},
		Audit:   d.record(audit.HandedOver, string(e.ID), e.Content.Kind.Key()),
	}
	for _, a := range sub.Acknowledged {
		step.Audit = append(step.Audit, d.record(audit.Acknowledged, string(e.ID), a.Rule)...)
	}
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return fmt.Errorf("hand over: %w", err)
	}
	*e = next
	d.Wake()
	return nil
}

// Withdraw takes an entry back that was not approved yet.
func (d *Desk) Withdraw(ctx context.Context, id notification.EntryID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.active(operator.Enter)
	if err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	e, err := d.entry(ctx, id)
	if err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	if e.Writer != s.profile.ID {
		return fmt.Errorf("withdraw: %w", ErrNotWriter)
	}
	if err := e.Withdraw(d.Now()); err != nil {
		return err
	}
	step := Step{Entries: []*notification.Entry{e}, Audit: d.record(audit.Withdrawn, string(id), e.Content.Kind.Key())}
	if e.Revision > 0 { // handed over before: the registry holds it
		w := &notification.Withdrawal{EntryID: id, Revision: e.Revision, Operator: s.profile.ID, WithdrawnAt: millis(d.Now())}
		w.Signature = s.sign(w.Signable())
		step.Events = []Event{{Withdrawal: w}}
	}
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	d.Wake()
	return nil
}

// current reports whether e is known here, and fails if what is kept went on since e
// was read: a form saved late must not undo a handing over. d.mu is held.
func (d *Desk) current(ctx context.Context, e *notification.Entry) (known bool, err error) {
	held, err := d.entry(ctx, e.ID)
	switch {
	case errors.Is(err, counter.ErrGone):
		return false, nil
	case err != nil:
		return false, err
	case held.Writer != e.Writer:
		return true, ErrNotWriter
	case !held.Editable():
		return true, notification.ErrState
	case held.State != e.State || held.Revision != e.Revision:
		return true, counter.ErrChanged
	}
	return true, nil
}

// editable tells why the signed-in operator may not change e; d.mu is held.
func (d *Desk) editable(ctx context.Context, e *notification.Entry) (session, error) {
	s, err := d.active(operator.Enter)
	if err != nil {
		return session{}, err
	}
	if e.Writer != s.profile.ID {
		return session{}, ErrNotWriter
	}
	if !e.Editable() {
		return session{}, notification.ErrState
	}
	if _, err := d.current(ctx, e); err != nil {
		return session{}, err
	}
	return s, nil
}

// acknowledged returns what was acknowledged of the findings, and of what only the
// screen can see, with the reasons.
func acknowledged(findings []notification.Finding, acks []counter.Ack) []notification.Acknowledgement {
	var out []notification.Acknowledgement
	for _, a := range acks {
		if slices.Contains(findings, a.Finding) || rules.Seen(a.Finding.Rule) {
			f := a.Finding
			out = append(out, notification.Acknowledgement{Rule: f.Rule, Person: f.Person, Item: f.Item, Reason: a.Reason})
		}
	}
	return out
}

// open counts the findings that stop the entry: every error, and every alert that
// was not acknowledged, or without the reason its rule asks for.
func open(findings []notification.Finding, acks []counter.Ack) int {
	n := 0
	for _, f := range findings {
		i := slices.IndexFunc(acks, func(a counter.Ack) bool { return a.Finding == f })
		rule, known := rules.Of(f.Rule)
		if rules.Stops(f) || i < 0 || known && rule.Reason && acks[i].Reason == "" {
			n++
		}
	}
	return n
}

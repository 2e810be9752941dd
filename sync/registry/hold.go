package registry

import (
	"bytes"
	"errors"
	"slices"

	"github.com/google/uuid"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// hold takes one new event in.
func (b *batch) hold(e *wirev1.Event) error {
	switch body := e.GetBody().(type) {
	case *wirev1.Event_Submission:
		s, err := wire.ToSubmission(body.Submission)
		if err != nil {
			return err
		}
		if uuid.Validate(string(s.EntryID)) != nil {
			return wire.Errorf(wire.Malformed, "entry_id")
		}
		return b.submission(s)
	case *wirev1.Event_Review:
		r, err := wire.ToReview(body.Review)
		if err != nil {
			return err
		}
		if wait, err := b.awaits(r); wait || err != nil {
			return errors.Join(err, errAwaits)
		}
		return b.review(r)
	case *wirev1.Event_Withdrawal:
		w, err := wire.ToWithdrawal(body.Withdrawal)
		if err != nil {
			return err
		}
		return b.withdrawal(w)
	}
	return wire.Errorf(wire.Malformed, "body")
}

// verify calls check with the keys that an operator signs with at this terminal until
// one fits. Replaced keys count: what was signed with them may come late.
func (b *batch) verify(op operator.ID, check func(public []byte) error) error {
	keys, err := b.tx.Keys(op, b.terminal.ID)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return b.unknownKey(wire.Errorf(wire.NotEnrolled, "operator"))
	}
	for _, k := range keys {
		if check(k.Public) == nil {
			return nil
		}
	}
	return b.unknownKey(wire.Errorf(wire.BadSignature, "signature"))
}

// submission takes a handing over in (仮登録).
func (b *batch) submission(s *notification.Submission) error {
	if notification.HashOf(s.Content) != s.Hash {
		return wire.Errorf(wire.BadHash, "content_sha256")
	}
	if err := b.verify(s.Writer, func(k []byte) error { return s.Verify(k) }); err != nil {
		return err
	}
	f, err := b.form(s)
	if err != nil {
		return err
	}
	if f.schema.Over(civil.FromTime(b.now)) {
		return wire.Errorf(wire.UnknownSchema, "form_version")
	}
	c, err := b.revise(s)
	if err != nil || c == nil {
		return err
	}
	d := &decision{batch: b, submission: Submission{*s, b.terminal.ID}, form: f}
	if c.Needed, err = d.needed(c); err != nil {
		return err
	}
	subjects, err := d.subjects()
	if err != nil {
		return err
	}
	if err := b.tx.Release(s.EntryID); err != nil {
		return err
	}
	for _, about := range subjects {
		if err := b.tx.Concern(s.EntryID, about); err != nil {
			return err
		}
	}
	if err := b.tx.AddSubmission(d.submission); err != nil {
		return err
	}
	if err := b.tx.PutCase(*c); err != nil {
		return err
	}
	return b.note(audit.HandedOver, s.Writer, s.EntryID, s.Version, detail("revision", s.Revision))
}

// form reads the content of a submission, whose hash was checked, on its form.
func (b *batch) form(s *notification.Submission) (form, error) {
	if f, ok := b.read[s.Hash]; ok && f.content.Kind == s.Kind && f.content.Version == s.Version {
		return f, nil
	}
	schema, err := notification.SchemaOf(s.Kind, s.Version)
	if err != nil {
		return form{}, wire.Errorf(wire.UnknownSchema, "form_version")
	}
	content, err := notification.Decode(s.Content)
	if err != nil || content.Kind != s.Kind || content.Version != s.Version {
		return form{}, wire.Errorf(wire.BadContent, "content")
	}
	if schema.Check(&content) != nil {
		return form{}, wire.Errorf(wire.BadContent, "content") // E22
	}
	f := form{&content, schema}
	b.read[s.Hash] = f
	return f, nil
}

// revise returns the case as the submission makes it, nil when it is held already.
func (b *batch) revise(s *notification.Submission) (*Case, error) {
	c := &Case{ID: s.EntryID, Revision: s.Revision, Kind: s.Kind, Stage: Pending, Terminal: b.terminal.ID, Ward: b.terminal.Ward,
		Writer: s.Writer, WrittenAt: s.WrittenAt}
	held, err := b.tx.Case(s.EntryID)
	switch {
	case errors.Is(err, ErrNotFound):
		return c, nil
	case err != nil:
		return nil, err
	case held.Writer != s.Writer || held.Ward != b.terminal.Ward:
		return nil, wire.Errorf(wire.SameIDOther, "entry_id")
	case s.Revision <= held.Revision:
		return nil, b.sameRevision(s)
	case held.Stage != Returned && held.Stage != Refused:
		return nil, wire.Errorf(wire.EntryClosed, "revision")
	}
	return c, nil
}

// sameRevision is nil for a revision that is held with the same content and the same
// said about its alerts.
func (b *batch) sameRevision(s *notification.Submission) error {
	old, err := b.tx.Submission(s.EntryID, s.Revision)
	switch {
	case errors.Is(err, ErrNotFound):
		return wire.Errorf(wire.StaleRevision, "revision")
	case err != nil:
		return err
	case old.Hash != s.Hash || !slices.Equal(old.Acknowledged, s.Acknowledged):
		return wire.Errorf(wire.SameIDOther, "content")
	}
	return nil
}

// openCase returns the pending case that a review or withdrawal is about.
func (b *batch) openCase(id notification.EntryID, revision int) (Case, error) {
	c, err := b.tx.Case(id)
	switch {
	case errors.Is(err, ErrNotFound), err == nil && revision > c.Revision, err == nil && c.Ward != b.terminal.Ward:
		return c, wire.Errorf(wire.UnknownEntry, "entry_id")
	case err != nil:
		return c, err
	case revision < c.Revision:
		return c, wire.Errorf(wire.StaleRevision, "revision")
	case c.Stage == Accepted || c.Stage == Withdrawn:
		return c, wire.Errorf(wire.EntryClosed, "entry_id")
	}
	return c, nil
}

// review takes a decision of one operator in, and decides the entry when it was the
// last that was needed.
func (b *batch) review(r *notification.Review) error {
	c, err := b.openCase(r.EntryID, r.Revision)
	if err != nil {
		return err
	}
	if known, err := b.knownReview(r); known || err != nil {
		return err
	}
	if c.Stage != Pending {
		return wire.Errorf(wire.EntryClosed, "entry_id")
	}
	s, err := b.tx.Submission(c.ID, c.Revision)
	if err != nil {
		return err
	}
	switch {
	case r.Hash != s.Hash:
		return wire.Errorf(wire.BadHash, "content_sha256")
	case r.Reviewer == c.Writer:
		return wire.Errorf(wire.ReviewerIsWriter, "reviewer_id") // R106, E21
	}
	if err := b.verify(r.Reviewer, func(k []byte) error { return r.Verify(k) }); err != nil {
		return err
	}
	c.unclaim()
	if r.Decision == notification.GiveBack {
		return b.giveBack(c, r)
	}
	return b.approve(c, s, r)
}

// knownReview reports whether the operator decided on this revision before: the very
// same decision is known, another is refused (E21).
func (b *batch) knownReview(r *notification.Review) (bool, error) {
	held, err := b.tx.Reviews(r.EntryID, r.Revision)
	if err != nil {
		return false, err
	}
	for _, h := range held {
		if h.Reviewer != r.Reviewer {
			continue
		}
		if h.Terminal == b.terminal.ID && bytes.Equal(h.Signable(), r.Signable()) {
			return true, nil
		}
		return false, wire.Errorf(wire.ReviewerTwice, "reviewer_id")
	}
	return false, nil
}

func (b *batch) giveBack(c Case, r *notification.Review) error {
	if len(r.Reasons) == 0 {
		return wire.Errorf(wire.Malformed, "reasons") // D15
	}
	if err := b.tx.AddReview(Review{*r, b.terminal.ID}); err != nil {
		return err
	}
	if err := b.tx.Release(c.ID); err != nil {
		return err
	}
	c.Stage = Returned
	if err := b.tx.PutCase(c); err != nil {
		return err
	}
	codes := []string{detail("revision", c.Revision)}
	for _, reason := range r.Reasons {
		codes = append(codes, detail("reason", int(reason)))
	}
	return b.note(audit.Returned, r.Reviewer, c.ID, 0, codes...)
}

func (b *batch) approve(c Case, s Submission, r *notification.Review) error {
	f, err := b.form(&s.Submission)
	if err != nil {
		return err
	}
	if err := checkEvidence(f, s.Acknowledged, r.Evidence); err != nil {
		return err
	}
	if err := b.tx.AddReview(Review{*r, b.terminal.ID}); err != nil {
		return err
	}
	c.Approvals++
	if err := b.note(audit.Reviewed, r.Reviewer, c.ID, s.Version, detail("revision", c.Revision)); err != nil {
		return err
	}
	d := &decision{batch: b, submission: s, form: f}
	// A support measure may have come into force meanwhile.
	if c.Needed, err = d.needed(&c); err != nil {
		return err
	}
	if c.Approvals < c.Needed {
		return b.tx.PutCase(c)
	}
	return d.decide(c)
}

// withdrawal takes an entry back. Only its writer may.
func (b *batch) withdrawal(w *notification.Withdrawal) error {
	c, err := b.openCase(w.EntryID, w.Revision)
	if err != nil {
		return err
	}
	if w.Operator != c.Writer {
		return wire.Errorf(wire.NoRight, "operator_id")
	}
	if err := b.verify(w.Operator, func(k []byte) error { return w.Verify(k) }); err != nil {
		return err
	}
	if err := b.tx.Release(c.ID); err != nil {
		return err
	}
	c.Stage = Withdrawn
	c.unclaim()
	if err := b.tx.PutCase(c); err != nil {
		return err
	}
	return b.note(audit.Withdrawn, w.Operator, c.ID, 0, detail("revision", c.Revision))
}

// note extends the operation log by something an operator did to an entry.
func (b *batch) note(kind audit.Kind, op operator.ID, id notification.EntryID, form int, codes ...string) error {
	return record(b.tx, audit.Record{Kind: kind, At: b.now, Operator: op, Terminal: b.terminal.ID, Subject: string(id), Detail: codes,
		Policy: int64(b.terminal.Policy), Form: form})
}

// day is the date of processing (処理日): the registry's own.
func (b *batch) day() civil.Date { return civil.FromTime(b.now) }

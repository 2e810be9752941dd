package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/keys"
	"madoguchi/app/notification"
	"madoguchi/sync/registry"
)

// errWatermark says that a receipt would leave a gap.
var errWatermark = errors.New("receipt does not follow the watermark")

// Receipt implements [registry.Casebook].
func (t *tx) Receipt(terminal string, seq uint64) (registry.Receipt, error) {
	r := registry.Receipt{Terminal: terminal, Seq: seq}
	var digest []byte
	err := t.one("SELECT digest, outcome, kind FROM events WHERE terminal = ? AND seq = ?", []any{terminal, int64(seq)}, &digest, &r.Outcome, &r.Kind)
	copy(r.Digest[:], digest)
	return r, err
}

// AddReceipt implements [registry.Casebook].
func (t *tx) AddReceipt(r registry.Receipt) error {
	err := t.exec("INSERT INTO events (terminal, seq, digest, outcome, kind) VALUES (?, ?, ?, ?, ?)",
		r.Terminal, int64(r.Seq), r.Digest[:], r.Outcome, uint32(r.Kind))
	if err != nil {
		return err
	}
	moved, err := t.change("UPDATE terminals SET watermark = ? WHERE id = ? AND watermark = ? - 1", int64(r.Seq), r.Terminal, int64(r.Seq))
	if err == nil && moved != 1 {
		return fmt.Errorf("add receipt: %w", errWatermark)
	}
	return err
}

const caseColumns = "e.id, e.revision, e.kind, e.stage, e.terminal, e.ward, e.writer, e.written_at, e.needed, e.approvals, e.claimed_by, e.claimed_until, e.claimed_at"

// caseInto returns where the columns of a case are scanned to, and what completes it.
func caseInto(c *registry.Case) (into []any, complete func()) {
	var written, until int64
	into = []any{&c.ID, &c.Revision, &c.Kind, &c.Stage, &c.Terminal, &c.Ward, &c.Writer, &written, &c.Needed, &c.Approvals, &c.ClaimedBy, &until, &c.ClaimedAt}
	return into, func() { c.WrittenAt, c.ClaimedUntil = fromMilli(written), fromMilli(until) }
}

// Case implements [registry.Casebook].
func (t *tx) Case(id notification.EntryID) (registry.Case, error) {
	var c registry.Case
	into, complete := caseInto(&c)
	err := t.one("SELECT "+caseColumns+" FROM entries e WHERE e.id = ?", []any{string(id)}, into...)
	complete()
	return c, err
}

// PutCase implements [registry.Casebook].
func (t *tx) PutCase(c registry.Case) error {
	err := t.exec("INSERT INTO entries (id, revision, kind, stage, terminal, ward, writer, written_at, needed, approvals, claimed_by, claimed_until, claimed_at) "+
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, kind = excluded.kind, "+
		"stage = excluded.stage, terminal = excluded.terminal, ward = excluded.ward, writer = excluded.writer, written_at = excluded.written_at, "+
		"needed = excluded.needed, approvals = excluded.approvals, claimed_by = excluded.claimed_by, claimed_until = excluded.claimed_until, claimed_at = excluded.claimed_at",
		string(c.ID), c.Revision, c.Kind, c.Stage, c.Terminal, c.Ward, string(c.Writer), toMilli(c.WrittenAt), c.Needed, c.Approvals,
		string(c.ClaimedBy), toMilli(c.ClaimedUntil), c.ClaimedAt)
	if err != nil {
		return err
	}
	// The row is made anew, so that its cursor is greater than any before.
	if err := t.exec("DELETE FROM news WHERE entry = ?", string(c.ID)); err != nil {
		return err
	}
	return t.exec("INSERT INTO news (ward, entry) VALUES (?, ?)", c.Ward, string(c.ID))
}

// Waiting implements [registry.Casebook].
func (t *tx) Waiting(ward string) ([]registry.Case, error) {
	var found []registry.Case
	// 1 is registry.Pending; written out for the partial index.
	err := t.each("SELECT "+caseColumns+" FROM entries e WHERE e.ward = ? AND e.stage = 1 ORDER BY e.written_at, e.id", []any{ward},
		func(scan func(...any) error) error {
			var c registry.Case
			into, complete := caseInto(&c)
			err := scan(into...)
			complete()
			found = append(found, c)
			return err
		})
	return found, err
}

// News implements [registry.Casebook].
func (t *tx) News(ward string, after uint64, limit int) ([]registry.News, error) {
	var found []registry.News
	err := t.each("SELECT n.cursor, "+caseColumns+" FROM news n JOIN entries e ON e.id = n.entry WHERE n.ward = ? AND n.cursor > ? ORDER BY n.cursor LIMIT ?",
		[]any{ward, int64(after), limit}, func(scan func(...any) error) error {
			var n registry.News
			into, complete := caseInto(&n.Case)
			err := scan(append([]any{&n.Cursor}, into...)...)
			complete()
			found = append(found, n)
			return err
		})
	return found, err
}

// Newest implements [registry.Casebook].
func (t *tx) Newest(ward string) (uint64, error) {
	var cursor int64
	err := t.one("SELECT coalesce(max(cursor), 0) FROM news WHERE ward = ?", []any{ward}, &cursor)
	return uint64(cursor), err
}

func submissionPlace(id notification.EntryID, revision int, column string) keys.Place {
	return keys.Place{Table: "submissions", Row: fmt.Sprintf("%s/%d", id, revision), Column: column, Schema: 1}
}

// Submission implements [registry.Casebook].
func (t *tx) Submission(id notification.EntryID, revision int) (registry.Submission, error) {
	s := registry.Submission{Submission: notification.Submission{EntryID: id, Revision: revision}}
	var sealed, hash, answers []byte
	var written int64
	err := t.one("SELECT terminal, kind, version, content, hash, writer, written_at, policy, signature, acknowledged "+
		"FROM submissions WHERE entry = ? AND revision = ?",
		[]any{string(id), revision}, &s.Terminal, &s.Kind, &s.Version, &sealed, &hash, &s.Writer, &written, &s.PolicyVersion, &s.Signature, &answers)
	if err != nil {
		return s, err
	}
	copy(s.Hash[:], hash)
	s.WrittenAt = fromMilli(written)
	if len(sealed) == 0 {
		return s, nil // its time was over (Purge); the hash is left
	}
	if s.Content, err = t.sealer.Open(submissionPlace(id, revision, "content"), sealed); err != nil {
		return s, err
	}
	s.Acknowledged, err = t.acknowledged(id, revision, answers)
	return s, err
}

// acknowledged reads what sealAcknowledged wrote.
func (t *tx) acknowledged(id notification.EntryID, revision int, sealed []byte) ([]notification.Acknowledgement, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	said, err := t.sealer.Open(submissionPlace(id, revision, "acknowledged"), sealed)
	if err != nil {
		return nil, err
	}
	var all []notification.Acknowledgement
	if json.Unmarshal(said, &all) != nil { // whose own message may quote a reason
		return nil, fmt.Errorf("read acknowledgements of %s-%d: not as written", id, revision)
	}
	return all, nil
}

func (t *tx) sealAcknowledged(s registry.Submission) ([]byte, error) {
	if len(s.Acknowledged) == 0 {
		return []byte{}, nil
	}
	said, err := json.Marshal(s.Acknowledged)
	if err != nil {
		return nil, err
	}
	return t.sealer.Seal(submissionPlace(s.EntryID, s.Revision, "acknowledged"), said)
}

// AddSubmission implements [registry.Casebook].
func (t *tx) AddSubmission(s registry.Submission) error {
	sealed, err := t.sealer.Seal(submissionPlace(s.EntryID, s.Revision, "content"), s.Content)
	if err != nil {
		return err
	}
	answers, err := t.sealAcknowledged(s)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO submissions (entry, revision, terminal, kind, version, content, hash, writer, written_at, policy, signature, acknowledged) "+
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		string(s.EntryID), s.Revision, s.Terminal, s.Kind, s.Version, sealed, s.Hash[:], string(s.Writer), toMilli(s.WrittenAt), s.PolicyVersion, s.Signature, answers)
}

// Reviews implements [registry.Casebook].
func (t *tx) Reviews(id notification.EntryID, revision int) ([]registry.Review, error) {
	var found []registry.Review
	err := t.each("SELECT reviewer, terminal, hash, decision, reasons, note, reviewed_at, evidence, signature FROM reviews "+
		"WHERE entry = ? AND revision = ? ORDER BY reviewed_at, reviewer", []any{string(id), revision}, func(scan func(...any) error) error {
		r := registry.Review{Review: notification.Review{EntryID: id, Revision: revision}}
		var hash, reasons []byte
		var reviewed int64
		err := scan(&r.Reviewer, &r.Terminal, &hash, &r.Decision, &reasons, &r.Note, &reviewed, &r.Evidence, &r.Signature)
		copy(r.Hash[:], hash)
		for _, reason := range reasons {
			r.Reasons = append(r.Reasons, notification.Reason(reason))
		}
		r.ReviewedAt = fromMilli(reviewed)
		found = append(found, r)
		return err
	})
	return found, err
}

// AddReview implements [registry.Casebook].
func (t *tx) AddReview(r registry.Review) error {
	reasons := make([]byte, len(r.Reasons))
	for i, reason := range r.Reasons {
		reasons[i] = byte(reason)
	}
	return t.exec("INSERT INTO reviews (entry, revision, reviewer, terminal, hash, decision, reasons, note, reviewed_at, evidence, signature) "+
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		string(r.EntryID), r.Revision, string(r.Reviewer), r.Terminal, r.Hash[:], r.Decision, reasons, r.Note, toMilli(r.ReviewedAt), blob(r.Evidence), r.Signature)
}

// outcome is what a verdict says beside its columns. Fields are only ever added.
type outcome struct {
	Persons  []notification.Applied `json:"persons,omitempty"`
	Findings []notification.Finding `json:"findings,omitempty"`
}

// Verdict implements [registry.Casebook].
func (t *tx) Verdict(id notification.EntryID, revision int) (notification.Verdict, error) {
	var v notification.Verdict
	var day, said string
	var decided int64
	err := t.one("SELECT accepted, processed_on, decided_at, kind, outcome FROM verdicts WHERE entry = ? AND revision = ?", []any{string(id), revision},
		&v.Accepted, &day, &decided, &v.ErrorKind, &said)
	if err != nil {
		return v, err
	}
	v.DecidedAt = fromMilli(decided)
	var o outcome
	if err := errors.Join(v.ProcessedOn.UnmarshalText([]byte(day)), json.Unmarshal([]byte(said), &o)); err != nil {
		return v, fmt.Errorf("read verdict: %w", err)
	}
	v.Persons, v.Findings = o.Persons, o.Findings
	return v, nil
}

// AddVerdict implements [registry.Casebook].
func (t *tx) AddVerdict(id notification.EntryID, revision int, v notification.Verdict) error {
	said, err := json.Marshal(outcome{Persons: v.Persons, Findings: v.Findings})
	if err != nil {
		return fmt.Errorf("write verdict: %w", err)
	}
	return t.exec("INSERT INTO verdicts (entry, revision, accepted, processed_on, decided_at, kind, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)",
		string(id), revision, v.Accepted, v.ProcessedOn.String(), toMilli(v.DecidedAt), v.ErrorKind, string(said))
}

func subject(s registry.Subject) string {
	if s.Resident != "" {
		return "r" + string(s.Resident)
	}
	return "h" + string(s.Household)
}

// Concern implements [registry.Casebook].
func (t *tx) Concern(id notification.EntryID, s registry.Subject) error {
	return t.exec("INSERT INTO subjects (subject, entry) VALUES (?, ?) ON CONFLICT DO NOTHING", subject(s), string(id))
}

// Release implements [registry.Casebook].
func (t *tx) Release(id notification.EntryID) error {
	return t.exec("DELETE FROM subjects WHERE entry = ?", string(id))
}

// Undecided implements [registry.Casebook].
func (t *tx) Undecided(s registry.Subject) ([]notification.EntryID, error) {
	var found []notification.EntryID
	err := t.each("SELECT s.entry FROM subjects s JOIN entries e ON e.id = s.entry WHERE s.subject = ? ORDER BY e.written_at, e.id", []any{subject(s)},
		func(scan func(...any) error) error {
			var id notification.EntryID
			err := scan(&id)
			found = append(found, id)
			return err
		})
	return found, err
}

// toMilli writes a time, 0 for none.
func toMilli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMilli(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n)
}

// blob keeps nothing from being NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

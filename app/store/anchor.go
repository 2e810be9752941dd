package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
)

// An Anchored is the log as the registry holds it.
type Anchored struct {
	Head audit.Head
	Tree audit.Tree
	At   time.Time
	// Registry is the newest signed checkpoint of the registry's own log: what this
	// terminal can bear witness to.
	Registry []byte
}

// A Handover is what the registry is given of the log: the records that follow After.
type Handover struct {
	After   int64
	Size    int64 // of the whole log
	Records []HandedRecord
	Head    audit.Head // after the last of Records
	Tree    audit.Tree
}

// A HandedRecord is one of them. Body is nil once it was purged.
type HandedRecord struct {
	Hash audit.Hash
	Body []byte
}

const (
	// anchorSetting keeps what [Store.Anchor] was told last.
	anchorSetting = "audit_anchor"
	// BodiesKept is how long records stay readable here after the registry has them.
	BodiesKept = 30 * 24 * time.Hour
	// maxHandover bounds a handover in bytes.
	maxHandover = 512 << 10
)

// anchorState is the setting.
type anchorState struct {
	Tree     []byte    `json:"tree"`
	At       time.Time `json:"at"`
	Registry []byte    `json:"registry,omitempty"`
	Marks    []mark    `json:"marks"` // oldest first, one for a day
}

// A mark says up to which record the registry held the log on a day.
type mark struct {
	Seq int64     `json:"seq"`
	At  time.Time `json:"at"`
}

func (s *Store) anchorState(ctx context.Context) (anchorState, error) {
	var a anchorState
	b, err := s.Setting(ctx, anchorSetting)
	if errors.Is(err, ErrNotFound) {
		return a, nil
	}
	if err == nil && json.Unmarshal(b, &a) != nil {
		err = fmt.Errorf("setting %s: %w", anchorSetting, ErrDamaged)
	}
	return a, err
}

// Anchored returns the log as the registry last held it.
func (s *Store) Anchored(ctx context.Context) (Anchored, error) {
	p, err := s.readProgress(ctx, s.read)
	if err != nil {
		return Anchored{}, fmt.Errorf("read anchor: %w", err)
	}
	a, err := s.anchorState(ctx)
	if err != nil {
		return Anchored{}, fmt.Errorf("read anchor: %w", err)
	}
	out := Anchored{Head: p.Anchored, At: a.At, Registry: a.Registry}
	if a.Tree != nil {
		if out.Tree, err = audit.DecodeTree(a.Tree); err != nil {
			return Anchored{}, fmt.Errorf("read anchor: %w: %w", ErrDamaged, err)
		}
	}
	return out, nil
}

// HandOver returns at most limit of the records after a number, opened, with the tree up to
// the last of them. Where the whole log is no longer than after there are none, and the
// tree is that of the whole log.
func (s *Store) HandOver(ctx context.Context, after int64, limit int) (Handover, error) {
	h, err := s.handOver(ctx, after, limit)
	if err != nil {
		return h, fmt.Errorf("hand over log: %w", err)
	}
	return h, nil
}

func (s *Store) handOver(ctx context.Context, after int64, limit int) (Handover, error) {
	p, err := s.readProgress(ctx, s.read)
	if err != nil {
		return Handover{}, err
	}
	h := Handover{After: after, Size: p.Head.Seq}
	from := min(after, p.Head.Seq)
	known, err := s.Anchored(ctx)
	if err != nil {
		return h, err
	}
	if known.Head.Seq == from && known.Tree.Size() == from {
		h.Head, h.Tree = known.Head, known.Tree
	}
	bytes := 0
	for e, err := range s.AuditEvents(ctx, h.Tree.Size()) {
		if err != nil {
			return h, err
		}
		handing := e.Seq > after
		if e.Seq > p.Head.Seq || handing && (len(h.Records) == limit || bytes > maxHandover) {
			break
		}
		if e.Prev != h.Head.Hash {
			return h, fmt.Errorf("%w: %w", ErrAudit, &audit.Broken{Seq: e.Seq, Err: audit.ErrChanged})
		}
		if err := h.Tree.Add(e.Link); err != nil {
			return h, fmt.Errorf("%w: %w", ErrAudit, err)
		}
		h.Head = e.Head()
		if handing {
			r, err := s.handed(e)
			if err != nil {
				return h, err
			}
			h.Records, bytes = append(h.Records, r), bytes+len(r.Body)
		}
	}
	return h, nil
}

func (s *Store) handed(e audit.Event) (HandedRecord, error) {
	r := HandedRecord{Hash: e.Body}
	if e.Sealed == nil {
		return r, nil
	}
	var err error
	if r.Body, err = s.sealer.Open(auditPlace(e.Seq), e.Sealed); err != nil {
		return r, fmt.Errorf("record %d: %w", e.Seq, err)
	}
	return r, nil
}

// Anchor notes the log as the registry holds it from now on. Records that it has held for
// [BodiesKept] are purged here; their links stay, so that the log can still be verified.
func (s *Store) Anchor(ctx context.Context, a Anchored) error {
	purged, err := s.anchor(ctx, a)
	if err != nil {
		return fmt.Errorf("anchor audit: %w", kindOf(err))
	}
	if purged {
		_ = s.checkpoint(ctx) // a reader in the way only puts it off
	}
	return nil
}

func (s *Store) anchor(ctx context.Context, a Anchored) (purged bool, err error) {
	state, err := s.anchorState(ctx)
	if err != nil {
		return false, err
	}
	tx, err := s.begin(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	w := &writing{ctx: ctx, tx: tx, store: s}
	if w.progress, err = s.readProgress(ctx, tx); err != nil {
		return false, err
	}
	if a.Head.Seq > w.progress.Head.Seq {
		return false, fmt.Errorf("%w: the registry holds %d records, this file %d", ErrAudit, a.Head.Seq, w.progress.Head.Seq)
	}
	w.progress.Anchored = a.Head
	due := state.note(a)
	if purged, err = w.purge(due, a.At); err != nil {
		return false, err
	}
	body, err := json.Marshal(state)
	if err != nil {
		return false, err
	}
	if err := first(
		func() error { return w.putSetting(Setting{Name: anchorSetting, Value: body}) },
		w.putProgress,
		tx.Commit,
	); err != nil {
		return false, err
	}
	return purged, nil
}

// note takes a in, and returns up to which record the bodies have been kept long enough.
func (a *anchorState) note(now Anchored) (due int64) {
	a.Tree, a.At, a.Registry = now.Tree.Encode(), now.At, now.Registry
	if n := len(a.Marks); n > 0 && civil.FromTime(a.Marks[n-1].At) == civil.FromTime(now.At) {
		a.Marks[n-1].Seq = now.Head.Seq
	} else {
		a.Marks = append(a.Marks, mark{now.Head.Seq, now.At})
	}
	for len(a.Marks) > 0 && now.At.Sub(a.Marks[0].At) > BodiesKept {
		due, a.Marks = a.Marks[0].Seq, a.Marks[1:]
	}
	return due
}

// purge drops the bodies up to a record, and says in the log that it did.
func (w *writing) purge(due int64, at time.Time) (bool, error) {
	if due == 0 {
		return false, nil
	}
	result, err := w.tx.ExecContext(w.ctx, `UPDATE audit SET sealed = NULL WHERE seq <= ? AND sealed IS NOT NULL`, due)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	if err != nil || n == 0 {
		return false, err
	}
	return true, w.extendChain([]audit.Record{{Kind: audit.AuditPurged, At: at, Terminal: w.store.terminal, Detail: []string{"records=" + strconv.FormatInt(n, 10)}}})
}

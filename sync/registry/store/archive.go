package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/sync/registry"
)

// ownLog is the name of the registry's own log where records are bound to their place.
const ownLog = "registry"

// Head implements [registry.Log].
func (t *tx) Head() (audit.Head, error) {
	var l audit.Link
	var prev, body []byte
	err := t.one("SELECT seq, prev, body FROM audit ORDER BY seq DESC LIMIT 1", nil, &l.Seq, &prev, &body)
	if errors.Is(err, registry.ErrNotFound) {
		return audit.Head{}, nil
	}
	copy(l.Prev[:], prev)
	copy(l.Body[:], body)
	return l.Head(), err
}

// Extend implements [registry.Log].
func (t *tx) Extend(at time.Time, record []byte) (audit.Head, error) {
	head, err := t.Head()
	if err != nil {
		return head, err
	}
	year := civil.FromTime(at).Year()
	key, err := t.year(year, true)
	if err != nil {
		return head, t.fail(fmt.Errorf("extend log: %w", err))
	}
	sealed := key.Seal(nil, nil, record, place(ownLog, head.Seq+1))
	link := head.Next(sealed)
	err = t.exec("INSERT INTO audit (seq, prev, body, record, year) VALUES (?, ?, ?, ?, ?)", link.Seq, link.Prev[:], link.Body[:], sealed, year)
	if err != nil {
		return head, t.fail(fmt.Errorf("extend log: %w", err))
	}
	return link.Head(), nil
}

// fail keeps the transaction from being committed, whatever the error is: what cannot be
// shown afterwards is not done.
func (t *tx) fail(err error) error {
	if t.broken == nil {
		t.broken = err
	}
	return err
}

// Events implements [registry.Log].
func (t *tx) Events(from int64, f func(audit.Event) error) error {
	return t.each("SELECT seq, prev, body, record FROM audit WHERE seq >= ? ORDER BY seq", []any{from}, func(scan func(...any) error) error {
		var e audit.Event
		var prev, body []byte
		if err := scan(&e.Seq, &prev, &body, &e.Sealed); err != nil {
			return err
		}
		copy(e.Prev[:], prev)
		copy(e.Body[:], body)
		return f(e)
	})
}

// Record implements [registry.Log].
func (t *tx) Record(e audit.Event) (audit.Record, error) {
	var year *int
	if err := t.one("SELECT year FROM audit WHERE seq = ?", []any{e.Seq}, &year); err != nil {
		return audit.Record{}, err
	}
	if year == nil && e.Sealed != nil {
		return audit.Decode(e.Sealed) // of before the keys of years
	}
	return t.open(ownLog, e, year)
}

func (t *tx) open(log string, e audit.Event, year *int) (audit.Record, error) {
	if e.Sealed == nil || year == nil {
		return audit.Record{}, fmt.Errorf("record %d: %w", e.Seq, registry.ErrErased)
	}
	key, err := t.year(*year, false)
	if err != nil {
		return audit.Record{}, fmt.Errorf("record %d: %w", e.Seq, err)
	}
	body, err := key.Open(nil, nil, e.Sealed, place(log, e.Seq))
	if err != nil {
		return audit.Record{}, fmt.Errorf("record %d: %w", e.Seq, audit.ErrChanged)
	}
	return audit.Decode(body)
}

// Archive implements [registry.Archive].
func (t *tx) Archive(terminal string, book int, copied audit.Head, own audit.Hash, at time.Time, record []byte) (audit.Head, error) {
	year := civil.FromTime(at).Year()
	key, err := t.year(year, true)
	if err != nil {
		return copied, fmt.Errorf("archive: %w", err)
	}
	var sealed []byte
	link := audit.Link{Seq: copied.Seq + 1, Prev: copied.Hash, Body: own}
	if len(record) > 0 { // else it was purged at the terminal, and its hash is all there is
		sealed = key.Seal(nil, nil, record, place(terminal, copied.Seq+1))
		link = copied.Next(sealed)
	}
	err = t.exec("INSERT INTO archive (terminal, seq, book, own, prev, body, year, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		terminal, link.Seq, book, own[:], link.Prev[:], link.Body[:], year, sealed)
	return link.Head(), err
}

// Archived implements [registry.Archive].
func (t *tx) Archived(terminal string, from int64, f func(registry.Archived) error) error {
	return t.each("SELECT seq, book, own, prev, body, record FROM archive WHERE terminal = ? AND seq >= ? ORDER BY seq", []any{terminal, from},
		func(scan func(...any) error) error {
			var a registry.Archived
			var own, prev, body []byte
			if err := scan(&a.Seq, &a.Book, &own, &prev, &body, &a.Sealed); err != nil {
				return err
			}
			copy(a.Own[:], own)
			copy(a.Prev[:], prev)
			copy(a.Body[:], body)
			return f(a)
		})
}

// Unarchive implements [registry.Archive].
func (t *tx) Unarchive(terminal string, a registry.Archived) (audit.Record, error) {
	var year int
	if err := t.one("SELECT year FROM archive WHERE terminal = ? AND seq = ?", []any{terminal, a.Seq}, &year); err != nil {
		return audit.Record{}, err
	}
	return t.open(terminal, a.Event, &year)
}

const anchorColumns = "terminal, book, day, at, seq, head, tree, copied_seq, copied, note, key"

func anchorOf(scan func(...any) error) (registry.Anchor, error) {
	var a registry.Anchor
	var day string
	var at int64
	var head, tree, copied []byte
	if err := scan(&a.Terminal, &a.Book, &day, &at, &a.Head.Seq, &head, &tree, &a.Copied.Seq, &copied, &a.Note, &a.Key); err != nil {
		return a, err
	}
	a.At = fromMilli(at)
	copy(a.Head.Hash[:], head)
	copy(a.Copied.Hash[:], copied)
	var err, dayErr error
	a.Tree, err = audit.DecodeTree(tree)
	a.Day, dayErr = civil.Parse(day)
	return a, errors.Join(err, dayErr)
}

// Anchor implements [registry.Archive].
func (t *tx) Anchor(terminal string) (found registry.Anchor, err error) {
	found, err = registry.Anchor{}, registry.ErrNotFound
	scanErr := t.each("SELECT "+anchorColumns+" FROM anchors WHERE terminal = ? ORDER BY book DESC, day DESC LIMIT 1", []any{terminal}, func(scan func(...any) error) error {
		found, err = anchorOf(scan)
		return err
	})
	if scanErr != nil {
		err = scanErr
	}
	return found, err
}

// PutAnchor implements [registry.Archive].
func (t *tx) PutAnchor(a registry.Anchor) error {
	return t.exec("INSERT INTO anchors ("+anchorColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (terminal, book, day) DO UPDATE SET "+
		"at = excluded.at, seq = excluded.seq, head = excluded.head, tree = excluded.tree, copied_seq = excluded.copied_seq, copied = excluded.copied, note = excluded.note, key = excluded.key",
		a.Terminal, a.Book, a.Day.String(), toMilli(a.At), a.Head.Seq, a.Head.Hash[:], a.Tree.Encode(), a.Copied.Seq, a.Copied.Hash[:], a.Note, a.Key)
}

// Anchors implements [registry.Archive].
func (t *tx) Anchors(terminal string, since civil.Date, f func(registry.Anchor) error) error {
	return t.each("SELECT "+anchorColumns+" FROM anchors WHERE terminal = ? AND day >= ? ORDER BY book, day", []any{terminal, since.String()}, func(scan func(...any) error) error {
		a, err := anchorOf(scan)
		if err != nil {
			return err
		}
		return f(a)
	})
}

func signedOf(scan func(...any) error) (registry.Signed, error) {
	var s registry.Signed
	var day string
	var head, tree []byte
	if err := scan(&s.Head.Seq, &day, &head, &tree, &s.Note, &s.Key); err != nil {
		return s, err
	}
	if copy(s.Head.Hash[:], head) != sha256.Size {
		return s, fmt.Errorf("checkpoint %d: %w", s.Head.Seq, audit.ErrCheckpoint)
	}
	var err, dayErr error
	s.Tree, err = audit.DecodeTree(tree)
	s.Day, dayErr = civil.Parse(day)
	return s, errors.Join(err, dayErr)
}

// Signed implements [registry.Archive].
func (t *tx) Signed() (found registry.Signed, err error) {
	err = registry.ErrNotFound
	scanErr := t.each("SELECT seq, day, head, tree, note, key FROM checkpoints ORDER BY seq DESC LIMIT 1", nil, func(scan func(...any) error) error {
		found, err = signedOf(scan)
		return err
	})
	if scanErr != nil {
		err = scanErr
	}
	return found, err
}

// AddSigned implements [registry.Archive].
func (t *tx) AddSigned(s registry.Signed) error {
	return t.exec("INSERT INTO checkpoints (seq, day, head, tree, note, key) VALUES (?, ?, ?, ?, ?, ?)",
		s.Head.Seq, s.Day.String(), s.Head.Hash[:], s.Tree.Encode(), s.Note, s.Key)
}

// AllSigned implements [registry.Archive].
func (t *tx) AllSigned(f func(registry.Signed) error) error {
	return t.each("SELECT seq, day, head, tree, note, key FROM checkpoints ORDER BY seq", nil, func(scan func(...any) error) error {
		s, err := signedOf(scan)
		if err != nil {
			return err
		}
		return f(s)
	})
}

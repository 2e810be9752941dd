// Package proof shows what became of the operation logs of the registry and of every
// terminal: it exports them day by day under what was signed of them, and verifies them,
// in the database or in an export, without opening a record (D23).
//
// An export is a folder. For each log and each day that is over there are two files:
//
//	2026-11-23.registry.jsonl    the records of the day, sealed, one a line, and last
//	                             the checkpoint over all records up to there
//	2026-11-23.registry.note     the same checkpoint as a text to print and file
//
// and the same with a terminal's ID in place of "registry". Records are sealed under the
// keys of their years, which never leave the registry: an export proves who could not have
// changed what, it does not show it, and a year erased at the registry cannot be read from
// an export either.
//
// Verifying finds a record that was changed, removed, exchanged or cut off, and says where.
// What was written since the last checkpoint is protected by the chain alone, and counted.
//
// Signing is the registry's, opening records, too.
package proof

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"madoguchi/app/audit"
	"madoguchi/sync/registry"
)

// An Item of a log is a record, or what was signed after it.
type Item struct {
	Record *registry.Archived
	Signed *Signed
}

// Signed is a checkpoint with what it was signed by.
type Signed struct {
	Book   int // of a terminal's log
	Copied audit.Head
	Seq    int64 // of the last record before it, as the source counts them
	Note   []byte
	Key    []byte // PKIX
}

// A Source holds logs.
type Source interface {
	// Logs returns their names, "registry" among them.
	Logs(ctx context.Context) ([]string, error)
	// Walk calls f with each item of a log in order, until f fails.
	Walk(ctx context.Context, log string, f func(Item) error) error
}

// A Result is what verifying one log has shown.
type Result struct {
	Log      string
	Records  int64
	Purged   int64 // of these, those of which only the hash is left
	Signed   int   // checkpoints that hold
	Unsigned int64 // records since the last of them
	End      audit.Head
	Fault    error // nil when the log holds; a [audit.Broken] says where it does not
}

// ErrKey says that a checkpoint was signed by a key that is not trusted.
var ErrKey = errors.New("signed by a key that is not trusted")

// ErrGone says that a log the witness knows is not there.
var ErrGone = errors.New("log is missing")

// Terms are what is verified by, besides the source.
type Terms struct {
	// Trusted are the keys that the registry's own log may be signed by, PKIX; with none,
	// those kept beside it are believed, and a forger of both is not found.
	Trusted [][]byte
	// Witness is another source whose checkpoints must hold here, too, such as an export
	// that was kept elsewhere; it may be nil.
	Witness Source
	// Notes are signed checkpoints of the registry's own log that were kept one by one, as a
	// terminal keeps the newest it was told, or on paper. They are read by Trusted.
	Notes [][]byte
}

// Verify verifies every log of a source. A fault of one log is its result's; an error is
// one of reading.
func Verify(ctx context.Context, s Source, terms Terms) ([]Result, error) {
	logs, err := s.Logs(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	var all []Result
	for _, log := range logs {
		seen, err := witnessed(ctx, terms.Witness, log)
		if err == nil && log == registry.LogOrigin {
			err = terms.noted(seen)
		}
		if err != nil {
			return all, fmt.Errorf("verify %s: witness: %w", log, err)
		}
		r, err := verify(ctx, s, log, terms, seen)
		if err != nil {
			return all, fmt.Errorf("verify %s: %w", log, err)
		}
		all = append(all, r)
	}
	if terms.Witness == nil {
		return all, nil
	}
	known, err := terms.Witness.Logs(ctx)
	if err != nil {
		return all, fmt.Errorf("verify: witness: %w", err)
	}
	for _, log := range known {
		if !slices.Contains(logs, log) {
			all = append(all, Result{Log: log, Fault: ErrGone})
		}
	}
	return all, nil
}

// witnessed returns what another source has as signed of a log, by record.
func witnessed(ctx context.Context, w Source, log string) (map[int64][]Signed, error) {
	seen := make(map[int64][]Signed)
	if w == nil {
		return seen, nil
	}
	err := w.Walk(ctx, log, func(i Item) error {
		if i.Signed != nil {
			seen[i.Signed.Seq] = append(seen[i.Signed.Seq], *i.Signed)
		}
		return nil
	})
	return seen, err
}

// noted adds the notes to what was seen.
func (t Terms) noted(seen map[int64][]Signed) error {
	for _, note := range t.Notes {
		found := false
		for _, key := range t.Trusted {
			public, err := x509.ParsePKIXPublicKey(key)
			if err != nil {
				return ErrKey
			}
			if c, err := audit.ReadCheckpoint(note, registry.LogOrigin, public); err == nil {
				seen[c.Head.Seq] = append(seen[c.Head.Seq], Signed{Seq: c.Head.Seq, Note: note, Key: key})
				found = true
			}
		}
		if !found {
			return fmt.Errorf("note: %w", ErrKey)
		}
	}
	return nil
}

// A verifier is under way through one log.
type verifier struct {
	Result
	terms Terms
	walk  audit.Walk // over the records as they are sealed here
	own   audit.Walk // over the terminal's own log, of the book under way
	book  int
	seen  map[int64][]Signed
}

func verify(ctx context.Context, s Source, log string, terms Terms, seen map[int64][]Signed) (Result, error) {
	v := &verifier{Result: Result{Log: log}, terms: terms, seen: seen}
	var fault *faultError
	err := s.Walk(ctx, log, func(i Item) error {
		err := v.item(i)
		if err != nil {
			return &faultError{err}
		}
		return nil
	})
	v.End = v.walk.Head
	switch {
	case errors.As(err, &fault):
		v.Fault = fault.error
	case err != nil:
		return v.Result, err
	case len(v.seen) > 0:
		v.Fault = &audit.Broken{Seq: v.walk.Head.Seq + 1, Err: audit.ErrTruncated}
	}
	return v.Result, nil
}

// A faultError is one of the log, not of reading it.
type faultError struct{ error }

func (v *verifier) item(i Item) error {
	if i.Signed != nil {
		return v.signed(*i.Signed)
	}
	if err := v.walk.Next(i.Record.Event); err != nil {
		return err
	}
	if v.Log != registry.LogOrigin {
		if i.Record.Book != v.book {
			v.own, v.book = audit.Walk{}, i.Record.Book
		}
		// The terminal's chain is the hashes of its records in their order; what it signed
		// shows whether they are these.
		if err := v.own.Next(audit.Event{Link: audit.Link{Seq: v.own.Head.Seq + 1, Prev: v.own.Head.Hash, Body: i.Record.Own}}); err != nil {
			return err
		}
	}
	v.Records++
	v.Unsigned++
	if i.Record.Sealed == nil {
		v.Purged++
	}
	for _, s := range v.seen[v.walk.Head.Seq] {
		if err := v.signed(s); err != nil {
			return err
		}
		v.Signed-- // the witness's, not one more
	}
	delete(v.seen, v.walk.Head.Seq)
	return nil
}

// signed compares the log up to here with a checkpoint.
func (v *verifier) signed(s Signed) error {
	at := func(err error) error { return &audit.Broken{Seq: v.walk.Head.Seq, Err: err} }
	key, err := x509.ParsePKIXPublicKey(s.Key)
	if err != nil {
		return at(ErrKey)
	}
	c, err := audit.ReadCheckpoint(s.Note, v.Log, crypto.PublicKey(key))
	if err != nil {
		return at(audit.ErrSigned)
	}
	walk := &v.walk
	if v.Log != registry.LogOrigin {
		walk = &v.own
		switch {
		case s.Copied.Seq > v.walk.Head.Seq:
			return &audit.Broken{Seq: v.walk.Head.Seq + 1, Err: audit.ErrTruncated}
		case s.Copied != v.walk.Head:
			return at(audit.ErrSigned)
		}
	} else if len(v.terms.Trusted) > 0 && !slices.ContainsFunc(v.terms.Trusted, func(k []byte) bool { return slices.Equal(k, s.Key) }) {
		return at(ErrKey)
	}
	switch err := walk.Signed(c); {
	case errors.Is(err, audit.ErrTruncated):
		return &audit.Broken{Seq: v.walk.Head.Seq + 1, Err: audit.ErrTruncated}
	case err != nil:
		return at(audit.ErrSigned)
	}
	v.Signed, v.Unsigned = v.Signed+1, 0
	return nil
}

package proof

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"

	"madoguchi/app/audit"
)

// VerifyTerminal verifies what a terminal wrote of its own log (terminal audit export)
// against what its registry, or an export of it, holds of that log: the witness, which may
// be nil. A fault of the log is the result's; an error is one of reading.
func VerifyTerminal(ctx context.Context, file io.Reader, witness Source) (Result, error) {
	t := &terminalFile{}
	fault, err := t.read(file)
	if err != nil {
		return t.Result, fmt.Errorf("verify terminal: %w", err)
	}
	if fault == nil && witness != nil {
		seen, err := newestBook(ctx, witness, t.Log)
		if err != nil {
			return t.Result, fmt.Errorf("verify terminal: witness: %w", err)
		}
		fault = t.compare(seen)
	}
	t.Fault = fault
	return t.Result, nil
}

// A terminalFile is one as it was read.
type terminalFile struct {
	Result
	end   audit.Checkpoint // as the terminal signed it
	key   []byte
	links []audit.Link
	walk  audit.Walk
}

// read walks over the file. A fault is one of the log that it holds.
func (t *terminalFile) read(file io.Reader) (fault, err error) {
	ended := false
	for l, err := range audit.Lines[audit.Line](file) {
		switch {
		case err != nil:
			return nil, err
		case ended:
			return nil, fmt.Errorf("something follows the checkpoint: %w", audit.ErrLine)
		case l.Note != nil:
			t.Log, t.key, ended = l.Origin, l.Key, true
			if fault == nil {
				fault = t.signed(l)
			}
			continue
		}
		e, err := l.Event()
		if err != nil {
			return nil, err
		}
		t.Records++
		if e.Sealed == nil {
			t.Purged++
		}
		if fault == nil {
			if fault = t.walk.Next(e); fault == nil {
				t.links = append(t.links, e.Link)
			}
		}
	}
	if !ended {
		return nil, fmt.Errorf("the checkpoint at its end is missing: %w", audit.ErrLine)
	}
	t.End = t.walk.Head
	return fault, nil
}

func (t *terminalFile) signed(l audit.Line) error {
	key, err := x509.ParsePKIXPublicKey(l.Key)
	if err != nil {
		return &audit.Broken{Seq: t.walk.Head.Seq, Err: ErrKey}
	}
	if t.end, err = audit.ReadCheckpoint(l.Note, l.Origin, key); err != nil {
		return &audit.Broken{Seq: t.walk.Head.Seq, Err: audit.ErrSigned}
	}
	if err := t.walk.Signed(t.end); err != nil {
		return err
	}
	t.Signed = 1
	return nil
}

// newestBook returns what was signed of the newest log of a terminal.
func newestBook(ctx context.Context, w Source, log string) ([]Signed, error) {
	var all []Signed
	err := w.Walk(ctx, log, func(i Item) error {
		if i.Signed != nil {
			all = append(all, *i.Signed)
		}
		return nil
	})
	book := 0
	for _, s := range all {
		book = max(book, s.Book)
	}
	return slices.DeleteFunc(all, func(s Signed) bool { return s.Book != book }), err
}

// compare holds the file against what the terminal had signed before.
func (t *terminalFile) compare(seen []Signed) error {
	if len(seen) == 0 {
		return ErrGone
	}
	if !slices.ContainsFunc(seen, func(s Signed) bool { return slices.Equal(s.Key, t.key) }) {
		return ErrKey
	}
	due := make(map[int64]audit.Checkpoint)
	for _, s := range seen {
		key, err := x509.ParsePKIXPublicKey(s.Key)
		if err != nil {
			return ErrKey
		}
		c, err := audit.ReadCheckpoint(s.Note, t.Log, key)
		if err != nil {
			return errors.Join(audit.ErrSigned, err)
		}
		due[c.Head.Seq] = c
	}
	var again audit.Walk
	for _, l := range t.links {
		if err := again.Next(audit.Event{Link: l}); err != nil {
			return err
		}
		c, ok := due[l.Seq]
		if !ok {
			continue
		}
		if err := again.Signed(c); err != nil {
			return err
		}
		delete(due, l.Seq)
		t.Signed, t.Unsigned = t.Signed+1, int64(len(t.links))-l.Seq
	}
	if len(due) > 0 {
		return &audit.Broken{Seq: again.Head.Seq + 1, Err: audit.ErrTruncated}
	}
	return nil
}

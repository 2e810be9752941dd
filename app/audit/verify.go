package audit

import (
	"errors"
	"fmt"
	"iter"
)

// ErrSigned means that a log is not what was signed of it.
var ErrSigned = errors.New("records differ from what was signed")

// A Walk goes over a log from its first record on and keeps chain and tree. The zero Walk
// stands before the first. Its errors are a [Broken] that says where.
type Walk struct {
	Head Head
	Tree Tree
}

// Next goes on to the next event.
func (w *Walk) Next(e Event) error {
	if err := w.Head.check(e); err != nil {
		return &Broken{Seq: w.Head.Seq + 1, Err: err}
	}
	w.Head = e.Head()
	w.Tree.add(w.Head)
	return nil
}

// Signed compares where the walk stands with a checkpoint of there.
func (w *Walk) Signed(c Checkpoint) error {
	switch {
	case c.Head.Seq > w.Head.Seq:
		return &Broken{Seq: w.Head.Seq + 1, Err: ErrTruncated}
	case c.Head != w.Head || c.Root != w.Tree.Root():
		return &Broken{Seq: w.Head.Seq, Err: ErrSigned}
	}
	return nil
}

// VerifyLog walks over a whole log as [Verify] does, and compares chain and tree with
// every checkpoint of it, in any order. It returns the end and the tree. The first fault
// is a [Broken] that says where.
func VerifyLog(events iter.Seq2[Event, error], signed ...Checkpoint) (Head, Tree, error) {
	var w Walk
	due := make(map[int64][]Checkpoint, len(signed))
	for _, c := range signed {
		due[c.Head.Seq] = append(due[c.Head.Seq], c)
	}
	for e, err := range events {
		if err != nil {
			return w.Head, w.Tree, fmt.Errorf("verify log: %w", err)
		}
		if err := w.Next(e); err != nil {
			return w.Head, w.Tree, err
		}
		for _, c := range due[w.Head.Seq] {
			if err := w.Signed(c); err != nil {
				return w.Head, w.Tree, err
			}
		}
		delete(due, w.Head.Seq)
	}
	for seq := range due {
		if seq > 0 {
			return w.Head, w.Tree, &Broken{Seq: w.Head.Seq + 1, Err: ErrTruncated}
		}
	}
	return w.Head, w.Tree, nil
}

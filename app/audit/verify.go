package audit

import (
	"errors"
	"fmt"
	"iter"
)

// ErrSigned means that a log is not what was signed of it.
var ErrSigned = errors.New("records differ from what was signed")

// VerifyLog walks over a whole log as [Verify] does, and compares chain and tree with
// every checkpoint of it, in any order. It returns the end and the tree. The first fault
// is a [Broken] that says where.
func VerifyLog(events iter.Seq2[Event, error], signed ...Checkpoint) (Head, Tree, error) {
	var head Head
	var tree Tree
	due := make(map[int64][]Checkpoint, len(signed))
	for _, c := range signed {
		due[c.Head.Seq] = append(due[c.Head.Seq], c)
	}
	for e, err := range events {
		if err != nil {
			return head, tree, fmt.Errorf("verify log: %w", err)
		}
		if err := head.check(e); err != nil {
			return head, tree, &Broken{Seq: head.Seq + 1, Err: err}
		}
		head = e.Head()
		tree.add(head)
		for _, c := range due[head.Seq] {
			if c.Head != head || c.Root != tree.Root() {
				return head, tree, &Broken{Seq: head.Seq, Err: ErrSigned}
			}
		}
		delete(due, head.Seq)
	}
	for seq := range due {
		if seq > 0 {
			return head, tree, &Broken{Seq: head.Seq + 1, Err: ErrTruncated}
		}
	}
	return head, tree, nil
}

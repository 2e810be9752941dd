package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
)

// A Hash is a SHA-256 hash.
type Hash [sha256.Size]byte

// A Head is the end of a chain: how many records there are, and the hash of the last
// link. The zero Head is that of the empty chain.
type Head struct {
	Seq  int64
	Hash Hash
}

// A Link is one record's place in the chain. Seq counts from 1 without a gap.
type Link struct {
	Seq  int64
	Prev Hash // of the link before, zero for the first
	Body Hash // of the sealed record
}

// Next returns the link that a sealed record has after h.
func (h Head) Next(sealed []byte) Link {
	return Link{Seq: h.Seq + 1, Prev: h.Hash, Body: sha256.Sum256(sealed)}
}

// Head returns the head of a chain that ends with l.
func (l Link) Head() Head {
	const domain = "madoguchi audit link 1\x00"
	b := make([]byte, 0, len(domain)+8+2*sha256.Size)
	b = append(b, domain...)
	b = binary.BigEndian.AppendUint64(b, uint64(l.Seq))
	b = append(b, l.Prev[:]...)
	b = append(b, l.Body[:]...)
	return Head{Seq: l.Seq, Hash: sha256.Sum256(b)}
}

// An Event is a link with its sealed record, which is nil once it was purged.
type Event struct {
	Link
	Sealed []byte
}

// Faults of a chain, wrapped in a [Broken].
var (
	ErrMissing   = errors.New("record missing")
	ErrReordered = errors.New("record out of order")
	ErrChanged   = errors.New("record changed")
	ErrTruncated = errors.New("records missing at the end")
)

// A Broken says where a chain first goes wrong.
type Broken struct {
	Seq int64 // of the record expected there
	Err error // ErrMissing, ErrReordered, ErrChanged or ErrTruncated
}

// Error implements error.
func (b *Broken) Error() string { return fmt.Sprintf("audit chain at %d: %v", b.Seq, b.Err) }

// Unwrap gives the fault.
func (b *Broken) Unwrap() error { return b.Err }

// Verify walks over a whole chain and returns its head. It checks it against heads
// that were kept elsewhere, in any order; records missing at the end show through
// these alone. The first fault is a [Broken]; an error of events is returned as it is.
func Verify(events iter.Seq2[Event, error], anchors ...Head) (Head, error) {
	var head Head
	for e, err := range events {
		if err != nil {
			return head, fmt.Errorf("verify audit chain: %w", err)
		}
		if err := head.check(e); err != nil {
			return head, &Broken{Seq: head.Seq + 1, Err: err}
		}
		head = e.Head()
		for _, a := range anchors {
			if a.Seq == head.Seq && a.Hash != head.Hash {
				return head, &Broken{Seq: head.Seq, Err: ErrChanged}
			}
		}
	}
	for _, a := range anchors {
		if a.Seq > head.Seq {
			return head, &Broken{Seq: head.Seq + 1, Err: ErrTruncated}
		}
	}
	return head, nil
}

// check reports how e does not follow h.
func (h Head) check(e Event) error {
	switch {
	case e.Seq > h.Seq+1:
		return ErrMissing
	case e.Seq < h.Seq+1:
		return ErrReordered
	case e.Prev != h.Hash:
		return ErrChanged
	case e.Sealed != nil && sha256.Sum256(e.Sealed) != e.Body:
		return ErrChanged
	}
	return nil
}

package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrTree says that bytes are no tree, or that two trees do not grow from each other.
var ErrTree = errors.New("not a tree of the operation log")

// A Tree sums up a chain in a Merkle tree (RFC 6962): its root proves every record, and a
// short proof shows that a later root only adds to an earlier one, also when the bodies
// were purged long ago. It keeps no more than the root needs, some 20 hashes for a million
// records. The zero Tree is that of the empty chain.
type Tree struct {
	size int64
	// full are the roots of the full subtrees that the size is the sum of, the greatest
	// first: one for each bit of size.
	full []Hash
}

// Size returns how many records the tree sums up.
func (t *Tree) Size() int64 { return t.size }

// Add takes the next link of the chain in.
func (t *Tree) Add(l Link) error {
	if l.Seq != t.size+1 {
		return fmt.Errorf("record %d after %d: %w", l.Seq, t.size, ErrTree)
	}
	t.add(l.Head())
	return nil
}

// add takes the next link in by the head that it makes.
func (t *Tree) add(head Head) {
	h := leaf(head)
	for range bits.TrailingZeros64(^uint64(t.size)) { // as many as the addition carries
		h = node(t.full[len(t.full)-1], h)
		t.full = t.full[:len(t.full)-1]
	}
	t.full = append(t.full, h)
	t.size++
}

// Root returns the root, that of no record for the empty tree.
func (t *Tree) Root() Hash {
	if t.size == 0 {
		return Hash(tlog.RecordHash(nil)) // no record is empty, so no tree has this root
	}
	root := t.full[len(t.full)-1]
	for i := len(t.full) - 2; i >= 0; i-- {
		root = node(t.full[i], root)
	}
	return root
}

// leaf is the hash of a record's place: the chain's own hash covers sequence, body and
// everything before.
// It is [tlog.RecordHash] without its allocations, and node [tlog.NodeHash]: seven years
// are verified in seconds, or nobody does it.
func leaf(h Head) Hash {
	var b [1 + sha256.Size]byte // RFC 6962: 0 before a leaf, 1 before a node
	copy(b[1:], h.Hash[:])
	return sha256.Sum256(b[:])
}

func node(left, right Hash) Hash {
	var b [1 + 2*sha256.Size]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// Encode returns t to be kept.
func (t *Tree) Encode() []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(t.size))
	for _, h := range t.full {
		b = append(b, h[:]...)
	}
	return b
}

// DecodeTree reads what [Tree.Encode] wrote.
func DecodeTree(b []byte) (Tree, error) {
	if len(b) < 8 {
		return Tree{}, fmt.Errorf("decode tree: %d bytes: %w", len(b), ErrTree)
	}
	t := Tree{size: int64(binary.BigEndian.Uint64(b))}
	b = b[8:]
	if t.size < 0 || len(b) != bits.OnesCount64(uint64(t.size))*len(Hash{}) {
		return Tree{}, fmt.Errorf("decode tree: %d bytes for %d records: %w", len(b), t.size, ErrTree)
	}
	for len(b) > 0 {
		t.full = append(t.full, Hash(b[:len(Hash{})]))
		b = b[len(Hash{}):]
	}
	return t, nil
}

// ProveGrowth returns the proof that the tree of the first size records of a chain grew
// into that of all of them. links are all the links, from the first on.
func ProveGrowth(links iter.Seq2[Link, error], size int64) ([]Hash, error) {
	var stored hashes
	var n int64
	for l, err := range links {
		if err != nil {
			return nil, fmt.Errorf("prove growth: %w", err)
		}
		if l.Seq != n+1 {
			return nil, fmt.Errorf("prove growth: record %d after %d: %w", l.Seq, n, ErrTree)
		}
		more, err := tlog.StoredHashesForRecordHash(n, tlog.Hash(leaf(l.Head())), stored)
		if err != nil {
			return nil, fmt.Errorf("prove growth: %w", err)
		}
		stored = append(stored, more...)
		n++
	}
	if size < 1 || size > n {
		return nil, fmt.Errorf("prove growth: %d of %d records: %w", size, n, ErrTree)
	}
	proof, err := tlog.ProveTree(n, size, stored)
	if err != nil {
		return nil, fmt.Errorf("prove growth: %w", err)
	}
	out := make([]Hash, len(proof))
	for i, h := range proof {
		out[i] = Hash(h)
	}
	return out, nil
}

// hashes are all the hashes of a tree, as tlog numbers them.
type hashes []tlog.Hash

// ReadHashes implements [tlog.HashReader].
func (h hashes) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		out[i] = h[n]
	}
	return out, nil
}

// CheckGrowth reports whether proof shows that one root grew into another.
func CheckGrowth(proof []Hash, size int64, root Hash, oldSize int64, oldRoot Hash) error {
	if oldSize == 0 {
		return nil // everything grows from nothing
	}
	plain := make(tlog.TreeProof, len(proof))
	for i, h := range proof {
		plain[i] = tlog.Hash(h)
	}
	if err := tlog.CheckTree(plain, size, tlog.Hash(root), oldSize, tlog.Hash(oldRoot)); err != nil {
		return fmt.Errorf("check growth: %w: %w", ErrTree, err)
	}
	return nil
}

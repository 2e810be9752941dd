package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"madoguchi/app/audit"
)

// chain returns n events with sealed bodies of their own.
func chain(n int) []audit.Event {
	var head audit.Head
	var events []audit.Event
	for i := range n {
		sealed := fmt.Appendf(nil, "sealed %d", i+1)
		link := head.Next(sealed)
		events = append(events, audit.Event{Link: link, Sealed: sealed})
		head = link.Head()
	}
	return events
}

func all(events []audit.Event) iter.Seq2[audit.Event, error] {
	return func(yield func(audit.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func TestVerify(t *testing.T) {
	good := chain(10)
	end := good[9].Head()
	// rehash gives what somebody gets who changes record 5 and rewrites the chain
	// after it, which takes no key.
	rehash := func(c []audit.Event) []audit.Event {
		head := c[3].Head()
		for i := 4; i < len(c); i++ {
			if i == 4 {
				c[i].Sealed = []byte("forged")
			}
			c[i].Link = head.Next(c[i].Sealed)
			head = c[i].Head()
		}
		return c
	}
	tests := []struct {
		name    string
		change  func([]audit.Event) []audit.Event
		anchors []audit.Head
		want    error
		at      int64
	}{
		{"untouched", func(c []audit.Event) []audit.Event { return c }, []audit.Head{end, good[2].Head(), {}}, nil, 0},
		{"empty", func([]audit.Event) []audit.Event { return nil }, nil, nil, 0},
		{"bodies purged", func(c []audit.Event) []audit.Event { c[0].Sealed, c[1].Sealed = nil, nil; return c }, []audit.Head{end}, nil, 0},
		{"body changed", func(c []audit.Event) []audit.Event { c[4].Sealed[0] ^= 1; return c }, nil, audit.ErrChanged, 5},
		{"body emptied", func(c []audit.Event) []audit.Event { c[4].Sealed = []byte{}; return c }, nil, audit.ErrChanged, 5},
		{"body and its hash changed", func(c []audit.Event) []audit.Event {
			c[4].Sealed = []byte("forged")
			c[4].Body = audit.Head{}.Next(c[4].Sealed).Body
			return c
		}, nil, audit.ErrChanged, 6},
		{"previous hash changed", func(c []audit.Event) []audit.Event { c[4].Prev[0] ^= 1; return c }, nil, audit.ErrChanged, 5},
		{"record removed", func(c []audit.Event) []audit.Event { return slices.Delete(c, 4, 5) }, nil, audit.ErrMissing, 5},
		{"first record removed", func(c []audit.Event) []audit.Event { return c[1:] }, nil, audit.ErrMissing, 1},
		{"record removed, rest renumbered", func(c []audit.Event) []audit.Event {
			c = slices.Delete(c, 4, 5)
			for i := range c {
				c[i].Seq = int64(i + 1)
			}
			return c
		}, nil, audit.ErrChanged, 5},
		{"two swapped", func(c []audit.Event) []audit.Event { c[4], c[5] = c[5], c[4]; return c }, nil, audit.ErrMissing, 5},
		{"one twice", func(c []audit.Event) []audit.Event { return slices.Insert(c, 5, c[4]) }, nil, audit.ErrReordered, 6},
		{"end cut off, anchored", func(c []audit.Event) []audit.Event { return c[:8] }, []audit.Head{end}, audit.ErrTruncated, 9},
		{"all removed, anchored", func([]audit.Event) []audit.Event { return nil }, []audit.Head{end}, audit.ErrTruncated, 1},
		{"rewritten from 5 on, anchored at 5", rehash, []audit.Head{good[4].Head()}, audit.ErrChanged, 5},
		{"rewritten from 5 on, anchored at the end", rehash, []audit.Head{end}, audit.ErrChanged, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := chain(10)
			c = tt.change(c)
			head, err := audit.Verify(all(c), tt.anchors...)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error = %v, want %v", err, tt.want)
			}
			if tt.want == nil {
				if len(c) > 0 && head != end {
					t.Errorf("head = %d, want %d", head.Seq, end.Seq)
				}
				return
			}
			var broken *audit.Broken
			if !errors.As(err, &broken) || broken.Seq != tt.at {
				t.Errorf("error = %v, want it at %d", err, tt.at)
			}
		})
	}
}

// TestVerifyAnyBit flips every bit of every link and body of a short chain: each shows.
func TestVerifyAnyBit(t *testing.T) {
	end := chain(3)[2].Head()
	for i := range 3 {
		for at := range len("sealed 1") + 64 {
			for bit := range 8 {
				c := chain(3)
				switch n := len(c[i].Sealed); {
				case at < n:
					c[i].Sealed = bytes.Clone(c[i].Sealed)
					c[i].Sealed[at] ^= 1 << bit
				case at < n+32:
					c[i].Prev[at-n] ^= 1 << bit
				default:
					c[i].Body[at-n-32] ^= 1 << bit
				}
				if _, err := audit.Verify(all(c), end); !errors.Is(err, audit.ErrChanged) {
					t.Fatalf("record %d, byte %d, bit %d: %v", i+1, at, bit, err)
				}
			}
		}
	}
}

func TestVerifyPassesOnReadErrors(t *testing.T) {
	disk := errors.New("disk")
	_, err := audit.Verify(func(yield func(audit.Event, error) bool) { yield(audit.Event{}, disk) })
	if !errors.Is(err, disk) {
		t.Errorf("error = %v, want %v", err, disk)
	}
}

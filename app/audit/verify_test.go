package audit_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"madoguchi/app/audit"
)

func walk(events []audit.Event) iter.Seq2[audit.Event, error] {
	return func(yield func(audit.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// forge rewrites every link from an index on, as whoever can write the file would.
func forge(events []audit.Event, from int) []audit.Event {
	out := slices.Clone(events)
	head := audit.Head{}
	if from > 0 {
		head = out[from-1].Head()
	}
	for i := from; i < len(out); i++ {
		out[i].Link = head.Next(out[i].Sealed)
		head = out[i].Head()
	}
	return out
}

// TestVerifyLog is D23: each fault is found, and where, and one that rewrites the chain
// after it shows against what was signed.
func TestVerifyLog(t *testing.T) {
	events := chain(60)
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	var signed []audit.Checkpoint
	for _, n := range []int{20, 40, 60} {
		tree := treeOf(t, events[:n])
		c := audit.Checkpoint{Origin: "registry", Head: events[n-1].Head(), Root: tree.Root(), At: time.Unix(int64(n), 0).UTC()}
		note, err := c.Sign(key)
		if err != nil {
			t.Fatal(err)
		}
		if c, err = audit.ReadCheckpoint(note, "registry", key.Public()); err != nil {
			t.Fatal(err)
		}
		signed = append(signed, c)
	}
	edit := func(f func([]audit.Event) []audit.Event) []audit.Event { return f(slices.Clone(events)) }
	other := sha256.Sum256([]byte("other"))
	tests := []struct {
		name   string
		events []audit.Event
		want   error
		seq    int64
	}{
		{"whole", events, nil, 0},
		{"bodies purged", edit(func(e []audit.Event) []audit.Event {
			for i := range 30 {
				e[i].Sealed = nil
			}
			return e
		}), nil, 0},
		{"one byte changed", edit(func(e []audit.Event) []audit.Event { e[24].Sealed = []byte("forged"); return e }), audit.ErrChanged, 25},
		{"body and its hash changed", edit(func(e []audit.Event) []audit.Event {
			e[24].Sealed, e[24].Body = []byte("other"), other
			return e
		}), audit.ErrChanged, 26},
		{"changed and the rest rewritten", edit(func(e []audit.Event) []audit.Event {
			e[24].Sealed = []byte("other")
			return forge(e, 24)
		}), audit.ErrSigned, 40},
		{"the last one rewritten", edit(func(e []audit.Event) []audit.Event {
			e[59].Sealed = []byte("other")
			return forge(e, 59)
		}), audit.ErrSigned, 60},
		{"one missing", edit(func(e []audit.Event) []audit.Event { return slices.Delete(e, 24, 25) }), audit.ErrMissing, 25},
		{"one missing and renumbered", edit(func(e []audit.Event) []audit.Event { return forge(slices.Delete(e, 24, 25), 24) }), audit.ErrSigned, 40},
		{"two exchanged", edit(func(e []audit.Event) []audit.Event { e[24], e[25] = e[25], e[24]; return e }), audit.ErrMissing, 25},
		{"two exchanged and rewritten", edit(func(e []audit.Event) []audit.Event {
			e[24], e[25] = e[25], e[24]
			return forge(e, 24)
		}), audit.ErrSigned, 40},
		{"one twice", edit(func(e []audit.Event) []audit.Event { return slices.Insert(e, 25, e[24]) }), audit.ErrReordered, 26},
		{"one put in and rewritten", edit(func(e []audit.Event) []audit.Event { return forge(slices.Insert(e, 25, e[3]), 25) }), audit.ErrSigned, 40},
		{"the first missing", events[1:], audit.ErrMissing, 1},
		{"the end cut", events[:55], audit.ErrTruncated, 56},
		{"everything gone", nil, audit.ErrTruncated, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, tree, err := audit.VerifyLog(walk(tt.events), signed...)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error = %v, want %v", err, tt.want)
			}
			var broken *audit.Broken
			if tt.want != nil && (!errors.As(err, &broken) || broken.Seq != tt.seq) {
				t.Errorf("found at %v, want %d", err, tt.seq)
			}
			if tt.want == nil && tree.Root() != signed[2].Root {
				t.Error("another root")
			}
		})
	}
	fail := errors.New("disk")
	_, _, err = audit.VerifyLog(func(yield func(audit.Event, error) bool) { yield(audit.Event{}, fail) })
	if !errors.Is(err, fail) {
		t.Errorf("a disk that fails: %v", err)
	}
}

// BenchmarkVerifyLog against BenchmarkBare is the ratio that cmd/bench takes.
func BenchmarkVerifyLog(b *testing.B) {
	events := sealedOf(100_000)
	for b.Loop() {
		if _, _, err := audit.VerifyLog(walk(events)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBare hashes the bytes of the same records and their links once.
func BenchmarkBare(b *testing.B) {
	events := sealedOf(100_000)
	for b.Loop() {
		for _, e := range events {
			sha256.Sum256(e.Sealed)
		}
	}
}

func sealedOf(n int) []audit.Event {
	body := make([]byte, 280)
	var head audit.Head
	events := make([]audit.Event, n)
	for i := range events {
		body[0], body[1], body[2] = byte(i), byte(i>>8), byte(i>>16)
		sealed := slices.Clone(body)
		events[i] = audit.Event{Link: head.Next(sealed), Sealed: sealed}
		head = events[i].Head()
	}
	return events
}

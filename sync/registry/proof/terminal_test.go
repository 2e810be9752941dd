package proof_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/sync/registry/proof"
)

// A logbook is a terminal's own log of 40 records, with what the registry was told of it
// after 10, 20 and 30 of them.
type logbook struct {
	*testing.T
	key    *ecdsa.PrivateKey
	events []audit.Event
	told   []proof.Item
}

func newLogbook(t *testing.T) *logbook {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	l := &logbook{T: t, key: key}
	var w audit.Walk
	for i := range 40 {
		e := sealed(w.Head, fmt.Sprintf("record %d", i+1))
		if err := w.Next(e); err != nil {
			t.Fatal(err)
		}
		if l.events = append(l.events, e); e.Seq%10 == 0 && e.Seq < 40 {
			note, public := l.sign(w)
			l.told = append(l.told, proof.Item{Signed: &proof.Signed{Book: 1, Seq: e.Seq, Note: note, Key: public}})
		}
	}
	return l
}

func sealed(after audit.Head, body string) audit.Event {
	return audit.Event{Link: after.Next([]byte(body)), Sealed: []byte(body)}
}

func (l *logbook) sign(w audit.Walk) (note, public []byte) {
	l.Helper()
	note, err := audit.Checkpoint{Origin: "T-01", Head: w.Head, Root: w.Tree.Root(), At: time.Unix(1, 0)}.Sign(l.key)
	if err != nil {
		l.Fatal(err)
	}
	if public, err = x509.MarshalPKIXPublicKey(l.key.Public()); err != nil {
		l.Fatal(err)
	}
	return note, public
}

// file is what the terminal writes of events, signed as far as they are a chain.
func (l *logbook) file(events []audit.Event) *bytes.Buffer {
	l.Helper()
	var w audit.Walk
	for _, e := range events {
		if w.Next(e) != nil {
			break
		}
	}
	note, public := l.sign(w)
	var out bytes.Buffer
	if err := audit.WriteFile(&out, each(events), "T-01", note, public); err != nil {
		l.Fatal(err)
	}
	return &out
}

func each(events []audit.Event) iter.Seq2[audit.Event, error] {
	return func(yield func(audit.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// rewritten chains bodies anew, as whoever can write the file would.
func rewritten(events []audit.Event) []audit.Event {
	var head audit.Head
	out := make([]audit.Event, len(events))
	for i, e := range events {
		out[i] = sealed(head, string(e.Sealed))
		head = out[i].Head()
	}
	return out
}

// Logs implements [proof.Source]: the logbook is what the registry holds.
func (l *logbook) Logs(context.Context) ([]string, error) { return []string{"T-01"}, nil }

// Walk implements [proof.Source].
func (l *logbook) Walk(_ context.Context, _ string, f func(proof.Item) error) error {
	for _, i := range l.told {
		if err := f(i); err != nil {
			return err
		}
	}
	return nil
}

// TestVerifyTerminal is D23 for what a terminal wrote itself: every fault is found, and
// where, also when the chain was made anew and signed by the terminal's own key.
func TestVerifyTerminal(t *testing.T) {
	tests := []struct {
		name   string
		change func([]audit.Event) []audit.Event
		want   error
		seq    int64
	}{
		{"whole", func(e []audit.Event) []audit.Event { return e }, nil, 0},
		{"old bodies purged", func(e []audit.Event) []audit.Event {
			for i := range 15 {
				e[i].Sealed = nil
			}
			return e
		}, nil, 0},
		{"changed", func(e []audit.Event) []audit.Event { e[6].Sealed = []byte("x"); return e }, audit.ErrChanged, 7},
		{"changed and rewritten", func(e []audit.Event) []audit.Event { e[6].Sealed = []byte("x"); return rewritten(e) }, audit.ErrSigned, 10},
		{"missing", func(e []audit.Event) []audit.Event { return slices.Delete(e, 6, 7) }, audit.ErrMissing, 7},
		{"missing and rewritten", func(e []audit.Event) []audit.Event { return rewritten(slices.Delete(e, 6, 7)) }, audit.ErrSigned, 10},
		{"reordered", func(e []audit.Event) []audit.Event { e[6], e[7] = e[7], e[6]; return e }, audit.ErrMissing, 7},
		{"reordered and rewritten", func(e []audit.Event) []audit.Event { e[6], e[7] = e[7], e[6]; return rewritten(e) }, audit.ErrSigned, 10},
		{"one twice", func(e []audit.Event) []audit.Event { return slices.Insert(e, 7, e[6]) }, audit.ErrReordered, 8},
		{"truncated", func(e []audit.Event) []audit.Event { return e[:25] }, audit.ErrTruncated, 26},
		{"emptied", func([]audit.Event) []audit.Event { return nil }, audit.ErrTruncated, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLogbook(t)
			r, err := proof.VerifyTerminal(t.Context(), l.file(tt.change(slices.Clone(l.events))), l)
			if err != nil {
				t.Fatal(err)
			}
			var broken *audit.Broken
			if !errors.Is(r.Fault, tt.want) || tt.want != nil && (!errors.As(r.Fault, &broken) || broken.Seq != tt.seq) {
				t.Errorf("fault = %v, want %v at %d", r.Fault, tt.want, tt.seq)
			}
			if tt.want == nil && (r.Log != "T-01" || r.Records != 40 || r.Signed != 4 || r.Unsigned != 10) {
				t.Errorf("result = %+v", r)
			}
		})
	}
}

// TestVerifyTerminalForged: another key, another terminal, a file that is cut.
func TestVerifyTerminalForged(t *testing.T) {
	l, other := newLogbook(t), newLogbook(t)
	if r, err := proof.VerifyTerminal(t.Context(), other.file(l.events), l); err != nil || !errors.Is(r.Fault, proof.ErrKey) {
		t.Errorf("signed by another key: %v, %v", r.Fault, err)
	}
	whole := l.file(l.events).Bytes()
	forged := bytes.Replace(whole, []byte(`"origin":"T-01"`), []byte(`"origin":"T-02"`), 1)
	if r, err := proof.VerifyTerminal(t.Context(), bytes.NewReader(forged), l); err != nil || !errors.Is(r.Fault, audit.ErrSigned) {
		t.Errorf("under another's name: %v, %v", r.Fault, err)
	}
	for name, text := range map[string][]byte{
		"cut":     whole[:bytes.LastIndexByte(whole[:len(whole)-1], '\n')+1],
		"nothing": nil,
		"no log":  []byte("no log\n"),
		"longer":  append(slices.Clone(whole), whole...),
	} {
		if _, err := proof.VerifyTerminal(t.Context(), bytes.NewReader(text), l); !errors.Is(err, audit.ErrLine) {
			t.Errorf("%s: %v", name, err)
		}
	}
	l.told = nil
	if r, err := proof.VerifyTerminal(t.Context(), bytes.NewReader(whole), l); err != nil || !errors.Is(r.Fault, proof.ErrGone) {
		t.Errorf("unknown to the witness: %v, %v", r.Fault, err)
	}
}

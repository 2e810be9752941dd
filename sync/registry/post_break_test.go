package registry_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
	"madoguchi/sync/wire"
)

var errBroken = errors.New("broken off")

// A breaking store breaks off an entry at one of the rows it appends, or the transaction
// after it was applied.
type breaking struct {
	registry.Store
	append int    // the number of the row, 0 for none
	event  uint64 // whose receipt is not kept, 0 for none
}

func (s *breaking) Update(ctx context.Context, f func(registry.Tx) error) error {
	return s.Store.Update(ctx, func(tx registry.Tx) error { return f(&breakingTx{Tx: tx, store: s}) })
}

type breakingTx struct {
	registry.Tx
	store *breaking
	rows  int
}

func (t *breakingTx) Append(r *resident.Record) error {
	if t.rows++; t.rows == t.store.append {
		return errBroken
	}
	return t.Tx.Append(r)
}

func (t *breakingTx) AddReceipt(r registry.Receipt) error {
	if r.Seq == t.store.event {
		return errBroken
	}
	return t.Tx.AddReceipt(r)
}

// TestBrokenOff: an entry is written as a whole or not at all, wherever it breaks off.
func TestBrokenOff(t *testing.T) {
	for _, kind := range notification.Kinds() {
		t.Run(kind.Key(), func(t *testing.T) {
			b := newRegister(t)
			broken := &breaking{Store: b.store}
			b.intake.Store = broken
			before := b.register()
			rows := 0
			for _, c := range became[kind] {
				rows += len(c.causes)
			}
			for broken.append = 1; broken.append <= rows; broken.append++ {
				if v := b.decide(notificationtest.Example(kind, today)); v.Accepted || wire.Kind(v.ErrorKind) != wire.Internal {
					t.Fatalf("broken off at row %d: accepted %v, %v", broken.append, v.Accepted, wire.Kind(v.ErrorKind))
				}
				if after := b.register(); !reflect.DeepEqual(after, before) {
					t.Fatalf("broken off at row %d: the register is not as before", broken.append)
				}
			}
			// The program ends before the transaction does: the terminal sends all of it again.
			s, events := b.approved(notificationtest.Example(kind, today))
			broken.append, broken.event = 0, b.counter.Seq()
			if _, _, err := b.intake.Take(t.Context(), "T1", events); !errors.Is(err, errBroken) {
				t.Fatalf("take = %v, want it broken off", err)
			}
			if after := b.register(); !reflect.DeepEqual(after, before) {
				t.Fatal("broken off at the end: the register is not as before")
			}
			broken.event = 0
			b.push(events...)
			if v := b.verdict(s); !v.Accepted {
				t.Errorf("sent again: %v, %v", wire.Kind(v.ErrorKind), v.Findings)
			}
			b.check()
		})
	}
}

package adapter

import (
	"context"
	"crypto"
	"fmt"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/store"
	"madoguchi/sync/outbox"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// maxHanded is how many records of the log travel at once.
const maxHanded = 500

// maxCorrections is how often the registry may say that it holds another number of records
// than it said before.
const maxCorrections = 3

// An Anchorer takes a terminal's log over; a client of the audit service is one.
type Anchorer interface {
	Anchor(context.Context, *wirev1.AnchorRequest) (*wirev1.AnchorResponse, error)
}

// A Logbook hands this terminal's operation log over to the registry. It is for one
// goroutine.
type Logbook struct {
	Store    *store.Store
	Registry Anchorer
	Terminal string
	// Key returns the key of the certificate that the line shows.
	Key func() crypto.Signer
	Now func() time.Time

	asked bool // since the start: a file that was set back shows also when nothing is new
}

// HandOver hands over what the registry does not have, under a checkpoint that this
// terminal signs, and notes what the registry holds.
func (l *Logbook) HandOver(ctx context.Context) error {
	known, err := l.Store.Anchored(ctx)
	if err != nil {
		return err
	}
	after, corrections := known.Head.Seq, 0
	for {
		h, err := l.Store.HandOver(ctx, after, maxHanded)
		if err != nil {
			return err
		}
		if l.asked && len(h.Records) == 0 && h.Size == known.Head.Seq {
			return nil
		}
		answer, err := l.send(ctx, h)
		if err != nil {
			return err
		}
		if !answer.GetTaken() {
			if corrections++; corrections > maxCorrections || answer.GetHeld() == after {
				return fmt.Errorf("hand over log: %w: it holds %d", outbox.ErrNonsense, answer.GetHeld())
			}
			after = answer.GetHeld()
			continue
		}
		if answer.GetHeld() != h.Head.Seq {
			return fmt.Errorf("hand over log: %w: it holds %d of %d", outbox.ErrNonsense, answer.GetHeld(), h.Head.Seq)
		}
		l.asked = true
		if err := l.Store.Anchor(ctx, store.Anchored{Head: h.Head, Tree: h.Tree, At: l.Now(), Registry: answer.GetRegistryCheckpoint()}); err != nil {
			return err
		}
		if h.Head.Seq == h.Size {
			return nil
		}
		after = h.Head.Seq
	}
}

func (l *Logbook) send(ctx context.Context, h store.Handover) (*wirev1.AnchorResponse, error) {
	signed, err := audit.Checkpoint{Origin: l.Terminal, Head: h.Head, Root: h.Tree.Root(), At: l.Now()}.Sign(l.Key())
	if err != nil {
		return nil, err
	}
	m := &wirev1.AnchorRequest{After: h.After, Size: h.Size, Checkpoint: signed}
	for _, r := range h.Records {
		m.Records = append(m.Records, &wirev1.AnchoredRecord{Hash: r.Hash[:], Record: r.Body})
	}
	return l.Registry.Anchor(ctx, m)
}

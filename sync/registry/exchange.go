package registry

import (
	"context"
	"errors"
	"time"

	"connectrpc.com/connect"

	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// Limits of the change feed.
const (
	defaultChanges = 100
	maxChanges     = 500
	// watchPoll is how often a stream looks for news by itself: another node of the
	// registry may have written them. It also keeps the line from falling silent.
	watchPoll = 20 * time.Second
)

// Push implements the service. It asks for no session: each event carries the signature
// of its operator, and what is owed has to come in after they went home.
func (r *Registry) Push(ctx context.Context, q *wirev1.PushRequest) (*wirev1.PushResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	if err := wire.CheckPush(q); err != nil {
		return nil, err
	}
	watermark, results, err := r.intake.TakeAgain(ctx, peer.Terminal, q.GetEvents(), q.GetEarlier())
	if err != nil {
		return nil, err
	}
	r.bell.ring()
	answer := &wirev1.PushResponse{Watermark: watermark, RegistryTime: r.time()}
	for _, result := range results {
		answer.Results = append(answer.Results, &wirev1.EventResult{Seq: result.Seq, Outcome: wirev1.EventOutcome(result.Outcome), ErrorKind: uint32(result.Kind)})
	}
	return answer, nil
}

// Pull implements the service.
func (r *Registry) Pull(ctx context.Context, q *wirev1.PullRequest) (*wirev1.PullResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	limit := int(q.GetLimit())
	if limit == 0 {
		limit = defaultChanges
	}
	limit = min(limit, maxChanges)
	answer := &wirev1.PullResponse{Cursor: q.GetCursor()}
	var terminal Terminal
	err = r.cfg.Store.View(ctx, func(tx Tx) (err error) {
		if terminal, err = tx.Terminal(peer.Terminal); err != nil {
			return err
		}
		answer.Watermark = terminal.Watermark
		if answer.Policy, err = tx.LockedNumber(); err != nil {
			return err
		}
		if answer.Roll, err = tx.Roll(); err != nil {
			return err
		}
		news, err := tx.News(terminal.Ward, q.GetCursor(), limit+1)
		if err != nil {
			return err
		}
		if answer.More = len(news) > limit; answer.More {
			news = news[:limit]
		}
		for _, n := range news {
			change, err := changeMessage(tx, n)
			if err != nil {
				return err
			}
			answer.Changes = append(answer.Changes, change)
			answer.Cursor = n.Cursor
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if version := int(q.GetPolicyVersion()); version != terminal.Policy {
		err := r.cfg.Store.Update(ctx, func(tx Tx) error {
			t, err := tx.Terminal(terminal.ID) // again: it may have been revoked meanwhile
			if err != nil {
				return err
			}
			t.Policy = version
			return tx.PutTerminal(t)
		})
		if err != nil {
			return nil, err
		}
	}
	answer.RegistryTime = r.time()
	return answer, nil
}

// changeMessage returns an entry as the terminals of its ward are told of it.
func changeMessage(tx Tx, n News) (*wirev1.Change, error) {
	c := n.Case
	m := &wirev1.Change{Cursor: n.Cursor, EntryId: string(c.ID), Revision: uint32(c.Revision), Stage: wirev1.EntryStage(c.Stage), ClaimedBy: string(c.ClaimedBy)}
	reviews, err := tx.Reviews(c.ID, c.Revision)
	if err != nil {
		return nil, err
	}
	for _, held := range reviews {
		review := wire.FromReview(&held.Review)
		review.Evidence = nil
		m.Reviews = append(m.Reviews, review)
	}
	if c.Stage != Accepted && c.Stage != Refused {
		return m, nil
	}
	v, err := tx.Verdict(c.ID, c.Revision)
	if err != nil {
		return nil, err
	}
	m.Verdict = wire.FromVerdict(&v)
	return m, nil
}

// Watch implements the service. The first message goes out at once, whatever it says:
// until then the terminal would not know that the stream is open.
func (r *Registry) Watch(ctx context.Context, q *wirev1.WatchRequest, stream *connect.ServerStream[wirev1.WatchResponse]) error {
	peer, err := r.peer(ctx)
	if err != nil {
		return err
	}
	told, silent := q.GetCursor(), true
	var lock, rolled uint64 // the numbers of the bundle and of the roll told last
	poll := time.NewTicker(watchPoll)
	defer poll.Stop()
	for {
		rung := r.bell.wait()
		newest, locked, roll, err := r.newest(ctx, peer.Terminal)
		if err != nil {
			return err
		}
		if newest > told || locked != lock || roll != rolled || silent {
			told, lock, rolled, silent = max(told, newest), locked, roll, false
			if err := stream.Send(&wirev1.WatchResponse{Cursor: told, Policy: lock, RegistryTime: r.time()}); err != nil {
				return err
			}
		}
		select {
		case <-rung:
		case <-poll.C:
			silent = true
		case <-r.stopped:
			return wire.Errorf(wire.Unavailable, "stopping")
		case <-ctx.Done():
			return nil
		}
	}
}

// newest returns the cursor of the newest change of the terminal's ward, the number of the
// newest bundle, and that of the newest change of an operator.
func (r *Registry) newest(ctx context.Context, terminal string) (newest, locked, roll uint64, err error) {
	err = r.cfg.Store.View(ctx, func(tx Tx) error {
		t, err := tx.Terminal(terminal)
		if err != nil {
			return err
		}
		// A terminal whose ward or certificate changed loses its stream, too.
		if !t.RevokedAt.IsZero() {
			return wire.Errorf(wire.OtherWard, "terminal")
		}
		if peer, ok := pinned.PeerFrom(ctx); ok {
			if key, err := admitted(tx, peer); err != nil || !key {
				return errors.Join(err, wire.Errorf(wire.OtherWard, "key"))
			}
		}
		if newest, err = tx.Newest(t.Ward); err != nil {
			return err
		}
		if roll, err = tx.Roll(); err != nil {
			return err
		}
		locked, err = tx.LockedNumber()
		return err
	})
	return newest, locked, roll, err
}

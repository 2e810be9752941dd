package registry

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// maxAnchored bounds the records that one call hands over.
const maxAnchored = 2000

// errForked says that a terminal's log does not grow from what the registry holds of it:
// its file was copied, or set back to an older state.
var errForked = errors.New("log of the terminal does not grow from what is held")

// Anchor implements the audit service. What a terminal logged is taken over once and for
// seven years; a log that was changed or set back is an alarm at both ends (R032, R120).
func (r *Registry) Anchor(ctx context.Context, m *wirev1.AnchorRequest) (*wirev1.AnchorResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	if len(m.GetRecords()) > maxAnchored {
		return nil, wire.Errorf(wire.TooLarge, "records")
	}
	signed, err := audit.ReadCheckpoint(m.GetCheckpoint(), peer.Terminal, peer.Certificate.PublicKey)
	if err != nil {
		return nil, wire.Errorf(wire.BadSignature, "checkpoint")
	}
	answer := &wirev1.AnchorResponse{RegistryTime: r.time()}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		held, err := tx.Anchor(peer.Terminal)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if newest, err := tx.Signed(); err == nil {
			answer.RegistryCheckpoint = newest.Note
		} else if !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := held.begin(peer, m.GetAfter()); err != nil {
			return err
		}
		answer.Held, answer.Taken = held.Head.Seq, m.GetAfter() == held.Head.Seq
		switch {
		case m.GetSize() < held.Head.Seq:
			return errForked
		case !answer.Taken, len(m.GetRecords()) == 0 && m.GetSize() == held.Head.Seq && signed.Head == held.Head:
			return nil
		}
		if err := r.takeOver(tx, peer, &held, m.GetRecords(), signed); err != nil {
			return err
		}
		held.Note, answer.Held = m.GetCheckpoint(), held.Head.Seq
		return tx.PutAnchor(held)
	})
	if errors.Is(err, errForked) {
		return nil, r.forked(ctx, peer.Terminal, answer.GetHeld(), m.GetSize())
	}
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// begin opens another book where a terminal was enrolled anew and has a new file: it shows
// another key than the one that signed the log before, and its log begins anew. With the
// key of before, a log that begins anew is a file that was set back.
func (a *Anchor) begin(peer pinned.Peer, after int64) error {
	key, err := x509.MarshalPKIXPublicKey(peer.Certificate.PublicKey)
	if err != nil {
		return fmt.Errorf("anchor: %w", err)
	}
	if a.Book == 0 || after == 0 && !bytes.Equal(key, a.Key) {
		a.Book, a.Head, a.Tree = a.Book+1, audit.Head{}, audit.Tree{}
	}
	a.Key = key
	return nil
}

// takeOver archives the records that follow held, and moves held to what was signed.
func (r *Registry) takeOver(tx Tx, peer pinned.Peer, held *Anchor, records []*wirev1.AnchoredRecord, signed audit.Checkpoint) error {
	now := r.cfg.Now()
	head := held.Head
	for i, one := range records {
		if len(one.GetHash()) != len(audit.Hash{}) || checkArchived(one.GetRecord(), peer.Terminal) != nil {
			return wire.Errorf(wire.Malformed, "records[%d]", i)
		}
		link := audit.Link{Seq: head.Seq + 1, Prev: head.Hash, Body: audit.Hash(one.GetHash())}
		if err := held.Tree.Add(link); err != nil {
			return err
		}
		head = link.Head()
		var err error
		if held.Copied, err = tx.Archive(peer.Terminal, held.Book, held.Copied, link.Body, now, one.GetRecord()); err != nil {
			return err
		}
	}
	if head != signed.Head || held.Tree.Root() != signed.Root {
		return errForked
	}
	held.Terminal, held.Day, held.At, held.Head = peer.Terminal, civil.FromTime(now), now, head
	return record(tx, audit.Record{Kind: audit.AuditAnchored, At: now, Terminal: peer.Terminal, Detail: []string{
		detail("records", len(records)), detail("book", held.Book), detail("held", int(head.Seq)), "head=" + hex.EncodeToString(head.Hash[:]), "copied=" + hex.EncodeToString(held.Copied.Hash[:]),
	}})
}

// checkArchived: a record is whole, of that terminal, and holds codes only. None at all is
// one that was purged.
func checkArchived(body []byte, terminal string) error {
	if len(body) == 0 {
		return nil
	}
	rec, err := audit.Decode(body)
	if err != nil {
		return err
	}
	if rec.Terminal != terminal {
		return audit.ErrRecord
	}
	return rec.Check()
}

// forked raises the alarm about a terminal's log, and stops the terminal.
func (r *Registry) forked(ctx context.Context, terminal string, held, size int64) error {
	r.cfg.Log.ErrorContext(ctx, "fork: the log of a terminal does not grow from what is held", "terminal", terminal, "held", held, "size", size)
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		now := r.cfg.Now()
		err := record(tx, audit.Record{Kind: audit.ForkFound, At: now, Terminal: terminal, Detail: []string{"log", detail("held", int(held)), detail("size", int(size))}})
		return errors.Join(err, stopForked(tx, terminal, "log", now))
	})
	if err != nil {
		return err
	}
	return wire.Errorf(wire.Fork, "log")
}

package registry

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
)

// LogOrigin is whose log a checkpoint of the registry's own says it is.
const LogOrigin = "registry"

// SignLog signs the registry's own log up to its end, once a day, by a key that is not the
// registry's: whoever can write the database cannot write yesterday's log anew. It says
// for which day it signed, none when there was nothing to sign. It fails when the log does
// not grow from what was signed before.
func (r *Registry) SignLog(ctx context.Context) (civil.Date, error) {
	now := r.cfg.Now()
	day := civil.FromTime(now).AddDays(-1) // the day that is over
	if r.cfg.AuditKey == nil {
		return civil.Date{}, nil
	}
	done := false
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		before, err := tx.Signed()
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err == nil && !before.Day.Before(day) {
			return nil
		}
		s, err := r.sign(tx, before, day, now)
		if err != nil || s.Head == before.Head {
			return err
		}
		done = true
		if err := tx.AddSigned(s); err != nil {
			return err
		}
		return record(tx, audit.Record{Kind: audit.AuditSigned, At: now, Terminal: LogOrigin, Detail: []string{"day=" + day.String(), detail("records", int(s.Head.Seq))}})
	})
	if err != nil {
		return civil.Date{}, fmt.Errorf("sign log: %w", err)
	}
	if !done {
		day = civil.Date{}
	}
	return day, nil
}

// sign walks from what was signed before to the end of the log.
func (r *Registry) sign(tx Tx, before Signed, day civil.Date, now time.Time) (Signed, error) {
	s := Signed{Day: day, Head: before.Head, Tree: before.Tree}
	if err := tx.Events(before.Head.Seq, func(e audit.Event) error {
		if e.Seq == before.Head.Seq {
			if e.Head() != before.Head {
				return &audit.Broken{Seq: e.Seq, Err: audit.ErrSigned}
			}
			return nil
		}
		if e.Seq != s.Head.Seq+1 || e.Prev != s.Head.Hash {
			return &audit.Broken{Seq: s.Head.Seq + 1, Err: audit.ErrChanged}
		}
		s.Head = e.Head()
		return s.Tree.Add(e.Link)
	}); err != nil {
		return s, err
	}
	if end, err := tx.Head(); err != nil || end != s.Head {
		return s, errors.Join(err, &audit.Broken{Seq: s.Head.Seq, Err: audit.ErrTruncated})
	}
	if s.Head == before.Head {
		return s, nil
	}
	var err error
	if s.Note, err = (audit.Checkpoint{Origin: LogOrigin, Head: s.Head, Root: s.Tree.Root(), At: now}).Sign(r.cfg.AuditKey); err != nil {
		return s, err
	}
	s.Key, err = x509.MarshalPKIXPublicKey(r.cfg.AuditKey.Public())
	return s, err
}

// RecordsKept is for how many whole years after their own records are kept (R041, R120).
const RecordsKept = 7

// ErrNotDue says that the seven years of a year are not over.
var ErrNotDue = errors.New("the records of this year have to be kept longer")

// erasable reports whether the records of a year may go.
func erasable(year int, now time.Time) bool { return civil.FromTime(now).Year() > year+RecordsKept }

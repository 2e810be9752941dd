package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
)

// How long what is kept for its time stays (住民基本台帳法施行令第34条, R071).
const (
	removedYears = 150 // 除票, from the day the resident was removed
	contentYears = 1   // 異動データ, from the day it was written
	outputYears  = 7   // outputs and media, from their last step (R131)
)

// A Purged says what of one class was erased, or would be. The digest is over what was
// erased, line by line: entry or resident, revision or history number, and hash.
type Purged struct {
	Class  string // "removed", "content" or "outputs"
	Before civil.Date
	Count  int
	Digest string
}

// errDry undoes a purge that was only to be counted.
var errDry = errors.New("dry run")

// Purge erases what was kept long enough, once a year (R071). note writes what the log is
// to say, in the same transaction. Dry, nothing is erased and nothing noted. What was
// erased is overwritten in the file, and the write-ahead log is cut.
func (s *Store) Purge(ctx context.Context, today civil.Date, dry bool, note func(registry.Tx, Purged) error) ([]Purged, error) {
	var all []Purged
	err := s.Update(ctx, func(t registry.Tx) error {
		own := t.(*tx)
		for _, purge := range []func(civil.Date) (Purged, error){own.purgeRemoved, own.purgeContent, own.purgeOutputs} {
			p, err := purge(today)
			if err != nil {
				return err
			}
			all = append(all, p)
			if dry || note == nil {
				continue
			}
			if err := note(t, p); err != nil {
				return err
			}
		}
		if dry {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		return all, nil
	}
	if err != nil {
		return nil, fmt.Errorf("purge: %w", err)
	}
	return all, s.truncate(ctx)
}

// Overdue counts the entries that a purge should have emptied a year ago: nobody purged in
// the meantime, which R071 asks for once a year.
func (s *Store) Overdue(ctx context.Context, today civil.Date) (n int, err error) {
	before, err := yearsBefore(today, contentYears+1)
	if err != nil {
		return 0, err
	}
	err = s.View(ctx, func(t registry.Tx) error {
		return t.(*tx).one("SELECT count(*) FROM submissions s JOIN entries e ON e.id = s.entry "+
			"WHERE s.written_at < ? AND length(s.content) > 0 AND (e.stage > 2 OR e.revision > s.revision)", []any{toMilli(midnight(before))}, &n)
	})
	return n, err
}

// truncate cuts the write-ahead log, in which what was erased still stands. Readers that
// are under way delay it to the next checkpoint that finds none.
func (s *Store) truncate(ctx context.Context) error {
	select {
	case w := <-s.writer:
		defer func() { s.writer <- w }()
		_, err := w.conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)")
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func yearsBefore(day civil.Date, years int) (civil.Date, error) {
	month, of := day.Month(), day.Day()
	if month == time.February && of == 29 {
		of = 28
	}
	return civil.Of(day.Year()-years, month, of)
}

// midnight is when a day begins in Japan.
func midnight(d civil.Date) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, civil.Japan)
}

func line(h hash.Hash, parts ...string) {
	for _, p := range parts {
		fmt.Fprintf(h, "%s\t", p)
	}
	fmt.Fprintln(h)
}

// purgeContent erases what entries said that were decided, a year after it was written.
// Their hashes, signatures and verdicts stay.
func (t *tx) purgeContent(today civil.Date) (Purged, error) {
	before, err := yearsBefore(today, contentYears)
	p := Purged{Class: "content", Before: before}
	if err != nil {
		return p, err
	}
	type row struct {
		entry    string
		revision int
	}
	var rows []row
	h := sha256.New()
	err = t.each("SELECT s.entry, s.revision, s.hash FROM submissions s JOIN entries e ON e.id = s.entry "+
		"WHERE length(s.content) > 0 AND s.written_at < ? AND (e.stage > 2 OR e.revision > s.revision) ORDER BY s.entry, s.revision",
		[]any{toMilli(midnight(before))}, func(scan func(...any) error) error {
			var r row
			var sum []byte
			if err := scan(&r.entry, &r.revision, &sum); err != nil {
				return err
			}
			rows = append(rows, r)
			line(h, r.entry, strconv.Itoa(r.revision), hex.EncodeToString(sum))
			return nil
		})
	for _, r := range rows {
		err = errors.Join(err,
			t.exec("UPDATE submissions SET content = x'', acknowledged = x'' WHERE entry = ? AND revision = ?", r.entry, r.revision),
			t.exec("UPDATE reviews SET note = '' WHERE entry = ? AND revision = ?", r.entry, r.revision))
	}
	// What is known of before a restore has no use after its entries' time.
	err = errors.Join(err,
		t.exec("DELETE FROM earlier_verdicts WHERE decided_at < ?", toMilli(midnight(before))),
		t.exec("DELETE FROM earlier_codes WHERE NOT EXISTS (SELECT 1 FROM restorations WHERE at >= ?)", toMilli(midnight(before))))
	p.Count, p.Digest = len(rows), hex.EncodeToString(h.Sum(nil))
	return p, err
}

// purgeOutputs erases approvals of outputs, and media that were destroyed, seven years
// after their last step (R131).
func (t *tx) purgeOutputs(today civil.Date) (Purged, error) {
	before, err := yearsBefore(today, outputYears)
	p := Purged{Class: "outputs", Before: before}
	if err != nil {
		return p, err
	}
	h := sha256.New()
	end := toMilli(midnight(before))
	for _, ledger := range []struct{ find, erase string }{
		{"SELECT number, body FROM outputs WHERE last < ? ORDER BY number", "DELETE FROM outputs WHERE last < ?"},
		{"SELECT number, body FROM media WHERE state = 3 AND last < ? ORDER BY number", "DELETE FROM media WHERE state = 3 AND last < ?"},
	} {
		err := t.each(ledger.find, []any{end}, func(scan func(...any) error) error {
			var number string
			var body []byte
			err := scan(&number, &body)
			sum := sha256.Sum256(body)
			line(h, number, hex.EncodeToString(sum[:]))
			p.Count++
			return err
		})
		if err == nil {
			err = t.exec(ledger.erase, end)
		}
		if err != nil {
			return p, err
		}
	}
	p.Digest = hex.EncodeToString(h.Sum(nil))
	return p, nil
}

// purgeRemoved erases residents who were removed long enough ago, with their history,
// numbers and what they were found by.
func (t *tx) purgeRemoved(today civil.Date) (Purged, error) {
	before, err := yearsBefore(today, removedYears)
	p := Purged{Class: "removed", Before: before}
	if err != nil {
		return p, err
	}
	var over []resident.Record
	all, err := t.records(current + "WHERE r.status > 2 ORDER BY r.n")
	if err != nil {
		return p, err
	}
	h := sha256.New()
	for _, r := range all {
		if !r.ChangedOn.Before(p.Before) {
			continue
		}
		body, err := r.Encode()
		if err != nil {
			return p, err
		}
		sum := sha256.Sum256(body)
		line(h, string(r.ID), strconv.Itoa(r.History), hex.EncodeToString(sum[:]))
		over = append(over, r)
	}
	for _, r := range over {
		if err := t.erase(r.ID); err != nil {
			return p, err
		}
	}
	if len(over) > 0 {
		// Deleted terms stay in the segments of the index until they are merged.
		if err := t.exec("INSERT INTO name_index (name_index) VALUES ('optimize')"); err != nil {
			return p, err
		}
	}
	p.Count, p.Digest = len(over), hex.EncodeToString(h.Sum(nil))
	return p, nil
}

func (t *tx) erase(id resident.ID) error {
	var n int64
	if err := t.one("SELECT n FROM residents WHERE id = ?", []any{string(id)}, &n); err != nil {
		return err
	}
	for _, statement := range []string{
		"DELETE FROM number_requests WHERE resident = ?", "DELETE FROM past_numbers WHERE resident = ?",
		"DELETE FROM numbers WHERE resident = ?", "DELETE FROM history WHERE resident = ?",
		"DELETE FROM name_index WHERE rowid = ?", "DELETE FROM residents WHERE n = ?",
	} {
		if err := t.exec(statement, n); err != nil {
			return err
		}
	}
	return errors.Join(t.exec("DELETE FROM measure_residents WHERE resident = ?", string(id)),
		t.exec("DELETE FROM holds WHERE subject = ?", "r"+string(id)))
}

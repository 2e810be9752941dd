package store

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"madoguchi/app/keys"
	"madoguchi/app/operator"
	"madoguchi/sync/registry"
)

// skipped is how many numbers of each series a restored registry leaves out: those that
// it had allotted after the backup are on paper, and are never allotted again.
const skipped = 100_000

// newsShift is how far a time stands above the changes in a cursor: more of them than
// 2^20 in a millisecond are not made.
const newsShift = 20

// A Restoring says how a backup becomes the database in use. Ring and Now are required.
type Restoring struct {
	Ring keys.Ring
	// Key is the recovery key, for a backup that Ring does not open: the key file is lost, or
	// is of after a rotation. Nil where there is none.
	Key *keys.RecoverySecret
	Now time.Time
	// Note writes what the log is to say, in the transaction of it; it may be nil.
	Note func(registry.Tx, Restored) error
}

// A Restored says what became of it.
type Restored struct {
	Backup Manifest
	// Kept is where the database stands that was in use before, "" for none.
	Kept string
	// Carried says that it still opened, and that what was decided since the backup about
	// terminals, operators, locked configurations, holds and support measures was taken over.
	Carried bool
	// LogEnd is the last record of its log, where it was carried.
	LogEnd int64
	// Uncovered is how many residents' support measures found nobody to cover: whoever came
	// into the register after the backup comes in again under another number.
	Uncovered int
}

// Restore puts a backup in the place of the database at path, which nobody may have open.
// The database that was there is kept beside it.
//
// Terminals notice by themselves. Their cursors are all behind the restored change feed,
// which begins anew above every number it ever gave out, so that they take every change
// again; and the registry's watermarks of what they handed over stand lower than theirs,
// so that they hand over again what the backup lacks.
func Restore(ctx context.Context, folder, path string, how Restoring) (Restored, error) {
	r, err := restore(ctx, folder, path, how)
	if err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	return r, nil
}

func restore(ctx context.Context, folder, path string, how Restoring) (r Restored, err error) {
	if r.Backup, err = Verify(ctx, folder); err != nil {
		return r, err
	}
	held, err := lock(path, alone)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	beside := path + ".restoring"
	if err := discard(beside); err != nil {
		return r, err
	}
	if err := copyFile(filepath.Join(folder, backupFile), beside); err != nil {
		return r, err
	}
	if err := openable(ctx, beside, how); err != nil {
		return r, err
	}
	if err := how.renew(ctx, beside, path, &r); err != nil {
		return r, err
	}
	if r.Kept, err = setAside(path, how.Now); err != nil {
		return r, err
	}
	return r, errors.Join(os.Rename(beside, path), syncFolder(path))
}

// openable looks whether the key file opens a copy, and binds it to the key file with the
// recovery key where it does not.
func openable(ctx context.Context, path string, how Restoring) error {
	s, err := Open(ctx, path, how.Ring)
	if err == nil {
		return s.Close()
	}
	if how.Key == nil || !errors.Is(err, keys.ErrHalfMissing) && !errors.Is(err, keys.ErrMismatch) {
		return err
	}
	return Recover(ctx, path, how.Ring, how.Key, nil)
}

// renew makes a copy of a database the one in use: it says in its change feed and its
// numbers that time has passed, and takes over from the one at gone what must not go back.
func (how Restoring) renew(ctx context.Context, path, gone string, r *Restored) (err error) {
	s, err := Open(ctx, path, how.Ring)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close(), os.Remove(path+".lock")) }()
	return s.Update(ctx, func(t registry.Tx) error {
		own := t.(*tx)
		if err := own.goOn(how.Now); err != nil {
			return err
		}
		err := own.Try(func() error { return own.carryFrom(ctx, gone, how.Ring, r) })
		r.Carried = err == nil
		if own.broken != nil {
			return own.broken
		}
		if !r.Carried { // it is gone or damaged, which is why there are backups
			r.LogEnd, r.Uncovered = 0, 0
			if err := own.goOnAlone(how.Now); err != nil {
				return err
			}
		}
		if how.Note == nil {
			return nil
		}
		return how.Note(t, *r)
	})
}

// goOn puts every number that was given out beyond what was given out since the backup.
func (t *tx) goOn(now time.Time) error {
	var first, last int64
	if err := t.one("SELECT coalesce(min(cursor), 0), coalesce(max(cursor), 0) FROM news", nil, &first, &last); err != nil {
		return err
	}
	base := max(now.UnixMilli()<<newsShift, last+1)
	return errors.Join(
		t.exec("UPDATE news SET cursor = cursor - ? + ?", first, base),
		t.exec("DELETE FROM sqlite_sequence WHERE name = 'news'"),
		t.exec("INSERT INTO sqlite_sequence (name, seq) VALUES ('news', ?)", base+last-first),
		t.exec("INSERT OR IGNORE INTO restorations (at, residents, households) SELECT ?, "+
			"coalesce((SELECT last FROM serials WHERE series = 'resident'), 0), coalesce((SELECT last FROM serials WHERE series = 'household'), 0)", toMilli(now)),
		t.exec("INSERT INTO serials (series, last) VALUES (?, ?), (?, ?) ON CONFLICT (series) DO UPDATE SET last = serials.last + excluded.last",
			string(registry.ResidentSeries), skipped, string(registry.HouseholdSeries), skipped),
		t.exec("UPDATE roll SET n = n + ?", skipped),
		t.exec("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'roll'", skipped),
		t.exec("UPDATE sessions SET closed_at = ? WHERE closed_at IS NULL", toMilli(now)),
	)
}

// goOnAlone is what is left to do where nothing of the database before can be read: codes
// that may have been used are good no more, and the newest configuration is vouched for
// above any number that terminals may have seen.
func (t *tx) goOnAlone(now time.Time) error {
	if err := t.exec("UPDATE enrolments SET sealed = x''"); err != nil {
		return err
	}
	kept, err := t.Locked()
	if err != nil || kept.Bundle == nil {
		return err
	}
	if kept, err = kept.VouchedAnew(now, skipped); err != nil {
		return err
	}
	return t.PutLocked(kept)
}

// carryFrom takes over from the database at path, whose lock is held, what was decided since
// the backup and is not about what terminals hand over again: whoever was kept out since
// then stays out.
func (t *tx) carryFrom(ctx context.Context, path string, ring keys.Ring, r *Restored) (err error) {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	s := &Store{path: path, lock: io.NopCloser(nil), writer: make(chan *session, 1), idle: newIdle(), yearly: yearly{opened: make(map[string]cipher.AEAD)}}
	if err := s.open(ctx, path, func(m keys.Material) (*keys.Keys, error) { return keys.Open(ring, m) }); err != nil {
		return errors.Join(err, s.closePools())
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.View(ctx, func(v registry.Tx) error {
		gone := v.(*tx)
		if err := gone.one("SELECT coalesce(max(seq), 0) FROM audit", nil, &r.LogEnd); err != nil {
			return err
		}
		for _, carry := range []func(gone *tx) error{t.carryTerminals, t.carryOperators, t.carryRequests, t.carryProtection, t.carryVerdicts, t.carryOutputs} {
			if err := carry(gone); err != nil {
				return err
			}
		}
		locked, err := gone.Locked()
		if err != nil {
			return err
		}
		if locked.Root != nil {
			if err := t.PutLocked(locked); err != nil {
				return err
			}
		}
		return t.one("SELECT count(*) FROM measure_residents p WHERE ended = 0 AND NOT EXISTS (SELECT 1 FROM residents r WHERE r.id = p.resident)", nil, &r.Uncovered)
	})
}

func (t *tx) carryTerminals(gone *tx) error {
	all, err := gone.Terminals()
	if err != nil {
		return err
	}
	for _, terminal := range all {
		if err := t.PutTerminal(terminal); err != nil {
			return err
		}
		known, err := gone.TerminalKeys(terminal.ID)
		if err != nil {
			return err
		}
		for _, k := range known {
			if err := t.PutTerminalKey(k); err != nil {
				return err
			}
		}
		code, err := gone.Enrolment(terminal.ID)
		if errors.Is(err, registry.ErrNotFound) {
			continue
		}
		if err := errors.Join(err, t.PutEnrolment(code)); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) carryOperators(gone *tx) error {
	err := gone.each("SELECT id FROM operators", nil, func(scan func(...any) error) error {
		var id operator.ID
		if err := scan(&id); err != nil {
			return err
		}
		account, err := gone.Account(id)
		return errors.Join(err, t.PutAccount(account), t.PutRoll(id))
	})
	if err != nil {
		return err
	}
	const columns = "operator, terminal, public_key, enrolled_at, replaced_at"
	return gone.each("SELECT "+columns+" FROM operator_keys", nil, func(scan func(...any) error) error {
		var op, terminal string
		var public []byte
		var enrolled int64
		var replaced *int64
		if err := scan(&op, &terminal, &public, &enrolled, &replaced); err != nil {
			return err
		}
		return t.exec("INSERT OR REPLACE INTO operator_keys ("+columns+") VALUES (?, ?, ?, ?, ?)", op, terminal, public, enrolled, replaced)
	})
}

// carryRequests completes the register of rights and the requests about terminals.
func (t *tx) carryRequests(gone *tx) error {
	rights, err := gone.Requests()
	if err != nil {
		return err
	}
	for _, q := range rights {
		if err := t.PutRequest(q); err != nil {
			return err
		}
	}
	asked, err := gone.TerminalRequests(true)
	if err != nil {
		return err
	}
	if err := t.exec("DELETE FROM terminal_requests"); err != nil {
		return err
	}
	for _, q := range asked { // numbered one after the other
		if _, err := t.AskTerminal(q); err != nil {
			return err
		}
	}
	return nil
}

// carryProtection takes over who is protected and what is held (R015).
func (t *tx) carryProtection(gone *tx) error {
	for _, ended := range []bool{false, true} {
		all, err := gone.Measures(ended)
		if err != nil {
			return err
		}
		for _, m := range all {
			if err := gone.Perpetrator(&m); err != nil {
				return err
			}
			if err := t.PutMeasure(m); err != nil {
				return err
			}
		}
	}
	holds, err := gone.holds("SELECT id, body FROM holds")
	if err != nil {
		return err
	}
	for _, h := range holds {
		if err := t.PutHold(h); err != nil {
			return err
		}
	}
	return nil
}

// discard removes what a restore that was cut short left.
func discard(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// setAside keeps the database that is at path, if there is one, under a second name, with
// what stands in its log. It stays in its place until another is put there: whenever the
// machine stops, a registry is there, and restoring again carries over from it.
func setAside(path string, now time.Time) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	kept := path + ".before-" + now.UTC().Format("20060102T150405")
	for n := 2; ; n++ {
		err := os.Link(path, kept)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		kept = fmt.Sprintf("%s.before-%s.%d", path, now.UTC().Format("20060102T150405"), n)
	}
	// SQLite would take the log of the one for that of the other.
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(path+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return kept, syncFolder(path)
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

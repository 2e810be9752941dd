package main

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/operator"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/proof"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
)

// Sizes of the measurement of verifying: seven years of a city's operation log.
const (
	proveEvents = 1_000_000
	proveBatch  = 10_000 // records written at once
	proveRounds = 5
	// proveLimit is how long verifying them out of the database may take on one core.
	proveLimit = 4 * time.Second
)

// prove measures how long it takes to verify the operation log of seven years, sealed and
// signed, in time of one processor, which does not grow while others work. The limit of the first row is hashing the same bytes once, with
// nothing else; that of the second, which reads them out of the registry's database, too,
// is a time.
func (b *bench) prove(ctx context.Context) (_ []row, err error) {
	dir, err := b.folder("prove")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "registry.db")
	b.say(fmt.Sprintf("logging %d operations", proveEvents))
	if err := logged(ctx, path, store.KeyFile(filepath.Join(dir, "registry.key"))); err != nil {
		return nil, err
	}
	logs, err := store.OpenLogs(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, logs.Close()) }()
	db := proof.Database{Store: logs}
	events, err := inMemory(ctx, db)
	if err != nil {
		return nil, err
	}
	b.say("verifying them")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	memory, err := interleave(proveRounds, func() (float64, error) { return verified(ctx, events) }, func() (float64, error) { return hashed(events) })
	if err != nil {
		return nil, err
	}
	file, err := interleave(proveRounds, func() (float64, error) { return verified(ctx, db) }, func() (float64, error) { return proveLimit.Seconds(), nil })
	if err != nil {
		return nil, err
	}
	return []row{
		{what: fmt.Sprintf("(h) verify %d records", proveEvents), pairs: memory, of: timesLimit, aim: atMost(3), unit: "s", scale: 1},
		{what: "(h) … out of the database", pairs: file, of: timesLimit, aim: atMost(1), unit: "s", scale: 1},
	}, nil
}

// logged makes a registry that has logged them, and signs its log.
func logged(ctx context.Context, path string, keys store.KeyFile) (err error) {
	db, err := store.Create(ctx, path, keys)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	began := time.Now().Add(-24 * time.Hour)
	for done := 0; done < proveEvents; done += proveBatch {
		if err := db.Update(ctx, func(tx registry.Tx) error { return logSome(tx, began, done) }); err != nil {
			return err
		}
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	r, err := registry.New(registry.Config{Store: db, Repertoire: registrytest.Anything{}, Now: time.Now, Log: slog.New(slog.DiscardHandler), AuditKey: key})
	if err != nil {
		return err
	}
	_, err = r.SignLog(ctx)
	return err
}

// logSome logs searches as a counter's are.
func logSome(tx registry.Tx, began time.Time, done int) error {
	for i := range proveBatch {
		at := began.Add(time.Duration(done+i) * time.Millisecond)
		body, err := audit.Record{
			Kind: audit.Searched, At: at, Operator: operator.ID(fmt.Sprintf("c%02d", i%80)), Terminal: terminalID, Purpose: "counter",
			Detail: []string{"by=name,birth", "hits=3"}, Policy: 12,
		}.Encode()
		if err != nil {
			return err
		}
		if _, err := tx.Extend(at, body); err != nil {
			return err
		}
	}
	return nil
}

// memory is a [proof.Source] that costs nothing to read.
type memory []proof.Item

// Logs implements [proof.Source].
func (m memory) Logs(context.Context) ([]string, error) { return []string{registry.LogOrigin}, nil }

// Walk implements [proof.Source].
func (m memory) Walk(_ context.Context, _ string, f func(proof.Item) error) error {
	for _, i := range m {
		if err := f(i); err != nil {
			return err
		}
	}
	return nil
}

func inMemory(ctx context.Context, db proof.Source) (m memory, err error) {
	err = db.Walk(ctx, registry.LogOrigin, func(i proof.Item) error {
		m = append(m, i)
		return nil
	})
	return m, err
}

// worked says how many seconds of one processor something takes.
func worked(do func() error) (float64, error) {
	runtime.GC()
	before, err := processor(os.Getpid())
	if err != nil {
		return 0, err
	}
	if err := do(); err != nil {
		return 0, err
	}
	after, err := processor(os.Getpid())
	return after - before, err
}

// verified says how long it takes to verify a log.
func verified(ctx context.Context, from proof.Source) (float64, error) {
	var results []proof.Result
	took, err := worked(func() (err error) {
		results, err = proof.Verify(ctx, from, proof.Terms{})
		return err
	})
	switch {
	case err != nil:
		return 0, err
	case len(results) != 1 || results[0].Fault != nil || results[0].Signed != 1 || results[0].Records < proveEvents:
		return 0, fmt.Errorf("the log does not hold: %+v", results)
	}
	return took, nil
}

// hashed says how long it takes to hash the same bytes, each record and its link once.
func hashed(m memory) (float64, error) {
	return worked(func() error {
		m.hash()
		return nil
	})
}

func (m memory) hash() {
	var link [8 + 2*sha256.Size]byte
	for _, i := range m {
		if i.Record == nil {
			continue
		}
		sha256.Sum256(i.Record.Sealed)
		binary.BigEndian.PutUint64(link[:], uint64(i.Record.Seq))
		copy(link[8:], i.Record.Prev[:])
		copy(link[8+sha256.Size:], i.Record.Body[:])
		sha256.Sum256(link[:])
	}
}

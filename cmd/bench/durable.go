package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"madoguchi/app/desk"
	"madoguchi/app/keys/keystest"
	"madoguchi/app/notification"
	"madoguchi/app/store"
	"madoguchi/cmd/terminal/adapter"
)

// Sizes of the measurement of approvals.
const (
	approvalBlocks = 21  // pairs in the table
	approvalSteps  = 100 // pairs of single steps in each: a checkpoint is among them
	approvalWarm   = 50
)

// durable measures the step that a reviewer waits for: the approval of a family of
// four is read, signed, sealed and durable together with what is owed to the registry
// and the audit record. The limit writes as many bytes as the step appends to the log
// of the database, in place in a file of that log's size, and syncs them.
func (b *bench) durable(ctx context.Context) (rows []row, err error) {
	m, err := b.openApprovals(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	appended, err := m.appended(ctx)
	if err != nil {
		return nil, err
	}
	m.inCommit = nil
	whole, err := interleave(approvalBlocks*approvalSteps, func() (float64, error) { return m.approve(ctx) },
		func() (float64, error) { return m.limit(appended) })
	if err != nil {
		return nil, err
	}
	commits := make([]pair, len(whole)) // what of each step is the commit
	for i := range whole {
		commits[i] = pair{m.inCommit[i], whole[i].limit}
	}
	whole, commits = grouped(whole, approvalSteps), grouped(commits, approvalSteps)
	return []row{
		{what: "(a) approve → durable", pairs: commits, of: ofLimit, aim: atLeast(0.40), unit: "ms a step", scale: 1e3 / approvalSteps, notes: []string{
			fmt.Sprintf("the limit is write + fdatasync of %d bytes: what one step appends to the write-ahead log, 4 KiB pages whole (the entry's own body: %d bytes)", appended, m.body),
			"ours is store.Commit through the cabinet: encode, seal, one transaction of entry, outbox event and audit record, checkpoints included",
		}},
		{what: "(a') the same from F12 on", pairs: whole, of: ofLimit, aim: atLeast(0.40), unit: "ms a step", scale: 1e3 / approvalSteps, notes: []string{
			"besides the commit: the entry is read from the file again, opened and decoded, the review signed and added",
		}},
	}, nil
}

// An approvals is a terminal's file full of families that await review.
type approvals struct {
	store    *store.Store
	cabinet  *adapter.Cabinet
	counter  *counter
	path     string
	waiting  []notification.EntryID
	evidence []byte
	body     int // bytes of an entry, before it is sealed
	file     *os.File
	at, size int64
	inCommit []float64 // seconds, of each call of approve
}

func (b *bench) openApprovals(ctx context.Context) (_ *approvals, err error) {
	dir, err := b.folder("approve")
	if err != nil {
		return nil, err
	}
	m := &approvals{path: filepath.Join(dir, "terminal.db")}
	if m.counter, err = newCounter(terminalID); err != nil {
		return nil, err
	}
	config := store.Config{Path: m.path, Ring: &keystest.Ring{}, Terminal: terminalID}
	if err := store.Create(ctx, config); err != nil {
		return nil, err
	}
	if m.store, err = store.Open(ctx, config); err != nil {
		return nil, err
	}
	if err := m.fill(ctx, b.town, approvalWarm+20+approvalBlocks*approvalSteps); err != nil {
		return nil, errors.Join(err, m.store.Close())
	}
	// Opened again, so that the log is empty and what is measured comes from the disk.
	if err := m.store.Close(); err != nil {
		return nil, err
	}
	if m.store, err = store.Open(ctx, config); err != nil {
		return nil, err
	}
	m.cabinet = adapter.NewCabinet(m.store, time.Now)
	m.file, err = os.Create(filepath.Join(dir, "limit"))
	return m, err
}

// fill hands over families of four.
func (m *approvals) fill(ctx context.Context, t *town, families int) error {
	cabinet := adapter.NewCabinet(m.store, time.Now)
	all, err := t.newcomers()
	if err != nil {
		return err
	}
	next, stop := iter.Pull(all)
	defer stop()
	var heap desk.Step
	for len(m.waiting) < families {
		house, ok := next()
		if !ok {
			return errors.New("fill file: not enough families")
		}
		if !ofFour(house) {
			continue
		}
		e, step, err := m.counter.entered(house, t.arrivals[len(m.waiting)%len(t.arrivals)], time.Now())
		if err != nil {
			return err
		}
		if m.evidence == nil {
			if m.evidence, err = evidenceOf(e); err != nil {
				return err
			}
		}
		m.waiting = append(m.waiting, e.ID)
		if heap = join(heap, step); len(heap.Entries) == 100 || len(m.waiting) == families {
			if err := cabinet.Commit(ctx, heap); err != nil {
				return err
			}
			heap = desk.Step{}
		}
	}
	return nil
}

// join makes one step of two.
func join(a, b desk.Step) desk.Step {
	a.Entries, a.Events, a.Audit = append(a.Entries, b.Entries...), append(a.Events, b.Events...), append(a.Audit, b.Audit...)
	return a
}

func (m *approvals) close() error { return errors.Join(m.file.Close(), m.store.Close()) }

// appended returns how many bytes a step appends to the log, and prepares the limit's
// file. The log must be empty and is filled less than a checkpoint.
func (m *approvals) appended(ctx context.Context) (int64, error) {
	if _, err := m.approve(ctx); err != nil { // writes the log's header
		return 0, err
	}
	before, err := size(m.path + "-wal")
	if err != nil {
		return 0, err
	}
	const steps = 19
	for range steps {
		if _, err := m.approve(ctx); err != nil {
			return 0, err
		}
	}
	after, err := size(m.path + "-wal")
	if err != nil {
		return 0, err
	}
	for range approvalWarm {
		if _, err := m.approve(ctx); err != nil {
			return 0, err
		}
	}
	each := (after - before) / steps
	m.size = 1000 * 4096 / each * each // SQLite begins the log again after a thousand pages
	if _, err := m.file.Write(make([]byte, m.size)); err != nil {
		return 0, err
	}
	return each, m.file.Sync()
}

func size(file string) (int64, error) {
	info, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// approve approves the next entry and returns the seconds it took.
func (m *approvals) approve(ctx context.Context) (float64, error) {
	start := time.Now()
	id := m.waiting[0]
	m.waiting = m.waiting[1:]
	body, err := m.cabinet.Entry(ctx, id)
	if err != nil {
		return 0, err
	}
	e, err := desk.DecodeEntry(body)
	if err != nil {
		return 0, err
	}
	step, err := m.counter.approve(e, firstReviewer, m.evidence, time.Now())
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := m.cabinet.Commit(ctx, step); err != nil {
		return 0, err
	}
	end := time.Now()
	m.inCommit = append(m.inCommit, end.Sub(began).Seconds())
	m.body = len(body)
	return end.Sub(start).Seconds(), nil
}

// limit writes and syncs as the log is written: in place, from its beginning again
// when it is full.
func (m *approvals) limit(bytes int64) (float64, error) {
	body := make([]byte, bytes)
	start := time.Now()
	if m.at+bytes > m.size {
		m.at = 0
	}
	if _, err := m.file.WriteAt(body, m.at); err != nil {
		return 0, err
	}
	if err := fdatasync(m.file); err != nil {
		return 0, err
	}
	m.at += bytes
	return time.Since(start).Seconds(), nil
}

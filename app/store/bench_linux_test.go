package store_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/store"
	"madoguchi/app/store/storetest"
)

// BenchmarkDurable compares one step of the desk with the least that a disk can do for
// it. A step is an entry of 4 KiB, its event and its record; the limit is a write and a
// sync of as many bytes as the step appends to the log. They take turns, so that both
// meet the same disk. The ratio is reported as a metric.
func BenchmarkDurable(b *testing.B) {
	c := config(b)
	s := create(b, c)
	limit, err := os.Create(filepath.Join(filepath.Dir(c.Path), "limit"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = limit.Close() }()
	body := make([]byte, 4096)
	_, _ = rand.Read(body)
	commit := func(n int) {
		e, event := storetest.Entry(n, 1), storetest.Event(n)
		e.Body, event.Body = body, body
		_, err := s.Commit(b.Context(), store.Change{
			Entries: []store.Entry{e}, Outbox: []store.Event{event}, Audit: []audit.Record{storetest.Record(audit.Queued)},
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	// What a step appends: measured once, before the log wraps.
	n := 1
	before := logSize(b, c.Path)
	for ; n <= 20; n++ {
		commit(n)
	}
	step := make([]byte, (logSize(b, c.Path)-before)/20)

	var ours, theirs time.Duration
	for b.Loop() {
		start := time.Now()
		commit(n)
		n++
		between := time.Now()
		if _, err := limit.Write(step); err != nil {
			b.Fatal(err)
		}
		if err := syscall.Fdatasync(int(limit.Fd())); err != nil {
			b.Fatal(err)
		}
		ours, theirs = ours+between.Sub(start), theirs+time.Since(between)
	}
	b.ReportMetric(float64(len(step)), "bytes/step")
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "µs/step")
	b.ReportMetric(float64(theirs.Microseconds())/float64(b.N), "µs/sync")
	b.ReportMetric(float64(theirs)/float64(ours), "of-limit")
}

func logSize(b *testing.B, path string) int64 {
	b.Helper()
	info, err := os.Stat(path + "-wal")
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

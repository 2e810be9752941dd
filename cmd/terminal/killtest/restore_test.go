package killtest

import (
	"path/filepath"
	"testing"
	"time"

	"madoguchi/app/resident"
	"madoguchi/sync/registry"
	registrystore "madoguchi/sync/registry/store"
)

// TestRestoredRegistry puts the registry back to a backup that was made while a terminal
// was handing over. The terminal notices by itself: it hands over again what the backup
// lacks, and all that was acknowledged is in the register once (R066).
func TestRestoredRegistry(t *testing.T) {
	c := found(t)
	acknowledged := &lines{}
	running := map[string]*process{"registry": start(t, c, "registry", acknowledged), "terminal": start(t, c, "terminal", acknowledged)}
	work := func(n int) {
		t.Helper()
		had := len(acknowledged.with(committed))
		for limit := time.Now().Add(startTime); len(acknowledged.with(committed)) < had+n; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(limit) {
				t.Fatalf("%d entries in %v", len(acknowledged.with(committed))-had, startTime)
			}
		}
	}
	work(30)
	register, err := c.openRegistry()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(string(c), "backup")
	m, err := register.Backup(t.Context(), folder, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := register.Close(); err != nil {
		t.Fatal(err)
	}
	work(60)
	time.Sleep(longest) // the registry decides some of them
	running["terminal"].kill(t)
	running["registry"].kill(t)
	before := applied(t, c)
	if _, err := registrystore.Restore(t.Context(), folder, c.path("registry.db"), registrystore.Restoring{Ring: c.ring("registry.key"), Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	after := applied(t, c)
	if after >= before {
		t.Fatalf("the backup lacks nothing: %d entries before, %d after", before, after)
	}
	running["registry"] = start(t, c, "registry", acknowledged)
	running["terminal"] = start(t, c, "terminal", acknowledged)
	work(5) // the counter goes on
	running["terminal"].kill(t)
	start(t, c, "drain", acknowledged).wait(t, drained, drainTime+startTime)
	running["registry"].kill(t)
	ids := acknowledged.with(committed)
	total := check(t, c, ids)
	t.Logf("backup of %d bytes; %d entries applied before the restore, %d in the backup, %d afterwards of %d acknowledged", m.Size, before, after, total, len(ids))
}

// applied counts the residents in the register.
func applied(t *testing.T, c city) (n int) {
	t.Helper()
	register, err := c.openRegistry()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = register.Close() }()
	err = register.View(t.Context(), func(tx registry.Tx) error {
		return tx.Residents(func(resident.Record) error { n++; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

package registry_test

import (
	"crypto/ed25519"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/serial"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// A returning is a registry with two terminals that goes back to a backup.
type returning struct {
	*testing.T
	clock    *clock
	dir      string
	store    *store.Store
	counters map[string]*registrytest.Counter
	pushed   map[string][]*wirev1.Event // by terminal, everything
	told     []*wirev1.Change
}

func (r *returning) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func newReturning(t *testing.T) *returning {
	t.Helper()
	r := &returning{T: t, clock: &clock{now: time.Date(2026, 4, 1, 10, 0, 0, 0, civil.Japan)}, dir: t.TempDir(),
		counters: map[string]*registrytest.Counter{}, pushed: map[string][]*wirev1.Event{}}
	var err error
	r.store, err = store.Create(t.Context(), r.path("registry.db"), r.ring())
	r.must(err)
	for _, id := range []string{"T1", "T2"} {
		r.counters[id] = registrytest.NewCounter(t, r.store, id, r.clock.Now)
	}
	_, err = r.store.Backup(t.Context(), r.path("backup"), r.clock.Now())
	r.must(err)
	return r
}

func (r *returning) path(name string) string { return filepath.Join(r.dir, name) }

func (r *returning) ring() store.KeyFile { return store.KeyFile(r.path("key")) }

// take is a push of a terminal.
func (r *returning) take(terminal string, events []*wirev1.Event, earlier []*wirev1.Change) ([]registry.Result, error) {
	in := &registry.Intake{Store: r.store, Repertoire: registrytest.Anything{}, Now: r.clock.Now, Log: slog.New(slog.DiscardHandler)}
	_, results, err := in.TakeAgain(r.Context(), terminal, events, earlier)
	return results, err
}

// work hands an entry over and has it approved, at one terminal each, and returns what
// the register made of it.
func (r *returning) work(written, reviewed string, content notification.Content) (*notification.Submission, []resident.Record) {
	r.Helper()
	s := r.counters[written].Submit(content)
	r.push(written, r.counters[written].Event(s))
	for _, by := range []operator.ID{registrytest.First, registrytest.Second} {
		if r.stage(s) == registry.Pending {
			r.push(reviewed, r.counters[reviewed].Event(r.counters[reviewed].Review(s, by, notification.Approve)))
		}
	}
	v := r.verdict(s)
	if !v.Accepted {
		r.Fatalf("refused: %+v", v)
	}
	r.told = append(r.told, &wirev1.Change{EntryId: string(s.EntryID), Revision: uint32(s.Revision), Verdict: wire.FromVerdict(&v)})
	var rows []resident.Record
	r.must(r.store.View(r.Context(), func(tx registry.Tx) error {
		for _, p := range v.Persons {
			row, err := tx.Current(resident.ID(p.ResidentID))
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	}))
	return s, rows
}

func (r *returning) push(terminal string, e *wirev1.Event) {
	r.Helper()
	results, err := r.take(terminal, []*wirev1.Event{e}, nil)
	if err != nil || results[0].Outcome != registry.Taken {
		r.Fatalf("push: %+v, %v", results, err)
	}
	r.pushed[terminal] = append(r.pushed[terminal], e)
}

func (r *returning) stage(s *notification.Submission) (stage registry.Stage) {
	r.Helper()
	r.must(r.store.View(r.Context(), func(tx registry.Tx) error {
		c, err := tx.Case(s.EntryID)
		stage = c.Stage
		return err
	}))
	return stage
}

func (r *returning) verdict(s *notification.Submission) (v notification.Verdict) {
	r.Helper()
	r.must(r.store.View(r.Context(), func(tx registry.Tx) (err error) { v, err = tx.Verdict(s.EntryID, s.Revision); return err }))
	return v
}

// goBack restores the backup, three days later.
func (r *returning) goBack(alone bool) {
	r.Helper()
	r.must(r.store.Close())
	r.clock.set(r.clock.Now().Add(72 * time.Hour))
	if alone {
		r.must(os.Remove(r.path("registry.db")))
	}
	restored, err := store.Restore(r.Context(), r.path("backup"), r.path("registry.db"), store.Restoring{Ring: r.ring(), Now: r.clock.Now()})
	r.must(err)
	if restored.Carried == alone {
		r.Fatalf("restored %+v", restored)
	}
	r.store, err = store.Open(r.Context(), r.path("registry.db"), r.ring())
	r.must(err)
	r.Cleanup(func() { _ = r.store.Close() })
}

// TestHandedOverAgain: what was accepted before the registry went back is accepted again,
// as of the same day and with the same numbers, in whatever order the terminals come.
func TestHandedOverAgain(t *testing.T) {
	for name, alone := range map[string]bool{"the database before was there": false, "the terminals alone know": true} {
		t.Run(name, func(t *testing.T) {
			r := newReturning(t)
			// A family comes in at T1, and moves at T2, where another entry of T1 was reviewed.
			in, family := r.work("T1", "T1", r.counters["T1"].MovingIn(3))
			within, _ := r.work("T2", "T2", r.counters["T2"].MovingWithin(family...))
			across, _ := r.work("T1", "T2", r.counters["T1"].MovingIn(1))
			all := []*notification.Submission{in, within, across}
			var before []notification.Verdict
			for _, s := range all {
				before = append(before, r.verdict(s))
			}
			r.goBack(alone)
			var told []*wirev1.Change
			if alone {
				told = r.told
			}
			// T2 comes first: its entry waits, and so does its review of what T1 has yet to bring.
			taken, err := r.take("T2", r.pushed["T2"], told)
			if err != nil || len(taken) == 0 || len(taken) == len(r.pushed["T2"]) {
				t.Fatalf("%d of %d events taken, %v", len(taken), len(r.pushed["T2"]), err)
			}
			rest := r.pushed["T2"][len(taken):]
			if stage := r.stage(within); stage != registry.Pending {
				t.Errorf("an entry about people who are not there yet is at stage %d", stage)
			}
			if _, err := r.take("T2", rest, told); !errors.Is(err, wire.Awaits) {
				t.Errorf("a review before its entry: %v", err)
			}
			if _, err := r.take("T1", r.pushed["T1"], told); err != nil {
				t.Fatal(err)
			}
			if results, err := r.take("T2", rest, told); err != nil || len(results) != len(rest) {
				t.Fatalf("%d of %d events taken, %v", len(results), len(rest), err)
			}
			for i, s := range all {
				after := r.verdict(s)
				if !after.Accepted || after.ProcessedOn != before[i].ProcessedOn || len(after.Persons) != len(before[i].Persons) {
					t.Errorf("entry %d: %+v, was %+v", i, after, before[i])
					continue
				}
				for j, p := range after.Persons {
					if p != before[i].Persons[j] {
						t.Errorf("entry %d, person %d: %+v, was %+v", i, j, p, before[i].Persons[j])
					}
				}
			}
			_, later := r.work("T1", "T1", r.counters["T1"].MovingIn(1))
			for _, f := range family {
				if later[0].ID == f.ID || later[0].Household == f.Household {
					t.Error("a number was allotted twice")
				}
			}
		})
	}
}

// TestTestimony: what a terminal says the registry had decided changes nothing but the
// day, the numbers and the waiting, and only after a restore.
func TestTestimony(t *testing.T) {
	r := newReturning(t)
	c := r.counters["T1"]
	s, events := c.Approved(c.MovingIn(1))
	_, number := serial.Next(5_000_000) // which this registry never gave out
	says := []*wirev1.Change{{EntryId: string(s.EntryID), Revision: uint32(s.Revision), Verdict: wire.FromVerdict(&notification.Verdict{
		Accepted: true, ProcessedOn: civil.MustParse("2020-01-01"), DecidedAt: r.clock.Now().Add(-time.Minute),
		Persons: []notification.Applied{{ResidentID: number, HistoryNumber: 1, HouseholdID: number}}})}}
	if _, err := r.take("T1", events, says); err != nil {
		t.Fatal(err)
	}
	if v := r.verdict(s); v.ProcessedOn != civil.FromTime(r.clock.Now()) {
		t.Errorf("processed on %s as a terminal said, without a restore", v.ProcessedOn)
	}
	later, events := c.Approved(c.MovingIn(1))
	r.goBack(true)
	for i, e := range events {
		e.Seq = uint64(i + 1)
	}
	says[0].EntryId = string(later.EntryID)
	if _, err := r.take("T1", events, says); err != nil {
		t.Fatal(err)
	}
	if v := r.verdict(later); v.ProcessedOn != civil.FromTime(r.clock.Now()) || v.Persons[0].ResidentID == says[0].Verdict.Persons[0].ResidentId {
		t.Errorf("%+v: a day before it was written, or a number that was never given out, as a terminal said", v)
	}
	s, events = c.Approved(c.MovingIn(1)) // after the restore
	says[0].EntryId = string(s.EntryID)
	for i, e := range events {
		e.Seq = uint64(i + 4)
	}
	if _, err := r.take("T1", events, says); err != nil {
		t.Fatal(err)
	}
	if v := r.verdict(s); v.ProcessedOn != civil.FromTime(r.clock.Now()) {
		t.Errorf("processed on %s as a terminal said of what was written since", v.ProcessedOn)
	}
}

// TestKeyOfSince: who got another key since the backup is waited for, an hour long.
func TestKeyOfSince(t *testing.T) {
	for name, signsIn := range map[string]bool{"signs in": true, "is away": false} {
		t.Run(name, func(t *testing.T) {
			r := newReturning(t)
			c := registrytest.NewCounter(t, r.store, "T1", r.clock.Now) // everybody's keys anew
			r.counters["T1"] = c
			s, _ := r.work("T1", "T1", c.MovingIn(1))
			r.goBack(true)
			if _, err := r.take("T1", r.pushed["T1"], r.told); !errors.Is(err, wire.Awaits) {
				t.Fatalf("an unknown key just after the restore: %v", err)
			}
			if !signsIn {
				r.clock.set(r.clock.Now().Add(2 * time.Hour))
				results, err := r.take("T1", r.pushed["T1"], r.told)
				if err != nil || results[0].Kind != wire.BadSignature {
					t.Errorf("hours later: %+v, %v", results, err)
				}
				return
			}
			r.must(r.store.Update(t.Context(), func(tx registry.Tx) error {
				for _, id := range []operator.ID{registrytest.Writer, registrytest.First, registrytest.Second} {
					if err := tx.Enrol(registry.Key{Operator: id, Terminal: "T1", Public: c.Key(id).Public().(ed25519.PublicKey), EnrolledAt: r.clock.Now()}); err != nil {
						return err
					}
				}
				return nil
			}))
			if results, err := r.take("T1", r.pushed["T1"], r.told); err != nil || len(results) != len(r.pushed["T1"]) || !r.verdict(s).Accepted {
				t.Errorf("after the sign-in: %+v, %v", results, err)
			}
		})
	}
}

package registry_test

import (
	"fmt"
	"iter"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// approvedBatches makes n approved entries of two persons as pushes of about a hundred
// events.
func approvedBatches(c *registrytest.Counter, n int) [][]*wirev1.Event {
	var batches [][]*wirev1.Event
	for range (n + 32) / 33 {
		var batch []*wirev1.Event
		for range 33 {
			_, events := c.Approved(c.MovingIn(2))
			batch = append(batch, events...)
		}
		batches = append(batches, batch)
	}
	return batches
}

// BenchmarkTake is the store's own durable rate: entries decided and applied without a
// line.
func BenchmarkTake(b *testing.B) {
	s := newStore(b)
	c := registrytest.NewCounter(b, s, "T1", time.Now)
	in := &registry.Intake{Store: s, Repertoire: registrytest.Anything{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	batches := approvedBatches(c, b.N)
	b.ResetTimer()
	for _, batch := range batches {
		if _, _, err := in.Take(b.Context(), "T1", batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(batches)*33)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkPost is what the last approval of one entry of each kind takes: signature,
// rules, posting and the durable transaction.
func BenchmarkPost(b *testing.B) {
	now := func() time.Time { return time.Date(today.Year(), today.Month(), today.Day(), 10, 0, 0, 0, civil.Japan) }
	for _, kind := range notification.Kinds() {
		b.Run(kind.Key(), func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				s := newStore(b)
				c := registrytest.NewCounter(b, s, "T1", now)
				c.Register(s, today)
				in := &registry.Intake{Store: s, Repertoire: registrytest.Anything{}, Now: now, Log: slog.New(slog.DiscardHandler)}
				submission := c.Submit(notificationtest.Example(kind, today))
				first := []*wirev1.Event{c.Event(submission)}
				if kind.Is(notification.TwoReviews) {
					first = append(first, c.Event(c.Review(submission, registrytest.First, notification.Approve)))
				}
				if _, _, err := in.Take(b.Context(), "T1", first); err != nil {
					b.Fatal(err)
				}
				last := c.Event(c.Review(submission, registrytest.Officer, notification.Approve))
				b.StartTimer()
				if _, results, err := in.Take(b.Context(), "T1", []*wirev1.Event{last}); err != nil || results[0].Kind != 0 {
					b.Fatal(results, err)
				}
			}
		})
	}
}

// BenchmarkPush is [BenchmarkTake] over the line.
func BenchmarkPush(b *testing.B) {
	s := newStore(b)
	c := registrytest.NewCounter(b, s, "T1", time.Now)
	h := &house{city: pinnedtest.New(b)}
	r, err := registry.New(registry.Config{Store: s, Repertoire: registrytest.Anything{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	h.url = h.city.Serve(r).Listener.Addr().String()
	client := h.client("T1")
	batches := approvedBatches(c, b.N)
	b.ResetTimer()
	for _, batch := range batches {
		if _, err := client.Push(b.Context(), &wirev1.PushRequest{Events: batch}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(batches)*33)/b.Elapsed().Seconds(), "entries/s")
}

// crowd yields households of two until there are n residents.
func crowd(n int) iter.Seq[[]resident.Record] {
	surnames, given := []rune("海潮岬湊渚灘磯浜島浦沖港船帆波川森林原野"), []rune("一二三四五六七八九十百千万春夏秋冬月星雪")
	kana := []rune("アイウエオカキクケコサシスセソタチツテト")
	return func(yield func([]resident.Record) bool) {
		for i := range n / 2 {
			surname := string([]rune{surnames[i%20], surnames[i/20%20]})
			day := civil.MustParse("1930-01-01").AddDays(i % 30_000)
			head := resident.Record{
				Status: resident.Living, Cause: resident.Initial, ChangedOn: day, ProcessedOn: day, Class: resident.Japanese,
				Name: surname + "　" + string([]rune{given[i/400%20], given[i/8000%20]}), Reading: string([]rune{kana[i%20], kana[i/20%20]}) + "　" + string([]rune{kana[i/400%20], kana[i/8000%20]}),
				Birth: civil.Certain(day), Sex: resident.Male, Relationship: resident.Head,
				Address: resident.Address{Ward: registrytest.Ward, Town: fmt.Sprintf("みなと野市北区潮見町%d丁目", i%200), Number: fmt.Sprintf("%d番地", i)},
			}
			spouse := head
			spouse.Sex, spouse.Relationship, spouse.Birth = resident.Female, "妻", civil.Certain(day.AddDays(400))
			if !yield([]resident.Record{head, spouse}) {
				return
			}
		}
	}
}

// BenchmarkSearch compares a search over the registry's own path, log included, with the
// search in the store alone.
func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{20_000, 200_000} {
		dir := b.TempDir()
		s, err := store.Create(b.Context(), filepath.Join(dir, "registry.db"), store.KeyFile(filepath.Join(dir, "registry.key")))
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if got, err := registry.Load(b.Context(), s, crowd(n)); err != nil || got != n {
			b.Fatalf("load: %d, %v", got, err)
		}
		b.Logf("loaded %d residents in %v", n, time.Since(began).Round(time.Millisecond))
		for _, q := range []struct {
			name string
			registry.Query
		}{
			{"full name", registry.Query{Name: "海潮　一二", Limit: 50}},
			{"surname", registry.Query{Name: "潮岬", Limit: 50}},
			{"one kanji", registry.Query{Name: "海", Limit: 50}},
			{"birth", registry.Query{Birth: civil.Certain(civil.MustParse("1950-06-01")), Limit: 50}},
			{"name and address", registry.Query{Name: "海潮", Address: "潮見町20丁目", Limit: 50}},
			{"nobody", registry.Query{Name: "岬海山", Limit: 50}},
		} {
			b.Run(fmt.Sprintf("%d/%s", n, q.name), func(b *testing.B) {
				hits := 0
				for b.Loop() {
					err := s.View(b.Context(), func(tx registry.Tx) error {
						found, _, err := tx.Search(q.Query)
						hits = len(found)
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(hits), "hits")
			})
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

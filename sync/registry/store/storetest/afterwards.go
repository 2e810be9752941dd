package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/sync/registry"
)

// afterwards: decisions come back newest first with whose entry they were about, those of
// the ward and of the time asked for only.
func afterwards(t *testing.T, s registry.Store) {
	terminal(t, s)
	submission := func(id notification.EntryID, revision int, writer operator.ID, on time.Time) registry.Submission {
		return registry.Submission{Terminal: "T1", Submission: notification.Submission{EntryID: id, Revision: revision, Kind: notification.MovingOut, Version: 1,
			Content: []byte(`{}`), Hash: notification.Hash{7}, Writer: writer, WrittenAt: on, Signature: []byte{9}}}
	}
	decision := func(id notification.EntryID, revision int, d notification.Decision, on time.Time) registry.Review {
		r := registry.Review{Terminal: "T1", Review: notification.Review{EntryID: id, Revision: revision, Reviewer: "suzuki", Decision: d, ReviewedAt: on, Evidence: []byte("seen"), Signature: []byte{8}}}
		if d == notification.GiveBack {
			r.Reasons = []notification.Reason{2, 9}
		}
		return r
	}
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutCase(sampleCase("E1", "991015")), tx.PutCase(sampleCase("E2", "991023")),
			tx.AddSubmission(submission("E1", 1, "sato", at)), tx.AddSubmission(submission("E1", 2, "sato", at.Add(2*time.Hour))), tx.AddSubmission(submission("E2", 1, "kato", at)),
			tx.AddReview(decision("E1", 1, notification.GiveBack, at.Add(time.Hour))), tx.AddReview(decision("E1", 2, notification.Approve, at.Add(3*time.Hour))),
			tx.AddReview(decision("E2", 1, notification.Approve, at.Add(time.Hour))))
	})
	for _, tt := range []struct {
		name      string
		since     time.Time
		revisions []int
		handed    int
	}{{"all", at, []int{2, 1}, 2}, {"the later ones", at.Add(2 * time.Hour), []int{2}, 1}, {"none", at.Add(4 * time.Hour), nil, 0}} {
		view(t, s, func(tx registry.Tx) error {
			var revisions []int
			err := tx.Decisions("991015", tt.since, func(d registry.Decided) error {
				revisions = append(revisions, d.Revision)
				if d.Entry != "E1" || d.Writer != "sato" || d.Reviewer != "suzuki" || d.Kind != notification.MovingOut || string(d.Evidence) != "seen" ||
					(d.Decision == notification.GiveBack) != slices.Equal(d.Reasons, []notification.Reason{2, 9}) {
					t.Errorf("%s: %+v", tt.name, d)
				}
				return nil
			})
			if err != nil || !slices.Equal(revisions, tt.revisions) {
				t.Errorf("%s: revisions %v, %v; want %v", tt.name, revisions, err, tt.revisions)
			}
			n := 0
			err = tx.HandedOver("991015", tt.since, func(h registry.Handed) error {
				if n++; h.Writer != "sato" {
					t.Errorf("%s: handed over by %s", tt.name, h.Writer)
				}
				return nil
			})
			if err != nil || n != tt.handed {
				t.Errorf("%s: %d handed over, %v; want %d", tt.name, n, err, tt.handed)
			}
			stop := errors.New("enough")
			if err := tx.Decisions("991015", tt.since, func(registry.Decided) error { return stop }); len(tt.revisions) > 0 && !errors.Is(err, stop) {
				t.Errorf("%s: stopped with %v", tt.name, err)
			}
			return nil
		})
	}
}

package desk

import (
	"context"
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
)

// Terms are what the locked configuration in force says of the desk's work. They may
// change while it is open: [Desk.Apply].
type Terms struct {
	PolicyVersion int
	Reviewers     int // the least number of reviews
	Review        counter.ReviewTerms
	Integrated    bool // this is an integrated terminal (統合端末)
	Presence      bool // it lets nobody in without a proof of presence (R116)
	Limits        Limits
	Output        OutputTerms
	NoticeDays    int // until operators are told again that what they do is logged (R034); 0 never
}

// OutputTerms say how many residents may leave on paper without an approval (R130); 0 is no
// limit.
type OutputTerms struct {
	Most      int // at once
	MostToday int // by one operator here on one day
}

// Limits say when waiting is too long (DOMAIN 4.4). Days are office days; a limit of 0
// is none.
type Limits struct {
	SyncDays int // without the registry until nothing new is begun

	UnreviewedCount int // waiting for review until it is told
	UnreviewedDays  int // of the oldest until it is told
	ReviewStopDays  int // of the oldest until nothing new is begun

	UnsentCount int
	UnsentDays  int
}

// Terms returns the terms in force.
func (d *Desk) Terms() Terms { return *d.terms.Load() }

// Apply puts terms in force from the next step on.
func (d *Desk) Apply(t Terms) { d.terms.Store(&t) }

// firstTerms are those of the configuration a desk is opened with.
func (c Config) firstTerms() Terms {
	return Terms{PolicyVersion: c.PolicyVersion, Reviewers: c.Reviewers, Review: c.ReviewTerms, Integrated: c.Integrated, Limits: c.Limits}
}

// officeDays returns how many office days went by since a moment, 0 for the zero time.
func (d *Desk) officeDays(since time.Time) int {
	if since.IsZero() || d.Calendar == nil {
		return 0
	}
	return d.Calendar.OfficeDaysBetween(civil.FromTime(since), civil.FromTime(d.Now()))
}

// overdue reports whether a count reached one of its limits.
func (d *Desk) overdue(c counter.Count, most, days int) bool {
	return most > 0 && c.N >= most || days > 0 && c.N > 0 && d.officeDays(c.Oldest) >= days
}

// late marks the counts that reached what the terms allow.
func (d *Desk) late(of map[counter.Folder]counter.Count) {
	l := d.Terms().Limits
	for folder, limit := range map[counter.Folder]struct{ most, days int }{
		counter.Waiting: {l.UnreviewedCount, l.UnreviewedDays}, counter.Unsent: {l.UnsentCount, l.UnsentDays}, counter.Sent: {0, l.UnsentDays},
	} {
		if c, ok := of[folder]; ok {
			c.Late = d.overdue(c, limit.most, limit.days)
			of[folder] = c
		}
	}
}

// bar says why nothing new may be begun, 0 when it may. What was begun goes on, and so
// does reviewing: the queue has to become shorter.
func (d *Desk) bar(waiting counter.Count) counter.Bar {
	l := d.Terms().Limits
	switch {
	case d.Frozen != nil && d.Frozen():
		return counter.PolicyBar
	case d.Synced != nil && l.SyncDays > 0 && d.officeDays(d.Synced()) >= l.SyncDays:
		return counter.SyncBar
	case d.overdue(waiting, 0, l.ReviewStopDays):
		return counter.ReviewBar
	}
	return 0
}

// mayBegin returns why nothing new may be begun, or nil.
func (d *Desk) mayBegin(ctx context.Context) error {
	tally, err := d.Cabinet.Tally(ctx)
	if err != nil {
		return fmt.Errorf("count entries: %w", err)
	}
	waiting := tally[notification.Entered]
	return d.bar(counter.Count{N: waiting.Count, Oldest: waiting.Oldest}).Err()
}

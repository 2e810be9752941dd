package main

import (
	"context"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	"madoguchi/app/rules"
	"madoguchi/ui/intake"
	"madoguchi/ui/words"
)

// A stand stands in for the desk: it keeps one entry in memory.
type stand struct {
	rules *rules.Checker
	day   civil.Date
	entry *notification.Entry
}

func (d *stand) Load(context.Context, notification.EntryID) (*notification.Entry, error) {
	e := *d.entry
	e.Content = d.entry.Content.Clone()
	return &e, nil
}

func (d *stand) Begin(kind notification.Kind) (*notification.Entry, error) {
	return notification.Begin("01900000-0000-7000-8000-000000000009", kind, "c101", time.Now())
}

func (d *stand) SaveDraft(context.Context, *notification.Entry) error { return nil }

func (d *stand) Check(_ context.Context, c *notification.Content) ([]notification.Finding, error) {
	schema, err := notification.SchemaOf(c.Kind, c.Version)
	if err != nil {
		return nil, err
	}
	return d.rules.Check(c, schema, rules.Blank, d.day), nil
}

func (d *stand) HandOver(context.Context, *notification.Entry, []counter.Ack) error { return nil }

func (d *stand) Receipt(notification.EntryID) string { return "0000-0000" }

func (d *stand) OpenRecord(context.Context, resident.ID, counter.Purpose) (counter.Opened, error) {
	return counter.Opened{}, counter.ErrOffline
}

func (d *stand) OpenHousehold(context.Context, resident.HouseholdID, counter.Purpose) ([]resident.Record, error) {
	return nil, counter.ErrOffline
}

func (d *stand) NumberShown(context.Context, notification.EntryID, int, notification.Item) error {
	return nil
}

func (d *stand) Line() counter.LineState { return counter.Online }

// handOver makes an entry that awaits its review.
func (d *stand) handOver() {
	e, err := d.Begin(notification.MovingIn)
	if err != nil {
		panic(err) // there is a form for it
	}
	e.Content = notificationtest.Example(notification.MovingIn, d.day)
	if _, err := e.HandOver(2, 1, time.Now()); err != nil {
		panic(err) // the example is complete
	}
	d.entry = e
}

func (d *stand) Queue(context.Context) ([]counter.Queued, error) { return nil, nil }

func (d *stand) Claim(context.Context, notification.EntryID) (*counter.Sitting, error) {
	return &counter.Sitting{Entry: d.entry, Case: opened(d.entry), Before: make([]*resident.Record, len(d.entry.Content.Persons))}, nil
}

func (d *stand) Release(context.Context, notification.EntryID) error { return nil }

func (d *stand) ReviewTerms() counter.ReviewTerms { return counter.ReviewTerms{} }

func (d *stand) Approve(context.Context, *counter.Sitting, counter.Proof) error { return nil }

func (d *stand) Apart(*counter.Sitting) review.Apart { return 0 }

func (d *stand) PutOff(context.Context, *counter.Sitting) error { return nil }

func (d *stand) ApproveTogether(context.Context, []notification.EntryID, counter.Proof) ([]counter.BulkResult, error) {
	return nil, nil
}

func (d *stand) GiveBack(context.Context, *counter.Sitting, []notification.Reason, string) error {
	return nil
}

// nowhere is the guide of screens that are led to nothing.
type nowhere struct{}

func (nowhere) Leave()                           {}
func (nowhere) PickResident(notification.Kind)   {}
func (nowhere) Print(notification.EntryID)       {}
func (nowhere) ShowCharacters(intake.Shown)      {}
func (nowhere) PrintReviewList(*counter.Sitting) {}

// reviewer is the guide of the review.
type reviewer struct{ nowhere }

func (reviewer) ShowCharacters(words.Key, string) {}

// noTowns is a gazetteer of one ward.
type noTowns struct{}

func (noTowns) Towns(string) []intake.Town { return nil }

func (noTowns) Wards() []intake.Ward {
	return []intake.Ward{{Code: notificationtest.Ward, Name: "中央区"}}
}

func (noTowns) ByKana(string, string) []intake.Town             { return nil }
func (noTowns) ByInitials(string, string, string) []intake.Town { return nil }
func (noTowns) City(string) string                              { return "" }

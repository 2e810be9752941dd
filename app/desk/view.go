package desk

import (
	"context"
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/rules"
)

// A view is what this terminal knows of the register: the households opened at
// it, and its own unfinished entries. It cannot tell about anything else; the
// registry checks again with all it knows.
type view struct {
	rules.View // answers "unknown" to what is not overridden
	records    map[resident.ID]*resident.Record
	households map[resident.HouseholdID][]resident.Record
	busyOne    map[resident.ID]bool
	busyAll    map[resident.HouseholdID]bool
	holds      []resident.Hold
	measures   []resident.Measure
	now        time.Time
}

// view gathers what is known here. Unfinished entries lock the residents they are
// on (E18); the entry being checked is a draft and so not among them.
func (d *Desk) view(ctx context.Context) (rules.View, error) {
	v := &view{
		View:       rules.Blank,
		records:    make(map[resident.ID]*resident.Record),
		households: make(map[resident.HouseholdID][]resident.Record),
		busyOne:    make(map[resident.ID]bool),
		busyAll:    make(map[resident.HouseholdID]bool),
		now:        d.Now(),
	}
	bodies, err := d.Cabinet.Households(ctx)
	if err != nil {
		return nil, fmt.Errorf("gather view: %w", err)
	}
	for _, body := range bodies {
		opened, err := unpack(body)
		if err != nil {
			return nil, fmt.Errorf("gather view: %w", err)
		}
		members := opened.Members
		v.holds = append(v.holds, opened.Protection.Holds...)
		v.measures = append(v.measures, opened.Protection.Measures...)
		for i := range members {
			v.records[members[i].ID] = &members[i]
		}
		v.households[members[0].Household] = members
	}
	unfinished, err := d.entries(ctx, notification.Entered, notification.Approved, notification.Sent)
	if err != nil {
		return nil, fmt.Errorf("gather view: %w", err)
	}
	for _, e := range unfinished {
		for _, id := range touched(e) {
			v.busyAll[id] = true
		}
		for _, p := range e.Content.Persons {
			if id := p.Get(notification.PersonID); id != "" {
				v.busyOne[resident.ID(id)] = true
			}
		}
	}
	return v, nil
}

// Resident implements rules.View for the current rows that were opened here.
func (v *view) Resident(id resident.ID, history int) (*resident.Record, bool) {
	r := v.records[id]
	if r == nil || history != 0 && history != r.History {
		return nil, false
	}
	return r, true
}

// Members implements rules.View.
func (v *view) Members(id resident.HouseholdID) ([]resident.Record, bool) {
	members, ok := v.households[id]
	return members, ok
}

// Pending implements rules.View: an entry of this terminal is known to be
// pending, anything else is unknown.
func (v *view) Pending(id resident.ID, household resident.HouseholdID) (pending, known bool) {
	pending = v.busyOne[id] || v.busyAll[household]
	return pending, pending
}

var _ rules.View = (*view)(nil)

// today is the calendar day at the counter.
func (d *Desk) today() civil.Date { return civil.FromTime(d.Now()) }

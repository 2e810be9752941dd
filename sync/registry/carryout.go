package registry

import (
	"context"
	"fmt"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// registryItself stands for the terminal in the log of what no terminal asked for.
const registryItself = "registry"

// CarryOut ends the residence of everybody whose planned day of moving out (転出予定日)
// has come, and returns how many they were. It is run when the registry starts and
// after every midnight; a day that was missed is made up for.
func (in *Intake) CarryOut(ctx context.Context) (int, error) {
	count := 0
	err := in.Store.Update(ctx, func(tx Tx) error {
		now := in.Now()
		leaving, err := tx.Departing(civil.FromTime(now))
		if err != nil {
			return err
		}
		count = 0
		parties, err := partiesOf(tx, leaving)
		if err != nil {
			return err
		}
		for _, p := range parties {
			// What is wrong in one household must not hold up the others; it is tried again
			// at the next midnight.
			if err := tx.Try(func() error { return p.carryOut(tx, now) }); err != nil {
				in.Log.ErrorContext(ctx, "departure could not be carried out", "entry", p.row.Entry, "err", err)
				continue
			}
			count += len(p.leaving)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("carry out departures: %w", err)
	}
	return count, nil
}

// A party are residents who leave one household together: a head must not leave behind
// who goes, too.
type party struct {
	departure
	leaving []resident.Record
}

func partiesOf(tx Tx, leaving []resident.Record) ([]*party, error) {
	type key struct {
		entry     string
		household resident.HouseholdID
		on        civil.Date
	}
	var parties []*party
	known := make(map[key]*party)
	for _, r := range leaving {
		d, err := departureOf(tx, r)
		if err != nil {
			return nil, err
		}
		k := key{d.row.Entry, r.Household, r.LeavesOn}
		if known[k] == nil {
			known[k] = &party{departure: d}
			parties = append(parties, known[k])
		}
		known[k].leaving = append(known[k].leaving, r)
	}
	return parties, nil
}

// carryOut writes the last rows of a party, and those of who stays behind.
func (p *party) carryOut(tx Tx, now time.Time) error {
	w, err := p.wishes(tx)
	if err != nil {
		return err
	}
	post := &posting{tx: tx, now: now, day: civil.FromTime(now), content: p.content, header: p.content.Header,
		entry: notification.EntryID(p.row.Entry), terminal: p.row.Terminal, changed: p.leaving[0].LeavesOn, notified: p.row.NotifiedOn}
	err = post.regroupIn([]resident.HouseholdID{p.leaving[0].Household}, w, func() error {
		for _, m := range p.leaving {
			r := post.next(m, p.row.Cause)
			if r.Cause != resident.MovedOutAbroad {
				r.Cause = resident.MovedOut
			}
			r.Status = resident.Left
			if err := post.write(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, a := range post.written {
		done := audit.Record{Kind: audit.Accepted, At: now, Terminal: registryItself, Subject: a.ResidentID, Detail: []string{"left", detail("history", a.HistoryNumber)}}
		if err := record(tx, done); err != nil {
			return err
		}
	}
	return nil
}

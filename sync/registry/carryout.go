package registry

import (
	"context"
	"errors"
	"fmt"

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
		day := civil.FromTime(now)
		leaving, err := tx.Departing(day)
		if err != nil {
			return err
		}
		count = len(leaving)
		for len(leaving) > 0 {
			// Those of one entry leave together: a head must not leave behind who goes, too.
			var together, rest []resident.Record
			for _, r := range leaving {
				if r.Entry == leaving[0].Entry && r.Household == leaving[0].Household {
					together = append(together, r)
					continue
				}
				rest = append(rest, r)
			}
			if err := carryOut(tx, together, day); err != nil {
				return err
			}
			for _, r := range together {
				done := audit.Record{Kind: audit.Accepted, At: now, Terminal: registryItself, Subject: string(r.ID), Detail: []string{"left", detail("history", r.History+1)}}
				if err := record(tx, done); err != nil {
					return err
				}
			}
			leaving = rest
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("carry out departures: %w", err)
	}
	return count, nil
}

// carryOut writes the last rows of residents who leave one household together.
func carryOut(tx Tx, leaving []resident.Record, day civil.Date) error {
	next := func(r resident.Record, cause resident.Cause) resident.Record {
		r.History++
		r.Cause, r.ProcessedOn = cause, day
		r.ChangedOn, r.NotifiedOn = leaving[0].LeavesOn, leaving[0].NotifiedOn
		r.Entry, r.Terminal = leaving[0].Entry, leaving[0].Terminal
		return r
	}
	for _, m := range leaving {
		r := next(m, resident.MovedOut)
		r.Status = resident.Left
		if err := tx.Append(&r); err != nil {
			return err
		}
	}
	successor, err := successorOf(tx, notification.EntryID(leaving[0].Entry))
	if err != nil {
		return err
	}
	return succeed(tx, leaving[0].Household, leaving, successor, next)
}

// successorOf returns whom the entry of a 転出 names as head of who stays, "" for an
// entry that is not held any more.
func successorOf(tx Tx, id notification.EntryID) (resident.ID, error) {
	c, err := tx.Case(id)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	s, err := tx.Submission(id, c.Revision)
	if err != nil {
		return "", err
	}
	content, err := notification.Decode(s.Content)
	if err != nil {
		return "", err
	}
	return resident.ID(content.Header.Get(notification.RemainingHead)), nil
}

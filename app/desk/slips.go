package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
)

// A Hindsight is the registry's answer about reviews afterwards. Its calls fail as those
// of a [Line] do.
type Hindsight interface {
	// MySlips returns what was given back to the session's operator, SectionSlips what
	// was in the ward; both with how many entries were handed over, by the Monday of the week.
	MySlips(ctx context.Context, session string, since time.Time) (Returns, error)
	SectionSlips(ctx context.Context, session string, since time.Time) (Returns, error)
	// RubberStamps returns how long the reviewers of the ward looked.
	RubberStamps(ctx context.Context, session string, since time.Time, floor time.Duration) (counter.Stamps, error)
}

// Returns are slips with what they are measured by.
type Returns struct {
	Slips      []review.Slip
	HandedOver map[civil.Date]int
	More       bool
}

// MySlips returns what the signed-in operator was given back for in the last weeks:
// without a line, of this terminal's entries (D15).
func (d *Desk) MySlips(ctx context.Context) (counter.Slips, error) {
	s, err := d.active(operator.Enter)
	if err != nil {
		return counter.Slips{}, fmt.Errorf("my slips: %w", err)
	}
	since := review.SlipsSince(d.Now())
	var returns Returns
	err = d.withSession(ctx, operator.Enter, func(registry string) (err error) {
		returns, err = d.Config.Hindsight.MySlips(ctx, registry, since)
		return err
	})
	onlyHere := errors.Is(err, counter.ErrOffline)
	if onlyHere {
		returns, err = d.returnsHere(ctx, s.profile.ID, since)
	}
	if err != nil {
		return counter.Slips{}, fmt.Errorf("my slips: %w", err)
	}
	return counter.Slips{SlipTable: review.Tabulate(returns.Slips, returns.HandedOver, d.Now()), OnlyHere: onlyHere, More: returns.More}, nil
}

// returnsHere looks through the entries of this terminal.
func (d *Desk) returnsHere(ctx context.Context, writer operator.ID, since time.Time) (Returns, error) {
	var states []notification.State
	for state := notification.Draft; state <= notification.Withdrawn; state++ {
		states = append(states, state)
	}
	entries, err := d.entries(ctx, states...)
	if err != nil {
		return Returns{}, err
	}
	r := Returns{HandedOver: make(map[civil.Date]int)}
	for _, e := range entries {
		if e.Writer != writer {
			continue
		}
		if e.Submission != nil && !e.Submission.WrittenAt.Before(since) {
			r.HandedOver[review.Week(e.Submission.WrittenAt)]++
		}
		for _, made := range e.Reviews {
			if made.Decision == notification.GiveBack && !made.ReviewedAt.Before(since) {
				r.Slips = append(r.Slips, review.Slip{Entry: e.ID, Revision: made.Revision, Kind: e.Content.Kind, Writer: writer, At: made.ReviewedAt, Reasons: made.Reasons})
			}
		}
	}
	return r, nil
}

// SectionSlips returns what was given back in the ward in the last weeks, to a chief.
func (d *Desk) SectionSlips(ctx context.Context) (counter.Slips, error) {
	var returns Returns
	err := d.withSession(ctx, operator.Chief, func(registry string) (err error) {
		returns, err = d.Config.Hindsight.SectionSlips(ctx, registry, review.SlipsSince(d.Now()))
		return err
	})
	if err != nil {
		return counter.Slips{}, fmt.Errorf("slips of the section: %w", err)
	}
	return counter.Slips{SlipTable: review.Tabulate(returns.Slips, returns.HandedOver, d.Now()), More: returns.More}, nil
}

// RubberStamps returns how long the reviewers of the ward looked in the last weeks, to a
// chief (A17).
func (d *Desk) RubberStamps(ctx context.Context) (counter.Stamps, error) {
	var stamps counter.Stamps
	err := d.withSession(ctx, operator.Chief, func(registry string) (err error) {
		stamps, err = d.Config.Hindsight.RubberStamps(ctx, registry, review.SlipsSince(d.Now()), d.Terms().Review.Floor)
		return err
	})
	if err != nil {
		return counter.Stamps{}, fmt.Errorf("rubber stamps: %w", err)
	}
	return stamps, nil
}

// MayLead reports whether the signed-in operator is a chief.
func (d *Desk) MayLead() bool {
	_, err := d.active(operator.Chief)
	return err == nil
}

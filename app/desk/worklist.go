package desk

import (
	"cmp"
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
)

// Counts returns how many entries each folder has.
func (d *Desk) Counts(ctx context.Context) (counter.Counts, error) {
	tally, err := d.Cabinet.Tally(ctx)
	if err != nil {
		return counter.Counts{}, fmt.Errorf("count entries: %w", err)
	}
	of := make(map[counter.Folder]counter.Count)
	for state, t := range tally {
		if f := counter.FolderOf(state); f != 0 {
			of[f] = counter.Count{N: t.Count, Oldest: t.Oldest}
		}
	}
	if of[counter.Drafts], err = d.ownDrafts(ctx); err != nil {
		return counter.Counts{}, fmt.Errorf("count entries: %w", err)
	}
	d.late(of)
	return counter.Counts{Of: of, Bar: d.bar(of[counter.Waiting])}, nil
}

// ownDrafts counts what [Desk.List] shows of the drafts: those of the signed-in
// operator.
func (d *Desk) ownDrafts(ctx context.Context) (counter.Count, error) {
	drafts, err := d.entries(ctx, notification.Draft)
	if err != nil {
		return counter.Count{}, err
	}
	who, _ := d.Operator()
	var c counter.Count
	for _, e := range drafts { // oldest change first
		if e.Writer != who.ID {
			continue
		}
		if c.N++; c.N == 1 {
			c.Oldest = e.ChangedAt
		}
	}
	return c, nil
}

// List returns the entries of a folder, the one to be dealt with first at the
// top: the longest waiting, but of the accepted ones the newest.
func (d *Desk) List(ctx context.Context, folder counter.Folder) ([]counter.Summary, error) {
	s, err := d.active()
	if err != nil {
		return nil, fmt.Errorf("list entries: %w", err)
	}
	var states []notification.State
	for state := notification.Draft; state <= notification.Withdrawn; state++ {
		if counter.FolderOf(state) == folder {
			states = append(states, state)
		}
	}
	entries, err := d.entries(ctx, states...)
	if err != nil {
		return nil, fmt.Errorf("list entries: %w", err)
	}
	rows := make([]counter.Summary, 0, len(entries))
	for _, e := range entries {
		if e.State == notification.Draft && e.Writer != s.profile.ID {
			continue
		}
		rows = append(rows, d.summary(e, s.profile))
	}
	slices.SortStableFunc(rows, func(a, b counter.Summary) int {
		if folder == counter.Accepted {
			a, b = b, a
		}
		return cmp.Compare(a.ChangedAt.UnixNano(), b.ChangedAt.UnixNano())
	})
	return rows, nil
}

func (d *Desk) summary(e *notification.Entry, who operator.Profile) counter.Summary {
	row := counter.Summary{
		ID: e.ID, Kind: e.Content.Kind, State: e.State, Revision: e.Revision,
		Persons: len(e.Content.Persons), Writer: e.Writer, WriterName: d.nameOf(e.Writer), Mine: e.Writer == who.ID,
		Terminal: d.Terminal, BegunAt: e.BegunAt, ChangedAt: e.ChangedAt,
		Approvals: len(e.Approvals()), Needed: e.Needed, MayReview: d.mayReview(e, who, false),
	}
	if e.Revision > 0 {
		row.Receipt = d.Receipt(e.ID)
	}
	if len(e.Content.Persons) > 0 {
		row.Subject = e.Content.Persons[0].Get(notification.FullName)
	}
	row.Deadline = review.Deadline(&e.Content)
	if v := e.Verdict; v != nil && !v.Accepted {
		row.Trouble, row.TroubleKind = trouble(v)
	}
	return row
}

// trouble names what a refusal was for: the first rule that stops, else the kind.
func trouble(v *notification.Verdict) (rule string, kind int) {
	if len(v.Findings) > 0 {
		return v.Findings[0].Rule, 0
	}
	return "", v.ErrorKind
}

var receiptAlphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Receipt returns the provisional number (仮受付番号) of an entry: eight
// characters that cannot be misread, made from the random part of its ID. The
// registry's own numbers are allotted at acceptance.
func (d *Desk) Receipt(id notification.EntryID) string {
	u, err := uuid.Parse(string(id))
	if err != nil {
		return ""
	}
	s := receiptAlphabet.EncodeToString(u[11:])
	return s[:4] + "-" + s[4:]
}

// entry reads an entry from the cabinet.
func (d *Desk) entry(ctx context.Context, id notification.EntryID) (*notification.Entry, error) {
	b, err := d.Cabinet.Entry(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("entry %s: %w", id, counter.ErrGone)
	}
	if err != nil {
		return nil, fmt.Errorf("entry %s: %w", id, err)
	}
	return DecodeEntry(b)
}

func (d *Desk) entries(ctx context.Context, states ...notification.State) ([]*notification.Entry, error) {
	bodies, err := d.Cabinet.Entries(ctx, states...)
	if err != nil {
		return nil, err
	}
	entries := make([]*notification.Entry, 0, len(bodies))
	for _, b := range bodies {
		e, err := DecodeEntry(b)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

package proof

import (
	"context"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/sync/registry"
)

// A Database is the [Source] of a registry's own database.
type Database struct{ Store Viewer }

// A Viewer reads a database; a registry's store is one.
type Viewer interface {
	View(ctx context.Context, f func(registry.Tx) error) error
}

var _ Source = Database{}

// Logs implements [Source].
func (d Database) Logs(ctx context.Context) ([]string, error) {
	logs := []string{registry.LogOrigin}
	err := d.Store.View(ctx, func(tx registry.Tx) error {
		terminals, err := tx.Terminals()
		for _, t := range terminals {
			logs = append(logs, t.ID)
		}
		return err
	})
	return logs, err
}

// Walk implements [Source]. A checkpoint beyond the last record comes at the end.
func (d Database) Walk(ctx context.Context, log string, f func(Item) error) error {
	return d.Store.View(ctx, func(tx registry.Tx) error {
		signed, err := checkpoints(tx, log)
		if err != nil {
			return err
		}
		item := func(a registry.Archived) error {
			if err := f(Item{Record: &a}); err != nil {
				return err
			}
			for len(signed) > 0 && signed[0].Seq <= a.Seq {
				if err := f(Item{Signed: &signed[0]}); err != nil {
					return err
				}
				signed = signed[1:]
			}
			return nil
		}
		if log == registry.LogOrigin {
			err = tx.Events(1, func(e audit.Event) error { return item(registry.Archived{Event: e}) })
		} else {
			err = tx.Archived(log, 1, item)
		}
		for i := range signed {
			if err != nil {
				break
			}
			err = f(Item{Signed: &signed[i]})
		}
		return err
	})
}

// checkpoints returns what was signed of a log, in order.
func checkpoints(tx registry.Tx, log string) (all []Signed, err error) {
	if log == registry.LogOrigin {
		err = tx.AllSigned(func(s registry.Signed) error {
			all = append(all, Signed{Seq: s.Head.Seq, Note: s.Note, Key: s.Key})
			return nil
		})
		return all, err
	}
	err = tx.Anchors(log, civil.Date{}, func(a registry.Anchor) error {
		all = append(all, Signed{Seq: a.Copied.Seq, Book: a.Book, Copied: a.Copied, Note: a.Note, Key: a.Key})
		return nil
	})
	return all, err
}

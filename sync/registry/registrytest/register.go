package registrytest

import (
	"errors"
	"fmt"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/residentcode"
	"madoguchi/sync/registry"
)

// Codes is how many resident record codes [Register] puts into the stock.
const Codes = 8

// Register fills a store with the register that the examples of package
// notificationtest fit, as it stands on a day, with a measure, a hold and a stock of
// codes. c is a counter of the store.
func (c *Counter) Register(s registry.Store, day civil.Date) {
	c.tb.Helper()
	err := s.Update(c.tb.Context(), func(tx registry.Tx) error {
		if err := c.movedEntry(tx); err != nil {
			return err
		}
		for _, r := range notificationtest.Register(day) {
			if err := errors.Join(tx.PutHousehold(registry.Household{ID: r.Household}), tx.Append(&r)); err != nil {
				return fmt.Errorf("resident %s: %w", r.ID, err)
			}
		}
		_, err := tx.AddCodes(StockCodes(c.tb, Codes))
		return errors.Join(err, tx.PutMeasure(notificationtest.Measure(day)), tx.PutHold(notificationtest.Hold(day)))
	})
	if err != nil {
		c.tb.Fatalf("fill register: %v", err)
	}
}

// movedEntry keeps the entry that wrote the later rows of the register.
func (c *Counter) movedEntry(tx registry.Tx) error {
	s := c.Submit(c.content(notification.MovingWithin, 1))
	s.EntryID = notificationtest.MovedEntry
	c.Sign(s)
	k := registry.Case{ID: s.EntryID, Revision: 1, Kind: s.Kind, Stage: registry.Accepted, Terminal: c.Terminal, Ward: Ward, Writer: s.Writer, WrittenAt: s.WrittenAt}
	return errors.Join(tx.AddSubmission(registry.Submission{Submission: *s, Terminal: c.Terminal}), tx.PutCase(k),
		tx.AddVerdict(k.ID, 1, notification.Verdict{Accepted: true, DecidedAt: s.WrittenAt, ProcessedOn: civil.FromTime(s.WrittenAt)}))
}

// StockCodes returns codes that are nobody's.
func StockCodes(tb testing.TB, n int) []residentcode.Code {
	tb.Helper()
	codes := make([]residentcode.Code, n)
	for i := range codes {
		var err error
		if codes[i], err = residentcode.Complete(fmt.Sprintf("81000%05d", i)); err != nil {
			tb.Fatal(err)
		}
	}
	return codes
}

package registry_test

import (
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/sync/registry"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// TestEvidence is D23: what an evidence pack rests on is counted, years and what became of
// them are told, and that somebody asked stands in the log.
func TestEvidence(t *testing.T) {
	o := newOffice(t)
	o.searchedAtNight("night")
	o.searchedAtNight("night")
	today := civil.FromTime(o.clock.Now())
	count := func(session, first, last string) (*wirev1.CountRecordsResponse, error) {
		return o.seat.CountRecords(t.Context(), &wirev1.CountRecordsRequest{SessionId: session, FirstDay: first, LastDay: last})
	}
	of := func(m *wirev1.CountRecordsResponse, k audit.Kind) int64 {
		for _, c := range m.GetCounts() {
			if c.GetKind() == uint32(k) {
				return c.GetRegistry()
			}
		}
		return 0
	}
	yesterday := today.AddDays(-1).String()
	m, err := count(o.chief, yesterday, today.String())
	if err != nil || of(m, audit.Searched) != 2 || of(m, audit.SignIn) != 2 {
		t.Errorf("counts = %v, %v", m.GetCounts(), err)
	}
	if m, err = count(o.it, yesterday, yesterday); err != nil || of(m, audit.Searched) != 2 || of(m, audit.SignIn) != 0 {
		t.Errorf("counts of yesterday = %v, %v", m.GetCounts(), err)
	}
	if n := o.logged(audit.EvidenceMade, ""); n != 2 {
		t.Errorf("counting is logged %d times", n)
	}
	_, err = count(o.it, today.String(), yesterday)
	wantKind(t, "backwards", err, wire.Malformed)
	_, err = count(o.it, "2010-01-01", yesterday)
	wantKind(t, "more than is kept", err, wire.Malformed)
	_, err = count(o.signInFirst("A-01", "night"), yesterday, yesterday)
	wantKind(t, "counted without the right", err, wire.NoRight)

	then := time.Date(today.Year()-8, 12, 31, 23, 0, 0, 0, civil.Japan)
	o.update(func(tx registry.Tx) error {
		body, err := audit.Record{Kind: audit.Started, At: then, Terminal: "T1"}.Encode()
		if err == nil {
			_, err = tx.Extend(then, body)
		}
		return err
	})
	years := func() []*wirev1.YearKept {
		t.Helper()
		m, err := o.seat.ListYears(t.Context(), &wirev1.ListYearsRequest{SessionId: o.it})
		if err != nil {
			t.Fatal(err)
		}
		return m.GetYears()
	}
	if y := years(); len(y) != 2 || y[0].GetYear() != int32(then.Year()) || !y[0].GetDue() || y[0].GetRecords() != 1 || y[1].GetDue() {
		t.Errorf("years = %v", y)
	}
	if _, err := o.seat.EraseYear(t.Context(), &wirev1.EraseYearRequest{SessionId: o.it, Year: int32(then.Year())}); err != nil {
		t.Fatal(err)
	}
	if y := years(); y[0].GetDue() || y[0].GetErasedAt() == 0 || y[0].GetRecords() != 0 {
		t.Errorf("years after one was erased = %v", y)
	}
}

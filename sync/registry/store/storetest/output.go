package storetest

import (
	"errors"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	"madoguchi/sync/registry"
)

func outputs(t *testing.T, s registry.Store) {
	day := civil.MustParse("2026-09-22")
	asked := output.Approval{Act: output.Print, Records: 40, What: "review_list", Reason: "点検", From: day, Until: day, State: output.Asked, Ward: "991015",
		Asked: operator.Mark{By: "c01", At: at, Seat: "T1"}}
	var first, second, next output.Approval
	update(t, s, func(tx registry.Tx) (err error) {
		if first, err = tx.AddOutput(day, asked); err != nil {
			return err
		}
		if second, err = tx.AddOutput(day, asked); err != nil {
			return err
		}
		next, err = tx.AddOutput(day.AddDays(1), asked)
		return err
	})
	if first.Number != "260922-001" || second.Number != "260922-002" || next.Number != "260923-001" {
		t.Errorf("numbers %s, %s, %s", first.Number, second.Number, next.Number)
	}
	first.State, first.Decided, first.Note = output.Declined, operator.Mark{By: "m01", At: at.Add(time.Hour), Seat: "T2"}, "範囲が広い"
	update(t, s, func(tx registry.Tx) error { return tx.PutOutput(first) })
	if err := s.Update(t.Context(), func(tx registry.Tx) error { return tx.PutOutput(output.Approval{Number: "260922-009"}) }); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("put what is not there: %v", err)
	}
	view(t, s, func(tx registry.Tx) error {
		got, err := tx.Output(first.Number)
		if err != nil || got.State != output.Declined || got.Note != first.Note || got.Asked.By != "c01" || !got.Decided.At.Equal(first.Decided.At) {
			t.Errorf("output = %+v, %v", got, err)
		}
		if _, err := tx.Output("260922-009"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("no such output: %v", err)
		}
		for open, want := range map[bool]string{false: "260923-001 260922-002 260922-001 ", true: "260923-001 260922-002 "} {
			list := ""
			err := tx.Outputs(open, func(a output.Approval) error { list += a.Number + " "; return nil })
			if list != want || err != nil {
				t.Errorf("open %v: %q, %v; want %q", open, list, err, want)
			}
		}
		return nil
	})
}

func media(t *testing.T, s registry.Store) {
	m := output.Medium{Kind: output.DVD, Serial: "S-1", Label: "整合性検査", State: output.Held, Steps: []output.Step{{Mark: operator.Mark{By: "it1", At: at, Seat: "A-01"}, Move: output.Registered}}}
	var first, second output.Medium
	update(t, s, func(tx registry.Tx) (err error) {
		if first, err = tx.AddMedium(2026, m); err != nil {
			return err
		}
		second, err = tx.AddMedium(2026, m)
		return err
	})
	if first.Number != "M26-0001" || second.Number != "M26-0002" {
		t.Errorf("numbers %s, %s", first.Number, second.Number)
	}
	gone := output.Step{Mark: operator.Mark{By: "it1", At: at.Add(time.Hour), Seat: "A-01"}, Move: output.Destroy, Witness: "it2", Note: "裁断"}
	if err := first.Do(gone); err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx registry.Tx) error { return tx.PutMedium(first) })
	view(t, s, func(tx registry.Tx) error {
		got, err := tx.Medium(first.Number)
		if err != nil || got.State != output.Destroyed || len(got.Steps) != 2 || got.Steps[1].Witness != "it2" || got.Label != m.Label {
			t.Errorf("medium = %+v, %v", got, err)
		}
		if _, err := tx.Medium("M26-0009"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("no such medium: %v", err)
		}
		list := ""
		if err := tx.Media(func(m output.Medium) error { list += m.Number + " "; return nil }); list != "M26-0002 M26-0001 " || err != nil {
			t.Errorf("media %q, %v", list, err)
		}
		return nil
	})
	if err := s.Update(t.Context(), func(tx registry.Tx) error { return tx.PutMedium(output.Medium{Number: "M26-0009"}) }); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("put what is not there: %v", err)
	}
}

package store_test

import (
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// TestRestoreCarriesOutputs is R131: what left after the backup stays in the ledgers, and an
// approval that was used since then is not good again.
func TestRestoreCarriesOutputs(t *testing.T) {
	v := newServer(t)
	day := civil.FromTime(v.now)
	by := operator.Mark{By: "c03", At: v.now, Seat: "T1"}
	var asked output.Approval
	var medium output.Medium
	s, err := store.Open(t.Context(), v.path, v.ring)
	check(t, err)
	check(t, s.Update(t.Context(), func(tx registry.Tx) (err error) {
		if asked, err = tx.AddOutput(day, output.Approval{Act: output.Print, State: output.Asked, Asked: by}); err != nil {
			return err
		}
		medium, err = tx.AddMedium(day.Year(), output.Medium{Kind: output.USB, Serial: "S", State: output.Held, Steps: []output.Step{{Mark: by, Move: output.Registered}}})
		return err
	}))
	_, err = s.Backup(t.Context(), v.folder+"-late", v.now)
	check(t, err)
	asked.State, medium.State = output.Used, output.Out
	var later output.Approval
	check(t, s.Update(t.Context(), func(tx registry.Tx) (err error) {
		if err = tx.PutOutput(asked); err != nil {
			return err
		}
		if err = tx.PutMedium(medium); err != nil {
			return err
		}
		later, err = tx.AddOutput(day, output.Approval{Act: output.Print, State: output.Declined, Asked: by})
		return err
	}))
	check(t, s.Close())
	v.folder += "-late"
	_, err = v.restore(store.Restoring{})
	check(t, err)
	v.view(func(tx registry.Tx) {
		if got, err := tx.Output(asked.Number); err != nil || got.State != output.Used {
			t.Errorf("the used approval: %+v, %v", got, err)
		}
		if got, err := tx.Output(later.Number); err != nil || got.State != output.Declined {
			t.Errorf("the one asked for since: %+v, %v", got, err)
		}
		if got, err := tx.Medium(medium.Number); err != nil || got.State != output.Out {
			t.Errorf("the medium that is out: %+v, %v", got, err)
		}
	})
}

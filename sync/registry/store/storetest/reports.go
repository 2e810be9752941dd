package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/sync/registry"
)

// reports: sheets and questions come back whole, the newest first.
func reports(t *testing.T, s registry.Store) {
	one := registry.Report{ID: "r1", Kind: "off_hours", First: civil.MustParse("2026-11-16"), Last: civil.MustParse("2026-11-22"), MadeAt: at, MadeBy: "it01", CSV: []byte("day,terminal\n"), Digest: [32]byte{3}}
	two := one
	two.ID, two.MadeAt = "r2", at.Add(time.Hour)
	asked := registry.Question{ID: "q1", Report: "r1", Operator: "sato", AskedBy: "boss", AskedAt: at, Text: "なぜ？"}
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutReport(one), tx.PutReport(two), tx.PutQuestion(asked))
	})
	signed := one
	signed.SignedAt, signed.SignedBy, signed.Remark = at.Add(time.Minute), "boss", "確認"
	signed.CSV = []byte("forged") // what was made is not made anew
	answered := asked
	answered.Answer, answered.AnsweredAt = "災害対応", at.Add(time.Minute)
	answered.ClosedAt, answered.ClosedBy = at.Add(time.Hour), "boss"
	update(t, s, func(tx registry.Tx) error { return errors.Join(tx.PutReport(signed), tx.PutQuestion(answered)) })
	view(t, s, func(tx registry.Tx) error {
		r, err := tx.Report("r1")
		if err != nil || string(r.CSV) != "day,terminal\n" || r.Remark != "確認" || r.SignedBy != "boss" || !r.SignedAt.Equal(signed.SignedAt) || r.First != one.First || r.Digest != one.Digest {
			t.Errorf("report = %+v, %v", r, err)
		}
		var ids []string
		if err := tx.Reports(func(r registry.Report) error { ids = append(ids, r.ID); return nil }); err != nil || !slices.Equal(ids, []string{"r2", "r1"}) {
			t.Errorf("reports = %v, %v", ids, err)
		}
		q, err := tx.Question("q1")
		if err != nil || q.Text != "なぜ？" || q.Answer != "災害対応" || !q.ClosedAt.Equal(answered.ClosedAt) || q.ClosedBy != "boss" || q.Operator != "sato" {
			t.Errorf("question = %+v, %v", q, err)
		}
		n := 0
		if err := tx.Questions(func(registry.Question) error { n++; return nil }); err != nil || n != 1 {
			t.Errorf("%d questions, %v", n, err)
		}
		for _, err := range []error{second(tx.Report("x")), second(tx.Question("x"))} {
			if !errors.Is(err, registry.ErrNotFound) {
				t.Errorf("what nobody put = %v", err)
			}
		}
		return nil
	})
}

func second[T any](_ T, err error) error { return err }

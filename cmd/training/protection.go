package main

import (
	"slices"
	"strconv"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
)

// heldEvery is how many households of the training city have one that is held.
const heldEvery = 500

// officer is who set what protects residents before the training began.
const officer operator.ID = "s301"

// A standing is how a support measure of the training city stands when the training
// begins, so that the officer meets each of them.
type standing struct {
	kind    resident.MeasureKind
	begun   int // days ago
	told    int // of the places
	harmed  bool
	forward []string
}

var standings = []standing{
	{resident.Regular, 350, 12, true, nil},             // ends within a month (A04)
	{resident.Regular, 390, 11, true, []string{"架空市"}}, // over, and not dealt with
	{resident.Provisional, 6, 0, false, nil},           // nobody was told yet
	{resident.Regular, 120, 9, true, []string{"別市"}},   // some were
	{resident.Regular, 200, 12, true, nil},             // in order
}

// shelter keeps a measure for those of a household who are protected, and a hold on some
// household now and then.
func shelter(tx registry.Tx, number string, members []resident.Record, on civil.Date) error {
	n, err := strconv.Atoi(number[:len(number)-1]) // without the check digit
	if err != nil {
		return err
	}
	var protected []resident.ID
	for _, r := range members {
		if r.Protected {
			protected = append(protected, r.ID)
		}
	}
	if len(protected) > 0 {
		return protect(tx, protected, standings[n%len(standings)], on)
	}
	if n%heldEvery == heldEvery/2 && len(members) > 0 {
		return hold(tx, members[0], n/heldEvery, on)
	}
	return nil
}

func morning(d civil.Date) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 9, 0, 0, 0, civil.Japan)
}

func protect(tx registry.Tx, of []resident.ID, s standing, on civil.Date) error {
	start := on.AddDays(-s.begun)
	m, err := resident.NewMeasure(resident.Measure{ID: "training-" + string(of[0]), Kind: s.kind, Applicant: of[0], Together: of[1:], Forwarded: s.forward,
		Start: start, Consulted: 1, ConsultedOn: start.AddDays(-3)}, officer, morning(start))
	if err != nil {
		return err
	}
	if s.harmed {
		m.Perpetrator = &resident.Perpetrator{Name: "架空　一郎", Relationship: "元配偶者", Address: "架空県別市暗町一丁目2番3号"}
	}
	for i, w := range m.Tripwires() {
		if i == s.told {
			break
		}
		at := morning(start).Add(time.Duration(i+1) * time.Hour)
		if m, err = m.Tick(w.Place, w.Target, "訓練第"+strconv.Itoa(i+1)+"号", officer, at); err != nil {
			return err
		}
	}
	return tx.PutMeasure(m)
}

// held are the holds of the training city, in turn.
var held = []resident.Hold{
	{Process: resident.ToChange, Level: resident.ErrorLevel, Reason: resident.Impersonation},
	{Process: resident.ToChange, Level: resident.AlertLevel, Reason: resident.InLitigation},
	{Process: resident.ToIssue, Level: resident.ErrorLevel, Reason: resident.RequestedByResident},
	{Process: resident.ToInquire, Level: resident.ErrorLevel, Reason: resident.UnderInvestigation},
}

func hold(tx registry.Tx, of resident.Record, n int, on civil.Date) error {
	h := held[n%len(held)]
	h.ID, h.Resident, h.Start = "training-"+string(of.ID), of.ID, on.AddDays(-60)
	if n%2 == 0 {
		h.End = on.AddDays(-5) // past its end, and in force all the same
	}
	h, err := resident.NewHold(h, officer, morning(h.Start))
	if err != nil {
		return err
	}
	return tx.PutHold(h)
}

// newest returns the newest row of each resident, in the order of the first.
func newest(rows []resident.Record) []resident.Record {
	var all []resident.Record
	for _, r := range rows {
		i := slices.IndexFunc(all, func(x resident.Record) bool { return x.ID == r.ID })
		if i < 0 {
			all = append(all, r)
			continue
		}
		all[i] = r
	}
	return all
}

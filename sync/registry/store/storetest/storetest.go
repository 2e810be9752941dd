// Package storetest says what every engine of [registry.Store] must do, as tests
// that an engine's own tests run.
//
// What is kept of an engine alone, such as which files it refuses, its own tests
// say.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/registry"
	"madoguchi/sync/wire"
)

// Run tests an engine. open returns a new, empty store that is closed with the test.
func Run(t *testing.T, open func(t *testing.T) registry.Store) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, registry.Store)
	}{
		{"what a failed transaction wrote is gone", failedUpdate},
		{"a view keeps nothing", viewKeepsNothing},
		{"try undoes its own part only", try},
		{"earlier verdicts are kept once, and numbers of before are found free", restored},
		{"a reader is not held up by a writer and sees nothing of it", snapshot},
		{"history rows follow each other", history},
		{"numbers are found and sealed", numbers},
		{"one number has one holder (E11)", oneHolder},
		{"residents are searched by pieces and whole (STD 2.1.2)", search},
		{"the likeliest stand first", likeliest},
		{"a list that overflows is the beginning of the whole", inOrder},
		{"what was recorded before is found as such", searchPast},
		{"dates not fully known are found by what they may be (STD 2.1.3)", searchBirth},
		{"residents are listed by number and household", listing},
		{"numbers of before are told apart, not kept", pastNumbers},
		{"searches of an operator are bounded and nobody else's", searches},
		{"residents alike (A01)", alike},
		{"serials are never allotted twice", serials},
		{"households are counted at their address (A12)", householdsAt},
		{"receipts are contiguous and unique", receipts},
		{"cases, submissions, reviews and verdicts come back", cases},
		{"news is the newest of each entry of the ward", news},
		{"a verdict is the last word", lastWord},
		{"subjects of undecided entries (E18)", subjects},
		{"decisions are looked back on (D15, A17)", afterwards},
		{"codes are allotted at random and once (STD 4.3.1)", codes},
		{"who waits for a number", numberRequests},
		{"rows of an entry", written},
		{"keys are replaced and kept", enrolment},
		{"sessions and terminals come back", directory},
		{"the register of rights is kept, and retiring ends what an operator has (R027, R118)", rights},
		{"requests about terminals are decided once (R032)", designation},
		{"keys and codes of terminals (R032)", terminalKeys},
		{"measures are kept whole and found by whom they cover", measures},
		{"a record is protected while a measure covers its resident", protected},
		{"holds are found by resident and household", holds},
		{"release lists wait for a second officer", releaseLists},
		{"locked configurations are kept whole (R031)", locked},
		{"reports of terminals say since when (D19)", policyReports},
		{"the log is a chain, sealed by year", log},
		{"a log that cannot be extended undoes what it is about", logFails},
		{"a year is erased, and the chain still holds (D24)", erased},
		{"logs of terminals are archived beside what was signed", archive},
		{"reports and questions come back (D20)", reports},
		{"outputs are numbered by the day and stay (R130, R131)", outputs},
		{"media are numbered by the year and stay (R136)", media},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

var at = time.UnixMilli(1_790_000_000_000)

// Resident returns a record that may be appended as the first row of a resident.
func Resident(id resident.ID, household resident.HouseholdID, name, reading string) resident.Record {
	return resident.Record{
		ID: id, History: 1, Household: household, Order: 1, Status: resident.Living,
		Cause: resident.Initial, ChangedOn: civil.MustParse("2020-04-01"), ProcessedOn: civil.MustParse("2020-04-02"),
		Class: resident.Japanese, Name: name, Reading: reading, Birth: civil.Certain(civil.MustParse("1985-03-09")), Sex: resident.Female,
		Relationship: resident.Head, Address: resident.Address{Ward: "991015", Town: "みなと野市北区潮見町", Number: "3番地4"},
		AddressSince: civil.MustParse("2020-04-01"), ResidentSince: civil.MustParse("2020-04-01"),
	}
}

func update(t *testing.T, s registry.Store, f func(registry.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), f); err != nil {
		t.Fatalf("update: %v", err)
	}
}

func view(t *testing.T, s registry.Store, f func(registry.Tx) error) {
	t.Helper()
	if err := s.View(t.Context(), f); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// put appends records, making their households.
func put(t *testing.T, s registry.Store, records ...resident.Record) {
	t.Helper()
	update(t, s, func(tx registry.Tx) error {
		for i := range records {
			if err := tx.PutHousehold(registry.Household{ID: records[i].Household}); err != nil {
				return err
			}
			if err := tx.Append(&records[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

var errStop = errors.New("stop")

func failedUpdate(t *testing.T, s registry.Store) {
	err := s.Update(t.Context(), func(tx registry.Tx) error {
		if err := tx.PutHousehold(registry.Household{ID: "1"}); err != nil {
			return err
		}
		return errStop
	})
	if !errors.Is(err, errStop) {
		t.Fatalf("update = %v, want the error of its function", err)
	}
	view(t, s, func(tx registry.Tx) error {
		if _, err := tx.Household("1"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("household after a failed update = %v, want not found", err)
		}
		return nil
	})
	func() {
		defer func() { _ = recover() }()
		_ = s.Update(t.Context(), func(registry.Tx) error { panic("in a transaction") })
	}()
	update(t, s, func(tx registry.Tx) error { return tx.PutHousehold(registry.Household{ID: "2"}) })
}

func viewKeepsNothing(t *testing.T, s registry.Store) {
	_ = s.View(t.Context(), func(tx registry.Tx) error { return tx.PutHousehold(registry.Household{ID: "1"}) })
	view(t, s, func(tx registry.Tx) error {
		if _, err := tx.Household("1"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("household written in a view = %v, want not found", err)
		}
		return nil
	})
}

func try(t *testing.T, s registry.Store) {
	update(t, s, func(tx registry.Tx) error {
		if err := tx.PutHousehold(registry.Household{ID: "1"}); err != nil {
			return err
		}
		err := tx.Try(func() error {
			if err := tx.PutHousehold(registry.Household{ID: "2"}); err != nil {
				return err
			}
			return errStop
		})
		if !errors.Is(err, errStop) {
			t.Errorf("try = %v, want the error of its function", err)
		}
		return tx.Try(func() error { return tx.PutHousehold(registry.Household{ID: "3"}) })
	})
	view(t, s, func(tx registry.Tx) error {
		for id, want := range map[resident.HouseholdID]error{"1": nil, "2": registry.ErrNotFound, "3": nil} {
			if _, err := tx.Household(id); !errors.Is(err, want) {
				t.Errorf("household %s = %v, want %v", id, err, want)
			}
		}
		return nil
	})
}

func snapshot(t *testing.T, s registry.Store) {
	update(t, s, func(tx registry.Tx) error {
		if err := tx.PutHousehold(registry.Household{ID: "1"}); err != nil {
			return err
		}
		return s.View(t.Context(), func(other registry.Tx) error {
			if _, err := other.Household("1"); !errors.Is(err, registry.ErrNotFound) {
				t.Errorf("uncommitted household = %v, want not found", err)
			}
			return nil
		})
	})
	// Whoever does not want to wait any longer does not.
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	update(t, s, func(registry.Tx) error {
		if err := s.Update(ctx, func(registry.Tx) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("second writer = %v, want its deadline", err)
		}
		return nil
	})
}

func history(t *testing.T, s registry.Store) {
	r := Resident("11", "21", "海野 潮", "ウンノ ウシオ")
	put(t, s, r)
	next := r
	next.History, next.Order, next.Name = 2, 4, "髙野 潮"
	put(t, s, next)
	for _, bad := range []int{1, 2, 4} {
		r.History = bad
		if err := s.Update(t.Context(), func(tx registry.Tx) error { return tx.Append(&r) }); err == nil {
			t.Errorf("history number %d after 2 was taken", bad)
		}
	}
	view(t, s, func(tx registry.Tx) error {
		rows, err := tx.History("11")
		if err != nil || len(rows) != 2 || rows[0].History != 2 || rows[1].Name != "海野 潮" {
			t.Errorf("history = %d rows, %v; want both, newest first", len(rows), err)
		}
		current, err := tx.Current("11")
		if err != nil || current.Name != "髙野 潮" {
			t.Errorf("current = %v, %v; want the second row, its name not normalised", current, err)
		}
		if first, err := tx.Row("11", 1); err != nil || first.Order != 1 {
			t.Errorf("row 1 = %v, %v", first, err)
		}
		if _, err := tx.Row("11", 3); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("row 3 = %v, want not found", err)
		}
		if _, err := tx.Current("12"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("stranger = %v, want not found", err)
		}
		return nil
	})
}

// Numbers with right check digits, of nobody.
var (
	number1, _ = mynumber.Parse("123456789018")
	number2, _ = mynumber.Parse("379474484458")
	code1, _   = residentcode.Parse("24727059608")
)

func numbers(t *testing.T, s registry.Store) {
	r := Resident("11", "21", "海野 潮", "ウンノ ウシオ")
	r.Number, r.Code = number1, code1
	put(t, s, r)
	moved := r
	moved.History, moved.Number, moved.Code = 2, mynumber.Number{}, residentcode.Code{}
	put(t, s, moved)
	view(t, s, func(tx registry.Tx) error {
		for kind, digits := range map[registry.NumberKind]string{registry.IndividualNumber: number1.Reveal(), registry.ResidentCode: code1.Reveal()} {
			if id, err := tx.Holder(kind, digits); err != nil || id != "11" {
				t.Errorf("holder of kind %d = %s, %v; want 11", kind, id, err)
			}
		}
		// The same digits under the other kind are another number.
		if _, err := tx.Holder(registry.ResidentCode, number1.Reveal()); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("number looked up as code = %v, want not found", err)
		}
		got, err := tx.Current("11")
		if err != nil || !got.Number.IsZero() {
			t.Errorf("current = %v; numbers must not come unasked", err)
		}
		if err := tx.Numbers(&got); err != nil || got.Number != number1 || got.Code != code1 {
			t.Errorf("numbers = %v, want those of the first row", err)
		}
		return nil
	})
}

func oneHolder(t *testing.T, s registry.Store) {
	a, b := Resident("11", "21", "海野 潮", "ウンノ ウシオ"), Resident("12", "21", "海野 渚", "ウンノ ナギサ")
	a.Number, b.Number = number1, number2
	put(t, s, a, b)
	c := Resident("13", "21", "海野 岬", "ウンノ ミサキ")
	c.Number = number1
	update(t, s, func(tx registry.Tx) error {
		if err := tx.Try(func() error { return tx.Append(&c) }); err == nil {
			t.Error("a second holder of a number was taken")
		}
		// The transaction goes on: one bad entry must not undo the others.
		return tx.PutHousehold(registry.Household{ID: "22", Headless: true})
	})
	view(t, s, func(tx registry.Tx) error {
		if h, err := tx.Household("22"); err != nil || !h.Headless {
			t.Errorf("household after the refused one = %v, %v", h, err)
		}
		if _, err := tx.Current("13"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("refused resident = %v, want not found", err)
		}
		return nil
	})
}

func alike(t *testing.T, s registry.Store) {
	a, b := Resident("11", "21", "海野 潮", "ウンノ ウシオ"), Resident("12", "22", "海野 潮", "ウンノ シオ")
	b.Status = resident.Left
	c := Resident("13", "23", "海野 潮", "ウンノ ウシオ")
	c.Birth = civil.Certain(civil.MustParse("1985-03-10"))
	c.Stay = &resident.Stay{Nationality: "ブラジル", Article: 1, Card: "AB12345678CD"}
	put(t, s, a, b, c)
	view(t, s, func(tx registry.Tx) error {
		if found, err := tx.Alike("海野 潮", a.Birth); err != nil || len(found) != 2 {
			t.Errorf("alike = %d, %v; want 2, removed ones too", len(found), err)
		}
		if found, err := tx.CardHolders("AB12345678CD"); err != nil || len(found) != 1 || found[0].ID != "13" {
			t.Errorf("card holders = %v, %v; want 13", found, err)
		}
		if found, err := tx.CardHolders(""); err != nil || len(found) != 0 {
			t.Errorf("holders of no card = %d, %v; want none", len(found), err)
		}
		return nil
	})
}

func serials(t *testing.T, s registry.Store) {
	seen := make(map[string]bool)
	for range 3 {
		update(t, s, func(tx registry.Tx) error {
			for _, series := range []registry.Series{registry.ResidentSeries, registry.HouseholdSeries} {
				for range 20 {
					n, err := tx.Allot(series)
					if err != nil {
						return err
					}
					if seen[string(series)+n] {
						t.Errorf("%s %s was allotted twice", series, n)
					}
					seen[string(series)+n] = true
				}
			}
			return nil
		})
	}
}

func householdsAt(t *testing.T, s registry.Store) {
	a, b, c := Resident("11", "21", "海野 潮", "ウンノ ウシオ"), Resident("12", "21", "海野 渚", "ウンノ ナギサ"), Resident("13", "22", "林 岬", "ハヤシ ミサキ")
	left := Resident("14", "23", "林 去", "ハヤシ サル")
	left.Status = resident.Left
	put(t, s, a, b, c, left)
	view(t, s, func(tx registry.Tx) error {
		if n, err := tx.HouseholdsAt(a.Address); err != nil || n != 2 {
			t.Errorf("households = %d, %v; want 2", n, err)
		}
		members, err := tx.Members("21")
		if err != nil || len(members) != 2 {
			t.Errorf("members = %d, %v; want 2", len(members), err)
		}
		if members, err := tx.Members("23"); err != nil || len(members) != 0 {
			t.Errorf("members of who left = %d, %v; want none", len(members), err)
		}
		return nil
	})
}

func terminal(t *testing.T, s registry.Store) {
	update(t, s, func(tx registry.Tx) error { return tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015"}) })
}

func receipts(t *testing.T, s registry.Store) {
	terminal(t, s)
	r := registry.Receipt{Terminal: "T1", Seq: 1, Digest: [32]byte{1}, Outcome: registry.RefusedEvent, Kind: wire.BadSignature}
	update(t, s, func(tx registry.Tx) error { return tx.AddReceipt(r) })
	for _, seq := range []uint64{1, 3} {
		bad := r
		bad.Seq = seq
		if err := s.Update(t.Context(), func(tx registry.Tx) error { return tx.AddReceipt(bad) }); err == nil {
			t.Errorf("receipt %d after 1 was taken", seq)
		}
	}
	view(t, s, func(tx registry.Tx) error {
		if got, err := tx.Receipt("T1", 1); err != nil || got != r {
			t.Errorf("receipt = %v, %v; want %v", got, err, r)
		}
		if _, err := tx.Receipt("T1", 3); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("receipt 3 = %v, want not found", err)
		}
		if got, err := tx.Terminal("T1"); err != nil || got.Watermark != 1 {
			t.Errorf("watermark = %d, %v; want 1", got.Watermark, err)
		}
		return nil
	})
}

func sampleCase(id notification.EntryID, ward string) registry.Case {
	return registry.Case{ID: id, Revision: 1, Kind: notification.MovingIn, Stage: registry.Pending, Terminal: "T1", Ward: ward,
		Writer: "sato", WrittenAt: at, Needed: 2, Approvals: 1, ClaimedBy: "suzuki", ClaimedAt: "T2", ClaimedUntil: at.Add(time.Minute)}
}

func cases(t *testing.T, s registry.Store) {
	terminal(t, s)
	c := sampleCase("E1", "991015")
	sub := registry.Submission{Terminal: "T1", Submission: notification.Submission{EntryID: "E1", Revision: 1, Kind: 1, Version: 1,
		Content: []byte(`{"名":"潮"}`), Hash: notification.Hash{7}, Writer: "sato", WrittenAt: at, PolicyVersion: 3, Signature: []byte{9},
		Acknowledged: []notification.Acknowledgement{{Rule: "A03", Person: notification.Header, Item: notification.ChangedOn, Reason: "入院のため"}, {Rule: "A05"}}}}
	plain := sub
	plain.Revision, plain.Acknowledged = 2, nil
	review := registry.Review{Terminal: "T1", Review: notification.Review{EntryID: "E1", Revision: 1, Hash: notification.Hash{7}, Reviewer: "suzuki",
		Decision: notification.GiveBack, Reasons: []notification.Reason{2, 9}, Note: "日付", ReviewedAt: at, Evidence: []byte{1}, Signature: []byte{8}}}
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutCase(c), tx.AddSubmission(sub), tx.AddSubmission(plain), tx.AddReview(review))
	})
	view(t, s, func(tx registry.Tx) error {
		if got, err := tx.Case("E1"); err != nil || got != c {
			t.Errorf("case = %+v, %v; want %+v", got, err, c)
		}
		got, err := tx.Submission("E1", 1)
		if err != nil || !bytes.Equal(got.Content, sub.Content) || got.Hash != sub.Hash || !got.WrittenAt.Equal(at) || got.Terminal != "T1" || got.PolicyVersion != 3 {
			t.Errorf("submission differs, %v", err)
		}
		if !slices.Equal(got.Acknowledged, sub.Acknowledged) || !bytes.Equal(got.Signable(), sub.Signable()) {
			t.Errorf("acknowledgements differ: %v", got.Acknowledged)
		}
		if got, err := tx.Submission("E1", 2); err != nil || got.Acknowledged != nil {
			t.Errorf("%d acknowledgements where there was no alert, %v", len(got.Acknowledged), err)
		}
		reviews, err := tx.Reviews("E1", 1)
		if err != nil || len(reviews) != 1 || !slices.Equal(reviews[0].Reasons, review.Reasons) || reviews[0].Note != review.Note || !reviews[0].ReviewedAt.Equal(at) {
			t.Errorf("reviews differ, %v", err)
		}
		if waiting, err := tx.Waiting("991015"); err != nil || len(waiting) != 1 {
			t.Errorf("waiting = %d, %v; want 1", len(waiting), err)
		}
		if waiting, err := tx.Waiting("991023"); err != nil || len(waiting) != 0 {
			t.Errorf("waiting in another ward = %d, %v; want none", len(waiting), err)
		}
		return nil
	})
	if err := s.Update(t.Context(), func(tx registry.Tx) error { return tx.AddReview(review) }); err == nil {
		t.Error("a second review of the same operator was taken (E21)")
	}
}

func news(t *testing.T, s registry.Store) {
	terminal(t, s)
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutCase(sampleCase("E1", "991015")), tx.PutCase(sampleCase("E2", "991023")), tx.PutCase(sampleCase("E3", "991015")))
	})
	var cursor uint64
	view(t, s, func(tx registry.Tx) error {
		all, err := tx.News("991015", 0, 10)
		if err != nil || len(all) != 2 || all[0].Case.ID != "E1" || all[1].Cursor <= all[0].Cursor {
			t.Errorf("news = %+v, %v; want E1 and E3", all, err)
		}
		if first, err := tx.News("991015", 0, 1); err != nil || len(first) != 1 {
			t.Errorf("limited news = %d, %v", len(first), err)
		}
		cursor = all[len(all)-1].Cursor
		return nil
	})
	changed := sampleCase("E1", "991015")
	changed.Stage = registry.Accepted
	update(t, s, func(tx registry.Tx) error { return tx.PutCase(changed) })
	view(t, s, func(tx registry.Tx) error {
		after, err := tx.News("991015", cursor, 10)
		if err != nil || len(after) != 1 || after[0].Case.Stage != registry.Accepted || after[0].Cursor <= cursor {
			t.Errorf("news after %d = %+v, %v; want E1 accepted", cursor, after, err)
		}
		return nil
	})
}

func lastWord(t *testing.T, s registry.Store) {
	v := notification.Verdict{ProcessedOn: civil.MustParse("2026-04-01"), DecidedAt: at, ErrorKind: int(wire.RulesBroken),
		Findings: []notification.Finding{{Rule: "E01", Person: 0, Item: notification.Code}},
		Persons:  []notification.Applied{{Person: 1, ResidentID: "11", HistoryNumber: 2, HouseholdID: "21"}}}
	update(t, s, func(tx registry.Tx) error { return tx.AddVerdict("E1", 1, v) })
	if err := s.Update(t.Context(), func(tx registry.Tx) error { return tx.AddVerdict("E1", 1, v) }); err == nil {
		t.Error("a second verdict on a revision was taken")
	}
	view(t, s, func(tx registry.Tx) error {
		got, err := tx.Verdict("E1", 1)
		if err != nil || got.ErrorKind != v.ErrorKind || !slices.Equal(got.Findings, v.Findings) || !slices.Equal(got.Persons, v.Persons) || got.ProcessedOn != v.ProcessedOn {
			t.Errorf("verdict = %+v, %v; want %+v", got, err, v)
		}
		return nil
	})
}

func subjects(t *testing.T, s registry.Store) {
	terminal(t, s)
	who, where := registry.Subject{Resident: "11"}, registry.Subject{Household: "11"}
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutCase(sampleCase("E1", "991015")), tx.Concern("E1", who), tx.Concern("E1", who))
	})
	view(t, s, func(tx registry.Tx) error {
		if ids, err := tx.Undecided(who); err != nil || !slices.Equal(ids, []notification.EntryID{"E1"}) {
			t.Errorf("undecided = %v, %v; want E1", ids, err)
		}
		if ids, err := tx.Undecided(where); err != nil || len(ids) != 0 {
			t.Errorf("a household of the same number = %v, %v; want none", ids, err)
		}
		return nil
	})
	update(t, s, func(tx registry.Tx) error { return tx.Release("E1") })
	view(t, s, func(tx registry.Tx) error {
		if ids, err := tx.Undecided(who); err != nil || len(ids) != 0 {
			t.Errorf("after the release = %v, %v; want none", ids, err)
		}
		return nil
	})
}

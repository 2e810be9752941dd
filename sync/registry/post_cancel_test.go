package registry_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
)

// cancellation returns the paper that cancels a row of each resident.
func (b *bench) cancellation(scope int, entry string, rows ...resident.Record) notification.Content {
	b.Helper()
	c, err := notification.New(notification.Cancellation)
	if err != nil {
		b.Fatal(err)
	}
	day := civil.FromTime(b.clock.Now()).String()
	notificationtest.Set(&c.Header, notificationtest.Values{
		notification.ChangedOn: day, notification.NotifiedOn: day, notification.CancelCause: "1", notification.CorrectionText: "届出の錯誤",
		notification.CancelEntry: entry, notification.Scope: strconv.Itoa(scope),
	})
	c.Persons = make([]notification.Values, len(rows))
	now := b.register()
	for i, r := range rows {
		notificationtest.Set(&c.Persons[i], notificationtest.Quote(now.current(r.ID)), notificationtest.Values{notification.CancelHistory: strconv.Itoa(r.History)})
	}
	return c
}

// mover returns the first row that an entry wrote of the persons who move.
func mover(after register, added map[resident.ID][]resident.Record, content notification.Content, v notification.Verdict) []resident.Record {
	for _, p := range v.Persons {
		stays := content.Persons[p.Person].Int(notification.Part) == notification.PartStays
		if rows := added[resident.ID(p.ResidentID)]; len(rows) > 0 && (!stays || content.Kind == notification.HeadChange) {
			return rows[len(rows)-1:]
		}
	}
	return nil
}

func unmarked(r resident.Record) resident.Record {
	r.History, r.Cause, r.Cancels, r.ChangedOn, r.NotifiedOn, r.ProcessedOn, r.Entry, r.Terminal = 0, 0, 0, civil.Date{}, civil.Date{}, civil.Date{}, "", ""
	return r
}

// asBefore checks that everybody is again what they were, and that who had come is
// removed; the rows in between stay.
func (b *bench) asBefore(before register) {
	b.Helper()
	after := b.register()
	after.added(b.T, before)
	for id := range after.rows {
		now := after.current(id)
		if before.rows[id] == nil {
			if now.Status != resident.Removed || now.Cause != resident.CancelledEntry {
				b.Errorf("newcomer %s: status %d, cause %d; want removed by the cancellation", id, now.Status, now.Cause)
			}
			continue
		}
		if was := before.current(id); !same(was, func() resident.Record { r := now; r.Cancels = was.Cancels; return r }()) {
			b.Errorf("resident %s is not as before:\n%+v\n%+v", id, plain(unmarked(now)), plain(unmarked(was)))
		}
		if after.numbers[id] != before.numbers[id] {
			b.Errorf("resident %s: numbers are not those of before", id)
		}
	}
	for id, h := range before.households {
		if after.households[id] != h {
			b.Errorf("household %s: headless %v", id, after.households[id].Headless)
		}
	}
	if len(after.requests) != 0 {
		b.Errorf("%d wait for a number still", len(after.requests))
	}
	b.check()
}

// TestCancelled: the whole of each entry is cancelled by naming one resident whom it
// moved (STD 4.6).
func TestCancelled(t *testing.T) {
	refused := []notification.Kind{notification.CodeChange, notification.NumberChange, notification.Cancellation}
	causes := map[notification.Kind]resident.Cause{ // the others are revisions (修正)
		notification.MovingIn: resident.CancelledEntry, notification.MovingInCard: resident.CancelledEntry, notification.MovingInAbroad: resident.CancelledEntry,
		notification.Article46: resident.CancelledEntry, notification.Article47: resident.CancelledEntry, notification.ExOfficioEntry: resident.CancelledEntry,
		notification.Newborn: resident.CancelledEntry, notification.MovingOut: resident.CancelledRemoval, notification.MovingOutAbroad: resident.CancelledRemoval,
		notification.MovingOutPost: resident.CancelledRemoval, notification.Death: resident.CancelledRemoval, notification.ExOfficioDeletion: resident.CancelledRemoval,
	}
	for _, kind := range notification.Kinds() {
		if kind.Is(notification.Protects) {
			continue // it is ended or released
		}
		t.Run(kind.Key(), func(t *testing.T) {
			b := newRegister(t)
			before := b.register()
			content := notificationtest.Example(kind, today)
			v := b.accept(content)
			after := b.register()
			wrong := mover(after, after.added(t, before), content, v)
			v = b.decide(b.cancellation(notification.ScopeAll, wrong[0].Entry, wrong...))
			if slices.Contains(refused, kind) {
				if v.Accepted || len(v.Findings) == 0 || v.Findings[0].Rule != "E26" {
					t.Errorf("accepted %v, findings %v; want E26", v.Accepted, v.Findings)
				}
				return
			}
			if !v.Accepted {
				t.Fatalf("refused: %v, findings %v", wire.Kind(v.ErrorKind), v.Findings)
			}
			now := b.register().current(wrong[0].ID)
			want := causes[kind]
			if want == 0 {
				want = resident.CancelledRevision
			}
			if now.Cause != want || now.Cancels != wrong[0].History {
				t.Errorf("cause %d cancels %d, want %d and %d", now.Cause, now.Cancels, want, wrong[0].History)
			}
			b.asBefore(before)
		})
	}
}

// TestCancelledDeparture: who was to leave stays when it is cancelled before the day, and
// comes back with the whole household when it is cancelled after.
func TestCancelledDeparture(t *testing.T) {
	later := time.Date(2026, 12, 28, 0, 5, 0, 0, civil.Japan)
	for _, tt := range []struct {
		name     string
		carryOut bool
	}{{"before the day", false}, {"after it", true}} {
		t.Run(tt.name, func(t *testing.T) {
			b := newRegister(t)
			before := b.register()
			b.accept(notificationtest.Example(notification.MovingOut, today))
			if tt.carryOut {
				b.clock.set(later)
				if n, err := b.intake.CarryOut(t.Context()); n != 2 || err != nil {
					t.Fatalf("carried out %d, %v; want 2", n, err)
				}
			}
			wrong := b.register().current(notificationtest.Hanako)
			v := b.accept(b.cancellation(notification.ScopeAll, wrong.Entry, wrong))
			if r := b.register().current(notificationtest.Hanako); r.Status != resident.Living || !r.LeavesOn.IsZero() || r.Cause != resident.CancelledRemoval {
				t.Errorf("status %d, cause %d after %d persons came back", r.Status, r.Cause, len(v.Persons))
			}
			b.asBefore(before)
			b.clock.set(later)
			if n, err := b.intake.CarryOut(t.Context()); n != 0 || err != nil {
				t.Errorf("carried out %d, %v; it was cancelled", n, err)
			}
			b.asBefore(before)
		})
	}
}

// TestCancelledPart: some of an entry may be cancelled, as far as every household keeps
// its head.
func TestCancelledPart(t *testing.T) {
	for _, tt := range []struct {
		name     string
		kind     notification.Kind
		of       resident.ID
		accepted bool
	}{
		{"the head comes back to a household with another head", notification.HouseholdSplit, notificationtest.Hanako, false},
		{"a child is again what she was", notification.HouseholdSplit, notificationtest.Jiro, true},
		{"the head is none any more, and nobody else is", notification.HeadChange, notificationtest.Taro, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newRegister(t)
			b.accept(notificationtest.Example(tt.kind, today))
			before := b.register()
			wrong := before.current(tt.of)
			v := b.decide(b.cancellation(notification.ScopePart, wrong.Entry, wrong))
			added := b.register().added(t, before)
			if !tt.accepted {
				if v.Accepted || len(v.Findings) == 0 || v.Findings[0].Rule != "E14" || len(added) != 0 {
					t.Errorf("accepted %v, %v, %d residents written; want E14", v.Accepted, v.Findings, len(added))
				}
				return
			}
			if rows := added[tt.of]; !v.Accepted || len(added) != 1 || rows[0].Cancels != wrong.History {
				t.Errorf("accepted %v, %v, %d residents written; want one", v.Accepted, v.Findings, len(added))
			}
			b.check()
		})
	}
}

// TestCancelledWhenTheyMovedOn: the former household lives elsewhere by now.
func TestCancelledWhenTheyMovedOn(t *testing.T) {
	b := newRegister(t)
	leave := b.counter.MovingWithin(b.register().current(notificationtest.Jiro))
	leave.Header.Set(notification.Scope, "2")
	leave.Persons[0].Set(notification.Relation, resident.Head)
	wrong := b.current(b.accept(leave))[0]
	// The household number stays with those who change nothing but the address by office.
	var rest []resident.Record
	for _, id := range []resident.ID{notificationtest.Hanako, notificationtest.Taro, notificationtest.Sakura} {
		rest = append(rest, b.register().current(id))
	}
	correct := notificationtest.Example(notification.MinorCorrection, today)
	for _, r := range rest {
		c := correct.Clone()
		notificationtest.Set(&c.Persons[0], notificationtest.Quote(r), notificationtest.Values{notification.ToTown: "東町", notification.ToNumber: "77"})
		b.accept(c)
	}
	b.accept(b.cancellation(notification.ScopeAll, wrong.Entry, wrong))
	back := b.register().current(notificationtest.Jiro)
	if back.Address.Town != "中央三丁目" || back.Household == notificationtest.Home || back.Household == wrong.Household || !back.IsHead() {
		t.Errorf("back at %s of household %s as %s; want a household of his own at the former address", back.Address.Town, back.Household, back.Relationship)
	}
	b.check()
}

// TestNotCancellable: E26, as far as the register alone can tell.
func TestNotCancellable(t *testing.T) {
	b := newRegister(t)
	b.accept(notificationtest.Example(notification.Cancellation, today))
	ueda, taro := b.register().rows[notificationtest.Ueda], b.register().rows[notificationtest.Taro]
	b.accept(notificationtest.Example(notification.HeadChange, today))
	first := b.register().current(notificationtest.Hanako)
	again := notificationtest.Example(notification.FormerNameChange, today)
	notificationtest.Set(&again.Persons[0], notificationtest.Quote(first))
	b.accept(again)
	before := b.register()
	for name, wrong := range map[string]resident.Record{
		"a cancellation": ueda[2], "what was cancelled before": ueda[1], "the taking over of the register": taro[0], "what another entry followed": first,
	} {
		v := b.decide(b.cancellation(notification.ScopeAll, wrong.Entry, wrong))
		if v.Accepted || !slices.ContainsFunc(v.Findings, func(f notification.Finding) bool { return f.Rule == "E26" }) {
			t.Errorf("%s: accepted %v, %v; want E26", name, v.Accepted, v.Findings)
		}
	}
	// What followed stands on a mate of the person named.
	taroNow := b.register().current(notificationtest.Taro)
	if v := b.decide(b.cancellation(notification.ScopeAll, taroNow.Entry, taroNow)); v.Accepted || v.Findings[0].Rule != "E26" {
		t.Errorf("with a mate whose record went on: accepted %v, %v; want E26", v.Accepted, v.Findings)
	}
	if got := b.register().added(t, before); len(got) != 0 {
		t.Errorf("what was refused wrote rows of %d residents", len(got))
	}
	registrytest.Check(t, b.store)
}

package registry_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
	"madoguchi/sync/wire"
)

// paper returns the example of a kind, changed.
func paper(kind notification.Kind, edit func(c *notification.Content)) notification.Content {
	c := notificationtest.Example(kind, today)
	edit(&c)
	return c
}

// only keeps some of the persons.
func only(c *notification.Content, persons ...int) {
	var kept []notification.Values
	for _, i := range persons {
		kept = append(kept, c.Persons[i])
	}
	c.Persons = kept
}

// A standing is what residents are to be after a test: relationship, place and cause.
type standing struct {
	relationship string
	order        int
	cause        resident.Cause
	history      int
}

func (b *bench) stand(want map[resident.ID]standing) {
	b.Helper()
	now := b.register()
	for id, w := range want {
		r := now.current(id)
		if got := (standing{r.Relationship, r.Order, r.Cause, r.History}); got != w {
			b.Errorf("resident %s (%s) is %+v, want %+v", id, r.Name, got, w)
		}
	}
	b.check()
}

func (b *bench) headless(id resident.HouseholdID) bool { return b.register().households[id].Headless }

// TestWhoStays: what becomes of the household that somebody leaves (A02, STD 1.1.10).
func TestWhoStays(t *testing.T) {
	const hanako, taro, jiro, sakura = 0, 1, 2, 3 // persons of the paper of a split
	leave := func(edit func(c *notification.Content)) func(b *bench) {
		return func(b *bench) {
			b.accept(paper(notification.HouseholdSplit, edit))
		}
	}
	relation := func(c *notification.Content, person int, text string) {
		c.Persons[person].Set(notification.Relation, text)
	}
	for _, tt := range []struct {
		name     string
		do       func(b *bench)
		want     map[resident.ID]standing
		headless bool
	}{
		{"the paper says what everybody becomes", leave(func(c *notification.Content) { relation(c, jiro, "同居人") }), map[resident.ID]standing{
			notificationtest.Taro: {resident.Head, 1, resident.HeadChanged, 2}, notificationtest.Sakura: {"子", 2, resident.HouseChanged, 2},
			notificationtest.Jiro: {"同居人", 3, resident.HouseChanged, 2}, notificationtest.Hanako: {resident.Head, 1, resident.HouseSplit, 2},
		}, false},
		{"the paper names the head alone, and the register tells the rest for sure", leave(func(c *notification.Content) { only(c, hanako) }), map[resident.ID]standing{
			notificationtest.Taro: {resident.Head, 1, resident.HeadChanged, 2}, notificationtest.Jiro: {"子", 2, resident.HouseChanged, 2}, notificationtest.Sakura: {"子", 3, resident.HouseChanged, 2},
		}, false},
		{"a child becomes head, and what the husband is to a child is not sure", leave(func(c *notification.Content) {
			only(c, hanako)
			c.Header.Set(notification.RemainingHead, string(notificationtest.Jiro))
		}), map[resident.ID]standing{
			notificationtest.Jiro: {resident.Head, 1, resident.HeadChanged, 2}, notificationtest.Taro: {"夫", 2, resident.HouseChanged, 2}, notificationtest.Sakura: {"妹", 3, resident.HouseChanged, 2},
		}, false},
		{"a child leaves, and the head stays", leave(func(c *notification.Content) {
			only(c, sakura)
			relation(c, 0, resident.Head)
			c.Persons[0].Set(notification.Part, "1")
			c.Header.Set(notification.RemainingHead, "")
		}), map[resident.ID]standing{
			notificationtest.Hanako: {resident.Head, 1, resident.Initial, 1}, notificationtest.Taro: {"夫", 2, resident.Initial, 1}, notificationtest.Sakura: {resident.Head, 1, resident.HouseSplit, 2},
		}, false},
		{"who stays becomes something else while the head stays", leave(func(c *notification.Content) {
			only(c, sakura, jiro)
			relation(c, 0, resident.Head)
			c.Persons[0].Set(notification.Part, "1")
			relation(c, 1, "同居人")
			c.Header.Set(notification.RemainingHead, "")
		}), map[resident.ID]standing{
			notificationtest.Hanako: {resident.Head, 1, resident.Initial, 1}, notificationtest.Jiro: {"同居人", 3, resident.HouseChanged, 2},
		}, false},
		{"who stays stays what they were: no row", leave(func(c *notification.Content) {
			only(c, sakura, jiro)
			relation(c, 0, resident.Head)
			c.Persons[0].Set(notification.Part, "1")
			c.Header.Set(notification.RemainingHead, "")
		}), map[resident.ID]standing{notificationtest.Jiro: {"子", 3, resident.Initial, 1}}, false},
		{"the head dies and nobody is named (世帯主未設定)", func(b *bench) {
			b.accept(paper(notification.Death, func(c *notification.Content) {
				only(c, 0)
				c.Header.Set(notification.RemainingHead, "")
				notificationtest.Set(&c.Persons[0], notificationtest.Quote(b.register().current(notificationtest.Hanako)))
			}))
		}, map[resident.ID]standing{
			notificationtest.Taro: {"夫", 1, resident.HouseChanged, 2}, notificationtest.Sakura: {"子", 3, resident.HouseChanged, 2}, notificationtest.Hanako: {resident.Head, 1, resident.Died, 2},
		}, true},
		{"the head dies and one is left", func(b *bench) {
			b.accept(paper(notification.Death, func(c *notification.Content) {
				only(c, 0)
				c.Header.Set(notification.RemainingHead, "")
			}))
		}, map[resident.ID]standing{notificationtest.Tadashi: {resident.Head, 1, resident.HeadChanged, 2}}, false},
		{"a household without a head gets one", func(b *bench) {
			b.accept(paper(notification.Death, func(c *notification.Content) {
				only(c, 0)
				c.Header.Set(notification.RemainingHead, "")
				notificationtest.Set(&c.Persons[0], notificationtest.Quote(b.register().current(notificationtest.Hanako)))
			}))
			b.accept(paper(notification.HeadChange, func(c *notification.Content) {
				only(c, 1, 2, 3)
				for i, id := range []resident.ID{notificationtest.Taro, notificationtest.Jiro, notificationtest.Sakura} {
					notificationtest.Set(&c.Persons[i], notificationtest.Quote(b.register().current(id)))
				}
			}))
		}, map[resident.ID]standing{
			notificationtest.Taro: {resident.Head, 1, resident.HeadChanged, 3}, notificationtest.Sakura: {"子", 3, resident.HouseChanged, 3},
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newRegister(t)
			tt.do(b)
			b.stand(tt.want)
			if got := b.headless(notificationtest.Home); got != tt.headless {
				t.Errorf("headless %v, want %v", got, tt.headless)
			}
		})
	}
}

// TestJoiningAsHead: who comes into a household may become its head, and its former head
// is on the paper as one who stays.
func TestJoiningAsHead(t *testing.T) {
	b := newRegister(t)
	ume, tadashi, ueda := b.register().current(notificationtest.Ume), b.register().current(notificationtest.Tadashi), b.register().current(notificationtest.Ueda)
	c := b.counter.MovingWithin(ueda, ume, tadashi)
	notificationtest.Set(&c.Header, notificationtest.Values{
		notification.NewTownship: ume.Address.Town, notification.NewNumber: ume.Address.Number, notification.NewBuilding: "",
		notification.TargetHousehold: "2", notification.TargetHouseholdID: string(notificationtest.Parents),
	})
	for i, relationship := range []string{resident.Head, "母", "父"} {
		c.Persons[i].Set(notification.Relation, relationship)
		if i > 0 {
			c.Persons[i].Set(notification.Part, "2")
		}
	}
	v := b.accept(c)
	b.stand(map[resident.ID]standing{
		notificationtest.Ueda: {resident.Head, 3, resident.MovedWithin, 3}, notificationtest.Tadashi: {"父", 1, resident.HouseChanged, 2}, notificationtest.Ume: {"母", 2, resident.HeadChanged, 2},
	})
	if v.Persons[1].HistoryNumber != 2 || v.Persons[1].HouseholdID != string(notificationtest.Parents) {
		t.Errorf("who stays was applied as row %d", v.Persons[1].HistoryNumber)
	}
}

// TestCarriedOut: the paper of a planned 転出 says what those who stay become, and it is
// written on the day (STD 1.1.5), whatever was recorded in between.
func TestCarriedOut(t *testing.T) {
	b := newRegister(t)
	v := b.accept(paper(notification.MovingOut, func(c *notification.Content) { c.Persons[3].Set(notification.Relation, "同居人") }))
	if v.Persons[2].HistoryNumber != 1 {
		t.Errorf("who stays has row %d before the day", v.Persons[2].HistoryNumber)
	}
	entry := b.register().current(notificationtest.Hanako).Entry
	// Another entry follows on who is about to leave.
	b.accept(paper(notification.FormerNameChange, func(c *notification.Content) {
		notificationtest.Set(&c.Persons[0], notificationtest.Quote(b.register().current(notificationtest.Hanako)))
	}))
	b.accept(notificationtest.Example(notification.MovingOutAbroad, today))
	b.clock.set(time.Date(2026, 12, 24, 0, 5, 0, 0, civil.Japan))
	if n, err := b.intake.CarryOut(t.Context()); n != 4 || err != nil {
		t.Fatalf("carried out %d, %v; want 4", n, err)
	}
	b.stand(map[resident.ID]standing{
		notificationtest.Hanako: {resident.Head, 1, resident.MovedOut, 4}, notificationtest.Sakura: {"子", 4, resident.MovedOut, 3},
		notificationtest.Taro: {resident.Head, 1, resident.HeadChanged, 2}, notificationtest.Jiro: {"同居人", 2, resident.HouseChanged, 2},
		notificationtest.Ume: {resident.Head, 1, resident.MovedOutAbroad, 3},
	})
	now := b.register()
	for id, on := range map[resident.ID]int{notificationtest.Hanako: 26, notificationtest.Taro: 26, notificationtest.Ume: 10} {
		r := now.current(id)
		if r.ChangedOn != today.AddDays(on) || on == 26 && r.Entry != entry || r.ProcessedOn != civil.MustParse("2026-12-24") {
			t.Errorf("resident %s: changed on %s by %s", id, r.ChangedOn, r.Entry)
		}
	}
	if n, err := b.intake.CarryOut(t.Context()); n != 0 || err != nil {
		t.Errorf("a second time carried out %d, %v", n, err)
	}
}

// TestCarryOutGoesOn: what breaks off in one household does not hold up the others, and
// is tried again.
func TestCarryOutGoesOn(t *testing.T) {
	b := newRegister(t)
	b.accept(notificationtest.Example(notification.MovingOutAbroad, today)) // of the 10th day
	b.accept(notificationtest.Example(notification.MovingOut, today))       // of the 26th
	b.clock.set(time.Date(2026, 12, 24, 0, 5, 0, 0, civil.Japan))
	broken := &breaking{Store: b.store, append: 2}
	b.intake.Store = broken
	if n, err := b.intake.CarryOut(t.Context()); n != 2 || err != nil {
		t.Errorf("carried out %d, %v; want the two of the other household", n, err)
	}
	b.check()
	broken.append = 0
	if n, err := b.intake.CarryOut(t.Context()); n != 2 || err != nil {
		t.Errorf("then carried out %d, %v; want 2", n, err)
	}
	b.check()
}

// TestArrivedBeforeTheDay: the municipality of destination says that a head who was only
// about to leave has left.
func TestArrivedBeforeTheDay(t *testing.T) {
	b := newRegister(t)
	b.accept(notificationtest.Example(notification.MovingOut, today))
	planned := b.register().current(notificationtest.Hanako)
	b.accept(paper(notification.ArrivalNotice, func(c *notification.Content) {
		c.Persons = append(c.Persons, notification.Values{})
		for i, id := range []resident.ID{notificationtest.Hanako, notificationtest.Sakura} {
			notificationtest.Set(&c.Persons[i], notificationtest.Quote(b.register().current(id)))
		}
		notificationtest.Set(&c.Header, notificationtest.Values{notification.LeftOn: ago(2).String(), notification.ArrivedThereOn: ago(2).String(), notification.NoticeOn: today.String()})
	}))
	r := b.register().current(notificationtest.Hanako)
	if r.Status != resident.Left || r.Arrival == nil || r.LeavesOn != planned.LeavesOn || r.Destination != planned.Destination || r.ChangedOn != ago(2) {
		t.Errorf("status %d, leaves on %s; want left, and what was planned untouched", r.Status, r.LeavesOn)
	}
	b.stand(map[resident.ID]standing{notificationtest.Taro: {resident.Head, 1, resident.HeadChanged, 2}, notificationtest.Jiro: {"子", 2, resident.HouseChanged, 2}})
	b.clock.set(time.Date(2026, 12, 24, 0, 5, 0, 0, civil.Japan))
	if n, err := b.intake.CarryOut(t.Context()); n != 0 || err != nil {
		t.Errorf("carried out %d, %v; they have left", n, err)
	}
}

// TestLockedMates: E18 holds for everybody on the paper, those who stay too, and for the
// households concerned.
func TestLockedMates(t *testing.T) {
	b := newRegister(t)
	s := b.counter.Submit(paper(notification.HouseholdSplit, func(c *notification.Content) { only(c, 0, 1) }))
	b.push(b.counter.Event(s)) // is not decided yet
	b.view(func(tx registry.Tx) error {
		for _, subject := range []registry.Subject{{Resident: notificationtest.Hanako}, {Resident: notificationtest.Taro}, {Household: notificationtest.Home}} {
			if got, err := tx.Undecided(subject); err != nil || !slices.Equal(got, []notification.EntryID{s.EntryID}) {
				t.Errorf("undecided entries about %v = %v, %v", subject, got, err)
			}
		}
		return nil
	})
	b.clock.set(b.clock.Now().Add(time.Minute))
	v := b.decide(paper(notification.MinorCorrection, func(*notification.Content) {})) // of the husband
	if v.Accepted || wire.Kind(v.ErrorKind) != wire.RulesBroken || !slices.ContainsFunc(v.Findings, func(f notification.Finding) bool { return f.Rule == "E18" }) {
		t.Errorf("an entry on who stays: accepted %v, %v; want E18", v.Accepted, v.Findings)
	}
}

// TestCancellationLocks: a cancellation is also about those it brings back.
func TestCancellationLocks(t *testing.T) {
	b := newRegister(t)
	b.accept(notificationtest.Example(notification.MovingWithin, today))
	wrong := b.register().current(notificationtest.Hanako)
	s := b.counter.Submit(b.cancellation(notification.ScopeAll, wrong.Entry, wrong))
	b.push(b.counter.Event(s))
	b.view(func(tx registry.Tx) error {
		for _, subject := range []registry.Subject{{Resident: notificationtest.Jiro}, {Household: notificationtest.Home}, {Household: wrong.Household}} {
			if got, err := tx.Undecided(subject); err != nil || len(got) != 1 {
				t.Errorf("undecided entries about %v = %v, %v; want the cancellation", subject, got, err)
			}
		}
		return nil
	})
}

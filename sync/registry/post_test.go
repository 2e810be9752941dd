package registry_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// today is the day of the examples.
var today = civil.MustParse("2026-11-24")

// newRegister returns a bench over the register that the examples fit.
func newRegister(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.clock.set(time.Date(today.Year(), today.Month(), today.Day(), 10, 0, 0, 0, civil.Japan))
	b.counter.Register(b.store, today)
	return b
}

// A register is every row and household of a store, with the numbers of the current rows
// and what numbers come from.
type register struct {
	rows       map[resident.ID][]resident.Record // oldest first
	numbers    map[resident.ID][2]string
	households map[resident.HouseholdID]registry.Household
	protected  map[resident.ID]bool
	requests   []registry.NumberRequest
	codes      int
}

func (b *bench) register() register {
	b.Helper()
	all := register{rows: map[resident.ID][]resident.Record{}, numbers: map[resident.ID][2]string{},
		households: map[resident.HouseholdID]registry.Household{}, protected: map[resident.ID]bool{}}
	b.view(func(tx registry.Tx) error {
		err := tx.Residents(func(r resident.Record) error {
			rows, err := tx.History(r.ID)
			if err != nil {
				return err
			}
			slices.Reverse(rows)
			all.rows[r.ID] = rows
			all.protected[r.ID] = r.Protected
			for i, row := range rows {
				rows[i].Protected = false // told by the measures of today, not by the row
				if all.households[row.Household], err = tx.Household(row.Household); err != nil {
					return err
				}
			}
			err = tx.Numbers(&r)
			all.numbers[r.ID] = [2]string{r.Number.Reveal(), r.Code.Reveal()}
			return err
		})
		if err != nil {
			return err
		}
		if all.requests, err = tx.NumberRequests(); err != nil {
			return err
		}
		all.codes, err = tx.CodesLeft()
		return err
	})
	return all
}

// current returns the current row of a resident.
func (r register) current(id resident.ID) resident.Record {
	rows := r.rows[id]
	if len(rows) == 0 {
		return resident.Record{}
	}
	return rows[len(rows)-1]
}

// added returns the rows of each resident that r has more than before, and fails when a
// row of before is not as it was: history only grows.
func (r register) added(t *testing.T, before register) map[resident.ID][]resident.Record {
	t.Helper()
	added := map[resident.ID][]resident.Record{}
	for id, rows := range r.rows {
		old := before.rows[id]
		if len(rows) < len(old) || !reflect.DeepEqual(rows[:len(old)], old) && len(old) > 0 {
			t.Errorf("resident %s: a row of before was changed", id)
			continue
		}
		if len(rows) > len(old) {
			added[id] = rows[len(old):]
		}
	}
	for id := range before.rows {
		if r.rows[id] == nil {
			t.Errorf("resident %s is gone", id)
		}
	}
	return added
}

// newcomer stands for a resident who was not in the register.
const newcomer resident.ID = "newcomer"

// A change is what the register is to have become of one resident.
type change struct {
	causes []resident.Cause // of the rows added, oldest first
	// is reports whether the last of them is right, beside what causes say.
	is func(before, r resident.Record) bool
}

func wrote(is func(before, r resident.Record) bool, causes ...resident.Cause) change {
	return change{causes, is}
}

func relation(to string) func(before, r resident.Record) bool {
	return func(before, r resident.Record) bool {
		return r.Relationship == to && r.Household == before.Household && r.Address == before.Address && r.AddressSince == before.AddressSince
	}
}

func relationElsewhere(to string) func(before, r resident.Record) bool {
	return func(before, r resident.Record) bool {
		return r.Relationship == to && r.Household != before.Household && r.Address == before.Address && r.AddressSince == before.AddressSince
	}
}

func ago(days int) civil.Date { return today.AddDays(-days) }

// became says of each kind what its example does to the register: whose rows, which, and
// that nobody else has any.
var became = map[notification.Kind]map[resident.ID]change{
	notification.MovingIn: {newcomer: wrote(func(_, r resident.Record) bool {
		return r.Status == resident.Living && r.Previous.Town == "架空県別市西町" && r.ResidentSince == ago(4) && r.AddressSince == ago(4) && r.Number.IsZero()
	}, resident.MovedIn)},
	notification.MovingInCard: {newcomer: wrote(func(_, r resident.Record) bool { return r.PreviousHead == "辻　花子" && r.Qualifications.Health }, resident.MovedIn)},
	notification.MovingInAbroad: {newcomer: wrote(func(_, r resident.Record) bool {
		return r.Previous.String() == "カナダ　トロント" && r.Address.Building == "南荘301"
	}, resident.MovedInAbroad)},
	notification.MovingWithin: {
		notificationtest.Hanako: wrote(movedWithin(resident.Head), resident.MovedWithin), notificationtest.Taro: wrote(movedWithin("夫"), resident.MovedWithin),
		notificationtest.Jiro: wrote(movedWithin("子"), resident.MovedWithin), notificationtest.Sakura: wrote(movedWithin("子"), resident.MovedWithin),
	},
	notification.MovingOut: { // those who stay are as before until the day
		notificationtest.Hanako: wrote(leaves(resident.Leaving, -26, "架空県別市浜町5番"), resident.MovedOut),
		notificationtest.Sakura: wrote(leaves(resident.Leaving, -26, "架空県別市浜町5番"), resident.MovedOut),
	},
	notification.MovingOutAbroad: {
		notificationtest.Ume:     wrote(leaves(resident.Leaving, -10, "カナダ　トロント"), resident.MovedOutAbroad),
		notificationtest.Tadashi: wrote(leaves(resident.Leaving, -10, "カナダ　トロント"), resident.MovedOutAbroad),
	},
	notification.MovingOutPost: {notificationtest.Ueda: wrote(leaves(resident.Left, 4, "架空県別市浜町5番"), resident.MovedOut)},
	notification.HouseholdSplit: {
		notificationtest.Hanako: wrote(relationElsewhere(resident.Head), resident.HouseSplit), notificationtest.Taro: wrote(relation(resident.Head), resident.HeadChanged),
		notificationtest.Jiro: wrote(relation("子"), resident.HouseChanged), notificationtest.Sakura: wrote(relation("子"), resident.HouseChanged),
	},
	notification.HouseholdMerge: {
		notificationtest.Ume: wrote(relationElsewhere("夫の母"), resident.HouseMerged), notificationtest.Tadashi: wrote(relationElsewhere("夫の父"), resident.HouseMerged),
	},
	notification.HouseholdChange: {notificationtest.Jiro: wrote(relationElsewhere("子の子"), resident.HouseChanged)},
	notification.HeadChange: {
		notificationtest.Hanako: wrote(relation("妻"), resident.HeadChanged), notificationtest.Taro: wrote(relation(resident.Head), resident.HeadChanged),
		notificationtest.Jiro: wrote(relation("子"), resident.HouseChanged), notificationtest.Sakura: wrote(relation("子"), resident.HouseChanged),
	},
	notification.Newborn: {newcomer: wrote(func(_, r resident.Record) bool {
		return r.Household == notificationtest.Home && r.Address.Town == "中央三丁目" && r.Order == 5 && r.ResidentSince == ago(4) && r.Previous.IsZero()
	}, resident.Born)},
	notification.Death: {
		notificationtest.Ume:     wrote(func(_, r resident.Record) bool { return r.Status == resident.Dead && r.ChangedOn == ago(4) }, resident.Died),
		notificationtest.Tadashi: wrote(relation(resident.Head), resident.HeadChanged),
	},
	notification.ExOfficioEntry:    {newcomer: wrote(func(_, r resident.Record) bool { return r.Previous.Town == "不明" }, resident.Entered)},
	notification.ExOfficioDeletion: {notificationtest.Kaoru: wrote(func(_, r resident.Record) bool { return r.Status == resident.Removed && r.RemovalCause == 1 }, resident.Deleted)},
	notification.ExOfficioRevision: {notificationtest.Kaoru: wrote(func(before, r resident.Record) bool {
		return r.Domicile == "架空県別市東町3番地" && r.DomicileHead == "北見　薫" && r.Name == before.Name && r.Address == before.Address
	}, resident.Revised)},
	notification.MinorCorrection: {notificationtest.Taro: wrote(func(before, r resident.Record) bool {
		return r.Address.Building == "中央ビル" && r.Address.Town == before.Address.Town && r.AddressSince == before.AddressSince
	}, resident.CorrectedMinor)},
	notification.ClericalCorrection: {notificationtest.Kaoru: wrote(func(_, r resident.Record) bool { return r.Corrects == 1 && r.Reading == "キタミ　カオル" }, resident.CorrectedError)},
	notification.FormerNameChange:   {notificationtest.Hanako: wrote(func(_, r resident.Record) bool { return r.FormerName == "山上" && r.FormerReading == "ヤマガミ" }, resident.FormerNameEntered)},
	notification.AliasChange: {notificationtest.An: wrote(func(_, r resident.Record) bool {
		return r.Alias == "安藤　庵" && r.AliasReading == "アンドウ　アン" && r.AliasSince == r.ChangedOn
	}, resident.AliasEntered)},
	notification.Article46: {newcomer: wrote(func(_, r resident.Record) bool {
		return r.Class == resident.Foreign && r.Stay.Card == "CD98765432EF" && r.Previous.String() == "ベトナム　トロント"
	}, resident.MovedInAbroad)},
	notification.Article47: {newcomer: wrote(func(_, r resident.Record) bool { return r.Stay.Nationality == "ベトナム" && r.Previous.IsZero() }, resident.BecameResident)},
	notification.Article48: {notificationtest.Hoa: wrote(relation("妻"), resident.HouseChanged)},
	notification.ImmigrationNotice: {notificationtest.An: wrote(func(before, r resident.Record) bool {
		return r.Stay.Expiry == today.AddDays(1000) && r.Name == before.Name && r.Birth == before.Birth
	}, resident.Revised)},
	notification.Naturalization: {notificationtest.An: wrote(func(before, r resident.Record) bool {
		return r.Class == resident.Japanese && r.Name == "安藤　庵" && r.Stay == nil && r.RomanName == "" && r.Domicile == "架空県別市本町二丁目" &&
			r.Address == before.Address && r.Household == before.Household && r.Order == before.Order && r.Status == resident.Living && r.ResidentSince == before.ResidentSince
	}, resident.DeletedNaturalized, resident.EnteredNaturalized)},
	notification.NationalityLoss: {notificationtest.Kaoru: wrote(func(before, r resident.Record) bool {
		return r.Class == resident.Foreign && r.Stay.Article == 5 && r.Domicile == "" && r.Household == before.Household
	}, resident.DeletedNationalityLost, resident.EnteredNationalityLost)},
	notification.CodeChange:   {notificationtest.Kaoru: wrote(same, resident.CodeRequested)},
	notification.NumberChange: {notificationtest.Kaoru: wrote(same, resident.NumberRequested)},
	notification.Cancellation: {notificationtest.Ueda: wrote(func(_, r resident.Record) bool {
		return r.Cancels == 2 && r.Address.Town == "西町" && r.Household == notificationtest.Alone && r.Status == resident.Living
	}, resident.CancelledRevision)},
	notification.ArrivalNotice: {notificationtest.Higashi: wrote(func(before, r resident.Record) bool {
		return r.Arrival.LeftOn == ago(30) && r.Arrival.Address.Number == "5番6号" && r.Destination == before.Destination && r.LeavesOn == before.LeavesOn && r.Status == resident.Left
	}, resident.ArrivalNoticed)},
	notification.SupportRequest: {}, notification.SupportExtension: {}, notification.SupportEnd: {}, notification.HoldSetting: {}, notification.HoldRelease: {},
}

func movedWithin(to string) func(before, r resident.Record) bool {
	return func(before, r resident.Record) bool {
		return r.Relationship == to && r.Household != before.Household && r.Address.Town == "南町三丁目" && r.AddressSince == ago(4) &&
			r.ResidentSince == before.ResidentSince && r.Previous == before.Previous
	}
}

func leaves(status resident.Status, days int, to string) func(before, r resident.Record) bool {
	return func(before, r resident.Record) bool {
		return r.Status == status && r.LeavesOn == ago(days) && r.Destination.String() == to && r.Household == before.Household && r.Relationship == before.Relationship
	}
}

func same(before, r resident.Record) bool {
	before.History, before.Cause, before.ChangedOn, before.NotifiedOn, before.ProcessedOn, before.Entry, before.Terminal =
		r.History, r.Cause, r.ChangedOn, r.NotifiedOn, r.ProcessedOn, r.Entry, r.Terminal
	return reflect.DeepEqual(before, r)
}

// TestEveryKind: each is submitted, reviewed and accepted, and makes of the register
// what it should, of these residents and of nobody else.
func TestEveryKind(t *testing.T) {
	for _, kind := range notification.Kinds() {
		t.Run(kind.Key(), func(t *testing.T) {
			want, ok := became[kind]
			if !ok {
				t.Fatal("no row of the table")
			}
			b := newRegister(t)
			before := b.register()
			s, events := b.approved(notificationtest.Example(kind, today))
			b.push(events...)
			v := b.verdict(s)
			if !v.Accepted || v.ProcessedOn != today {
				t.Fatalf("refused: %v, findings %v", wire.Kind(v.ErrorKind), v.Findings)
			}
			after := b.register()
			got := after.added(t, before)
			for id, rows := range got {
				key := id
				if before.rows[id] == nil {
					key = newcomer
				}
				if _, ok := want[key]; !ok {
					t.Errorf("resident %s has %d rows more, want none", id, len(rows))
				}
			}
			for id, c := range want {
				if id == newcomer {
					id = resident.ID(v.Persons[0].ResidentID)
				}
				rows := got[id]
				var causes []resident.Cause
				for _, r := range rows {
					causes = append(causes, r.Cause)
					if r.Entry != string(s.EntryID) || r.Terminal != "T1" || r.ProcessedOn != today {
						t.Errorf("resident %s: row %d is not marked as of the entry", id, r.History)
					}
				}
				if !slices.Equal(causes, c.causes) {
					t.Errorf("resident %s: causes %v, want %v", id, causes, c.causes)
				} else if !c.is(before.current(id), rows[len(rows)-1]) {
					t.Errorf("resident %s: the row is not what it should be: %+v", id, plain(rows[len(rows)-1]))
				}
			}
			b.checkNumbers(kind, before, after, v)
			b.checkProtected(kind, before, after)
			b.check()

			// Sent again, under the same numbers and under new ones, it changes nothing.
			b.push(events...)
			b.push(b.counter.Event(s))
			if again := b.register(); !reflect.DeepEqual(again, after) {
				t.Error("the register changed when the entry was sent again")
			}
		})
	}
}

// plain is a record that shows what it holds, for a test that failed; the people are
// invented.
type plain resident.Record

// checkNumbers: codes come out of the stock when somebody needs one and at no other time,
// and stay with whoever has one, removed or not (R068).
func (b *bench) checkNumbers(kind notification.Kind, before, after register, v notification.Verdict) {
	b.Helper()
	codes := map[notification.Kind]int{notification.Newborn: 1, notification.MovingInAbroad: 1, notification.ExOfficioEntry: 1,
		notification.Article46: 1, notification.Article47: 1, notification.CodeChange: 1}
	if got := before.codes - after.codes; got != codes[kind] {
		b.Errorf("%d codes were taken, want %d", got, codes[kind])
	}
	for id, old := range before.numbers {
		now := after.numbers[id]
		changed := [2]bool{now[0] != old[0], now[1] != old[1]}
		mayChange := [2]bool{kind == notification.NumberChange, kind == notification.CodeChange}
		if id != notificationtest.Kaoru {
			mayChange = [2]bool{}
		}
		if changed != mayChange {
			b.Errorf("resident %s: numbers changed %v, want %v", id, changed, mayChange)
		}
	}
	id := resident.ID(v.Persons[0].ResidentID)
	if before.rows[id] == nil && after.numbers[id][1] == "" {
		b.Error("newcomer has no code")
	}
	var waiting []registry.NumberRequest
	if codes[kind] > 0 && kind != notification.CodeChange { // who needs a code needs a number
		waiting = []registry.NumberRequest{{Resident: id, On: today, Entry: notification.EntryID(after.current(id).Entry)}}
	}
	if !slices.Equal(after.requests, waiting) {
		b.Errorf("who waits for a number = %v, want %v", after.requests, waiting)
	}
}

// checkProtected: the measures protect from when they are recorded, and until they are
// ended. Nothing else changes who is protected.
func (b *bench) checkProtected(kind notification.Kind, before, after register) {
	b.Helper()
	for id, now := range after.protected {
		want := before.protected[id]
		switch {
		case kind == notification.SupportRequest && id == notificationtest.Kaoru:
			want = true
		case kind == notification.SupportEnd:
			want = false
		}
		if now != want {
			b.Errorf("resident %s: protected %v, want %v", id, now, want)
		}
	}
	b.view(func(tx registry.Tx) error {
		for id, want := range map[resident.ID]int{notificationtest.Taro: 0, notificationtest.Susumu: 1} {
			switch {
			case kind == notification.HoldSetting && id == notificationtest.Taro, kind == notification.HoldRelease && id == notificationtest.Susumu:
				want = 1 - want
			}
			holds, err := tx.HoldsOf(id, "")
			standing := 0
			for _, h := range holds {
				if h.Standing(b.clock.Now()) {
					standing++
				}
			}
			if standing != want || err != nil {
				b.Errorf("resident %s: %d holds stand, %v; want %d", id, standing, err, want)
			}
		}
		m, err := tx.Measure(notificationtest.MeasureID)
		if extended := m.End != notificationtest.Measure(today).End; extended != (kind == notification.SupportExtension) || err != nil {
			b.Errorf("measure is extended: %v, %v", extended, err)
		}
		return nil
	})
}

// approved returns the events of an entry that everybody approves who must.
func (b *bench) approved(content notification.Content) (*notification.Submission, []*wirev1.Event) {
	b.Helper()
	s := b.counter.Submit(content)
	events := []*wirev1.Event{b.counter.Event(s)}
	for _, by := range b.reviewers(content) {
		events = append(events, b.counter.Event(b.counter.Review(s, by, notification.Approve)))
	}
	return s, events
}

// reviewers returns who must approve a content: two for some kinds, the officer among
// them for residents under a measure (R106).
func (b *bench) reviewers(content notification.Content) []operator.ID {
	protected := review.Guarded(content.Kind) // also before anybody is
	b.view(func(tx registry.Tx) error {
		for _, v := range content.Persons {
			r, err := tx.Current(resident.ID(v.Get(notification.PersonID)))
			protected = protected || err == nil && r.Protected
		}
		return nil
	})
	switch {
	case protected:
		return []operator.ID{registrytest.First, registrytest.Officer}
	case content.Kind.Is(notification.TwoReviews):
		return []operator.ID{registrytest.First, registrytest.Second}
	}
	return []operator.ID{registrytest.First}
}

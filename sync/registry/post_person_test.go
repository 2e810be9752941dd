package registry_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
)

// set changes values of a header or of the first person.
func set(values notificationtest.Values) func(c *notification.Content) {
	return func(c *notification.Content) {
		schema, err := notification.SchemaOf(c.Kind, c.Version)
		if err != nil {
			panic(err)
		}
		for item, s := range values {
			if _, person := schema.Field(item, true); person {
				c.Persons[0].Set(item, s)
			} else {
				c.Header.Set(item, s)
			}
		}
	}
}

// TestRecords: what single items make of a record, beside the examples.
func TestRecords(t *testing.T) {
	unknown, err := civil.ParseUncertain("令和8年10月日不詳", civil.Reiwa)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		kind notification.Kind
		edit notificationtest.Values
		is   func(before, r resident.Record) bool
	}{
		{"未届: the address before ends so, and the last registered one is kept", notification.MovingIn, notificationtest.Values{
			notification.Certificate: "3", notification.CertificateChecked: "", notification.LastTown: "架空県別市北町", notification.LastNumber: "9",
			notification.CertSerial: "", notification.CertTown: "", notification.CertNumber: "", notification.CertHead: "", notification.CertPlannedOn: "", notification.CertDestination: "",
			notification.CertName: "", notification.CertBirth: "", notification.CertSex: "", notification.CertRelation: "", notification.CertCode: "", notification.CertMyNumber: "",
			notification.CertDomicile: "", notification.CertDomicileHead: "", notification.PrevBuilding: "別荘102", notification.Remark: "未届の転入",
		}, func(_, r resident.Record) bool {
			return r.Previous.String() == "架空県別市西町1番2号　別荘102（未届）" && r.LastRegistered.String() == "架空県別市北町9"
		}},
		{"a death on a day that is not fully known", notification.Death, notificationtest.Values{notification.ChangedOn: unknown.String()},
			func(_, r resident.Record) bool { return r.Occurred == unknown && r.ChangedOn == unknown.SortKey() }},
		{"a death nobody knows the day of", notification.Death, notificationtest.Values{notification.ChangedOn: allUnknown.String()},
			func(_, r resident.Record) bool { return r.Occurred == allUnknown && r.ChangedOn.IsZero() }},
		{"an ex officio deletion of who moved on", notification.ExOfficioDeletion, notificationtest.Values{notification.DeletionCause: "4", notification.DestTown: "架空県別市浜町"},
			func(_, r resident.Record) bool {
				return r.RemovalCause == 4 && r.Destination.Town == "架空県別市浜町"
			}},
		{"a birth date and a sex put right", notification.ExOfficioRevision, notificationtest.Values{
			notification.ToBirth: "1975-12-02", notification.ToSex: "1", notification.ToDomicile: "", notification.ToDomicileHead: "", notification.ToAddressSince: "2019-03-31", notification.ToPrevTown: "架空県別市",
		}, func(before, r resident.Record) bool {
			return r.Birth.String() == "1975-12-02" && r.Sex == resident.Male && r.AddressSince == civil.MustParse("2019-03-31") && r.Previous.Town == "架空県別市" && r.Domicile == before.Domicile
		}},
		{"a former name taken out", notification.FormerNameChange, notificationtest.Values{notification.FormerNameAct: "3", notification.FormerName: "", notification.FormerReading: "", notification.FormerNameProof: ""},
			func(_, r resident.Record) bool {
				return r.Cause == resident.FormerNameDeleted && r.FormerName == "" && r.FormerReading == ""
			}},
		{"a former name changed", notification.FormerNameChange, notificationtest.Values{notification.FormerNameAct: "2"},
			func(_, r resident.Record) bool {
				return r.Cause == resident.FormerNameChanged && r.FormerName == "山上"
			}},
		{"an alias taken out", notification.AliasChange, notificationtest.Values{notification.AliasAct: "2", notification.Alias: "", notification.AliasReading: ""},
			func(_, r resident.Record) bool {
				return r.Cause == resident.AliasDeleted && r.Alias == "" && r.AliasSince.IsZero()
			}},
		{"a code given by office", notification.CodeChange, notificationtest.Values{notification.CodeAct: "2"},
			func(_, r resident.Record) bool { return r.Cause == resident.CodeGiven }},
		{"a number revised by office", notification.NumberChange, notificationtest.Values{notification.NumberAct: "2"},
			func(_, r resident.Record) bool { return r.Cause == resident.NumberRevised }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newRegister(t)
			// Something to take out.
			for _, kind := range []notification.Kind{notification.FormerNameChange, notification.AliasChange} {
				if tt.kind == kind && tt.edit[notification.FormerNameAct] != "1" {
					b.accept(notificationtest.Example(kind, today))
				}
			}
			before := b.register()
			content := paper(tt.kind, set(tt.edit))
			if id := resident.ID(content.Persons[0].Get(notification.PersonID)); id != "" {
				now := before.current(id)
				notificationtest.Set(&content.Persons[0], notificationtest.Quote(now), notificationtest.Values{notification.NowFormerName: now.FormerName, notification.NowAlias: now.Alias})
			}
			schema, err := notification.Current(tt.kind)
			if err != nil {
				t.Fatal(err)
			}
			schema.Trim(&content)
			r := b.current(b.accept(content))[0]
			if !tt.is(before.current(r.ID), r) {
				t.Errorf("the row is not what it should be: %+v", plain(r))
			}
			b.check()
		})
	}
}

// allUnknown is 年月日不詳.
var allUnknown = func() civil.Uncertain {
	u, err := civil.ParseUncertain("年月日不詳", civil.Reiwa)
	if err != nil {
		panic(err)
	}
	return u
}()

// TestOldForms: a terminal that has not been brought up to date yet is understood (E22).
func TestOldForms(t *testing.T) {
	for _, kind := range []notification.Kind{notification.MovingIn, notification.MovingWithin, notification.MovingOut} {
		t.Run(kind.Key(), func(t *testing.T) {
			b := newRegister(t)
			schema, err := notification.SchemaOf(kind, 1)
			if err != nil {
				t.Fatal(err)
			}
			c := notificationtest.Example(kind, today)
			c.Version = 1
			if kind == notification.MovingOut { // who stays is not on it
				only(&c, 0, 1)
			}
			schema.Trim(&c)
			b.accept(c)
			b.check()

			// A year later nobody leaves out what the newer form asks for.
			b.clock.set(b.clock.Now().AddDate(1, 0, 0))
			if got := b.push(b.counter.Event(b.counter.Submit(c)))[0]; got.Kind != wire.UnknownSchema {
				t.Errorf("on an old form a year later: %v, want %v", got.Kind, wire.UnknownSchema)
			}
		})
	}
}

// TestStockRunsOut: STD 4.3.1. The log says so before, the writer when it has happened,
// and nothing is written.
func TestStockRunsOut(t *testing.T) {
	b := newRegister(t)
	var log bytes.Buffer
	b.intake.Log = slog.New(slog.NewTextHandler(&log, nil))
	b.update(func(tx registry.Tx) error {
		for range registrytest.Codes - 1 {
			if _, err := tx.TakeCode(); err != nil {
				return err
			}
		}
		return nil
	})
	b.accept(notificationtest.Example(notification.Newborn, today)) // the last
	if !strings.Contains(log.String(), "few resident record codes are left") || !strings.Contains(log.String(), "left=0") {
		t.Errorf("log = %q, want a warning", log.String())
	}
	before := b.register()
	for _, kind := range []notification.Kind{notification.CodeChange, notification.Article46} {
		if v := b.decide(notificationtest.Example(kind, today)); v.Accepted || wire.Kind(v.ErrorKind) != wire.OutOfCodes {
			t.Errorf("%s: accepted %v, %v; want %v", kind.Key(), v.Accepted, wire.Kind(v.ErrorKind), wire.OutOfCodes)
		}
	}
	if got := b.register().added(t, before); len(got) != 0 {
		t.Errorf("%d residents were written", len(got))
	}
	if !strings.Contains(log.String(), "stock of resident record codes is empty") {
		t.Error("the log does not say that the stock is empty")
	}
	if added, left, err := registry.AddCodes(t.Context(), b.store, registrytest.StockCodes(t, registrytest.Codes+1)); added != 1 || left != 1 || err != nil {
		t.Errorf("add codes = %d, %d left, %v; want the one that is new", added, left, err)
	}
	b.accept(notificationtest.Example(notification.CodeChange, today))
	b.check()
}

// TestNumbersChange: a number that was changed is nobody's any more and never given
// again, and a search by it can say whose it was.
func TestNumbersChange(t *testing.T) {
	b := newRegister(t)
	old := b.register().numbers[notificationtest.Kaoru]
	b.accept(notificationtest.Example(notification.CodeChange, today))
	next := func(edit notificationtest.Values) notification.Content {
		c := paper(notification.NumberChange, set(edit))
		notificationtest.Set(&c.Persons[0], notificationtest.Quote(b.register().current(notificationtest.Kaoru)))
		return c
	}
	b.accept(next(notificationtest.Values{notification.NumberStep: "1", notification.MyNumber: ""}))
	if got := b.register(); len(got.requests) != 1 || got.requests[0].Resident != notificationtest.Kaoru || got.numbers[notificationtest.Kaoru][0] != old[0] {
		t.Errorf("who waits for a number: %v; want her, with the number of before", got.requests)
	}
	b.accept(next(nil))
	now := b.register()
	if got := now.numbers[notificationtest.Kaoru]; len(now.requests) != 0 || got[0] != notificationtest.Number(91).Reveal() || got[1] == old[1] || got[1] == "" {
		t.Error("numbers are not the new ones, or she waits still")
	}
	b.view(func(tx registry.Tx) error {
		for kind, digits := range map[registry.NumberKind]string{registry.IndividualNumber: old[0], registry.ResidentCode: old[1]} {
			if id, err := tx.FormerHolder(kind, digits); err != nil || id != notificationtest.Kaoru {
				t.Errorf("former holder of number %d = %q, %v", kind, id, err)
			}
		}
		return nil
	})
	b.update(func(tx registry.Tx) error {
		code, err := residentcode.Parse(old[1])
		if err != nil {
			return err
		}
		if n, err := tx.AddCodes([]residentcode.Code{code}); n != 0 || err != nil {
			t.Errorf("a code somebody had was taken into the stock: %d, %v", n, err)
		}
		return nil
	})
	taken := paper(notification.NumberChange, set(notificationtest.Values{notification.MyNumber: old[0]}))
	notificationtest.Set(&taken.Persons[0], notificationtest.Quote(b.register().current(notificationtest.Taro)))
	taken.Header.Set(notification.FormerHousehold, "")
	if v := b.decide(taken); v.Accepted || v.Findings[0].Rule != "E11" {
		t.Errorf("a number another resident had: accepted %v, %v; want E11", v.Accepted, v.Findings)
	}
	b.check()
}

// TestBackFromAbroad: who left and comes back with the code of before takes none out of
// the stock, and keeps the 宛名番号 (STD 1.1.13).
func TestBackFromAbroad(t *testing.T) {
	b := newRegister(t)
	before := b.register()
	higashi := before.current(notificationtest.Higashi)
	v := b.accept(paper(notification.MovingInAbroad, set(notificationtest.Values{
		notification.FullName: higashi.Name, notification.FullReading: higashi.Reading, notification.Birth: higashi.Birth.String(), notification.Sex: "1",
		notification.Code: notificationtest.Code(10).Reveal(),
	})))
	after := b.register()
	if r := after.current(notificationtest.Higashi); v.Persons[0].ResidentID != string(higashi.ID) || r.History != 3 || r.Status != resident.Living || r.Arrival != nil || !r.Destination.IsZero() {
		t.Errorf("came back as %s-%d", v.Persons[0].ResidentID, r.History)
	}
	if after.codes != before.codes || after.numbers[higashi.ID] != before.numbers[higashi.ID] {
		t.Error("a code was taken, or the numbers changed")
	}
	b.check()
}

// TestProtectedComesBack: who left under a support measure is under it when coming back,
// and the officer is one of those who approve (R106).
func TestProtectedComesBack(t *testing.T) {
	b := newRegister(t)
	aoi := b.register().current(notificationtest.Aoi)
	out := b.counter.MovingOut(today, aoi, b.register().current(notificationtest.You))
	b.accept(out)
	content := paper(notification.MovingIn, set(notificationtest.Values{
		notification.FullName: aoi.Name, notification.FullReading: aoi.Reading, notification.Birth: aoi.Birth.String(), notification.CertName: aoi.Name,
		notification.ChangedOn: today.String(), notification.CertBirth: aoi.Birth.String(), notification.Code: notificationtest.Code(11).Reveal(), notification.MyNumber: "",
		notification.CertCode: notificationtest.Code(11).Reveal(), notification.CertMyNumber: "", notification.CertPlannedOn: today.String(),
	}))
	s := b.counter.Submit(content)
	b.push(b.counter.Event(s))
	for _, step := range []struct {
		by   operator.ID
		want registry.Stage
	}{{registrytest.First, registry.Pending}, {registrytest.Second, registry.Pending}, {registrytest.Officer, registry.Accepted}} {
		b.push(b.counter.Event(b.counter.Review(s, step.by, notification.Approve)))
		if got := b.stage(s); got != step.want {
			t.Fatalf("stage after %s = %d, want %d", step.by, got, step.want)
		}
	}
	if r := b.register().current(notificationtest.Aoi); r.Status != resident.Living {
		t.Errorf("she is not back: status %d", r.Status)
	}
	b.check()
}

// TestPriorReview: E30, of who examined the document before the entry.
func TestPriorReview(t *testing.T) {
	for name, tt := range map[string]struct {
		by       operator.ID
		accepted bool
	}{
		"a reviewer": {registrytest.First, true}, "the writer": {registrytest.Writer, false}, "nobody there is": {"r99", false},
		"who may not review": {registrytest.Admin, false}, "no operator's ID": {"海野", false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newRegister(t)
			v := b.decide(paper(notification.Death, set(notificationtest.Values{notification.PriorReviewer: string(tt.by)})))
			if v.Accepted != tt.accepted || !v.Accepted && v.Findings[0].Rule != "E30" {
				t.Errorf("accepted %v, %v; want %v or E30", v.Accepted, v.Findings, tt.accepted)
			}
		})
	}
}

// TestOtherWard: a terminal writes for its own ward, wherever a kind tells which it is.
func TestOtherWard(t *testing.T) {
	const other = "991023"
	for _, tt := range []struct {
		name string
		kind notification.Kind
		edit func(c *notification.Content)
		away []resident.ID // who lives in the other ward
		want wire.Kind
	}{
		{"to another ward", notification.MovingWithin, set(notificationtest.Values{notification.NewWard: other}), nil, wire.OtherWard},
		{"from another ward", notification.MovingWithin, func(*notification.Content) {}, []resident.ID{notificationtest.Hanako, notificationtest.Taro, notificationtest.Jiro, notificationtest.Sakura}, 0},
		{"who lives in another ward leaves", notification.MovingOutPost, func(*notification.Content) {}, []resident.ID{notificationtest.Ueda}, wire.OtherWard},
		{"one of those who leave", notification.MovingOutAbroad, func(*notification.Content) {}, []resident.ID{notificationtest.Tadashi}, wire.OtherWard},
		{"born into a household of another ward", notification.Newborn, func(*notification.Content) {}, []resident.ID{notificationtest.Hanako, notificationtest.Taro, notificationtest.Jiro, notificationtest.Sakura}, wire.OtherWard},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newRegister(t)
			b.update(func(tx registry.Tx) error {
				for _, id := range tt.away {
					r, err := tx.Current(id)
					if err != nil {
						return err
					}
					r.History++
					r.Entry, r.Address.Ward = "", other
					if err := tx.Append(&r); err != nil {
						return err
					}
				}
				return nil
			})
			content := paper(tt.kind, tt.edit)
			for i := range content.Persons {
				if id := resident.ID(content.Persons[i].Get(notification.PersonID)); id != "" {
					notificationtest.Set(&content.Persons[i], notificationtest.Quote(b.register().current(id)))
				}
			}
			if v := b.decide(content); wire.Kind(v.ErrorKind) != tt.want {
				t.Errorf("verdict %v, %v; want %v", wire.Kind(v.ErrorKind), v.Findings, tt.want)
			}
		})
	}
}

package registry_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store/storetest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// history returns a client of the kept searches at a terminal.
func (h *house) history(terminal string) wirev1connect.SearchHistoryServiceClient {
	transport, err := pinned.NewTransport(h.url, h.city.Terminal(terminal), h.city.Trust, time.Now)
	if err != nil {
		panic(err)
	}
	return wirev1connect.NewSearchHistoryServiceClient(&http.Client{Transport: transport}, "https://"+h.url, wire.ClientOptions()...)
}

// Numbers of nobody, with right check digits.
const (
	anIndividualNumber = "123456789018"
	aResidentCode      = "24727059608"
)

// settle puts residents into the register.
func (h *house) settle(records ...resident.Record) {
	h.Helper()
	h.update(func(tx registry.Tx) error {
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

// family are two of one household: a foreign resident with a card, and a child.
func family(h *house) (head, child resident.Record) {
	head = storetest.Resident("000000019", "000000108", "海野　潮", "ウンノ　ウシオ")
	head.Number = mustNumber(anIndividualNumber)
	head.Code, _ = residentcode.Parse(aResidentCode)
	head.Class, head.Domicile, head.DomicileHead = resident.Foreign, "みなと野市北区潮見町3番地", "海野　潮"
	head.Stay = &resident.Stay{Nationality: "ブラジル", Article: 1, Status: "永住者", Period: "無期限", Card: "AB12345678CD"}
	child = storetest.Resident("000000027", "000000108", "海野　渚", "ウンノ　ナギサ")
	child.Order, child.Relationship, child.Birth = 2, "子", civil.Certain(civil.MustParse("2015-05-05"))
	h.settle(head, child)
	return head, child
}

// lastLogged returns the newest record of a kind.
func (h *house) lastLogged(kind audit.Kind) (last audit.Record) {
	h.Helper()
	h.view(func(tx registry.Tx) error {
		return tx.Events(1, func(e audit.Event) error {
			r, err := tx.Record(e)
			if err == nil && r.Kind == kind {
				last = r
			}
			return err
		})
	})
	return last
}

// TestSearchByKeys: a register terminal may search by one number alone, and the log says
// that it was one (STD 2.1.3, 10.2).
func TestSearchByKeys(t *testing.T) {
	h := newHouse(t)
	head, child := family(h)
	c := h.client("T1")
	clerk, masked := h.signIn(c, registrytest.Writer), h.signIn(c, registrytest.Masked)
	for _, tt := range []struct {
		name   string
		q      *wirev1.SearchRequest
		want   []resident.ID
		logged string
	}{
		{"宛名番号", &wirev1.SearchRequest{ResidentId: string(head.ID)}, []resident.ID{head.ID}, "by=id hits=1 single"},
		{"世帯番号", &wirev1.SearchRequest{HouseholdId: string(head.Household)}, []resident.ID{head.ID, child.ID}, "by=household hits=2 single"},
		{"住民票コード", &wirev1.SearchRequest{ResidentCode: aResidentCode}, []resident.ID{head.ID}, "by=code hits=1 single"},
		{"個人番号", &wirev1.SearchRequest{IndividualNumber: anIndividualNumber}, []resident.ID{head.ID}, "by=number hits=1 single"},
		{"在留カード番号", &wirev1.SearchRequest{ResidenceCard: "AB12345678CD"}, []resident.ID{head.ID}, "by=card hits=1 single"},
		{"two that agree", &wirev1.SearchRequest{HouseholdId: string(head.Household), ResidentId: string(child.ID)}, []resident.ID{child.ID}, "by=id,household hits=1"},
		{"two that do not", &wirev1.SearchRequest{ResidentCode: aResidentCode, ResidentId: string(child.ID)}, nil, "by=id,code hits=0"},
		{"household and name", &wirev1.SearchRequest{HouseholdId: string(head.Household), Name: "なぎさ"}, []resident.ID{child.ID}, "by=name,household hits=1"},
		{"name", &wirev1.SearchRequest{Name: "海野"}, []resident.ID{head.ID, child.ID}, "by=name hits=2"},
	} {
		tt.q.SessionId, tt.q.Purpose = clerk, 1
		r, err := c.Search(t.Context(), tt.q)
		var got []resident.ID
		for _, m := range r.GetHits() {
			got = append(got, resident.ID(m.GetResidentId()))
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("by %s: %v, %v; want %v", tt.name, got, err, tt.want)
		}
		if said := strings.Join(h.lastLogged(audit.Searched).Detail, " "); said != tt.logged {
			t.Errorf("by %s: logged %q, want %q", tt.name, said, tt.logged)
		}
	}
	// A code that was changed still says whose it was, and that it is not theirs any more.
	head.History, head.Code = 2, residentcode.Code{}
	h.settle(head)
	r, err := c.Search(t.Context(), &wirev1.SearchRequest{ResidentCode: aResidentCode, SessionId: clerk, Purpose: 1})
	if err != nil || len(r.GetHits()) != 1 || r.GetHits()[0].GetResidentId() != string(head.ID) || !slices.Equal(r.GetHits()[0].GetMatched(), []uint32{uint32(counter.ByPastKey)}) {
		t.Errorf("by a code of before: %d hits, %v", len(r.GetHits()), err)
	}
	for name, q := range map[string]*wirev1.SearchRequest{
		"個人番号 without the right": {IndividualNumber: anIndividualNumber}, "住民票コード without the right": {ResidentCode: aResidentCode},
	} {
		q.SessionId, q.Purpose = masked, 1
		_, err := c.Search(t.Context(), q)
		wantKind(t, name, err, wire.NoRight)
		if h.lastLogged(audit.SearchRefused).Operator != registrytest.Masked {
			t.Errorf("%s: the refusal was not logged", name)
		}
	}
}

// TestRefusedSearches: a search that is not carried out is logged as well (R030).
func TestRefusedSearches(t *testing.T) {
	h := newHouse(t)
	c := h.client("T1")
	clerk := h.signIn(c, registrytest.Writer)
	for _, tt := range []struct {
		name string
		q    *wirev1.SearchRequest
		want wire.Kind
	}{
		{"nothing", &wirev1.SearchRequest{Purpose: 1}, wire.TooBroad},
		{"a space", &wirev1.SearchRequest{Name: "　", Purpose: 1}, wire.TooBroad},
		{"one character of an address", &wirev1.SearchRequest{Address: "町", Purpose: 1}, wire.TooBroad},
		{"a company (STD 2.1.3)", &wirev1.SearchRequest{Name: "（株）", Purpose: 1}, wire.NoPerson},
		{"a company by its one character", &wirev1.SearchRequest{Name: "㈱海野", Purpose: 1}, wire.NoPerson},
		{"no purpose", &wirev1.SearchRequest{Name: "海野"}, wire.NoPurpose},
		{"a purpose nobody knows", &wirev1.SearchRequest{Name: "海野", Purpose: 99}, wire.NoPurpose},
		{"no date", &wirev1.SearchRequest{Birth: "1985-02-30", Purpose: 1}, wire.Malformed},
		{"no number", &wirev1.SearchRequest{IndividualNumber: "123456789010", Purpose: 1}, wire.Malformed},
		{"no household", &wirev1.SearchRequest{HouseholdId: "1", Purpose: 1}, wire.Malformed},
	} {
		before := h.logged(audit.SearchRefused, "")
		tt.q.SessionId = clerk
		_, err := c.Search(t.Context(), tt.q)
		wantKind(t, tt.name, err, tt.want)
		if h.logged(audit.SearchRefused, "") != before+1 {
			t.Errorf("%s: not logged", tt.name)
		}
	}
}

// TestIntegratedTerminal: there a search takes two of name, address and date of birth
// (E23, R103). The registry refuses, whatever the terminal's screen did.
func TestIntegratedTerminal(t *testing.T) {
	h := newHouse(t)
	head, _ := family(h)
	if err := registry.SetPersonality(t.Context(), h.store, "T1", policy.IntegratedTerminal); err != nil {
		t.Fatal(err)
	}
	c := h.client("T1")
	clerk := h.signIn(c, registrytest.Writer)
	birth, address := head.Birth.String(), "潮見町"
	for _, tt := range []struct {
		name string
		q    *wirev1.SearchRequest
		want wire.Kind
	}{
		{"name", &wirev1.SearchRequest{Name: "海野"}, wire.TooBroad},
		{"address", &wirev1.SearchRequest{Address: address}, wire.TooBroad},
		{"birth", &wirev1.SearchRequest{Birth: birth}, wire.TooBroad},
		{"a number", &wirev1.SearchRequest{ResidentCode: aResidentCode}, wire.TooBroad},
		{"a name and a number", &wirev1.SearchRequest{Name: "海野", ResidentId: string(head.ID)}, wire.TooBroad},
		{"two numbers", &wirev1.SearchRequest{HouseholdId: string(head.Household), ResidentId: string(head.ID)}, wire.TooBroad},
		{"a space does not count", &wirev1.SearchRequest{Name: "　", Birth: birth}, wire.TooBroad},
		{"name and birth", &wirev1.SearchRequest{Name: "海野", Birth: birth}, 0},
		{"name and address", &wirev1.SearchRequest{Name: "海野", Address: address}, 0},
		{"address and birth", &wirev1.SearchRequest{Address: address, Birth: birth}, 0},
		{"all three and a number", &wirev1.SearchRequest{Name: "海野", Address: address, Birth: birth, ResidentId: string(head.ID)}, 0},
	} {
		before := h.logged(audit.SearchRefused, "")
		tt.q.SessionId, tt.q.Purpose = clerk, 1
		r, err := c.Search(t.Context(), tt.q)
		wantKind(t, tt.name, err, tt.want)
		if refused := h.logged(audit.SearchRefused, "") - before; (tt.want != 0) != (refused == 1) || tt.want == 0 && len(r.GetHits()) == 0 {
			t.Errorf("%s: %d refusals logged, %d found", tt.name, refused, len(r.GetHits()))
		}
	}
	// A watermark or a revocation does not make it a register terminal.
	h.update(func(tx registry.Tx) error {
		terminal, err := tx.Terminal("T1")
		if err != nil || terminal.Personality != policy.IntegratedTerminal {
			t.Errorf("personality = %d, %v", terminal.Personality, err)
		}
		return nil
	})
}

// TestKeptSearches: the standard has each user's searches saved for that user.
func TestKeptSearches(t *testing.T) {
	h := newHouse(t)
	family(h)
	c := h.client("T1")
	clerk, other := h.signIn(c, registrytest.Writer), h.signIn(c, registrytest.First)
	search := func(session string, q *wirev1.SearchRequest) {
		t.Helper()
		h.clock.set(h.clock.Now().Add(time.Minute))
		q.SessionId, q.Purpose = session, 4
		if _, err := c.Search(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	list := func(session string) []*wirev1.KeptSearch {
		t.Helper()
		r, err := h.history("T1").ListSearches(t.Context(), &wirev1.ListSearchesRequest{SessionId: session})
		if err != nil {
			t.Fatal(err)
		}
		return r.GetSearches()
	}
	search(clerk, &wirev1.SearchRequest{Name: "海野", Birth: "1985-03-09", IncludeRemoved: true})
	search(clerk, &wirev1.SearchRequest{Name: "海野", IndividualNumber: anIndividualNumber, ResidentCode: aResidentCode})
	search(other, &wirev1.SearchRequest{Name: "林"})
	search(clerk, &wirev1.SearchRequest{Name: "渚", Limit: 7})
	_, err := c.Search(t.Context(), &wirev1.SearchRequest{SessionId: clerk, Purpose: 1}) // refused: not kept
	wantKind(t, "nothing", err, wire.TooBroad)
	search(clerk, &wirev1.SearchRequest{Name: "海野", Birth: "1985-03-09", IncludeRemoved: true}) // again

	kept := list(clerk)
	if len(kept) != 3 {
		t.Fatalf("%d searches kept, want 3", len(kept))
	}
	if q := kept[0].GetRequest(); q.GetName() != "海野" || q.GetBirth() != "1985-03-09" || !q.GetIncludeRemoved() || q.GetPurpose() != 4 || kept[0].GetHits() != 1 ||
		kept[0].GetSearchedAt() != h.clock.Now().UnixMilli() || q.GetSessionId() != "" {
		t.Errorf("newest = %v", kept[0])
	}
	if k := kept[2]; !k.GetByIndividualNumber() || !k.GetByResidentCode() || k.GetRequest().GetIndividualNumber() != "" || k.GetRequest().GetResidentCode() != "" {
		t.Errorf("search by the two numbers = %v", k)
	}
	if mine := list(other); len(mine) != 1 || mine[0].GetRequest().GetName() != "林" {
		t.Errorf("another operator is shown %d searches, want their own", len(mine))
	}
	if _, err := h.history("T1").ListSearches(t.Context(), &wirev1.ListSearchesRequest{SessionId: h.signIn(c, registrytest.Admin)}); err == nil {
		t.Error("IT is shown searches")
	}
	for i := range registry.MaxSearches + 3 {
		search(clerk, &wirev1.SearchRequest{Name: fmt.Sprint("名", i)})
	}
	if n := len(list(clerk)); n != registry.MaxSearches {
		t.Errorf("%d kept, want %d", n, registry.MaxSearches)
	}
	// They go on schedule, whether or not anybody looks.
	h.clock.set(h.clock.Now().Add(registry.SearchesKept + time.Hour))
	if _, err := h.registry.CarryOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.view(func(tx registry.Tx) error {
		left, err := tx.KeptSearches(registrytest.Writer, time.Time{})
		if err != nil || len(left) != 0 {
			t.Errorf("%d searches left after %v, %v", len(left), registry.SearchesKept, err)
		}
		return nil
	})
}

// TestMasks: what an operator has no right to see is not sent (STD 10.3).
func TestMasks(t *testing.T) {
	h := newHouse(t)
	head, _ := family(h)
	c := h.client("T1")
	for _, who := range []struct {
		id   operator.ID
		sees bool
	}{{registrytest.Writer, true}, {registrytest.Masked, false}} {
		session := h.signIn(c, who.id)
		opened, err := c.OpenRecord(t.Context(), &wirev1.OpenRecordRequest{SessionId: session, ResidentId: string(head.ID), Purpose: 1})
		if err != nil {
			t.Fatal(err)
		}
		want := []uint32{6, 7, 8, 9}
		if who.sees {
			want = nil
		}
		if !slices.Equal(opened.GetMasked(), want) {
			t.Errorf("%s: masked %v, want %v", who.id, opened.GetMasked(), want)
		}
		for _, m := range slices.Concat(opened.GetMembers()[:1], opened.GetHistory()) {
			r, err := resident.Decode(m.GetRecord())
			if err != nil {
				t.Fatal(err)
			}
			if r.Domicile != "" != who.sees || r.DomicileHead != "" != who.sees || r.Stay.Status != "" != who.sees || r.Stay.Card != "" != who.sees || r.Stay.Period != "" != who.sees {
				t.Errorf("%s is sent domicile %v, residence status %v", who.id, r.Domicile != "", r.Stay.Status != "")
			}
			if r.Relationship != head.Relationship || r.Stay.Nationality == "" {
				t.Errorf("%s is not sent what must not be masked", who.id)
			}
		}
		for number := range wirev1.NumberKind(3) {
			if number == 0 {
				continue
			}
			before := h.logged(audit.NumberShown, "")
			shown, err := c.RevealNumber(t.Context(), &wirev1.RevealNumberRequest{SessionId: session, ResidentId: string(head.ID), Number: number, Purpose: 1})
			if who.sees {
				wantKind(t, "reveal", err, 0)
				continue
			}
			wantKind(t, "reveal without the right", err, wire.NoRight)
			if shown.GetDigits() != "" || h.logged(audit.NumberShown, "") != before {
				t.Errorf("number %d was shown without the right", number)
			}
		}
	}
}

// TestProtectedAddresses: of a household under a support measure no address of any kind
// is sent, whatever a record comes to hold.
func TestProtectedAddresses(t *testing.T) {
	h := newHouse(t)
	head, child := family(h)
	head.History = 2
	elsewhere := resident.Address{Town: "よそ市みなと町", Number: "7番地"}
	head.Previous, head.Destination, head.LastRegistered = elsewhere, elsewhere, elsewhere
	head.Arrival = &resident.Arrival{From: "011002", Address: elsewhere}
	h.settle(head)
	day := civil.FromTime(h.clock.Now())
	h.update(func(tx registry.Tx) error {
		return tx.PutMeasure(resident.Measure{ID: "M1", Kind: resident.Regular, Applicant: child.ID, SetBy: registrytest.Officer, SetAt: h.clock.Now(), ChangedAt: h.clock.Now(), Start: day, End: day.AddDays(365)})
	})
	c := h.client("T1")
	opened, err := c.OpenRecord(t.Context(), &wirev1.OpenRecordRequest{SessionId: h.signIn(c, registrytest.Writer), ResidentId: string(head.ID), Purpose: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range slices.Concat(opened.GetMembers(), opened.GetHistory()) {
		r, err := resident.Decode(m.GetRecord())
		if err != nil {
			t.Fatal(err)
		}
		for field, value := range reflect.ValueOf(r).Fields() {
			if value.Kind() == reflect.Pointer && !value.IsNil() && value.Elem().Kind() == reflect.Struct {
				for inner, v := range value.Elem().Fields() {
					if a, ok := v.Interface().(resident.Address); ok && !a.IsZero() {
						t.Errorf("%s.%s of a protected household is sent", field.Name, inner.Name)
					}
				}
			}
			if a, ok := value.Interface().(resident.Address); ok && !a.IsZero() {
				t.Errorf("%s of a protected household is sent", field.Name)
			}
		}
	}
}

// TestOpenedFile: the record of then says whether the numbers were others, the household
// whether it has no head, and what is under way is told with its kind.
func TestOpenedFile(t *testing.T) {
	h := newHouse(t)
	head, child := family(h)
	head.History, head.Code = 2, residentcode.Code{}
	head.Number = mustNumber("379474484458") // 個人番号 changed; the code is dropped with it
	h.settle(head)
	head.History = 3
	h.settle(head)
	h.update(func(tx registry.Tx) error {
		return tx.PutHousehold(registry.Household{ID: head.Household, Headless: true})
	})
	c := h.client("T1")
	clerk := h.signIn(c, registrytest.Writer)
	open := func(id resident.ID) *wirev1.OpenRecordResponse {
		t.Helper()
		r, err := c.OpenRecord(t.Context(), &wirev1.OpenRecordRequest{SessionId: clerk, ResidentId: string(id), Purpose: 1})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := open(head.ID)
	if !r.GetHeadless() {
		t.Error("the household is not said to have no head")
	}
	type state struct{ has, other, code, otherCode bool }
	var got []state
	for _, m := range r.GetHistory() {
		got = append(got, state{m.GetHasIndividualNumber(), m.GetOtherIndividualNumber(), m.GetHasResidentCode(), m.GetOtherResidentCode()})
	}
	if want := []state{{true, false, false, false}, {true, false, false, false}, {true, true, true, true}}; !slices.Equal(got, want) {
		t.Errorf("numbers of the history = %+v, want %+v", got, want)
	}
	if got := open(child.ID).GetHistory()[0]; got.GetHasIndividualNumber() || got.GetOtherIndividualNumber() {
		t.Error("who never had a number had one")
	}
}

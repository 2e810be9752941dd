package adapter_test

import (
	"slices"
	"testing"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/app/resident"
	central "madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store/storetest"
)

// TestIntegratedTerminal: E23 is refused here before anything leaves the terminal, and
// logged; and by the registry for a terminal that does not refuse it (R103).
func TestIntegratedTerminal(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	terms := b.Terms()
	terms.Integrated = true
	b.Apply(terms)
	birth := civil.Certain(civil.MustParse("1986-02-03"))
	for _, tt := range []struct {
		name string
		q    counter.Query
		want error
	}{
		{"nothing", counter.Query{}, counter.ErrTooBroad},
		{"name", counter.Query{Name: "中原花子"}, counter.ErrTooBroad},
		{"name and number", counter.Query{Name: "中原花子", ResidentID: hanako}, counter.ErrTooBroad},
		{"two numbers", counter.Query{ResidentCode: residentCode, IndividualNumber: individualNumber}, counter.ErrTooBroad},
		{"name and birth", counter.Query{Name: "中原花子", Birth: birth}, nil},
		{"name and address", counter.Query{Name: "中原花子", Address: "潮見町"}, nil},
		{"birth and address", counter.Query{Birth: birth, Address: "潮見町"}, nil},
	} {
		tt.q.Purpose = counter.ForEnquiry
		asked, n := len(b.registry.asked), len(b.audits())
		_, err := b.Search(b.Context(), tt.q)
		b.want(tt.name, err, tt.want)
		kind := audit.Searched
		if tt.want != nil {
			kind = audit.SearchRefused
		}
		if got := b.audits()[n:]; len(got) != 1 || got[0].Kind != kind || (len(b.registry.asked) == asked) != (tt.want != nil) {
			t.Errorf("%s: logged %+v, registry asked %v", tt.name, got, len(b.registry.asked) != asked)
		}
	}
	// E23 is said without a line, too.
	b.registry.set(counter.Offline)
	_, err := b.Search(b.Context(), counter.Query{Name: "中原花子", Purpose: counter.ForEnquiry})
	b.want("E23 without a line", err, counter.ErrTooBroad)
}

// TestLookupOverTheLine searches, opens and lists over TLS: what the registry says comes
// to the desk as it is.
func TestLookupOverTheLine(t *testing.T) {
	w := newWired(t)
	ctx := t.Context()
	head := storetest.Resident("000000019", "000000108", "海野　潮", "ウンノ　ウシオ")
	head.Class, head.Domicile, head.Stay = resident.Foreign, "みなと野市北区", &resident.Stay{Nationality: "ブラジル", Article: 1, Status: "永住者", Card: "AB12345678CD"}
	w.must(w.register.Update(ctx, func(tx central.Tx) error {
		if err := tx.PutHousehold(central.Household{ID: head.Household, Headless: true}); err != nil {
			return err
		}
		if err := tx.Append(&head); err != nil {
			return err
		}
		head.History, head.Name = 2, "髙野　潮"
		return tx.Append(&head)
	}))
	w.change(registrytest.Writer)
	query := counter.Query{Name: "海野", Birth: head.Birth, ResidenceCard: "AB12345678CD", Purpose: counter.ForEnquiry}
	found, err := w.Search(ctx, query)
	if err != nil || len(found.Hits) != 1 || found.Hits[0].PastName != "海野　潮" || !slices.Contains(found.Hits[0].Matched, counter.ByPastName) || !slices.Contains(found.Hits[0].Matched, counter.ByKey) {
		t.Errorf("found %+v, %v", found, err)
	}
	kept, err := w.Searches(ctx)
	if err != nil || len(kept) != 1 || kept[0].Query != query || kept[0].Hits != 1 || kept[0].At.IsZero() {
		t.Errorf("kept %+v, %v; want what was searched by", kept, err)
	}
	for q, want := range map[counter.Query]error{
		{Name: "㈱海野", Purpose: counter.ForEnquiry}: counter.ErrNoPerson, {Address: "町", Purpose: counter.ForEnquiry}: counter.ErrTooBroad, {Name: "海野"}: counter.ErrNoPurpose,
	} {
		n := len(w.audits())
		_, err := w.Search(ctx, q)
		w.want("refused", err, want)
		if got := w.audits()[n:]; len(got) != 1 || got[0].Kind != audit.SearchRefused {
			t.Errorf("a refusal of the registry is logged as %+v", got)
		}
	}
	opened, err := w.OpenRecord(ctx, head.ID, counter.ForEnquiry)
	if err != nil || !opened.Headless || len(opened.Numbers) != 2 || len(opened.Masked) != 0 || opened.Members[0].Domicile == "" {
		t.Errorf("opened headless %v, numbers %d, masked %v, %v", opened.Headless, len(opened.Numbers), opened.Masked, err)
	}
	n := len(w.audits())
	members, err := w.OpenHousehold(ctx, head.Household, counter.ForNotification)
	if err != nil || len(members) != 1 || members[0].ID != head.ID {
		t.Errorf("household by its number: %d members, %v", len(members), err)
	}
	if got := w.audits()[n:]; len(got) != 2 || got[0].Kind != audit.Searched || !slices.Contains(got[0].Detail, "single") || got[1].Kind != audit.RecordOpened {
		t.Errorf("a household that is opened by its number is logged as %+v", got)
	}
	_, err = w.OpenHousehold(ctx, "000000019", counter.ForNotification)
	w.want("nobody's household", err, counter.ErrGone)

	// A clerk without the rights to see is sent less, and told of it; also from the copy
	// this terminal keeps.
	w.change(registrytest.Masked)
	for _, where := range []string{"over the line", "from the copy"} {
		opened, err := w.OpenRecord(ctx, head.ID, counter.ForEnquiry)
		if err != nil || !slices.Equal(opened.Masked, operator.Sights()) || opened.Members[0].Domicile != "" || opened.Members[0].Stay.Status != "" {
			t.Errorf("%s: masked %v, %v", where, opened.Masked, err)
		}
		w.cable.Cut()
		w.waitFor(counter.Offline)
	}
	w.cable.Restore()
	w.waitFor(counter.Online)
	asked := len(w.audits())
	_, err = w.RevealNumber(ctx, head.ID, counter.IndividualNumber, counter.ForEnquiry)
	w.want("reveal without the right", err, counter.ErrNoRight)
	if len(w.audits()) != asked {
		t.Error("a number that is not shown is logged as shown")
	}

	// The registry does not trust the terminal's own refusal.
	w.must(central.SetPersonality(ctx, w.register, terminal, policy.IntegratedTerminal))
	_, err = w.Search(ctx, counter.Query{Name: "海野", Purpose: counter.ForEnquiry})
	w.want("E23 at the registry", err, counter.ErrTooBroad)
}

// TestTypedShown: a number that was typed to search by is logged when it is shown.
func TestTypedShown(t *testing.T) {
	b := newBench(t)
	b.want("signed out", b.TypedShown(b.Context(), counter.ResidentCode), desk.ErrSignedOut)
	b.signIn(sato)
	n := len(b.audits())
	b.must(b.TypedShown(b.Context(), counter.ResidentCode))
	if got := b.audits()[n:]; len(got) != 1 || got[0].Kind != audit.NumberShown || !slices.Equal(got[0].Detail, []string{"typed", "number=2"}) {
		t.Errorf("logged %+v", got)
	}
	defer b.sabotage("audit")()
	if b.TypedShown(b.Context(), counter.ResidentCode) == nil {
		t.Error("shown without a record")
	}
}

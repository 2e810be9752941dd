package registry

import (
	"errors"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/rules"
)

var _ rules.View = (*registerView)(nil)

// A registerView is the register as the rules see it: it always knows. It keeps the
// first error of the store, which is looked at when the rules are done.
type registerView struct {
	tx    Tx
	entry notification.EntryID // being decided
	moment
	err error
}

func (v *registerView) note(err error) {
	if err != nil && v.err == nil {
		v.err = err
	}
}

// optional turns "not found" into nil.
func (v *registerView) optional(r resident.Record, err error) *resident.Record {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	v.note(err)
	if err != nil {
		return nil
	}
	return &r
}

// Resident implements [rules.View].
func (v *registerView) Resident(id resident.ID, history int) (*resident.Record, bool) {
	if history == 0 {
		return v.optional(v.tx.Current(id)), v.err == nil
	}
	return v.optional(v.tx.Row(id, history)), v.err == nil
}

// Members implements [rules.View].
func (v *registerView) Members(id resident.HouseholdID) ([]resident.Record, bool) {
	members, err := v.tx.Members(id)
	v.note(err)
	return members, err == nil
}

// Holders implements [rules.View].
func (v *registerView) Holders(m rules.Mark) ([]resident.Record, bool) {
	if m.Card != "" {
		found, err := v.tx.CardHolders(m.Card)
		v.note(err)
		return found, err == nil
	}
	kind, digits := ResidentCode, m.Code.Reveal()
	if !m.Number.IsZero() {
		kind, digits = IndividualNumber, m.Number.Reveal()
	}
	id, err := v.tx.Holder(kind, digits)
	if errors.Is(err, ErrNotFound) {
		return nil, true
	}
	v.note(err)
	if err != nil {
		return nil, false
	}
	holder, err := v.tx.Current(id)
	v.note(err)
	return []resident.Record{holder}, err == nil
}

// Alike implements [rules.View].
func (v *registerView) Alike(name string, birth civil.Uncertain, sex resident.Sex) ([]resident.Record, bool) {
	found, err := v.tx.Alike(name, birth)
	v.note(err)
	same := found[:0]
	for _, r := range found {
		if r.Sex == sex {
			same = append(same, r)
		}
	}
	return same, err == nil
}

// Households implements [rules.View].
func (v *registerView) Households(at resident.Address) (int, bool) {
	n, err := v.tx.HouseholdsAt(at)
	v.note(err)
	return n, err == nil
}

// CodeStock implements [rules.View].
func (v *registerView) CodeStock() (left int, known bool) {
	left, err := v.tx.CodesLeft()
	v.note(err)
	return left, err == nil
}

// Pending implements [rules.View]. Of several undecided entries the oldest goes first:
// if each waited for the others none would ever be applied.
func (v *registerView) Pending(id resident.ID, household resident.HouseholdID) (pending, known bool) {
	for _, s := range subjectsOf(id, household) {
		entries, err := v.tx.Undecided(s)
		v.note(err)
		if err != nil {
			return false, false
		}
		if len(entries) > 0 && entries[0] != v.entry {
			return true, true
		}
	}
	return false, true
}

func subjectsOf(id resident.ID, household resident.HouseholdID) []Subject {
	var s []Subject
	if id != "" {
		s = append(s, Subject{Resident: id})
	}
	if household != "" {
		s = append(s, Subject{Household: household})
	}
	return s
}

// ViewOf returns the register as the rules see it at a moment, for who checks what is
// recorded. err returns the first error of the store, once the rules are done.
func ViewOf(tx Tx, now time.Time) (view rules.View, err func() error) {
	v := &registerView{tx: tx, moment: moment{now: now}}
	return v, func() error { return v.err }
}

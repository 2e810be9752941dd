package registry

import (
	"errors"
	"slices"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// An undoing is what a cancellation does to one resident.
type undoing struct {
	now    resident.Record  // the current row
	wrong  resident.Record  // the row that is cancelled, by the number on the paper
	before *resident.Record // the state that comes back; nil when there was none
}

// cancel writes 異動の取消し. Nothing is deleted: a row is added that brings back the
// state before the entry that wrote the row named (STD 4.6).
//
// When the whole of that entry is cancelled, what it wrote for the other members of the
// households is, too. Who comes back comes back into the former household if that is
// still at the address or stands empty, and otherwise into a new one there.
func (p *posting) cancel() error {
	all, err := p.undoings()
	if err != nil {
		return err
	}
	rows := make([]resident.Record, len(all))
	homes := make(map[resident.HouseholdID]resident.HouseholdID) // former household: where they come back to
	for i, u := range all {
		rows[i] = p.restored(u)
		if rows[i].Status.Current() {
			if rows[i].Household, err = p.home(u, all, homes); err != nil {
				return err
			}
		}
	}
	if err := p.place(rows); err != nil {
		return err
	}
	for i, u := range all {
		if err := errors.Join(p.write(rows[i]), p.forget(u)); err != nil {
			return err
		}
	}
	for i, u := range all {
		for _, id := range []resident.HouseholdID{u.now.Household, rows[i].Household} {
			if err := p.checkCancelled(id); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkCancelled refuses to leave a household without its head when the whole of the
// entry could be cancelled instead.
func (p *posting) checkCancelled(id resident.HouseholdID) error {
	before, err := p.tx.Household(id)
	if err != nil {
		return err
	}
	if err := p.checkHead(id, notification.Scope); err != nil {
		return err
	}
	after, err := p.tx.Household(id)
	if err == nil && after.Headless && !before.Headless && p.header.Int(notification.Scope) != notification.ScopeAll {
		err = refusedBy("E14", notification.Header, notification.Scope)
	}
	return err
}

// undoings returns what is cancelled, of the persons first and then of who else the
// entries wrote rows for.
func (p *posting) undoings() ([]undoing, error) {
	var all []undoing
	for i, t := range p.targets {
		u, err := undo(p.tx, *t, p.content.Persons[i].Int(notification.CancelHistory))
		if err != nil {
			return nil, p.notLatest(err, i, notification.CancelHistory)
		}
		all = append(all, u)
	}
	if p.header.Int(notification.Scope) != notification.ScopeAll {
		return all, nil
	}
	for _, u := range slices.Clone(all) {
		mates, err := p.mates(u, all)
		if err != nil {
			return nil, err
		}
		all = append(all, mates...)
	}
	return all, nil
}

// errNotLatest says that a row cannot be cancelled: another entry followed it, it is a
// cancellation itself, or it was taken over when the register was set up.
var errNotLatest = errors.New("row cannot be cancelled")

func (p *posting) notLatest(err error, person int, item notification.Item) error {
	if errors.Is(err, errNotLatest) {
		return refusedBy("E26", person, item)
	}
	return err
}

// mates returns what else the entry that is cancelled for one resident wrote in the
// households concerned.
func (p *posting) mates(of undoing, known []undoing) ([]undoing, error) {
	rows, err := p.tx.Written(notification.EntryID(of.wrong.Entry))
	if err != nil {
		return nil, err
	}
	households := []resident.HouseholdID{of.now.Household}
	if of.before != nil {
		households = append(households, of.before.Household)
	}
	var mates []undoing
	for _, row := range rows {
		same := func(u undoing) bool { return u.now.ID == row.ID }
		if slices.ContainsFunc(known, same) || slices.ContainsFunc(mates, same) || !slices.Contains(households, row.Household) {
			continue
		}
		now, err := p.tx.Current(row.ID)
		if err != nil {
			return nil, err
		}
		u, err := undo(p.tx, now, row.History)
		if err != nil {
			return nil, p.notLatest(err, notification.Header, notification.Scope)
		}
		mates = append(mates, u)
	}
	return mates, nil
}

// undo returns what it is to cancel a row of a resident: all rows that its entry wrote
// go with it, and no other entry may have followed.
func undo(tx Tx, now resident.Record, n int) (undoing, error) {
	rows, err := tx.History(now.ID)
	if err != nil {
		return undoing{}, err
	}
	slices.Reverse(rows)
	if n < 1 || n > len(rows) {
		return undoing{}, errNotLatest
	}
	u := undoing{now: now, wrong: rows[n-1]}
	entry := u.wrong.Entry
	if u.wrong.Cause == resident.Initial || u.wrong.Cancels != 0 || entry == "" && n != len(rows) {
		return undoing{}, errNotLatest
	}
	for _, r := range rows[n:] {
		if r.Entry != entry {
			return undoing{}, errNotLatest
		}
	}
	first := n
	for entry != "" && first > 1 && rows[first-2].Entry == entry {
		first--
	}
	if first > 1 {
		u.before = &rows[first-2]
	}
	return u, notANumber(tx, u, first)
}

// notANumber keeps a number that was changed from being changed back: the one before is
// never given again. Who needs another asks for another.
func notANumber(tx Tx, u undoing, first int) error {
	changes := []resident.Cause{resident.CodeRequested, resident.CodeGiven, resident.NumberRequested, resident.NumberRevised}
	if !slices.Contains(changes, u.wrong.Cause) {
		return nil
	}
	past, err := tx.PastNumbers(u.now.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(past, func(n PastNumbers) bool { return n.Until >= first-1 }) {
		return errNotLatest
	}
	return nil
}

// restored returns the row that brings back the state before, without a household to come
// back to yet.
func (p *posting) restored(u undoing) resident.Record {
	r := u.now
	if u.before != nil {
		r = *u.before
	}
	r.History = u.now.History
	was, wasBefore := u.now.Status, u.before != nil && u.before.Status.Current()
	cause := resident.CancelledRevision
	switch {
	case was.Current() && !wasBefore:
		cause = resident.CancelledEntry
	case was == resident.Leaving && u.before.Status != resident.Leaving, !was.Current() && wasBefore:
		cause = resident.CancelledRemoval
	}
	r = p.next(r, cause)
	r.Cancels = u.wrong.History
	if u.before == nil {
		r.Status = resident.Removed
	}
	return r
}

// home returns the household that somebody comes back to.
func (p *posting) home(u undoing, all []undoing, homes map[resident.HouseholdID]resident.HouseholdID) (resident.HouseholdID, error) {
	former := u.before.Household
	if id, settled := homes[former]; settled {
		return id, nil
	}
	members, err := p.tx.Members(former)
	if err != nil {
		return "", err
	}
	homes[former] = former
	for _, m := range members {
		undone := slices.ContainsFunc(all, func(u undoing) bool { return u.now.ID == m.ID })
		if !undone && !m.Address.SamePlace(u.before.Address) {
			homes[former], err = p.newHousehold()
			return homes[former], err
		}
	}
	return former, nil
}

// place gives those who come back their place: the one of before, unless another has it
// now, and the last one then. Who comes back alone heads the household.
func (p *posting) place(rows []resident.Record) error {
	for i := range rows {
		r := &rows[i]
		if !r.Status.Current() {
			continue
		}
		members, err := p.tx.Members(r.Household)
		if err != nil {
			return err
		}
		others := slices.DeleteFunc(members, func(m resident.Record) bool { return has(rows, m.ID) })
		for j, o := range rows {
			if o.Household == r.Household && o.Status.Current() && j != i {
				others = append(others, o)
			}
		}
		if len(others) == 0 {
			r.Relationship = resident.Head
		}
		if last := slices.MaxFunc(append(others, *r), func(a, b resident.Record) int { return a.Order - b.Order }); slices.ContainsFunc(others, func(o resident.Record) bool { return o.Order == r.Order }) {
			r.Order = last.Order + 1
		}
	}
	return nil
}

// forget withdraws the request for a number that was cancelled.
func (p *posting) forget(u undoing) error {
	switch u.wrong.Cause {
	case resident.Born, resident.MovedInAbroad, resident.Entered, resident.BecameResident, resident.NumberRequested, resident.NumberRevised:
		return p.tx.ForgetRequest(u.now.ID)
	}
	return nil
}

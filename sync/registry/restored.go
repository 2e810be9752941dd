package registry

import (
	"errors"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// A registry that went back to a backup (R066) gets again from the terminals what the
// backup lacks. What had been accepted was certified since, and numbers were told to
// people: it is accepted again as of the same day and with the same numbers. Terminals
// come in any order, so that an entry may come before another that it builds upon; it
// waits for that one instead of being refused.

// An Earlier is the verdict that a revision had before the registry went back.
type Earlier struct {
	Verdict notification.Verdict
	// Sure says that the database before had it. Otherwise a terminal says so, and the
	// operators' rights are looked at as of then.
	Sure bool
}

// A Restoration is the part of a transaction that knows what was before a restore.
type Restoration interface {
	// RestoredAt returns when the registry last went back, the zero time for never.
	RestoredAt() (time.Time, error)
	// PutEarlier keeps an earlier verdict, unless there is a verdict or one was kept.
	PutEarlier(id notification.EntryID, revision int, e Earlier) error
	Earlier(id notification.EntryID, revision int) (Earlier, error)
	// Awaiting returns the entries that have all approvals, were accepted earlier and are
	// not yet again, in the order in which they were.
	Awaiting() ([]notification.EntryID, error)
	// GivenOut reports whether a number may have been given out between a backup and the
	// restore of it, and is nobody's now.
	GivenOut(series Series, number string) (bool, error)
	// EarlierCode returns the code that was allotted to a resident before.
	EarlierCode(resident.ID) (residentcode.Code, error)
}

// patience is for how long after a restore an event waits for what another terminal has yet
// to hand over, or for who signed it. Afterwards it is refused, and a person has to look.
const patience = time.Hour

// errAwaits says that an event is to come again later.
var errAwaits = errors.New("the entry is to come again from another terminal")

// unknownKey is why a signature is refused, or says that its event is to come again: who
// signed may have got the key since the backup, and tells it with the next sign-in.
func (b *batch) unknownKey(why error) error {
	at, err := b.tx.RestoredAt()
	if err == nil && !at.IsZero() && b.now.Sub(at) <= patience {
		return errAwaits
	}
	return errors.Join(err, why)
}

// awaits reports whether a review is of an entry that comes again.
func (b *batch) awaits(r *notification.Review) (bool, error) {
	at, err := b.tx.RestoredAt()
	if err != nil || at.IsZero() || b.now.Sub(at) > patience || !r.ReviewedAt.Before(at) {
		return false, err
	}
	c, err := b.tx.Case(r.EntryID)
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return err == nil && c.Revision < r.Revision, err
}

// remember keeps what a terminal says the registry had decided of what it hands over
// again.
func (b *batch) remember(changes []*wirev1.Change) error {
	at, err := b.tx.RestoredAt()
	if err != nil || at.IsZero() {
		return err
	}
	for _, c := range changes {
		v, err := wire.ToVerdict(c.GetVerdict())
		if err != nil {
			return err
		}
		if !v.Accepted || !v.DecidedAt.Before(at) {
			continue
		}
		if err := b.tx.PutEarlier(notification.EntryID(c.GetEntryId()), int(c.GetRevision()), Earlier{Verdict: *v}); err != nil {
			return err
		}
	}
	return nil
}

// recall looks how the entry was decided before the registry went back.
func (d *decision) recall() error {
	at, err := d.tx.RestoredAt()
	if err != nil || at.IsZero() || !d.submission.WrittenAt.Before(at) {
		return err
	}
	e, err := d.tx.Earlier(d.submission.EntryID, d.submission.Revision)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	// A terminal's word moves nothing to a day on which it cannot have been.
	if on := e.Verdict.ProcessedOn; e.Sure || !on.Before(civil.FromTime(d.submission.WrittenAt)) && !on.After(civil.FromTime(at)) {
		d.earlier = &e
	}
	return nil
}

// accepted reports whether the entry had been accepted.
func (d *decision) accepted() bool { return d.earlier != nil && d.earlier.Verdict.Accepted }

// at is the moment that the entry is judged by.
func (d *decision) at() time.Time {
	if d.accepted() {
		return d.earlier.Verdict.DecidedAt
	}
	return d.now
}

// day is the date of processing (処理日): the registry's own, and the one of before for what
// had been accepted.
func (d *decision) day() civil.Date {
	if d.accepted() {
		return d.earlier.Verdict.ProcessedOn
	}
	return d.batch.day()
}

// goOn decides what waited for the entry that was just accepted.
func (b *batch) goOn() error {
	at, err := b.tx.RestoredAt()
	if err != nil || at.IsZero() {
		return err
	}
	ids, err := b.tx.Awaiting()
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, err := b.tx.Case(id)
		if err != nil {
			return err
		}
		if c.Stage != Pending {
			continue // one of those before was what it waited for, too
		}
		if err := b.resume(c); err != nil {
			return err
		}
	}
	return nil
}

// resume decides an entry that waited, in the name of the terminal it is of.
func (b *batch) resume(c Case) error {
	s, err := b.tx.Submission(c.ID, c.Revision)
	if err != nil {
		return err
	}
	its := *b
	if its.terminal, err = b.tx.Terminal(s.Terminal); err != nil {
		return err
	}
	f, err := its.form(&s.Submission)
	if err != nil {
		return err
	}
	return (&decision{batch: &its, submission: s, form: f}).decide(c)
}

// earlierOf returns what the register had made of a person before.
func (p *posting) earlierOf(person int) notification.Applied {
	for _, a := range p.earlier {
		if a.Person == person {
			return a
		}
	}
	return notification.Applied{}
}

// allotResident returns the number of a new resident: the one of before, or the next.
func (p *posting) allotResident(person int) (resident.ID, error) {
	before := p.earlierOf(person).ResidentID
	if before != "" {
		if free, err := p.tx.GivenOut(ResidentSeries, before); free || err != nil {
			return resident.ID(before), err
		}
	}
	number, err := p.tx.Allot(ResidentSeries)
	return resident.ID(number), err
}

// allotHousehold is the same of a new household.
func (p *posting) allotHousehold() (resident.HouseholdID, error) {
	for _, a := range p.earlier {
		if a.HouseholdID == "" {
			continue
		}
		if free, err := p.tx.GivenOut(HouseholdSeries, a.HouseholdID); free || err != nil {
			return resident.HouseholdID(a.HouseholdID), err
		}
	}
	number, err := p.tx.Allot(HouseholdSeries)
	return resident.HouseholdID(number), err
}

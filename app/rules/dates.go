package rules

import (
	"strconv"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on dates. A comparison with a date that is missing, wrong or not fully known
// holds for nobody.

// later finds each of the items of the header whose date is after a day.
func (f *facts) later(day civil.Date, found report, items ...notification.Item) {
	for _, item := range items {
		if d := f.date(item); !d.IsZero() && d.After(day) {
			found(notification.Header, item, "")
		}
	}
}

// earlier finds each of the items of the header whose date is before a day.
func (f *facts) earlier(day civil.Date, found report, items ...notification.Item) {
	for _, item := range items {
		if d := f.date(item); !d.IsZero() && d.Before(day) {
			found(notification.Header, item, "")
		}
	}
}

// changeInFuture is E04: 異動日 after 処理日; only a 転出 is planned. A support measure
// and a hold may begin later, they are no change of the record.
func changeInFuture(f *facts, found report) {
	if f.changed.After(f.day) {
		found(notification.Header, notification.ChangedOn, "")
	}
	f.later(f.day, found, notification.ArrivedOn, notification.ArrivedThereOn, notification.LeftOn)
}

// notifiedInFuture is E05: 届出日, or the date of the notice or of the 戸籍届 (申出日,
// 通知日), after 処理日.
func notifiedInFuture(f *facts, found report) {
	f.later(f.day, found, notification.NotifiedOn, notification.BasisOn, notification.NoticeOn, notification.SupportConsultedOn)
}

// processedOn is no item of any form: 処理日 is stamped by the registry.
const processedOn notification.Item = "processed_on"

// processedByHand is E06: 処理日 came over the line as if it had been typed.
func processedByHand(f *facts, found report) {
	for person := notification.Header; person < len(f.c.Persons); person++ {
		if f.c.Of(person).Has(processedOn) {
			found(person, processedOn, "")
		}
	}
}

// outOfOrder is E07: 異動日 before the birth, before becoming a resident or before the
// last change of the same person. A planned 転出 still to come may be overtaken. Also
// whoever comes from abroad enters the country before the city, and leaves here before
// arriving there.
func outOfOrder(f *facts, found report) {
	if left := f.date(notification.LeftOn); !left.IsZero() {
		f.earlier(left, found, notification.ArrivedThereOn)
	}
	if f.changed.IsZero() {
		return
	}
	f.later(f.changed, found, notification.ArrivedOn)
	for _, p := range f.movers() {
		f.personOutOfOrder(p, found)
	}
}

func (f *facts) personOutOfOrder(p person, found report) {
	if born, exact := p.birth.Date(); exact && f.changed.Before(born) && !bornOrDied(f.c.Kind) {
		found(p.index, notification.Birth, "")
	}
	if f.c.Kind.Is(notification.AnyStatus) {
		return // what is written before is cancelled or added to
	}
	if p.target != nil && f.overtakes(*p.target) {
		found(p.index, notification.ChangedOn, "")
		return
	}
	for _, b := range p.bearers {
		if !p.anotherResident(b.record) && f.overtakes(b.record) {
			found(p.index, notification.ChangedOn, "")
			return
		}
	}
}

func (f *facts) overtakes(r resident.Record) bool {
	return f.changed.Before(r.ResidentSince) || r.Status != resident.Leaving && f.changed.Before(r.ChangedOn)
}

var bornOrDied = only(notification.Newborn, notification.Death)

// bornOrDiedOtherwise is E08: 死亡日 before the birth, 出生 on another day than 異動日,
// or a document on either that is older than what it says.
func bornOrDiedOtherwise(f *facts, found report) {
	if f.changed.IsZero() {
		return
	}
	for _, p := range f.movers() {
		born, exact := p.birth.Date()
		switch {
		case !exact:
		case f.c.Kind == notification.Death && f.changed.Before(born):
			found(notification.Header, notification.ChangedOn, "")
		case f.c.Kind == notification.Newborn && f.changed != born:
			found(p.index, notification.Birth, "")
		}
	}
	f.earlier(f.changed, found, notification.NotifiedOn, notification.BasisOn)
}

// notInCalendar is E09. Which fields may hold a date that is not fully known (不詳) is
// the form's to say: the births, and the dates of a birth, a death and a deletion, of
// whose causes it is for somebody missing (失踪) alone.
func notInCalendar(f *facts, found report) {
	for _, x := range f.fields {
		if x.value == "" {
			continue
		}
		var err error
		switch {
		case x.Type == notification.Date, x.Item == notification.ChangedOn && f.knownExactly():
			_, err = civil.Parse(x.value)
		case x.Type == notification.UncertainDate:
			_, err = civil.ParseCanonical(x.value)
		}
		if err != nil {
			found(x.person, x.Item, "")
		}
	}
}

// knownExactly reports whether the date of a deletion has to be.
func (f *facts) knownExactly() bool {
	return f.c.Kind == notification.ExOfficioDeletion && f.c.Header.Int(notification.DeletionCause) != notification.DeletedMissing
}

// period is how many days after a change the Act gives for the notification (法22条
// to 25条; for 法25条 unverified, DOMAIN 2.3). The day of the change itself does not count.
const period = 14

// since returns the days from one date to another, and false when either is not known.
func since(from, to civil.Date) (int, bool) {
	return to.Sub(from), !from.IsZero() && !to.IsZero()
}

// movedOutLongAgo is E25: after the period a 転出 is written ex officio, not as a
// notification (STD 4.1.3.0.1).
func movedOutLongAgo(f *facts, found report) {
	if days, known := since(f.changed, f.notified); known && days > period {
		found(notification.Header, notification.ChangedOn, strconv.Itoa(days))
	}
}

// lateNotification is A03.
func lateNotification(f *facts, found report) {
	if days, known := since(f.changed, f.notified); known && days > period {
		found(notification.Header, notification.NotifiedOn, strconv.Itoa(days))
	}
}

package rules

import (
	"strconv"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on dates. A comparison with a date that is missing, wrong or not fully known
// holds for nobody.

// changeInFuture is E04: 異動日 after 処理日; only a 転出 is planned.
func changeInFuture(f *facts, found report) {
	if f.changed.After(f.day) {
		found(notification.Header, notification.ChangedOn, "")
	}
}

// notifiedInFuture is E05: 届出日 after 処理日.
func notifiedInFuture(f *facts, found report) {
	if f.notified.After(f.day) {
		found(notification.Header, notification.NotifiedOn, "")
	}
}

// outOfOrder is E07: 異動日 before the birth, before becoming a resident or before the
// last change of the same person. A planned 転出 still to come may be overtaken.
func outOfOrder(f *facts, found report) {
	if f.changed.IsZero() {
		return
	}
	for _, p := range f.persons {
		if born, exact := p.birth.Date(); exact && f.changed.Before(born) {
			found(p.index, notification.Birth, "")
		}
		if p.target != nil && f.overtakes(*p.target) {
			found(p.index, notification.ChangedOn, "")
			continue
		}
		for _, b := range p.bearers {
			if !p.anotherResident(b.record) && f.overtakes(b.record) {
				found(p.index, notification.ChangedOn, "")
				break
			}
		}
	}
}

func (f *facts) overtakes(r resident.Record) bool {
	return f.changed.Before(r.ResidentSince) || r.Status != resident.Leaving && f.changed.Before(r.ChangedOn)
}

// notInCalendar is E09.
func notInCalendar(f *facts, found report) {
	for _, x := range f.fields {
		if x.value == "" {
			continue
		}
		var err error
		switch x.Type {
		case notification.Date:
			_, err = civil.Parse(x.value)
		case notification.UncertainDate:
			_, err = civil.ParseCanonical(x.value)
		}
		if err != nil {
			found(x.person, x.Item, "")
		}
	}
}

// period is how many days after a change the Act gives for the notification (法22条
// to 25条). The day of the change itself does not count.
const period = 14

// movedOutLongAgo is E25: after the period a 転出 is written ex officio, not as a
// notification (STD 4.1.3.0.1).
func movedOutLongAgo(f *facts, found report) {
	if days := f.notified.Sub(f.changed); days > period {
		found(notification.Header, notification.ChangedOn, strconv.Itoa(days))
	}
}

// lateNotification is A03.
func lateNotification(f *facts, found report) {
	if days := f.notified.Sub(f.changed); days > period {
		found(notification.Header, notification.NotifiedOn, strconv.Itoa(days))
	}
}

package rules

import (
	"strconv"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
)

// Rules on the stay of foreign residents (法30条の45).

// The classes of 法30条の45, as the form codes them.
const (
	mediumToLong = 1 // 中長期在留者
	special      = 2 // 特別永住者
	transitional = 5 // 経過滞在者
)

// stayInconsistent is E27: the stay has ended, items stand beside a class that has
// none, or a 経過滞在者 notifies as a 中長期在留者等 (法30条の46, 30条の47). Items that
// the form hides are looked at too, as they may come over the line.
func stayInconsistent(f *facts, found report) {
	for _, p := range f.persons {
		if !f.foreign(p) {
			continue
		}
		article := p.values.Int(notification.Article30_45)
		if expiry, ok := p.expiry(); ok && expiry.Before(f.day) {
			found(p.index, notification.ResidenceExpiry, "")
		}
		if article == transitional && only(notification.Article46, notification.Article47)(f.c.Kind) {
			found(p.index, notification.Article30_45, "")
		}
		for _, item := range excluded[article] {
			if p.values.Has(item) {
				found(p.index, item, "")
			}
		}
	}
}

// foreign reports whether the form has a stay for the person: by their class, or
// because it is of foreign residents alone.
func (f *facts) foreign(p person) bool {
	if f.has(notification.ResidentClass, true) {
		return p.values.Int(notification.ResidentClass) == notification.ClassForeign
	}
	return f.has(notification.Article30_45, true)
}

// excluded are the items that a class does not have.
var excluded = map[int][]notification.Item{
	special:      {notification.ResidenceStatus, notification.ResidencePeriod, notification.ResidenceExpiry},
	transitional: {notification.ResidenceStatus, notification.ResidencePeriod, notification.ResidenceExpiry, notification.ResidenceCard},
}

func (p person) expiry() (civil.Date, bool) {
	d, err := civil.Parse(p.values.Get(notification.ResidenceExpiry))
	return d, err == nil
}

// halfOver is how many of the 60 days of a 経過滞在者 have passed when the rest is worth
// a look. The 60 days are those of 入管法22条の2, from memory and not verified.
const halfOver = 30

// stayEndsSoon is A16: the period ends within a month, or the 60 days of a 経過滞在者,
// counted from birth or loss of nationality, are half over. When that day is not
// plain, it is always worth a look. The detail is the days left. On a form without a
// stay the recorded one is looked at, also when it is over: what it says is not
// changed there, so it stops nothing.
func stayEndsSoon(f *facts, found report) {
	for _, p := range f.persons {
		if expiry, ok := p.expiry(); ok && !expiry.Before(f.day) && !expiry.After(nextMonth(f.day)) {
			found(p.index, notification.ResidenceExpiry, strconv.Itoa(expiry.Sub(f.day)))
		}
		if f.foreign(p) && p.values.Int(notification.Article30_45) == transitional {
			began, exact := p.birth.Date()
			if f.c.Kind == notification.NationalityLoss {
				began, exact = f.changed, !f.changed.IsZero()
			}
			if !exact || f.day.Sub(began) >= halfOver {
				found(p.index, notification.Article30_45, "")
			}
		}
		if p.target == nil || p.target.Stay == nil || f.has(notification.Article30_45, true) {
			continue
		}
		if expiry := p.target.Stay.Expiry; !expiry.IsZero() && !expiry.After(nextMonth(f.day)) {
			found(p.index, notification.FullName, strconv.Itoa(expiry.Sub(f.day)))
		}
	}
}

// nextMonth returns the same day of the next month, or its last.
func nextMonth(d civil.Date) civil.Date {
	year, month := d.Year(), d.Month()+1
	if month > time.December {
		year, month = year+1, time.January
	}
	for day := d.Day(); ; day-- {
		if next, err := civil.Of(year, month, day); err == nil || day <= 28 {
			return next
		}
	}
}

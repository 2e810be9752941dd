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

// stayInconsistent is E27: the stay has ended, or items stand beside a class that has
// none. Items that the form hides are looked at too, as they may come over the line.
func stayInconsistent(f *facts, found report) {
	for _, p := range f.persons {
		if p.values.Int(notification.ResidentClass) != notification.ClassForeign {
			continue
		}
		if expiry, ok := p.expiry(); ok && expiry.Before(f.day) {
			found(p.index, notification.ResidenceExpiry, "")
		}
		for _, item := range excluded[p.values.Int(notification.Article30_45)] {
			if p.values.Has(item) {
				found(p.index, item, "")
			}
		}
	}
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

// stayEndsSoon is A16: the period ends within a month, or the 60 days of a 経過滞在者,
// counted from birth or loss of nationality, are half over. When that day is not
// plain from the birth, it is always worth a look. The detail is the days left.
func stayEndsSoon(f *facts, found report) {
	for _, p := range f.persons {
		expiry, ok := p.expiry()
		if ok && !expiry.Before(f.day) && !expiry.After(nextMonth(f.day)) {
			found(p.index, notification.ResidenceExpiry, strconv.Itoa(expiry.Sub(f.day)))
		}
		if p.values.Int(notification.Article30_45) == transitional {
			born, exact := p.birth.Date()
			if !exact || f.day.Sub(born) >= 30 {
				found(p.index, notification.Article30_45, "")
			}
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

package rules

import (
	"errors"
	"strconv"

	"madoguchi/app/household"
	"madoguchi/app/letters"
	"madoguchi/app/municipality"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
)

// Rules on what is written in a field, whatever the register says.

// wrongCheckDigit is E10.
func wrongCheckDigit(f *facts, found report) {
	for _, x := range f.fields {
		if x.value == "" {
			continue
		}
		var err error
		switch {
		case x.Type == notification.IndividualNumber:
			_, err = mynumber.Parse(x.value)
		case x.Type == notification.ResidentCode:
			_, err = residentcode.Parse(x.value)
		case x.Type == notification.ResidentID || x.Type == notification.HouseholdID:
			err = serial.Check(x.value)
		case x.Item == notification.NewWard || x.Item == notification.NoticeFrom:
			_, err = municipality.ParseCode(x.value)
		}
		if err != nil {
			found(x.person, x.Item, "")
		}
	}
}

// blankRequired is E12.
func blankRequired(f *facts, found report) {
	for _, x := range f.fields {
		if x.Required && x.value == "" {
			found(x.person, x.Item, "")
		}
	}
}

// wrongRelationship is E13. Only the register's own spelling passes.
func wrongRelationship(f *facts, found report) {
	for _, x := range f.fields {
		if x.Type != notification.Relationship || x.value == "" {
			continue
		}
		if r, err := household.ParseRelationship(x.value); err != nil || r.String() != x.value {
			found(x.person, x.Item, "")
		}
	}
}

// notOnForm is E22 (R007).
func notOnForm(f *facts, found report) {
	for _, v := range f.schema.Violations(f.c) {
		found(v.Person, v.Item, "")
	}
}

// foreignCharacter is E28. The detail is the place of the first such character, from 1.
func foreignCharacter(f *facts, found report) {
	for _, x := range f.fields {
		if x.Type != notification.Text && x.Type != notification.Name { // a relationship is E13, a reading E29
			continue
		}
		var bad *letters.CharacterError
		if err := f.repertoire.Check(x.value); errors.As(err, &bad) {
			found(x.person, x.Item, strconv.Itoa(bad.Position))
		} else if err != nil {
			found(x.person, x.Item, "")
		}
	}
}

// readingNotKatakana is E29.
func readingNotKatakana(f *facts, found report) {
	for _, x := range f.fields {
		if x.Type == notification.Reading && x.value != "" && !letters.IsReading(x.value) {
			found(x.person, x.Item, "")
		}
	}
}

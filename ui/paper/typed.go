package paper

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/letters"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
	"madoguchi/ui/words"
)

// A Fault says why what was typed is no value of its field, and what to do.
type Fault struct {
	Rule   string // E09 …, as the registry would name it
	Reason words.Key
	Remedy words.Key
	Args   []any // for both
}

// IsZero reports whether there is no fault.
func (f Fault) IsZero() bool { return f.Reason == "" }

// A Repertoire is the set of characters that names may be written in.
// *letters.Table is one.
type Repertoire interface {
	// Convert replaces the sequences that input methods produce by the register's.
	Convert(s string) string
	// Check returns a *letters.CharacterError for the first character that may not
	// stand in the register.
	Check(s string) error
}

// A Typist knows how operators write the values of each type.
type Typist struct {
	Repertoire Repertoire        // nil: every character may stand
	Era        civil.Era         // of years typed without one
	Wards      map[string]string // names by municipality code
}

// Parse turns what was typed for a field into its canonical text.
func (t Typist) Parse(f notification.Field, typed string) (string, Fault) {
	s := strings.TrimFunc(typed, unicode.IsSpace)
	if s == "" {
		return "", Fault{}
	}
	if f.Type == notification.Name || f.Type == notification.Text {
		var fault Fault
		if s, fault = t.spell(s); !fault.IsZero() {
			return "", fault
		}
	}
	if !Clean(s) {
		return "", Fault{"E28", words.PaperBadCharacter, words.PaperFixCharacter, nil}
	}
	canonical, fault := t.parseType(f, s)
	if fault.IsZero() && utf8.RuneCountInString(canonical) > f.Bound() {
		return "", Fault{"E22", words.PaperBadLength, words.PaperFixLength, []any{f.Bound()}}
	}
	return canonical, fault
}

func (t Typist) parseType(f notification.Field, s string) (string, Fault) {
	switch f.Type {
	case notification.Name:
		return wide(s), Fault{}
	case notification.Reading:
		return reading(s)
	case notification.Date:
		d, err := civil.ParseTyped(s, t.Era)
		return d.String(), DateFault(err)
	case notification.UncertainDate:
		d, err := civil.ParseUncertain(s, t.Era)
		return d.String(), DateFault(err)
	case notification.Postal:
		return digits(s, func(n string) bool { return len(n) == 7 }, Fault{"E12", words.PaperBadPostal, words.PaperFixPostal, nil})
	case notification.Phone:
		return phone(s)
	case notification.IndividualNumber:
		return digits(s, func(n string) bool { _, err := mynumber.Parse(n); return err == nil }, Fault{"E10", words.PaperBadNumber, words.PaperFixNumber, []any{12}})
	case notification.ResidentCode:
		return digits(s, func(n string) bool { _, err := residentcode.Parse(n); return err == nil }, Fault{"E10", words.PaperBadNumber, words.PaperFixNumber, []any{11}})
	case notification.ResidentID, notification.HouseholdID:
		return digits(s, func(n string) bool { return serial.Check(n) == nil }, Fault{"E10", words.PaperBadSerial, words.PaperFixSerial, nil})
	case notification.Relationship:
		return relationship(s)
	case notification.Number:
		return digits(s, func(n string) bool { _, err := strconv.Atoi(n); return err == nil }, Fault{"E12", words.PaperBadDigits, words.PaperFixDigits, nil})
	}
	return s, Fault{}
}

// DateFault says what is wrong with a date, from the error of package civil.
func DateFault(err error) Fault {
	var era *civil.WrongEraError
	switch {
	case err == nil:
		return Fault{}
	case errors.As(err, &era):
		return Fault{"E09", words.PaperBadEra, words.PaperFixEra, []any{era.Typed.Name(), era.Date.Format(civil.EraLong)}}
	case errors.Is(err, civil.ErrCalendar):
		return Fault{"E09", words.PaperBadCalendar, words.PaperFixCalendar, nil}
	}
	return Fault{"E09", words.PaperBadDate, words.PaperFixDate, nil}
}

// spell converts what an input method or a paste gave to the register's spelling, and
// refuses what the register does not have: which character, and why (E28).
func (t Typist) spell(s string) (string, Fault) {
	if t.Repertoire == nil {
		return s, Fault{}
	}
	s = t.Repertoire.Convert(s)
	var bad *letters.CharacterError
	if errors.As(t.Repertoire.Check(s), &bad) {
		return "", Fault{"E28", words.PaperBadName, words.PaperFixName, []any{bad.Position, words.T(words.GlyphRefused(int(bad.Reason)))}}
	}
	return s, Fault{}
}

// reading makes full-width katakana of what was typed and refuses anything else.
func reading(s string) (string, Fault) {
	kana := wide(letters.Kana(s))
	if !letters.IsReading(kana) {
		return "", Fault{"E29", words.PaperBadReading, words.PaperFixReading, nil}
	}
	return kana, Fault{}
}

// relationship reads the words of the register, and their numbers: 4の4 is 子の子.
func relationship(s string) (string, Fault) {
	menu := household.Words()
	parts := strings.Split(narrow(s), "の")
	for i, part := range parts {
		if n, err := strconv.Atoi(part); err == nil && n >= 1 && n <= len(menu) {
			parts[i] = menu[n-1]
		}
	}
	r, err := household.ParseRelationship(strings.Join(parts, "の"))
	if err != nil {
		return "", Fault{"E13", words.PaperBadRelation, words.PaperFixRelation, nil}
	}
	return r.String(), Fault{}
}

func phone(s string) (string, Fault) {
	s = strings.NewReplacer("(", "-", ")", "-", "（", "-", "）", "-", " ", "").Replace(narrow(s))
	for _, r := range s {
		if (r < '0' || r > '9') && r != '-' {
			return "", Fault{"E12", words.PaperBadPhone, words.PaperFixPhone, nil}
		}
	}
	return strings.Trim(s, "-"), Fault{}
}

// digits takes hyphens and spaces out and lets valid decide.
func digits(s string, valid func(string) bool, otherwise Fault) (string, Fault) {
	s = DigitsOf(s)
	if strings.TrimLeft(s, "0123456789") != "" || !valid(s) {
		return "", otherwise
	}
	return s, Fault{}
}

// Clean refuses what stands in no register: control and format characters,
// private-use code points, half-width kana (E28).
func Clean(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) || r == unicode.ReplacementChar || r >= '｡' && r <= 'ﾟ' {
			return false
		}
	}
	return utf8.ValidString(s)
}

// wide makes the space between family and given name one ideographic space.
func wide(s string) string { return strings.Join(strings.Fields(s), "　") }

// narrow makes digits and signs half-width. It is never applied to a name.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '－', r == '−', r == '‐', r == 'ー', r == '―':
			return '-'
		case r == '　':
			return ' '
		}
		return r
	}, s)
}

// DigitsOf returns the half-width digits of a number as it was typed, without
// hyphens and spaces. Whatever else stands there stays, for the checks to find.
func DigitsOf(s string) string {
	return strings.NewReplacer("-", "", " ", "").Replace(narrow(strings.TrimSpace(s)))
}

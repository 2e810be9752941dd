package rules

import (
	"strconv"
	"unicode"

	"madoguchi/app/household"
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
		case x.Item == notification.NewWard:
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

// foreignCharacter is E28. The detail is the place in the text, from 1.
func foreignCharacter(f *facts, found report) {
	for _, x := range f.fields {
		switch x.Type {
		case notification.Text, notification.Name: // a relationship is E13, a reading E29
			if at := f.firstForeign(x.value); at > 0 {
				found(x.person, x.Item, strconv.Itoa(at))
			}
		}
	}
}

func (f *facts) firstForeign(s string) int {
	characters := []rune(s)
	for i := 0; i < len(characters); i++ {
		selector := rune(0)
		if i+1 < len(characters) && unicode.Is(unicode.Variation_Selector, characters[i+1]) {
			selector = characters[i+1]
		}
		if !f.allowed(characters[i], selector) {
			return i + 1
		}
		if selector != 0 {
			i++
		}
	}
	return 0
}

// allowed asks the repertoire for kanji and for sequences. Of the rest it takes kana,
// Latin letters, digits and the marks that Japanese addresses and names are written
// with; so control characters, half-width kana, private-use characters (外字) and
// pictures stay out.
func (f *facts) allowed(r, selector rune) bool {
	if selector != 0 || unicode.Is(unicode.Han, r) && r != '々' && r != '〆' && r != '〇' {
		return f.repertoire.Contains(r, selector)
	}
	switch {
	case r >= 0x20 && r <= 0x7e, r >= 0xc0 && r <= 0x17f && r != 0xd7 && r != 0xf7: // ASCII, accented Latin
		return true
	case r >= 0x3000 && r <= 0x301f, r >= 0x3041 && r <= 0x3096, r >= 0x309d && r <= 0x309f:
		return true
	case r >= 0x30a0 && r <= 0x30ff, r >= 0xff01 && r <= 0xff5e: // katakana, full-width ASCII
		return true
	case r >= 0x2160 && r <= 0x217b, r >= 0x2460 && r <= 0x2473: // Roman and circled numbers of buildings
		return true
	}
	switch r {
	case '‐', '–', '—', '―', '−', '’', '…', '※', '々', '〆', '〇', '￥':
		return true
	}
	return false
}

// readingNotKatakana is E29.
func readingNotKatakana(f *facts, found report) {
	for _, x := range f.fields {
		if x.Type != notification.Reading {
			continue
		}
		for _, r := range x.value {
			if !katakana(r) {
				found(x.person, x.Item, "")
				break
			}
		}
	}
}

// katakana reports whether a reading may hold r: full-width katakana with its marks,
// and the full-width space between 氏 and 名.
func katakana(r rune) bool {
	return r >= 'ァ' && r <= 'ヺ' || r == 'ー' || r == '・' || r == 'ヽ' || r == 'ヾ' || r == '　'
}

// noCertificate is E24: 転入 without 転出証明書 (法22条2項). An 未届 needs none, but the
// remark has to say what happened (留意事項).
func noCertificate(f *facts, found report) {
	switch f.c.Header.Int(notification.Certificate) {
	case notification.CertificatePaper, notification.CertificateCard:
	case notification.CertificateNone:
		if !f.c.Header.Has(notification.Remark) {
			found(notification.Header, notification.Remark, "")
		}
	default:
		found(notification.Header, notification.Certificate, "")
	}
}

// certificateUnchecked is A13: the certificate was not compared with what was typed,
// or differs from it (R003).
func certificateUnchecked(f *facts, found report) {
	if f.c.Header.Int(notification.CertificateChecked) == notification.No {
		found(notification.Header, notification.CertificateChecked, "")
	}
}

package search

import (
	"regexp"
	"strconv"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/letters"
	"madoguchi/app/mynumber"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// companyFault is what a search by ㈱ and the like is refused with (STD 2.1.3).
var companyFault = paper.Fault{Reason: words.SearchCompany, Remedy: words.SearchFixCompany}

// query reads the fields, with what is wrong in each.
func (p *Presenter) query() (counter.Query, map[Field]paper.Fault) {
	text := func(f Field) string { return strings.TrimSpace(p.texts[f]) }
	q := counter.Query{Name: text(Name), Exact: p.way == Whole, Given: p.way == Given, Address: text(Address),
		ResidenceCard: strings.ToUpper(text(Card)), IncludeRemoved: p.removed, Purpose: p.purpose}
	faults := map[Field]paper.Fault{}
	for _, f := range []Field{Name, Address, Card} {
		if !paper.Clean(text(f)) {
			faults[f] = paper.Fault{Rule: "E28", Reason: words.PaperBadCharacter, Remedy: words.PaperFixCharacter}
		}
	}
	if letters.IsCompany(q.Name) {
		faults[Name] = companyFault
	}
	if text(Birth) != "" {
		b, err := parseBirth(text(Birth), p.era())
		q.Birth, faults[Birth] = b, paper.DateFault(err)
	}
	q.ResidentID = resident.ID(digitsOf(text(ID), func(s string) error { return serial.Check(s) }, faults, ID, badSerial))
	q.HouseholdID = resident.HouseholdID(digitsOf(text(Household), func(s string) error { return serial.Check(s) }, faults, Household, badSerial))
	q.ResidentCode = digitsOf(text(Code), func(s string) error { _, err := residentcode.Parse(s); return err }, faults, Code, badNumber(11))
	q.IndividualNumber = digitsOf(text(Number), func(s string) error { _, err := mynumber.Parse(s); return err }, faults, Number, badNumber(12))
	return q, faults
}

var badSerial = paper.Fault{Rule: "E10", Reason: words.PaperBadSerial, Remedy: words.SearchFixSerial}

func badNumber(digits int) paper.Fault {
	return paper.Fault{Rule: "E10", Reason: words.PaperBadNumber, Remedy: words.PaperFixNumber, Args: []any{digits}}
}

// digitsOf reads a number and notes the fault when it is none.
func digitsOf(text string, check func(string) error, faults map[Field]paper.Fault, f Field, otherwise paper.Fault) string {
	if text == "" {
		return ""
	}
	digits := paper.DigitsOf(text)
	if check(digits) != nil {
		faults[f] = otherwise
	}
	return digits
}

// partOfDate is a year, or a month of one, in either calendar.
var partOfDate = regexp.MustCompile(`^(?:(明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr])\.?)?(元|\d{1,4})(?:年|[./-])?(?:(\d{1,2})月?)?$`)

// eraLetters are the letters of the canonical form by the first character typed.
var eraLetters = map[string]string{"明": "M", "大": "T", "昭": "S", "平": "H", "令": "R"}

// unknowns are what is typed for whoever has a date that is not fully known.
var unknowns = []string{"不詳", "年月日不詳", "?", "？"}

// parseBirth reads a day as it is typed anywhere, a year (S40, 1965), a month of one
// (S40.10, 昭和40年10月), one of the forms of dates not fully known, or 不詳.
func parseBirth(s string, era civil.Era) (civil.Uncertain, error) {
	d, err := civil.ParseTyped(s, era)
	if err == nil {
		return civil.Certain(d), nil
	}
	for _, word := range unknowns {
		if s == word {
			return civil.ParseCanonical("~10|")
		}
	}
	if b, ok := parsePart(s); ok {
		return b, nil
	}
	if b, e := civil.ParseUncertain(s, era); e == nil {
		return b, nil
	}
	return civil.Uncertain{}, err
}

func parsePart(s string) (civil.Uncertain, bool) {
	m := partOfDate.FindStringSubmatch(strings.ReplaceAll(s, " ", ""))
	if m == nil || m[1] == "" && len(m[2]) != 4 {
		return civil.Uncertain{}, false
	}
	letter := "W"
	if m[1] != "" {
		first := []rune(m[1])[0]
		letter = strings.ToUpper(string(first))
		if named := eraLetters[string(first)]; named != "" {
			letter = named
		}
	}
	year := m[2]
	if year == "元" {
		year = "1"
	}
	n, _ := strconv.Atoi(year) // the pattern found digits
	canonical := "~11|" + letter + strconv.Itoa(n)
	if m[3] != "" {
		month, _ := strconv.Atoi(m[3])
		canonical = "~12|" + letter + strconv.Itoa(n) + "-" + twoDigits(month)
	}
	b, err := civil.ParseCanonical(canonical)
	return b, err == nil
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// Echo returns how the text of a field was understood.
func (p *Presenter) Echo(f Field) string {
	text := strings.TrimSpace(p.texts[f])
	if f != Birth || text == "" {
		return ""
	}
	b, err := parseBirth(text, p.era())
	if err != nil {
		return ""
	}
	return birthText(b, civil.EraLong)
}

// birthText is a date of birth that is searched by, in words.
func birthText(b civil.Uncertain, style civil.Style) string {
	text := b.Text(style)
	switch b.Kind() {
	case civil.OnlyYear:
		return words.T(words.SearchBirthIn, strings.TrimSuffix(text, "月日不詳"))
	case civil.OnlyMonth:
		return words.T(words.SearchBirthIn, strings.TrimSuffix(text, "日不詳"))
	case civil.AllUnknown:
		return words.T(words.SearchBirthUnknown)
	}
	return text
}

func (p *Presenter) era() civil.Era { return civil.FromTime(p.cfg.Now()).Era() }

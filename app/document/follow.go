package document

import (
	"slices"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// A FollowUp is a desk to go to after a notification.
type FollowUp struct {
	Desk    string // translation key document.desk.<desk>
	Task    string // translation key document.task.<task>
	Persons []int  // of the content, whom it concerns
	// Deadline is the last day; zero where the law names none or it is not known.
	Deadline civil.Date
	// Before says that it is to be done before the change.
	Before bool
	// Source is the law it follows from.
	Source string
	// Verified says that Source was read for this table. What was not is marked on the
	// paper: 法令の期限は要確認.
	Verified bool
}

// An anchor is the day a period runs from. The day itself does not count (民法140条).
type anchor uint8

const (
	nowhere  anchor = 0 // no period
	changed  anchor = 1 // the date of change
	notified anchor = 2 // the date of notification
)

// facts are what is known of a person that decides about desks.
type facts struct {
	age        int // on the day
	ageKnown   bool
	qualifies  resident.Qualifications
	cardholder bool // goes on using an Individual Number Card
}

// A followRule is a line of the table: whom it concerns, and until when.
type followRule struct {
	desk, task string
	kinds      []notification.Kind
	who        func(facts) bool
	days       int
	from       anchor
	before     bool
	source     string
	verified   bool
}

var (
	in = []notification.Kind{
		notification.MovingIn, notification.MovingInAbroad, notification.MovingInCard, notification.Article46, notification.Article47, notification.ExOfficioEntry,
	}
	within     = []notification.Kind{notification.MovingWithin}
	out        = []notification.Kind{notification.MovingOut, notification.MovingOutPost}
	abroad     = []notification.Kind{notification.MovingOutAbroad}
	born       = []notification.Kind{notification.Newborn}
	dead       = []notification.Kind{notification.Death}
	households = notification.KindsWith(notification.SameAddress)
)

// followRules is the table of D9. None of its laws was at hand when it was written: each
// is from memory, marked unverified and printed so. Whoever has read one sets verified.
// Where nothing is said on the form about a qualification the age decides, so that a
// desk is rather named in vain than missed.
var followRules = []followRule{
	// 国民健康保険: 14 days for joining, leaving and a change of address.
	{desk: "health", task: "health_join", kinds: in, who: health, days: 14, from: changed, source: "国民健康保険法施行規則2条"},
	{desk: "health", task: "health_address", kinds: within, who: health, days: 14, from: changed, source: "国民健康保険法施行規則10条"},
	{desk: "health", task: "health_leave", kinds: out, who: health, days: 14, from: changed, source: "国民健康保険法施行規則13条"},
	{desk: "health", task: "health_leave", kinds: slices.Concat(abroad, dead), who: health, days: 14, from: changed, source: "国民健康保険法施行規則13条"},
	{desk: "health", task: "health_join", kinds: born, who: health, days: 14, from: changed, source: "国民健康保険法施行規則2条"},
	{desk: "health", task: "health_household", kinds: households, who: health, days: 14, from: changed, source: "国民健康保険法施行規則10条"},
	// 後期高齢者医療, from 75.
	{desk: "elderly", task: "elderly_join", kinds: in, who: elderly, days: 14, from: changed, source: "高齢者の医療の確保に関する法律施行規則10条"},
	{desk: "elderly", task: "elderly_address", kinds: within, who: elderly, days: 14, from: changed, source: "高齢者の医療の確保に関する法律施行規則26条"},
	{desk: "elderly", task: "elderly_leave", kinds: out, who: elderly, days: 14, from: changed, source: "高齢者の医療の確保に関する法律施行規則26条"},
	{desk: "elderly", task: "elderly_leave", kinds: slices.Concat(abroad, dead), who: elderly, days: 14, from: changed, source: "高齢者の医療の確保に関する法律施行規則26条"},
	// 介護保険: the certification of care is taken over only within 14 days.
	{desk: "care", task: "care_takeover", kinds: in, who: care, days: 14, from: changed, source: "介護保険法36条"},
	{desk: "care", task: "care_join", kinds: in, who: insuredForCare, days: 14, from: changed, source: "介護保険法施行規則23条"},
	{desk: "care", task: "care_address", kinds: within, who: careOrInsured, days: 14, from: changed, source: "介護保険法施行規則29条"},
	{desk: "care", task: "care_certificate", kinds: out, who: care, before: true, source: "介護保険法36条"},
	{desk: "care", task: "care_leave", kinds: out, who: insuredForCare, days: 14, from: changed, source: "介護保険法施行規則32条"},
	{desk: "care", task: "care_leave", kinds: slices.Concat(abroad, dead), who: careOrInsured, days: 14, from: changed, source: "介護保険法施行規則32条"},
	// 国民年金第1号: sort and address.
	{desk: "pension", task: "pension_sort", kinds: in, who: pension, days: 14, from: changed, source: "国民年金法施行規則1条の4"},
	{desk: "pension", task: "pension_address", kinds: within, who: pension, days: 14, from: changed, source: "国民年金法施行規則8条"},
	{desk: "pension", task: "pension_abroad", kinds: abroad, who: pension, days: 14, from: changed, source: "国民年金法施行規則4条"},
	{desk: "pension", task: "pension_death", kinds: dead, who: anybody, days: 14, from: changed, source: "国民年金法施行規則24条"},
	// 児童手当: what is claimed within 15 days from the day after the change is paid
	// without a month's gap.
	{desk: "child", task: "child_claim", kinds: in, who: child, days: 15, from: changed, source: "児童手当法8条3項"},
	{desk: "child", task: "child_address", kinds: within, who: child, days: 14, from: changed, source: "児童手当法施行規則6条"},
	{desk: "child", task: "child_claim_there", kinds: out, who: child, days: 15, from: changed, source: "児童手当法8条3項"},
	{desk: "child", task: "child_claim", kinds: born, who: child, days: 15, from: changed, source: "児童手当法8条3項"},
	{desk: "child", task: "child_end", kinds: abroad, who: child, source: "児童手当法施行規則7条"},
	// 学校: children of 6 to 15 on the day.
	{desk: "school", task: "school_enter", kinds: in, who: pupil, source: "学校教育法施行令6条"},
	{desk: "school", task: "school_move", kinds: within, who: pupil, source: "学校教育法施行令6条"},
	{desk: "school", task: "school_leave", kinds: slices.Concat(out, abroad), who: pupil, before: true, source: "学校教育法施行規則24条"},
	// 個人番号カード: goes on being valid when it is presented within 90 days; its
	// certificate for signatures ends with the address.
	{desk: "card", task: "card_continue", kinds: in, who: cardholder, days: 90, from: notified, source: "番号法17条, 同施行令14条"},
	{desk: "card", task: "card_address", kinds: within, who: cardholder, days: 14, from: changed, source: "番号法17条4項"},
	{desk: "card", task: "card_keep", kinds: out, who: cardholder, days: 14, from: changed, source: "住民基本台帳法24条の2"},
	{desk: "card", task: "card_abroad", kinds: abroad, who: cardholder, before: true, source: "番号法17条の2"},
	{desk: "card", task: "card_signature", kinds: slices.Concat(in, within), who: cardholder, source: "公的個人認証法12条"},
}

func anybody(facts) bool      { return true }
func health(f facts) bool     { return f.qualifies.Health }
func elderly(f facts) bool    { return f.qualifies.Elderly || f.from(75) }
func care(f facts) bool       { return f.qualifies.Care }
func pension(f facts) bool    { return f.qualifies.Pension }
func child(f facts) bool      { return f.qualifies.Child || f.ageKnown && f.age <= 17 }
func pupil(f facts) bool      { return f.from(6) && f.age <= 15 }
func cardholder(f facts) bool { return f.cardholder }

// insuredForCare are those of 65 and over who have no certification to take over.
func insuredForCare(f facts) bool { return f.from(65) && !f.qualifies.Care }
func careOrInsured(f facts) bool  { return f.qualifies.Care || f.from(65) }

func (f facts) from(age int) bool { return f.ageKnown && f.age >= age }

// FollowUps returns the desks to go to after a notification, in the order of the table.
// records are those of the persons where they are known, nil or short otherwise; what
// the form says comes before what they say. Who stays where they are goes nowhere. day is the day the ages are taken on.
func FollowUps(c *notification.Content, records []*resident.Record, day civil.Date) []FollowUp {
	persons := make([]facts, len(c.Persons))
	for i := range c.Persons {
		var r *resident.Record
		if i < len(records) {
			r = records[i]
		}
		persons[i] = factsOf(c.Persons[i], r, day)
	}
	var all []FollowUp
	for _, rule := range followRules {
		if !slices.Contains(rule.kinds, c.Kind) {
			continue
		}
		f := FollowUp{Desk: rule.desk, Task: rule.task, Before: rule.before, Source: rule.source, Verified: rule.verified, Deadline: rule.deadline(c)}
		for i, p := range persons {
			if c.Persons[i].Int(notification.Part) != notification.PartStays && rule.who(p) {
				f.Persons = append(f.Persons, i)
			}
		}
		if len(f.Persons) > 0 {
			all = append(all, f)
		}
	}
	return all
}

// deadline returns the last day of a rule's period.
func (r followRule) deadline(c *notification.Content) civil.Date {
	item := notification.ChangedOn
	switch r.from {
	case nowhere:
		return civil.Date{}
	case notified:
		item = notification.NotifiedOn
	}
	from, err := civil.Parse(c.Header.Get(item))
	if err != nil {
		return civil.Date{}
	}
	return from.AddDays(r.days)
}

// Codes of the item Card.
const (
	cardNone      = 1
	cardContinues = 2
)

func factsOf(p notification.Values, r *resident.Record, day civil.Date) facts {
	var f facts
	birth, err := civil.ParseCanonical(p.Get(notification.Birth))
	if r != nil {
		f.qualifies, f.cardholder = r.Qualifications, r.Card
		if err != nil || birth.IsZero() {
			birth, err = r.Birth, nil
		}
	}
	if err == nil {
		f.age, f.ageKnown = birth.Age(day)
	}
	for item, says := range map[notification.Item]*bool{
		notification.HealthInsurance: &f.qualifies.Health, notification.ElderlyMedical: &f.qualifies.Elderly,
		notification.LongTermCare: &f.qualifies.Care, notification.Pension: &f.qualifies.Pension,
		notification.ChildAllowance: &f.qualifies.Child,
	} {
		if p.Has(item) {
			*says = p.Int(item) == notification.Yes
		}
	}
	if code := p.Int(notification.Card); code >= cardNone {
		f.cardholder = code == cardContinues
	}
	return f
}

package notificationtest

import (
	"fmt"
	"strconv"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Values are what a section of a paper holds.
type Values map[notification.Item]string

// Set puts values into those of a header or a person.
func Set(into *notification.Values, from ...Values) {
	for _, values := range from {
		for item, s := range values {
			into.Set(item, s)
		}
	}
}

// Example returns a content of a kind on its newest form that is right in the
// [Register] of a day: no rule finds anything.
func Example(kind notification.Kind, day civil.Date) notification.Content {
	fill, ok := fillings[kind]
	if !ok {
		panic(fmt.Sprintf("no example of kind %d", kind))
	}
	c := must(notification.New(kind))
	p := &paper{day: day, schema: must(notification.Current(kind)), content: &c}
	p.header(Values{notification.NotifiedOn: p.ago(1), notification.ChangedOn: p.ago(4), notification.Channel: "1"})
	if _, ok := p.schema.Field(notification.NotifierRelation, false); ok {
		p.header(Values{notification.NotifierName: "中原　花子", notification.NotifierRelation: "1", notification.NotifierPhone: "011-211-0000"})
	}
	if _, ok := p.schema.Field(notification.IDDocument, false); ok {
		p.header(Values{notification.IDDocument: "2"})
	}
	if kind.Is(notification.ByOffice) {
		p.header(Values{
			notification.Basis: "2", notification.BasisDocument: "第123号", notification.BasisOn: p.ago(2), notification.BasisFrom: "架空県別市",
			notification.PriorReviewer: string(PriorReviewer), notification.PriorReviewedOn: p.ago(1), notification.PriorDocument: "職権第45号",
		})
	}
	fill(p)
	p.schema.Trim(&c)
	return c
}

// A paper is a content while it is filled in.
type paper struct {
	day     civil.Date
	schema  *notification.Schema
	content *notification.Content
}

func (p *paper) ago(days int) string { return p.day.AddDays(-days).String() }

func (p *paper) header(all ...Values) { Set(&p.content.Header, all...) }

// person adds to a person of the paper.
func (p *paper) person(i int, all ...Values) {
	for len(p.content.Persons) <= i {
		p.content.Persons = append(p.content.Persons, notification.Values{})
	}
	Set(&p.content.Persons[i], all...)
}

// Quote returns what a person block takes over from a record.
func Quote(r resident.Record) Values {
	return Values{
		notification.PersonID: string(r.ID), notification.BaseVersion: strconv.Itoa(r.History), notification.FullName: r.Name,
		notification.FullReading: r.Reading, notification.Birth: r.Birth.String(), notification.Sex: strconv.Itoa(int(r.Sex)),
	}
}

// quote writes the residents and where they live.
func (p *paper) quote(of ...resident.ID) {
	all := Current(p.day)
	find := func(ok func(resident.Record) bool) resident.Record {
		for _, r := range all {
			if ok(r) {
				return r
			}
		}
		panic("no such resident")
	}
	for i, id := range of {
		r := find(func(r resident.Record) bool { return r.ID == id })
		p.person(i, Quote(r))
		if i == 0 {
			head := find(func(h resident.Record) bool { return h.Household == r.Household && h.IsHead() })
			p.header(Values{
				notification.FormerHousehold: string(r.Household), notification.PrevTown: r.Address.Town, notification.PrevNumber: r.Address.Number,
				notification.PrevBuilding: r.Address.Building, notification.PrevHead: head.Name,
			})
		}
	}
	p.trimHeader()
}

// trimHeader removes what the form has no place for.
func (p *paper) trimHeader() { p.schema.Trim(p.content) }

// become writes what the persons are to the head after the change, those who move
// first; from the given one on they stay.
func (p *paper) become(staysFrom int, relationships ...string) {
	for i, r := range relationships {
		part := notification.PartMoves
		if i >= staysFrom {
			part = notification.PartStays
		}
		p.person(i, Values{notification.Part: strconv.Itoa(part), notification.Relation: r})
	}
}

var newPlace = Values{
	notification.NewPostal: "0600003", notification.NewWard: Ward, notification.NewTownship: "南町三丁目", notification.NewNumber: "7-8",
	notification.NewBuilding: "南荘301", notification.TargetHousehold: "1", notification.Scope: "1",
}

var before = Values{
	notification.PrevTown: "架空県別市西町", notification.PrevNumber: "1番2号", notification.PrevHead: "辻　花子",
}

func (p *paper) newcomer() Values {
	return Values{
		notification.ResidentClass: "1", notification.FullName: "辻　花子", notification.FullReading: "ツジ　ハナコ", notification.ReadingConfirmed: "1",
		notification.Birth: "1986-02-03", notification.Sex: "2", notification.Relation: resident.Head,
		notification.Code: Code(90).Reveal(), notification.MyNumber: Number(90).Reveal(),
		notification.RegisteredDomicile: "架空県別市西町1番地", notification.DomicileHead: "辻　太郎", notification.HealthInsurance: "1", notification.Pension: "1",
	}
}

func (p *paper) foreigner() Values {
	return Values{
		notification.ResidentClass: "2", notification.FullName: "ＳＩＬＶＡ　ＭＡＲＩＡ", notification.FullReading: "シルヴァ　マリア",
		notification.ReadingConfirmed: "1", notification.RomanName: "SILVA MARIA", notification.Birth: "1994-04-14", notification.Sex: "2",
		notification.Relation: resident.Head, notification.HealthInsurance: "1",
	}
}

// stay is that of a medium to long-term resident.
func (p *paper) stay(card string) Values {
	return Values{
		notification.Nationality: "ベトナム", notification.Article30_45: "1", notification.ResidenceStatus: "技術・人文知識・国際業務",
		notification.ResidencePeriod: "三年", notification.ResidenceExpiry: p.day.AddDays(1000).String(), notification.ResidenceCard: card,
	}
}

package record

import (
	"slices"
	"strconv"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// sights are the rights to see the two numbers.
var sights = map[counter.Number]operator.Right{counter.IndividualNumber: operator.SeeNumber, counter.ResidentCode: operator.SeeCode}

// Masked reports whether the operator lacks a right to see an item (STD 10.3).
func (p *Presenter) Masked(right operator.Right) bool {
	return slices.Contains(p.opened.Masked, right)
}

// NumberMasked reports whether a number is not the operator's to see.
func (p *Presenter) NumberMasked(number counter.Number) bool { return p.Masked(sights[number]) }

// A Line is one item of the record in words.
type Line struct {
	Label  words.Key
	Text   string
	Name   bool   // drawn with the font for names
	Before string // what the row before said, when a history row is looked at
	Masked bool   // the operator has no right to see it
}

// Look shows the record as it was in a history row; -1 shows that of now.
func (p *Presenter) Look(row int) {
	if p.state != Ready || row < -1 || row >= len(p.opened.History) || row == p.then {
		return
	}
	p.then = row
	p.view.ShowItems()
}

// LookedAt says which row is looked at, "" for the record of now.
func (p *Presenter) LookedAt() string {
	if p.then < 0 {
		return ""
	}
	r := p.Row(p.then)
	return words.T(words.RecordThen, r.Number, r.Cause, r.Changed)
}

// Lines returns what the record says, in the order of the paper; of a history row also
// what it changed.
func (p *Presenter) Lines() []Line {
	if p.then < 0 {
		return slices.DeleteFunc(p.items(p.Resident(), -1), func(l Line) bool { return l.Text == "" })
	}
	lines := p.items(p.opened.History[p.then], p.then)
	if before, ok := p.before(p.then); ok {
		for i := range lines {
			if was := before[i].Text; was != lines[i].Text {
				lines[i].Before = orNothing(was)
				lines[i].Text = orNothing(lines[i].Text)
			}
		}
	}
	return slices.DeleteFunc(lines, func(l Line) bool { return l.Text == "" })
}

// before returns the items of the row before one.
func (p *Presenter) before(row int) ([]Line, bool) {
	if row+1 >= len(p.opened.History) {
		return nil, false
	}
	return p.items(p.opened.History[row+1], row+1), true
}

func orNothing(text string) string {
	if text == "" {
		return words.T(words.RecordNothing)
	}
	return text
}

// items returns every item of a record, also those that are empty; row is that of the
// history, -1 for the record of now.
func (p *Presenter) items(r resident.Record, row int) []Line {
	line := func(label words.Key, text string) Line { return Line{Label: label, Text: text} }
	name := func(label words.Key, text string) Line { return Line{Label: label, Text: text, Name: true} }
	lines := []Line{
		line(words.ItemResidentId, string(r.ID)),
		name(words.ItemName, r.Name),
		line(words.ItemReading, r.Reading),
		name(words.ItemFormerName, r.FormerName),
		line(words.ItemFormerReading, r.FormerReading),
		name(words.ItemAlias, r.Alias),
		line(words.ItemAliasReading, r.AliasReading),
		line(words.ItemRomanName, r.RomanName),
		line(words.ItemBirth, p.birth(r, row < 0)),
		line(words.ItemSex, words.T(words.Choice("sex", strconv.Itoa(int(r.Sex))))),
		line(words.ItemRelationship, r.Relationship),
		line(words.RecordStatus, words.T(words.Status(int(r.Status)))),
		line(words.RecordAddress, p.address(r, row < 0)),
		line(words.RecordAddressSince, words.LongDay(r.AddressSince)),
		line(words.RecordResidentSince, words.LongDay(r.ResidentSince)),
		line(words.RecordPrevious, r.Previous.String()),
		line(words.RecordLastRegistered, r.LastRegistered.String()),
		line(words.RecordDestination, r.Destination.String()),
		line(words.RecordLeavesOn, words.LongDay(r.LeavesOn)),
		p.guarded(operator.SeeDomicile, line(words.ItemDomicile, r.Domicile)),
		p.guarded(operator.SeeDomicile, name(words.ItemDomicileHead, r.DomicileHead)),
	}
	lines = append(lines, p.stay(r)...)
	card := ""
	if r.Card {
		card = words.T(words.RecordHoldsCard)
	}
	lines = append(lines, line(words.ItemCard, card))
	if row >= 0 {
		lines = append(lines, line(words.RecordHouseholdOf, string(r.Household)))
		if row < len(p.opened.Numbers) {
			n := p.opened.Numbers[row]
			lines = append(lines, line(words.ItemIndividualNumber, numberThen(n.HasNumber, n.OtherNumber)), line(words.ItemResidentCode, numberThen(n.HasCode, n.OtherCode)))
		}
	}
	return lines
}

// guarded is a line that the operator may have no right to see: then it stands there
// for everybody, whether or not there is something to be seen.
func (p *Presenter) guarded(right operator.Right, l Line) Line {
	if p.Masked(right) {
		return Line{Label: l.Label, Text: words.T(words.RecordMaskedItem), Masked: true}
	}
	return l
}

// stay is what is recorded of a foreign resident; a Japanese one has no such lines.
func (p *Presenter) stay(r resident.Record) []Line {
	s := r.Stay
	if s == nil {
		s = &resident.Stay{}
	}
	lines := []Line{
		{Label: words.ItemNationality, Text: s.Nationality},
		{Label: words.ItemResidenceStatus, Text: s.Status},
		{Label: words.ItemResidencePeriod, Text: s.Period},
		{Label: words.ItemResidenceExpiry, Text: s.Expiry.Format(civil.WesternLong)},
		{Label: words.ItemResidenceCard, Text: s.Card},
	}
	if r.Stay != nil {
		for i := range lines[1:] {
			lines[1+i] = p.guarded(operator.SeeStay, lines[1+i])
		}
	}
	return lines
}

// numberThen says which number there was, without it.
func numberThen(has, other bool) string {
	switch {
	case !has:
		return words.T(words.RecordNoNumber)
	case other:
		return words.T(words.RecordOtherNumber)
	}
	return words.T(words.RecordSameNumber)
}

// address is the address, that it was left out, or, of the record of now, the one that
// is shown while the measure is lifted.
func (p *Presenter) address(r resident.Record, ofNow bool) string {
	switch {
	case ofNow && p.lifted != "":
		return p.lifted
	case r.Address.IsZero() && p.Protected():
		return words.T(words.RecordAddressHidden)
	}
	return r.Address.String()
}

// birth is the date of birth, with the age of today.
func (p *Presenter) birth(r resident.Record, age bool) string {
	style := civil.EraLong
	if r.Class == resident.Foreign {
		style = civil.WesternLong
	}
	text := r.Birth.Text(style)
	if years, known := r.Birth.Age(civil.FromTime(p.cfg.Now())); age && known && r.Status.Current() {
		text += words.T(words.PaperAge, years)
	}
	return text
}

// A Row is one history row in words.
type Row struct {
	Number, Cause, Changed, Processed string
	Changes                           string // which items it changed
}

// Row returns a history row.
func (p *Presenter) Row(i int) Row {
	r := p.opened.History[i]
	return Row{
		Number: strconv.Itoa(r.History), Cause: words.T(words.Cause(int(r.Cause))),
		Changed: words.Day(r.ChangedOn), Processed: words.Day(r.ProcessedOn), Changes: p.changes(i),
	}
}

// changes names the items that a row changed.
func (p *Presenter) changes(row int) string {
	before, ok := p.before(row)
	if !ok {
		if p.opened.History[row].History == 1 {
			return words.T(words.RecordFirst)
		}
		return "" // the rows before were not sent
	}
	var all []string
	for i, l := range p.items(p.opened.History[row], row) {
		if l.Text != before[i].Text {
			all = append(all, words.T(l.Label))
		}
	}
	if len(all) == 0 {
		return words.T(words.RecordUnchanged)
	}
	return strings.Join(all, words.T(words.SearchAnd))
}

// PendingLines say which entries are under way and how far they are.
func (p *Presenter) PendingLines() []string {
	var all []string
	for i, e := range p.opened.Pending {
		if i == maxPending {
			return append(all, words.T(words.RecordPendingMore, len(p.opened.Pending)-maxPending))
		}
		kind, state := words.T(words.Kind(e.Kind.Key())), words.T(words.State(e.State.Key()))
		if e.Needed > 0 {
			all = append(all, words.T(words.RecordPendingReviews, kind, state, e.Approvals, e.Needed))
			continue
		}
		all = append(all, words.T(words.RecordPendingEntry, kind, state))
	}
	return all
}

// maxPending is how many entries the head of the screen has room for.
const maxPending = 2

// Headless reports whether the household explicitly has no head (世帯主未設定).
func (p *Presenter) Headless() bool { return p.opened.Headless }

package search

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/ui/words"
)

// ShowKept lists what the operator searched by before, at whatever terminal.
func (p *Presenter) ShowKept() {
	if p.state == Offline {
		p.view.Say(true, words.T(words.SearchOffline))
		return
	}
	p.asked++
	asked := p.asked
	p.state, p.found, p.kept = Searching, counter.Found{}, nil
	p.view.ShowList()
	p.cfg.Run(func() func() {
		kept, err := p.cfg.Desk.Searches(context.Background())
		return func() {
			if asked == p.asked {
				p.takeKept(kept, err)
			}
		}
	})
}

func (p *Presenter) takeKept(kept []counter.KeptSearch, err error) {
	switch {
	case errors.Is(err, counter.ErrOffline):
		p.state = Offline
	case err != nil:
		p.cfg.Log.Error("searches", "err", err)
		p.state = Failed
	default:
		p.state, p.kept = Kept, kept
	}
	p.view.ShowList()
	if p.state == Kept {
		p.view.FocusList()
	}
}

// HideKept leaves the list of searches.
func (p *Presenter) HideKept() {
	if p.state == Kept {
		p.state, p.kept = Idle, nil
		p.view.ShowList()
		p.view.Focus(Name)
	}
}

// KeptLen returns how many searches are listed.
func (p *Presenter) KeptLen() int { return len(p.kept) }

// A KeptRow is one search of before in words.
type KeptRow struct {
	At, By, Purpose, Hits string
}

// KeptRow returns a search of before.
func (p *Presenter) KeptRow(i int) KeptRow {
	k := p.kept[i]
	at := k.At.In(civil.Japan)
	return KeptRow{At: at.Format("1/2 15:04"), By: by(k), Purpose: words.T(words.Purpose(strconv.Itoa(int(k.Query.Purpose)))), Hits: strconv.Itoa(k.Hits)}
}

// by says what was searched by.
func by(k counter.KeptSearch) string {
	q := k.Query
	var all []string
	add := func(is bool, label words.Key, text string) {
		if is {
			all = append(all, strings.TrimSpace(words.T(label)+"　"+text))
		}
	}
	name := q.Name
	switch {
	case q.Exact:
		name += words.T(words.SearchKeptWay, words.T(words.SearchWayWhole))
	case q.Given:
		name += words.T(words.SearchKeptWay, words.T(words.SearchWayGiven))
	}
	add(q.Name != "", words.SearchName, name)
	add(!q.Birth.IsZero(), words.SearchBirth, birthText(q.Birth, civil.EraShort))
	add(q.Address != "", words.SearchAddress, q.Address)
	add(q.ResidentID != "", words.SearchId, string(q.ResidentID))
	add(q.HouseholdID != "", words.SearchHousehold, string(q.HouseholdID))
	add(q.ResidenceCard != "", words.SearchCard, q.ResidenceCard)
	add(k.ByCode, words.SearchCode, words.T(words.SearchNotKept))
	add(k.ByNumber, words.SearchNumber, words.T(words.SearchNotKept))
	add(q.IncludeRemoved, words.SearchRemoved, "")
	return strings.Join(all, words.T(words.SearchAnd))
}

// Again searches by what is kept, which is logged as another search. Where it was by a
// number that is not kept, the fields are filled and the number is asked for.
func (p *Presenter) Again(i int) {
	if i < 0 || i >= len(p.kept) {
		return
	}
	k := p.kept[i]
	q := k.Query
	p.texts = map[Field]string{Name: q.Name, Address: q.Address, ID: string(q.ResidentID), Household: string(q.HouseholdID), Card: q.ResidenceCard}
	if !q.Birth.IsZero() {
		p.texts[Birth] = typedBirth(q.Birth)
	}
	p.way, p.removed, p.purpose = Part, q.IncludeRemoved, q.Purpose
	switch {
	case q.Exact:
		p.way = Whole
	case q.Given:
		p.way = Given
	}
	if p.forKind != 0 {
		p.purpose = counter.ForNotification
	}
	p.state, p.kept = Idle, nil
	p.view.Fill()
	missing := Code
	if k.ByNumber {
		missing = Number
	}
	if k.ByCode || k.ByNumber {
		p.view.ShowList()
		p.view.Focus(missing)
		p.view.Say(false, words.T(words.SearchTypeNumber))
		return
	}
	p.Search()
}

// typedBirth is a date of birth as it would be typed.
func typedBirth(b civil.Uncertain) string {
	if d, exact := b.Date(); exact {
		return d.Format(civil.EraShort)
	}
	switch b.Kind() {
	case civil.OnlyYear:
		return strings.TrimSuffix(b.Text(civil.EraLong), "月日不詳")
	case civil.OnlyMonth:
		return strings.TrimSuffix(b.Text(civil.EraLong), "日不詳")
	case civil.AllUnknown:
		return unknowns[0]
	}
	return b.Text(civil.EraLong)
}

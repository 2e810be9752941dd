package intake

import (
	"slices"

	"fyne.io/fyne/v2"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// Protected reports whether somebody of the households on this entry is under a
// support measure (支援措置): the address of one is that of all.
func (p *Presenter) Protected() bool {
	return slices.ContainsFunc(p.members, func(m Member) bool { return m.Record.Protected }) ||
		slices.ContainsFunc(p.target, func(r resident.Record) bool { return r.Protected })
}

// guarded puts before objects what is to be kept from others, when somebody is protected.
func (f *Form) guarded(objects ...fyne.CanvasObject) []fyne.CanvasObject {
	if !f.Protected() {
		return objects
	}
	band := kit.Edged(look.Stop, kit.NewParagraph(words.T(words.ProtectionBand), look.Body(), look.Stop.Ink()))
	return append([]fyne.CanvasObject{band}, objects...)
}

// above is what stands over the page: who is protected, and why the entry came back.
func (f *Form) above() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	if told := f.returned(); told != nil {
		rows = append(rows, told)
	}
	if rows = f.guarded(rows...); len(rows) == 0 {
		return nil
	}
	return kit.Stack(0, rows...)
}

// quoteProtection writes down which measure of each person the form extends or ends,
// and which hold it releases: of several the one that is longest past its end, and the
// next one each time the person is quoted again.
func (p *Presenter) quoteProtection() {
	if !p.is(notification.Protects) {
		return
	}
	none := true
	for i := range p.entry.Content.Persons {
		v := &p.entry.Content.Persons[i]
		for _, m := range p.protection.Measures {
			if p.on(notification.SupportID) && p.entry.Content.Kind != notification.SupportRequest && m.Covers(resident.ID(v.Get(notification.PersonID))) {
				v.Set(notification.SupportID, m.ID)
				none = false
			}
		}
	}
	h := &p.entry.Content.Header
	if _, ok := p.schema.Field(notification.HoldID, false); ok {
		holds := p.releasable()
		at := slices.IndexFunc(holds, func(of resident.Hold) bool { return of.ID == h.Get(notification.HoldID) })
		if none = len(holds) == 0; !none {
			h.Set(notification.HoldID, holds[(at+1)%len(holds)].ID)
		}
	} else if _, ok := p.schema.Field(notification.SupportEndCause, false); !ok && p.entry.Content.Kind != notification.SupportExtension {
		none = false // a request and a hold are about nothing that is there
	}
	if none {
		p.view.Say(Message{Alert, words.ProtectionIntakeNone, nil})
	}
}

// releasable returns the holds on the persons and their household, those without a
// planned end last.
func (p *Presenter) releasable() []resident.Hold {
	var all []resident.Hold
	for _, h := range p.protection.Holds {
		on := slices.ContainsFunc(p.members, func(m Member) bool {
			return m.Moves && (h.Resident == m.Record.ID || h.Household != "" && h.Household == m.Record.Household)
		})
		if on {
			all = append(all, h)
		}
	}
	slices.SortStableFunc(all, func(a, b resident.Hold) int {
		if a.End.IsZero() != b.End.IsZero() {
			if a.End.IsZero() {
				return 1
			}
			return -1
		}
		return a.End.Compare(b.End)
	})
	return all
}

// guarded tells the hold or measure that stands at a place, "" for anything else.
func (p *Presenter) guarded(at Place) string {
	return paper.Guarded(at.Item, p.entry.Content.Of(at.Person).Get(at.Item), p.protection.Holds, p.protection.Measures)
}

// A Guarded is a hold or a measure that an entry about one is about.
type Guarded struct {
	Label words.Key
	Text  string
}

// Guarded returns what there is to release, extend or end, what the form says first.
func (p *Presenter) Guarded() []Guarded {
	if p.entry == nil || !p.is(notification.Protects) {
		return nil
	}
	var first, rest []Guarded
	for _, m := range p.protection.Measures {
		first = append(first, Guarded{words.ProtectionIntakeMeasure, paper.MeasureText(m)})
	}
	for _, h := range p.releasable() {
		text := paper.HoldText(h)
		if h.ID == p.entry.Content.Header.Get(notification.HoldID) {
			first = append(first, Guarded{words.ProtectionIntakeHold, text})
			continue
		}
		rest = append(rest, Guarded{words.ProtectionIntakeHoldNext, text})
	}
	return append(first, rest...)
}

// about is the block of what an entry about holds and measures is about.
func (f *Form) about() []fyne.CanvasObject {
	all := f.Guarded()
	if len(all) == 0 || f.Page() != notification.Header {
		return nil
	}
	var facts []kit.Fact
	for _, g := range all {
		facts = append(facts, kit.Fact{Label: words.T(g.Label), Text: g.Text})
	}
	body := []fyne.CanvasObject{kit.NewFacts(labelEm, facts...)}
	if len(f.releasable()) > 1 {
		body = append(body, kit.NewParagraph(words.T(words.ProtectionIntakeNext), look.Small(), look.InkSoft))
	}
	return []fyne.CanvasObject{kit.Block(words.T(words.ProtectionIntakeHead), "", kit.Stack(1, body...))}
}

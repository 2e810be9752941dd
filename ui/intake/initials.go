package intake

import (
	"strings"

	"madoguchi/app/country"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
)

// Countries finds a country by what was typed of it. *country.Table is one.
type Countries interface {
	Find(typed string) []country.Country
}

// townFields are those that a town is typed into, and whether it is one of this city.
var townFields = map[notification.Item]bool{
	notification.NewTownship: true, notification.ToTown: true,
	notification.PrevTown: false, notification.DestTown: false, notification.LastTown: false,
}

// countryFields are those that a country is typed into.
var countryFields = map[notification.Item]bool{
	notification.PrevCountry: true, notification.DestCountry: true, notification.Nationality: true,
}

// asksInitials asks which town or country is meant by the first kana typed of it. One that
// is the only one is written down. What was asked about and left as it is stands.
func (p *Presenter) asksInitials(at Place) bool {
	typed := p.Value(at)
	if typed == "" || p.asked[at] == typed {
		return false
	}
	found := p.meant(at, typed)
	for _, t := range found {
		if t.Name == typed {
			return false // it is written out
		}
	}
	switch len(found) {
	case 0:
		return false
	case 1:
		p.TakeTown(at, found[0])
		return false
	}
	p.asked[at] = typed
	p.view.AskTown(at, found)
	return true
}

// meant returns what may be meant by what was typed of a town or a country.
func (p *Presenter) meant(at Place, typed string) []Town {
	inCity, town := townFields[at.Item]
	switch {
	case countryFields[at.Item] && p.cfg.Countries != nil:
		var found []Town
		for _, c := range p.cfg.Countries.Find(typed) {
			found = append(found, Town{Name: c.Name})
		}
		return found
	case !town || p.Fixed(at):
		return nil
	}
	initials := initialsOf(typed)
	switch {
	case inCity && len(initials) == 1:
		return p.cfg.Gazetteer.ByKana(p.entry.Content.Header.Get(notification.NewWard), initials[0])
	case !inCity && len(initials) == 2:
		return p.cfg.Gazetteer.ByInitials(initials[0], initials[1], "")
	case !inCity && len(initials) == 3:
		return p.cfg.Gazetteer.ByInitials(initials[0], initials[1], initials[2])
	}
	return nil
}

// initialsOf returns the parts of what was typed as katakana, nil when it is not kana
// or romaji throughout.
func initialsOf(typed string) []string {
	var parts []string
	for _, part := range strings.Fields(typed) { // an ideographic space is one too
		kana := letters.Kana(part)
		if done, rest := letters.ToKatakana(strings.ToLower(part)); rest == "" {
			kana = done
		}
		if kana == "" || !letters.IsReading(kana) {
			return nil
		}
		parts = append(parts, kana)
	}
	return parts
}

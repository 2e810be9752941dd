package intake

import (
	"slices"

	"madoguchi/app/notification"
	"madoguchi/ui/words"
)

// A Town is what a postal code stands for.
type Town struct {
	Ward string // municipality code of a ward of this city, "" outside it
	Name string // within the city the town alone, elsewhere with prefecture and municipality
	// Postal is the town's code where it was found otherwise than by that.
	Postal string
}

// A Ward is one of the city's.
type Ward struct{ Code, Name string }

// A Gazetteer knows postal codes and the city's wards.
type Gazetteer interface {
	// Towns returns the towns of a postal code of seven digits.
	Towns(postal string) []Town
	// Wards returns the wards of the city in the order of their codes.
	Wards() []Ward
	// ByKana returns the towns of a ward, of the whole city for "", whose reading begins
	// with katakana.
	ByKana(ward, kana string) []Town
	// ByInitials returns the towns of the country whose prefecture, municipality and own
	// reading begin with katakana (STD 1.3.3: ト, ヒ, シ).
	ByInitials(prefecture, city, town string) []Town
	// City returns the name of a municipality by its code of six digits, "" for none.
	City(code string) string
}

// Wards returns the choice of the ward.
func (p *Presenter) Wards() []Ward { return p.cfg.Gazetteer.Wards() }

func (p *Presenter) wardNames() map[string]string {
	names := map[string]string{}
	for _, w := range p.Wards() {
		names[w.Code] = w.Name
	}
	return names
}

// townItem is where the town of a postal code goes.
var townItem = map[notification.Item]notification.Item{
	notification.NewPostal:  notification.NewTownship,
	notification.PrevPostal: notification.PrevTown,
	notification.DestPostal: notification.DestTown,
}

// towns returns the towns of a postal code that fit its place: a new address is in
// this city.
func (p *Presenter) towns(at Place, postal string) []Town {
	if postal == "" {
		return nil
	}
	var fit []Town
	for _, t := range p.cfg.Gazetteer.Towns(postal) {
		if at.Item != notification.NewPostal || t.Ward != "" {
			fit = append(fit, t)
		}
	}
	return fit
}

func (p *Presenter) townEcho(at Place, postal string) string {
	if postal == "" {
		return ""
	}
	switch found := p.towns(at, postal); len(found) {
	case 0:
		return words.T(words.IntakeNoTown)
	case 1:
		return found[0].Name
	default:
		return words.T(words.IntakeTowns, len(found))
	}
}

// lookUp fills the town in when a postal code has one only.
func (p *Presenter) lookUp(at Place) {
	if found := p.towns(at, p.entry.Content.Of(at.Person).Get(at.Item)); len(found) == 1 {
		p.TakeTown(at, found[0])
	}
}

// asksTown asks which of several towns is meant, unless one of them is written down
// already. It is asked when the field is done, not while keys are still coming.
func (p *Presenter) asksTown(at Place) bool {
	if p.field(at).Type != notification.Postal {
		return false
	}
	values := p.entry.Content.Of(at.Person)
	found := p.towns(at, values.Get(at.Item))
	written := values.Get(townItem[at.Item])
	if len(found) < 2 || slices.ContainsFunc(found, func(t Town) bool { return t.Name == written }) {
		return false
	}
	p.view.AskTown(at, found)
	return true
}

// TakeTown writes the town of a postal code down, or the one chosen in a town's own
// field with what belongs to it.
func (p *Presenter) TakeTown(at Place, t Town) {
	town := at
	if item, ok := townItem[at.Item]; ok {
		town = Place{at.Person, item}
	}
	places := []Place{town}
	delete(p.asked, at)
	p.put(town, t.Name)
	follow := func(item notification.Item, value string) {
		if value != "" {
			p.put(Place{at.Person, item}, value)
			places = append(places, Place{at.Person, item})
		}
	}
	switch town.Item {
	case notification.NewTownship:
		follow(notification.NewWard, t.Ward)
		follow(notification.NewPostal, t.Postal)
	case notification.PrevTown:
		follow(notification.PrevPostal, t.Postal)
	case notification.DestTown:
		follow(notification.DestPostal, t.Postal)
	}
	for _, place := range places {
		delete(p.taken, place)
		p.view.ShowPlace(place)
	}
	p.touch()
	p.view.ShowMarks()
}

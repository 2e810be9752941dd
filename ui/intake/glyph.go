package intake

import (
	"madoguchi/app/notification"
	"madoguchi/app/rules"
)

// A Shown is a name whose characters are looked at, and where one may be put in.
type Shown struct {
	Item  notification.Item
	Name  string
	Caret int // characters before the caret
	// Take puts the name back, with the caret behind that many characters. It is nil
	// where the name cannot be changed.
	Take func(name string, caret int)
}

// undrawn finds the names that this terminal's font cannot show as they are recorded
// (A07). The registry knows no fonts: what the clerk says to it is signed with the entry.
func (p *Presenter) undrawn() []notification.Finding {
	var found []notification.Finding
	for _, at := range p.order() {
		if p.field(at).Type != notification.Name || p.cfg.Draws == nil {
			continue
		}
		if name := p.entry.Content.Of(at.Person).Get(at.Item); name != "" && !p.cfg.Draws(name) {
			found = append(found, notification.Finding{Rule: rules.Undrawn, Person: at.Person, Item: at.Item})
		}
	}
	return found
}

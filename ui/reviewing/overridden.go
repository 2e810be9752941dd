package reviewing

import (
	"slices"
	"strings"

	"madoguchi/app/notification"
	"madoguchi/app/rules"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// An Overridden is an alert that the writer acknowledged, in words.
type Overridden struct {
	Rule   string
	Where  string // whose item
	Says   string // what the rule says is wrong
	Reason string // the writer's, "" where the rule asks for none
}

// Overridden returns the alerts that the writer acknowledged, in their order.
func (p *Presenter) Overridden() []Overridden {
	var all []Overridden
	for _, a := range p.sitting.Entry.Submission.Acknowledged {
		says := words.T(words.RuleUnknownReason, a.Rule) // of a newer program
		if _, known := rules.Of(a.Rule); known {
			says = words.T(words.Key(rules.ReasonKey(a.Rule)))
		}
		all = append(all, Overridden{Rule: a.Rule, Where: p.where(a), Says: says, Reason: a.Reason})
	}
	return all
}

// where names the place of an alert.
func (p *Presenter) where(a notification.Acknowledgement) string {
	c := &p.sitting.Entry.Content
	header := a.Person == notification.Header || a.Person >= len(c.Persons)
	text := words.T(words.ReviewingHeader)
	switch _, known := p.schema.Field(a.Item, !header); {
	case known:
		text = words.T(paper.Label(c.Kind, a.Item))
	case !header:
		text = words.T(words.SectionPerson)
	}
	if header {
		return text
	}
	return words.T(words.ReviewingPersonOf, a.Person+1, text)
}

// OverriddenRules names the rules whose alerts were acknowledged, each once; "" for none.
func (p *Presenter) OverriddenRules() string {
	var all []string
	for _, a := range p.Overridden() {
		if !slices.Contains(all, a.Rule) {
			all = append(all, a.Rule)
		}
	}
	return strings.Join(all, "・")
}

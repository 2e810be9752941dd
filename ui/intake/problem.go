package intake

import (
	"cmp"
	"slices"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/rules"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// A Problem is what stands in the way at a place, or what has to be acknowledged.
type Problem struct {
	At     Place // Item is empty when it concerns the whole page
	Rule   string
	Stops  bool
	Reason words.Key
	Remedy words.Key
	Args   []any
	// Of an alert:
	NeedsReason  bool // it is acknowledged only with a reason
	Acknowledged bool
	Given        string // the reason
}

// Problems returns what stands at a place: what the rules found, and what is
// wrong with the text typed there once the field was left.
func (p *Presenter) Problems(at Place) []Problem {
	var all []Problem
	if fault := p.fault(at); !fault.IsZero() && p.left[at] {
		all = append(all, Problem{At: at, Rule: fault.Rule, Stops: true, Reason: fault.Reason, Remedy: fault.Remedy, Args: fault.Args})
	}
	for _, f := range p.findings {
		if f.Person == at.Person && f.Item == at.Item {
			all = append(all, p.problem(f))
		}
	}
	return all
}

// stopped reports whether an error stands at a place.
func (p *Presenter) stopped(at Place) bool {
	return slices.ContainsFunc(p.Problems(at), func(x Problem) bool { return x.Stops })
}

// AllProblems returns everything found, what stops first, then in the order of
// the form.
func (p *Presenter) AllProblems() []Problem {
	var all []Problem
	order := p.order()
	for _, at := range order {
		all = append(all, p.Problems(at)...)
	}
	for _, f := range p.findings {
		if !slices.Contains(order, Place{f.Person, f.Item}) {
			all = append(all, p.problem(f))
		}
	}
	slices.SortStableFunc(all, func(a, b Problem) int { return cmp.Compare(rank(a), rank(b)) })
	return all
}

func rank(p Problem) int {
	if p.Stops {
		return 0
	}
	return 1
}

func (p *Presenter) problem(f notification.Finding) Problem {
	x := Problem{At: Place{f.Person, f.Item}, Rule: f.Rule, Stops: rules.Stops(f)}
	rule, known := rules.Of(f.Rule)
	x.Reason, x.Remedy = words.Key(rules.ReasonKey(f.Rule)), words.Key(rules.RemedyKey(f.Rule))
	if !known {
		x.Reason, x.Remedy, x.Args = words.RuleUnknownReason, words.RuleUnknownRemedy, []any{f.Rule}
	}
	x.NeedsReason = rule.Reason
	if ack, ok := p.acks[f]; ok {
		x.Acknowledged, x.Given = true, ack
	}
	return x
}

// Acknowledge notes that the operator has seen an alert. It returns false, and
// notes nothing, when the alert needs a reason and there is none, or is an error.
func (p *Presenter) Acknowledge(x Problem, reason string) bool {
	i := slices.IndexFunc(p.findings, func(f notification.Finding) bool {
		return f.Rule == x.Rule && f.Person == x.At.Person && f.Item == x.At.Item
	})
	if i < 0 || x.Stops || x.NeedsReason && reason == "" {
		return false
	}
	if !paper.Clean(reason) {
		return false
	}
	p.acks[p.findings[i]] = reason
	p.view.ShowPlace(x.At)
	p.view.ShowMarks()
	return true
}

// open reports whether errors stand or alerts wait for an acknowledgement.
func (p *Presenter) open() (stops, alerts int) {
	for _, x := range p.AllProblems() {
		switch {
		case x.Stops:
			stops++
		case !x.Acknowledged:
			alerts++
		}
	}
	return stops, alerts
}

// forget drops what the rules found at a place, and what was said about it: its
// value is another one now.
func (p *Presenter) forget(at Place) {
	p.findings = slices.DeleteFunc(p.findings, func(f notification.Finding) bool {
		if f.Person == at.Person && f.Item == at.Item {
			delete(p.acks, f)
			return true
		}
		return false
	})
}

// given returns the acknowledgements for the desk, in the order of the findings.
func (p *Presenter) given() []counter.Ack {
	var acks []counter.Ack
	for _, f := range p.findings {
		if reason, ok := p.acks[f]; ok {
			acks = append(acks, counter.Ack{Finding: f, Reason: reason})
		}
	}
	return acks
}

// missing finds what is required and empty, in the words of E12.
func (p *Presenter) missing() []notification.Finding {
	var found []notification.Finding
	for _, at := range p.order() {
		f := p.field(at)
		if f.Required && (!p.entry.Content.Of(at.Person).Has(at.Item) || p.begun(at)) && p.fault(at).IsZero() {
			found = append(found, notification.Finding{Rule: "E12", Person: at.Person, Item: at.Item})
		}
	}
	return found
}

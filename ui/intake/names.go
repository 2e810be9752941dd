package intake

import (
	"slices"
	"strings"

	"madoguchi/app/certificate"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
)

// named are the names that are written once more on the same form, as somebody's own name,
// a head's or a notifier's. What a correction makes of a name is none of them.
var named = map[notification.Item]bool{
	notification.NotifierName: true, notification.FullName: true, notification.PrevHead: true, notification.DomicileHead: true,
}

// Names returns the names that may be meant at a place and are known without typing: what
// the moving-out certificate states there, then those of the form and of the household.
// Nothing of it is recorded before the clerk takes it over. A field that may stay empty is
// passed with Enter, and is offered none.
func (p *Presenter) Names(at Place) []string {
	if !named[at.Item] || !p.field(at).Required || p.stage != Filling || p.Fixed(at) {
		return nil
	}
	values := p.entry.Content.Of(at.Person)
	var all []string
	if item, ok := certificate.Counterpart(at.Item); ok && p.HasCertificate() {
		all = append(all, values.Get(item))
	}
	if at.Item == notification.FullName {
		all = append(all, p.newcomers(at.Person)...)
	} else {
		all = append(all, p.everybody()...)
	}
	var some []string
	for _, name := range all {
		if name != "" && !slices.Contains(some, name) && !(at.Item == notification.FullName && p.isElsewhere(name, at.Person)) {
			some = append(some, name)
		}
	}
	return some
}

// namesAt is [Presenter.Names] for the field that has the keyboard: in the others nothing
// is drawn.
func (f *Form) namesAt(at Place) []string {
	if here, ok := f.focused(); !ok || here != at || f.Entry() == nil {
		return nil
	}
	return f.Names(at)
}

// newcomers are the names that a person of the form may bear who is not of the register:
// the notifier's own, and what the certificate states of others.
func (p *Presenter) newcomers(page int) []string {
	var all []string
	if h := p.entry.Content.Header; page == 0 && h.Int(notification.NotifierRelation) == notification.RelationSelf {
		all = append(all, h.Get(notification.NotifierName))
	}
	return append(all, p.certified()...)
}

// certified are the names that the certificate states.
func (p *Presenter) certified() []string {
	if !p.HasCertificate() {
		return nil
	}
	var all []string
	for _, v := range p.entry.Content.Persons {
		all = append(all, v.Get(notification.CertName))
	}
	return all
}

// everybody are all names that the form, the certificate and the household know; first that
// of a notifier who speaks for themselves or heads the household.
func (p *Presenter) everybody() []string {
	h := p.entry.Content.Header
	var all []string
	if r := h.Int(notification.NotifierRelation); r == notification.RelationSelf || r == notification.RelationHead {
		all = append(all, h.Get(notification.NotifierName))
	}
	for _, v := range p.entry.Content.Persons {
		all = append(all, v.Get(notification.FullName))
	}
	all = append(append(all, p.certified()...), h.Get(notification.NotifierName), h.Get(notification.PrevHead))
	for _, m := range p.members {
		all = append(all, m.Record.Name)
	}
	return all
}

// isElsewhere reports whether another person of the form bears a name.
func (p *Presenter) isElsewhere(name string, page int) bool {
	for i, v := range p.entry.Content.Persons {
		if i != page && v.Get(notification.FullName) == name {
			return true
		}
	}
	return false
}

// Written returns the names that may be meant by a part of a name that was typed as it is
// read: those of the form's persons and of the household, which are the likeliest, then
// those of the list.
func (p *Presenter) Written(typed string, family bool) []string {
	if p.entry == nil {
		return nil
	}
	kana := letters.Kana(typed)
	var all []string
	add := func(name, reading string) {
		part, given, _ := strings.Cut(name, "　")
		read, givenRead, both := strings.Cut(reading, "　")
		if !family {
			part, read = given, givenRead
		}
		if both && read == kana && part != "" && !slices.Contains(all, part) {
			all = append(all, part)
		}
	}
	for _, v := range p.entry.Content.Persons {
		add(v.Get(notification.FullName), v.Get(notification.FullReading))
	}
	for _, m := range p.members {
		add(m.Record.Name, m.Record.Reading)
	}
	if p.cfg.Written != nil {
		for _, name := range p.cfg.Written(typed, family) {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

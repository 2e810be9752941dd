package intake

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"madoguchi/app/certificate"
	"madoguchi/app/notification"
	"madoguchi/ui/words"
)

// A Comparison is one item of the certificate beside the entry's (D3).
type Comparison struct {
	Stated    Place                // where the certificate's value stands
	Entered   Place                // Item is "" when the form has none
	Why       Place                // where the alert stands when they differ
	Standing  certificate.Standing // 0: neither has a value
	Explained bool                 // of what differs: a reason was given
	Reason    string               // the reason
}

// HasCertificate reports whether the entry is compared with a moving-out certificate.
func (p *Presenter) HasCertificate() bool {
	return slices.ContainsFunc(p.schema.Visible(&p.entry.Content, notification.Header), func(s notification.Section) bool {
		return slices.ContainsFunc(s.Fields, func(f notification.Field) bool { return certificate.Is(f.Item) })
	})
}

// Compare shows the certificate beside the entry.
func (p *Presenter) Compare() {
	if p.stage != Filling {
		return
	}
	if !p.HasCertificate() {
		p.view.Say(Message{Info, words.IntakeNoCertificate, nil})
		return
	}
	p.scanned = ""
	p.refreshDiffering()
	p.enter(Comparing)
}

// Comparisons returns the certificate's items of a page, in the order of the paper.
func (p *Presenter) Comparisons(page int) []Comparison {
	rows := certificate.Compare(&p.entry.Content)
	var all []Comparison
	for _, s := range p.schema.Visible(&p.entry.Content, page) {
		for _, f := range s.Fields {
			if !certificate.Is(f.Item) {
				continue
			}
			c := Comparison{Stated: Place{page, f.Item}}
			if item, ok := certificate.Counterpart(f.Item); ok && p.shows(page, item) {
				c.Entered = Place{page, item}
			}
			for _, r := range rows {
				if r.Person == page && r.Certificate == f.Item {
					c.Standing, c.Why = r.Standing, Place{page, r.Explained}
				}
			}
			c.Reason, c.Explained = p.explained(c)
			all = append(all, c)
		}
	}
	return all
}

// shows reports whether the form has an item on a page now.
func (p *Presenter) shows(page int, item notification.Item) bool {
	return slices.Contains(p.places(page), Place{page, item})
}

func (p *Presenter) explained(c Comparison) (string, bool) {
	for f, reason := range p.acks {
		if f.Rule == certificate.Rule && f.Person == c.Why.Person && f.Item == c.Why.Item && c.Why.Item != "" {
			return reason, true
		}
	}
	return "", false
}

// Tally counts how the items of the whole certificate stand, and how many of what
// differs are not explained.
func (p *Presenter) Tally() (of map[certificate.Standing]int, open int) {
	of = map[certificate.Standing]int{}
	for _, page := range p.Pages() {
		for _, c := range p.Comparisons(page) {
			of[c.Standing]++
			if c.Standing == certificate.Differs && !c.Explained {
				open++
			}
		}
	}
	return of, open
}

// NextDifference returns the next item that differs and is not explained, behind a
// place and around the end. False says that there is none.
func (p *Presenter) NextDifference(from Place) (Comparison, bool) {
	var all []Comparison
	start := 0
	for _, page := range p.Pages() {
		for _, c := range p.Comparisons(page) {
			if all = append(all, c); c.Stated == from {
				start = len(all)
			}
		}
	}
	for i := range all {
		c := all[(start+i)%len(all)]
		if c.Standing == certificate.Differs && !c.Explained && c.Entered.Item != "" {
			return c, true
		}
	}
	return Comparison{}, false
}

// ToExplain returns what has to be explained at a place of the certificate.
func (p *Presenter) ToExplain(at Place) (Problem, bool) {
	for _, c := range p.Comparisons(at.Person) {
		i := slices.IndexFunc(p.findings, func(f notification.Finding) bool {
			return f.Rule == certificate.Rule && Place{f.Person, f.Item} == c.Why
		})
		if c.Stated == at && c.Standing == certificate.Differs && i >= 0 {
			return p.problem(p.findings[i]), true
		}
	}
	return Problem{}, false
}

// differing are the alerts of what differs and stands on the form.
func (p *Presenter) differing() []notification.Finding {
	content := p.trimmed()
	return slices.DeleteFunc(certificate.Findings(&content), func(f notification.Finding) bool { return !p.shows(f.Person, f.Item) })
}

// refreshDiffering finds anew what differs. What was said about it stays as long as
// neither side changed.
func (p *Presenter) refreshDiffering() {
	now := p.differing()
	mine := func(f notification.Finding) bool {
		_, paired := certificate.Counterpart(f.Item)
		return f.Rule == certificate.Rule && paired
	}
	p.findings = slices.DeleteFunc(p.findings, func(f notification.Finding) bool { return mine(f) && !slices.Contains(now, f) })
	for _, f := range now {
		if !slices.Contains(p.findings, f) {
			p.findings = append(p.findings, f)
		}
	}
	for f := range p.acks {
		if mine(f) && !slices.Contains(now, f) {
			delete(p.acks, f)
		}
	}
}

// differ follows up that a value changed on either side of a comparison.
func (p *Presenter) differ(at Place) {
	other, paired := certificate.Counterpart(at.Item)
	if !paired || !p.HasCertificate() {
		return
	}
	if certificate.Is(at.Item) {
		p.forget(Place{at.Person, other})
	}
	if at.Item == notification.PrevNumber || at.Item == notification.CertNumber {
		p.forget(Place{notification.Header, notification.PrevTown}) // town and number are explained as one
	}
	if p.stage == Comparing {
		p.refreshDiffering()
		p.view.ShowMarks()
	}
}

// TurnCertificate shows the certificate's page by pages further; it stops at the ends.
func (p *Presenter) TurnCertificate(by int) {
	next := p.page + by
	if p.stage != Comparing || next < notification.Header || next >= len(p.entry.Content.Persons) {
		return
	}
	p.page = next
	p.view.ShowPage()
}

// TakeOver writes what the certificate states into the fields that are empty, and marks
// them. It returns how many there were.
func (p *Presenter) TakeOver() int {
	n := 0
	for _, page := range p.Pages() {
		n += p.takeClass(page)
		for _, c := range p.Comparisons(page) {
			if c.Standing == certificate.NotEntered && c.Entered.Item != "" && !p.Fixed(c.Entered) && p.typed[c.Entered] == "" {
				p.put(c.Entered, p.entry.Content.Of(page).Get(c.Stated.Item))
				p.taken[c.Entered] = true
				n++
			}
		}
	}
	if n > 0 {
		p.touch()
		p.refreshDiffering()
		p.view.ShowPage()
		p.view.ShowMarks()
	}
	return n
}

// takeClass says Japanese or foreign resident from what the certificate states of a
// person: without it half of the form is not shown.
func (p *Presenter) takeClass(page int) int {
	if page == notification.Header || p.entry.Content.Persons[page].Has(notification.ResidentClass) {
		return 0
	}
	v := p.entry.Content.Persons[page]
	class := ""
	switch {
	case v.Has(notification.CertNationality):
		class = "2"
	case v.Has(notification.CertDomicile):
		class = "1"
	default:
		return 0
	}
	at := Place{page, notification.ResidentClass}
	p.put(at, class)
	p.taken[at] = true
	return 1
}

// Taken reports whether a value was taken over from the certificate and not typed.
func (p *Presenter) Taken(at Place) bool { return p.taken[at] }

// lineEnd stands for the end of a line in what is pasted into one field.
const lineEnd = "⏎"

// Scan takes in what came from a scanner, a paste or the keyboard, line by line: the
// text of a certificate, or the path of a file that holds one. It reports whether a
// whole certificate was read.
func (p *Presenter) Scan(line string) bool {
	line = strings.TrimSpace(line)
	if line == "" {
		return false
	}
	if p.scanned == "" && !strings.HasPrefix(line, certificate.Mark) {
		return p.scanFile(line)
	}
	p.scanned += strings.ReplaceAll(line, lineEnd, "\n") + "\n"
	if !certificate.Ended(p.scanned) {
		if len(p.scanned) > certificate.MaxText {
			p.scanned = ""
			p.view.Say(Message{Stop, words.IntakeCertificateNone, nil})
		}
		return false
	}
	text := p.scanned
	p.scanned = ""
	return p.takeCertificate([]byte(text))
}

// Scanned returns how many lines were read so far.
func (p *Presenter) Scanned() int { return strings.Count(p.scanned, "\n") }

func (p *Presenter) scanFile(path string) bool {
	if p.cfg.ReadFile == nil || !strings.ContainsAny(path, `/\.`) {
		p.view.Say(Message{Stop, words.IntakeCertificateNone, nil})
		return false
	}
	text, err := p.cfg.ReadFile(path)
	if err != nil {
		var at *fs.PathError
		if errors.As(err, &at) {
			err = at.Err // the path may name a resident
		}
		p.cfg.Log.Error("read certificate file", "err", err)
		p.view.Say(Message{Stop, words.IntakeCertificateFile, nil})
		return false
	}
	return p.takeCertificate(text)
}

// takeCertificate puts what a certificate says beside the entry.
func (p *Presenter) takeCertificate(text []byte) bool {
	read, err := certificate.Parse(text)
	if err != nil {
		p.cfg.Log.Error("read certificate", "err", err)
		key := words.IntakeCertificateNone
		switch {
		case errors.Is(err, certificate.ErrCheck):
			key = words.IntakeCertificateCut
		case errors.Is(err, certificate.ErrVersion):
			key = words.IntakeCertificateVersion
		}
		p.view.Say(Message{Stop, key, nil})
		return false
	}
	added, ok := read.Put(&p.entry.Content)
	if !ok {
		p.view.Say(Message{Alert, words.IntakeTooMany, []any{notification.MaxPersons}})
		return false
	}
	p.spell()
	p.touch()
	p.refreshDiffering()
	p.view.ShowStage()
	p.view.Say(Message{Good, words.IntakeCertificateRead, []any{len(read.Persons), added}})
	return true
}

// spell writes the names of the certificate as the register spells them. A name with a
// character that the register does not have stays beside the content, with its fault.
func (p *Presenter) spell() {
	t := p.typist()
	for _, page := range p.Pages() {
		for _, c := range p.Comparisons(page) {
			f, values := p.field(c.Stated), p.entry.Content.Of(page)
			delete(p.typed, c.Stated)
			if value := values.Get(c.Stated.Item); f.Type == notification.Name && value != "" {
				spelled, fault := t.Parse(f, value)
				values.Set(c.Stated.Item, spelled)
				if !fault.IsZero() {
					p.typed[c.Stated], p.left[c.Stated] = value, true
				}
			}
		}
	}
}

// compared leads from the certificate to the form. When everything that is stated was
// looked at, that is written down (R003).
func (p *Presenter) compared() {
	h := &p.entry.Content.Header
	if _, open := p.Tally(); open == 0 && certificate.Given(&p.entry.Content) && !h.Has(notification.CertificateChecked) {
		p.put(Place{notification.Header, notification.CertificateChecked}, "1")
		p.touch()
	}
	p.enter(Filling)
}

// EnteredText returns how the entry's side of a comparison reads.
func (p *Presenter) EnteredText(c Comparison) string {
	if c.Entered.Item == "" {
		return ""
	}
	values := p.entry.Content.Of(c.Entered.Person)
	return p.typist().Long(p.field(c.Entered), p.western(c.Entered), values.Get(c.Entered.Item))
}

// Apart tells which characters differ, by code point and MJ number: U+908A MJ026191.
// It is "" where it is not characters that differ.
func (p *Presenter) Apart(c Comparison, code func(cluster string) string) (stated, entered string) {
	if c.Standing != certificate.Differs || p.field(c.Stated).Type != notification.Name {
		return "", ""
	}
	values := p.entry.Content.Of(c.Stated.Person)
	left, right := certificate.Characters(values.Get(c.Stated.Item), values.Get(c.Entered.Item))
	return p.names(left, code), p.names(right, code)
}

func (p *Presenter) names(all []certificate.Character, code func(string) string) string {
	var told []string
	for _, c := range all {
		if c.Same || strings.TrimSpace(c.Text) == "" {
			continue
		}
		name := code(c.Text)
		if p.cfg.Character != nil {
			if mj := p.cfg.Character(c.Text); mj != "" {
				name += " " + mj
			}
		}
		told = append(told, name)
	}
	return strings.Join(told, "、")
}

package intake

import (
	"errors"
	"slices"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// Confirm is the key that leads on (F12): from the form to the rules, from there
// to the page that shows everything as it will be recorded, from there to the
// handing over, and from the receipt back.
func (p *Presenter) Confirm() {
	switch p.stage {
	case Choosing:
		p.TakeChosen()
	case Filling:
		p.check()
	case Confirming:
		p.handOver()
	case Previewing:
		p.enter(Filling)
	case Arranging:
		p.arranged()
	case Comparing:
		p.compared()
	case Done, Looking, Failed:
		p.cfg.Guide.Leave()
	}
}

// arranged leads from the households to the form, once every household has a head.
func (p *Presenter) arranged() {
	if p.Arranges() {
		p.view.Say(Message{Alert, words.IntakeNoHeadYet, nil})
		return
	}
	p.enter(Filling)
}

// Preview shows everything as it would be recorded, without checking it.
func (p *Presenter) Preview() {
	if p.stage == Filling {
		p.enter(Previewing)
	}
}

// Return is the key that leads back (F3). A draft is kept, not thrown away: where it
// cannot be, only a second press leaves it.
func (p *Presenter) Return() {
	switch p.stage {
	case Comparing:
		p.compared()
	case Confirming, Choosing, Previewing, Arranging:
		p.enter(Filling)
	case Checking, Handing:
	default:
		if err := p.Flush(p.ctx); err != nil && !p.saving.warned {
			p.cfg.Log.Error("save draft", "entry", p.entry.ID, "err", err)
			p.saving.warned = true
			p.view.ShowMarks()
			p.view.Say(Message{Stop, words.IntakeUnkeptStays, nil})
			return
		}
		p.cfg.Guide.Leave()
	}
}

// check runs what the form itself can see, and when that is in order the rules.
func (p *Presenter) check() {
	for _, at := range p.order() {
		p.left[at] = true
	}
	p.findings = keep(p.findings, "E12", p.missing())
	if stops := p.ownStops(); stops > 0 {
		p.view.ShowPage()
		p.view.ShowMarks()
		p.goToStop()
		p.view.Say(Message{Stop, words.IntakeStops, []any{stops}})
		return
	}
	p.enter(Checking)
	entry, content := p.entry.ID, p.trimmed()
	p.cfg.Run(func() func() {
		findings, err := p.cfg.Desk.Check(p.ctx, &content)
		return func() {
			if p.entry != nil && p.entry.ID == entry && p.stage == Checking {
				p.checked(findings, err)
			}
		}
	})
}

// goToStop gives the keyboard to the first error that stands at a field.
func (p *Presenter) goToStop() {
	order := p.order()
	for _, x := range p.AllProblems() {
		if x.Stops && slices.Contains(order, x.At) {
			p.Go(x.At)
			return
		}
	}
}

// ownStops counts what is missing and what is no value.
func (p *Presenter) ownStops() int {
	n := 0
	for _, x := range p.AllProblems() {
		if x.Rule == "E12" || !p.fault(x.At).IsZero() {
			n++
		}
	}
	return n
}

// keep replaces what a rule found by what it finds now.
func keep(findings []notification.Finding, rule string, now []notification.Finding) []notification.Finding {
	for _, f := range findings {
		if f.Rule != rule {
			now = append(now, f)
		}
	}
	return now
}

// trimmed returns the content without what its conditions hide.
func (p *Presenter) trimmed() notification.Content {
	c := p.entry.Content.Clone()
	p.schema.Trim(&c)
	return c
}

func (p *Presenter) checked(findings []notification.Finding, err error) {
	if err != nil {
		p.cfg.Log.Error("check entry", "entry", p.entry.ID, "err", err)
		p.enter(Filling)
		p.view.Say(Message{Stop, words.IntakeCheckFailed, nil})
		return
	}
	findings = append(findings, p.undrawn()...)
	for _, f := range p.differing() {
		if !slices.Contains(findings, f) { // a registry of before does not know these
			findings = append(findings, f)
		}
	}
	p.findings = findings
	acks := map[notification.Finding]string{}
	for _, f := range findings {
		if reason, ok := p.acks[f]; ok {
			acks[f] = reason
		}
	}
	p.acks = acks
	stops, alerts := p.open()
	switch {
	case stops > 0:
		p.enter(Filling)
		p.goToStop()
		p.view.Say(Message{Stop, words.IntakeStops, []any{stops}})
	case alerts > 0:
		p.enter(Filling)
		p.view.Say(Message{Alert, words.IntakeAlerts, []any{alerts}})
	default:
		p.enter(Confirming)
	}
}

func (p *Presenter) handOver() {
	p.saving.stop()
	snapshot := p.snapshot()
	acks := p.given()
	p.enter(Handing)
	p.cfg.Run(func() func() {
		err := p.cfg.Desk.HandOver(p.ctx, snapshot, acks)
		return func() {
			if p.entry != nil && p.entry.ID == snapshot.ID && p.stage == Handing {
				p.handed(snapshot, err)
			}
		}
	})
}

func (p *Presenter) handed(entry *notification.Entry, err error) {
	if err == nil {
		p.entry = entry
		p.saving = saving{}
		p.receipt = p.cfg.Desk.Receipt(entry.ID)
		p.enter(Done)
		return
	}
	p.cfg.Log.Error("hand over", "entry", p.entry.ID, "err", err)
	key := words.IntakeNotHanded
	switch {
	case errors.Is(err, counter.ErrNoRight):
		key = words.IntakeNoRight
	case errors.Is(err, counter.ErrSpace):
		key = words.IntakeNoSpace
	case errors.Is(err, counter.ErrStale):
		key = words.IntakeStale
	}
	p.touch() // what was typed is kept as a draft in any case
	p.enter(Confirming)
	p.view.Say(Message{Stop, key, nil})
}

// Receipt returns the provisional number once the entry is handed over.
func (p *Presenter) Receipt() string { return p.receipt }

// A Line is one value of the page that shows everything as it will be recorded.
type Line struct {
	At     Place
	Label  words.Key
	Text   string
	Name   bool // drawn with the font for names
	Masked bool // shown only while a key is held
}

// A Block is a block of that page.
type Block struct {
	Page    int
	Section string
	Lines   []Line
}

// Recorded returns everything as it will be recorded (R016), in the paper's order.
func (p *Presenter) Recorded() []Block {
	content := p.trimmed()
	t := p.typist()
	var blocks []Block
	for _, page := range p.Pages() {
		for _, s := range p.Sections(page) {
			b := Block{Page: page, Section: s.Key}
			values := content.Of(page)
			for _, f := range s.Fields {
				text, name := p.guarded(Place{page, f.Item}), f.Type == notification.Name
				if who := p.successor(Place{page, f.Item}); who != "" {
					text, name = who, true
				}
				if text == "" {
					text = t.Long(f, p.western(Place{page, f.Item}), values.Get(f.Item))
				}
				b.Lines = append(b.Lines, Line{
					At: Place{page, f.Item}, Label: p.Label(f.Item), Text: text,
					Name: name, Masked: paper.Masked(f),
				})
			}
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// successor returns the name of who becomes head, where their number stands at a place.
func (p *Presenter) successor(at Place) string {
	for _, r := range p.household() {
		if at.Item == notification.RemainingHead && r.ID == p.remainingHead() {
			return r.Name
		}
	}
	return ""
}

// LogShown logs that a masked number was shown. It returns false when that could not
// be logged: then it must not be shown.
func (p *Presenter) LogShown(at Place) bool {
	err := p.cfg.Desk.NumberShown(p.ctx, p.entry.ID, at.Person, at.Item)
	if err != nil {
		p.cfg.Log.Error("log number shown", "entry", p.entry.ID, "err", err)
		p.view.Say(Message{Stop, words.IntakeNotLogged, nil})
	}
	return err == nil
}

package protection

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// A Fact is one thing said of the measure.
type Fact struct {
	Label words.Key
	Text  string
	Name  bool // drawn with the font for names
	Grade Grade
}

// Facts returns what the measure says. What is hidden says so.
func (p *Presenter) Facts() []Fact {
	m := p.shown
	state, grade := p.state(m.Measure)
	facts := []Fact{
		{Label: words.ProtectionFactState, Text: state, Grade: grade},
		{Label: words.ProtectionFactTerm, Text: words.LongDay(m.Start) + "～" + words.LongDay(m.End)},
		{Label: words.ProtectionFactKind, Text: words.T(words.ProtectionKind(int(m.Kind)))},
	}
	if m.Extended > 0 {
		facts = append(facts, Fact{Label: words.ProtectionFactExtended, Text: words.T(words.ProtectionFactExtendedTimes, m.Extended)})
	}
	for i, person := range m.Persons {
		label := words.ProtectionFactTogether
		if i == 0 {
			label = words.ProtectionFactApplicant
		}
		facts = append(facts, Fact{Label: label, Text: person.Name + "　" + person.Birth.Text(civil.EraShort), Name: true})
	}
	facts = append(facts, Fact{Label: words.ProtectionFactAffairs, Text: p.affairs()})
	if len(m.Forwarded) > 0 {
		facts = append(facts, Fact{Label: words.ProtectionFactForwarded, Text: strings.Join(m.Forwarded, words.T(words.ProtectionAnd))})
	}
	facts = append(facts, Fact{Label: words.ProtectionFactSet, Text: m.SetAt.In(civil.Japan).Format("2006/1/2 15:04") + "　" + string(m.SetBy)})
	lift := Fact{Label: words.ProtectionFactLift, Text: words.T(words.ProtectionFactNotLifted)}
	if until := p.lift(m.Lift); until != "" {
		lift.Text, lift.Grade = until+"　"+words.T(words.ProtectionWhyLifted(int(m.Lift.Reason)))+"　"+string(m.Lift.By), Info
	}
	return append(append(facts, lift), p.hidden()...)
}

func (p *Presenter) affairs() string {
	var all []string
	for _, a := range p.shown.Affairs {
		all = append(all, words.T(words.ProtectionAffair(int(a))))
	}
	return strings.Join(all, words.T(words.ProtectionAnd))
}

// hidden returns the address and the perpetrator, or that they are hidden.
func (p *Presenter) hidden() []Fact {
	address := Fact{Label: words.ProtectionFactAddress, Text: words.T(words.ProtectionFactHiddenAddress)}
	if p.address != "" {
		address.Text, address.Grade = p.address, Alert
	}
	switch {
	case !p.shown.HasPerpetrator:
		return []Fact{address, {Label: words.ProtectionFactPerpetrator, Text: words.T(words.ProtectionFactNonePerpetrator)}}
	case p.perpetrator == nil:
		return []Fact{address, {Label: words.ProtectionFactPerpetrator, Text: words.T(words.ProtectionFactHiddenPerpetrator)}}
	}
	var text []string
	for _, part := range []struct {
		label words.Key
		text  string
	}{
		{words.ProtectionFactPerpetratorName, p.perpetrator.Name}, {words.ProtectionFactPerpetratorBirth, p.perpetrator.Birth},
		{words.ProtectionFactPerpetratorRelation, p.perpetrator.Relationship}, {words.ProtectionFactPerpetratorAddress, p.perpetrator.Address},
		{words.ProtectionFactPerpetratorNote, p.perpetrator.Note},
	} {
		if part.text != "" {
			text = append(text, words.T(part.label)+"："+part.text)
		}
	}
	return []Fact{address, {Label: words.ProtectionFactPerpetrator, Text: strings.Join(text, "　"), Grade: Alert}}
}

// ShowPerpetrator shows who was fled, or hides it again.
func (p *Presenter) ShowPerpetrator() {
	if p.perpetrator != nil || !p.shown.HasPerpetrator {
		p.perpetrator = nil
		p.view.ShowFacts()
		return
	}
	m := p.shown.Measure
	p.cfg.Run(func() func() {
		who, err := p.cfg.Desk.Perpetrator(context.Background(), m)
		return func() {
			switch {
			case p.stage != Showing || p.shown.ID != m.ID:
			case err != nil:
				p.refuse(err)
			default:
				p.perpetrator = &who
				p.view.ShowFacts()
			}
		}
	})
}

// ShowAddress shows the applicant's address, or hides it again.
func (p *Presenter) ShowAddress() {
	if p.address != "" {
		p.address = ""
		p.view.ShowFacts()
		return
	}
	m := p.shown.Measure
	p.cfg.Run(func() func() {
		at, err := p.cfg.Desk.RevealAddress(context.Background(), m.Applicant, lookFor)
		return func() {
			switch {
			case p.stage != Showing || p.shown.ID != m.ID:
			case err != nil:
				p.refuse(err)
			default:
				p.address = at.String()
				p.view.ShowFacts()
			}
		}
	})
}

// refuse says why something is not shown.
func (p *Presenter) refuse(err error) {
	switch {
	case errors.Is(err, counter.ErrWithheld):
		p.view.Say(Alert, words.T(words.ProtectionWithheld))
	case errors.Is(err, counter.ErrOffline):
		p.view.Say(Alert, words.T(words.ProtectionOffline))
	default:
		p.cfg.Log.Error("show what is protected", "err", err)
		p.view.Say(Alert, words.T(words.ProtectionNotShown))
	}
}

// OpenRecord opens the applicant's record.
func (p *Presenter) OpenRecord() {
	p.Hide()
	p.cfg.Guide.OpenRecord(p.shown.Applicant, lookFor)
}

// A Wire is one place to tell, in words.
type Wire struct {
	Place, Proof, Reference string
	Done                    bool
}

// Wires returns the places that the measure has to reach.
func (p *Presenter) Wires() []Wire {
	var all []Wire
	for _, t := range p.shown.Tripwires() {
		w := Wire{Place: words.T(words.ProtectionPlace(t.Place.Key())), Proof: words.T(words.ProtectionOpen), Done: t.Done()}
		if t.Place == resident.AtForwarded {
			w.Place = words.T(words.ProtectionPlaceForwarded, t.Target)
		}
		if t.Done() {
			w.Proof = words.T(words.ProtectionProof, t.Tick.At.In(civil.Japan).Format("1/2 15:04"), string(t.Tick.By))
			w.Reference = t.Tick.Reference
		}
		all = append(all, w)
	}
	return all
}

// NextOpen returns the first place from one on that was not told yet, or the place
// itself when all were.
func (p *Presenter) NextOpen(from int) int {
	wires := p.shown.Tripwires()
	for i := range wires {
		if at := (max(from, 0) + i) % len(wires); !wires[at].Done() {
			return at
		}
	}
	return max(from, 0)
}

// Prove keeps the proof that a place was told.
func (p *Presenter) Prove(i int, reference string) {
	wires := p.shown.Tripwires()
	reference = strings.TrimSpace(reference)
	switch {
	case i < 0 || i >= len(wires):
		return
	case reference == "":
		p.view.Say(Alert, words.T(words.ProtectionReferenceMissing))
		return
	}
	id, whose := p.shown.ID, p.shown.Applicant
	proof := counter.TripwireProof{Measure: id, Place: wires[i].Place, Target: wires[i].Target, Reference: reference}
	p.cfg.Run(func() func() {
		m, err := p.cfg.Desk.Tick(context.Background(), whose, proof)
		return func() {
			if err != nil {
				p.cfg.Log.Error("keep proof", "err", err)
				p.view.Say(Alert, words.T(words.ProtectionNotTicked))
				return
			}
			if p.shown.ID != id {
				return
			}
			p.shown.Measure = m
			p.view.ShowWires()
			if open := m.Open(); open > 0 {
				p.view.Say(Good, words.T(words.ProtectionTicked, open))
				return
			}
			p.view.Say(Good, words.T(words.ProtectionTickedAll))
		}
	})
}

// lifting is a temporary lift while it is typed.
type lifting struct {
	order counter.LiftOrder
	whose resident.ID
	head  string
	from  Stage
}

// defaultMinutes is what a lift lasts when nothing else is typed: one visit.
const defaultMinutes = 15

func (p *Presenter) liftOf(order counter.LiftOrder, whose resident.ID, head string) {
	p.Hide()
	order.Minutes = defaultMinutes
	p.lifted = lifting{order, whose, head, p.stage}
	p.enter(Lifting)
}

// LiftShown asks for how long and why the measure shown is to be lifted.
func (p *Presenter) LiftShown() {
	name := ""
	if len(p.shown.Persons) > 0 {
		name = p.shown.Persons[0].Name
	}
	p.liftOf(counter.LiftOrder{Measure: p.shown.ID}, p.shown.Applicant, words.T(words.ProtectionLiftOfMeasure, name))
}

// LiftHead says what is lifted.
func (p *Presenter) LiftHead() string { return p.lifted.head }

// LiftMinutes returns the minutes as the field shows them.
func (p *Presenter) LiftMinutes() string { return strconv.Itoa(p.lifted.order.Minutes) }

// SetLiftReason takes the reason.
func (p *Presenter) SetLiftReason(code string) {
	n, _ := strconv.Atoi(code)
	p.lifted.order.Reason = resident.LiftReason(n)
}

// SetLiftMinutes takes the minutes.
func (p *Presenter) SetLiftMinutes(text string) {
	p.lifted.order.Minutes, _ = strconv.Atoi(strings.TrimSpace(text))
}

// Lift lifts what was asked for.
func (p *Presenter) Lift() {
	l := p.lifted
	if l.order.Reason == 0 || l.order.Minutes < 1 || l.order.Minutes > resident.MaxLift {
		p.view.Say(Alert, words.T(words.ProtectionLiftWrong, resident.MaxLift))
		return
	}
	p.cfg.Run(func() func() {
		until, err := p.cfg.Desk.Lift(context.Background(), l.whose, l.order)
		return func() {
			if err != nil {
				p.cfg.Log.Error("lift", "err", err)
				p.view.Say(Alert, words.T(words.ProtectionLiftFailed))
				return
			}
			p.takeLift(l, resident.Lift{Reason: l.order.Reason, At: p.cfg.Now(), Until: until})
			p.view.Say(Good, words.T(words.ProtectionLiftDone, until.In(civil.Japan).Format("15:04")))
		}
	})
}

// takeLift shows the lift where it was asked for, without reading everything again.
func (p *Presenter) takeLift(l lifting, lift resident.Lift) {
	if who, ok := p.cfg.Desk.Operator(); ok {
		lift.By = who.ID
	}
	if p.shown.ID == l.order.Measure {
		p.shown.Lift = lift
	}
	for i := range p.measures {
		if l.order.Measure != "" && p.measures[i].ID == l.order.Measure {
			p.measures[i].Lift = lift
		}
	}
	for i := range p.holds {
		if l.order.Hold != "" && p.holds[i].ID == l.order.Hold {
			p.holds[i].Lift = lift
		}
	}
	if p.stage == Lifting {
		p.enter(l.from)
	}
}

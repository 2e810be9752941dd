package record

import (
	"context"
	"errors"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/ui/words"
)

// A Guard is one hold (抑止) or support measure (支援措置) on the household, in words.
type Guard struct {
	Text  string
	Grade uint8 // as look.Tone: 1 lifted for now, 3 look at it, 4 it stops
}

// Guards returns what protects the members. Neither ends by itself: what is past its
// end says so and is in force.
func (p *Presenter) Guards() []Guard {
	var all []Guard
	now := p.cfg.Now()
	clock := words.Day
	for _, m := range p.opened.Protection.Measures {
		switch {
		case m.Lift.Open(now):
			all = append(all, Guard{words.T(words.ProtectionRecordLifted, m.Lift.Until.In(civil.Japan).Format("15:04")), 1})
		case m.Overdue(civil.FromTime(now)):
			all = append(all, Guard{words.T(words.ProtectionRecordMeasureOverdue), 4})
		default:
			all = append(all, Guard{words.T(words.ProtectionRecordMeasure, clock(m.End)), 4})
		}
	}
	for _, h := range p.opened.Protection.Holds {
		process, level := words.T(words.ProtectionProcess(int(h.Process))), words.T(words.ProtectionLevel(int(h.Level)))
		key, grade := words.ProtectionRecordHold, uint8(2+h.Level)
		switch {
		case !h.Standing(now):
			continue
		case h.Overdue(now):
			key = words.ProtectionRecordHoldOverdue
		case h.Lift.Open(now):
			grade = 1
		}
		if h.Level == 0 {
			grade = 1
		}
		all = append(all, Guard{words.T(key, process, level), grade})
	}
	return all
}

// ShowAddress shows the address of a protected resident while the officer has lifted
// what withholds it, or hides it again (E20).
func (p *Presenter) ShowAddress() {
	if p.state != Ready || !p.Protected() {
		return
	}
	if p.lifted != "" {
		p.HideAddress()
		return
	}
	asked, id, purpose := p.asked, p.id, p.purpose
	p.cfg.Run(func() func() {
		at, err := p.cfg.Desk.RevealAddress(context.Background(), id, purpose)
		return func() {
			switch {
			case asked != p.asked:
			case errors.Is(err, counter.ErrWithheld):
				p.view.Say(true, words.T(words.ProtectionRecordAsk))
			case err != nil:
				p.cfg.Log.Error("show address", "err", err)
				p.view.Say(true, words.T(words.ProtectionNotShown))
			default:
				p.lifted = at.String()
				p.view.ShowRecord()
			}
		}
	})
}

// HideAddress hides what [Presenter.ShowAddress] showed.
func (p *Presenter) HideAddress() {
	if p.lifted != "" {
		p.lifted = ""
		p.view.ShowRecord()
	}
}

// whyNoAddress says why there is no address to be shown.
func (f *Form) whyNoAddress() string {
	if why := f.why(); why != "" {
		return why
	}
	if !f.Protected() {
		return words.T(words.ProtectionRecordOpen)
	}
	return ""
}

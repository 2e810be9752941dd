package reviewing

import (
	"context"
	"errors"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/review"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

// Asks reports whether a decision asks for the PIN, and for the token code.
func (p *Presenter) Asks() (pin, code bool) {
	terms := p.cfg.Desk.ReviewTerms()
	return terms.Proof >= counter.PINProof, p.withCode()
}

func (p *Presenter) withCode() bool { return p.cfg.Desk.ReviewTerms().Proof == counter.PINTokenProof }

// Approve goes on to the decision, once everything was seen and typed.
func (p *Presenter) Approve() {
	switch why := p.WhyNotApprove(); {
	case why != "":
		p.view.Say(Alert, why)
	case p.stage == Comparing || p.stage == Retyping:
		p.sitting.Case.Hide()
		p.enter(Deciding)
	}
}

// ApproveWith signs the approval with what was typed. A sitting too quick to be believed
// is asked about first (A17).
func (p *Presenter) ApproveWith(shown counter.Proof) {
	if p.stage != Deciding || p.WhyNotApprove() != "" {
		return
	}
	if seconds, quick := p.sitting.Case.TooQuick(p.cfg.Desk.ReviewTerms().Floor); quick {
		p.view.AskHasty(seconds)
		return
	}
	if !p.shape(shown) {
		return
	}
	sitting := p.sitting
	p.decide(notification.Approve, func(ctx context.Context) error { return p.cfg.Desk.Approve(ctx, sitting, shown) })
}

// Hasten notes that the reviewer wants to approve so soon all the same, and does it.
func (p *Presenter) Hasten(shown counter.Proof) {
	if p.stage == Deciding {
		p.sitting.Case.Hasten()
		p.ApproveWith(shown)
	}
}

// shape says beside each item of the proof what cannot be right and reports whether it
// is worth showing.
func (p *Presenter) shape(shown counter.Proof) bool {
	pin, code := p.Asks()
	if !pin {
		return true
	}
	pinWrong, codeWrong := proof.CheckApproval(shown.PIN, shown.Code, code)
	p.view.ShowWrong(proof.Code, codeWrong)
	p.view.ShowWrong(proof.PIN, pinWrong)
	return pinWrong == "" && codeWrong == ""
}

// refuse shows why a proof did not count, and counts a wait down.
func (p *Presenter) refuse(r proof.Refusal) {
	p.refusal = r
	p.tick()
}

func (p *Presenter) tick() {
	p.view.ShowRefusal(p.refusal)
	p.cancel = nil
	if p.refusal.Wait(p.cfg.Now()) > 0 {
		p.cancel = p.cfg.Later(time.Second, p.tick)
	}
}

// forgive ends the countdown.
func (p *Presenter) forgive() {
	p.refusal = proof.Refusal{}
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
}

// WhyNotPutOff tells why the entry cannot be approved together with others, "" if it can.
func (p *Presenter) WhyNotPutOff() string {
	if why := p.WhyNotApprove(); why != "" {
		return why
	}
	if apart := p.cfg.Desk.Apart(p.sitting); apart != 0 {
		return words.T(words.ReviewApart(apart.Key()))
	}
	return ""
}

// PutOff keeps the finished sitting (照合済), to approve several at once, and goes back to
// the queue. The entry stays reserved.
func (p *Presenter) PutOff() {
	if why := p.WhyNotPutOff(); why != "" {
		p.view.Say(Alert, why)
		return
	}
	if err := p.cfg.Desk.PutOff(context.Background(), p.sitting); err != nil {
		p.cfg.Log.Error("put review off", "entry", p.sitting.Entry.ID, "err", err)
		p.view.Say(Stop, words.T(words.ReviewingNotKept))
		return
	}
	p.sitting = nil
	p.refreshSaying(Good, words.T(words.ReviewingPutOff, p.cfg.Desk.ReviewTerms().BulkCap))
}

// WhyNotTogether tells why nothing can be approved together, "" if something can.
func (p *Presenter) WhyNotTogether() string {
	for _, q := range p.rows {
		if joinable(q) {
			return ""
		}
	}
	return words.T(words.ReviewingNoCompared)
}

func joinable(q counter.Queued) bool { return q.Compared && q.Apart == 0 && q.MayReview == nil }

// OpenTogether lists what may be approved with one proof, chosen up to the cap, and what
// may not with the reason (STD 4.0.8).
func (p *Presenter) OpenTogether() {
	if why := p.WhyNotTogether(); why != "" {
		p.view.Say(Alert, why)
		return
	}
	p.chosen, p.results = map[notification.EntryID]bool{}, nil
	for _, q := range p.rows {
		if joinable(q) && len(p.chosen) < p.cfg.Desk.ReviewTerms().BulkCap {
			p.chosen[q.ID] = true
		}
	}
	p.enter(Together)
}

// Candidates returns the numbers of the rows that the operator may review, those that
// can be chosen first.
func (p *Presenter) Candidates() []int {
	var can, cannot []int
	for i, q := range p.rows {
		switch {
		case joinable(q):
			can = append(can, i)
		case q.MayReview == nil && q.ClaimedBy == "":
			cannot = append(cannot, i)
		}
	}
	return append(can, cannot...)
}

// Joined reports whether a row is chosen, and whether it can be.
func (p *Presenter) Joined(row int) (chosen, can bool) {
	return p.chosen[p.rows[row].ID], joinable(p.rows[row])
}

// Count returns how many are chosen, of how many at most.
func (p *Presenter) Count() (n, most int) { return len(p.chosen), p.cfg.Desk.ReviewTerms().BulkCap }

// Join chooses a row or takes it back.
func (p *Presenter) Join(row int) {
	if p.stage != Together {
		return
	}
	q := p.rows[row]
	switch {
	case p.chosen[q.ID]:
		delete(p.chosen, q.ID)
	case !joinable(q):
		p.view.Say(Alert, p.Row(row).Note)
		return
	case len(p.chosen) >= p.cfg.Desk.ReviewTerms().BulkCap:
		p.view.Say(Alert, words.T(words.ReviewingTogetherCap, p.cfg.Desk.ReviewTerms().BulkCap))
		return
	default:
		p.chosen[q.ID] = true
	}
	p.view.ShowProgress()
}

// ApproveTogether approves what is chosen with one proof.
func (p *Presenter) ApproveTogether(shown counter.Proof) {
	if p.stage != Together {
		return
	}
	if len(p.chosen) == 0 {
		p.view.Say(Alert, words.T(words.ReviewingTogetherNone))
		return
	}
	if !p.shape(shown) {
		return
	}
	var ids []notification.EntryID
	for _, q := range p.rows {
		if p.chosen[q.ID] {
			ids = append(ids, q.ID)
		}
	}
	p.enter(Keeping)
	p.cfg.Run(func() func() {
		results, err := p.cfg.Desk.ApproveTogether(context.Background(), ids, shown)
		return func() { p.joined(results, err) }
	})
}

func (p *Presenter) joined(results []counter.BulkResult, err error) {
	if p.stage != Keeping {
		return
	}
	if err != nil {
		p.enter(Together)
		p.notKept(err)
		return
	}
	p.results = results
	p.enter(Joined)
}

// leftOut says why an entry was not approved with the others.
func leftOut(err error) string {
	switch why := review.WhyOf(err); {
	case why != 0:
		return words.T(words.ReviewWhy(why.Key()))
	case errors.Is(err, counter.ErrClaimed):
		return words.T(words.ReviewingLost)
	case errors.Is(err, counter.ErrApart):
		return words.T(words.ReviewApartUnknown)
	}
	return words.T(words.ReviewingGone)
}

// An Outcome is one line of what became of the entries approved together.
type Outcome struct {
	Receipt, Text string
	Grade         Grade
}

// Outcomes returns what became of each.
func (p *Presenter) Outcomes() (all []Outcome, approved int) {
	for _, r := range p.results {
		o := Outcome{Receipt: r.Receipt, Text: words.T(words.ReviewingApproved), Grade: Good}
		if r.Err != nil {
			o.Text, o.Grade = leftOut(r.Err), Alert
		} else {
			approved++
		}
		all = append(all, o)
	}
	return all, approved
}

package preview

import (
	"context"
	"errors"

	"madoguchi/app/counter"
	"madoguchi/app/output"
	"madoguchi/ui/words"
)

// leaving is what the printing needs of the managers (R130).
type leaving struct {
	load     counter.Load // of one copy
	approval string       // the number, as it was typed
	asked    output.Approval
}

// Load returns what the printing would put on paper.
func (p *Presenter) Load() counter.Load {
	load := p.leaving.load
	load.Residents *= p.copies
	return load
}

// Approval returns the number of the approval.
func (p *Presenter) Approval() string { return p.leaving.approval }

// SetApproval takes in what was typed.
func (p *Presenter) SetApproval(typed string) { p.leaving.approval = typed }

// measure takes in what a paper that was laid out would put on paper. An approval of the one
// before is none of this.
func (p *Presenter) measure(load counter.Load) {
	p.leaving = leaving{load: load}
}

// whyNotApproved says that an approval is needed, "" where none is or a number was typed.
func (p *Presenter) whyNotApproved() string {
	load := p.Load()
	switch {
	case !load.Needs(), p.leaving.approval != "":
		return ""
	case load.Most > 0 && load.Residents > load.Most:
		return words.T(words.PreviewApprovalNeeded, load.Residents, load.Most)
	}
	return words.T(words.PreviewApprovalNeededDay, load.Today+load.Residents, load.MostToday)
}

// WhyNotAsk says why no approval can be asked for, "" if one can.
func (p *Presenter) WhyNotAsk() string {
	asked := p.leaving.asked
	switch {
	case p.copies == 0:
		return words.T(words.PreviewCopiesBad, counter.MaxCopies)
	case !p.Load().Needs():
		return words.T(words.PreviewApprovalNotNeeded)
	case asked.Number != "" && asked.Records >= p.Load().Residents:
		return words.T(words.PreviewApprovalAsked, asked.Number)
	}
	return ""
}

// Ask asks the managers to approve the printing as it is set now.
func (p *Presenter) Ask() {
	if why := p.WhyNotAsk(); why != "" {
		p.view.Say(Info, why)
		return
	}
	doc, how, reason := p.doc, counter.Printout{Copies: p.copies, Purpose: p.purpose}, p.purposeText()
	p.cfg.Run(func() func() {
		asked, err := p.cfg.Desk.AskOutput(context.Background(), doc, how, reason)
		return func() { p.answered(asked, err) }
	})
}

func (p *Presenter) answered(asked output.Approval, err error) {
	if err != nil {
		text := words.T(words.PreviewApprovalFailed)
		if errors.Is(err, counter.ErrOffline) {
			text = words.T(words.PreviewApprovalOffline)
		} else {
			p.cfg.Log.Error("ask for an approval", "err", err)
		}
		p.view.Say(Stop, text)
		return
	}
	p.leaving.asked, p.leaving.approval = asked, asked.Number
	p.view.ShowStage()
	p.view.Say(Good, words.T(words.PreviewApprovalAsked, asked.Number))
}

// left takes in that the paper went to the printer.
func (p *Presenter) left() {
	load := p.Load()
	if !load.Needs() {
		p.leaving.load.Today += load.Residents
	}
	p.leaving.approval, p.leaving.asked = "", output.Approval{}
}

// unapproved says why the registry did not let the paper leave, "" if that was not it.
func (p *Presenter) unapproved(err error) string {
	switch {
	case errors.Is(err, counter.ErrApprovalNeeded):
		return words.T(words.PreviewApprovalNeededDay, p.Load().Today+p.Load().Residents, p.Load().MostToday)
	case errors.Is(err, counter.ErrNotApproved) && p.leaving.asked.Number != "" && p.leaving.asked.Number == p.leaving.approval:
		return words.T(words.PreviewApprovalWaits, p.leaving.approval)
	case errors.Is(err, counter.ErrNotApproved):
		return words.T(words.PreviewApprovalNone, p.leaving.approval)
	case errors.Is(err, counter.ErrOverApproved):
		return words.T(words.PreviewApprovalOver, p.leaving.approval)
	case errors.Is(err, counter.ErrDecided):
		return words.T(words.PreviewApprovalUsed, p.leaving.approval)
	case errors.Is(err, counter.ErrOffline):
		return words.T(words.PreviewApprovalOffline)
	}
	return ""
}

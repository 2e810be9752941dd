package preview

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"madoguchi/app/counter"
	"madoguchi/app/output"
	"madoguchi/ui/words"
)

// settings are how the paper is to be printed.
type settings struct {
	queues  []counter.PrintQueue
	listed  bool  // queues is what the system says
	trouble error // of listing them
	queue   string
	purpose counter.Purpose
	copies  int // 0: what was typed is no number of copies
}

// findQueues asks for the print queues. The one the system uses by itself is chosen,
// else the only one.
func (p *Presenter) findQueues() {
	p.cfg.Run(func() func() {
		all, err := p.cfg.Desk.Queues(context.Background())
		return func() {
			p.queues, p.trouble, p.listed = all, err, true
			if err != nil && !errors.Is(err, counter.ErrNoPrintSystem) {
				p.cfg.Log.Error("list print queues", "err", err)
			}
			if !slices.ContainsFunc(all, func(q counter.PrintQueue) bool { return q.Name == p.queue }) {
				p.queue = usual(all)
			}
			p.view.ShowSettings()
		}
	})
}

func usual(all []counter.PrintQueue) string {
	for _, q := range all {
		if q.Default || len(all) == 1 {
			return q.Name
		}
	}
	return ""
}

// Queues returns the print queues.
func (p *Presenter) Queues() []counter.PrintQueue { return p.queues }

// Queue returns the name of the queue chosen, "" for none.
func (p *Presenter) Queue() string { return p.queue }

// SetQueue chooses a queue.
func (p *Presenter) SetQueue(name string) { p.queue = name }

// Purpose returns the purpose chosen.
func (p *Presenter) Purpose() counter.Purpose { return p.purpose }

// SetPurpose chooses a purpose. It stands on a paper that has numbers, which is made
// anew.
func (p *Presenter) SetPurpose(purpose counter.Purpose) {
	if purpose == p.purpose {
		return
	}
	p.purpose = purpose
	if p.numbers && p.material != nil {
		p.lay()
	}
}

func (p *Presenter) purposeText() string {
	return words.T(words.Purpose(strconv.Itoa(int(p.purpose))))
}

// SetCopies takes in how many copies were typed.
func (p *Presenter) SetCopies(typed string) {
	n, err := strconv.Atoi(typed)
	if err != nil || n < 1 || n > counter.MaxCopies {
		n = 0
	}
	p.copies = n
}

// Copies returns how many copies are to be printed, 0 for no right number.
func (p *Presenter) Copies() int { return p.copies }

// WhyNotPrint says what keeps the paper from being printed, "" when nothing does (D16).
func (p *Presenter) WhyNotPrint() string {
	i := slices.IndexFunc(p.queues, func(q counter.PrintQueue) bool { return q.Name == p.queue })
	switch {
	case p.stage != Ready:
		return words.T(words.PreviewNothing)
	case !p.listed:
		return words.T(words.PreviewLooking)
	case errors.Is(p.trouble, counter.ErrNoPrintSystem):
		return words.T(words.PreviewNoSystem)
	case p.trouble != nil:
		return words.T(words.PreviewNotListed)
	case len(p.queues) == 0:
		return words.T(words.PreviewNoQueue)
	case i < 0:
		return words.T(words.PreviewChooseQueue)
	case p.queues[i].Stopped:
		return words.T(words.PreviewStopped, p.queue)
	case !slices.Contains(counter.Purposes(), p.purpose):
		return words.T(words.PreviewChoosePurpose)
	case p.copies == 0:
		return words.T(words.PreviewCopiesBad, counter.MaxCopies)
	}
	return p.whyNotApproved()
}

// Print prints the paper.
func (p *Presenter) Print() {
	if why := p.WhyNotPrint(); why != "" {
		p.view.Say(Alert, why)
		p.findQueues() // somebody may have put it right
		return
	}
	doc, how := p.doc, counter.Printout{Queue: p.queue, Copies: p.copies, Purpose: p.purpose}
	if p.Load().Needs() {
		how.Approval = p.leaving.approval
	}
	p.enter(Sending)
	p.cfg.Run(func() func() {
		err := p.cfg.Desk.Print(context.Background(), doc, how)
		return func() { p.printed(err) }
	})
}

func (p *Presenter) printed(err error) {
	if err == nil {
		p.left()
		p.enter(Sent)
		return
	}
	text := words.T(words.PreviewNotPrinted)
	switch why := p.unapproved(err); {
	case why != "":
		text = why
		if errors.Is(err, counter.ErrNotApproved) {
			p.leaving.asked = output.Approval{} // it may have been declined: another may be asked for
		}
	case errors.Is(err, counter.ErrNoPrintSystem):
		text = words.T(words.PreviewNoSystem)
	case errors.Is(err, counter.ErrWithheld):
		text = words.T(words.ProtectionPaper)
	case errors.Is(err, counter.ErrNoQueue):
		text = words.T(words.PreviewQueueGone, p.queue)
	case errors.Is(err, counter.ErrQueueStopped):
		text = words.T(words.PreviewStopped, p.queue)
	default:
		p.cfg.Log.Error("print", "paper", p.kind.Key(), "err", err)
	}
	p.enter(Ready)
	p.view.Say(Stop, text)
	p.findQueues()
}

// Again goes back from what was sent to the pages.
func (p *Presenter) Again() {
	if p.stage == Sent {
		p.enter(Ready)
	}
}

// code writes code points, as "U+845B U+E0102".
func code(character []rune) string {
	all := make([]string, len(character))
	for i, r := range character {
		all[i] = fmt.Sprintf("U+%04X", r)
	}
	return strings.Join(all, " ")
}

package protection

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// releasing is a release list while it is looked at: one that is made here, or one
// that waits for a second officer.
type releasing struct {
	list      counter.ReleaseList
	lines     []counter.ReleaseLine
	confirmed map[resident.ID]bool
	waiting   []counter.ProposedRelease
	at        int // which of those waiting
}

// CheckMarked checks the marked residents as a list that was made when the measures
// were read.
func (p *Presenter) CheckMarked() {
	list := counter.ReleaseList{MadeAt: p.readAt}
	for _, m := range p.measures {
		if p.marked[m.Applicant] && !slices.Contains(list.Residents, m.Applicant) {
			list.Residents = append(list.Residents, m.Applicant)
		}
	}
	if len(list.Residents) == 0 {
		p.view.Say(Alert, words.T(words.ProtectionReleaseNone))
		return
	}
	// Who is protected with an applicant is meant, too: the child of a mother who is
	// released on this list.
	for _, m := range p.measures {
		for _, id := range m.Together {
			if p.marked[m.Applicant] && !slices.Contains(list.Residents, id) {
				list.Residents = append(list.Residents, id)
			}
		}
	}
	p.release = releasing{list: list, confirmed: map[resident.ID]bool{}}
	p.check()
}

// SetMade takes the day a list was really made, from before it was marked here; ""
// is when the measures were read. A whole day counts from its first minute.
func (p *Presenter) SetMade(text string) {
	at := p.readAt
	if text != "" {
		day, err := civil.ParseTyped(text, civil.Reiwa)
		if err != nil || day.After(p.today()) {
			p.view.Say(Alert, words.T(words.ProtectionReleaseMadeWrong))
			return
		}
		at = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, civil.Japan)
	}
	if at.Equal(p.release.list.MadeAt) {
		return
	}
	p.release.list.MadeAt = at
	p.check()
}

// MadeHint says which time counts when nothing is typed.
func (p *Presenter) MadeHint() string {
	return words.T(words.ProtectionReleaseMadeHint, p.readAt.In(civil.Japan).Format("1/2 15:04"))
}

func (p *Presenter) check() {
	list := p.release.list
	p.cfg.Run(func() func() {
		lines, err := p.cfg.Desk.CheckRelease(context.Background(), list)
		return func() {
			if err != nil {
				p.cfg.Log.Error("check release", "err", err)
				p.view.Say(Alert, words.T(words.ProtectionReleaseFailed))
				return
			}
			p.release.lines = lines
			clear(p.release.confirmed)
			if p.stage != Checking {
				p.enter(Checking)
				return
			}
			p.view.ShowLines()
		}
	})
}

// A LineRow is one resident of a release list in words.
type LineRow struct {
	Name, ID, Measures, Verdict string
	Grade                       Grade
}

// Lines returns the lines of the list shown.
func (p *Presenter) Lines() []LineRow {
	lines := p.release.lines
	if p.stage == Waiting {
		lines = nil
		if p.release.at < len(p.release.waiting) {
			lines = p.release.waiting[p.release.at].Lines
		}
	}
	var rows []LineRow
	for _, l := range lines {
		r := LineRow{Name: l.Name, ID: string(l.Resident), Measures: strconv.Itoa(l.Measures), Verdict: words.T(words.ProtectionConflict(l.Conflict.Key()))}
		switch {
		case l.Conflict != resident.NoConflict:
			r.Grade = Stop
		case p.release.confirmed[l.Resident] && p.stage == Checking:
			r.Verdict, r.Grade = words.T(words.ProtectionConflictConfirmed), Good
		}
		rows = append(rows, r)
	}
	return rows
}

// Refused reports whether the list has a line that cannot be released, so that each
// other line has to be confirmed.
func (p *Presenter) Refused() bool {
	return slices.ContainsFunc(p.release.lines, func(l counter.ReleaseLine) bool { return l.Conflict != resident.NoConflict })
}

// Confirm confirms one line of the list, or takes it back.
func (p *Presenter) Confirm(i int) {
	if i < 0 || i >= len(p.release.lines) || p.release.lines[i].Conflict != resident.NoConflict {
		return
	}
	id := p.release.lines[i].Resident
	if p.release.confirmed[id] {
		delete(p.release.confirmed, id)
	} else {
		p.release.confirmed[id] = true
	}
	p.view.ShowLines()
}

// Propose has the list wait for a second officer.
func (p *Presenter) Propose() {
	var confirmed []resident.ID
	for _, l := range p.release.lines {
		if p.release.confirmed[l.Resident] {
			confirmed = append(confirmed, l.Resident)
		}
	}
	count := len(confirmed)
	if count == 0 {
		if p.Refused() {
			p.view.Say(Alert, words.T(words.ProtectionReleaseUnconfirmed))
			return
		}
		count = len(p.release.lines)
	}
	list := p.release.list
	p.cfg.Run(func() func() {
		err := p.cfg.Desk.ProposeRelease(context.Background(), list, confirmed)
		return func() {
			if err != nil {
				p.notReleased(err)
				return
			}
			p.Refresh()
			p.view.Say(Good, words.T(words.ProtectionReleaseProposed, count))
		}
	})
}

// notReleased says why nothing was released, and checks the list shown anew.
func (p *Presenter) notReleased(err error) {
	switch {
	case errors.Is(err, counter.ErrSamePerson):
		p.view.Say(Alert, words.T(words.ProtectionReleaseSame))
	case errors.Is(err, counter.ErrReleaseConflict):
		p.view.Say(Stop, words.T(words.ProtectionReleaseConflict))
		if p.stage == Checking {
			p.check()
			return
		}
		p.readWaiting()
	default:
		p.cfg.Log.Error("release", "err", err)
		p.view.Say(Alert, words.T(words.ProtectionReleaseFailed))
	}
}

// OpenWaiting shows the releases that wait for a second officer.
func (p *Presenter) OpenWaiting() {
	p.release = releasing{confirmed: map[resident.ID]bool{}}
	p.readWaiting()
}

func (p *Presenter) readWaiting() {
	p.cfg.Run(func() func() {
		all, err := p.cfg.Desk.Releases(context.Background())
		return func() {
			if err != nil {
				p.fail(err)
				return
			}
			p.release.waiting, p.waiting = all, len(all)
			p.release.at = max(0, min(p.release.at, len(all)-1))
			if p.stage != Waiting {
				p.enter(Waiting)
				return
			}
			p.view.ShowLines()
		}
	})
}

// A WaitingRow is a release that waits, in words.
type WaitingRow struct {
	Made, Proposed, Lines string
	Grade                 Grade
}

// Waiting returns the releases that wait for a second officer.
func (p *Presenter) Waiting() []WaitingRow {
	var rows []WaitingRow
	for _, r := range p.release.waiting {
		row := WaitingRow{Made: r.MadeAt.In(civil.Japan).Format("2006/1/2 15:04"), Lines: words.T(words.ProtectionPersons, len(r.Lines)),
			Proposed: words.T(words.ProtectionProof, r.ProposedAt.In(civil.Japan).Format("1/2 15:04"), string(r.ProposedBy))}
		if slices.ContainsFunc(r.Lines, func(l counter.ReleaseLine) bool { return l.Conflict != resident.NoConflict }) {
			row.Grade = Stop
		}
		rows = append(rows, row)
	}
	return rows
}

// SetWaiting marks a release whose lines are to be shown.
func (p *Presenter) SetWaiting(i int) {
	p.release.at = i
	p.view.ShowLines()
}

// WhyNotDo says why the release that is marked cannot be done by who is signed in.
func (p *Presenter) WhyNotDo() string {
	if p.release.at >= len(p.release.waiting) {
		return words.T(words.ProtectionWaitingEmpty)
	}
	r := p.release.waiting[p.release.at]
	if who, ok := p.cfg.Desk.Operator(); ok && who.ID == r.ProposedBy {
		return words.T(words.ProtectionReleaseSame)
	}
	if slices.ContainsFunc(r.Lines, func(l counter.ReleaseLine) bool { return l.Conflict != resident.NoConflict }) {
		return words.T(words.ProtectionReleaseConflict)
	}
	return ""
}

// Do asks, and then carries out the release that is marked.
func (p *Presenter) Do() {
	if why := p.WhyNotDo(); why != "" {
		p.view.Say(Alert, why)
		return
	}
	r := p.release.waiting[p.release.at]
	answers := []string{words.T(words.ProtectionReleaseNo), words.T(words.ProtectionReleaseYes)}
	p.view.Ask(words.T(words.ProtectionReleaseAsk, len(r.Lines)), words.T(words.ProtectionReleaseAskText), answers, func(answer int) {
		if answer == 1 {
			p.do(r.ID)
		}
	})
}

func (p *Presenter) do(id string) {
	p.cfg.Run(func() func() {
		err := p.cfg.Desk.DoRelease(context.Background(), id)
		return func() {
			if err != nil {
				p.notReleased(err)
				return
			}
			p.readWaiting()
			p.view.Say(Good, words.T(words.ProtectionReleaseDone))
		}
	})
}

package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/operator"
)

// An AskingLine is the way to what operators are asked about the operation log (R122).
type AskingLine interface {
	// Questions returns what the session's operator was asked and has not answered.
	Questions(ctx context.Context, session string) ([]counter.Asked, error)
	// AnswerQuestion answers one of them, once.
	AnswerQuestion(ctx context.Context, session, id, answer string) error
}

// askTime is how long a sign-in waits for what the operator is asked.
const askTime = 3 * time.Second

// ErrAnswer says that there is no answer, or a longer one than is kept.
var ErrAnswer = errors.New("answer is empty or too long")

// A Notice is the confirmation that what is done here is logged (R034).
type Notice struct {
	Operator operator.ID
	Day      civil.Date
}

// NoticeDue reports whether the signed-in operator has to be told, or told again, that
// what they do is logged (R034). A day of before that is not over yet is none: the clock
// was set back since.
func (d *Desk) NoticeDue(ctx context.Context) (bool, error) {
	s, err := d.active()
	if err != nil {
		return false, fmt.Errorf("notice: %w", err)
	}
	every := d.Terms().NoticeDays
	if every == 0 {
		return false, nil
	}
	taken, err := d.Cabinet.NoticeTaken(ctx, s.profile.ID)
	if err != nil {
		return false, fmt.Errorf("notice: %w", err)
	}
	since := d.today().Sub(taken)
	return taken.IsZero() || since >= every || since < 0, nil
}

// TakeNotice logs that the operator has read it.
func (d *Desk) TakeNotice(ctx context.Context) error {
	s, err := d.active()
	if err != nil {
		return fmt.Errorf("take notice: %w", err)
	}
	step := Step{Notice: &Notice{Operator: s.profile.ID, Day: d.today()}, Audit: d.record(audit.NoticeTaken, s.row.ID)}
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return fmt.Errorf("take notice: %w", err)
	}
	return nil
}

// askedOf fetches what somebody who signs in is asked. What cannot be told now is told at
// the next sign-in: nobody is kept from working by it.
func (d *Desk) askedOf(ctx context.Context, registry string) []counter.Asked {
	if d.Config.Asking == nil || registry == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	asked, err := d.Config.Asking.Questions(ctx, registry)
	if err != nil {
		d.Log.WarnContext(ctx, "fetch what an operator is asked", "err", err)
	}
	return asked
}

// Asked returns what the signed-in operator was asked and has not answered, as it was at
// the sign-in.
func (d *Desk) Asked() []counter.Asked {
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	if d.session == nil {
		return nil
	}
	return slices.Clone(d.session.asked)
}

// Answer answers one of them at the registry, which keeps it and logs it.
func (d *Desk) Answer(ctx context.Context, id, answer string) error {
	s, err := d.active()
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if strings.TrimSpace(answer) == "" || utf8.RuneCountInString(answer) > counter.MaxAnswer {
		return fmt.Errorf("answer: %w", ErrAnswer)
	}
	err = d.asking(ctx, s, func(registry string) error { return d.Config.Asking.AnswerQuestion(ctx, registry, id, answer) })
	if err != nil && !errors.Is(err, counter.ErrGone) { // gone: answered elsewhere, or closed
		return fmt.Errorf("answer: %w", err)
	}
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	if d.session != nil && d.session.row.ID == s.row.ID {
		d.session.asked = slices.DeleteFunc(d.session.asked, func(a counter.Asked) bool { return a.ID == id })
	}
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

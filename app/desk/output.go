package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/document/pdf"
	"madoguchi/app/document/typeset"
	"madoguchi/app/operator"
	"madoguchi/app/output"
)

// An OutputLine is the registry's part in what leaves in quantity (R130). Its calls fail as
// those of a [Line] do, and with counter's errors of output.
type OutputLine interface {
	AskOutput(ctx context.Context, session string, a output.Approval) (output.Approval, error)
	DecideOutput(ctx context.Context, session, number string, approve bool, note string) (output.Approval, error)
	// Outputs returns what the operator asked for and, to a chief, what the ward did, newest
	// first.
	Outputs(ctx context.Context, session string) ([]output.Approval, error)
	// UseOutput is the last thing asked before something leaves.
	UseOutput(ctx context.Context, session, number, what string, records int, digest string) error
	// ReturnOutput says that nothing came out of it.
	ReturnOutput(ctx context.Context, session, number, digest string) error
}

// Printed is what an operator printed here without an approval on a day.
type Printed struct {
	Operator  operator.ID
	Day       string
	Residents int // to be added to those of the day
}

// PrintLoad returns what printing a document would put on paper.
func (d *Desk) PrintLoad(ctx context.Context, doc *typeset.Document, copies int) (counter.Load, error) {
	s, err := d.active()
	if err != nil {
		return counter.Load{}, fmt.Errorf("load of a printing: %w", err)
	}
	today, err := d.Cabinet.PrintedOn(ctx, s.profile.ID, d.today().String())
	if err != nil {
		return counter.Load{}, fmt.Errorf("load of a printing: %w", err)
	}
	most := d.Terms().Output
	return counter.Load{Residents: doc.Paper.Residents * copies, Most: most.Most, Today: today, MostToday: most.MostToday}, nil
}

// AskOutput asks the managers to approve a printing of today.
func (d *Desk) AskOutput(ctx context.Context, doc *typeset.Document, how counter.Printout, reason string) (output.Approval, error) {
	var a output.Approval
	s, err := d.active()
	if err == nil {
		today := civil.FromTime(d.Now())
		want := output.Approval{Act: output.Print, Records: doc.Paper.Residents * how.Copies, What: whatOf(doc), Purpose: int(how.Purpose), Reason: reason, From: today, Until: today}
		err = d.asking(ctx, s, func(registry string) (err error) {
			a, err = d.Config.Output.AskOutput(ctx, registry, want)
			return err
		})
	}
	if err != nil {
		return a, fmt.Errorf("ask for an approval: %w", err)
	}
	return a, nil
}

// DecideOutput is a chief's word on what somebody else asked for.
func (d *Desk) DecideOutput(ctx context.Context, number string, approve bool, note string) (output.Approval, error) {
	var a output.Approval
	err := d.withSession(ctx, operator.Chief, func(registry string) (err error) {
		a, err = d.Config.Output.DecideOutput(ctx, registry, number, approve, note)
		return err
	})
	if err != nil {
		return a, fmt.Errorf("decide about an output: %w", err)
	}
	return a, nil
}

// Outputs returns what the operator asked for and, to a chief, what the ward did.
func (d *Desk) Outputs(ctx context.Context) ([]output.Approval, error) {
	var all []output.Approval
	s, err := d.active()
	if err == nil {
		err = d.asking(ctx, s, func(registry string) (err error) {
			all, err = d.Config.Output.Outputs(ctx, registry)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("list outputs: %w", err)
	}
	return all, nil
}

// whatOf is what an approval calls a document.
func whatOf(doc *typeset.Document) string {
	what := doc.Paper.Kind.Key()
	if len(doc.Paper.Numbers) > 0 {
		what += output.WithNumbers
	}
	return what
}

// digestOf is how an approval's use names a document.
func digestOf(doc *typeset.Document) string {
	hash := sha256.Sum256(pdf.Write(doc))
	return hex.EncodeToString(hash[:])
}

// leave has the registry take the approval of a document that needs one. A printing without
// is refused and recorded (R131).
func (d *Desk) leave(ctx context.Context, doc *typeset.Document, how counter.Printout, load counter.Load) error {
	refused := func(err error) error {
		record := d.record(audit.OutputRefused, "", "act="+output.Print.String(), "paper="+doc.Paper.Kind.Key(), "residents="+strconv.Itoa(load.Residents))
		return errors.Join(err, d.log(context.WithoutCancel(ctx), record))
	}
	if how.Approval == "" {
		return refused(counter.ErrApprovalNeeded)
	}
	if _, err := output.ParseNumber(how.Approval); err != nil {
		return refused(counter.ErrNotApproved)
	}
	s, err := d.active()
	if err == nil {
		err = d.asking(ctx, s, func(registry string) error {
			return d.Config.Output.UseOutput(ctx, registry, how.Approval, whatOf(doc), load.Residents, digestOf(doc))
		})
	}
	if errors.Is(err, counter.ErrNotApproved) || errors.Is(err, counter.ErrOverApproved) || errors.Is(err, counter.ErrDecided) {
		return refused(err)
	}
	return err
}

// notTaken gives back what was used for a document that the print system did not take.
func (d *Desk) notTaken(ctx context.Context, doc *typeset.Document, number string) error {
	s, err := d.active()
	if err == nil {
		err = d.asking(ctx, s, func(registry string) error {
			return d.Config.Output.ReturnOutput(ctx, registry, number, digestOf(doc))
		})
	}
	return err
}

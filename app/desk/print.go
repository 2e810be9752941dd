package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/app/document/typeset"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
)

// ErrPrintout says that what is to be printed, or how, is not in order: no page, no
// purpose, or a number of copies out of bounds.
var ErrPrintout = errors.New("printout is not in order")

// A Printer hands pages to the print queues of the system. Only the desk has one: there
// is no other way to paper (R040, R129).
type Printer interface {
	// Queues returns the queues there are, or counter.ErrNoPrintSystem.
	Queues(ctx context.Context) ([]counter.PrintQueue, error)
	// Send returns once the system has taken the document.
	Send(ctx context.Context, queue string, copies int, d *typeset.Document) error
}

// Queues returns the print queues of this terminal.
func (d *Desk) Queues(ctx context.Context) ([]counter.PrintQueue, error) {
	if d.Printer == nil {
		return nil, fmt.Errorf("print queues: %w", counter.ErrNoPrintSystem)
	}
	return d.Printer.Queues(ctx)
}

// Material returns what a paper about an entry of this terminal is made from, and logs
// that the entry was opened for it. An entry that was never handed over is on no paper.
func (d *Desk) Material(ctx context.Context, id notification.EntryID) (document.Material, error) {
	e, err := d.Load(ctx, id)
	if err != nil {
		return document.Material{}, fmt.Errorf("material: %w", err)
	}
	if e.Revision == 0 {
		return document.Material{}, fmt.Errorf("material: not handed over: %w", notification.ErrState)
	}
	known, err := d.view(ctx)
	if err != nil {
		return document.Material{}, fmt.Errorf("material: %w", err)
	}
	m := document.Material{Entry: e, Before: make([]*resident.Record, len(e.Content.Persons))}
	for i, p := range e.Content.Persons {
		if whose := resident.ID(p.Get(notification.PersonID)); whose != "" {
			m.Before[i], _ = known.Resident(whose, 0)
			m.BeforeUnknown = m.BeforeUnknown || m.Before[i] == nil
		}
	}
	if err := d.log(ctx, d.record(audit.EntryOpened, string(id), "paper")); err != nil {
		return document.Material{}, fmt.Errorf("material: %w", err)
	}
	return d.Named(m), nil
}

// Named adds to a material the receipt number of its entry and the name of its writer.
func (d *Desk) Named(m document.Material) document.Material {
	m.Receipt, m.Writer = d.Receipt(m.Entry.ID), d.nameOf(m.Entry.Writer)
	return m
}

// Print prints a document: one record for each entry on it is written first, and
// nothing leaves if that fails. Numbers are printed for whoever may see them. A document that the system then does not take leaves a
// second record that says so.
func (d *Desk) Print(ctx context.Context, doc *typeset.Document, how counter.Printout) error {
	if _, err := d.active(sights(doc.Paper)...); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if len(doc.Pages) == 0 || len(doc.Paper.Entries) == 0 || how.Copies < 1 || how.Copies > counter.MaxCopies || !slices.Contains(counter.Purposes(), how.Purpose) {
		return fmt.Errorf("print: %w", ErrPrintout)
	}
	if err := d.withheld(ctx, *doc.Paper); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if err := d.ready(ctx, how.Queue); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	d.printing.Lock()
	defer d.printing.Unlock()
	load, err := d.PrintLoad(ctx, doc, how.Copies)
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	var by []string
	if load.Needs() {
		err = d.leave(ctx, doc, how, load)
		by = []string{"approval=" + audit.Code(how.Approval)}
	}
	if err == nil {
		err = d.Cabinet.Commit(ctx, d.printStep(load, +1, d.printed(doc, how, by...)))
	}
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if err := d.Printer.Send(ctx, how.Queue, how.Copies, doc); err != nil {
		return fmt.Errorf("print: %w", errors.Join(err, d.notPrinted(context.WithoutCancel(ctx), doc, how, load)))
	}
	return nil
}

// printStep is the step of a printing: its records, and what it adds to the day, unless it
// was approved.
func (d *Desk) printStep(load counter.Load, sign int, records []audit.Record) Step {
	step := Step{Audit: records}
	if who, _ := d.Operator(); !load.Needs() {
		step.Printed = &Printed{Operator: who.ID, Day: d.today().String(), Residents: sign * load.Residents}
	}
	return step
}

// notPrinted records that the system did not take a document, and takes it off the day or
// gives its approval back.
func (d *Desk) notPrinted(ctx context.Context, doc *typeset.Document, how counter.Printout, load counter.Load) error {
	err := d.Cabinet.Commit(ctx, d.printStep(load, -1, d.printed(doc, how, "result=not_taken")))
	if load.Needs() {
		err = errors.Join(err, d.notTaken(ctx, doc, how.Approval))
	}
	return err
}

// sights returns the rights that the numbers on a paper ask for (STD 10.3).
func sights(p *document.Paper) []operator.Right {
	var rights []operator.Right
	for _, n := range p.Numbers {
		right := operator.SeeCode
		if n.Item == notification.MyNumber {
			right = operator.SeeNumber
		}
		if !slices.Contains(rights, right) {
			rights = append(rights, right)
		}
	}
	return rights
}

// ready tells why a queue cannot be printed on.
func (d *Desk) ready(ctx context.Context, queue string) error {
	all, err := d.Queues(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(q counter.PrintQueue) bool { return q.Name == queue })
	switch {
	case i < 0:
		return counter.ErrNoQueue
	case all[i].Stopped:
		return counter.ErrQueueStopped
	}
	return nil
}

// printed returns the records of a printing: who, which entry, which paper, how many
// pages and copies, what for, whether the two numbers are on it, where, and the hash of
// what was sent.
func (d *Desk) printed(doc *typeset.Document, how counter.Printout, more ...string) []audit.Record {
	detail := append([]string{
		"paper=" + doc.Paper.Kind.Key(), "pages=" + strconv.Itoa(len(doc.Pages)), "copies=" + strconv.Itoa(how.Copies),
		"numbers=" + strconv.Itoa(len(doc.Paper.Numbers)), "document=" + digestOf(doc), "queue=" + audit.Code(how.Queue),
	}, more...)

	var all []audit.Record
	for _, id := range doc.Paper.Entries {
		r := d.record(audit.Printed, string(id), detail...)
		r[0].Purpose = strconv.Itoa(int(how.Purpose))
		if r[0].Check() != nil { // a queue may be called anything; the record holds codes
			r[0].Detail = append(slices.Clone(detail[:5]), more...)
		}
		all = append(all, r...)
	}
	return all
}

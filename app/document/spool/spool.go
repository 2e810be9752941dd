// Package spool hands the pages of a document to a print queue of the system: on Unix
// to CUPS by its program lp, on Windows to the spooler through GDI.
//
// Nothing of a resident is in what the system shows of a job: its title is the name of
// the program. Nothing is written to a file of ours on the way. What the system itself
// keeps is IT's to forbid: CUPS holds the pages of a job for a day unless its
// configuration says "PreserveJobFiles No", Windows unless the printer is set not to
// keep printed documents.
//
// Whether a paper may be printed, and the record of it, are app/desk's, which alone
// sends here.
package spool

import (
	"context"

	"madoguchi/app/counter"
	"madoguchi/app/document/typeset"
)

// title is what the system calls a job.
const title = "Madoguchi"

// A System is the print system of this machine.
type System struct{}

// Queues returns the queues there are. No queue is no error; a machine that cannot
// print is counter.ErrNoPrintSystem.
func (System) Queues(ctx context.Context) ([]counter.PrintQueue, error) { return queues(ctx) }

// Send hands a document over. It returns once the system has taken it, which is not yet
// paper.
func (System) Send(ctx context.Context, queue string, copies int, d *typeset.Document) error {
	return send(ctx, queue, copies, d)
}

// Package desk is what operators do at a terminal: they sign in, take and hand
// over entries, review them, look residents up, leave the seat and log off. Each
// method is one step of the procedure, and each step is one durable transaction
// of the terminal's file that carries its audit record: if the record cannot be
// written, the step did not happen.
//
//	ui presenters ──► Desk ──► Cabinet (the terminal's sealed file)
//	                   │
//	                   └────► Line (the registry, while there is one)
//
// A [Desk] never waits for the line where the counter must go on without it:
// handing over and approving end on the disk. What the registry makes of it comes
// back through [Desk.Take], which the outbox calls.
//
// The screens are the ui packages', the sealing and the SQL are app/store's, the
// travelling is sync/outbox's, and what may be decided is app/notification's,
// app/rules' and app/review's: this package only puts them in order.
package desk

// Package outbox hands over what the terminal owes the registry, and brings back what
// became of it.
//
// A terminal's events are numbered 1, 2, 3 … without a hole. A [Pusher] sends those after
// the last acknowledged one in batches, as often as it takes: the registry takes each
// once, answers whether it took it now or knew it, and moves its watermark over
// contiguous numbers only. Then the pusher pulls the changes after its cursor (verdicts,
// returns, reviews by others).
//
// Nothing here trusts that an answer arrives. An event counts as handed over when the
// registry has said so about this event and [Source.Ack] has stored it; until then it is
// sent again. In particular the registry's watermark alone acknowledges nothing: a
// terminal restored from a copy may have written other events under numbers the registry
// holds, and only sending them shows it ([ErrFork]).
//
// What the events say is package notification's, how they are kept app/store's, and
// whether there is a line sync/link's to know.
package outbox

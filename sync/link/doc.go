// Package link keeps the line to the registry: whether there is one, when to try again,
// and what time it is at the other end.
//
// A [Line] is in one of three states, and says only what it knows (D1, D2): online means
// that the registry answered within the last half minute.
//
//	         LinkUp, or the wait is over            the registry answered
//	Offline ───────────────────────────► Connecting ─────────────────────► Online
//	   ▲                                     │  ▲                            │
//	   └───────── no answer; wait ───────────┘  └───── a call or a beat ─────┘
//	              full jitter, ≤ 60 s                  got no answer
//
// A [Clock] keeps registry time, also over a terminal's clock that is set. The time comes in
// every answer and every probe, inside TLS 1.3 whose handshake the registry's pinned key has
// signed: nobody on the way can have made it. A signature of its own would prove that to a
// third party only, and for them the registry's signed log anchors the terminal's (R030). What
// the terminal keeps over a restart stands sealed in its file; a file brought back from a copy
// brings its older time with it, signed or not, and that is found by its outbox and its log.
//
// A [Client] is both with the calls of the registry behind pinned TLS; every answer, to
// whomever, tells the line that it lives.
//
// What is sent is sync/outbox's and the screens' matter; whom to trust is sync/pinned's.
package link

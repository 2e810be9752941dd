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
// A [Clock] keeps registry time, also over a terminal's clock that was set back. A
// [Client] is both with the calls of the registry behind pinned TLS; every answer, to
// whomever, tells the line that it lives.
//
// What is sent is sync/outbox's and the screens' matter; whom to trust is sync/pinned's.
package link

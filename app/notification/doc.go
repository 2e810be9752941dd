// Package notification holds the notification of change (異動届) that a resident
// hands in at the counter under Articles 22 to 25 of the Basic Resident
// Registration Act (住民基本台帳法), and the life of the entry made from it:
//
//	Draft ──HandOver──► Entered ──Approve (k of N)──► Approved ──► Sent ──► Accepted
//	  ▲                    │                                           └──► Refused
//	  └──── Returned ◄─────┘ Return
//
// A [Content] is what the paper says: a [Kind], the version of the form [Schema]
// it was written on, header values and one set of values a person. What may be
// written on which form is data ([SchemaOf]), not code, so that another kind is
// another schema; what is not on the schema cannot be entered (R007, E22).
//
// An [Entry] is a content with everybody who answered for it. The writer signs
// its [Submission], each reviewer a [Review]; both sign bytes that name the
// SHA-256 of the canonical content ([Content.Encode]), so that nobody can be
// made to have approved something else.
//
// This package decides whether a step is allowed and whether a value has the
// shape its item asks for. Whether the change makes sense is package rules',
// who must review is package review's, keeping it is app/store's and sending it
// sync/outbox's.
package notification

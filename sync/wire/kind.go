package wire

import (
	"strconv"

	"connectrpc.com/connect"
)

// A Kind is what kind of error the registry answers, or why it refused an event or an
// entry. It is an error itself, so that errors.Is(err, wire.Conflict) works on
// whatever a call returned. Kinds are sent and stored: never renumber them.
type Kind uint32

// Errors of a message or of the line.
const (
	Internal    Kind = 1 // the registry's own fault; it has logged it
	Malformed   Kind = 2 // the message cannot be what it should be
	TooLarge    Kind = 3 // the message or a part of it is larger than allowed
	Unavailable Kind = 4 // not now, for example while the registry starts; try again
	NotFound    Kind = 5
	Gap         Kind = 6 // events do not follow the watermark; detail is the watermark
	Fork        Kind = 7 // another content is held under the same number: an alarm
	ClockSkew   Kind = 8 // the terminal's time is too far from the registry's
	Busy        Kind = 9 // this terminal asks for too much at once; Error.Wait says how long
	// Awaits: the registry went back to a backup, and the event builds upon something that
	// another terminal has yet to hand over, or an operator to tell. Try again.
	Awaits Kind = 10
)

// Errors of operators and sessions.
const (
	Credentials     Kind = 20 // ID, PIN or code is wrong; which one is not told
	CodeUsed        Kind = 21 // the token code was used before (a replay)
	Waiting         Kind = 22 // too many failures; Error.Wait says how long
	PINDisabled     Kind = 23 // the PIN is disabled until IT sets another
	OperatorInvalid Kind = 24 // the operator's validity is over or has not begun
	NotEnrolled     Kind = 25 // no key of this operator at this terminal
	NoSession       Kind = 26 // the session is closed or never was
	NoRight         Kind = 27 // the operator lacks the right for this
	OtherWard       Kind = 28 // the operator's or terminal's rights do not cover the ward
	NoPurpose       Kind = 29 // a search or an opening needs a purpose
	TooBroad        Kind = 30 // a search by too little (E23)
	NoPerson        Kind = 31 // a search by what is no resident's, such as （株） (STD 2.1.3)
)

// Why an event or an entry was refused. They stand in EventResult.error_kind and
// Verdict.error_kind, and in errors of the review calls.
const (
	BadSignature     Kind = 40 // the operator's signature does not verify
	BadHash          Kind = 41 // the content is not that of the hash
	UnknownSchema    Kind = 42 // the form's kind or version is not known
	BadContent       Kind = 43 // the content does not fit its form (R007)
	UnknownEntry     Kind = 44 // a review or withdrawal of an entry nobody handed over
	StaleRevision    Kind = 45 // the entry has a newer revision
	EntryClosed      Kind = 46 // the entry is decided or withdrawn
	ReviewerIsWriter Kind = 47 // nobody reviews their own entry (R006)
	ReviewerTwice    Kind = 48 // nobody reviews the same revision twice
	Claimed          Kind = 49 // another operator has the entry under review
	RulesBroken      Kind = 50 // the findings say which rules
	Conflict         Kind = 51 // the record was changed meanwhile (E31)
	RightWithdrawn   Kind = 52 // an operator's right ended before the registry decided
	SameIDOther      Kind = 53 // same entry and revision with another content: an alarm
	Unresolved       Kind = 54 // the paper names no resident, or more than one
	ReviewIncomplete Kind = 55 // the evidence does not show a whole sitting (D14)
	OutOfCodes       Kind = 56 // the stock of resident record codes is empty (STD 4.3.1)
)

// Why what a support measure protects is not shown, or not released.
const (
	Withheld        Kind = 60 // a measure is in force and the officer has not lifted it (E20)
	SamePerson      Kind = 61 // who proposed a release cannot carry it out
	ReleaseConflict Kind = 62 // the list is in conflict with the register (D18)
)

// Why something about an operator was not done.
const (
	PINDue       Kind = 80 // the session opens nothing until its holder has set a PIN
	RequestState Kind = 81 // a request is not at this step
	OverUnit     Kind = 82 // the rights go beyond those of the organisational unit
	LoginTaken   Kind = 83 // another operator has the 照合ID
	WeakPIN      Kind = 84 // the new PIN has not the form, is easy to guess, or is the old one
	LastAdmins   Kind = 86 // fewer than two administrators would be left
	WasRevoked   Kind = 87 // the operator was revoked: only a grant gives rights again
	NeedsPasskey Kind = 85 // an integrated terminal asks for a proof with user verification (R116)
)

// Why something about a terminal was not done (R032).
const (
	NoAuthority Kind = 90 // the registry does not hold the authority's key
	NotThisAct  Kind = 91 // the terminal is not in a state for it
	CodeOver    Kind = 92 // the enrolment code is wrong, used, burnt, or its time is over
)

// Errors of reports over the operation logs, and of erasing them.
const (
	QuestionsOpen Kind = 100 // somebody was asked about the report, and it is not settled
	NotDue        Kind = 101 // the records have to be kept longer
)

// Why something may not leave (R130, R136).
const (
	NotApproved  Kind = 110 // no approval of this number is for this output, here and today
	OverApproved Kind = 111 // more is to leave than was approved
	NoWitness    Kind = 112 // a witness has to be signed in at the same seat (R045)
	NotThisMove  Kind = 113 // the medium is not in a state for it
)

type kindRow struct {
	text string
	code connect.Code
}

var kinds = map[Kind]kindRow{
	Internal:    {"internal error", connect.CodeInternal},
	Malformed:   {"malformed message", connect.CodeInvalidArgument},
	TooLarge:    {"message too large", connect.CodeResourceExhausted},
	Unavailable: {"registry unavailable", connect.CodeUnavailable},
	NotFound:    {"not found", connect.CodeNotFound},
	Gap:         {"events do not follow the watermark", connect.CodeFailedPrecondition},
	Fork:        {"another content under the same number", connect.CodeDataLoss},
	ClockSkew:   {"clock too far from registry time", connect.CodeFailedPrecondition},
	Busy:        {"terminal asks too much", connect.CodeResourceExhausted},
	Awaits:      {"registry went back and waits for another", connect.CodeUnavailable},

	Credentials:     {"operator, pin or code is wrong", connect.CodeUnauthenticated},
	CodeUsed:        {"token code was used before", connect.CodeUnauthenticated},
	Waiting:         {"too many failures", connect.CodeResourceExhausted},
	PINDisabled:     {"pin is disabled", connect.CodePermissionDenied},
	OperatorInvalid: {"operator is not valid", connect.CodePermissionDenied},
	NotEnrolled:     {"operator has no key at this terminal", connect.CodeUnauthenticated},
	NoSession:       {"no such session", connect.CodeUnauthenticated},
	NoRight:         {"right missing", connect.CodePermissionDenied},
	OtherWard:       {"other ward", connect.CodePermissionDenied},
	NoPurpose:       {"purpose missing", connect.CodeInvalidArgument},
	TooBroad:        {"search too broad", connect.CodeInvalidArgument},
	NoPerson:        {"search for no person", connect.CodeInvalidArgument},

	BadSignature:     {"signature does not verify", connect.CodeInvalidArgument},
	BadHash:          {"content is not that of the hash", connect.CodeInvalidArgument},
	UnknownSchema:    {"form is not known", connect.CodeInvalidArgument},
	BadContent:       {"content does not fit its form", connect.CodeInvalidArgument},
	UnknownEntry:     {"no such entry", connect.CodeNotFound},
	StaleRevision:    {"entry has a newer revision", connect.CodeFailedPrecondition},
	EntryClosed:      {"entry is closed", connect.CodeFailedPrecondition},
	ReviewerIsWriter: {"writer and reviewer are the same operator", connect.CodePermissionDenied},
	ReviewerTwice:    {"operator has reviewed this revision", connect.CodePermissionDenied},
	Claimed:          {"entry is under review by another operator", connect.CodeAborted},
	RulesBroken:      {"rules broken", connect.CodeFailedPrecondition},
	Conflict:         {"record was changed meanwhile", connect.CodeAborted},
	RightWithdrawn:   {"right ended meanwhile", connect.CodePermissionDenied},
	SameIDOther:      {"same entry with another content", connect.CodeDataLoss},
	Unresolved:       {"no single resident is meant", connect.CodeFailedPrecondition},
	ReviewIncomplete: {"review is not complete", connect.CodeInvalidArgument},
	OutOfCodes:       {"no resident record code is left", connect.CodeResourceExhausted},

	PINDue:       {"pin has to be set first", connect.CodeFailedPrecondition},
	RequestState: {"request is not at this step", connect.CodeFailedPrecondition},
	OverUnit:     {"rights beyond those of the unit", connect.CodePermissionDenied},
	LoginTaken:   {"login belongs to another operator", connect.CodeAlreadyExists},
	WeakPIN:      {"pin cannot be used", connect.CodeInvalidArgument},
	WasRevoked:   {"operator was revoked", connect.CodeFailedPrecondition},
	LastAdmins:   {"fewer than two administrators would be left", connect.CodeFailedPrecondition},
	NeedsPasskey: {"proof with user verification is missing", connect.CodeUnauthenticated},

	Withheld:        {"support measure is not lifted", connect.CodePermissionDenied},
	SamePerson:      {"proposer and second person are the same operator", connect.CodePermissionDenied},
	ReleaseConflict: {"release list is in conflict with the register", connect.CodeAborted},

	NoAuthority:   {"authority is not at the registry", connect.CodeFailedPrecondition},
	NotThisAct:    {"not possible for this terminal as it is", connect.CodeFailedPrecondition},
	CodeOver:      {"enrolment code is wrong, used, burnt or over", connect.CodePermissionDenied},
	QuestionsOpen: {"questions about the report are open", connect.CodeFailedPrecondition},
	NotDue:        {"records have to be kept longer", connect.CodeFailedPrecondition},

	NotApproved:  {"output is not approved", connect.CodePermissionDenied},
	OverApproved: {"more than was approved", connect.CodePermissionDenied},
	NoWitness:    {"witness is missing", connect.CodePermissionDenied},
	NotThisMove:  {"not possible for this medium as it is", connect.CodeFailedPrecondition},
}

// Error implements error.
func (k Kind) Error() string {
	if row, ok := kinds[k]; ok {
		return row.text
	}
	return "error kind " + strconv.FormatUint(uint64(k), 10)
}

// Known reports whether this version knows k. An older terminal may meet a newer one.
func (k Kind) Known() bool { _, ok := kinds[k]; return ok }

func (k Kind) code() connect.Code {
	if row, ok := kinds[k]; ok {
		return row.code
	}
	return connect.CodeUnknown
}

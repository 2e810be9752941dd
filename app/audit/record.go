// Package audit holds the operation records (操作ログ) of a terminal and the chain
// that shows whether one of them was changed, removed or moved (R030: when, which
// operator, whose information, viewed or changed).
//
// A [Record] says what was done in codes and opaque ids. It never holds a resident's
// name, address or number: records are kept for seven years, the values they would
// repeat are not. [Record.Check] refuses what looks like one.
//
// The chain runs over sealed records. A [Link] holds the hash of the sealed body and
// of the link before it, so that the chain can be verified without the key, and still
// can after the bodies were purged. Cutting records off the end shows only against a
// [Head] that was kept elsewhere: in the file's sealed state and, from each sync on,
// at the registry.
//
// Sealing and keeping the records is left to app/store, anchoring to sync/outbox.
package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"madoguchi/app/operator"
)

// A Kind is what was done. Kinds are stored and sent: never renumber them.
type Kind uint16

// Sign-in and session.
const (
	SignIn            Kind = 101
	SignInRefused     Kind = 102
	SignOut           Kind = 103
	LeftOpen          Kind = 104 // session found open at a start, after a crash
	Locked            Kind = 105
	Unlocked          Kind = 106
	UnlockRefused     Kind = 107
	IdleLogOff        Kind = 108
	PositionConfirmed Kind = 110 // R039, R128: the screen cannot be seen by visitors
	NoticeTaken       Kind = 111 // R034: that access is logged was read and confirmed
)

// The life of an entry (DOMAIN.md §5).
const (
	DraftSaved   Kind = 201
	DraftDropped Kind = 202
	HandedOver   Kind = 203 // 仮登録
	Claimed      Kind = 204 // opened for review
	Reviewed     Kind = 205 // one of several reviews
	Approved     Kind = 206 // the last review that was due (端末決裁)
	Returned     Kind = 207 // 差戻し
	Queued       Kind = 208
	Sent         Kind = 209
	Accepted     Kind = 210 // 本登録
	Refused      Kind = 211
	Salvaged     Kind = 212 // a refused entry copied into a new draft
	Withdrawn    Kind = 213
	Acknowledged Kind = 214 // an alert was acknowledged
	EntryOpened  Kind = 215
)

// What was looked at.
const (
	Searched     Kind = 301
	RecordOpened Kind = 302
	NumberShown  Kind = 303 // an Individual Number or resident record code was unmasked
	Printed      Kind = 304
	// A search that was not carried out: without a purpose, or by too little (E23).
	SearchRefused Kind = 305
	// What protects residents, and what it protects.
	ProtectionShown  Kind = 306 // holds and support measures
	AddressShown     Kind = 307 // the address of a protected resident was unmasked
	PerpetratorShown Kind = 308
	ReportRead       Kind = 309 // a chief read what says how operators work
)

// Holds (抑止) and support measures (支援措置).
const (
	MeasureSet      Kind = 501
	MeasureExtended Kind = 502
	MeasureEnded    Kind = 503
	HoldSet         Kind = 504
	HoldReleased    Kind = 505
	Lifted          Kind = 506 // for some minutes (一時解除)
	TripwireTicked  Kind = 507
	ReleaseProposed Kind = 508
	ReleaseDone     Kind = 509
)

// The terminal itself.
const (
	FileCreated    Kind = 401
	Started        Kind = 402
	Stopped        Kind = 403
	ConfigTaken    Kind = 404
	ConfigRefused  Kind = 405
	CredentialKept Kind = 406 // for offline sign-in
	CredentialGone Kind = 407
	CachePurged    Kind = 408
	LineChanged    Kind = 409
	ClockJumped    Kind = 410
	ForkFound      Kind = 411 // the registry holds other content under our number
	CallRefused    Kind = 412 // the registry refused a call
	CommitFailed   Kind = 413 // something could not be stored
	Suspended      Kind = 415 // the machine slept
	AuditPurged    Kind = 414 // bodies of records that the registry holds are gone here
)

// Terminals (R032).
const (
	TerminalAsked     Kind = 601 // somebody asked for an act about one
	TerminalDeclined  Kind = 602 // somebody else refused it
	TerminalAdded     Kind = 603
	TerminalRecalled  Kind = 604 // to enrol again
	TerminalEnrolled  Kind = 605
	EnrolmentRefused  Kind = 606
	TerminalRenewed   Kind = 607
	TerminalRevoked   Kind = 608
	TerminalRestored  Kind = 609
	RegistryFounded   Kind = 610 // the first seat and the first administrators
	CertificateIssued Kind = 611
	TerminalConfirmed Kind = 612 // a second person knows of an emergency revocation
)

// Audit, reports and what is asked about them (D20, D23, D24).
const (
	AuditAnchored  Kind = 660 // the log of a terminal was taken over
	AuditSigned    Kind = 661 // the registry's log of the day was signed
	AuditErased    Kind = 662 // the key of a year was destroyed
	ReportMade     Kind = 663
	ReportSigned   Kind = 664
	Asked          Kind = 665 // an operator was asked about what a report shows
	Answered       Kind = 666
	QuestionClosed Kind = 667
	EvidenceMade   Kind = 668
)

// Output: mass printing, provisions and media (R130, R131, R136).
const (
	OutputAsked    Kind = 670
	OutputApproved Kind = 671
	OutputDeclined Kind = 672
	OutputUsed     Kind = 673 // what was approved left
	OutputRefused  Kind = 674 // somebody wanted it to leave, and it was not approved
	OutputReturned Kind = 675 // nothing came out of what was approved
	OutputsRead    Kind = 676 // the ledger of outputs or of media
	MediumMoved    Kind = 677 // registered, written, out, in or destroyed
)

// The locked configuration, as the registry gives it out.
const (
	PolicyRoot      Kind = 640 // the first root was told to the registry
	PolicyPublished Kind = 641
	PolicyRefused   Kind = 642 // a bundle that somebody wanted to publish
	PolicyKeyMade   Kind = 643 // another timestamp key
	PolicyReported  Kind = 644 // a terminal has another version, or says why not
)

// Operators and rights, administered from admin seats. The subject is the operator or the
// unit, the detail the request and what it is for.
const (
	RightsRequested Kind = 620
	RightsApproved  Kind = 621
	RightsDeclined  Kind = 622
	RightsApplied   Kind = 623
	RightsInForce   Kind = 624 // from then on they count
	OperatorSetUp   Kind = 625 // without a request, at the registry itself
	PINChanged      Kind = 626 // by the holder
	RegisterRead    Kind = 627 // the register of rights (操作権限管理簿)
	RegisterChecked Kind = 628
	PasskeyAdded    Kind = 629
)

// Keys, copies and what is erased when its time is over (R066, R071, R072). The subject is
// the terminal, or empty for the registry's own.
const (
	KeysRotated      Kind = 680
	KeysRecovered    Kind = 681 // with the recovery key, by both custodians
	RecoverySet      Kind = 682
	BackupMade       Kind = 683
	RegistryReturned Kind = 684 // from a backup
	RetentionEnded   Kind = 685 // what was kept long enough was erased
	RegistryReplaced Kind = 686 // a terminal met a registry that was restored from a backup
)

// kinds names each kind for a log line.
var kinds = map[Kind]string{
	SignIn: "sign_in", SignInRefused: "sign_in_refused", SignOut: "sign_out", LeftOpen: "left_open",
	Locked: "locked", Unlocked: "unlocked", UnlockRefused: "unlock_refused", IdleLogOff: "idle_log_off",
	PositionConfirmed: "position_confirmed",
	DraftSaved:        "draft_saved", DraftDropped: "draft_dropped", HandedOver: "handed_over", Claimed: "claimed",
	Reviewed: "reviewed", Approved: "approved", Returned: "returned", Queued: "queued", Sent: "sent",
	Accepted: "accepted", Refused: "refused", Salvaged: "salvaged", Withdrawn: "withdrawn",
	Acknowledged: "acknowledged", EntryOpened: "entry_opened",
	Searched: "searched", RecordOpened: "record_opened", NumberShown: "number_shown", Printed: "printed", ReportRead: "report_read",
	SearchRefused:   "search_refused",
	RightsRequested: "rights_requested", RightsApproved: "rights_approved", RightsDeclined: "rights_declined", RightsApplied: "rights_applied",
	RightsInForce: "rights_in_force", OperatorSetUp: "operator_set_up", PINChanged: "pin_changed", RegisterRead: "register_read",
	RegisterChecked: "register_checked", PasskeyAdded: "passkey_added",
	ProtectionShown: "protection_shown", AddressShown: "address_shown", PerpetratorShown: "perpetrator_shown",
	MeasureSet: "measure_set", MeasureExtended: "measure_extended", MeasureEnded: "measure_ended", HoldSet: "hold_set",
	HoldReleased: "hold_released", Lifted: "lifted", TripwireTicked: "tripwire_ticked", ReleaseProposed: "release_proposed",
	ReleaseDone:   "release_done",
	TerminalAsked: "terminal_asked", TerminalDeclined: "terminal_declined", TerminalConfirmed: "terminal_confirmed", TerminalAdded: "terminal_added",
	TerminalRecalled: "terminal_recalled", TerminalEnrolled: "terminal_enrolled", EnrolmentRefused: "enrolment_refused",
	TerminalRenewed: "terminal_renewed", TerminalRevoked: "terminal_revoked", TerminalRestored: "terminal_restored",
	RegistryFounded: "registry_founded", CertificateIssued: "certificate_issued",
	FileCreated: "file_created", Started: "started", Stopped: "stopped", ConfigTaken: "config_taken",
	ConfigRefused: "config_refused", CredentialKept: "credential_kept", CredentialGone: "credential_gone",
	PolicyRoot: "policy_root", PolicyPublished: "policy_published", PolicyRefused: "policy_refused", PolicyKeyMade: "policy_key_made",
	PolicyReported: "policy_reported",
	CachePurged:    "cache_purged", LineChanged: "line_changed", ClockJumped: "clock_jumped", Suspended: "suspended", ForkFound: "fork_found",
	NoticeTaken: "notice_taken", CallRefused: "call_refused", CommitFailed: "commit_failed", AuditPurged: "audit_purged",
	KeysRotated: "keys_rotated", KeysRecovered: "keys_recovered", RecoverySet: "recovery_set", BackupMade: "backup_made",
	RegistryReturned: "registry_returned", RetentionEnded: "retention_ended", RegistryReplaced: "registry_replaced",
	AuditAnchored: "audit_anchored", AuditSigned: "audit_signed", AuditErased: "audit_erased", ReportMade: "report_made",
	OutputAsked: "output_asked", OutputApproved: "output_approved", OutputDeclined: "output_declined", OutputUsed: "output_used",
	OutputRefused: "output_refused", OutputReturned: "output_returned", OutputsRead: "outputs_read", MediumMoved: "medium_moved",
	ReportSigned: "report_signed", Asked: "asked", Answered: "answered", QuestionClosed: "question_closed", EvidenceMade: "evidence_made",
}

// String returns the kind's name in a log.
func (k Kind) String() string {
	if name := kinds[k]; name != "" {
		return name
	}
	return fmt.Sprintf("kind %d", uint16(k))
}

// A Record is one operation.
type Record struct {
	Kind     Kind        `json:"kind"`
	At       time.Time   `json:"at"`
	Operator operator.ID `json:"operator,omitempty"` // empty for the terminal itself
	Terminal string      `json:"terminal"`
	// Subject is whose information or which entry: an entry id or 宛名番号, never a
	// name, an Individual Number or a resident record code.
	Subject string `json:"subject,omitempty"`
	Purpose string `json:"purpose,omitempty"` // code of the reason given for a search or a look
	// Detail holds codes such as "offline", "reason=kanji" or "item=birth_date".
	Detail []string `json:"detail,omitempty"`
	Policy int64    `json:"policy,omitempty"` // version of the configuration in force
	Form   int      `json:"form,omitempty"`   // version of the form schema, for entries
}

// Errors of a record.
var (
	ErrRecord = errors.New("record is not complete")
	// ErrValue means that a code holds what may be a value of a resident.
	ErrValue = errors.New("record holds more than codes")
)

const (
	maxCode   = 128
	maxDetail = 32
)

// Check reports what keeps r from being stored.
func (r Record) Check() error {
	switch {
	case kinds[r.Kind] == "":
		return fmt.Errorf("kind %d: %w", r.Kind, ErrRecord)
	case r.At.IsZero():
		return fmt.Errorf("%v: at: %w", r.Kind, ErrRecord)
	case r.Terminal == "":
		return fmt.Errorf("%v: terminal: %w", r.Kind, ErrRecord)
	case len(r.Detail) > maxDetail:
		return fmt.Errorf("%v: detail: %w", r.Kind, ErrValue)
	}
	// The subject may be a long number, a 宛名番号; nothing else may.
	for _, s := range []string{string(r.Operator), r.Terminal, r.Subject} {
		if !isCode(s) {
			return fmt.Errorf("%v: who or whose: %w", r.Kind, ErrValue)
		}
	}
	for _, s := range append([]string{r.Purpose}, r.Detail...) {
		if !isCode(s) || holdsNumber(s) {
			return fmt.Errorf("%v: purpose or detail: %w", r.Kind, ErrValue)
		}
	}
	return nil
}

// Encode writes r for sealing.
func (r Record) Encode() ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("encode record: %w", err)
	}
	r.At = r.At.UTC().Round(0)
	return json.Marshal(r)
}

// Decode reads what [Record.Encode] wrote.
func Decode(b []byte) (Record, error) {
	var r Record
	if err := json.Unmarshal(b, &r); err != nil {
		return Record{}, fmt.Errorf("decode record: %w", err)
	}
	return r, nil
}

// isCode reports whether s is printable ASCII without spaces, which no Japanese name
// or address is, and not longer than a code needs to be.
func isCode(s string) bool {
	if len(s) > maxCode {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// idLength is that of what ids matches.
const idLength = 36

// ids matches the ids that this program makes (RFC 9562).
var ids = regexp.MustCompile(`\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`)

// holdsNumber reports whether a word of s is all digits and as long as a resident
// record code (11) or an Individual Number (12). Digits within a hash are no word, nor is
// the id of a request, a group of which is all digits once in some three hundred.
func holdsNumber(s string) bool {
	if len(s) >= idLength {
		s = ids.ReplaceAllString(s, "id")
	}
	digits, other := 0, false
	for i := range len(s) + 1 {
		var c byte
		if i < len(s) {
			c = s[i]
		}
		switch {
		case '0' <= c && c <= '9':
			digits++
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			other = true
		case c == '-' && digits > 0 && !other: // 1234-5678-9012 is written in groups
		default:
			if digits >= 11 && !other {
				return true
			}
			digits, other = 0, false
		}
	}
	return false
}

// Code makes a code of a name that the system gives, such as that of a display: what a
// code may not hold becomes '_'. It is not for anything that somebody typed.
func Code(name string) string {
	b := []byte(name)
	for i, c := range b {
		if c <= ' ' || c > '~' {
			b[i] = '_'
		}
	}
	return string(b[:min(len(b), maxCode)])
}

package registry

import (
	"context"
	"errors"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/app/resident"
	"madoguchi/sync/wire"
)

// ErrNotFound is what a [Tx] answers for a key that is not in the store.
var ErrNotFound = errors.New("not in the store")

// ErrErased says that the key of a record's year was destroyed (D24).
var ErrErased = errors.New("records of this year are erased")

// A Store keeps everything of the registry durably. It is safe for concurrent use.
// sync/registry/store/storetest says what every engine must do.
type Store interface {
	// View runs f on one snapshot; nothing f writes is kept.
	View(ctx context.Context, f func(Tx) error) error
	// Update runs f in one transaction that is durable when Update returns nil.
	// When f fails nothing of it is kept. When Update fails on its own account the
	// outcome is unknown: the same event may be sent again, it is idempotent.
	Update(ctx context.Context, f func(Tx) error) error
	Close() error
}

// A Tx is one transaction of a store. Its Find methods answer [ErrNotFound]. It is
// valid until the function that got it returns, and for one goroutine.
type Tx interface {
	Register
	Casebook
	Directory
	Searches
	Log
	Archive
	Reports
	Protection
	Stock
	Afterwards
	Designation
	Rights
	Locks
	Restoration
	Outputs
	// Try runs f and undoes what f wrote, and only that, when f fails.
	Try(f func() error) error
}

// A Series is what serial numbers are allotted for. Stored.
type Series string

// The series of the register.
const (
	ResidentSeries  Series = "resident"  // 宛名番号
	HouseholdSeries Series = "household" // 世帯番号
)

// A Household is a household (世帯); its members are residents that name it.
type Household struct {
	ID resident.HouseholdID
	// Headless says that it explicitly has no head (世帯主未設定, E14).
	Headless bool
}

// A NumberKind tells the two numbers of a resident apart. Sent.
type NumberKind uint8

// The numbers of a resident.
const (
	IndividualNumber NumberKind = 1 // 個人番号
	ResidentCode     NumberKind = 2 // 住民票コード
)

// A Register is the part of a transaction that residents are kept in. Records it
// returns are without the two numbers; Numbers fills them in.
type Register interface {
	// Current returns the current row of a resident.
	Current(resident.ID) (resident.Record, error)
	// Row returns one row of a resident's history.
	Row(id resident.ID, number int) (resident.Record, error)
	// History returns all rows of a resident, newest first.
	History(resident.ID) ([]resident.Record, error)
	// Written returns the rows that an entry wrote, those of a resident in their order.
	Written(notification.EntryID) ([]resident.Record, error)
	// Members returns the current rows of those who live in a household, in the order
	// of the record.
	Members(resident.HouseholdID) ([]resident.Record, error)
	Household(resident.HouseholdID) (Household, error)
	Numbers(*resident.Record) error

	// Holder returns who has a number.
	Holder(kind NumberKind, digits string) (resident.ID, error)
	// CardHolders returns the residents, removed ones too, with a 在留カード等の番号.
	CardHolders(card string) ([]resident.Record, error)
	// Alike returns the residents, removed ones too, of exactly a name and birth.
	Alike(name string, birth civil.Uncertain) ([]resident.Record, error)
	// Departing returns the residents whose planned day of leaving (転出予定日) is that day
	// or before.
	Departing(until civil.Date) ([]resident.Record, error)
	// HouseholdsAt counts the households that live at exactly an address.
	HouseholdsAt(resident.Address) (int, error)
	// Search returns the residents that q asks for, as the function [Search] does.
	Search(q Query) (hits []Hit, more bool, err error)
	// Listed returns a resident as a search would list them.
	Listed(resident.ID) (Hit, error)
	// ListedIn returns all who belong to a household or did last, in the order of the
	// record.
	ListedIn(resident.HouseholdID) ([]Hit, error)
	// PastNumbers returns up to which rows of a resident's history there were other
	// numbers than after it, oldest first.
	PastNumbers(resident.ID) ([]PastNumbers, error)
	// Residents calls f with each current row in the order of their numbering, until
	// f fails. It is for checks and reports.
	Residents(f func(resident.Record) error) error

	// Allot returns the next number of a series.
	Allot(Series) (string, error)
	// Append writes r as the newest row of its resident; r.History must be one more
	// than the current row's. The numbers are kept when r has any, and stay as they
	// are when it has none.
	Append(r *resident.Record) error
	PutHousehold(Household) error
}

// A Query asks for residents. Conditions that are set must all hold; names and
// address are folded by [letters.Fold], and both are looked for in what the record
// said before, too.
type Query struct {
	Name  string // a piece of any name or reading
	Given bool   // Name is one of a given name
	Exact bool   // Name is the whole name, family or given name, as written
	// Address is a piece of the address; one character alone asks for nobody.
	Address string
	// Birth is an exact date, ○年月日不詳 for a year, ○年○月日不詳 for a month of it, or
	// 年月日不詳 for all who have a date that is not fully known.
	Birth civil.Uncertain
	// Removed includes residents who are not current any more.
	Removed bool
	Limit   int
}

// PastNumbers says of the two numbers a resident had up to a row of the history, without
// the numbers: whether there was one, and whether it is the one of today.
type PastNumbers struct {
	Until                int // history number
	HasNumber, HasCode   bool
	SameNumber, SameCode bool
}

// A Stage is how far an entry has come at the registry. Stored, and sent as
// EntryStage.
type Stage uint8

// The stages of an entry.
const (
	Pending   Stage = 1 // 仮登録
	Returned  Stage = 2 // 差戻し
	Accepted  Stage = 3 // 本登録
	Refused   Stage = 4
	Withdrawn Stage = 5 // 取下げ
)

// A Case is an entry as the registry knows it, at its newest revision.
type Case struct {
	ID        notification.EntryID
	Revision  int
	Kind      notification.Kind
	Stage     Stage
	Terminal  string // it was entered at
	Ward      string
	Writer    operator.ID
	WrittenAt time.Time
	Needed    int
	Approvals int
	// ClaimedBy has it under review at ClaimedAt until ClaimedUntil.
	ClaimedBy    operator.ID
	ClaimedAt    string // terminal
	ClaimedUntil time.Time
}

// A Submission is one revision with the terminal it came from.
type Submission struct {
	notification.Submission
	Terminal string
}

// A Review is one decision with the terminal it came from.
type Review struct {
	notification.Review
	Terminal string
}

// News is one entry of the change feed.
type News struct {
	Cursor uint64
	Case   Case
}

// An Outcome is what became of an event. Stored, and sent as EventOutcome.
type Outcome uint8

// The outcomes of events.
const (
	Taken         Outcome = 1
	Known         Outcome = 2 // sent, not stored
	RefusedEvent  Outcome = 3
	ForkedOutcome Outcome = 4 // sent, not stored
)

// A Receipt says what became of one event of a terminal.
type Receipt struct {
	Terminal string
	Seq      uint64
	Digest   [32]byte
	Outcome  Outcome
	Kind     wire.Kind // when refused
}

// A Casebook is the part of a transaction that entries are kept in.
type Casebook interface {
	Receipt(terminal string, seq uint64) (Receipt, error)
	// AddReceipt keeps r and moves the terminal's watermark to it; r.Seq must be one
	// more than the watermark.
	AddReceipt(r Receipt) error

	Case(notification.EntryID) (Case, error)
	// PutCase keeps c and makes it the newest news of its ward.
	PutCase(c Case) error
	// Waiting returns the pending entries of a ward, oldest first.
	Waiting(ward string) ([]Case, error)
	// News returns what changed in a ward after a cursor, oldest first.
	News(ward string, after uint64, limit int) ([]News, error)
	// Newest returns the cursor of the newest news of a ward, 0 when there is none.
	Newest(ward string) (uint64, error)

	Submission(id notification.EntryID, revision int) (Submission, error)
	AddSubmission(s Submission) error
	// Reviews returns the decisions on a revision, oldest first.
	Reviews(id notification.EntryID, revision int) ([]Review, error)
	AddReview(r Review) error
	Verdict(id notification.EntryID, revision int) (notification.Verdict, error)
	AddVerdict(id notification.EntryID, revision int, v notification.Verdict) error

	// Concern says that an undecided entry is about a subject.
	Concern(notification.EntryID, Subject) error
	// Release forgets the subjects of an entry.
	Release(notification.EntryID) error
	// Undecided returns the undecided entries about a subject, oldest first.
	Undecided(Subject) ([]notification.EntryID, error)
}

// A Subject is a resident or a household that an entry is about (E18): one of the
// fields is set.
type Subject struct {
	Resident  resident.ID
	Household resident.HouseholdID
}

// A Terminal is a designated terminal (R032).
type Terminal struct {
	ID        string
	Ward      string
	Watermark uint64
	Policy    int // version of the locked configuration it last said it has
	// Personality is what it is for; 0 counts as a register terminal.
	Personality policy.Personality
	RevokedAt   time.Time   // zero while it may come in
	RevokedFor  string      // a code of [reasons]
	RevokedBy   operator.ID // "" for the registry itself
}

// A Key is an Ed25519 key an operator signs with at a terminal.
type Key struct {
	Operator   operator.ID
	Terminal   string
	Public     []byte
	EnrolledAt time.Time
	ReplacedAt time.Time // zero for the current one
}

// A Session is who is or was signed in at a terminal.
type Session struct {
	ID       [32]byte // SHA-256 of the id the terminal holds
	Operator operator.ID
	Terminal string
	OpenedAt time.Time
	ClosedAt time.Time // zero while open
}

// A Directory is the part of a transaction that terminals, operators and sessions
// are kept in.
type Directory interface {
	Terminal(id string) (Terminal, error)
	PutTerminal(t Terminal) error
	// Terminals returns every terminal, also the revoked, in the order of their IDs.
	Terminals() ([]Terminal, error)
	Account(operator.ID) (Account, error)
	PutAccount(a Account) error
	// Keys returns the keys of an operator at a terminal, newest first.
	Keys(op operator.ID, terminal string) ([]Key, error)
	// Enrol makes k the current key and marks the one before as replaced.
	Enrol(k Key) error
	Session(id [32]byte) (Session, error)
	PutSession(s Session) error
}

// A Searches is the part of a transaction that each operator's searches are kept in.
type Searches interface {
	// KeepSearch keeps what an operator searched by as the newest; the same searched
	// again counts once. Of the operator's oldest all beyond most are dropped.
	KeepSearch(op operator.ID, at time.Time, what []byte, body []byte, most int) error
	// KeptSearches returns an operator's searches since a time, newest first.
	KeptSearches(op operator.ID, since time.Time) ([]KeptSearch, error)
	// DropSearches drops every search before a time and returns how many.
	DropSearches(before time.Time) (int, error)
}

// A KeptSearch is a search as it is kept.
type KeptSearch struct {
	At   time.Time
	Body []byte
}

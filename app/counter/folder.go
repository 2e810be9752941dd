package counter

import (
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
)

// A Folder is a heap of entries by what is to be done with them. Folders are
// stored in no place and sent to none.
type Folder uint8

// The folders, in the order of the worklist.
const (
	Drafts    Folder = 1 // 作成中
	Waiting   Folder = 2 // 審査待ち
	Returned  Folder = 3 // 差戻し
	Unsent    Folder = 4 // 決裁済・未送信
	Sent      Folder = 5 // 送信済・未受理
	Accepted  Folder = 6 // 受理済
	Attention Folder = 7 // 要対応: refused, a fork, or overdue
)

// Folders returns every folder in the order of the worklist.
func Folders() []Folder {
	return []Folder{Drafts, Waiting, Returned, Unsent, Sent, Accepted, Attention}
}

// FolderOf returns the folder in which an entry of a state stands. Withdrawn
// entries stand in none.
func FolderOf(s notification.State) Folder {
	switch s {
	case notification.Draft:
		return Drafts
	case notification.Entered:
		return Waiting
	case notification.Returned:
		return Returned
	case notification.Approved:
		return Unsent
	case notification.Sent:
		return Sent
	case notification.Accepted:
		return Accepted
	case notification.Refused:
		return Attention
	}
	return 0
}

// A Count is how many entries there are and since when the oldest has stood there.
type Count struct {
	N      int
	Oldest time.Time // zero: none
	// Late says that they are more, or wait longer, than the locked configuration allows.
	Late bool
}

// Counts are the numbers of the worklist. The three of D2 are Of[Unsent], Of[Sent]
// and Of[Accepted].
type Counts struct {
	Of map[Folder]Count
	// Bar is why nothing new may be begun, 0 when it may.
	Bar Bar
}

// A Bar is why nothing new may be begun. What was begun goes on.
type Bar uint8

// The bars.
const (
	SyncBar   Bar = 1 // too long without the registry
	ReviewBar Bar = 2 // entries wait too long for review
	PolicyBar Bar = 3 // the locked configuration is too old, or damaged
)

// Err returns what a step that is barred fails with, nil for none.
func (b Bar) Err() error {
	switch b {
	case 0:
		return nil
	case ReviewBar:
		return ErrUnreviewed
	case PolicyBar:
		return ErrPolicyStale
	}
	return ErrStale
}

// A Summary is an entry as one row of the worklist.
type Summary struct {
	ID       notification.EntryID
	Kind     notification.Kind
	State    notification.State
	Revision int
	// Receipt is the provisional number (仮受付番号), empty before handing over.
	Receipt string
	// Subject is the name of the first person; empty where only the registry holds it.
	Subject    string
	Persons    int
	Writer     operator.ID
	WriterName string
	Mine       bool // the signed-in operator is the writer
	Terminal   string
	BegunAt    time.Time
	ChangedAt  time.Time
	Approvals  int
	Needed     int
	// Deadline is the last day of the period the Act sets (法22–25条), zero for none.
	Deadline civil.Date
	// Trouble is the rule an entry was refused by, such as E31; empty for none.
	Trouble string
	// TroubleKind is the kind of refusal where no rule is to blame; 0 for none.
	TroubleKind int
	// MayReview is nil if the signed-in operator may review it now.
	MayReview error
}

// An Ack is an operator's acknowledgement of an alert.
type Ack struct {
	Finding notification.Finding
	Reason  string // needed for some rules
}

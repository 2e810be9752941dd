package counter

import (
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
)

// A Purpose is why a resident was looked up (R030). Stored and sent.
type Purpose uint32

// The purposes a clerk chooses from.
const (
	ForNotification Purpose = 1 // 届出の受付
	ForReview       Purpose = 2 // 審査
	ForCertificate  Purpose = 3 // 証明の請求
	ForEnquiry      Purpose = 4 // 本人からの照会
	ForExOfficio    Purpose = 5 // 職権調査
)

// Purposes returns the purposes in the order of the menu.
func Purposes() []Purpose {
	return []Purpose{ForNotification, ForReview, ForCertificate, ForEnquiry, ForExOfficio}
}

// A Query is what a resident is searched by; empty fields do not count.
type Query struct {
	Name  string // kanji or kana, whole or in part
	Given bool   // Name is a given name
	Exact bool   // Name is the whole name, family or given name, as written
	// Birth is a day, ○年月日不詳 for a year, ○年○月日不詳 for a month, or 年月日不詳 for all
	// whose date is not fully known.
	Birth   civil.Uncertain
	Address string

	// Numbers, each of which is enough by itself at a register terminal.
	ResidentID       resident.ID
	HouseholdID      resident.HouseholdID
	ResidentCode     string
	IndividualNumber string
	ResidenceCard    string

	IncludeRemoved bool
	Purpose        Purpose
}

// IsZero reports whether nothing is searched by.
func (q Query) IsZero() bool { return q.Items()+q.Keys() == 0 }

// Items returns how many of name, address and date of birth are searched by (R103).
func (q Query) Items() int { return count(q.Name != "", !q.Birth.IsZero(), q.Address != "") }

// Keys returns how many numbers are searched by.
func (q Query) Keys() int {
	return count(q.ResidentID != "", q.HouseholdID != "", q.ResidentCode != "", q.IndividualNumber != "", q.ResidenceCard != "")
}

func count(set ...bool) (n int) {
	for _, is := range set {
		if is {
			n++
		}
	}
	return n
}

// LeastItems is how many items an integrated terminal has to search by (E23).
const LeastItems = 2

// A Matched says what of a resident was found. Sent, and stored in the registry's index.
type Matched uint8

// What was found. From 11 on it is what the record said before (旧…).
const (
	ByName       Matched = 1
	ByReading    Matched = 2
	ByFormerName Matched = 3 // 旧氏
	ByAlias      Matched = 4 // 通称
	ByRomanName  Matched = 5
	ByAddress    Matched = 6
	// ByUnsureBirth: the date of birth is not fully known and may be the one asked for.
	ByUnsureBirth Matched = 7
	ByKey         Matched = 8 // one of the numbers

	ByPastName       Matched = 11
	ByPastReading    Matched = 12
	ByPastFormerName Matched = 13
	ByPastAlias      Matched = 14
	ByPastRomanName  Matched = 15
	ByPastAddress    Matched = 16
	ByPastKey        Matched = 18 // a number that was changed since
)

// A Hit is one resident found.
type Hit struct {
	ID           resident.ID
	Household    resident.HouseholdID
	Name         string
	Reading      string
	Birth        civil.Uncertain
	Sex          resident.Sex
	Address      string // empty for a protected resident
	Status       resident.Status
	Relationship string
	Protected    bool

	Matched []Matched
	// PastName and PastAddress are the name and address of before that were found.
	PastName, PastAddress string
}

// Found is the answer to a search.
type Found struct {
	Hits []Hit
	More bool // there are more than were sent
}

// A KeptSearch is a search the operator made before. Of the two numbers it says only
// that they were searched by.
type KeptSearch struct {
	Query            Query
	ByNumber, ByCode bool
	At               time.Time
	Hits             int
}

// Opened is a resident's record with the household and the history.
type Opened struct {
	Members []resident.Record // the resident first
	History []resident.Record // of the resident, newest first
	Numbers []Numbers         // as they were in each row of the history
	Pending []Pending
	// Headless says that the household explicitly has no head (世帯主未設定).
	Headless bool
	// Masked are the rights to see an item that the operator lacks: those items are
	// left out (STD 10.3).
	Masked []operator.Right
	// Protection is what protects the members.
	Protection Protection
}

// Numbers say which of the two numbers there were in a row of the history, and whether
// they were others than those of now.
type Numbers struct {
	HasNumber, OtherNumber bool
	HasCode, OtherCode     bool
}

// Pending is an entry about the residents of a record that is not decided yet.
type Pending struct {
	ID                notification.EntryID
	Kind              notification.Kind
	State             notification.State
	WrittenAt         time.Time
	Approvals, Needed int
}

// A Number is one of the two numbers of a resident.
type Number uint32

// The two numbers.
const (
	IndividualNumber Number = 1 // 個人番号
	ResidentCode     Number = 2 // 住民票コード
)

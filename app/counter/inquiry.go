package counter

import (
	"madoguchi/app/civil"
	"madoguchi/app/notification"
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
	Name           string // kanji or kana, whole or in part
	Birth          civil.Date
	Address        string
	ResidentID     resident.ID
	ResidentCode   string
	IncludeRemoved bool
	Purpose        Purpose
}

// IsZero reports whether nothing is searched by.
func (q Query) IsZero() bool {
	return q.Name == "" && q.Birth.IsZero() && q.Address == "" && q.ResidentID == "" && q.ResidentCode == ""
}

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
}

// Found is the answer to a search.
type Found struct {
	Hits []Hit
	More bool // there are more than were sent
}

// Opened is a resident's record with the household and the history.
type Opened struct {
	Members []resident.Record // the resident first
	History []resident.Record // of the resident, newest first
	Pending []notification.EntryID
	// Protection is what protects the members.
	Protection Protection
}

// A Number is one of the two numbers of a resident.
type Number uint32

// The two numbers.
const (
	IndividualNumber Number = 1 // 個人番号
	ResidentCode     Number = 2 // 住民票コード
)

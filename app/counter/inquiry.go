package counter

import (
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// A Purpose is why a resident is looked up. It is logged with every search and
// every record opened. Stored and sent.
type Purpose uint8

// The purposes.
const (
	ForNotification Purpose = 1 // 届出の受付
	ForReview       Purpose = 2 // 審査
	ForInquiry      Purpose = 3 // 本人からの照会
	ForOfficial     Purpose = 4 // 公用請求・職権調査
	ForCorrection   Purpose = 5 // 記載内容の確認・誤記修正
)

// Purposes returns every purpose in the order of the menu.
func Purposes() []Purpose {
	return []Purpose{ForNotification, ForReview, ForInquiry, ForOfficial, ForCorrection}
}

// A Query asks for residents. What is empty does not matter; at least one of the
// others than Purpose is given.
type Query struct {
	Name    string // kanji or kana, whole or in part
	Birth   civil.Date
	Address string
	ID      resident.ID // 宛名番号
	Code    string      // 住民票コード, 11 digits
	Removed bool        // residents who left or died too
	Purpose Purpose
}

// A Hit is a resident that a search found.
type Hit struct {
	ID           resident.ID
	Household    resident.HouseholdID
	Name         string
	Reading      string
	Birth        civil.Uncertain
	Sex          resident.Sex
	Class        resident.Class
	Address      string // empty when Protected
	Status       resident.Status
	Relationship string
	Protected    bool
}

// A Picture is a resident as the register shows them.
type Picture struct {
	Members []resident.Record      // the resident first, then the household in the order of the record
	History []resident.Record      // of the resident, newest first
	Pending []notification.EntryID // entries on these residents that are not decided yet
	// FromHere says that it is the copy this terminal keeps of households opened
	// here, without a line.
	FromHere bool
}

// A NumberKind tells the two numbers apart. Sent.
type NumberKind uint8

// The numbers that are masked.
const (
	IndividualNumber NumberKind = 1
	ResidentCode     NumberKind = 2
)

package rules

import (
	"madoguchi/app/civil"
	"madoguchi/app/mynumber"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
)

// A View is what is known of the register while a notification is checked. Every
// method's last result is false when the view cannot tell, as a terminal without a
// line; then the others mean nothing. Unless it is said otherwise, records are
// current rows: the one with the greatest history number of each resident.
type View interface {
	// Resident returns a row of a resident, the current one for history 0, or nil
	// when there is none.
	Resident(id resident.ID, history int) (*resident.Record, bool)
	// Members returns the current members of a household.
	Members(id resident.HouseholdID) ([]resident.Record, bool)
	// Holders returns the residents, removed ones (除票) too, who bear a mark.
	Holders(m Mark) ([]resident.Record, bool)
	// Alike returns the residents, removed ones too, of the same name, date of birth
	// and sex (A01).
	Alike(name string, birth civil.Uncertain, sex resident.Sex) ([]resident.Record, bool)
	// Households returns how many households are recorded at exactly an address.
	Households(at resident.Address) (int, bool)
	// Pending reports whether an unfinished entry other than the one checked is on a
	// resident or a household (E18). Either may be "".
	Pending(id resident.ID, household resident.HouseholdID) (pending, known bool)
	// CodeStock returns how many 住民票コード are left to be allotted (A06).
	CodeStock() (left int, known bool)

	Protector
}

// A Mark is something only one resident bears: exactly one field is set.
type Mark struct {
	Code   residentcode.Code
	Number mynumber.Number
	Card   string // 在留カード等の番号
}

// Blank is the view that knows nothing.
var Blank View = blank{}

type blank struct{}

func (blank) Resident(resident.ID, int) (*resident.Record, bool)     { return nil, false }
func (blank) Members(resident.HouseholdID) ([]resident.Record, bool) { return nil, false }
func (blank) Holders(Mark) ([]resident.Record, bool)                 { return nil, false }
func (blank) Households(resident.Address) (int, bool)                { return 0, false }
func (blank) Pending(resident.ID, resident.HouseholdID) (bool, bool) { return false, false }
func (blank) CodeStock() (int, bool)                                 { return 0, false }
func (blank) Measures(resident.ID) ([]resident.Measure, bool)        { return nil, false }
func (blank) Holds(resident.ID, resident.HouseholdID) ([]resident.Hold, bool) {
	return nil, false
}
func (blank) Alike(string, civil.Uncertain, resident.Sex) ([]resident.Record, bool) {
	return nil, false
}

package registry

import (
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
)

// A Rights is the part of a transaction that the register of rights (操作権限管理簿) is
// kept in.
type Rights interface {
	// PutRequest keeps a request as it now is; it is numbered when it is new.
	PutRequest(operator.Request) error
	Request(id string) (operator.Request, error)
	// Requests returns every request there was, oldest first.
	Requests() ([]operator.Request, error)
	// DueRequests returns what was applied for a day up to that one.
	DueRequests(day civil.Date) ([]operator.Request, error)
	AddCheck(RegisterCheck) error
	// Checks returns who checked the register, oldest first.
	Checks() ([]RegisterCheck, error)
	// ByLogin returns the operator with a 照合ID.
	ByLogin(operator.ID) (operator.ID, error)
	// Retire closes the sessions of an operator and marks every key as replaced, so that
	// nothing a terminal holds opens anything.
	Retire(id operator.ID, at time.Time) error
	// PutRoll makes an operator the newest change of the roll, and Roll returns its number.
	PutRoll(operator.ID) error
	Roll() (uint64, error)
}

// A RegisterCheck says that somebody compared the register of rights (R118).
type RegisterCheck struct {
	At     time.Time
	By     operator.ID
	Seat   string
	Digest string // SHA-256 of the register as it was shown, hexadecimal
	Note   string
}

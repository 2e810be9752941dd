package registry

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
)

// ErrNoCodes says that the stock of resident record codes is empty.
var ErrNoCodes = errors.New("no resident record code is left")

// FewCodes is how many codes are left when the log begins to warn (A06): about those of
// a week's newborn.
const FewCodes = 100

// A Stock is the part of a transaction that numbers come from: the resident record codes
// (住民票コード) that the city was given to allot (STD 4.3.1), and who waits for an
// Individual Number, which others make.
type Stock interface {
	// AddCodes takes codes into the stock and returns how many were new: one that is or
	// was anybody's, or was in the stock before, is left out.
	AddCodes([]residentcode.Code) (int, error)
	// TakeCode takes a code at random out of the stock, for good. It fails with
	// [ErrNoCodes].
	TakeCode() (residentcode.Code, error)
	CodesLeft() (int, error)
	// RetireCodes sees that codes are never allotted, and returns how many were in stock.
	RetireCodes([]residentcode.Code) (int, error)
	// FormerHolder returns who had a number that is nobody's any more.
	FormerHolder(kind NumberKind, digits string) (resident.ID, error)

	// RequestNumber keeps that a resident waits for a 個人番号; of two requests the older
	// counts.
	RequestNumber(NumberRequest) error
	// NumberRequests returns the requests, oldest first.
	NumberRequests() ([]NumberRequest, error)
	// ForgetRequest says that the number has come, or that the request was cancelled.
	ForgetRequest(resident.ID) error
}

// A NumberRequest says since when and by which entry a resident waits for a 個人番号.
type NumberRequest struct {
	Resident resident.ID
	On       civil.Date
	Entry    notification.EntryID
}

// RetireCodes takes codes out of a register's stock that somebody was told before it went
// back to a backup (R066), and returns how many were in it and how many are left.
func RetireCodes(ctx context.Context, s Store, codes []residentcode.Code) (retired, left int, err error) {
	err = s.Update(ctx, func(tx Tx) error {
		if retired, err = tx.RetireCodes(codes); err != nil {
			return err
		}
		left, err = tx.CodesLeft()
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("retire codes: %w", err)
	}
	return retired, left, nil
}

// AddCodes takes codes into a register's stock, and returns how many were new and how
// many are left with them.
func AddCodes(ctx context.Context, s Store, codes []residentcode.Code) (added, left int, err error) {
	err = s.Update(ctx, func(tx Tx) error {
		if added, err = tx.AddCodes(codes); err != nil {
			return err
		}
		left, err = tx.CodesLeft()
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("add codes: %w", err)
	}
	return added, left, nil
}

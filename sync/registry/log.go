package registry

import (
	"fmt"
	"strconv"

	"madoguchi/app/audit"
)

// record extends the operation log by r, in the transaction of what it is about: if
// the log cannot be extended the operation does not happen.
func record(tx Tx, r audit.Record) error {
	body, err := r.Encode()
	if err != nil {
		return fmt.Errorf("operation log: %w", err)
	}
	head, err := tx.Head()
	if err != nil {
		return fmt.Errorf("operation log: %w", err)
	}
	if err := tx.Extend(audit.Event{Link: head.Next(body), Sealed: body}); err != nil {
		return fmt.Errorf("operation log: %w", err)
	}
	return nil
}

// The codes of details.
func detail(key string, n int) string { return key + "=" + strconv.Itoa(n) }

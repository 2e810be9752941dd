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
	if _, err := tx.Extend(r.At, body); err != nil {
		return fmt.Errorf("operation log: %w", err)
	}
	return nil
}

// The codes of details.
func detail(key string, n int) string { return key + "=" + strconv.Itoa(n) }

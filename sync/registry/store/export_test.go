package store

import (
	"context"
	"fmt"
)

// LimitPages lets the database grow by n pages and no further, as a full disk would.
func (s *Store) LimitPages(ctx context.Context, n int) error {
	c := <-s.writer
	defer func() { s.writer <- c }()
	var pages int
	if err := c.conn.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return err
	}
	_, err := c.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages+n))
	return err
}

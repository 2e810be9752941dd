package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"madoguchi/app/keys"
	"madoguchi/sync/registry"
)

// yearly are the opened keys of years, by their sealed form: a key whose making was undone
// with its transaction is never met again.
type yearly struct {
	mu     sync.Mutex
	opened map[string]cipher.AEAD
	erased bool // a year since the log of the engine was cut last
}

// cutDue reports, once, that something was erased.
func (y *yearly) cutDue() bool {
	y.mu.Lock()
	defer y.mu.Unlock()
	due := y.erased
	y.erased = false
	return due
}

func yearPlace(year int) keys.Place {
	return keys.Place{Table: "audit_years", Row: strconv.Itoa(year), Column: "sealed", Schema: 1}
}

// year returns the cipher of a year's records; making makes one where there is none yet.
func (t *tx) year(year int, making bool) (cipher.AEAD, error) {
	var sealed []byte
	err := t.one("SELECT sealed FROM audit_years WHERE year = ?", []any{year}, &sealed)
	switch {
	case errors.Is(err, registry.ErrNotFound) && making:
		return t.makeYear(year)
	case err != nil:
		return nil, err
	case sealed == nil:
		return nil, fmt.Errorf("key of %d: %w", year, registry.ErrErased)
	}
	t.yearly.mu.Lock()
	defer t.yearly.mu.Unlock()
	if c := t.yearly.opened[string(sealed)]; c != nil {
		return c, nil
	}
	key, err := t.sealer.Open(yearPlace(year), sealed)
	if err != nil {
		return nil, fmt.Errorf("key of %d: %w", year, err)
	}
	c, err := newCipher(key)
	if err == nil {
		t.yearly.opened[string(sealed)] = c
	}
	return c, err
}

func (t *tx) makeYear(year int) (cipher.AEAD, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	sealed, err := t.sealer.Seal(yearPlace(year), key)
	if err != nil {
		return nil, fmt.Errorf("make key of %d: %w", year, err)
	}
	if err := t.exec("INSERT INTO audit_years (year, sealed) VALUES (?, ?)", year, sealed); err != nil {
		return nil, err
	}
	return newCipher(key)
}

func newCipher(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// place binds a sealed record to where it stands.
func place(log string, seq int64) []byte {
	return []byte("audit\x00" + log + "\x00" + strconv.FormatInt(seq, 10))
}

// Years implements [registry.Archive].
func (t *tx) Years() ([]registry.Year, error) {
	var all []registry.Year
	err := t.each("SELECT year, erased_at, "+
		"(SELECT count(*) FROM audit a WHERE a.year = y.year AND record IS NOT NULL), (SELECT count(*) FROM archive a WHERE a.year = y.year AND record IS NOT NULL) "+
		"FROM audit_years y ORDER BY year", nil, func(scan func(...any) error) error {
		var y registry.Year
		var erased *int64
		err := scan(&y.Year, &erased, &y.Records, &y.Copies)
		y.ErasedAt = fromNull(erased)
		all = append(all, y)
		return err
	})
	return all, err
}

// EraseYear implements [registry.Archive].
func (t *tx) EraseYear(year int, at time.Time) (registry.Year, error) {
	y := registry.Year{Year: year, ErasedAt: at}
	var sealed []byte
	if err := t.one("SELECT sealed FROM audit_years WHERE year = ?", []any{year}, &sealed); err != nil {
		return y, err
	}
	if sealed == nil {
		return y, fmt.Errorf("erase %d: %w", year, registry.ErrErased)
	}
	if err := t.exec("UPDATE audit_years SET sealed = NULL, erased_at = ? WHERE year = ?", toMilli(at), year); err != nil {
		return y, err
	}
	var err error
	if y.Records, err = t.change("UPDATE audit SET record = NULL WHERE year = ? AND record IS NOT NULL", year); err != nil {
		return y, err
	}
	if y.Copies, err = t.change("UPDATE archive SET record = NULL WHERE year = ? AND record IS NOT NULL", year); err != nil {
		return y, err
	}
	t.yearly.mu.Lock()
	delete(t.yearly.opened, string(sealed))
	t.yearly.erased = true
	t.yearly.mu.Unlock()
	return y, nil
}

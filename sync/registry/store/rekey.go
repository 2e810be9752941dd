package store

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/app/keys"
	"madoguchi/app/operator"
	"madoguchi/sync/registry"
)

// Rotate replaces keys of a database that nobody has open ([ErrInUse]). note writes what
// the log is to say of it, in the same transaction. Until Rotate has returned, and at
// every moment before, the database opens with the old keys or with the new.
func Rotate(ctx context.Context, path string, ring keys.Ring, r keys.Rotation, note func(registry.Tx) error) error {
	err := rekey(ctx, path, ring, note, r.Index, func(m keys.Material) (*keys.Keys, keys.Material, error) {
		return keys.Rotate(ring, m, r)
	})
	if err != nil {
		return fmt.Errorf("rotate keys of store: %w", err)
	}
	return nil
}

// Recover binds a database whose key file is lost to the one at ring.
func Recover(ctx context.Context, path string, ring keys.Ring, key *keys.RecoverySecret, note func(registry.Tx) error) error {
	err := rekey(ctx, path, ring, note, false, func(m keys.Material) (*keys.Keys, keys.Material, error) {
		return keys.Recover(ring, m, key)
	})
	if err != nil {
		return fmt.Errorf("recover store: %w", err)
	}
	return nil
}

func rekey(ctx context.Context, path string, ring keys.Ring, note func(registry.Tx) error, index bool, unlock func(keys.Material) (*keys.Keys, keys.Material, error)) error {
	var before *keys.Sealer
	var next keys.Material
	s, err := openAs(ctx, path, alone, func(m keys.Material) (k *keys.Keys, err error) {
		if index {
			if k, err = keys.Open(ring, m); err != nil {
				return nil, err
			}
			before = k.Sealer()
		}
		k, next, err = unlock(m)
		return k, err
	})
	if err != nil {
		return err
	}
	err = s.Update(ctx, func(t registry.Tx) error {
		own := t.(*tx)
		if err := own.exec("UPDATE keys SET material = ? WHERE one = 1", []byte(next)); err != nil {
			return err
		}
		if index {
			if err := own.reindex(before); err != nil {
				return err
			}
		}
		if note == nil {
			return nil
		}
		return note(t)
	})
	if err == nil {
		err = s.retire(ctx, ring, next)
	}
	return errors.Join(err, s.Close())
}

// retire removes from ring what m replaced, and stores that it did.
func (s *Store) retire(ctx context.Context, ring keys.Ring, m keys.Material) error {
	clean, err := keys.Retire(ring, m)
	if err != nil {
		return err
	}
	return s.Update(ctx, func(t registry.Tx) error {
		return t.(*tx).exec("UPDATE keys SET material = ? WHERE one = 1", []byte(clean))
	})
}

// retireNow is retire of the material that is stored.
func (s *Store) retireNow(ctx context.Context, ring keys.Ring) error {
	var material []byte
	if err := s.View(ctx, func(t registry.Tx) error { return t.(*tx).one("SELECT material FROM keys", nil, &material) }); err != nil {
		return err
	}
	return s.retire(ctx, ring, material)
}

// reindex moves every blind index on to the newest root: also those of numbers that are
// held as an index alone. What is sealed for its index is sealed anew.
func (t *tx) reindex(before *keys.Sealer) error {
	for _, c := range []struct{ table, column string }{
		{"numbers", "number_index"}, {"numbers", "code_index"}, {"past_numbers", "number_index"}, {"past_numbers", "code_index"},
	} {
		if err := t.moveIndex(c.table, c.column); err != nil {
			return fmt.Errorf("reindex %s: %w", c.table, err)
		}
	}
	if err := t.moveStock(before); err != nil {
		return fmt.Errorf("reindex code_stock: %w", err)
	}
	if err := t.moveSearches(before); err != nil {
		return fmt.Errorf("reindex searches: %w", err)
	}
	return nil
}

// moveIndex moves a column of one of the tables that reindex names. Equal indexes stay
// equal, so that each of them is moved once.
func (t *tx) moveIndex(table, column string) error {
	var all [][]byte
	err := t.each("SELECT DISTINCT "+column+" FROM "+table+" WHERE "+column+" IS NOT NULL", nil, func(scan func(...any) error) error {
		var index []byte
		err := scan(&index)
		all = append(all, index)
		return err
	})
	if err != nil {
		return err
	}
	for _, index := range all {
		moved, err := t.sealer.Reindex(column, index)
		if err != nil {
			return err
		}
		if err := t.exec("UPDATE "+table+" SET "+column+" = ? WHERE "+column+" = ?", moved, index); err != nil {
			return err
		}
	}
	return nil
}

// A movable is a row that is sealed for its own index.
type movable struct {
	n             int64
	owner         string
	index, sealed []byte
}

func (t *tx) movables(query string) ([]movable, error) {
	var all []movable
	err := t.each(query, nil, func(scan func(...any) error) error {
		var m movable
		err := scan(&m.n, &m.owner, &m.index, &m.sealed)
		all = append(all, m)
		return err
	})
	return all, err
}

// move returns the index of m as it is now, and its body sealed for it.
func (t *tx) move(before *keys.Sealer, m movable, column string, place func(index []byte) keys.Place) (index, sealed []byte, err error) {
	if index, err = t.sealer.Reindex(column, m.index); err != nil || m.sealed == nil {
		return index, nil, err
	}
	body, err := before.Open(place(m.index), m.sealed)
	if err != nil {
		return nil, nil, err
	}
	defer clear(body)
	sealed, err = t.sealer.Seal(place(index), body)
	return index, sealed, err
}

func (t *tx) moveStock(before *keys.Sealer) error {
	all, err := t.movables("SELECT n, '', code_index, sealed FROM code_stock")
	if err != nil {
		return err
	}
	for _, m := range all {
		index, sealed, err := t.move(before, m, "code_index", stockPlace)
		if err != nil {
			return err
		}
		if err := t.exec("UPDATE code_stock SET code_index = ?, sealed = ? WHERE n = ?", index, sealed, m.n); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) moveSearches(before *keys.Sealer) error {
	all, err := t.movables("SELECT n, operator, what, body FROM searches")
	if err != nil {
		return err
	}
	for _, m := range all {
		place := func(index []byte) keys.Place { return searchPlace(operator.ID(m.owner), index) }
		index, sealed, err := t.move(before, m, "searches.what", place)
		if err != nil {
			return err
		}
		if err := t.exec("UPDATE searches SET what = ?, body = ? WHERE n = ?", index, sealed, m.n); err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"context"
	"fmt"

	"madoguchi/app/audit"
	"madoguchi/app/keys"
)

// Rotate replaces keys of a file that is not open, with the records of it. Until it has
// returned, and at every moment before, the file opens: with the old keys or the new.
func Rotate(ctx context.Context, c Config, r keys.Rotation, records ...audit.Record) error {
	err := rekey(ctx, c, records, r.Index, func(ring keys.Ring, m keys.Material) (*keys.Keys, keys.Material, error) {
		return keys.Rotate(ring, m, r)
	})
	if err != nil {
		return fmt.Errorf("rotate keys of store: %w", err)
	}
	return nil
}

// Recover binds a file whose keyring half or TPM is lost to the keyring in c.
func Recover(ctx context.Context, c Config, key *keys.RecoverySecret, records ...audit.Record) error {
	err := rekey(ctx, c, records, false, func(ring keys.Ring, m keys.Material) (*keys.Keys, keys.Material, error) {
		return keys.Recover(ring, m, key)
	})
	if err != nil {
		return fmt.Errorf("recover store: %w", err)
	}
	return nil
}

// rekey opens a file with the keys that unlock makes of its material, and stores the new
// material with the records in one step. What was replaced is removed after that.
func rekey(ctx context.Context, c Config, records []audit.Record, reindex bool, unlock unlocking) error {
	var next keys.Material
	s, err := open(ctx, c, func(ring keys.Ring, m keys.Material) (k *keys.Keys, _ keys.Material, err error) {
		k, next, err = unlock(ring, m)
		return k, next, err
	})
	if err != nil {
		return err
	}
	err = s.putMaterial(ctx, next, records, reindex)
	if err == nil {
		err = s.retire(ctx, next)
	}
	if closing := s.Close(); err == nil {
		err = closing
	}
	return err
}

// putMaterial stores material. The index of households is not moved: they are a copy of
// what the registry holds, and are forgotten.
func (s *Store) putMaterial(ctx context.Context, m keys.Material, records []audit.Record, forget bool) error {
	tx, err := s.begin(ctx)
	if err != nil {
		return kindOf(err)
	}
	defer func() { _ = tx.Rollback() }()
	w := &writing{ctx: ctx, tx: tx, store: s}
	if w.progress, err = s.readProgress(ctx, tx); err != nil {
		return err
	}
	err = first(
		func() error { return w.exec(putMaterialSQL, []byte(m)) },
		func() error {
			if !forget {
				return nil
			}
			return w.forget(nil, true)
		},
		func() error { return w.extendChain(records) },
		w.putProgress,
	)
	if err != nil {
		return kindOf(err)
	}
	return kindOf(tx.Commit())
}

const putMaterialSQL = `UPDATE terminal SET material = ? WHERE one = 1`

// retire removes from the keyring what m replaced, and stores that it did.
func (s *Store) retire(ctx context.Context, m keys.Material) error {
	clean, err := keys.Retire(s.config.Ring, m)
	if err != nil {
		return err
	}
	_, err = s.write.ExecContext(ctx, putMaterialSQL, []byte(clean))
	return kindOf(err)
}

package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"madoguchi/app/keys/keystest"
	"madoguchi/app/store"
	"madoguchi/app/store/storetest"
)

// config returns the configuration of a file that is not there yet.
func config(t testing.TB) store.Config {
	return store.Config{
		Path: filepath.Join(t.TempDir(), "terminal.madoguchi"), Ring: &keystest.Ring{}, Terminal: "T-0001",
		Now: func() time.Time { return storetest.Noon },
	}
}

// create makes a file and returns it open, until the test ends or it is closed.
func create(t testing.TB, c store.Config) *store.Store {
	t.Helper()
	if err := store.Create(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return reopen(t, c)
}

func reopen(t testing.TB, c store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func shut(t testing.TB, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.File {
		c := config(t)
		var s *store.Store
		return func(t *testing.T) *store.Store {
			if s == nil {
				s = create(t, c)
				return s
			}
			shut(t, s)
			s = reopen(t, c)
			return s
		}
	})
}

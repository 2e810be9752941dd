package store

import (
	"context"
	"errors"
	"testing"
)

// TestIdle: the session given back last is taken first, and who finds none waits until
// one is given back or there is no more need.
func TestIdle(t *testing.T) {
	i := newIdle()
	one, two := &session{}, &session{}
	i.give(one)
	i.give(two)
	for _, want := range []*session{two, one} {
		if c, err := i.take(t.Context()); err != nil || c != want {
			t.Fatalf("took another session, %v", err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := i.take(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("none left: %v", err)
	}
	taken := make(chan *session)
	go func() {
		c, _ := i.take(t.Context())
		taken <- c
	}()
	i.give(one)
	if c := <-taken; c != one {
		t.Error("waited for one, and got another")
	}
}

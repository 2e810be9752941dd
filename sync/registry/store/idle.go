package store

import (
	"context"
	"sync"
)

// An idle holds the sessions that read and that nobody uses. Who comes takes the one
// that was given back last: its page cache is the warm one. Taken in turns, each of them
// would have to read the file for itself.
type idle struct {
	ready chan struct{} // one for each session held

	mu   sync.Mutex
	held []*session // the last given back is the last
}

func newIdle() *idle { return &idle{ready: make(chan struct{}, readers)} }

// take waits for a session.
func (i *idle) take(ctx context.Context) (*session, error) {
	select {
	case <-i.ready:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	last := len(i.held) - 1
	c := i.held[last]
	i.held = i.held[:last]
	return c, nil
}

// give gives a session back, or a new one.
func (i *idle) give(c *session) {
	i.mu.Lock()
	i.held = append(i.held, c)
	i.mu.Unlock()
	i.ready <- struct{}{}
}

// close waits for n sessions and closes them.
func (i *idle) close(n int) {
	for range n {
		if c, err := i.take(context.Background()); err == nil {
			c.close()
		}
	}
}

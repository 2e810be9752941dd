package inputmethod

import (
	"sync"
	"time"

	"madoguchi/ui/kit/ime"
)

// A queue holds events in their order until the window takes them.
type queue struct {
	mu      sync.Mutex
	events  []ime.Event
	arrived chan struct{}
	wake    func() // has the window look
}

func newQueue(wake func()) *queue { return &queue{arrived: make(chan struct{}, 1), wake: wake} }

// put appends events and tells of them.
func (q *queue) put(events ...ime.Event) {
	if len(events) == 0 {
		return
	}
	q.mu.Lock()
	q.events = append(q.events, events...)
	q.mu.Unlock()
	select {
	case q.arrived <- struct{}{}:
	default:
	}
	q.wake()
}

// Events implements [ime.Method].
func (q *queue) Events(milliseconds int) []ime.Event {
	late := time.After(time.Duration(milliseconds) * time.Millisecond)
	for {
		if events := q.all(); len(events) > 0 || milliseconds <= 0 {
			return events
		}
		select {
		case <-q.arrived:
		case <-late:
			return q.all()
		}
	}
}

func (q *queue) all() []ime.Event {
	q.mu.Lock()
	defer q.mu.Unlock()
	events := q.events
	q.events = nil
	return events
}

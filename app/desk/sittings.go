package desk

import (
	"sync"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
)

// sittings are what a session has under review: what is reserved at the registry, and
// what was compared and waits to be approved together with others. They end with the
// session. Their methods may be called from several goroutines.
type sittings struct {
	mu       sync.Mutex
	claims   map[notification.EntryID]time.Time
	compared map[notification.EntryID]comparison
}

// A comparison is a finished sitting whose approval was put off. The evidence is of when
// the sitting ended.
type comparison struct {
	sitting  *counter.Sitting
	evidence []byte
}

func newSittings() *sittings {
	return &sittings{claims: make(map[notification.EntryID]time.Time), compared: make(map[notification.EntryID]comparison)}
}

func (s *sittings) claim(id notification.EntryID, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claims[id] = until
}

func (s *sittings) unclaim(id notification.EntryID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.claims, id)
}

// claimSpare is how long before its end a reservation is renewed: a decision takes a
// moment.
const claimSpare = time.Minute

func (s *sittings) holds(id notification.EntryID, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Before(s.claims[id].Add(-claimSpare))
}

// dropClaims forgets every claim and returns what they were on.
func (s *sittings) dropClaims() []notification.EntryID {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []notification.EntryID
	for id := range s.claims {
		all = append(all, id)
	}
	clear(s.claims)
	return all
}

func (s *sittings) putOff(id notification.EntryID, c comparison) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.compared[id] = c
}

// comparison returns the finished sitting over an entry.
func (s *sittings) comparison(id notification.EntryID) (comparison, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.compared[id]
	return c, ok
}

func (s *sittings) isCompared(id notification.EntryID, revision int) bool {
	c, ok := s.comparison(id)
	return ok && c.sitting.Entry.Revision == revision
}

// forget drops a finished sitting.
func (s *sittings) forget(id notification.EntryID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.compared, id)
}

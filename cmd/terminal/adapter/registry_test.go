package adapter_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"slices"
	"sync"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
)

// An account is an operator at the registry.
type account struct {
	profile operator.Profile
	pin     string
	seed    []byte
	step    int64
	guard   operator.Guard
}

// A registry is a desk.Line that answers as the real one does: it takes a code once,
// counts failures, lets one reviewer at a time have an entry, and forgets its
// sessions when it is told to.
type registry struct {
	now func() time.Time

	mu       sync.Mutex
	state    counter.LineState
	accounts map[operator.ID]*account
	keys     map[operator.ID]ed25519.PublicKey
	sessions map[string]operator.ID
	resumed  int
	resuming func() // called while a session is being resumed
	held     map[notification.EntryID]*notification.Submission
	reviews  map[notification.EntryID][]notification.Review
	claims   map[notification.EntryID]operator.ID

	protected map[notification.EntryID]bool
	listed    []desk.Waiting
	families  [][]resident.Record
	asked     []string // what was asked for, in order
	digits    string
}

var _ desk.Line = (*registry)(nil)

func newRegistry(now func() time.Time) *registry {
	r := &registry{
		now: now, state: counter.Online, accounts: map[operator.ID]*account{}, keys: map[operator.ID]ed25519.PublicKey{},
		sessions: map[string]operator.ID{}, held: map[notification.EntryID]*notification.Submission{},
		reviews: map[notification.EntryID][]notification.Review{}, claims: map[notification.EntryID]operator.ID{},
	}
	for i, id := range []operator.ID{sato, suzuki, tanaka, kato} {
		rights := append([]operator.Right{operator.Enter, operator.Search, operator.Review}, operator.Sights()...)
		if id == kato {
			rights = []operator.Right{operator.Search}
		}
		r.accounts[id] = &account{
			profile: operator.Profile{ID: id, Name: names[id], Ward: ward, Rights: rights},
			pin:     pins[id], seed: []byte(fmt.Sprintf("seed of a token %04d", i)),
		}
	}
	return r
}

func (r *registry) cut()     { r.set(counter.Offline) }
func (r *registry) restore() { r.set(counter.Online) }

func (r *registry) set(s counter.LineState) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state = s
}

// forgetSessions is a restart of the registry.
func (r *registry) forgetSessions() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.sessions)
}

// State implements desk.Line.
func (r *registry) State() counter.LineState {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

// SignIn implements desk.Line.
func (r *registry) SignIn(_ context.Context, id operator.ID, pin, code string, key ed25519.PublicKey) (desk.SignedIn, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state != counter.Online {
		return desk.SignedIn{}, counter.ErrOffline
	}
	a := r.accounts[id]
	if a == nil {
		return desk.SignedIn{}, desk.ErrRefused
	}
	if err := a.guard.Check(r.now()); err != nil {
		return desk.SignedIn{}, &desk.WaitError{Until: a.guard.Until, Disabled: err == operator.ErrDisabled}
	}
	step, err := operator.CheckToken(a.seed, code, r.now(), a.step)
	if err != nil || pin != a.pin {
		a.guard = a.guard.Fail(r.now())
		return desk.SignedIn{}, desk.ErrRefused
	}
	a.step, a.guard = step, a.guard.Succeed(r.now())
	if len(key) == ed25519.PublicKeySize {
		r.keys[id] = key
	}
	if r.keys[id] == nil {
		return desk.SignedIn{}, desk.ErrRefused
	}
	return desk.SignedIn{
		Session: r.open(id), Profile: a.profile, TokenSeed: a.seed, TokenStep: step, OfflineUntil: r.now().Add(72 * time.Hour),
	}, nil
}

func (r *registry) open(id operator.ID) string {
	s := fmt.Sprintf("session-%d", len(r.sessions)+100*r.resumed+1)
	r.sessions[s] = id
	return s
}

// Resume implements desk.Line.
func (r *registry) Resume(_ context.Context, id operator.ID, key ed25519.PrivateKey) (string, error) {
	if r.resuming != nil {
		r.resuming()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(key) != ed25519.PrivateKeySize || !key.Public().(ed25519.PublicKey).Equal(r.keys[id]) {
		return "", desk.ErrRefused
	}
	r.resumed++
	return r.open(id), nil
}

// SignOut implements desk.Line.
func (r *registry) SignOut(_ context.Context, session string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.sessions, session)
	return nil
}

// caller returns whose session it is; r.mu is held.
func (r *registry) caller(session, what string) (operator.ID, error) {
	if r.state != counter.Online {
		return "", counter.ErrOffline
	}
	id, ok := r.sessions[session]
	if !ok {
		return "", desk.ErrSession
	}
	r.asked = append(r.asked, string(id)+" "+what)
	return id, nil
}

// Search implements desk.Line.
func (r *registry) Search(_ context.Context, session string, q counter.Query) (counter.Found, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.caller(session, "search"); err != nil {
		return counter.Found{}, err
	}
	var found counter.Found
	for _, family := range r.families {
		for _, m := range family {
			if m.Name == q.Name {
				found.Hits = append(found.Hits, counter.Hit{ID: m.ID, Household: m.Household, Name: m.Name})
			}
		}
	}
	return found, nil
}

// Searches implements desk.Line.
func (r *registry) Searches(_ context.Context, session string) ([]counter.KeptSearch, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := r.caller(session, "searches")
	return nil, err
}

// Open implements desk.Line.
func (r *registry) Open(_ context.Context, session string, id resident.ID, _ counter.Purpose) (counter.Opened, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.caller(session, "open"); err != nil {
		return counter.Opened{}, err
	}
	for _, family := range r.families {
		for i, m := range family {
			if m.ID == id {
				members := slices.Clone(family)
				members[0], members[i] = members[i], members[0]
				return counter.Opened{Members: members, History: members[:1]}, nil
			}
		}
	}
	return counter.Opened{}, counter.ErrGone
}

// Reveal implements desk.Line.
func (r *registry) Reveal(_ context.Context, session string, _ resident.ID, _ counter.Number, _ counter.Purpose) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := r.caller(session, "reveal")
	return r.digits, err
}

// Reviews implements desk.Line.
func (r *registry) Reviews(_ context.Context, session string) ([]desk.Waiting, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := r.caller(session, "reviews")
	return r.listed, err
}

// Claim implements desk.Line.
func (r *registry) Claim(_ context.Context, session string, id notification.EntryID) (desk.Claimed, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	who, err := r.caller(session, "claim")
	if err != nil {
		return desk.Claimed{}, err
	}
	if by := r.claims[id]; by != "" && by != who {
		return desk.Claimed{}, counter.ErrClaimed
	}
	if r.held[id] == nil {
		return desk.Claimed{}, counter.ErrGone
	}
	r.claims[id] = who
	return desk.Claimed{Submission: r.held[id], Reviews: r.reviews[id], Until: r.now().Add(30 * time.Minute), Protected: r.protected[id]}, nil
}

// Release implements desk.Line.
func (r *registry) Release(_ context.Context, session string, id notification.EntryID) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	who, err := r.caller(session, "release")
	if err == nil && r.claims[id] == who {
		delete(r.claims, id)
	}
	return err
}

package desk

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/keys"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/rules"
)

// Errors of the session.
var (
	// ErrSignedOut says that nobody is signed in.
	ErrSignedOut = errors.New("nobody is signed in")
	// ErrLocked says that the session is covered until the operator returns.
	ErrLocked = errors.New("session is locked")
)

// A Config is what a [Desk] is made of. Everything but Log and Changed is needed.
type Config struct {
	Cabinet    Cabinet
	Line       Line
	Hindsight  Hindsight
	Protection ProtectionLine
	Output     OutputLine
	Asking     AskingLine // nil: nobody is asked anything at this terminal
	Holder     Holder     // nil: nobody sets a PIN at this terminal
	// Presence is asked besides PIN and token at an integrated terminal; nil: it has no means.
	Presence      Presence
	Sealer        *keys.Sealer // seals credentials under PINs
	PINCost       keys.Cost
	Rules         *rules.Checker
	PolicyVersion int // of the locked configuration the desk opens with; see [Desk.Apply]
	Reviewers     int // the least number of reviews that configuration asks for
	ReviewTerms   counter.ReviewTerms
	Integrated    bool // this is an integrated terminal (統合端末)
	Limits        Limits
	Terminal      string // the ID of this terminal
	Ward          string // municipality code of the ward it stands in
	// Calendar tells office days; without one no limit in days is reached.
	Calendar *civil.OfficeCalendar
	// Synced returns when the registry was last in step with this terminal, and Frozen
	// whether the locked configuration is too old to begin anything by it. Both may be nil.
	Synced func() time.Time
	Frozen func() bool
	// Stopped reports whether the registry revoked this terminal (R032): nobody signs in or
	// comes back until it takes that back. Nil never does.
	Stopped func() bool
	Now     func() time.Time
	// Timed reports whether Now is the registry's time: it told it since the start. Nil
	// never does.
	Timed func() bool
	// ClockBack reports whether nobody knows what time it is: there is no line, and the
	// clock is behind a time seen before. Nil: it never is.
	ClockBack func() bool
	NewID     func() notification.EntryID
	// Printer prints; nil: this terminal cannot.
	Printer Printer
	// Wake tells the outbox that something is owed.
	Wake func()
	// Changed is called after entries changed without the operator's doing. It
	// must not call back into the desk.
	Changed func()
	// Ended is called when the registry ended the session that is open: whoever shows it
	// keeps what was typed and signs out. Without it the desk signs out itself.
	Ended func()
	Log   *slog.Logger
}

// A Desk is one terminal's counter. Its methods may be called from several
// goroutines; steps that change an entry are taken one at a time.
type Desk struct {
	Config

	terms atomic.Pointer[Terms] // in force

	mu sync.Mutex // held during a step that reads, decides and commits

	sessionMu sync.Mutex
	session   *session // nil: nobody is signed in
	names     map[operator.ID]string

	printing sync.Mutex // held from the count of a printing to its end

	work sync.WaitGroup // what goes on after a step: giving claims back
}

// A session is who is signed in. The private key is here and nowhere else while
// the session is open, and not while it is locked.
type session struct {
	profile  operator.Profile
	key      ed25519.PrivateKey
	row      SessionRow
	registry string // the registry's session, empty without a line
	locked   bool
	typed    operator.ID // at the sign-in: the 照合ID at an integrated terminal
	pinDue   bool        // nothing opens before the holder has set a PIN
	ended    bool        // the registry ended it: nothing opens any more
	sittings *sittings
	asked    []counter.Asked // about the operation log, and not answered
}

// New returns a desk at which nobody is signed in. A session that a crash left
// open is closed first, with a record of it.
func New(ctx context.Context, c Config) (*Desk, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Changed == nil {
		c.Changed = func() {}
	}
	d := &Desk{Config: c, names: make(map[operator.ID]string)}
	d.Apply(c.firstTerms())
	if err := d.closeLeftOpen(ctx); err != nil {
		return nil, fmt.Errorf("open desk: %w", err)
	}
	return d, nil
}

// closeLeftOpen closes the sessions that a crash, or a sign-out that could not be
// written, left open, and forgets what they had opened.
func (d *Desk) closeLeftOpen(ctx context.Context) error {
	for {
		row, open, err := d.Cabinet.OpenSession(ctx)
		if err != nil || !open {
			return err
		}
		row.ClosedAt = d.Now()
		step := Step{Session: &row, ForgetAll: true, Audit: d.recordBy(row.Operator, audit.LeftOpen, row.ID)}
		if err := d.Cabinet.Commit(ctx, step); err != nil {
			return fmt.Errorf("close session left open: %w", err)
		}
	}
}

// active returns the session if somebody is signed in, not covered, and has all
// of the rights.
func (d *Desk) active(rights ...operator.Right) (session, error) {
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	switch {
	case d.session == nil:
		return session{}, ErrSignedOut
	case d.session.locked:
		return session{}, ErrLocked
	case d.session.ended:
		return session{}, ErrSignedOut
	case d.session.pinDue:
		return session{}, ErrPINDue
	}
	for _, r := range rights {
		if !d.session.profile.Has(r, d.Now()) {
			return session{}, counter.ErrNoRight
		}
	}
	return *d.session, nil
}

// Operator returns who is signed in, also while the session is locked.
func (d *Desk) Operator() (operator.Profile, bool) {
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	if d.session == nil {
		return operator.Profile{}, false
	}
	return d.session.profile, true
}

// sign signs with the key of the session s.
func (s session) sign(signed []byte) []byte { return ed25519.Sign(s.key, signed) }

// nameOf returns the name of an operator who signed in here since the start, or
// the ID.
func (d *Desk) nameOf(id operator.ID) string {
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	if name := d.names[id]; name != "" {
		return name
	}
	return string(id)
}

// record returns the audit record of a step of the signed-in operator.
func (d *Desk) record(kind audit.Kind, subject string, detail ...string) []audit.Record {
	who, _ := d.Operator()
	return d.recordBy(who.ID, kind, subject, detail...)
}

// recordBy returns the audit record of a step of anybody, or of nobody when the
// terminal itself did it.
func (d *Desk) recordBy(who operator.ID, kind audit.Kind, subject string, detail ...string) []audit.Record {
	return []audit.Record{{
		Kind: kind, At: d.Now(), Operator: who, Terminal: d.Terminal, Subject: subject, Detail: detail,
		Policy: int64(d.Terms().PolicyVersion),
	}}
}

// log leaves a record of something that changes nothing else.
func (d *Desk) log(ctx context.Context, records []audit.Record) error {
	if err := d.Cabinet.Commit(ctx, Step{Audit: records}); err != nil {
		return fmt.Errorf("write audit record: %w", err)
	}
	return nil
}

// withSession calls the registry in the name of the signed-in operator. Somebody
// who signed in without a line is made known to the registry first, by the key
// that the PIN opened; so is everybody after the registry forgot its sessions.
func (d *Desk) withSession(ctx context.Context, right operator.Right, call func(registry string) error) error {
	s, err := d.active(right)
	if err != nil {
		return err
	}
	return d.asking(ctx, s, call)
}

// asking is withSession for a session that was looked at.
func (d *Desk) asking(ctx context.Context, s session, call func(registry string) error) error {
	if d.Config.Line.State() != counter.Online {
		return counter.ErrOffline
	}
	if s.registry != "" {
		if err := call(s.registry); !errors.Is(err, ErrSession) {
			return err
		}
	}
	key, err := d.resumeKey(s)
	if err != nil {
		return err
	}
	registry, err := d.Config.Line.Resume(ctx, s.profile.ID, key)
	clear(key)
	if err != nil {
		return fmt.Errorf("resume session: %w", err)
	}
	d.sessionMu.Lock()
	if d.session != nil && d.session.row.ID == s.row.ID {
		d.session.registry = registry
	}
	d.sessionMu.Unlock()
	return call(registry)
}

// resumeKey returns a copy of the key of the session s, which may be covered while the
// registry is asked.
func (d *Desk) resumeKey(s session) (ed25519.PrivateKey, error) {
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	switch {
	case d.session == nil || d.session.row.ID != s.row.ID:
		return nil, ErrSignedOut
	case d.session.locked:
		return nil, ErrLocked
	}
	return slices.Clone(d.session.key), nil
}

// millis drops what a signature does not cover.
func millis(t time.Time) time.Time { return t.Truncate(time.Millisecond) }

package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/keys"
	"madoguchi/app/operator"
)

// Errors of signing in, besides [ErrRefused] and [WaitError].
var (
	// ErrUnknownHere says that there is no line and the operator never signed in at
	// this terminal, so that nobody can tell whether the proof is right.
	ErrUnknownHere = errors.New("operator is not known at this terminal")
	// ErrExpired says that the credential may not be used without a line any more.
	ErrExpired = errors.New("credential has expired")
	// ErrStopped says that this terminal is no designated one any more.
	ErrStopped = errors.New("terminal is revoked")
	// ErrOther says that somebody else is signed in.
	ErrOther = errors.New("another operator is signed in")
)

// A proof is what the operator showed.
type proof struct {
	profile  operator.Profile
	key      ed25519.PrivateKey
	registry string // the registry's session, empty without a line
	held     Held   // to be stored with the step
	pinDue   bool
}

// SignIn proves an operator and opens the session: by the registry where there is
// a line, by the sealed credential where there is none. A refusal is [ErrRefused]
// or a [WaitError]; it is stored before it is told, so that a restart does not
// help whoever guesses.
func (d *Desk) SignIn(ctx context.Context, id operator.ID, pin, code string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, signedIn := d.Operator(); signedIn {
		return fmt.Errorf("sign in: %w", ErrOther)
	}
	if _, err := operator.ParseID(string(id)); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	if err := d.closeLeftOpen(ctx); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	p, err := d.prove(ctx, id, pin, code)
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	typed := id
	id = p.profile.ID
	s := &session{profile: p.profile, key: p.key, registry: p.registry, typed: typed, pinDue: p.pinDue, sittings: newSittings()}
	s.row = SessionRow{ID: uuid.NewString(), Operator: id, OpenedAt: d.Now(), Offline: p.registry == ""}
	if !p.pinDue {
		s.asked = d.askedOf(ctx, p.registry)
	}
	step := Step{Held: &p.held, Session: &s.row, Audit: d.recordBy(id, audit.SignIn, s.row.ID, lineDetail(p.registry))}
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	d.sessionMu.Lock()
	d.session = s
	d.names[id] = p.profile.Name
	d.sessionMu.Unlock()
	return nil
}

// Lock covers the session: the key is forgotten until the operator returns.
// cause is a stable word such as "idle" or "left_seat".
func (d *Desk) Lock(ctx context.Context, cause string) error {
	d.mu.Lock() // a step that is signing ends first
	defer d.mu.Unlock()
	d.sessionMu.Lock()
	if d.session == nil || d.session.locked {
		d.sessionMu.Unlock()
		return nil
	}
	d.session.locked = true
	clear(d.session.key)
	d.session.key = nil
	s := *d.session
	d.sessionMu.Unlock()
	if err := d.log(ctx, d.record(audit.Locked, s.row.ID, cause)); err != nil {
		return err
	}
	d.work.Go(func() { d.releaseAll(context.WithoutCancel(ctx), s) })
	return nil
}

// Unlock proves the signed-in operator again.
func (d *Desk) Unlock(ctx context.Context, pin, code string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	who, signedIn := d.Operator()
	if !signedIn {
		return fmt.Errorf("unlock: %w", ErrSignedOut)
	}
	p, err := d.prove(ctx, d.typed(), pin, code)
	if err != nil {
		return fmt.Errorf("unlock: %w", err)
	}
	if p.profile.ID != who.ID { // the 照合ID was given to another meanwhile
		return fmt.Errorf("unlock: %w", ErrOther)
	}
	if err := d.Cabinet.Commit(ctx, Step{Held: &p.held, Audit: d.recordBy(who.ID, audit.Unlocked, d.rowID(), lineDetail(p.registry))}); err != nil {
		return fmt.Errorf("unlock: %w", err)
	}
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	d.session.profile, d.session.key, d.session.locked, d.session.pinDue = p.profile, p.key, false, p.pinDue
	if p.registry != "" {
		d.session.registry = p.registry
	}
	return nil
}

// SignOut ends the session, if there is one: what was opened of the register is
// forgotten here. cause is a stable word such as "operator", "idle" or "signal".
func (d *Desk) SignOut(ctx context.Context, cause string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sessionMu.Lock()
	s := d.session
	d.session = nil
	d.sessionMu.Unlock()
	if s == nil {
		return nil
	}
	clear(s.key)
	s.row.ClosedAt = d.Now()
	step := Step{Session: &s.row, ForgetAll: true, Audit: d.recordBy(s.profile.ID, audit.SignOut, s.row.ID, cause)}
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	d.work.Wait()
	if s.registry != "" && d.Config.Line.State() == counter.Online {
		d.releaseAll(ctx, *s)
		if err := d.Config.Line.SignOut(ctx, s.registry); err != nil {
			// The registry ends its session by itself; the terminal's is closed.
			d.Log.WarnContext(ctx, "sign out at registry", "err", err)
		}
	}
	return nil
}

// PositionDue reports whether the signed-in operator has yet to confirm today
// that visitors do not see the screen (R039, R128).
func (d *Desk) PositionDue(ctx context.Context) (bool, error) {
	s, err := d.active()
	if err != nil {
		return false, fmt.Errorf("position: %w", err)
	}
	done, err := d.Cabinet.PositionConfirmed(ctx, s.profile.ID, d.today().String())
	if err != nil {
		return false, fmt.Errorf("position: %w", err)
	}
	return !done, nil
}

// ConfirmPosition logs that confirmation for the display the window is on.
func (d *Desk) ConfirmPosition(ctx context.Context, display string) error {
	s, err := d.active()
	if err != nil {
		return fmt.Errorf("confirm position: %w", err)
	}
	step := Step{
		Position: &Position{Operator: s.profile.ID, Day: d.today().String(), Display: display},
		Audit:    d.record(audit.PositionConfirmed, s.row.ID, audit.Code(display)),
	}
	if step.Audit[0].Check() != nil { // a display may be called anything; the record holds codes
		step.Audit[0].Detail = nil
	}
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return fmt.Errorf("confirm position: %w", err)
	}
	return nil
}

// prove checks an operator's proof. What a failure changes is stored here; what a
// success changes, by the caller with its step. d.mu is held.
func (d *Desk) prove(ctx context.Context, id operator.ID, pin, code string) (proof, error) {
	if d.Stopped != nil && d.Stopped() {
		return proof{}, ErrStopped
	}
	held, err := d.Cabinet.Credential(ctx, id)
	known := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return proof{}, err
	}
	held.Operator = id
	if d.Config.Line.State() == counter.Online {
		p, err := d.proveOnline(ctx, held, pin, code)
		switch {
		case err == nil, errors.Is(err, ErrRefused), errors.Is(err, ErrExpired), errors.Is(err, counter.ErrNoRight), errors.Is(err, ErrPresence):
			return p, err
		case errors.Is(err, counter.ErrOffline): // the line was cut in between
		case held.Credential == nil:
			return proof{}, err
		default:
			d.Log.WarnContext(ctx, "registry cannot tell about a sign-in", "err", err)
		}
		// Nobody was refused: what is held here decides.
	}
	if !known || held.Credential == nil {
		return proof{}, errors.Join(ErrUnknownHere, d.refused(ctx, held, "unknown"))
	}
	if d.ClockBack != nil && d.ClockBack() {
		// A right code would look wrong and cost a try.
		return proof{}, errors.Join(counter.ErrClock, d.refused(ctx, held, "clock"))
	}
	p, err := d.proveHeld(ctx, held, pin, &code, "credential")
	if err != nil {
		return p, err
	}
	if _, err := d.presence(ctx, id); err != nil {
		return proof{}, errors.Join(err, d.refused(ctx, held, "presence"))
	}
	return p, nil
}

// proveOnline asks the registry and seals what it answers for the times without.
func (d *Desk) proveOnline(ctx context.Context, held Held, pin, code string) (proof, error) {
	var private ed25519.PrivateKey
	if c, err := d.openCredential(held, pin); err == nil {
		private = c.Key // told again all the same: the registry may be back from an older copy
	} else if _, private, err = ed25519.GenerateKey(rand.Reader); err != nil {
		return proof{}, fmt.Errorf("make operator key: %w", err)
	}
	answer, err := d.signInLine(ctx, held.Operator, pin, code, private.Public().(ed25519.PublicKey))
	if errors.Is(err, ErrPresence) {
		return proof{}, errors.Join(err, d.refused(ctx, held, "presence"))
	}
	if errors.Is(err, ErrRefused) {
		return proof{}, errors.Join(err, d.refused(ctx, held, "registry"))
	}
	if err != nil {
		return proof{}, err
	}
	credential := operator.Credential{Seed: answer.TokenSeed, Key: private, Profile: answer.Profile, PINDue: answer.PINDue, ValidUntil: answer.OfflineUntil}
	if held.Credential, err = d.sealCredential(held.Operator, credential, pin); err != nil {
		return proof{}, err
	}
	held.TokenStep = max(held.TokenStep, answer.TokenStep)
	if held.Guard, err = encodeGuard(operator.Guard{}.Succeed(d.Now())); err != nil {
		return proof{}, err
	}
	return proof{profile: answer.Profile, key: private, registry: answer.Session, held: held, pinDue: answer.PINDue}, nil
}

// proveHeld asks the sealed credential, and its token where a code is given. what names
// the proof in the record of a refusal.
func (d *Desk) proveHeld(ctx context.Context, held Held, pin string, code *string, what string) (proof, error) {
	guard, err := decodeGuard(held.Guard)
	if err != nil {
		return proof{}, err
	}
	now := d.Now()
	if guard, err = d.corrected(ctx, held, guard, now); err != nil {
		return proof{}, err
	}
	if err := guard.Check(now); err != nil {
		return proof{}, waitOf(guard)
	}
	c, err := d.openCredential(held, pin)
	if err == nil && code != nil {
		held.TokenStep, err = operator.CheckToken(c.Seed, *code, now, held.TokenStep)
	}
	if errors.Is(err, keys.ErrPIN) || errors.Is(err, operator.ErrToken) || errors.Is(err, operator.ErrTokenUsed) {
		guard = guard.Fail(now)
		if held.Guard, err = encodeGuard(guard); err != nil {
			return proof{}, err
		}
		if err := d.refused(ctx, held, what); err != nil {
			return proof{}, err
		}
		return proof{}, waitOf(guard)
	}
	if err != nil {
		return proof{}, err
	}
	if !now.Before(c.ValidUntil) || !c.Profile.Valid(now) {
		return proof{}, errors.Join(ErrExpired, d.refused(ctx, held, "expired"))
	}
	if held.Guard, err = encodeGuard(guard.Succeed(now)); err != nil {
		return proof{}, err
	}
	return proof{profile: c.Profile, key: c.Key, held: held, pinDue: c.PINDue}, nil
}

// corrected returns the guard of held as the registry's time has it, where now is that. It is kept at once: corrected again at each try, the wait would never
// end.
func (d *Desk) corrected(ctx context.Context, held Held, guard operator.Guard, now time.Time) (operator.Guard, error) {
	right := guard.Correct(now)
	if right == guard || d.Timed == nil || !d.Timed() {
		return guard, nil
	}
	kept, err := d.Cabinet.Credential(ctx, held.Operator)
	if err != nil {
		return guard, err
	}
	if kept.Guard, err = encodeGuard(right); err != nil {
		return guard, err
	}
	return right, d.Cabinet.Commit(ctx, Step{Held: &kept, Audit: d.recordBy(held.Operator, audit.ClockJumped, "", "wait")})
}

// refused stores a failed try. TokenStep stays as it was held: a code that was
// refused is not used up.
func (d *Desk) refused(ctx context.Context, held Held, by string) error {
	step := Step{Audit: d.recordBy(held.Operator, audit.SignInRefused, "", by)}
	if held.Credential != nil {
		before, err := d.Cabinet.Credential(ctx, held.Operator)
		if err != nil {
			return err
		}
		before.Guard = held.Guard
		step.Held = &before
	}
	return d.Cabinet.Commit(ctx, step)
}

func waitOf(g operator.Guard) error {
	return &WaitError{Until: g.Until, Left: g.Left(), Disabled: g.Left() == 0}
}

var credentialPlace = keys.Place{Table: "credentials", Column: "credential", Schema: 1}

func (d *Desk) place(id operator.ID) keys.Place {
	p := credentialPlace
	p.Row = string(id)
	return p
}

func (d *Desk) openCredential(held Held, pin string) (operator.Credential, error) {
	if held.Credential == nil {
		return operator.Credential{}, ErrUnknownHere
	}
	b, err := keys.OpenUnderPIN(pin, d.Sealer, d.place(held.Operator), held.Credential)
	if err != nil {
		return operator.Credential{}, err
	}
	return operator.DecodeCredential(b)
}

func (d *Desk) sealCredential(typed operator.ID, c operator.Credential, pin string) ([]byte, error) {
	b, err := c.Encode()
	if err != nil {
		return nil, fmt.Errorf("seal credential: %w", err)
	}
	return keys.SealUnderPIN(pin, d.Sealer, d.place(typed), b, d.PINCost)
}

func encodeGuard(g operator.Guard) ([]byte, error) { return json.Marshal(g) }

func decodeGuard(b []byte) (operator.Guard, error) {
	var g operator.Guard
	if b == nil {
		return g, nil
	}
	if err := json.Unmarshal(b, &g); err != nil {
		return g, fmt.Errorf("decode guard: %w", err)
	}
	return g, nil
}

// typed returns what whoever is signed in typed as the ID.
func (d *Desk) typed() operator.ID {
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	if d.session == nil {
		return ""
	}
	return d.session.typed
}

func (d *Desk) rowID() string {
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	if d.session == nil {
		return ""
	}
	return d.session.row.ID
}

func lineDetail(registry string) string {
	if registry == "" {
		return "offline"
	}
	return "online"
}

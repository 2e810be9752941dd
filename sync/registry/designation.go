package registry

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/municipality"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// CodeLife is how long an enrolment code opens.
const CodeLife = 24 * time.Hour

// Why a terminal is revoked. Stored and sent.
const (
	ForFork   = "fork" // found by the registry: its file is a copy, or came back from a backup
	forRetire = "retired"
)

// reasons are the codes an administrator may give.
var reasons = []string{"lost", "stolen", forRetire, "repair", "misuse", "other", ForFork}

// AskTerminal implements the designation service.
func (r *Registry) AskTerminal(ctx context.Context, m *wirev1.AskTerminalRequest) (*wirev1.AskTerminalResponse, error) {
	answer := &wirev1.AskTerminalResponse{RegistryTime: r.time()}
	if err := cmp.Or(wire.CheckCode("act", m.GetAct()), wire.CheckCode("personality", m.GetPersonality())); err != nil {
		return nil, err
	}
	q := TerminalRequest{Act: Act(m.GetAct()), Terminal: m.GetTerminal(), Ward: m.GetWard(), Personality: policy.Personality(m.GetPersonality()), Reason: m.GetReason(), Key: m.GetKey()}
	if err := q.check(); err != nil {
		return nil, err
	}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.administrator(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		if err := possible(tx, q); err != nil {
			return err
		}
		q.AskedBy, q.AskedAt = who.ID, r.cfg.Now()
		if answer.Number, err = tx.AskTerminal(q); err != nil {
			return err
		}
		return r.noteTerminal(tx, audit.TerminalAsked, who, q, detail("act", int(q.Act)), detail("request", int(answer.Number)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// check reports what a request can never be.
func (q TerminalRequest) check() error {
	_, idErr := operator.ParseID(q.Terminal) // the same letters
	_, wardErr := municipality.ParseCode(q.Ward)
	switch {
	case idErr != nil:
		return wire.Errorf(wire.Malformed, "terminal")
	case q.Act < ActAdd || q.Act > ActRestore:
		return wire.Errorf(wire.Malformed, "act")
	case q.Act == ActAdd && wardErr != nil:
		return wire.Errorf(wire.Malformed, "ward")
	case q.Act == ActAdd && (q.Personality < policy.RegisterTerminal || q.Personality > policy.AdminSeat):
		return wire.Errorf(wire.Malformed, "personality")
	case q.Act == ActRevoke && !slices.Contains(reasons, q.Reason):
		return wire.Errorf(wire.Malformed, "reason")
	case len(q.Key) != 0 && len(q.Key) != len(pinned.Pin{}):
		return wire.Errorf(wire.Malformed, "key")
	}
	return nil
}

// possible reports why a terminal is not in a state for an act.
func possible(tx Tx, q TerminalRequest) error {
	t, err := tx.Terminal(q.Terminal)
	known := !errors.Is(err, ErrNotFound)
	if err != nil && known {
		return err
	}
	switch {
	case q.Act == ActAdd && known:
		return wire.Errorf(wire.NotThisAct, "terminal is known already")
	case q.Act != ActAdd && !known:
		return wire.Errorf(wire.NotFound, "terminal")
	case q.Act == ActRevoke && !t.RevokedAt.IsZero():
		return wire.Errorf(wire.NotThisAct, "terminal is revoked already")
	case q.Act == ActRestore && t.RevokedAt.IsZero():
		return wire.Errorf(wire.NotThisAct, "terminal is not revoked")
	case q.Act == ActRestore && t.RevokedFor == ForFork:
		// Two files hold two histories under one name. Only a new file is one again.
		return wire.Errorf(wire.NotThisAct, "after a fork the terminal has to enrol again")
	}
	return nil
}

// noteTerminal extends the operation log by an act about a terminal.
func (r *Registry) noteTerminal(tx Tx, kind audit.Kind, who caller, q TerminalRequest, details ...string) error {
	details = append(details, "about="+q.Terminal)
	if q.Reason != "" {
		details = append(details, "reason="+q.Reason)
	}
	return record(tx, audit.Record{Kind: kind, At: r.cfg.Now(), Operator: who.ID, Terminal: who.terminal.ID, Detail: details})
}

// DecideTerminal implements the designation service.
func (r *Registry) DecideTerminal(ctx context.Context, m *wirev1.DecideTerminalRequest) (*wirev1.DecideTerminalResponse, error) {
	answer := &wirev1.DecideTerminalResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.administrator(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		q, err := tx.TerminalRequest(m.GetNumber())
		switch {
		case errors.Is(err, ErrNotFound):
			return wire.Errorf(wire.NotFound, "request")
		case err != nil:
			return err
		case q.State != RequestWaits && q.State != RequestEmergency, q.State == RequestEmergency && m.GetRefuse(): // restore takes it back
			return wire.Errorf(wire.RequestState, "request")
		case q.AskedBy == who.ID && !m.GetRefuse(): // one may take one's own request back
			return wire.Errorf(wire.SamePerson, "request")
		}
		emergency := q.State == RequestEmergency
		q.DecidedBy, q.DecidedAt, q.State = who.ID, r.cfg.Now(), RequestApproved
		if emergency {
			q.State = RequestConfirmed
		}
		if m.GetRefuse() {
			q.State = RequestRefused
		}
		if err := tx.DecideTerminal(q); err != nil {
			return err
		}
		answer.Request = requestMessage(q)
		if emergency { // it is done since
			return r.noteTerminal(tx, audit.TerminalConfirmed, who, q, detail("request", int(q.Number)))
		}
		if m.GetRefuse() {
			return r.noteTerminal(tx, audit.TerminalDeclined, who, q, detail("request", int(q.Number)))
		}
		if err := possible(tx, q); err != nil {
			return err
		}
		return r.apply(tx, who, q, answer)
	})
	if err != nil {
		return nil, err
	}
	r.bell.ring() // live streams of a terminal that was revoked end now
	return answer, nil
}

// actKinds is what the log says of each act.
var actKinds = map[Act]audit.Kind{ActAdd: audit.TerminalAdded, ActEnrol: audit.TerminalRecalled, ActRevoke: audit.TerminalRevoked, ActRestore: audit.TerminalRestored}

// apply does what was approved.
func (r *Registry) apply(tx Tx, who caller, q TerminalRequest, answer *wirev1.DecideTerminalResponse) error {
	if err := r.noteTerminal(tx, actKinds[q.Act], who, q, detail("request", int(q.Number)), "asked_by="+string(q.AskedBy)); err != nil {
		return err
	}
	t, err := tx.Terminal(q.Terminal)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	switch q.Act {
	case ActAdd:
		t = Terminal{ID: q.Terminal, Ward: q.Ward, Personality: q.Personality}
	case ActRevoke:
		t.RevokedAt, t.RevokedFor, t.RevokedBy = q.DecidedAt, q.Reason, who.ID
	case ActRestore:
		t.RevokedAt, t.RevokedFor, t.RevokedBy = time.Time{}, "", ""
	}
	if err := tx.PutTerminal(t); err != nil {
		return err
	}
	switch {
	case q.Act == ActRevoke, q.Act == ActRestore:
		return nil
	case len(q.Key) > 0:
		return replaceKeys(tx, t.ID, pinned.Pin(q.Key), q.DecidedAt)
	case r.cfg.Issuer == nil:
		return wire.Errorf(wire.NoAuthority, "name the key of a certificate that was issued offline")
	}
	code := pinned.NewEnrolmentCode()
	key, err := pinned.NewEnrolmentKey(t.ID, code)
	if err != nil {
		return err
	}
	until := q.DecidedAt.Add(CodeLife)
	answer.Code, answer.CodeUntil = code, until.UnixMilli()
	return tx.PutEnrolment(Enrolment{Terminal: t.ID, Key: key, Until: until})
}

// replaceKeys makes a key the only one that a terminal comes in with.
func replaceKeys(tx Tx, terminal string, pin pinned.Pin, now time.Time) error {
	held, err := tx.TerminalKeys(terminal)
	if err != nil {
		return err
	}
	for _, k := range held {
		if k.EndedAt.IsZero() {
			k.EndedAt = now
			if err := tx.PutTerminalKey(k); err != nil {
				return err
			}
		}
	}
	return tx.PutTerminalKey(TerminalKey{Terminal: terminal, Pin: pin, Since: now})
}

// TerminalRequests implements the designation service.
func (r *Registry) TerminalRequests(ctx context.Context, m *wirev1.TerminalRequestsRequest) (*wirev1.TerminalRequestsResponse, error) {
	answer := &wirev1.TerminalRequestsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		if _, err := r.administrator(ctx, tx, m.GetSessionId()); err != nil {
			return err
		}
		held, err := tx.TerminalRequests(m.GetAll())
		for _, q := range held {
			answer.Requests = append(answer.Requests, requestMessage(q))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func requestMessage(q TerminalRequest) *wirev1.TerminalRequest {
	m := &wirev1.TerminalRequest{
		Number: q.Number, Act: uint32(q.Act), Terminal: q.Terminal, Ward: q.Ward, Personality: uint32(q.Personality), Reason: q.Reason,
		AskedBy: string(q.AskedBy), AskedAt: q.AskedAt.UnixMilli(), State: uint32(q.State), DecidedBy: string(q.DecidedBy),
	}
	if !q.DecidedAt.IsZero() {
		m.DecidedAt = q.DecidedAt.UnixMilli()
	}
	return m
}

// StopTerminal implements the designation service: who finds a terminal stolen at night
// does not wait for a second person. It stands among the requests as what it is.
func (r *Registry) StopTerminal(ctx context.Context, m *wirev1.StopTerminalRequest) (*wirev1.StopTerminalResponse, error) {
	answer := &wirev1.StopTerminalResponse{RegistryTime: r.time()}
	q := TerminalRequest{Act: ActRevoke, Terminal: m.GetTerminal(), Reason: m.GetReason(), State: RequestEmergency}
	if err := q.check(); err != nil {
		return nil, err
	}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.administrator(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		if err := possible(tx, q); err != nil {
			return err
		}
		q.AskedBy, q.AskedAt, q.DecidedBy, q.DecidedAt = who.ID, r.cfg.Now(), who.ID, r.cfg.Now()
		if answer.Number, err = tx.AskTerminal(q); err != nil {
			return err
		}
		if err := stop(tx, q.Terminal, q.Reason, who.ID, q.DecidedAt); err != nil {
			return err
		}
		return r.noteTerminal(tx, audit.TerminalRevoked, who, q, detail("request", int(answer.Number)), "emergency")
	})
	if err != nil {
		return nil, err
	}
	r.bell.ring()
	return answer, nil
}

// stop revokes a terminal from the next request on; whoever calls it rings the bell once
// the transaction is kept, so that live streams end. by is "" for the registry itself. What
// stopped it first stays the reason.
func stop(tx Tx, terminal, reason string, by operator.ID, now time.Time) error {
	t, err := tx.Terminal(terminal)
	if err != nil || !t.RevokedAt.IsZero() {
		return err
	}
	t.RevokedAt, t.RevokedFor, t.RevokedBy = now, reason, by
	return tx.PutTerminal(t)
}

// stopForked revokes a terminal of which there are two histories, and says so in the log.
// found names what showed it.
func stopForked(tx Tx, terminal, found string, now time.Time) error {
	t, err := tx.Terminal(terminal)
	if err != nil || !t.RevokedAt.IsZero() {
		return err
	}
	if err := stop(tx, terminal, ForFork, "", now); err != nil {
		return err
	}
	return record(tx, audit.Record{Kind: audit.TerminalRevoked, At: now, Terminal: terminal, Detail: []string{"reason=" + ForFork, "found=" + found}})
}

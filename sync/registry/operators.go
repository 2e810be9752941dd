package registry

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/google/uuid"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var _ wirev1connect.OperatorServiceHandler = (*Registry)(nil)

// atSeat runs f in a transaction for somebody who works at an admin seat with one of the
// rights.
func (r *Registry) atSeat(ctx context.Context, session string, f func(Tx, caller, operator.Mark) error, rights ...operator.Right) error {
	return r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.callerOf(ctx, tx, session, rights...)
		if err != nil {
			return err
		}
		if who.terminal.Personality != policy.AdminSeat {
			return wire.Errorf(wire.NoRight, "terminal")
		}
		return f(tx, who, operator.Mark{By: who.ID, At: r.cfg.Now().UTC().Truncate(time.Millisecond), Seat: who.terminal.ID})
	})
}

// toldRequest translates an error of a request for the line.
func toldRequest(err error) error {
	for _, t := range []struct {
		is   error
		kind wire.Kind
	}{
		{ErrNotFound, wire.NotFound}, {operator.ErrSamePerson, wire.SamePerson}, {operator.ErrRequestState, wire.RequestState},
		{operator.ErrOverUnit, wire.OverUnit}, {operator.ErrRequest, wire.Malformed}, {operator.ErrID, wire.Malformed}, {operator.ErrSeed, wire.Malformed},
	} {
		if errors.Is(err, t.is) {
			return wire.Errorf(t.kind, "request")
		}
	}
	return err
}

// FileRequest implements the service.
func (r *Registry) FileRequest(ctx context.Context, q *wirev1.FileRequestRequest) (*wirev1.FileRequestResponse, error) {
	asked, err := operator.DecodeRequest(q.GetRequest())
	if err != nil || len(q.GetRequest()) > maxRequest {
		return nil, wire.Errorf(wire.Malformed, "request")
	}
	answer := &wirev1.FileRequestResponse{RegistryTime: r.time()}
	err = r.atSeat(ctx, q.GetSessionId(), func(tx Tx, who caller, m operator.Mark) error {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		// What the sender says of the steps counts for nothing.
		one := operator.Request{ID: id.String(), Act: asked.Act, Operator: asked.Operator, Terms: asked.Terms, Effective: asked.Effective,
			Reason: asked.Reason, Emergency: asked.Emergency, State: operator.Requested, Asked: m}
		if err := one.Check(); err != nil {
			return err
		}
		if err := fits(tx, one); err != nil {
			return err
		}
		if err := noteRequest(tx, who, audit.RightsRequested, one); err != nil {
			return err
		}
		if one.Emergency {
			if _, err := one.Apply(m); err != nil {
				return err
			}
			if err := r.putInForce(tx, &one, m); err != nil {
				return err
			}
		}
		answer.Request, err = keepRequest(tx, one)
		return err
	}, operator.Personnel, operator.AdminIT)
	if err != nil {
		return nil, toldRequest(err)
	}
	r.bell.ring()
	return answer, nil
}

// maxRequest bounds what a request takes in JSON.
const maxRequest = 8 << 10

func keepRequest(tx Tx, one operator.Request) ([]byte, error) {
	if err := tx.PutRequest(one); err != nil {
		return nil, err
	}
	return one.Encode()
}

// noteRequest logs a step of a request.
func noteRequest(tx Tx, who caller, kind audit.Kind, one operator.Request) error {
	return record(tx, audit.Record{Kind: kind, At: one.Last(), Operator: who.ID, Terminal: who.terminal.ID, Subject: audit.Code(one.Subject()),
		Detail: []string{"act=" + one.Act.String(), "request=" + one.ID}})
}

// fits looks whether a request goes together with what there is: nobody is granted twice,
// whoever is changed is there, the login is free, and the unit allows the rights.
func fits(tx Tx, one operator.Request) error {
	if one.Act == operator.SetUnit {
		return nil
	}
	all, err := tx.Requests()
	if err != nil {
		return err
	}
	_, err = tx.Account(one.Operator)
	switch revoked := operator.Revoked(all, one.Operator); {
	case errors.Is(err, ErrNotFound) && one.Act == operator.Grant:
	case err != nil:
		return err
	case one.Act == operator.Grant && !revoked:
		return fmt.Errorf("there is such an operator: %w", operator.ErrRequestState)
	case one.Act == operator.Change && revoked: // it would be with the PIN and token of before
		return wire.Errorf(wire.WasRevoked, "operator")
	}
	if one.Act != operator.Grant && one.Act != operator.Change {
		return nil
	}
	if one.Terms.Login != "" {
		holder, err := tx.ByLogin(one.Terms.Login)
		if err == nil && holder != one.Operator {
			return wire.Errorf(wire.LoginTaken, "login")
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if _, err := tx.Account(one.Terms.Login); err == nil { // also nobody's 操作者ID
			return wire.Errorf(wire.LoginTaken, "login")
		}
	}
	limit := operator.LimitOf(all, one.Terms.Unit)
	if over := len(operator.Within(one.Terms.Rights, limit)); over != len(one.Terms.Rights) {
		return operator.ErrOverUnit
	}
	return nil
}

// limitOf returns the rights that members of a unit may have. A unit nobody set has none.
func limitOf(tx Tx, unit string) ([]operator.Right, error) {
	all, err := tx.Requests()
	if err != nil {
		return nil, err
	}
	return operator.LimitOf(all, unit), nil
}

// DecideRequest implements the service.
func (r *Registry) DecideRequest(ctx context.Context, q *wirev1.DecideRequestRequest) (*wirev1.DecideRequestResponse, error) {
	answer := &wirev1.DecideRequestResponse{RegistryTime: r.time()}
	err := r.atSeat(ctx, q.GetSessionId(), func(tx Tx, who caller, m operator.Mark) error {
		one, err := tx.Request(q.GetRequestId())
		if err != nil {
			return err
		}
		kind := audit.RightsApproved
		if q.GetDecline() {
			kind = audit.RightsDeclined
			err = one.Decline(m, q.GetNote())
		} else {
			err = one.Approve(m)
		}
		if err != nil {
			return err
		}
		if err := noteRequest(tx, who, kind, one); err != nil {
			return err
		}
		answer.Request, err = keepRequest(tx, one)
		return err
	}, operator.Personnel, operator.AdminIT)
	if err != nil {
		return nil, toldRequest(err)
	}
	return answer, nil
}

// ApplyRequest implements the service.
func (r *Registry) ApplyRequest(ctx context.Context, q *wirev1.ApplyRequestRequest) (*wirev1.ApplyRequestResponse, error) {
	answer := &wirev1.ApplyRequestResponse{RegistryTime: r.time()}
	if n := len(q.GetTokenSeed()); n > maxSeed {
		return nil, wire.Errorf(wire.Malformed, "token_seed")
	}
	pin := firstPIN()
	verifier := HashPIN(pin) // before the transaction: it takes a quarter of a second
	err := r.atSeat(ctx, q.GetSessionId(), func(tx Tx, who caller, m operator.Mark) error {
		answer.FirstPin, answer.TokenSeed = "", nil
		one, err := tx.Request(q.GetRequestId())
		if err != nil {
			return err
		}
		now, err := one.Apply(m)
		if err != nil {
			return err
		}
		if err := fits(tx, one); err != nil { // again: others may have come in between
			return err
		}
		if err := noteRequest(tx, who, audit.RightsApplied, one); err != nil {
			return err
		}
		secrets := issued{verifier: verifier, seed: q.GetTokenSeed()}
		if answer.FirstPin, answer.TokenSeed, err = secrets.hand(tx, one, pin); err != nil {
			return err
		}
		if now {
			if err := r.putInForce(tx, &one, m); err != nil {
				return err
			}
		}
		answer.Request, err = keepRequest(tx, one)
		return err
	}, operator.AdminIT)
	if err != nil {
		return nil, toldRequest(err)
	}
	r.bell.ring()
	return answer, nil
}

const (
	maxSeed  = 64
	seedSize = 20 // RFC 4226: 160 bits
)

// issued is what an operator gets with a request: a PIN for the first sign-in, a token.
type issued struct {
	verifier string
	seed     []byte
}

// hand gives out PIN and token where the request is for them, and returns what of it is
// shown to IT. What is scheduled is handed out at once: only the rights wait for their day.
func (i issued) hand(tx Tx, one operator.Request, pin string) (string, []byte, error) {
	a, err := tx.Account(one.Operator)
	switch {
	case one.Act == operator.Grant && errors.Is(err, ErrNotFound):
		// Valid from never, until the request is in force.
		a = Account{Profile: operator.Profile{ID: one.Operator, Name: one.Terms.Name, Unit: one.Terms.Unit, Ward: one.Terms.Ward, Login: one.Terms.Login, ValidFrom: never}}
	case one.Act == operator.SetUnit:
		return "", nil, nil
	case err != nil:
		return "", nil, err
	}
	if one.Act != operator.Grant && one.Act != operator.ResetPIN && one.Act != operator.ReplaceToken {
		return "", nil, nil
	}
	shown, made := "", []byte(nil)
	if one.Act != operator.ReplaceToken {
		a.PIN, a.PINDue, shown = i.verifier, true, pin
	}
	if one.Act == operator.Grant {
		a.Passkeys = nil // of whoever was revoked before
	}
	if one.Act != operator.ResetPIN {
		a.Seed, a.Step = i.seed, 0
		if len(a.Seed) == 0 {
			made = make([]byte, seedSize)
			_, _ = rand.Read(made) // never fails (crypto/rand)
			a.Seed = made
		}
		if _, err := operator.TokenCode(a.Seed, time.Unix(0, 0)); err != nil {
			return "", nil, err
		}
	}
	a.Guard = operator.Guard{}
	return shown, made, tx.PutAccount(a)
}

// never is when the rights of somebody begin whose request is not in force.
var never = time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC)

// firstPIN makes a PIN that is not easy to guess.
func firstPIN() string {
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
		if err != nil {
			continue // never (crypto/rand)
		}
		if pin := fmt.Sprintf("%08d", n); operator.CheckPIN(pin) == nil {
			return pin
		}
	}
}

// putInForce has a request count from now on.
func (r *Registry) putInForce(tx Tx, one *operator.Request, m operator.Mark) error {
	one.Takes(m.At)
	err := record(tx, audit.Record{Kind: audit.RightsInForce, At: m.At, Operator: m.By, Terminal: m.Seat, Subject: audit.Code(one.Subject()),
		Detail: []string{"act=" + one.Act.String(), "request=" + one.ID}})
	if err != nil {
		return err
	}
	if one.Act == operator.SetUnit {
		if err := tx.PutRequest(*one); err != nil { // so that it counts among those the limits are read from
			return err
		}
		return r.limitMembers(tx, one.Terms.Unit, m.At)
	}
	if one.Act == operator.Revoke {
		if err := overtake(tx, *one, m); err != nil {
			return err
		}
	}
	return r.inForce(tx, *one, m.At)
}

// overtake ends what waits about an operator whom a request revokes.
func overtake(tx Tx, revocation operator.Request, m operator.Mark) error {
	all, err := tx.Requests()
	if err != nil {
		return err
	}
	for _, one := range all {
		if !one.Overtake(revocation, m) {
			continue
		}
		err := record(tx, audit.Record{Kind: audit.RightsDeclined, At: m.At, Operator: m.By, Terminal: m.Seat, Subject: audit.Code(one.Subject()),
			Detail: []string{"act=" + one.Act.String(), "request=" + one.ID, "by=" + revocation.ID}})
		if err := errors.Join(err, tx.PutRequest(one)); err != nil {
			return err
		}
	}
	return nil
}

// inForce changes the operator's account by a request.
func (r *Registry) inForce(tx Tx, one operator.Request, at time.Time) error {
	a, err := tx.Account(one.Operator)
	if err != nil {
		return err
	}
	before := a.Profile
	limit, err := limitOf(tx, one.Terms.Unit)
	if err != nil {
		return err
	}
	a.Profile = one.Profile(a.Profile, limit, at)
	if before.Has(operator.AdminIT, at) && !a.Profile.Has(operator.AdminIT, at) && !one.Emergency {
		if err := enoughAdmins(tx, one.Operator, at); err != nil {
			return err
		}
	}
	if one.Act == operator.Unlock {
		a.Guard = operator.Guard{}
	}
	return r.turn(tx, a, before, at, one.Act != operator.Unlock)
}

// enoughAdmins refuses to take the right from one of the last: with fewer than two, nobody
// could ever be given it again. A theft is another matter; registry found is for what comes
// after it.
func enoughAdmins(tx Tx, but operator.ID, at time.Time) error {
	all, err := tx.Requests()
	if err != nil {
		return err
	}
	left := 0
	for _, line := range operator.RegisterOn(all, at) {
		if line.Operator != but && !line.Ended && slices.Contains(line.Rights, operator.AdminIT) {
			left++
		}
	}
	if left < 2 {
		return wire.Errorf(wire.LastAdmins, "operator")
	}
	return nil
}

// turn keeps an account that was changed and tells the terminals. What they hold of it is
// worth nothing any more when it opened more than the account does now.
func (r *Registry) turn(tx Tx, a Account, before operator.Profile, at time.Time, drop bool) error {
	if err := tx.PutAccount(a); err != nil {
		return err
	}
	if drop && less(before, a.Profile, at) {
		if err := tx.Retire(a.Profile.ID, at); err != nil {
			return err
		}
		if err := r.freeReviews(tx, a.Profile.ID); err != nil {
			return err
		}
	}
	return tx.PutRoll(a.Profile.ID)
}

// less reports whether now opens less than before did, or the same to others: whoever has
// the same rights as before with another PIN or token has to prove that anew.
func less(before, now operator.Profile, at time.Time) bool {
	widened := now.Valid(at) && now.Ward == before.Ward && now.Login == before.Login && len(now.Rights) > len(before.Rights) &&
		len(operator.Within(before.Rights, now.Rights)) == len(before.Rights) && (now.ValidUntil.IsZero() || !before.ValidUntil.IsZero() && !now.ValidUntil.Before(before.ValidUntil))
	return !widened
}

// freeReviews gives back what an operator had under review.
func (r *Registry) freeReviews(tx Tx, id operator.ID) error {
	wards := map[string]bool{}
	all, err := tx.Terminals()
	if err != nil {
		return err
	}
	for _, t := range all {
		if wards[t.Ward] {
			continue
		}
		wards[t.Ward] = true
		if err := unclaimAll(tx, t.Ward, func(c Case) bool { return c.ClaimedBy == id }); err != nil {
			return err
		}
	}
	return nil
}

// limitMembers takes from the members of a unit what they may not have any more, and gives
// back what was granted to them and is within again.
func (r *Registry) limitMembers(tx Tx, unit string, at time.Time) error {
	all, err := tx.Requests()
	if err != nil {
		return err
	}
	limit := operator.LimitOf(all, unit)
	for _, line := range operator.RegisterOn(all, at) {
		if line.Terms.Unit != unit {
			continue
		}
		a, err := tx.Account(line.Operator)
		if err != nil {
			return err
		}
		before := a.Profile
		if a.Profile.Rights = operator.Within(line.Terms.Rights, limit); slices.Equal(before.Rights, a.Profile.Rights) {
			continue
		}
		if err := r.turn(tx, a, before, at, true); err != nil {
			return err
		}
	}
	return nil
}

// DueRights puts in force what was applied for a day that has come.
func (r *Registry) DueRights(ctx context.Context) error {
	count := 0
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		now := r.cfg.Now()
		due, err := tx.DueRequests(civil.FromTime(now))
		if err != nil {
			return err
		}
		count = len(due)
		for _, one := range due {
			err := tx.Try(func() error {
				if err := r.putInForce(tx, &one, operator.Mark{At: now.UTC().Truncate(time.Millisecond), Seat: registryItself}); err != nil {
					return err
				}
				return tx.PutRequest(one)
			})
			if err != nil { // what is wrong with one must not hold up the others
				r.cfg.Log.ErrorContext(ctx, "request could not be put in force", "request", one.ID, "err", err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("put rights in force: %w", err)
	}
	if count > 0 {
		r.bell.ring()
	}
	return nil
}

// ListRequests implements the service.
func (r *Registry) ListRequests(ctx context.Context, q *wirev1.ListRequestsRequest) (*wirev1.ListRequestsResponse, error) {
	answer := &wirev1.ListRequestsResponse{RegistryTime: r.time()}
	err := r.atSeat(ctx, q.GetSessionId(), func(tx Tx, who caller, m operator.Mark) error {
		answer.Requests, answer.Checks = nil, nil
		all, err := tx.Requests()
		if err != nil {
			return err
		}
		for _, one := range all {
			body, err := one.Encode()
			if err != nil {
				return err
			}
			answer.Requests = append(answer.Requests, body)
		}
		checks, err := tx.Checks()
		if err != nil {
			return err
		}
		for _, c := range checks {
			answer.Checks = append(answer.Checks, checkMessage(c))
		}
		return record(tx, audit.Record{Kind: audit.RegisterRead, At: m.At, Operator: who.ID, Terminal: m.Seat})
	}, operator.Personnel, operator.AdminIT)
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func checkMessage(c RegisterCheck) *wirev1.RegisterCheck {
	return &wirev1.RegisterCheck{At: c.At.UnixMilli(), By: string(c.By), Seat: c.Seat, Digest: c.Digest, Note: c.Note}
}

// CheckRegister implements the service.
func (r *Registry) CheckRegister(ctx context.Context, q *wirev1.CheckRegisterRequest) (*wirev1.CheckRegisterResponse, error) {
	if len(q.GetDigest()) != 64 || len(q.GetNote()) > maxRequest || bytes.ContainsFunc([]byte(q.GetDigest()), notHex) {
		return nil, wire.Errorf(wire.Malformed, "digest")
	}
	answer := &wirev1.CheckRegisterResponse{RegistryTime: r.time()}
	err := r.atSeat(ctx, q.GetSessionId(), func(tx Tx, who caller, m operator.Mark) error {
		c := RegisterCheck{At: m.At, By: who.ID, Seat: m.Seat, Digest: q.GetDigest(), Note: q.GetNote()}
		answer.Check = checkMessage(c)
		if err := tx.AddCheck(c); err != nil {
			return err
		}
		return record(tx, audit.Record{Kind: audit.RegisterChecked, At: m.At, Operator: who.ID, Terminal: m.Seat, Detail: []string{"sha256=" + c.Digest}})
	}, operator.Personnel, operator.AdminIT)
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func notHex(c rune) bool { return (c < '0' || c > '9') && (c < 'a' || c > 'f') }

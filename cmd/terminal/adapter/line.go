package adapter

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/link"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// A Line is the desk's way to the registry over a pinned client.
type Line struct {
	client   *link.Client
	terminal string
	now      func() time.Time
}

var _ desk.Line = (*Line)(nil)

// NewLine returns the desk's way to the registry for the terminal of that ID.
func NewLine(client *link.Client, terminal string, now func() time.Time) *Line {
	return &Line{client: client, terminal: terminal, now: now}
}

// State implements desk.Line.
func (l *Line) State() counter.LineState {
	switch status := l.client.Line.Status(); {
	case status.State == link.Online:
		return counter.Online
	case status.State == link.Connecting, status.Err == nil: // or never tried yet
		return counter.Connecting
	}
	return counter.Offline
}

// told translates an error of a call for the desk.
func (l *Line) told(err error) error {
	if err == nil {
		return nil
	}
	var e *wire.Error
	if !errors.As(err, &e) {
		if errors.Is(err, context.Canceled) {
			return err // the caller's own
		}
		// Without a kind it is no answer of the registry's, whatever broke on the way.
		return fmt.Errorf("%w: %w", counter.ErrOffline, err)
	}
	if is := withheld[e.Kind]; is != nil {
		return fmt.Errorf("%w: %w", is, err)
	}
	switch e.Kind {
	case wire.Credentials, wire.CodeUsed, wire.NotEnrolled:
		return fmt.Errorf("%w: %w", desk.ErrRefused, err)
	case wire.Waiting:
		return &desk.WaitError{Until: l.now().Add(e.Wait)}
	case wire.PINDisabled:
		return &desk.WaitError{Disabled: true}
	case wire.OperatorInvalid:
		return fmt.Errorf("%w: %w", desk.ErrExpired, err)
	case wire.NoSession:
		return fmt.Errorf("%w: %w", desk.ErrSession, err)
	case wire.NoRight, wire.OtherWard:
		return fmt.Errorf("%w: %w", counter.ErrNoRight, err)
	case wire.PINDue:
		return fmt.Errorf("%w: %w", desk.ErrPINDue, err)
	case wire.WeakPIN:
		return fmt.Errorf("%w: %w", desk.ErrWeakPIN, err)
	case wire.NeedsPasskey:
		return fmt.Errorf("%w: %w", desk.ErrPresence, err)
	case wire.TooBroad:
		return fmt.Errorf("%w: %w", counter.ErrTooBroad, err)
	case wire.NoPurpose:
		return fmt.Errorf("%w: %w", counter.ErrNoPurpose, err)
	case wire.NoPerson:
		return fmt.Errorf("%w: %w", counter.ErrNoPerson, err)
	case wire.Claimed:
		return fmt.Errorf("%w: %w", counter.ErrClaimed, err)
	case wire.NotFound, wire.UnknownEntry, wire.EntryClosed:
		return fmt.Errorf("%w: %w", counter.ErrGone, err)
	case wire.ClockSkew:
		l.client.Line.LinkUp() // a probe tells the time anew
		return fmt.Errorf("%w: %w: %w", counter.ErrClock, counter.ErrOffline, err)
	case wire.Busy:
		return fmt.Errorf("%w: %w", counter.ErrBusy, err)
	case wire.Unavailable:
		return fmt.Errorf("%w: %w", counter.ErrOffline, err)
	}
	return err
}

// SignIn implements desk.Line.
func (l *Line) SignIn(ctx context.Context, id operator.ID, pin, code string, key ed25519.PublicKey) (desk.SignedIn, error) {
	return l.SignInWith(ctx, id, pin, code, key, nil)
}

// SignInWith implements desk.Holder.
func (l *Line) SignInWith(ctx context.Context, id operator.ID, pin, code string, key ed25519.PublicKey, passkey []byte) (desk.SignedIn, error) {
	r, err := l.client.SignIn(ctx, &wirev1.SignInRequest{
		OperatorId: string(id), Pin: pin, TokenCode: code, PublicKey: key, Passkey: passkey,
	})
	if err != nil {
		return desk.SignedIn{}, l.told(err)
	}
	profile, err := profileOf(r.GetProfile())
	if err != nil {
		return desk.SignedIn{}, err
	}
	return desk.SignedIn{
		Session: r.GetSessionId(), Profile: profile, TokenSeed: r.GetTokenSeed(), TokenStep: r.GetTokenStep(),
		OfflineUntil: time.UnixMilli(r.GetOfflineUntil()), PINDue: r.GetPinDue(),
	}, nil
}

// Resume implements desk.Line.
func (l *Line) Resume(ctx context.Context, id operator.ID, key ed25519.PrivateKey) (string, error) {
	at := l.now().Truncate(time.Millisecond)
	r, err := l.client.ResumeSession(ctx, &wirev1.ResumeSessionRequest{
		OperatorId: string(id), SignedAt: at.UnixMilli(),
		Signature: ed25519.Sign(key, operator.ResumeSignable(l.terminal, id, at)),
	})
	if err != nil {
		return "", l.told(err)
	}
	return r.GetSessionId(), nil
}

// SignOut implements desk.Line.
func (l *Line) SignOut(ctx context.Context, session string) error {
	_, err := l.client.SignOut(ctx, &wirev1.SignOutRequest{SessionId: session})
	return l.told(err)
}

// Reveal implements desk.Line.
func (l *Line) Reveal(ctx context.Context, session string, id resident.ID, number counter.Number, purpose counter.Purpose) (string, error) {
	r, err := l.client.RevealNumber(ctx, &wirev1.RevealNumberRequest{
		SessionId: session, ResidentId: string(id), Number: wirev1.NumberKind(number), Purpose: uint32(purpose),
	})
	if err != nil {
		return "", l.told(err)
	}
	return r.GetDigits(), nil
}

// Reviews implements desk.Line.
func (l *Line) Reviews(ctx context.Context, session string) ([]desk.Waiting, error) {
	r, err := l.client.ListReviews(ctx, &wirev1.ListReviewsRequest{SessionId: session})
	if err != nil {
		return nil, l.told(err)
	}
	var waiting []desk.Waiting
	for _, m := range r.GetReviews() {
		var deadline civil.Date
		if text := m.GetDeadline(); text != "" {
			if deadline, err = civil.Parse(text); err != nil {
				return nil, fmt.Errorf("list reviews: answer: deadline: %w", wire.Malformed)
			}
		}
		waiting = append(waiting, desk.Waiting{
			ID: notification.EntryID(m.GetEntryId()), Revision: int(m.GetRevision()), Kind: notification.Kind(m.GetKind()),
			Writer: operator.ID(m.GetWriterId()), WrittenAt: time.UnixMilli(m.GetWrittenAt()), Approvals: int(m.GetApprovals()),
			Needed: int(m.GetNeeded()), ClaimedBy: operator.ID(m.GetClaimedBy()), Terminal: m.GetTerminal(),
			ClaimedUntil: timeOf(m.GetClaimedUntil()), Deadline: deadline, Alerts: int(m.GetAlerts()), Protected: m.GetProtected(), Officer: m.GetOfficerApproved(),
		})
	}
	return waiting, nil
}

// Claim implements desk.Line.
func (l *Line) Claim(ctx context.Context, session string, id notification.EntryID) (desk.Claimed, error) {
	r, err := l.client.ClaimReview(ctx, &wirev1.ClaimReviewRequest{SessionId: session, EntryId: string(id)})
	if err != nil {
		return desk.Claimed{}, l.told(err)
	}
	sub, err := wire.ToSubmission(r.GetSubmission())
	if err != nil {
		return desk.Claimed{}, fmt.Errorf("claim: answer: %w", err)
	}
	reviews, err := reviewsOf(r.GetReviews())
	if err != nil {
		return desk.Claimed{}, fmt.Errorf("claim: answer: %w", err)
	}
	return desk.Claimed{Submission: sub, Reviews: reviews, Until: timeOf(r.GetClaimedUntil()), Protected: r.GetProtected()}, nil
}

// timeOf reads a moment, the zero time for 0.
func timeOf(millis int64) time.Time {
	if millis == 0 {
		return time.Time{}
	}
	return time.UnixMilli(millis)
}

// Release implements desk.Line.
func (l *Line) Release(ctx context.Context, session string, id notification.EntryID) error {
	_, err := l.client.ReleaseReview(ctx, &wirev1.ReleaseReviewRequest{SessionId: session, EntryId: string(id)})
	return l.told(err)
}

func reviewsOf(messages []*wirev1.Review) ([]notification.Review, error) {
	var reviews []notification.Review
	for _, m := range messages {
		r, err := wire.ToReview(m)
		if err != nil {
			return nil, err
		}
		reviews = append(reviews, *r)
	}
	return reviews, nil
}

func records(snapshots []*wirev1.Snapshot) ([]resident.Record, error) {
	var out []resident.Record
	for _, s := range snapshots {
		r, err := resident.Decode(s.GetRecord())
		if err != nil {
			return nil, fmt.Errorf("open record: answer: %w", err)
		}
		out = append(out, r)
	}
	return out, nil
}

func profileOf(m *wirev1.Profile) (operator.Profile, error) {
	p := operator.Profile{ID: operator.ID(m.GetOperatorId()), Name: m.GetName(), Ward: m.GetWard(), Login: operator.ID(m.GetLogin()), Unit: m.GetUnit()}
	for _, r := range m.GetRights() {
		p.Rights = append(p.Rights, operator.Right(r))
	}
	for _, bound := range []struct {
		text string
		at   *time.Time
		add  int // days: the last day counts whole
	}{{m.GetValidFrom(), &p.ValidFrom, 0}, {m.GetValidUntil(), &p.ValidUntil, 1}} {
		if bound.text == "" {
			continue
		}
		day, err := civil.Parse(bound.text)
		if err != nil {
			return operator.Profile{}, fmt.Errorf("sign in: answer: validity: %w", wire.Malformed)
		}
		*bound.at = startOf(day.AddDays(bound.add))
	}
	return p, nil
}

// startOf returns when a calendar day begins at the counter.
func startOf(d civil.Date) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.FixedZone("JST", 9*60*60))
}

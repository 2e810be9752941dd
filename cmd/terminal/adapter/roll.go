package adapter

import (
	"context"
	"log/slog"

	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/sync/link"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var _ desk.Holder = (*Line)(nil)

// ChangePIN implements desk.Holder.
func (l *Line) ChangePIN(ctx context.Context, session, old, now string) error {
	_, err := holders(l.client).ChangePIN(ctx, &wirev1.ChangePINRequest{SessionId: session, Pin: old, NewPin: now})
	return l.told(err)
}

// AskPasskey implements desk.Holder.
func (l *Line) AskPasskey(ctx context.Context, typed operator.ID) ([]byte, error) {
	r, err := holders(l.client).AskPasskey(ctx, &wirev1.AskPasskeyRequest{OperatorId: string(typed)})
	if err != nil {
		return nil, l.told(err)
	}
	return r.GetOptions(), nil
}

func holders(c *link.Client) wirev1connect.HolderServiceClient {
	http, address, options := c.Reach()
	return wirev1connect.NewHolderServiceClient(http, address, options...)
}

// A Roll brings what the registry changed about operators to the desk. It is used by one
// goroutine.
type Roll struct {
	client wirev1connect.HolderServiceClient
	desk   *desk.Desk
	log    *slog.Logger
	seen   uint64 // the newest change that the desk has taken
	known  bool   // seen is one: after a start everything is asked once
}

// NewRoll returns a roll that has asked nothing yet.
func NewRoll(client *link.Client, d *desk.Desk, log *slog.Logger) *Roll {
	return &Roll{client: holders(client), desk: d, log: log}
}

// Pulled looks whether operators changed since the last time. What fails is tried again
// with the next answer.
func (r *Roll) Pulled(ctx context.Context, answer *wirev1.PullResponse) {
	if r.known && answer.GetRoll() == r.seen {
		return
	}
	if err := r.ask(ctx); err != nil {
		r.log.WarnContext(ctx, "ask how operators stand", "err", err)
	}
}

func (r *Roll) ask(ctx context.Context) error {
	ids, err := r.desk.Holders(ctx)
	if err != nil {
		return err
	}
	request := &wirev1.StandingsRequest{}
	for _, id := range ids {
		request.OperatorIds = append(request.OperatorIds, string(id))
	}
	answer, err := r.client.Standings(ctx, request)
	if err != nil {
		return err
	}
	var standings []desk.Standing
	for _, s := range answer.GetStandings() {
		standings = append(standings, desk.Standing{Typed: operator.ID(s.GetOperatorId()), Drop: s.GetDrop(), Ended: s.GetEnded()})
	}
	if err := r.desk.TakeStandings(ctx, standings); err != nil {
		return err
	}
	r.seen, r.known = answer.GetRoll(), true
	return nil
}

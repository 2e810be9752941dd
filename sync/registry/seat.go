package registry

import (
	"context"

	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// administrator returns who calls from an admin seat with the right to administer. From
// any other terminal the right counts for nothing: a counter is no place to hand out
// rights, and whoever walks past one must not find the means.
func (r *Registry) administrator(ctx context.Context, tx Tx, session string) (caller, error) {
	who, err := r.caller(ctx, tx, session, operator.AdminIT)
	if err != nil {
		return who, err
	}
	if who.terminal.Personality != policy.AdminSeat {
		return who, wire.Errorf(wire.NoRight, "terminal")
	}
	return who, nil
}

// Fleet implements the seat service.
func (r *Registry) Fleet(ctx context.Context, m *wirev1.FleetRequest) (*wirev1.FleetResponse, error) {
	answer := &wirev1.FleetResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		if _, err := r.administrator(ctx, tx, m.GetSessionId()); err != nil {
			return err
		}
		all, err := tx.Terminals()
		for _, t := range all {
			one := &wirev1.FleetTerminal{Id: t.ID, Ward: t.Ward, Personality: uint32(t.Personality), Watermark: t.Watermark, PolicyVersion: uint32(t.Policy)}
			if !t.RevokedAt.IsZero() {
				one.RevokedAt = t.RevokedAt.UnixMilli()
			}
			answer.Terminals = append(answer.Terminals, one)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

package registry

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

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
	if !r.cfg.Ends.IsZero() {
		answer.RegistryEnd = r.cfg.Ends.UnixMilli()
	}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		if _, err := r.administrator(ctx, tx, m.GetSessionId()); err != nil {
			return err
		}
		all, err := tx.Terminals()
		for _, t := range all {
			one := &wirev1.FleetTerminal{Id: t.ID, Ward: t.Ward, Personality: uint32(t.Personality), Watermark: t.Watermark, PolicyVersion: uint32(t.Policy)}
			if !t.RevokedAt.IsZero() {
				one.RevokedAt, one.RevokedFor, one.RevokedBy = t.RevokedAt.UnixMilli(), t.RevokedFor, string(t.RevokedBy)
			}
			if err := standing(tx, t.ID, one); err != nil {
				return err
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

// standing adds what a terminal last said of itself.
func standing(tx Tx, terminal string, one *wirev1.FleetTerminal) error {
	s, err := tx.Standing(terminal)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	one.Standing, one.ReportedAt = &wirev1.ReportRequest{}, s.At.UnixMilli()
	if err := proto.Unmarshal(s.Body, one.Standing); err != nil {
		return fmt.Errorf("standing of terminal %s: %w", terminal, err)
	}
	return nil
}

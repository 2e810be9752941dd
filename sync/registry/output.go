package registry

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	"madoguchi/app/policy"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var _ wirev1connect.OutputServiceHandler = (*Registry)(nil)

var (
	// printers are who may ask for a printing: whoever works at a counter.
	printers = []operator.Right{operator.Enter, operator.Review, operator.Search, operator.SupportMeasure, operator.Chief}
	// providers may ask for a provision and move media, at an admin seat.
	providers = []operator.Right{operator.AdminIT, operator.Personnel, operator.Chief}
)

// maxOutput bounds an approval, a medium or a step in JSON.
const maxOutput = 8 << 10

// toldOutput translates an error of an approval or a medium for the line.
func toldOutput(err error) error {
	for _, t := range []struct {
		is   error
		kind wire.Kind
	}{
		{ErrNotFound, wire.NotFound}, {output.ErrSamePerson, wire.SamePerson}, {output.ErrState, wire.RequestState}, {output.ErrNotGranted, wire.NotApproved},
		{output.ErrTooMany, wire.OverApproved}, {output.ErrWitness, wire.NoWitness}, {output.ErrMedium, wire.NotThisMove}, {output.ErrApproval, wire.Malformed},
	} {
		if errors.Is(err, t.is) {
			return wire.Errorf(t.kind, "output")
		}
	}
	return err
}

// marked returns the mark of a step that somebody takes now.
func (r *Registry) marked(who caller) operator.Mark {
	return operator.Mark{By: who.ID, At: r.cfg.Now().UTC().Truncate(time.Millisecond), Seat: who.terminal.ID}
}

// provider returns who calls from an admin seat about provisions or media.
func (r *Registry) provider(ctx context.Context, tx Tx, session string, rights ...operator.Right) (caller, error) {
	who, err := r.callerOf(ctx, tx, session, rights...)
	if err == nil && who.terminal.Personality != policy.AdminSeat {
		err = wire.Errorf(wire.NoRight, "terminal")
	}
	return who, err
}

// AskOutput implements the output service.
func (r *Registry) AskOutput(ctx context.Context, q *wirev1.AskOutputRequest) (*wirev1.AskOutputResponse, error) {
	wanted, err := output.DecodeApproval(q.GetApproval())
	if err != nil || len(q.GetApproval()) > maxOutput {
		return nil, wire.Errorf(wire.Malformed, "approval")
	}
	answer := &wirev1.AskOutputResponse{RegistryTime: r.time()}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.asker(ctx, tx, q.GetSessionId(), wanted.Act)
		if err != nil {
			return err
		}
		m := r.marked(who)
		today := civil.FromTime(m.At)
		// What the sender says of the steps counts for nothing.
		one := output.Approval{Act: wanted.Act, Records: wanted.Records, What: wanted.What, Purpose: wanted.Purpose, To: wanted.To, Basis: wanted.Basis,
			Reason: wanted.Reason, From: wanted.From, Until: wanted.Until, State: output.Asked, Ward: who.terminal.Ward, Asked: m}
		if err := one.Check(today); err != nil {
			return err
		}
		if one, err = tx.AddOutput(today, one); err != nil {
			return err
		}
		if answer.Approval, err = one.Encode(); err != nil {
			return err
		}
		return who.audited(tx, m.At, audit.OutputAsked, one.Number, "act="+one.Act.String(), detail("records", one.Records))
	})
	if err != nil {
		return nil, toldOutput(err)
	}
	r.bell.ring()
	return answer, nil
}

// asker returns who may ask for an act: for a printing at a counter, else at an admin seat.
func (r *Registry) asker(ctx context.Context, tx Tx, session string, act output.Act) (caller, error) {
	if act != output.Print {
		return r.provider(ctx, tx, session, providers...)
	}
	return r.callerOf(ctx, tx, session, printers...)
}

// DecideOutput implements the output service. A chief decides at the counter about what was
// asked for in the ward; about provisions at an admin seat only.
func (r *Registry) DecideOutput(ctx context.Context, q *wirev1.DecideOutputRequest) (*wirev1.DecideOutputResponse, error) {
	answer := &wirev1.DecideOutputResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, q.GetSessionId(), operator.Chief)
		if err != nil {
			return err
		}
		one, err := tx.Output(q.GetNumber())
		if err != nil {
			return err
		}
		if !covers(who.Ward, one.Ward) || one.Act != output.Print && who.terminal.Personality != policy.AdminSeat {
			return wire.Errorf(wire.NoRight, "number")
		}
		m := r.marked(who)
		if err := one.Decide(m, !q.GetDecline(), q.GetNote()); err != nil {
			return err
		}
		if err := tx.PutOutput(one); err != nil {
			return err
		}
		if answer.Approval, err = one.Encode(); err != nil {
			return err
		}
		kind := audit.OutputApproved
		if q.GetDecline() {
			kind = audit.OutputDeclined
		}
		return who.audited(tx, m.At, kind, one.Number, "act="+one.Act.String(), detail("records", one.Records))
	})
	if err != nil {
		return nil, toldOutput(err)
	}
	r.bell.ring()
	return answer, nil
}

// ListOutputs implements the output service.
func (r *Registry) ListOutputs(ctx context.Context, q *wirev1.ListOutputsRequest) (*wirev1.ListOutputsResponse, error) {
	answer := &wirev1.ListOutputsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.callerOf(ctx, tx, q.GetSessionId(), slices.Concat(printers, providers)...)
		if err != nil {
			return err
		}
		now := r.cfg.Now()
		answer.Approvals = nil
		err = tx.Outputs(q.GetOpenOnly(), func(a output.Approval) error {
			if len(answer.Approvals) == maxListed {
				return errStop
			}
			if !mayRead(who, a, now) || q.GetOpenOnly() && a.Over(civil.FromTime(now)) {
				return nil
			}
			body, err := a.Encode()
			answer.Approvals = append(answer.Approvals, body)
			return err
		})
		if err != nil && !errors.Is(err, errStop) {
			return err
		}
		return who.audited(tx, now, audit.OutputsRead, "", detail("outputs", len(answer.Approvals)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// mayRead reports whether somebody may see a line of the ledger.
func mayRead(who caller, a output.Approval, now time.Time) bool {
	seat := who.terminal.Personality == policy.AdminSeat
	switch {
	case a.Asked.By == who.ID:
		return true
	case !covers(who.Ward, a.Ward):
		return false
	case a.Act != output.Print:
		return seat
	}
	return who.Has(operator.Chief, now) || seat && who.Has(operator.AdminIT, now)
}

// UseOutput implements the output service. What is refused is logged as well (R131).
func (r *Registry) UseOutput(ctx context.Context, q *wirev1.UseOutputRequest) (*wirev1.UseOutputResponse, error) {
	if len(q.GetDigest()) != 64 || q.GetRecords() > output.MaxRecords {
		return nil, wire.Errorf(wire.Malformed, "digest")
	}
	err := r.leaves(ctx, output.Print, q.GetNumber(), func(tx Tx) (caller, output.Use, error) {
		who, err := r.callerOf(ctx, tx, q.GetSessionId(), printers...)
		return who, output.Use{Mark: r.marked(who), Records: int(q.GetRecords()), What: q.GetWhat(), Digest: q.GetDigest()}, err
	}, nil)
	if err != nil {
		return nil, err
	}
	return &wirev1.UseOutputResponse{RegistryTime: r.time()}, nil
}

// leaves takes an approval for what leaves. use says who wants it to; then, which may be
// nil, does the rest in the same transaction.
func (r *Registry) leaves(ctx context.Context, act output.Act, typed string, use func(Tx) (caller, output.Use, error), then func(Tx, output.Approval, output.Use) error) error {
	var refused error
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		refused = nil
		who, u, err := use(tx)
		if err != nil {
			return err
		}
		number, bad := output.ParseNumber(typed)
		if bad != nil {
			number = "" // what it is instead has no place in the log
		}
		refused = tx.Try(func() error {
			one, err := tx.Output(number)
			if errors.Is(err, ErrNotFound) {
				return output.ErrNotGranted
			}
			if err != nil {
				return err
			}
			if err := one.Take(act, u); err != nil {
				return err
			}
			if then != nil {
				if err := then(tx, one, u); err != nil {
					return err
				}
			}
			return tx.PutOutput(one)
		})
		kind := audit.OutputUsed
		if refused != nil {
			if _, is := wire.KindOf(toldOutput(refused)); !is { // not a refusal: the store broke
				return refused
			}
			kind = audit.OutputRefused
		}
		codes := []string{"act=" + act.String(), detail("records", u.Records)}
		if u.Witness != "" {
			codes = append(codes, "witness="+string(u.Witness))
		}
		if u.Medium != "" {
			codes = append(codes, "medium="+u.Medium)
		}
		if u.Digest != "" {
			codes = append(codes, "document="+u.Digest)
		}
		return who.audited(tx, u.At, kind, number, codes...)
	})
	if err == nil {
		err = refused
	}
	return toldOutput(err)
}

// ReturnOutput implements the output service.
func (r *Registry) ReturnOutput(ctx context.Context, q *wirev1.ReturnOutputRequest) (*wirev1.ReturnOutputResponse, error) {
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.callerOf(ctx, tx, q.GetSessionId(), printers...)
		if err != nil {
			return err
		}
		number, err := output.ParseNumber(q.GetNumber())
		if err != nil {
			return err
		}
		one, err := tx.Output(number)
		if err != nil {
			return err
		}
		m := r.marked(who)
		if err := one.Return(m, q.GetDigest()); err != nil {
			return err
		}
		if err := tx.PutOutput(one); err != nil {
			return err
		}
		return who.audited(tx, m.At, audit.OutputReturned, number)
	})
	if err != nil {
		return nil, toldOutput(err)
	}
	return &wirev1.ReturnOutputResponse{RegistryTime: r.time()}, nil
}

// witness returns who is signed in beside the caller, at the same seat, as the witness of
// IT (R045); "" where there is none, or somebody who cannot be: the step that needs one is
// refused then, and that is logged.
func (r *Registry) witness(ctx context.Context, tx Tx, session string, who caller) (operator.ID, error) {
	if session == "" {
		return "", nil
	}
	other, err := r.provider(ctx, tx, session, operator.AdminIT)
	if _, refused := wire.KindOf(err); refused || other.ID == who.ID {
		return "", nil
	}
	return other.ID, err
}

// Provide implements the output service.
func (r *Registry) Provide(ctx context.Context, q *wirev1.ProvideRequest) (*wirev1.ProvideResponse, error) {
	if q.GetRecords() > output.MaxRecords {
		return nil, wire.Errorf(wire.Malformed, "records")
	}
	answer := &wirev1.ProvideResponse{RegistryTime: r.time()}
	err := r.leaves(ctx, output.Attended, q.GetNumber(), func(tx Tx) (caller, output.Use, error) {
		who, err := r.provider(ctx, tx, q.GetSessionId(), providers...)
		if err != nil {
			return who, output.Use{}, err
		}
		witness, err := r.witness(ctx, tx, q.GetWitnessSessionId(), who)
		return who, output.Use{Mark: r.marked(who), Witness: witness, Records: int(q.GetRecords()), Medium: output.ParseMediumNumber(q.GetMedium())}, err
	}, func(tx Tx, one output.Approval, u output.Use) (err error) {
		if answer.Approval, err = one.Encode(); err != nil || u.Medium == "" {
			return err
		}
		m, err := tx.Medium(u.Medium)
		if err != nil {
			return err
		}
		if err := m.Do(output.Step{Mark: u.Mark, Move: output.TakenOut, Witness: u.Witness, Approval: one.Number, Records: u.Records, Note: one.To}); err != nil {
			return err
		}
		if err := tx.PutMedium(m); err != nil {
			return err
		}
		return moved(tx, m)
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// moved logs the last step of a medium.
func moved(tx Tx, m output.Medium) error {
	s := m.Steps[len(m.Steps)-1]
	codes := []string{"move=" + s.Move.String(), "kind=" + m.Kind.String()}
	for key, code := range map[string]string{"approval": s.Approval, "witness": string(s.Witness), "sha256": s.Digest} {
		if code != "" {
			codes = append(codes, key+"="+code)
		}
	}
	slices.Sort(codes[2:])
	return record(tx, audit.Record{Kind: audit.MediumMoved, At: s.At, Operator: s.By, Terminal: s.Seat, Subject: m.Number, Detail: codes})
}

// KeepMedium implements the output service.
func (r *Registry) KeepMedium(ctx context.Context, q *wirev1.KeepMediumRequest) (*wirev1.KeepMediumResponse, error) {
	wanted, err := output.DecodeMedium(q.GetMedium())
	if err != nil || len(q.GetMedium()) > maxOutput {
		return nil, wire.Errorf(wire.Malformed, "medium")
	}
	answer := &wirev1.KeepMediumResponse{RegistryTime: r.time()}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.provider(ctx, tx, q.GetSessionId(), providers...)
		if err != nil {
			return err
		}
		mark := r.marked(who)
		one := output.Medium{Kind: wanted.Kind, Serial: wanted.Serial, Label: wanted.Label, State: output.Held, Steps: []output.Step{{Mark: mark, Move: output.Registered}}}
		if err := one.Check(); err != nil {
			return wire.Errorf(wire.Malformed, "medium")
		}
		if one, err = tx.AddMedium(civil.FromTime(mark.At).Year(), one); err != nil {
			return err
		}
		if answer.Medium, err = one.Encode(); err != nil {
			return err
		}
		return moved(tx, one)
	})
	if err != nil {
		return nil, toldOutput(err)
	}
	return answer, nil
}

// MoveMedium implements the output service. The way out is Provide's alone.
func (r *Registry) MoveMedium(ctx context.Context, q *wirev1.MoveMediumRequest) (*wirev1.MoveMediumResponse, error) {
	var s output.Step
	if len(q.GetStep()) > maxOutput || json.Unmarshal(q.GetStep(), &s) != nil || s.Move != output.Written && s.Move != output.Returned && s.Move != output.Destroy {
		return nil, wire.Errorf(wire.Malformed, "step")
	}
	answer := &wirev1.MoveMediumResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.provider(ctx, tx, q.GetSessionId(), providers...)
		if err != nil {
			return err
		}
		s.Mark = r.marked(who)
		if s.Witness, err = r.witness(ctx, tx, q.GetWitnessSessionId(), who); err != nil {
			return err
		}
		m, err := tx.Medium(output.ParseMediumNumber(q.GetNumber()))
		if err != nil {
			return err
		}
		if s.Move == output.Written {
			if err := mayWrite(tx, s); err != nil {
				return err
			}
		}
		if err := m.Do(s); err != nil {
			return err
		}
		if err := tx.PutMedium(m); err != nil {
			return err
		}
		if answer.Medium, err = m.Encode(); err != nil {
			return err
		}
		return moved(tx, m)
	})
	if err != nil {
		return nil, toldOutput(err)
	}
	return answer, nil
}

// mayWrite looks whether what is put on a medium was approved, and how much of it.
func mayWrite(tx Tx, s output.Step) error {
	one, err := tx.Output(s.Approval)
	switch {
	case errors.Is(err, ErrNotFound):
		return output.ErrNotGranted
	case err != nil:
		return err
	case one.Act != output.Attended || one.State != output.Approved || one.Over(civil.FromTime(s.At)):
		return output.ErrNotGranted
	case s.Records > one.Records:
		return output.ErrTooMany
	}
	return nil
}

// ListMedia implements the output service.
func (r *Registry) ListMedia(ctx context.Context, q *wirev1.ListMediaRequest) (*wirev1.ListMediaResponse, error) {
	answer := &wirev1.ListMediaResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.provider(ctx, tx, q.GetSessionId(), providers...)
		if err != nil {
			return err
		}
		answer.Media = nil
		err = tx.Media(func(m output.Medium) error {
			if len(answer.Media) == maxListed {
				return errStop
			}
			body, err := m.Encode()
			answer.Media = append(answer.Media, body)
			return err
		})
		if err != nil && !errors.Is(err, errStop) {
			return err
		}
		return who.audited(tx, r.cfg.Now(), audit.OutputsRead, "", detail("media", len(answer.Media)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

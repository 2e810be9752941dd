package registry

import (
	"context"
	"errors"

	"madoguchi/app/audit"
	"madoguchi/app/policy"
	"madoguchi/sync/bundle"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var _ wirev1connect.PolicyServiceHandler = (*Registry)(nil)

// FetchBundle implements the service. It asks for no session: a bundle holds no secret
// and a terminal needs it before anybody signs in.
func (r *Registry) FetchBundle(ctx context.Context, m *wirev1.FetchBundleRequest) (*wirev1.FetchBundleResponse, error) {
	if _, err := r.peer(ctx); err != nil {
		return nil, err
	}
	answer := &wirev1.FetchBundleResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		kept, err := tx.Locked()
		answer.Number = kept.Number
		if kept.Number != m.GetHave() {
			answer.Bundle = kept.Bundle
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// ReportPolicy implements the service.
func (r *Registry) ReportPolicy(ctx context.Context, m *wirev1.ReportPolicyRequest) (*wirev1.ReportPolicyResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	report := PolicyReport{Terminal: peer.Terminal, Version: int(m.GetPolicyVersion()), Ring: m.GetRing(), Targets: m.GetTargets(), Refused: m.GetRefused(),
		Waiting: m.GetWaiting(), Since: r.cfg.Now()}
	said := audit.Record{Kind: audit.PolicyReported, At: r.cfg.Now(), Terminal: peer.Terminal, Detail: []string{detail("version", report.Version)}}
	for key, code := range map[string]string{"ring": report.Ring, "refused": report.Refused, "waiting": report.Waiting} {
		if code != "" {
			said.Detail = append(said.Detail, key+"="+code)
		}
	}
	if len(report.Ring) > 60 || len(report.Refused) > 40 || len(report.Waiting) > 40 || said.Check() != nil {
		return nil, wire.Errorf(wire.Malformed, "report")
	}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		reports, err := tx.PolicyReports()
		if err != nil {
			return err
		}
		same := false
		for _, old := range reports {
			same = same || old.Terminal == report.Terminal && old.Version == report.Version && old.Ring == report.Ring && old.Refused == report.Refused && old.Waiting == report.Waiting
		}
		if !same {
			if err := record(tx, said); err != nil {
				return err
			}
		}
		return tx.PutPolicyReport(report)
	})
	if err != nil {
		return nil, err
	}
	return &wirev1.ReportPolicyResponse{RegistryTime: r.time()}, nil
}

// PublishBundle implements the service. What is wrong with a bundle is an answer, not an
// error, and stands in the log.
func (r *Registry) PublishBundle(ctx context.Context, m *wirev1.PublishBundleRequest) (*wirev1.PublishBundleResponse, error) {
	answer := &wirev1.PublishBundleResponse{RegistryTime: r.time()}
	var who caller
	err := r.cfg.Store.Update(ctx, func(tx Tx) (err error) {
		if who, err = r.administrator(ctx, tx, m.GetSessionId()); err != nil {
			return err
		}
		published, err := publish(tx, m.GetBundle(), r.by(who))
		answer.Bundle, answer.Number = published.Bundle, published.Number
		return err
	})
	if code := whyRefused(err); code != "" {
		r.cfg.Log.WarnContext(ctx, "bundle refused", "by", who.ID, "err", err)
		refused := r.by(who)
		refused.Kind, refused.Detail = audit.PolicyRefused, []string{"reason=" + code}
		if err := r.cfg.Store.Update(ctx, func(tx Tx) error { return record(tx, refused) }); err != nil {
			return nil, err
		}
		return &wirev1.PublishBundleResponse{Refused: code, RegistryTime: r.time()}, nil
	}
	if err != nil {
		return nil, err
	}
	r.bell.ring()
	return answer, nil
}

// whyRefused is the code of why a bundle is not published, "" where that is not the bundle's
// doing.
func whyRefused(err error) string {
	switch code := bundle.Code(err); {
	case errors.Is(err, ErrNoRoot):
		return "no_root"
	case errors.Is(err, bundle.ErrKeys):
		return "keys"
	case code != "other":
		return code
	}
	return ""
}

// TimestampKey implements the service.
func (r *Registry) TimestampKey(ctx context.Context, m *wirev1.TimestampKeyRequest) (*wirev1.TimestampKeyResponse, error) {
	answer := &wirev1.TimestampKeyResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.administrator(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		answer.PublicKey, err = timestampKey(tx, m.GetRenew(), r.by(who))
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// PolicyStatus implements the service.
func (r *Registry) PolicyStatus(ctx context.Context, m *wirev1.PolicyStatusRequest) (*wirev1.PolicyStatusResponse, error) {
	answer := &wirev1.PolicyStatusResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		if _, err := r.administrator(ctx, tx, m.GetSessionId()); err != nil {
			return err
		}
		kept, err := tx.Locked()
		if err != nil {
			return err
		}
		due := map[bundle.Ring]bundle.Edition{}
		if b, err := kept.decode(); err != nil {
			return err
		} else if b != nil {
			if due, err = b.Editions(); err != nil {
				return err
			}
			if err := newestOf(answer, kept, b); err != nil {
				return err
			}
		}
		answer.Reports, err = reports(tx, due)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func newestOf(answer *wirev1.PolicyStatusResponse, kept Locked, b *bundle.Bundle) error {
	until, err := b.FreshUntil()
	if err != nil {
		return err
	}
	_, answer.Targets, err = b.Versions()
	answer.Number, answer.PublishedAt, answer.FreshUntil = kept.Number, kept.PublishedAt.UnixMilli(), until.UnixMilli()
	return err
}

// reports returns what each terminal said, also of those that never did.
func reports(tx Tx, editions map[bundle.Ring]bundle.Edition) ([]*wirev1.PolicyReport, error) {
	terminals, err := tx.Terminals()
	if err != nil {
		return nil, err
	}
	kept, err := tx.PolicyReports()
	if err != nil {
		return nil, err
	}
	var all []*wirev1.PolicyReport
	for _, t := range terminals {
		if t.Personality == policy.AdminSeat || !t.RevokedAt.IsZero() {
			continue
		}
		one := &wirev1.PolicyReport{Terminal: t.ID, Ward: t.Ward, Said: &wirev1.ReportPolicyRequest{}}
		if ring, e, ok := bundle.For(editions, bundle.Place{Terminal: t.ID, Ward: t.Ward}); ok {
			one.Due, one.DueRing = uint32(e.Policy.Version), string(ring)
		}
		for _, k := range kept {
			if k.Terminal == t.ID {
				one.Since = k.Since.UnixMilli()
				one.Said = &wirev1.ReportPolicyRequest{PolicyVersion: uint32(k.Version), Ring: k.Ring, Targets: k.Targets, Refused: k.Refused, Waiting: k.Waiting}
			}
		}
		all = append(all, one)
	}
	return all, nil
}

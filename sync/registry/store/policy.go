package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"madoguchi/app/keys"
	"madoguchi/sync/registry"
)

var timestampKeysPlace = keys.Place{Table: "policy_bundle", Row: "1", Column: "keys", Schema: 1}

// Locked implements [registry.Locks].
func (t *tx) Locked() (registry.Locked, error) {
	var found registry.Locked
	var sealed []byte
	var number int64
	var published, stamped *int64
	err := t.one("SELECT root, keys, bundle, number, published_at, stamped_at FROM policy_bundle", nil,
		&found.Root, &sealed, &found.Bundle, &number, &published, &stamped)
	if errors.Is(err, registry.ErrNotFound) {
		return registry.Locked{}, nil
	}
	if err != nil {
		return registry.Locked{}, err
	}
	found.Number, found.PublishedAt, found.StampedAt = uint64(number), fromNull(published), fromNull(stamped)
	if sealed == nil {
		return found, nil
	}
	opened, err := t.sealer.Open(timestampKeysPlace, sealed)
	if err != nil {
		return registry.Locked{}, fmt.Errorf("open timestamp keys: %w", err)
	}
	if json.Unmarshal(opened, &found.Seeds) != nil { // whose own message may quote them
		return registry.Locked{}, errors.New("open timestamp keys: not readable")
	}
	return found, nil
}

// PutLocked implements [registry.Locks].
func (t *tx) PutLocked(l registry.Locked) error {
	var sealed []byte
	if len(l.Seeds) > 0 {
		text, err := json.Marshal(l.Seeds)
		if err != nil {
			return err
		}
		if sealed, err = t.sealer.Seal(timestampKeysPlace, text); err != nil {
			return err
		}
	}
	return t.exec("INSERT INTO policy_bundle (one, root, keys, bundle, number, published_at, stamped_at) VALUES (1, ?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (one) DO UPDATE SET root = excluded.root, keys = excluded.keys, bundle = excluded.bundle, number = excluded.number, "+
		"published_at = excluded.published_at, stamped_at = excluded.stamped_at",
		l.Root, sealed, l.Bundle, int64(l.Number), toNull(l.PublishedAt), toNull(l.StampedAt))
}

// LockedNumber implements [registry.Locks].
func (t *tx) LockedNumber() (uint64, error) {
	var number int64
	err := t.one("SELECT number FROM policy_bundle", nil, &number)
	if errors.Is(err, registry.ErrNotFound) {
		return 0, nil
	}
	return uint64(number), err
}

// PutPolicyReport implements [registry.Locks].
func (t *tx) PutPolicyReport(r registry.PolicyReport) error {
	return t.exec("INSERT INTO policy_reports (terminal, version, ring, targets, refused, waiting, since) VALUES (?, ?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (terminal) DO UPDATE SET version = excluded.version, ring = excluded.ring, targets = excluded.targets, refused = excluded.refused, "+
		"waiting = excluded.waiting, since = CASE WHEN policy_reports.version = excluded.version AND policy_reports.ring = excluded.ring AND "+
		"policy_reports.refused = excluded.refused AND policy_reports.waiting = excluded.waiting THEN policy_reports.since ELSE excluded.since END",
		r.Terminal, r.Version, r.Ring, int64(r.Targets), r.Refused, r.Waiting, toMilli(r.Since))
}

// PolicyReports implements [registry.Locks].
func (t *tx) PolicyReports() ([]registry.PolicyReport, error) {
	var all []registry.PolicyReport
	err := t.each("SELECT terminal, version, ring, targets, refused, waiting, since FROM policy_reports ORDER BY terminal", nil,
		func(scan func(...any) error) error {
			var r registry.PolicyReport
			var targets, since int64
			err := scan(&r.Terminal, &r.Version, &r.Ring, &targets, &r.Refused, &r.Waiting, &since)
			r.Targets, r.Since = uint64(targets), fromMilli(since)
			all = append(all, r)
			return err
		})
	return all, err
}

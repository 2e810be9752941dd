package store

import (
	"time"

	"madoguchi/app/notification"
	"madoguchi/sync/registry"
)

// Decisions implements [registry.Afterwards].
func (t *tx) Decisions(ward string, since time.Time, f func(registry.Decided) error) error {
	return t.each("SELECT r.entry, r.revision, r.reviewer, r.decision, r.reasons, r.reviewed_at, r.evidence, s.writer, s.kind "+
		"FROM reviews r JOIN entries e ON e.id = r.entry JOIN submissions s ON s.entry = r.entry AND s.revision = r.revision "+
		"WHERE r.reviewed_at >= ? AND e.ward = ? ORDER BY r.reviewed_at DESC, r.entry, r.reviewer", []any{toMilli(since), ward}, func(scan func(...any) error) error {
		var d registry.Decided
		var reasons []byte
		var at int64
		if err := scan(&d.Entry, &d.Revision, &d.Reviewer, &d.Decision, &reasons, &at, &d.Evidence, &d.Writer, &d.Kind); err != nil {
			return err
		}
		for _, reason := range reasons {
			d.Reasons = append(d.Reasons, notification.Reason(reason))
		}
		d.At = fromMilli(at)
		return f(d)
	})
}

// HandedOver implements [registry.Afterwards].
func (t *tx) HandedOver(ward string, since time.Time, f func(registry.Handed) error) error {
	return t.each("SELECT s.writer, s.written_at FROM submissions s JOIN entries e ON e.id = s.entry "+
		"WHERE s.written_at >= ? AND e.ward = ? ORDER BY s.written_at, s.entry, s.revision", []any{toMilli(since), ward}, func(scan func(...any) error) error {
		var h registry.Handed
		var at int64
		if err := scan(&h.Writer, &at); err != nil {
			return err
		}
		h.At = fromMilli(at)
		return f(h)
	})
}

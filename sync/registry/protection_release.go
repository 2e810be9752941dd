package registry

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"madoguchi/app/audit"
	"madoguchi/app/resident"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// maxReleaseLines is how many residents one list may hold.
const maxReleaseLines = 500

// checkRelease says what a list made at a time would do now.
func checkRelease(tx Tx, list []resident.ID, madeAt time.Time) ([]resident.ReleaseLine, error) {
	lines := make([]resident.ReleaseLine, len(list))
	for i, id := range list {
		own, err := tx.Current(id)
		if err != nil {
			return nil, told(err, "resident_ids")
		}
		measures, err := tx.MeasuresOf(id)
		if err != nil {
			return nil, err
		}
		holds, err := tx.HoldsOf(id, own.Household)
		if err != nil {
			return nil, err
		}
		lines[i] = resident.CheckRelease(id, list, madeAt, measures, holds)
	}
	return lines, nil
}

func readList(ids []string) ([]resident.ID, error) {
	if len(ids) == 0 || len(ids) > maxReleaseLines {
		return nil, wire.Errorf(wire.TooLarge, "resident_ids")
	}
	var list []resident.ID
	for _, id := range ids {
		if !slices.Contains(list, resident.ID(id)) {
			list = append(list, resident.ID(id))
		}
	}
	return list, nil
}

func fromLines(tx Tx, lines []resident.ReleaseLine) ([]*wirev1.ReleaseLine, error) {
	var out []*wirev1.ReleaseLine
	for _, l := range lines {
		own, err := tx.Current(l.Resident)
		if err != nil {
			return nil, told(err, "resident_ids")
		}
		out = append(out, &wirev1.ReleaseLine{ResidentId: string(l.Resident), Name: own.Name, Measures: uint32(len(l.Measures)), Conflict: uint32(l.Conflict)})
	}
	return out, nil
}

// CheckRelease implements the service.
func (r *Registry) CheckRelease(ctx context.Context, q *wirev1.CheckReleaseRequest) (*wirev1.CheckReleaseResponse, error) {
	list, err := readList(q.GetResidentIds())
	if err != nil {
		return nil, err
	}
	answer := &wirev1.CheckReleaseResponse{RegistryTime: r.time()}
	err = r.officer(ctx, q.GetSessionId(), func(tx Tx, who caller, now time.Time) error {
		lines, err := checkRelease(tx, list, time.UnixMilli(q.GetMadeAt()))
		if err != nil {
			return err
		}
		answer.Lines, err = fromLines(tx, lines)
		if err != nil {
			return err
		}
		return who.note(tx, now, audit.ProtectionShown, "", "", detail("lines", len(lines)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// ProposeRelease implements the service. A resident is checked with who is confirmed,
// not with who is only on the list.
func (r *Registry) ProposeRelease(ctx context.Context, q *wirev1.ProposeReleaseRequest) (*wirev1.ProposeReleaseResponse, error) {
	list, err := readList(q.GetResidentIds())
	if err != nil {
		return nil, err
	}
	var confirmed []resident.ID
	for _, id := range q.GetConfirmedIds() {
		confirmed = append(confirmed, resident.ID(id))
	}
	if !subset(confirmed, list) {
		return nil, wire.Errorf(wire.Malformed, "confirmed_ids")
	}
	answer := &wirev1.ProposeReleaseResponse{RegistryTime: r.time()}
	err = r.officer(ctx, q.GetSessionId(), func(tx Tx, who caller, now time.Time) error {
		madeAt := time.UnixMilli(q.GetMadeAt())
		on := list
		if len(confirmed) > 0 {
			on = confirmed
		}
		lines, err := checkRelease(tx, on, madeAt)
		if err != nil {
			return err
		}
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		release, err := resident.Propose(resident.Release{ID: id.String(), MadeAt: madeAt, ProposedBy: who.ID, ProposedAt: now}, lines, confirmed)
		if err != nil {
			return told(err, "lines")
		}
		if err := tx.PutReleaseList(release); err != nil {
			return err
		}
		answer.ReleaseId = release.ID
		return who.note(tx, now, audit.ReleaseProposed, resident.ID(release.ID), "", detail("lines", len(release.Lines)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func subset(some, of []resident.ID) bool {
	return !slices.ContainsFunc(some, func(id resident.ID) bool { return !slices.Contains(of, id) })
}

// ListReleases implements the service.
func (r *Registry) ListReleases(ctx context.Context, q *wirev1.ListReleasesRequest) (*wirev1.ListReleasesResponse, error) {
	answer := &wirev1.ListReleasesResponse{RegistryTime: r.time()}
	err := r.officer(ctx, q.GetSessionId(), func(tx Tx, who caller, now time.Time) error {
		proposed, err := tx.ReleaseLists()
		if err != nil {
			return err
		}
		for _, p := range proposed {
			lines, err := checkRelease(tx, residentsOf(p.Lines), p.MadeAt)
			if err != nil {
				return err
			}
			sent, err := fromLines(tx, lines)
			if err != nil {
				return err
			}
			answer.Releases = append(answer.Releases, &wirev1.ProposedRelease{ReleaseId: p.ID, MadeAt: p.MadeAt.UnixMilli(), ProposedBy: string(p.ProposedBy),
				ProposedAt: p.ProposedAt.UnixMilli(), Lines: sent})
		}
		return who.note(tx, now, audit.ProtectionShown, "", "", detail("releases", len(proposed)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func residentsOf(lines []resident.ReleaseLine) []resident.ID {
	ids := make([]resident.ID, len(lines))
	for i, l := range lines {
		ids[i] = l.Resident
	}
	return ids
}

// DoRelease implements the service. All of the list or nothing: what the second officer
// saw is what is done.
func (r *Registry) DoRelease(ctx context.Context, q *wirev1.DoReleaseRequest) (*wirev1.DoReleaseResponse, error) {
	answer := &wirev1.DoReleaseResponse{RegistryTime: r.time()}
	err := r.officer(ctx, q.GetSessionId(), func(tx Tx, who caller, now time.Time) error {
		release, err := tx.ReleaseList(q.GetReleaseId())
		if err != nil {
			return told(err, "release_id")
		}
		lines, err := checkRelease(tx, residentsOf(release.Lines), release.MadeAt)
		if err != nil {
			return err
		}
		if release, err = release.Do(lines, who.ID, now); err != nil {
			return told(err, "release_id")
		}
		if err := tx.PutReleaseList(release); err != nil {
			return err
		}
		if err := endAll(tx, release, who, now); err != nil {
			return err
		}
		if answer.Lines, err = fromLines(tx, lines); err != nil {
			return err
		}
		return who.note(tx, now, audit.ReleaseDone, resident.ID(release.ID), "", detail("lines", len(lines)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// endAll ends each measure for those of its residents who are on the list.
func endAll(tx Tx, release resident.Release, who caller, now time.Time) error {
	of := map[string][]resident.ID{}
	var order []string
	for _, l := range release.Lines {
		for _, id := range l.Measures {
			if of[id] == nil {
				order = append(order, id)
			}
			of[id] = append(of[id], l.Resident)
		}
	}
	for _, id := range order {
		m, err := tx.Measure(id)
		if err != nil {
			return err
		}
		whose := m.Applicant
		if m, err = m.EndFor(who.ID, now, of[id]...); err != nil {
			return told(err, "release_id")
		}
		if err := tx.PutMeasure(m); err != nil {
			return err
		}
		if err := who.note(tx, now, audit.MeasureEnded, whose, "", detail("residents", len(of[id]))); err != nil {
			return err
		}
	}
	return nil
}

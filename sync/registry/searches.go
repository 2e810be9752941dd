package registry

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	"madoguchi/app/operator"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// How many searches of an operator are kept, and how long. They are a convenience and
// no record: the log is what says who searched.
const (
	MaxSearches  = 50
	SearchesKept = 30 * 24 * time.Hour
)

var _ wirev1connect.SearchHistoryServiceHandler = (*Registry)(nil)

// keepSearch keeps a search that was carried out for its operator. The two numbers are
// not kept: a list to be looked at is no place for them.
func keepSearch(tx Tx, op operator.ID, q *wirev1.SearchRequest, now time.Time, hits int) error {
	kept := &wirev1.KeptSearch{Request: proto.CloneOf(q), ByIndividualNumber: q.GetIndividualNumber() != "", ByResidentCode: q.GetResidentCode() != ""}
	kept.Request.SessionId, kept.Request.Limit, kept.Request.IndividualNumber, kept.Request.ResidentCode = "", 0, "", ""
	what, err := proto.MarshalOptions{Deterministic: true}.Marshal(kept)
	if err != nil {
		return fmt.Errorf("keep search: %w", err)
	}
	kept.SearchedAt, kept.Hits = now.UnixMilli(), uint32(hits)
	body, err := proto.Marshal(kept)
	if err != nil {
		return fmt.Errorf("keep search: %w", err)
	}
	return tx.KeepSearch(op, now, what, body, MaxSearches)
}

// ListSearches implements the service. It shows nobody but the session's operator what
// they typed themselves, so that it is not logged; searching so again is.
func (r *Registry) ListSearches(ctx context.Context, q *wirev1.ListSearchesRequest) (*wirev1.ListSearchesResponse, error) {
	answer := &wirev1.ListSearchesResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, q.GetSessionId(), operator.Search)
		if err != nil {
			return err
		}
		kept, err := tx.KeptSearches(who.ID, r.cfg.Now().Add(-SearchesKept))
		if err != nil {
			return err
		}
		for _, k := range kept {
			m := &wirev1.KeptSearch{}
			if proto.Unmarshal(k.Body, m) != nil { // whose own message may quote what was searched by
				return wire.Errorf(wire.Internal, "kept search")
			}
			answer.Searches = append(answer.Searches, m)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// DropSearches purges the searches that were kept long enough. It is run with
// [Registry.CarryOut].
func (r *Registry) DropSearches(ctx context.Context) error {
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		_, err := tx.DropSearches(r.cfg.Now().Add(-SearchesKept))
		return err
	})
	if err != nil {
		return fmt.Errorf("drop searches: %w", err)
	}
	return nil
}

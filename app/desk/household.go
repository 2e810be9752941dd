package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"madoguchi/app/counter"
	"madoguchi/app/resident"
)

// keptFile is a household as the cabinet keeps it, sealed, with what protects it: the
// rules ask for both without a line.
type keptFile struct {
	Members  []json.RawMessage `json:"members"`
	Holds    []json.RawMessage `json:"holds,omitempty"`
	Measures []json.RawMessage `json:"measures,omitempty"`
}

// pack makes a household ready to be kept.
func (d *Desk) pack(opened counter.Opened) (*OpenedHousehold, error) {
	if len(opened.Members) == 0 {
		return nil, fmt.Errorf("household: %w", counter.ErrGone)
	}
	var f keptFile
	var err error
	if f.Members, err = encoded(opened.Members, func(r resident.Record) ([]byte, error) { return r.Encode() }); err != nil {
		return nil, err
	}
	if f.Holds, err = encoded(opened.Protection.Holds, resident.Hold.Encode); err != nil {
		return nil, err
	}
	if f.Measures, err = encoded(opened.Protection.Measures, resident.Measure.Encode); err != nil {
		return nil, err
	}
	body, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("pack household: %w", err)
	}
	return &OpenedHousehold{ID: opened.Members[0].Household, Body: body, OpenedAt: d.Now()}, nil
}

func unpack(body []byte) (counter.Opened, error) {
	var opened counter.Opened
	var f keptFile
	if err := json.Unmarshal(body, &f); err != nil || len(f.Members) == 0 {
		return opened, fmt.Errorf("unpack household: %w", resident.ErrRecord)
	}
	var err error
	if opened.Members, err = decoded(f.Members, resident.Decode); err != nil {
		return opened, err
	}
	if opened.Protection.Holds, err = decoded(f.Holds, resident.DecodeHold); err != nil {
		return opened, err
	}
	opened.Protection.Measures, err = decoded(f.Measures, resident.DecodeMeasure)
	return opened, err
}

func encoded[T any](all []T, encode func(T) ([]byte, error)) ([]json.RawMessage, error) {
	var out []json.RawMessage
	for _, v := range all {
		b, err := encode(v)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func decoded[T any](all []json.RawMessage, decode func([]byte) (T, error)) ([]T, error) {
	var out []T
	for _, b := range all {
		v, err := decode(b)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// keptHousehold returns the household of a resident from what was opened here, the
// resident first.
func (d *Desk) keptHousehold(ctx context.Context, id resident.ID) (counter.Opened, error) {
	bodies, err := d.Cabinet.Households(ctx)
	if err != nil {
		return counter.Opened{}, err
	}
	for _, body := range bodies {
		opened, err := unpack(body)
		if err != nil {
			return counter.Opened{}, err
		}
		members := opened.Members
		for i := range members {
			if members[i].ID == id {
				members[0], members[i] = members[i], members[0]
				return opened, nil
			}
		}
	}
	return counter.Opened{}, counter.ErrOffline
}

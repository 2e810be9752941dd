package resident

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/app/operator"
)

// Errors of releasing measures together.
var (
	// ErrConflict says that a list would release what must not be released by it.
	ErrConflict = errors.New("release list is in conflict with the register")
	// ErrSamePerson says that who proposed a release cannot be the one to do it.
	ErrSamePerson = errors.New("released by who proposed it")
)

// A Conflict is why a resident on a release list is refused. Lists are made, changed
// and carried out at different times: one that was made before a new application undid
// the protection of somebody who had just asked for it. Stored and sent.
type Conflict uint8

// The conflicts, the gravest last.
const (
	NoConflict      Conflict = 0
	NothingInForce  Conflict = 1 // no measure of the resident's own is in force
	AnothersMeasure Conflict = 2 // protected together with an applicant who is not on the list
	ChangedHold     Conflict = 3 // a hold was set or released after the list was made
	ChangedMeasure  Conflict = 4 // extended, confirmed or ended after the list was made
	YoungerMeasure  Conflict = 5 // set after the list was made
)

// Key returns the stable ASCII name of c.
func (c Conflict) Key() string {
	names := [...]string{"none", "nothing", "anothers", "hold", "changed", "younger"}
	if int(c) >= len(names) {
		return "unknown"
	}
	return names[c]
}

// A ReleaseLine is one resident on a release list.
type ReleaseLine struct {
	Resident ID `json:"resident"`
	// Measures are those that the line ends for the resident.
	Measures []string `json:"measures,omitempty"`
	Conflict Conflict `json:"conflict,omitempty"`
}

// CheckRelease returns the line of a resident on a list that was made at a time, with
// the gravest conflict. measures are all the resident was ever covered by, holds all
// that were ever set on the resident and the household.
func CheckRelease(of ID, list []ID, madeAt time.Time, measures []Measure, holds []Hold) ReleaseLine {
	line := ReleaseLine{Resident: of}
	worst := func(c Conflict) { line.Conflict = max(line.Conflict, c) }
	for _, m := range measures {
		switch {
		case m.SetAt.After(madeAt):
			worst(YoungerMeasure)
		case m.ChangedAt.After(madeAt):
			worst(ChangedMeasure)
		}
		switch {
		case m.Ended() || !m.Covers(of):
		case m.Applicant != of && !slices.Contains(list, m.Applicant):
			worst(AnothersMeasure)
		default:
			line.Measures = append(line.Measures, m.ID)
		}
	}
	for _, h := range holds {
		if h.ChangedAt.After(madeAt) {
			worst(ChangedHold)
		}
	}
	if len(line.Measures) == 0 {
		worst(NothingInForce)
	}
	return line
}

// LineByLine reports whether a list must not be released as a whole: a list that is
// wrong about one resident may be wrong about the others, so that each of them has to be
// confirmed by itself.
func LineByLine(lines []ReleaseLine) bool {
	return slices.ContainsFunc(lines, func(l ReleaseLine) bool { return l.Conflict != NoConflict })
}

// A Release is a list that one officer proposed and another one has to carry out.
type Release struct {
	ID         string        `json:"id"`
	MadeAt     time.Time     `json:"made_at"` // when the list was made
	Lines      []ReleaseLine `json:"lines"`
	ProposedBy operator.ID   `json:"proposed_by"`
	ProposedAt time.Time     `json:"proposed_at"`
	DoneBy     operator.ID   `json:"done_by,omitempty"`
	DoneAt     time.Time     `json:"done_at,omitzero"`
}

// Propose returns the release of the lines an officer confirmed of a checked list:
// none of them in conflict, and all that are not, unless each was confirmed by itself.
func Propose(r Release, checked []ReleaseLine, confirmed []ID) (Release, error) {
	if r.ID == "" || r.ProposedBy == "" || r.MadeAt.IsZero() || r.MadeAt.After(r.ProposedAt) {
		return Release{}, fmt.Errorf("propose release: %w", ErrProtection)
	}
	if len(confirmed) == 0 && LineByLine(checked) {
		return Release{}, fmt.Errorf("propose release: %w", ErrConflict)
	}
	r.Lines = nil
	for _, l := range checked {
		named := slices.Contains(confirmed, l.Resident)
		switch {
		case len(confirmed) > 0 && !named:
		case l.Conflict != NoConflict:
			return Release{}, fmt.Errorf("propose release: %w", ErrConflict)
		default:
			r.Lines = append(r.Lines, l)
		}
	}
	if len(r.Lines) == 0 {
		return Release{}, fmt.Errorf("propose release: no line: %w", ErrConflict)
	}
	return r, nil
}

// Do returns the release as done by a second officer. checked are its lines checked
// once more, against the time the list was made: what changed since then refuses all.
func (r Release) Do(checked []ReleaseLine, by operator.ID, at time.Time) (Release, error) {
	switch {
	case !r.DoneAt.IsZero():
		return r, fmt.Errorf("release: %w", ErrOver)
	case by == "" || by == r.ProposedBy:
		return r, fmt.Errorf("release: %w", ErrSamePerson)
	case len(checked) != len(r.Lines) || slices.ContainsFunc(checked, func(l ReleaseLine) bool { return l.Conflict != NoConflict }):
		return r, fmt.Errorf("release: %w", ErrConflict)
	}
	for i, l := range checked {
		if l.Resident != r.Lines[i].Resident || !slices.Equal(l.Measures, r.Lines[i].Measures) {
			return r, fmt.Errorf("release: %w", ErrConflict)
		}
	}
	r.DoneBy, r.DoneAt = by, at
	return r, nil
}

// Encode returns the release for sealing.
func (r Release) Encode() ([]byte, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode release: %w", err)
	}
	return b, nil
}

// DecodeRelease reads what [Release.Encode] wrote.
func DecodeRelease(b []byte) (Release, error) {
	var r Release
	if json.Unmarshal(b, &r) != nil || r.ID == "" {
		return Release{}, fmt.Errorf("decode release: %w", ErrProtection)
	}
	return r, nil
}

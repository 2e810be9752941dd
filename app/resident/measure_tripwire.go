package resident

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/app/operator"
)

// ErrTripwire says that a tick names no place of the measure or proves nothing.
var ErrTripwire = errors.New("no such tripwire, or no proof")

// A Place is somewhere a measure has to reach (D18). Stored and sent.
type Place uint8

// The places. The screens and the proofs name them by their keys.
const (
	AtCertificates Place = 1  // 証明発行（窓口）
	AtInspection   Place = 2  // 閲覧用リスト
	AtSupplement   Place = 3  // 戸籍の附票（本籍地）
	AtKiosk        Place = 4  // コンビニ交付
	AtMiddleServer Place = 5  // 中間サーバーの自動応答不可フラグ (R055)
	AtBranches     Place = 6  // 支所・出張所・郵送事務センター
	AtTax          Place = 7  // 税
	AtHealth       Place = 8  // 国民健康保険・後期高齢者医療・介護保険
	AtWelfare      Place = 9  // 福祉・子育て
	AtSchool       Place = 10 // 教育委員会・選挙管理委員会
	AtMail         Place = 11 // 通知・帳票の一括発送リスト
	AtForwarded    Place = 12 // 転送先市区町村, one for each
)

// places is the list of a city: every place of every measure, in the order of the
// screen. What a city adds it adds here; the numbers are never used again.
var places = []struct {
	place Place
	key   string
}{
	{AtCertificates, "certificates"}, {AtInspection, "inspection"}, {AtSupplement, "supplement"}, {AtKiosk, "kiosk"},
	{AtMiddleServer, "middle_server"}, {AtBranches, "branches"}, {AtTax, "tax"}, {AtHealth, "health"},
	{AtWelfare, "welfare"}, {AtSchool, "school"}, {AtMail, "mail"}, {AtForwarded, "forwarded"},
}

// Places returns every place in the order of the screen.
func Places() []Place {
	all := make([]Place, len(places))
	for i, p := range places {
		all[i] = p.place
	}
	return all
}

// Key returns the stable ASCII name of a place.
func (p Place) Key() string {
	i := slices.IndexFunc(places, func(of struct {
		place Place
		key   string
	}) bool {
		return of.place == p
	})
	if i < 0 {
		return "unknown"
	}
	return places[i].key
}

// A Tick is the proof that the measure has reached a place.
type Tick struct {
	Place     Place       `json:"place"`
	Target    string      `json:"target,omitempty"` // the municipality, with [AtForwarded]
	By        operator.ID `json:"by"`
	At        time.Time   `json:"at"`
	Reference string      `json:"reference"` // number of the letter or the ticket, never a name
}

// A Tripwire is one place of a measure: open until there is a proof that is newer than
// the last change of the measure.
type Tripwire struct {
	Place  Place
	Target string
	Tick   Tick // zero while open
}

// Done reports whether there is proof.
func (t Tripwire) Done() bool { return !t.Tick.At.IsZero() }

// Tripwires returns every place the measure has to reach as it now is. All of them were
// armed anew when it was last set, extended or ended: proofs from before do not count.
func (m Measure) Tripwires() []Tripwire {
	var wires []Tripwire
	for _, p := range Places() {
		if p != AtForwarded {
			wires = append(wires, m.wire(p, ""))
			continue
		}
		for _, municipality := range m.Forwarded {
			wires = append(wires, m.wire(p, municipality))
		}
	}
	return wires
}

func (m Measure) wire(p Place, target string) Tripwire {
	wire := Tripwire{Place: p, Target: target}
	for _, t := range m.Ticks {
		if t.Place == p && t.Target == target && t.At.After(m.ChangedAt) {
			wire.Tick = t
		}
	}
	return wire
}

// Open returns how many places the measure has not reached yet.
func (m Measure) Open() int {
	open := 0
	for _, w := range m.Tripwires() {
		if !w.Done() {
			open++
		}
	}
	return open
}

// maxReference is how long a reference number may be.
const maxReference = 40

// Tick keeps the proof that the measure has reached a place. The measure does not
// change by it.
func (m Measure) Tick(p Place, target, reference string, by operator.ID, at time.Time) (Measure, error) {
	reference = strings.TrimSpace(reference)
	known := slices.ContainsFunc(m.Tripwires(), func(w Tripwire) bool { return w.Place == p && w.Target == target })
	if !known || reference == "" || len([]rune(reference)) > maxReference || by == "" || !at.After(m.ChangedAt) {
		return m, fmt.Errorf("tick tripwire: %w", ErrTripwire)
	}
	m.Ticks = append(slices.Clone(m.Ticks), Tick{Place: p, Target: target, By: by, At: at, Reference: reference})
	return m, nil
}

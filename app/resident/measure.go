package resident

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
)

// ErrTerm says that a measure cannot be extended or ended on that day.
var ErrTerm = errors.New("not within the term")

// A MeasureKind tells how far the decision on a support measure has come. Stored and sent.
type MeasureKind uint8

// The kinds of support measures.
const (
	Provisional MeasureKind = 1 // 仮支援: until the opinion of the police or a centre is there
	Regular     MeasureKind = 2 // 支援措置
)

// An Affair is what a measure keeps from the perpetrator (支援を求める事務). Stored and sent.
type Affair uint8

// The affairs of the application form (STD 1.1.16).
const (
	Inspection        Affair = 1 // 住民基本台帳の閲覧
	Certificate       Affair = 2 // 住民票の写し等の交付（現住所地）
	FormerCertificate Affair = 3 // 住民票の写し等の交付（前住所地）
	RemovedCopy       Affair = 4 // 除票の写し等の交付
	Supplement        Affair = 5 // 戸籍の附票の写しの交付
	RemovedSupplement Affair = 6 // 戸籍の附票の除票の写しの交付
	TaxCertificate    Affair = 7 // 税の証明
)

// Affairs returns every affair in the order of the form.
func Affairs() []Affair {
	return []Affair{Inspection, Certificate, FormerCertificate, RemovedCopy, Supplement, RemovedSupplement, TaxCertificate}
}

// A Perpetrator is who the applicant fled (加害者). It stands beside the measure and
// not in its encoding, is kept sealed under a seal of its own, and is shown to the
// responsible officer only.
type Perpetrator struct {
	Name         string `json:"name,omitempty"`
	Birth        string `json:"birth,omitempty"` // as far as it is known
	Address      string `json:"address,omitempty"`
	Relationship string `json:"relationship,omitempty"` // to the applicant
	Note         string `json:"note,omitempty"`
}

// IsZero reports whether nothing is known.
func (p Perpetrator) IsZero() bool { return p == Perpetrator{} }

// Format implements fmt.Formatter: nothing of it.
func (p Perpetrator) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("perpetrator")) }

// LogValue implements slog.LogValuer: nothing of it.
func (p Perpetrator) LogValue() slog.Value { return slog.StringValue("perpetrator") }

// A Measure is a support measure (支援措置) for those who fled violence. It protects
// from when it is recorded, even before its start, and never ends by itself: after End
// it stays in force (期間満了・未処理) until the responsible officer ends it.
type Measure struct {
	ID        string      `json:"id"`
	Kind      MeasureKind `json:"kind"`
	Applicant ID          `json:"applicant"`          // 申出者
	Together  []ID        `json:"together,omitempty"` // 併せて支援を求める者
	Former    []ID        `json:"former,omitempty"`   // for whom it was ended before it was for the others
	Affairs   []Affair    `json:"affairs,omitempty"`
	Forwarded []string    `json:"forwarded,omitempty"` // municipalities the application is forwarded to, as it names them
	// Consulted is the office that confirmed the need (相談機関), as the form has it.
	Consulted   int        `json:"consulted,omitempty"`
	ConsultedOn civil.Date `json:"consulted_on,omitzero"`

	Start    civil.Date  `json:"start"`
	End      civil.Date  `json:"end"`
	Extended int         `json:"extended,omitempty"` // how often
	SetBy    operator.ID `json:"set_by"`
	SetAt    time.Time   `json:"set_at"`
	// ChangedAt is when it was set, confirmed, extended or ended; every place it has to
	// reach has to be told anew since then.
	ChangedAt time.Time   `json:"changed_at"`
	Entry     string      `json:"entry,omitempty"` // it was last changed by
	EndedBy   operator.ID `json:"ended_by,omitempty"`
	EndedAt   time.Time   `json:"ended_at,omitzero"`
	Lift      Lift        `json:"lift,omitzero"`
	Ticks     []Tick      `json:"ticks,omitempty"` // oldest first; never taken away

	Perpetrator *Perpetrator `json:"-"`
}

// TermEnd returns the last day of a term of one year: 令和2.4.1 gives 令和3.3.31. When
// the day is not in the next year's calendar the month ends the term (民法143条).
func TermEnd(start civil.Date) civil.Date {
	day, exact := months(start, 12)
	if !exact {
		return day
	}
	return day.AddDays(-1)
}

// months returns the same day n months on, or the last of that month, and whether it
// is the same day.
func months(d civil.Date, n int) (civil.Date, bool) {
	month := d.Year()*12 + int(d.Month()) - 1 + n
	year, of := month/12, time.Month(month%12+1)
	for day := d.Day(); ; day-- {
		if on, err := civil.Of(year, of, day); err == nil {
			return on, day == d.Day()
		}
	}
}

// NewMeasure checks what an application says and returns the measure as set by an
// operator, with its end. A measure without affairs covers all of them.
func NewMeasure(m Measure, by operator.ID, at time.Time) (Measure, error) {
	if m.ID == "" || m.Applicant == "" || m.Start.IsZero() || by == "" || m.Kind != Provisional && m.Kind != Regular {
		return Measure{}, fmt.Errorf("new measure: %w", ErrProtection)
	}
	for _, a := range m.Affairs {
		if !slices.Contains(Affairs(), a) {
			return Measure{}, fmt.Errorf("new measure: affair %d: %w", a, ErrProtection)
		}
	}
	if len(m.Affairs) == 0 {
		m.Affairs = Affairs()
	}
	m.Together = slices.Compact(slices.Sorted(slices.Values(m.Together)))
	m.Together = slices.DeleteFunc(m.Together, func(id ID) bool { return id == "" || id == m.Applicant })
	m.End = TermEnd(m.Start)
	m.SetBy, m.SetAt, m.ChangedAt = by, at, at
	return m, nil
}

// Confirm makes a provisional measure a regular one, whose year begins at start. Every
// place has to be told anew.
func (m Measure) Confirm(start civil.Date, at time.Time) (Measure, error) {
	switch {
	case m.Ended():
		return m, fmt.Errorf("confirm measure: %w", ErrOver)
	case m.Kind != Provisional || start.IsZero():
		return m, fmt.Errorf("confirm measure: %w", ErrProtection)
	}
	m.Kind, m.Start, m.End, m.ChangedAt = Regular, start, TermEnd(start), at
	return m, nil
}

// ExtendableFrom returns the first day on which an extension may be asked for: one
// month before the end.
func (m Measure) ExtendableFrom() civil.Date {
	from, _ := months(m.End, -1)
	return from
}

// Extend adds a year that begins the day after the end, from one month before the end
// on, and also after it: the measure was in force all the while. When the year after
// the end is over, too, the new one begins on that day. Every place has to be told anew.
func (m Measure) Extend(on civil.Date, at time.Time) (Measure, error) {
	switch {
	case m.Ended():
		return m, fmt.Errorf("extend measure: %w", ErrOver)
	case on.Before(m.ExtendableFrom()):
		return m, fmt.Errorf("extend measure: %w", ErrTerm)
	}
	end := TermEnd(m.End.AddDays(1))
	if end.Before(on) {
		end = TermEnd(on)
	}
	m.End, m.ChangedAt = end, at
	m.Extended++
	return m, nil
}

// EndFor ends the measure (支援措置の終了) for some residents, or with none named for
// everybody. Nothing else ends it. Those who are not named stay protected: the first of
// them stands for the applicant from then on.
func (m Measure) EndFor(by operator.ID, at time.Time, of ...ID) (Measure, error) {
	switch {
	case m.Ended():
		return m, fmt.Errorf("end measure: %w", ErrOver)
	case by == "" || slices.ContainsFunc(of, func(id ID) bool { return !m.Covers(id) }):
		return m, fmt.Errorf("end measure: %w", ErrProtection)
	}
	stay := slices.DeleteFunc(m.Covered(), func(id ID) bool { return slices.Contains(of, id) })
	m.ChangedAt = at
	if len(of) > 0 && len(stay) > 0 {
		m.Former = append(slices.Clone(m.Former), of...)
		m.Applicant, m.Together = stay[0], stay[1:]
		return m, nil
	}
	m.EndedBy, m.EndedAt, m.Lift = by, at, Lift{}
	return m, nil
}

// Ended reports whether the measure was ended. While it was not, it protects.
func (m Measure) Ended() bool { return !m.EndedAt.IsZero() }

// Overdue reports whether the term is over and nobody dealt with it (期間満了・未処理).
func (m Measure) Overdue(day civil.Date) bool { return !m.Ended() && day.After(m.End) }

// Due reports whether the measure ends within a month, or should have ended (A04).
func (m Measure) Due(day civil.Date) bool { return !m.Ended() && !day.Before(m.ExtendableFrom()) }

// Covers reports whether a resident is the applicant or is protected together with them.
func (m Measure) Covers(id ID) bool { return m.Applicant == id || slices.Contains(m.Together, id) }

// Covered returns everybody whom the measure is for, the applicant first.
func (m Measure) Covered() []ID { return append([]ID{m.Applicant}, m.Together...) }

// Protects reports whether a resident is under one of the measures.
func Protects(measures []Measure, id ID) bool {
	return slices.ContainsFunc(measures, func(m Measure) bool { return !m.Ended() && m.Covers(id) })
}

// Lifted reports whether what the measures keep may be shown now: the officer has
// lifted each of those in force. With no measure in force it is true.
func Lifted(measures []Measure, at time.Time) bool {
	return !slices.ContainsFunc(measures, func(m Measure) bool { return !m.Ended() && !m.Lift.Open(at) })
}

// LiftFor lifts the measure for some minutes, after which it protects again by itself.
func (m Measure) LiftFor(minutes int, reason LiftReason, by operator.ID, at time.Time) (Measure, error) {
	if m.Ended() {
		return m, fmt.Errorf("lift measure: %w", ErrOver)
	}
	lift, err := newLift(minutes, reason, by, at)
	if err != nil {
		return m, fmt.Errorf("lift measure: %w", err)
	}
	m.Lift = lift
	return m, nil
}

// Outline returns what everybody at a counter has to know of the measure: that it is
// there, for which of some residents, until when, and whether it is lifted. Nobody but
// the officer is told who else is protected and where the application was forwarded to.
func (m Measure) Outline(of ...ID) Measure {
	outline := Measure{ID: m.ID, Kind: m.Kind, Start: m.Start, End: m.End, SetAt: m.SetAt, ChangedAt: m.ChangedAt,
		EndedAt: m.EndedAt, Lift: m.Lift}
	for _, id := range m.Covered() {
		switch {
		case !slices.Contains(of, id):
		case outline.Applicant == "":
			outline.Applicant = id
		default:
			outline.Together = append(outline.Together, id)
		}
	}
	return outline
}

// Encode returns the measure without the perpetrator, for sealing or sending.
func (m Measure) Encode() ([]byte, error) {
	type plain Measure
	b, err := json.Marshal(plain(m))
	if err != nil {
		return nil, fmt.Errorf("encode measure: %w", err)
	}
	return b, nil
}

// DecodeMeasure reads what [Measure.Encode] wrote.
func DecodeMeasure(b []byte) (Measure, error) {
	type plain Measure
	var m Measure
	if json.Unmarshal(b, (*plain)(&m)) != nil || m.ID == "" {
		return Measure{}, fmt.Errorf("decode measure: %w", ErrProtection)
	}
	return m, nil
}

func (m Measure) redacted() string { return "measure " + m.ID }

// Format implements fmt.Formatter: the key only.
func (m Measure) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(m.redacted())) }

// LogValue implements slog.LogValuer: the key only.
func (m Measure) LogValue() slog.Value { return slog.StringValue(m.redacted()) }

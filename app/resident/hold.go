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

// Errors of holds and measures.
var (
	// ErrProtection says that a hold or a measure is not complete.
	ErrProtection = errors.New("hold or measure is not complete")
	// ErrOver says that it was released or ended before.
	ErrOver = errors.New("released or ended before")
	// ErrLift says that a temporary lift is without a reason, or not of 1 to [MaxLift] minutes.
	ErrLift = errors.New("lift without a reason or of a wrong length")
)

// A Process is what a hold (抑止) keeps from being done. Stored and sent.
type Process uint8

// The processes of STD 3.1.
const (
	ToChange  Process = 1 // 異動
	ToIssue   Process = 2 // 発行
	ToInquire Process = 3 // 照会
)

// Processes returns every process in the order of the menus.
func Processes() []Process { return []Process{ToChange, ToIssue, ToInquire} }

// A HoldLevel is how strong a hold is. The greater is the stronger. Stored and sent.
type HoldLevel uint8

// The levels of STD 3.1.
const (
	NoLevel    HoldLevel = 0 // noted, nothing is kept from being done
	AlertLevel HoldLevel = 1 // confirmed and passed
	ErrorLevel HoldLevel = 2 // stops
)

// A HoldReason is the coded reason of a hold. Stored and sent.
type HoldReason uint8

// The reasons of holds, as the form has them.
const (
	UnderInvestigation  HoldReason = 1 // 居住実態の調査中
	InLitigation        HoldReason = 2 // 係争中
	Impersonation       HoldReason = 3 // なりすましのおそれ
	RequestedByResident HoldReason = 4 // 本人の申出
	OtherReason         HoldReason = 9 // その他
)

// HoldReasons returns every reason in the order of the form.
func HoldReasons() []HoldReason {
	return []HoldReason{UnderInvestigation, InLitigation, Impersonation, RequestedByResident, OtherReason}
}

// A Hold (抑止) keeps something from being done to a resident or a household: one of
// the two is set. Several may be in force at once. A hold does not end by itself: after
// End it stays in force, and is shown as overdue, until somebody releases it (STD 3.1).
type Hold struct {
	ID        string      `json:"id"`
	Resident  ID          `json:"resident,omitempty"`
	Household HouseholdID `json:"household,omitempty"`
	Process   Process     `json:"process"`
	Level     HoldLevel   `json:"level"`
	Start     civil.Date  `json:"start"`
	End       civil.Date  `json:"end,omitzero"` // planned; zero for none
	Reason    HoldReason  `json:"reason"`
	SetBy     operator.ID `json:"set_by"`
	SetAt     time.Time   `json:"set_at"`
	// ChangedAt is when it was set or released. A temporary lift changes nothing lasting.
	ChangedAt  time.Time   `json:"changed_at"`
	Entry      string      `json:"entry,omitempty"` // it was set by
	ReleasedBy operator.ID `json:"released_by,omitempty"`
	ReleasedAt time.Time   `json:"released_at,omitzero"`
	Lift       Lift        `json:"lift,omitzero"`
}

// NewHold checks what a hold says and returns it as set by an operator.
func NewHold(h Hold, by operator.ID, at time.Time) (Hold, error) {
	one := (h.Resident == "") != (h.Household == "")
	if !one || h.ID == "" || by == "" || !slices.Contains(Processes(), h.Process) || h.Level > ErrorLevel ||
		!slices.Contains(HoldReasons(), h.Reason) || h.Start.IsZero() || !h.End.IsZero() && h.End.Before(h.Start) {
		return Hold{}, fmt.Errorf("new hold: %w", ErrProtection)
	}
	h.SetBy, h.SetAt, h.ChangedAt = by, at, at
	return h, nil
}

// Standing reports whether the hold stands: what other systems are told of it. A
// temporary lift is not passed on to them and changes nothing here (STD 3.1).
func (h Hold) Standing(at time.Time) bool {
	return h.ReleasedAt.IsZero() && !civil.FromTime(at).Before(h.Start)
}

// Binds reports whether the hold is in force at this counter: it stands and is not lifted.
func (h Hold) Binds(at time.Time) bool { return h.Standing(at) && !h.Lift.Open(at) }

// Overdue reports whether the planned end has passed and nobody released the hold.
func (h Hold) Overdue(at time.Time) bool {
	return h.Standing(at) && !h.End.IsZero() && civil.FromTime(at).After(h.End)
}

// Release ends the hold.
func (h Hold) Release(by operator.ID, at time.Time) (Hold, error) {
	if !h.ReleasedAt.IsZero() {
		return h, fmt.Errorf("release hold: %w", ErrOver)
	}
	h.ReleasedBy, h.ReleasedAt, h.ChangedAt = by, at, at
	return h, nil
}

// LiftFor lifts the hold for some minutes, after which it binds again by itself.
func (h Hold) LiftFor(minutes int, reason LiftReason, by operator.ID, at time.Time) (Hold, error) {
	if !h.Standing(at) {
		return h, fmt.Errorf("lift hold: %w", ErrOver)
	}
	lift, err := newLift(minutes, reason, by, at)
	if err != nil {
		return h, fmt.Errorf("lift hold: %w", err)
	}
	h.Lift = lift
	return h, nil
}

// InForce returns the strongest level at which the holds keep a process from being done.
func InForce(holds []Hold, process Process, at time.Time) HoldLevel {
	level := NoLevel
	for _, h := range holds {
		if h.Process == process && h.Binds(at) {
			level = max(level, h.Level)
		}
	}
	return level
}

// A LiftReason is the coded reason of a temporary lift. Stored and sent.
type LiftReason uint8

// The reasons of temporary lifts.
const (
	OwnRequest      LiftReason = 1 // 本人からの請求
	OfficialRequest LiftReason = 2 // 公用請求
	ChangeOfRecord  LiftReason = 3 // 異動の処理
	CourtOrder      LiftReason = 4 // 裁判所等からの請求
	OfficialCheck   LiftReason = 5 // 審査・照合
)

// LiftReasons returns every reason in the order of the menus.
func LiftReasons() []LiftReason {
	return []LiftReason{OwnRequest, OfficialRequest, ChangeOfRecord, CourtOrder, OfficialCheck}
}

// MaxLift is the most minutes of a temporary lift: no longer than somebody stands at
// the counter.
const MaxLift = 60

// A Lift (一時解除) takes a hold or a measure off at the counter for a while. Nobody
// has to end it.
type Lift struct {
	By     operator.ID `json:"by"`
	Reason LiftReason  `json:"reason"`
	At     time.Time   `json:"at"`
	Until  time.Time   `json:"until"`
}

// Open reports whether the lift is under way.
func (l Lift) Open(at time.Time) bool { return !at.Before(l.At) && at.Before(l.Until) }

func newLift(minutes int, reason LiftReason, by operator.ID, at time.Time) (Lift, error) {
	if minutes < 1 || minutes > MaxLift || !slices.Contains(LiftReasons(), reason) || by == "" {
		return Lift{}, ErrLift
	}
	return Lift{By: by, Reason: reason, At: at, Until: at.Add(time.Duration(minutes) * time.Minute)}, nil
}

// Encode returns the hold for sealing or sending.
func (h Hold) Encode() ([]byte, error) {
	type plain Hold
	b, err := json.Marshal(plain(h))
	if err != nil {
		return nil, fmt.Errorf("encode hold: %w", err)
	}
	return b, nil
}

// DecodeHold reads what [Hold.Encode] wrote.
func DecodeHold(b []byte) (Hold, error) {
	type plain Hold
	var h Hold
	if json.Unmarshal(b, (*plain)(&h)) != nil || h.ID == "" {
		return Hold{}, fmt.Errorf("decode hold: %w", ErrProtection)
	}
	return h, nil
}

func (h Hold) redacted() string { return "hold " + h.ID }

// Format implements fmt.Formatter: the key only.
func (h Hold) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(h.redacted())) }

// LogValue implements slog.LogValuer: the key only.
func (h Hold) LogValue() slog.Value { return slog.StringValue(h.redacted()) }

// Package policy holds the locked configuration (施錠された設定) of a terminal: what IT
// decides once for every terminal and nobody at the counter can change (R031, D19).
//
// Each number has bounds and a strict direction. A policy outside the bounds is
// refused, so that no publication can, say, lengthen the five minutes to the lock
// (R126). A terminal's own settings may go in the strict direction only: [Tighten]
// never loosens. [Policy.Values] tells for each number what is in force, within which
// bounds, and whether the publication or the terminal decided it.
//
// How a policy is signed, published, carried and verified is left to sync/bundle;
// what its numbers do, to the packages that are handed them.
package policy

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"madoguchi/app/municipality"
)

// ErrPolicy is what every refusal of a policy wraps.
var ErrPolicy = errors.New("not a policy")

// maxBytes bounds the text of a policy.
const maxBytes = 64 << 10

// A Personality is what a terminal is for. Stored: the numbers never change.
type Personality uint8

// The two personalities of the one program, and the seat of the other.
const (
	RegisterTerminal   Personality = 1 // 既存住基端末: entry, review, queue
	IntegratedTerminal Personality = 2 // 統合端末
	// AdminSeat (管理端末) is where IT administers, and no resident is seen. The registry
	// knows it as a terminal; no policy is for one.
	AdminSeat Personality = 3
)

// A Policy is one version of the configuration. Its JSON keys are stable. The zero
// Policy is not valid; begin from [Default].
type Policy struct {
	// Version grows with each publication; a terminal takes no smaller one. It stands
	// in every entry and audit record.
	Version     int         `json:"version"`
	Personality Personality `json:"personality"`
	// Ward is the municipality code of the ward the terminal stands in; "" leaves it to
	// the terminal's set-up, as in a policy for the whole city.
	Ward     string   `json:"ward"`
	Registry Registry `json:"registry"`

	Idle       Idle       `json:"idle"`
	Review     Review     `json:"review"`
	Sync       Stale      `json:"sync"`
	Unreviewed Unreviewed `json:"unreviewed"`
	Unsent     Unsent     `json:"unsent"`
	Push       Push       `json:"push"`
	SignIn     SignIn     `json:"sign_in"`
	Output     Output     `json:"output"`
	Screen     Screen     `json:"screen"`

	// NameFont is the absolute path of the font that names are drawn in; "" looks for
	// IPAmj Mincho where the system keeps fonts.
	NameFont string `json:"name_font"`
}

// Registry is the one peer a terminal talks to (R019, R024).
type Registry struct {
	// Address is host:port, such as "registry.juki.example:8443".
	Address string `json:"address"`
	// Pins are the registry's keys: the one in use and at least one in reserve, so
	// that a lost key does not cut off every terminal.
	Pins []Pin `json:"pins"`
}

// A Pin is the SHA-256 of a SubjectPublicKeyInfo. Its text is "sha256/" and base64.
type Pin [sha256.Size]byte

const pinPrefix = "sha256/"

// MarshalText implements encoding.TextMarshaler.
func (p Pin) MarshalText() ([]byte, error) {
	return []byte(pinPrefix + base64.StdEncoding.EncodeToString(p[:])), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Pin) UnmarshalText(text []byte) error {
	encoded, ok := strings.CutPrefix(string(text), pinPrefix)
	b, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if !ok || err != nil || len(b) != len(p) {
		return fmt.Errorf("pin is not %s and 32 bytes of base64: %w", pinPrefix, ErrPolicy)
	}
	copy(p[:], b)
	return nil
}

// Idle is how long a session may be left alone (R126, R037).
type Idle struct {
	WarnSeconds   int `json:"warn_seconds"`    // since the last input: countdown
	LockSeconds   int `json:"lock_seconds"`    // since the last input: covered
	LogOffSeconds int `json:"log_off_seconds"` // since the lock: ended
}

// Review is what the double check asks for beyond the rules of package review.
type Review struct {
	// Reviewers is the least number of operators besides the writer for any entry.
	Reviewers int `json:"reviewers"`
	// ApproveProof is what a reviewer shows at the moment of approving: 0 nothing, 1 the
	// PIN, 2 PIN and token code.
	ApproveProof int `json:"approve_proof"`
	// BulkCap is how many compared entries may be approved by one proof (STD 4.0.8).
	BulkCap int `json:"bulk_cap"`
	// SectionFloor is the time a block, on average, must have been in sight, in ms: below
	// it a review is reported (A17).
	SectionFloor int `json:"section_floor_ms"`
}

// Stale is what happens when the registry was not reached for long.
type Stale struct {
	WarnMinutes     int `json:"warn_minutes"`
	BlockOfficeDays int `json:"block_office_days"` // then no new entry is begun
}

// Unreviewed is what happens when entries pile up for review. Days are office days.
type Unreviewed struct {
	AlertCount int `json:"alert_count"`
	AlertDays  int `json:"alert_days"`
	BlockDays  int `json:"block_days"` // then no new entry is begun
}

// Unsent is what happens when approved entries pile up. Days are office days.
type Unsent struct {
	AlertCount int `json:"alert_count"`
	AlertDays  int `json:"alert_days"`
}

// Push is how much a terminal hands over at a time.
type Push struct {
	Events int `json:"events"`
	Bytes  int `json:"bytes"`
}

// SignIn is what a sign-in asks for beyond PIN and token.
type SignIn struct {
	// Presence is 1 where an integrated terminal that has no means to ask for a proof of
	// presence (R116) lets nobody in. One that has asks in any case.
	Presence int `json:"presence"`
	// NoticeDays is after how many days an operator is told again, and confirms, that what
	// is done at the terminal is logged (R034).
	NoticeDays int `json:"notice_days"`
}

// Output is how many residents may leave on paper before a manager has to approve it
// (R130). Copies count.
type Output struct {
	Records    int `json:"records"`     // at once
	RecordsDay int `json:"records_day"` // by one operator at one terminal on one day
}

// Screen is how the window is kept from being copied (R129).
type Screen struct {
	// Exclude is 1 where the window is left out of pictures of the screen, of sharing and
	// of remote support. Windows can; X11 cannot.
	Exclude int `json:"exclude"`
}

// Default returns the policy that ships: every number at what the standard, the
// assessment or DOMAIN 4.4 says. Version, ward and registry are the publisher's.
func Default() Policy {
	return Policy{
		Version:     1,
		Personality: RegisterTerminal,
		Idle:        Idle{WarnSeconds: 270, LockSeconds: 300, LogOffSeconds: 1800},
		Review:      Review{Reviewers: 1, ApproveProof: 1, BulkCap: 10, SectionFloor: 700},
		Sync:        Stale{WarnMinutes: 60, BlockOfficeDays: 3},
		Unreviewed:  Unreviewed{AlertCount: 50, AlertDays: 1, BlockDays: 2},
		Unsent:      Unsent{AlertCount: 200, AlertDays: 1},
		Push:        Push{Events: 100, Bytes: 1 << 20},
		SignIn:      SignIn{NoticeDays: 30},
		Output:      Output{Records: 30, RecordsDay: 300},
		Screen:      Screen{Exclude: 1},
	}
}

// Decode reads a policy and checks it. Unknown keys are refused: one that was
// misspelt would otherwise silently not be in force. What is left out has the value
// of [Default].
func Decode(b []byte) (Policy, error) {
	if len(b) > maxBytes {
		return Policy{}, fmt.Errorf("decode policy: %d bytes: %w", len(b), ErrPolicy)
	}
	p := Default()
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return Policy{}, fmt.Errorf("decode policy: %w: %w", ErrPolicy, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Policy{}, fmt.Errorf("decode policy: more after its end: %w", ErrPolicy)
	}
	if err := p.Check(); err != nil {
		return Policy{}, fmt.Errorf("decode policy: %w", err)
	}
	return p, nil
}

// Encode returns p as indented JSON.
func (p Policy) Encode() ([]byte, error) {
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode policy: %w", err)
	}
	return append(b, '\n'), nil
}

// Check reports the first thing that keeps p from being put in force, with the key to
// mend.
func (p Policy) Check() error {
	refuse := func(key, why string) error { return fmt.Errorf("%s: %s: %w", key, why, ErrPolicy) }
	if p.Version < 1 {
		return refuse("version", "must be at least 1")
	}
	if p.Personality != RegisterTerminal && p.Personality != IntegratedTerminal {
		return refuse("personality", "must be 1 or 2")
	}
	if _, err := municipality.ParseCode(p.Ward); p.Ward != "" && err != nil {
		return refuse("ward", "must be a municipality code of 6 digits")
	}
	if !hostPort(p.Registry.Address) {
		return refuse("registry.address", "must be host:port")
	}
	if !twoPins(p.Registry.Pins) {
		return refuse("registry.pins", "must be two different pins at least")
	}
	for _, k := range knobs {
		if v := *k.at(&p); v < k.least || v > k.most {
			return refuse(k.key, fmt.Sprintf("must be from %d to %d", k.least, k.most))
		}
	}
	if p.Idle.WarnSeconds >= p.Idle.LockSeconds {
		return refuse("idle.warn_seconds", "must be less than idle.lock_seconds")
	}
	if p.Unreviewed.AlertDays > p.Unreviewed.BlockDays {
		return refuse("unreviewed.alert_days", "must not be more than unreviewed.block_days")
	}
	if p.NameFont != "" && !absolute(p.NameFont) {
		return refuse("name_font", "must be an absolute path")
	}
	return nil
}

func hostPort(s string) bool {
	i := strings.LastIndexByte(s, ':')
	if i < 1 || strings.ContainsAny(s, " /@?#") {
		return false
	}
	port, err := strconv.ParseUint(s[i+1:], 10, 16)
	if err != nil || port == 0 {
		return false
	}
	if strings.Contains(s[:i], ":") { // an IPv6 address stands in brackets
		_, err := netip.ParseAddrPort(s)
		return err == nil
	}
	return true
}

// twoPins: one in use and one in reserve, none the zero value.
func twoPins(pins []Pin) bool {
	return len(pins) >= 2 && pins[0] != pins[1] && !slices.Contains(pins, Pin{})
}

// absolute knows the paths of both platforms, as one policy is for all terminals.
func absolute(path string) bool {
	return strings.HasPrefix(path, "/") || len(path) > 2 && path[1:3] == `:\`
}

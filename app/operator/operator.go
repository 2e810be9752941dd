// Package operator holds who works at the counter: operators and their rights, the
// proofs they sign in with, the waits after failures, and when an idle session is
// covered and ended.
//
// Everything here is decided from its arguments: the time is told, nothing sleeps
// and nothing is stored. The registry and the terminal use the same rules, so that an
// offline sign-in asks neither more nor less than one on the line.
//
// Sealing a [Credential] is left to app/keys, keeping it with its [Guard] to
// app/store, and the order of a sign-in to app/desk.
package operator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrID means that a text is not an operator's ID.
var ErrID = errors.New("operator ID is not 1 to 32 letters, digits, '-', '_' or '.'")

// An ID names an operator (操作者).
type ID string

// ParseID checks an ID as it is typed at sign-in. Capitals and small letters are
// told apart.
func ParseID(s string) (ID, error) {
	if len(s) < 1 || len(s) > 32 {
		return "", ErrID
	}
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return "", ErrID
		}
	}
	return ID(s), nil
}

// A Right is one duty that an operator may have (R012). Rights are stored and sent:
// never renumber them.
type Right uint8

// The rights. None of them contains another.
const (
	Enter          Right = 1 // write notifications
	Review         Right = 2 // review those of others
	SupportMeasure Right = 3 // responsible officer for support measures (支援措置責任者)
	Search         Right = 4 // search the register and open records
	AdminIT        Right = 5 // configuration, terminals, operators; no resident data

	// What of a record is shown (STD 10.3). Whoever has not got one of them is told
	// that the item is left out, and the registry does not send it. There is none for
	// 続柄: masking it is forbidden.
	SeeDomicile Right = 6 // 戸籍の表示: 本籍 and 筆頭者
	SeeNumber   Right = 7 // 個人番号
	SeeCode     Right = 8 // 住民票コード
	SeeStay     Right = 9 // 在留資格 and what belongs to it

	// Chief is the chief of a section (係長): what its reviewers gave back, and how long
	// they looked.
	Chief Right = 10

	// Personnel asks for rights and approves what another asked for, in the business
	// department (業務主管課, R026). Setting them is IT's.
	Personnel Right = 11
)

// Sights returns the rights to see an item of a record that can be masked.
func Sights() []Right { return []Right{SeeDomicile, SeeNumber, SeeCode, SeeStay} }

// A Profile is what the registry says of an operator.
type Profile struct {
	ID     ID      `json:"id"`              // 操作者ID: what the rights belong to
	Login  ID      `json:"login,omitempty"` // 照合ID: what is typed at an integrated terminal (R117)
	Name   string  `json:"name"`
	Unit   string  `json:"unit,omitempty"` // organisational unit (組織単位, STD 10.3)
	Ward   string  `json:"ward"`           // municipality code of the ward the rights cover
	Rights []Right `json:"rights"`
	// The rights count from ValidFrom until before ValidUntil; zero is open.
	ValidFrom  time.Time `json:"valid_from"`
	ValidUntil time.Time `json:"valid_until"`
}

// Valid reports whether the profile's rights count at t.
func (p Profile) Valid(t time.Time) bool {
	return !t.Before(p.ValidFrom) && (p.ValidUntil.IsZero() || t.Before(p.ValidUntil))
}

// Has reports whether the operator has the right at t.
func (p Profile) Has(r Right, t time.Time) bool {
	return p.Valid(t) && slices.Contains(p.Rights, r)
}

// A Credential is what an operator's PIN opens on one terminal: all that an offline
// sign-in needs. It prints as nothing but the operator's ID.
type Credential struct {
	Seed    []byte  `json:"seed"` // of the token
	Key     []byte  `json:"key"`  // Ed25519 private key, enrolled for this terminal
	Profile Profile `json:"profile"`
	// PINDue says that it is sealed under a PIN that was issued and not set by the holder:
	// it opens nothing but the setting of another.
	PINDue bool `json:"pin_due,omitempty"`
	// ValidUntil ends the use without the registry, however long the profile counts.
	ValidUntil time.Time `json:"valid_until"`
}

// Encode writes c for sealing.
func (c Credential) Encode() ([]byte, error) { return json.Marshal(plain(c)) }

// DecodeCredential reads what [Credential.Encode] wrote. Its error quotes nothing.
func DecodeCredential(b []byte) (Credential, error) {
	var c plain
	if err := json.Unmarshal(b, &c); err != nil {
		return Credential{}, errors.New("decode credential: not one")
	}
	return Credential(c), nil
}

// plain is a Credential without the methods that hide it.
type plain Credential

// String implements [fmt.Stringer].
func (c Credential) String() string { return "credential of " + string(c.Profile.ID) }

// Format keeps %+v and its kin from printing the secrets.
func (c Credential) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// MarshalJSON refuses: a credential leaves the program through [Credential.Encode]
// and a seal, not inside a log line.
func (c Credential) MarshalJSON() ([]byte, error) {
	return nil, errors.New("marshal credential: use Encode")
}

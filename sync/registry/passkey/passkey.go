// Package passkey checks proofs with user verification for the registry (R116): a FIDO2
// authenticator with a fingerprint reader, or the fingerprint or face that the machine's own
// one knows, signs a challenge of the registry and says in what it signs that it verified
// its user. Unlike a match that a reader reports to its terminal, that cannot be claimed by
// a terminal.
//
// What is kept of an authenticator is its public key and its counter. An answer without the
// mark of user verification, from another origin, to another challenge, or from an
// authenticator whose counter stands still after it had moved (a copy) is refused.
//
// Asking, keeping the challenge and the account are sync/registry's; talking to the
// authenticator is the terminal's.
package passkey

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"madoguchi/app/operator"
	"madoguchi/sync/registry"
)

// Errors of a check. Callers refuse; which one it was is for tests.
var (
	ErrAnswer = errors.New("authenticator did not prove its user")
	ErrCopy   = errors.New("authenticator may have been copied")
)

// maxKeys is how many authenticators an operator has at most.
const maxKeys = 4

// A Checker checks for one registry.
type Checker struct {
	party *webauthn.WebAuthn
	// secret makes up keys of whom there is none of, the same each time.
	secret [32]byte
}

var _ registry.Passkeys = (*Checker)(nil)

// New returns a checker for a relying party: the registry's name, which authenticators bind
// their keys to. It never changes; with another name every key is worth nothing.
func New(host string) (*Checker, error) {
	party, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Madoguchi", RPOrigins: []string{"https://" + host}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{UserVerification: protocol.VerificationRequired, ResidentKey: protocol.ResidentKeyRequirementDiscouraged},
	})
	if err != nil {
		return nil, fmt.Errorf("new passkey checker: %w", err)
	}
	c := &Checker{party: party}
	_, _ = rand.Read(c.secret[:]) // never fails (crypto/rand)
	return c, nil
}

// A user is an operator as the library wants it.
type user struct {
	operator.Profile
	keys []webauthn.Credential
}

// WebAuthnID implements webauthn.User.
func (u user) WebAuthnID() []byte { return []byte(u.ID) }

// WebAuthnName implements webauthn.User.
func (u user) WebAuthnName() string { return string(u.ID) }

// WebAuthnDisplayName implements webauthn.User. An authenticator needs no name.
func (u user) WebAuthnDisplayName() string { return string(u.ID) }

// WebAuthnCredentials implements webauthn.User.
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.keys }

func userOf(who operator.Profile, held []byte) (user, error) {
	u := user{Profile: who}
	if len(held) == 0 {
		return u, nil
	}
	if err := json.Unmarshal(held, &u.keys); err != nil {
		return u, fmt.Errorf("read passkeys: %w", err)
	}
	return u, nil
}

// Offer implements registry.Passkeys.
func (c *Checker) Offer(who operator.Profile, held []byte) (options, state []byte, err error) {
	u, err := userOf(who, held)
	if err != nil {
		return nil, nil, err
	}
	if len(u.keys) >= maxKeys {
		return nil, nil, fmt.Errorf("offer passkey: %d are kept already", maxKeys)
	}
	asked, session, err := c.party.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.keys).CredentialDescriptors()))
	if err != nil {
		return nil, nil, fmt.Errorf("offer passkey: %w", err)
	}
	return pair(asked, session)
}

// Add implements registry.Passkeys.
func (c *Checker) Add(state, answer []byte, who operator.Profile, held []byte) ([]byte, error) {
	u, err := userOf(who, held)
	if err != nil {
		return nil, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return nil, fmt.Errorf("add passkey: %w", err)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, fmt.Errorf("add passkey: %w", ErrAnswer)
	}
	made, err := c.party.CreateCredential(u, session, parsed)
	if err != nil || !made.Flags.UserVerified {
		return nil, fmt.Errorf("add passkey: %w", ErrAnswer)
	}
	return json.Marshal(append(u.keys, *made))
}

// Ask implements registry.Passkeys. Of whom there is no key of, one is made up, so that
// nobody learns who has one.
func (c *Checker) Ask(who operator.Profile, held []byte) (options, state []byte, err error) {
	u, err := userOf(who, held)
	if err != nil {
		return nil, nil, err
	}
	if len(u.keys) == 0 {
		mac := hmac.New(sha256.New, c.secret[:])
		mac.Write([]byte(who.ID))
		u.keys = []webauthn.Credential{{ID: mac.Sum(nil)}}
	}
	asked, session, err := c.party.BeginLogin(u, webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, nil, fmt.Errorf("ask passkey: %w", err)
	}
	return pair(asked, session)
}

// Check implements registry.Passkeys.
func (c *Checker) Check(state, answer []byte, who operator.Profile, held []byte) ([]byte, error) {
	u, err := userOf(who, held)
	if err != nil {
		return nil, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return nil, fmt.Errorf("check passkey: %w", err)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, fmt.Errorf("check passkey: %w", ErrAnswer)
	}
	used, err := c.party.ValidateLogin(u, session, parsed)
	switch {
	case err != nil:
		return nil, fmt.Errorf("check passkey: %w", ErrAnswer)
	case !used.Flags.UserVerified:
		return nil, fmt.Errorf("check passkey: %w", ErrAnswer)
	case used.Authenticator.CloneWarning:
		return nil, fmt.Errorf("check passkey: %w", ErrCopy)
	}
	i := slices.IndexFunc(u.keys, func(k webauthn.Credential) bool { return slices.Equal(k.ID, used.ID) })
	if i < 0 {
		return nil, fmt.Errorf("check passkey: %w", ErrAnswer)
	}
	u.keys[i] = *used
	return json.Marshal(u.keys)
}

func pair(asked, session any) (options, state []byte, err error) {
	if options, err = json.Marshal(asked); err != nil {
		return nil, nil, err
	}
	state, err = json.Marshal(session)
	return options, state, err
}

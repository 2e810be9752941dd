package passkey_test

import (
	"errors"
	"testing"

	"github.com/descope/virtualwebauthn"

	"madoguchi/app/operator"
	"madoguchi/sync/registry/passkey"
)

const host = "registry.minato.example"

var sato = operator.Profile{ID: "n05", Name: "灘 渚"}

// A key is an authenticator with its only key.
type key struct {
	party virtualwebauthn.RelyingParty
	auth  virtualwebauthn.Authenticator
	cred  virtualwebauthn.Credential
}

func newKey() *key {
	k := &key{
		party: virtualwebauthn.RelyingParty{ID: host, Name: "Madoguchi", Origin: "https://" + host},
		auth:  virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(sato.ID)}),
		cred:  virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2),
	}
	return k
}

// made answers an offer.
func (k *key) made(t *testing.T, options []byte) []byte {
	t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	return []byte(virtualwebauthn.CreateAttestationResponse(k.party, k.auth, k.cred, *o))
}

// proved answers an asking; each proof moves the counter.
func (k *key) proved(t *testing.T, options []byte) []byte {
	t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	k.cred.Counter++
	return []byte(virtualwebauthn.CreateAssertionResponse(k.party, k.auth, k.cred, *o))
}

// enrolled returns a checker and what it keeps of a key.
func enrolled(t *testing.T, k *key) (*passkey.Checker, []byte) {
	t.Helper()
	c, err := passkey.New(host)
	if err != nil {
		t.Fatal(err)
	}
	options, state, err := c.Offer(sato, nil)
	if err != nil {
		t.Fatal(err)
	}
	held, err := c.Add(state, k.made(t, options), sato, nil)
	if err != nil {
		t.Fatal(err)
	}
	k.auth.AddCredential(k.cred)
	return c, held
}

// TestCheck is R116: only the authenticator that verified its user, asked now and here,
// proves anything.
func TestCheck(t *testing.T) {
	tests := []struct {
		name string
		edit func(*key)
		want error
	}{
		{"user verified", func(*key) {}, nil},
		{"user not verified", func(k *key) { k.auth.Options.UserNotVerified = true }, passkey.ErrAnswer},
		{"nobody there", func(k *key) { k.auth.Options.UserNotPresent = true }, passkey.ErrAnswer},
		{"another origin", func(k *key) { k.party.Origin = "https://registry.minato.example.com" }, passkey.ErrAnswer},
		{"another relying party", func(k *key) { k.party.ID = "other.example" }, passkey.ErrAnswer},
		{"another key under the same ID", func(k *key) {
			other := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
			other.ID = k.cred.ID
			k.cred = other
		}, passkey.ErrAnswer},
		{"another operator's", func(k *key) { k.auth.Options.UserHandle = []byte("n06") }, passkey.ErrAnswer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := newKey()
			c, held := enrolled(t, k)
			options, state, err := c.Ask(sato, held)
			if err != nil {
				t.Fatal(err)
			}
			tt.edit(k)
			answer := k.proved(t, options)
			after, err := c.Check(state, answer, sato, held)
			if !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Fatalf("check = %v, want %v", err, tt.want)
			}
			if err != nil {
				return
			}
			_, another, err := c.Ask(sato, after)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Check(another, answer, sato, after); !errors.Is(err, passkey.ErrAnswer) {
				t.Errorf("the answer to another challenge = %v", err)
			}
		})
	}
}

// TestCopy: a counter that does not move shows a copy.
func TestCopy(t *testing.T) {
	k := newKey()
	k.cred.Counter = 5
	c, held := enrolled(t, k)
	prove := func() error {
		options, state, err := c.Ask(sato, held)
		if err != nil {
			t.Fatal(err)
		}
		after, err := c.Check(state, k.proved(t, options), sato, held)
		if err == nil {
			held = after
		}
		return err
	}
	if err := prove(); err != nil {
		t.Fatal(err)
	}
	k.cred.Counter = 3
	if err := prove(); !errors.Is(err, passkey.ErrCopy) {
		t.Errorf("a counter that went back = %v", err)
	}
}

// TestAdd: a key whose authenticator did not verify its user is not kept, nor the answer to
// something else.
func TestAdd(t *testing.T) {
	c, err := passkey.New(host)
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(*key){
		"user not verified": func(k *key) { k.auth.Options.UserNotVerified = true },
		"another origin":    func(k *key) { k.party.Origin = "https://phishing.example" },
	} {
		k := newKey()
		edit(k)
		options, state, err := c.Offer(sato, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Add(state, k.made(t, options), sato, nil); !errors.Is(err, passkey.ErrAnswer) {
			t.Errorf("%s = %v", name, err)
		}
	}
}

// TestNobody: whoever has no key is asked like whoever has one.
func TestNobody(t *testing.T) {
	c, err := passkey.New(host)
	if err != nil {
		t.Fatal(err)
	}
	ask := func() string {
		options, _, err := c.Ask(operator.Profile{ID: "nobody"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		o, err := virtualwebauthn.ParseAssertionOptions(string(options))
		if err != nil || len(o.AllowCredentials) != 1 {
			t.Fatalf("asked for %v, %v", o, err)
		}
		return o.AllowCredentials[0]
	}
	if first, second := ask(), ask(); first != second {
		t.Error("made-up keys differ from one asking to the next")
	}
}

// Package authenticator has a FIDO2 authenticator answer what the registry asks, by the
// programs of libfido2 (fido2-token, fido2-cred, fido2-assert). It writes what WebAuthn
// calls the client's data and puts the answer together; the authenticator verifies its user
// by a finger or a PIN of its own, and says so in what it signs.
//
// Nothing here is trusted: whether the answer is right, sync/registry/passkey checks.
package authenticator

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// Errors of asking.
var (
	ErrMissing = errors.New("no authenticator")
	// ErrRefused says that the authenticator has no key for this, or did not see its user.
	ErrRefused = errors.New("authenticator did not answer")
)

// Tools are the programs of libfido2.
type Tools struct {
	Token, Cred, Assert string
}

// System are those that the machine has.
var System = Tools{Token: "fido2-token", Cred: "fido2-cred", Assert: "fido2-assert"}

// asked is what of the registry's question is needed (WebAuthn, both kinds of options).
type asked struct {
	PublicKey struct {
		Challenge string `json:"challenge"`
		Party     string `json:"rpId"`
		Allow     []struct {
			ID string `json:"id"`
		} `json:"allowCredentials"`
		NewParty struct {
			ID string `json:"id"`
		} `json:"rp"`
		User struct {
			ID string `json:"id"`
		} `json:"user"`
	} `json:"publicKey"`
}

var (
	url      = base64.RawURLEncoding
	standard = base64.StdEncoding
)

// Prove has the authenticator sign the registry's challenge with one of the keys it names.
func (t Tools) Prove(ctx context.Context, options []byte) ([]byte, error) {
	var q asked
	if err := json.Unmarshal(options, &q); err != nil {
		return nil, errors.New("prove presence: not a question of the registry")
	}
	device, err := t.device(ctx)
	if err != nil {
		return nil, fmt.Errorf("prove presence: %w", err)
	}
	client, hash := clientData("webauthn.get", q.PublicKey.Challenge, q.PublicKey.Party)
	for _, key := range q.PublicKey.Allow {
		id, err := url.DecodeString(strings.TrimRight(key.ID, "="))
		if err != nil {
			continue
		}
		out, err := run(ctx, t.Assert, []string{hash, q.PublicKey.Party, standard.EncodeToString(id)}, "-G", "-p", "-t", "uv=true", device)
		if err != nil || len(out) < 4 {
			continue // another authenticator's key, or nobody touched it
		}
		data, err1 := authData(out[2])
		signature, err2 := standard.DecodeString(out[3])
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("prove presence: %w", err)
		}
		return json.Marshal(answer(id, map[string]string{"clientDataJSON": url.EncodeToString(client),
			"authenticatorData": url.EncodeToString(data), "signature": url.EncodeToString(signature)}))
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("prove presence: %w", ctx.Err())
	}
	return nil, fmt.Errorf("prove presence: %w", ErrRefused)
}

// Enrol has the authenticator make a key for the operator whom the registry names.
func (t Tools) Enrol(ctx context.Context, options []byte) ([]byte, error) {
	var q asked
	if err := json.Unmarshal(options, &q); err != nil {
		return nil, errors.New("enrol authenticator: not a question of the registry")
	}
	device, err := t.device(ctx)
	if err != nil {
		return nil, fmt.Errorf("enrol authenticator: %w", err)
	}
	user, err := url.DecodeString(strings.TrimRight(q.PublicKey.User.ID, "="))
	if err != nil {
		return nil, errors.New("enrol authenticator: not a question of the registry")
	}
	client, hash := clientData("webauthn.create", q.PublicKey.Challenge, q.PublicKey.NewParty.ID)
	out, err := run(ctx, t.Cred, []string{hash, q.PublicKey.NewParty.ID, string(user), standard.EncodeToString(user)}, "-M", "-v", device, "es256")
	if err != nil || len(out) < 5 {
		return nil, fmt.Errorf("enrol authenticator: %w", ErrRefused)
	}
	data, err1 := standard.DecodeString(out[3]) // CBOR already, as it stands in the object
	id, err2 := standard.DecodeString(out[4])
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("enrol authenticator: %w", err)
	}
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData"), data...)
	return json.Marshal(answer(id, map[string]string{"clientDataJSON": url.EncodeToString(client), "attestationObject": url.EncodeToString(object)}))
}

func answer(id []byte, response map[string]string) map[string]any {
	return map[string]any{"id": url.EncodeToString(id), "rawId": url.EncodeToString(id), "type": "public-key", "response": response}
}

// clientData returns what the client says of the question, and its hash for the tools.
func clientData(kind, challenge, party string) ([]byte, string) {
	client, _ := json.Marshal(struct { // strings can always be written
		Type        string `json:"type"`
		Challenge   string `json:"challenge"`
		Origin      string `json:"origin"`
		CrossOrigin bool   `json:"crossOrigin"`
	}{kind, strings.TrimRight(challenge, "="), "https://" + party, false})
	hash := sha256.Sum256(client)
	return client, standard.EncodeToString(hash[:])
}

// device returns the first authenticator there is.
func (t Tools) device(ctx context.Context) (string, error) {
	out, err := run(ctx, t.Token, nil, "-L")
	if err != nil || len(out) == 0 {
		return "", ErrMissing
	}
	name, _, ok := strings.Cut(out[0], ": ")
	if !ok {
		return "", ErrMissing
	}
	return name, nil
}

// run returns the lines a program writes for those it is given. Its errors quote nothing.
func run(ctx context.Context, program string, in []string, args ...string) ([]string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin = strings.NewReader(strings.Join(append(in, ""), "\n"))
	out, err := cmd.Output()
	if err != nil {
		return nil, ErrRefused
	}
	var lines []string
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		lines = append(lines, s.Text())
	}
	return lines, nil
}

// authData takes authenticator data out of the CBOR that libfido2 wraps it in: a byte string
// of less than 64 KiB.
func authData(text string) ([]byte, error) {
	b, err := standard.DecodeString(text)
	if err != nil {
		return nil, err
	}
	switch {
	case len(b) > 1 && b[0] == 0x58 && len(b) == 2+int(b[1]):
		return b[2:], nil
	case len(b) > 2 && b[0] == 0x59 && len(b) == 3+int(b[1])<<8+int(b[2]):
		return b[3:], nil
	}
	return nil, errors.New("authenticator data is not a byte string")
}

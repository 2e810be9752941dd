package main

import (
	"context"
	"fmt"

	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/cmd/terminal/authenticator"
	"madoguchi/cmd/terminal/fingerprint"
	"madoguchi/ui/proof"
)

// fingers is the machine's fingerprint reader as the desk asks it. It is opened for each
// proof: the bus may come and go.
type fingers struct{}

// Prove implements desk.Presence. What it says is this terminal's own claim.
func (fingers) Prove(ctx context.Context, typed operator.ID, _ func(context.Context) ([]byte, error)) (_ []byte, err error) {
	reader, err := fingerprint.Open()
	if err != nil {
		return nil, err
	}
	defer reader.Close() //nolint:errcheck // nothing was written
	return nil, reader.Verify(ctx, typed)
}

// passkeys is an authenticator as the desk asks it; the registry checks what it answers.
type passkeys struct{}

// Prove implements desk.Presence. Without a line nobody can check it, and it fails.
func (passkeys) Prove(ctx context.Context, _ operator.ID, ask func(context.Context) ([]byte, error)) ([]byte, error) {
	options, err := ask(ctx)
	if err != nil {
		return nil, err
	}
	return authenticator.System.Prove(ctx, options)
}

// asks is what the screens where somebody proves who they are ask for here.
func (w *window) asks() proof.Asks {
	terms := w.parts.desk.Terms()
	if !terms.Integrated {
		return proof.Asks{}
	}
	asked := map[string]proof.Presence{"fingerprint": proof.Finger, "passkey": proof.Passkey}
	return proof.Asks{Login: true, Presence: asked[w.config.Presence]}
}

// askAnew draws the sign-in anew when a locked configuration has it ask for something else.
func (w *window) askAnew() {
	if asks := w.asks(); asks != w.asked {
		w.asked = asks
		w.shell.Reenter()
	}
}

// presenceOf returns what the configuration names.
func presenceOf(c Config) (desk.Presence, error) {
	switch c.Presence {
	case "":
		return nil, nil
	case "fingerprint":
		return fingers{}, nil
	case "passkey":
		return passkeys{}, nil
	}
	return nil, fmt.Errorf("%w: presence %q is neither \"fingerprint\" nor \"passkey\"", errSetup, c.Presence)
}

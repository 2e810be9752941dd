package main

import (
	"context"
	"fmt"

	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/cmd/terminal/fingerprint"
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

// presenceOf returns what the configuration names.
func presenceOf(c Config) (desk.Presence, error) {
	switch c.Presence {
	case "":
		return nil, nil
	case "fingerprint":
		return fingers{}, nil
	}
	return nil, fmt.Errorf("%w: presence %q is not \"fingerprint\"", errSetup, c.Presence)
}

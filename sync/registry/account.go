package registry

import (
	"encoding/json"

	"madoguchi/app/operator"
)

// An Account is an operator as the registry knows them.
type Account struct {
	ID       operator.ID
	Profile  json.RawMessage
	PIN      string // Argon2id verifier
	Seed     []byte // shared secret of the token
	Step     int64  // last time step a code was taken for
	Attempts json.RawMessage
}

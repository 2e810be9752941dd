package tpm_test

import (
	"errors"
	"testing"

	"madoguchi/app/keys"
	"madoguchi/app/keys/keystest"
	"madoguchi/app/keys/tpm"
)

// TestChip binds a hierarchy to a TPM in software, and opens it with that one, with
// another one, and after recovery on the other.
func TestChip(t *testing.T) {
	chips := [2]tpm.Chip{}
	for i := range chips {
		socket := swtpm(t)
		open(t, socket) // waits until it answers
		chips[i] = tpm.Chip(socket)
	}
	var ring keystest.Ring
	k, material, err := keys.Create(keys.WithChip(&ring, chips[0]))
	if err != nil {
		t.Fatal(err)
	}
	place := keys.Place{Table: "t", Row: "1", Column: "c", Schema: 1}
	sealed, err := k.Sealer().Seal(place, []byte("body"))
	if err != nil {
		t.Fatal(err)
	}
	passphrases := [2]string{"first custodian's words", "second custodian's words"}
	file, shares, err := keys.MakeRecovery(passphrases, keys.Cost{MemoryKiB: 64, Passes: 1, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	public, err := keys.ParseRecovery(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, material, err = keys.Rotate(keys.WithChip(&ring, chips[0]), material, keys.Rotation{Recovery: public}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		ring keys.Ring
		want error
	}{
		{"its own TPM", keys.WithChip(&ring, chips[0]), nil},
		{"replaced", keys.WithChip(&ring, chips[1]), keys.ErrChipForeign},
		{"gone", keys.WithChip(&ring, tpm.Chip("/nowhere")), keys.ErrChipMissing},
		{"never looked for", &ring, keys.ErrChipMissing},
	} {
		if _, err := keys.Open(tt.ring, material); !errors.Is(err, tt.want) {
			t.Errorf("%s: error = %v, want %v", tt.name, err, tt.want)
		}
	}
	secret, err := keys.OpenRecovery(shares, passphrases)
	if err != nil {
		t.Fatal(err)
	}
	replaced := keys.WithChip(&ring, chips[1])
	if _, material, err = keys.Recover(replaced, material, secret); err != nil {
		t.Fatal(err)
	}
	if k, err = keys.Open(replaced, material); err != nil {
		t.Fatal(err)
	}
	if body, err := k.Sealer().Open(place, sealed); err != nil || string(body) != "body" {
		t.Errorf("body after recovery = %q, %v", body, err)
	}
}

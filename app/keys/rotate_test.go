package keys_test

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"madoguchi/app/keys"
	"madoguchi/app/keys/keystest"
)

var passphrases = [2]string{"first custodian's words", "second custodian's words"}

func rotate(t *testing.T, ring keys.Ring, m keys.Material, r keys.Rotation) (*keys.Keys, keys.Material) {
	t.Helper()
	k, next, err := keys.Rotate(ring, m, r)
	if err != nil {
		t.Fatal(err)
	}
	return k, next
}

func open(t *testing.T, ring keys.Ring, m keys.Material) *keys.Keys {
	t.Helper()
	k, err := keys.Open(ring, m)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestRotateKeepsOldData rotates each key and all of them, and reads what was sealed
// before with the keys that are opened after.
func TestRotateKeepsOldData(t *testing.T) {
	for name, r := range map[string]keys.Rotation{
		"half": {Half: true}, "data": {Data: true}, "index": {Index: true}, "terminal": {Terminal: true},
		"all": {Half: true, Data: true, Index: true, Terminal: true},
	} {
		t.Run(name, func(t *testing.T) {
			before, material, ring := create(t)
			body, _ := before.Sealer().Seal(here, []byte("before"))
			index, _ := before.Sealer().BlindIndex("c", "v")
			_, next := rotate(t, ring, material, r)
			after := open(t, ring, next)
			if got, err := after.Sealer().Open(here, body); err != nil || string(got) != "before" {
				t.Fatalf("old body = %q, %v", got, err)
			}
			now, _ := after.Sealer().BlindIndex("c", "v")
			if bytes.Equal(now, index) == r.Index {
				t.Errorf("index changed = %v, want %v", !r.Index, r.Index)
			}
			if moved, _ := after.Sealer().Reindex("c", index); r.Index && !bytes.Equal(moved, now) {
				t.Error("a moved index is not what a new one would be")
			}
			fresh, _ := after.Sealer().Seal(here, []byte("after"))
			if _, err := before.Sealer().Open(here, fresh); (err != nil) != r.Data {
				t.Errorf("the old keys open what the new ones seal: %v", err)
			}
			if !after.Terminal().(*ecdsa.PrivateKey).Equal(before.Terminal()) {
				t.Error("the terminal's key changed before it had a certificate")
			}
			if (after.Next() != nil) != r.Terminal {
				t.Errorf("next terminal key = %v", after.Next())
			}
			if after.Stale() != r.Half {
				t.Errorf("stale = %v", after.Stale())
			}
		})
	}
}

// TestRotateAtEachStep stops a rotation of the half after each of its steps: at every
// moment the material that is stored opens.
func TestRotateAtEachStep(t *testing.T) {
	_, material, ring := create(t)
	rotate(t, ring, material, keys.Rotation{Half: true}) // the program ends before it is stored
	open(t, ring, material)
	_, next := rotate(t, ring, material, keys.Rotation{Half: true}) // tried again
	open(t, ring, material)
	open(t, ring, next)
	if ring.Len() != 2 {
		t.Errorf("%d halves, want the old and the new", ring.Len())
	}
	if _, err := keys.Retire(ring, next); err != nil { // ended after this, before it is stored
		t.Fatal(err)
	}
	if open(t, ring, next); ring.Len() != 1 {
		t.Errorf("%d halves, want one", ring.Len())
	}
	clean, err := keys.Retire(ring, next)
	if err != nil {
		t.Fatal(err)
	}
	if open(t, ring, clean).Stale() {
		t.Error("still stale")
	}
	if _, err := keys.Open(ring, material); !errors.Is(err, keys.ErrHalfMissing) {
		t.Errorf("a copy from before the rotation opens: %v", err)
	}
}

func TestPromote(t *testing.T) {
	_, material, ring := create(t)
	if _, _, err := keys.Rotate(ring, material, keys.Rotation{Promote: true}); err == nil {
		t.Error("promoted a key that is not there")
	}
	k, material := rotate(t, ring, material, keys.Rotation{Terminal: true})
	want := k.Next()
	k, _ = rotate(t, ring, material, keys.Rotation{Promote: true})
	if !k.Terminal().(*ecdsa.PrivateKey).Equal(want) || k.Next() != nil {
		t.Error("the next key is not the terminal's")
	}
}

func recovery(t *testing.T) (public *keys.RecoveryPublic, shares [2][]byte) {
	t.Helper()
	file, shares, err := keys.MakeRecovery(passphrases, cheap)
	if err != nil {
		t.Fatal(err)
	}
	if public, err = keys.ParseRecovery(file); err != nil {
		t.Fatal(err)
	}
	return public, shares
}

// TestRecover loses the keyring and opens the file with both custodians.
func TestRecover(t *testing.T) {
	public, shares := recovery(t)
	before, material, ring := create(t)
	_, material = rotate(t, ring, material, keys.Rotation{Recovery: public})
	_, material = rotate(t, ring, material, keys.Rotation{Half: true, Data: true}) // it is kept over rotations
	body, _ := before.Sealer().Seal(here, []byte("before"))
	ring.Forget()
	if _, err := keys.Open(ring, material); !errors.Is(err, keys.ErrHalfMissing) {
		t.Fatalf("error = %v", err)
	}
	secret, err := keys.OpenRecovery([2][]byte{shares[1], shares[0]}, [2]string{passphrases[1], passphrases[0]})
	if err != nil {
		t.Fatal(err)
	}
	if _, material, err = keys.Recover(ring, material, secret); err != nil {
		t.Fatal(err)
	}
	after := open(t, ring, material)
	if got, err := after.Sealer().Open(here, body); err != nil || string(got) != "before" {
		t.Errorf("old body = %q, %v", got, err)
	}
	if !after.Terminal().(*ecdsa.PrivateKey).Equal(before.Terminal()) {
		t.Error("another terminal key: the certificate is lost")
	}
	if after.Recovery() != public.Fingerprint() {
		t.Errorf("recovery key = %q", after.Recovery())
	}
}

func TestRecoverRefuses(t *testing.T) {
	public, shares := recovery(t)
	_, others := recovery(t)
	_, plain, ring := create(t)
	_, material := rotate(t, ring, plain, keys.Rotation{Recovery: public})
	open := func(a, b []byte, p [2]string) error {
		secret, err := keys.OpenRecovery([2][]byte{a, b}, p)
		if err != nil {
			return err
		}
		_, _, err = keys.Recover(ring, material, secret)
		return err
	}
	stranger, err := keys.OpenRecovery(others, passphrases)
	if err != nil {
		t.Fatal(err)
	}
	_, _, unwrapped := keys.Recover(ring, plain, stranger)
	_, _, foreign := keys.Recover(ring, material, stranger)
	renumbered := []byte(strings.Replace(string(shares[0]), `"share":1`, `"share":2`, 1))
	for _, tt := range []struct {
		name string
		got  error
		want error
	}{
		{"one custodian alone, the share twice", open(shares[0], shares[0], [2]string{passphrases[0], passphrases[0]}), keys.ErrShares},
		{"the share as the other one", open(shares[0], renumbered, [2]string{passphrases[0], passphrases[0]}), keys.ErrPassphrase},
		{"shares of two keys", open(shares[0], others[1], passphrases), keys.ErrShares},
		{"wrong passphrase", open(shares[0], shares[1], [2]string{passphrases[0], "something else entirely"}), keys.ErrPassphrase},
		{"another recovery key", foreign, keys.ErrNoRecovery},
		{"none was set", unwrapped, keys.ErrNoRecovery},
		{"both in order", open(shares[0], shares[1], passphrases), nil},
	} {
		if !errors.Is(tt.got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	if _, _, err := keys.MakeRecovery([2]string{"short", passphrases[1]}, cheap); err == nil {
		t.Error("took a short passphrase")
	}
}

// TestRecoveryKeyIsBound puts another recovery key into the material, as somebody can who
// has the disk: it must not be what the next rotation wraps for.
func TestRecoveryKeyIsBound(t *testing.T) {
	public, _ := recovery(t)
	_, mine, ring := create(t)
	_, mine = rotate(t, ring, mine, keys.Rotation{Recovery: public})
	_, theirs, _ := create(t)
	if _, err := keys.Open(ring, splice(t, mine, theirs, "recovery")); err != nil {
		t.Errorf("a material without one: %v", err)
	}
	otherRing := &keystest.Ring{}
	_, theirs, err := keys.Create(otherRing)
	if err != nil {
		t.Fatal(err)
	}
	_, theirs = rotate(t, otherRing, theirs, keys.Rotation{Recovery: public})
	if _, err := keys.Open(ring, splice(t, mine, theirs, "recovery")); !errors.Is(err, keys.ErrMaterial) {
		t.Errorf("a foreign recovery key was taken: %v", err)
	}
}

// A chip is a TPM for tests.
type chip struct{ secret byte }

func (c chip) Seal(share []byte) ([]byte, error) { return append([]byte{c.secret}, share...), nil }

func (c chip) Unseal(blob []byte) ([]byte, error) {
	if blob[0] != c.secret {
		return nil, keys.ErrChipForeign
	}
	return bytes.Clone(blob[1:]), nil
}

// TestChip: the file needs the machine besides the keyring, and a machine that was
// replaced is what the recovery key is for.
func TestChip(t *testing.T) {
	var bare keystest.Ring
	ring := keys.WithChip(&bare, chip{1})
	_, material, err := keys.Create(ring)
	if err != nil {
		t.Fatal(err)
	}
	public, shares := recovery(t)
	_, material = rotate(t, ring, material, keys.Rotation{Half: true, Recovery: public})
	open(t, ring, material)
	if _, err := keys.Open(&bare, material); !errors.Is(err, keys.ErrChipMissing) {
		t.Errorf("without a TPM: %v", err)
	}
	replaced := keys.WithChip(&bare, chip{2})
	if _, err := keys.Open(replaced, material); !errors.Is(err, keys.ErrChipForeign) {
		t.Errorf("with another TPM: %v", err)
	}
	secret, err := keys.OpenRecovery(shares, passphrases)
	if err != nil {
		t.Fatal(err)
	}
	if _, material, err = keys.Recover(replaced, material, secret); err != nil {
		t.Fatal(err)
	}
	open(t, replaced, material)
	if _, err := keys.Open(ring, material); !errors.Is(err, keys.ErrChipForeign) {
		t.Errorf("the old TPM still opens: %v", err)
	}
	if _, err := keys.Retire(ring, material); err != nil || bare.Len() != 1 {
		t.Errorf("%d halves after retiring: %v", bare.Len(), err)
	}
}

// splice returns to with one field taken from another material.
func splice(t *testing.T, to, from keys.Material, field string) keys.Material {
	t.Helper()
	var a, b map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(to, &a), json.Unmarshal(from, &b)); err != nil {
		t.Fatal(err)
	}
	delete(a, field)
	if value, ok := b[field]; ok {
		a[field] = value
	}
	out, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestReplacedRecoveryKey: whoever keeps the shares of before and a copy of the file from
// before gets with them into that copy, and no further.
func TestReplacedRecoveryKey(t *testing.T) {
	old, shares := recovery(t)
	replacing, _ := recovery(t)
	_, material, ring := create(t)
	_, before := rotate(t, ring, material, keys.Rotation{Recovery: old})
	k, after := rotate(t, ring, before, keys.Rotation{Recovery: replacing})
	secret, err := keys.OpenRecovery(shares, passphrases)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := keys.Recover(ring, splice(t, after, before, "wrapped"), secret); err == nil {
		t.Error("the shares of before open the file of today by what a copy of it held")
	}
	sealed, err := k.Sealer().Seal(here, []byte("since then"))
	if err != nil {
		t.Fatal(err)
	}
	copied, _, err := keys.Recover(ring, before, secret)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := copied.Sealer().Open(here, sealed); !errors.Is(err, keys.ErrSealed) {
		t.Errorf("the data key of before opens what was sealed since: %v", err)
	}
	open(t, ring, after) // recovering an old copy did not cost the file its half
	if same, again := rotate(t, ring, after, keys.Rotation{Recovery: replacing}); same.Stale() != k.Stale() || len(again) == 0 {
		t.Error("setting the same recovery key once more replaced keys")
	}
}

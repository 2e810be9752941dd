package keys_test

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"madoguchi/app/keys"
	"madoguchi/app/keys/keystest"
)

var here = keys.Place{Table: "entries", Row: "018f", Column: "body", Schema: 1}

func create(t *testing.T) (*keys.Keys, keys.Material, *keystest.Ring) {
	t.Helper()
	var ring keystest.Ring
	k, m, err := keys.Create(&ring)
	if err != nil {
		t.Fatal(err)
	}
	return k, m, &ring
}

// sameKeys reports how a and b differ.
func sameKeys(a, b *keys.Keys) error {
	sealed, err := a.Sealer().Seal(here, []byte("body"))
	if err != nil {
		return err
	}
	if _, err := b.Sealer().Open(here, sealed); err != nil {
		return err
	}
	ia, err := a.Sealer().BlindIndex("household", "1001")
	if err != nil {
		return err
	}
	ib, err := b.Sealer().BlindIndex("household", "1001")
	if err != nil {
		return err
	}
	if !bytes.Equal(ia, ib) {
		return errors.New("blind index differs")
	}
	if !a.Terminal().(*ecdsa.PrivateKey).Equal(b.Terminal()) {
		return errors.New("terminal key differs")
	}
	return nil
}

func TestOpen(t *testing.T) {
	created, material, ring := create(t)
	opened, err := keys.Open(ring, material)
	if err != nil {
		t.Fatal(err)
	}
	if err := sameKeys(created, opened); err != nil {
		t.Error(err)
	}
}

// TestOpenRefuses holds the states in which a terminal stays shut. In none of them
// may the ring be given a new secret.
func TestOpenRefuses(t *testing.T) {
	_, material, good := create(t)
	_, _, other := create(t)
	// changed flips one bit in the sealed key that role names.
	changed := func(role string) keys.Material {
		var m map[string]any
		_ = json.Unmarshal(material, &m)
		raw, _ := base64.StdEncoding.DecodeString(m[role].(string))
		raw[len(raw)-1] ^= 1
		m[role] = raw
		out, _ := json.Marshal(m)
		return out
	}
	later := keys.Material(strings.Replace(string(material), `"version":1`, `"version":2`, 1))
	var empty, locked keystest.Ring
	locked.Fail(keys.ErrRingLocked)
	id := string(material)[strings.Index(string(material), `"id":"`)+6:][:36]
	var wrong, short keystest.Ring
	_ = wrong.Set(id, make([]byte, 32))
	_ = short.Set(id, []byte("short"))

	tests := []struct {
		name     string
		ring     keys.Ring
		material keys.Material
		want     error
	}{
		{"half missing from an empty keyring", &empty, material, keys.ErrHalfMissing},
		{"half missing on another machine", other, material, keys.ErrHalfMissing},
		{"keyring locked", &locked, material, keys.ErrRingLocked},
		{"half of another file under this name", &wrong, material, keys.ErrMismatch},
		{"half too short", &short, material, keys.ErrMismatch},
		{"material empty", good, nil, keys.ErrMaterial},
		{"material of a later version", good, later, keys.ErrMaterial},
		{"material truncated", good, material[:len(material)/2], keys.ErrMaterial},
		{"terminal key changed", good, changed("terminal"), keys.ErrMaterial},
		{"index root changed", good, changed("blind"), keys.ErrMaterial},
		{"data key changed", good, changed("dek"), keys.ErrMismatch},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := keys.Open(tt.ring, tt.material); !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
		})
	}
	if _, err := empty.Get(id); !errors.Is(err, keys.ErrNoSecret) {
		t.Errorf("a refused open left a secret in the ring: %v", err)
	}
}

func TestSealRefusesAnotherPlace(t *testing.T) {
	k, _, _ := create(t)
	stranger, _, _ := create(t)
	body := []byte("髙橋 𠮷之助")
	sealed, err := k.Sealer().Seal(here, body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Sealer().Open(here, sealed); err != nil || !bytes.Equal(got, body) {
		t.Fatalf("open in place = %q, %v", got, err)
	}
	if bytes.Contains(sealed, body[:6]) {
		t.Error("sealed body is readable")
	}
	moved := func(change func(*keys.Place)) keys.Place { p := here; change(&p); return p }
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)/2] ^= 1
	tests := []struct {
		name   string
		sealer *keys.Sealer
		place  keys.Place
		sealed []byte
	}{
		{"another table", k.Sealer(), moved(func(p *keys.Place) { p.Table = "outbox" }), sealed},
		{"another row", k.Sealer(), moved(func(p *keys.Place) { p.Row = "019a" }), sealed},
		{"another column", k.Sealer(), moved(func(p *keys.Place) { p.Column = "summary" }), sealed},
		{"another layout", k.Sealer(), moved(func(p *keys.Place) { p.Schema = 2 }), sealed},
		{"another terminal", stranger.Sealer(), here, sealed},
		{"one bit changed", k.Sealer(), here, flipped},
		{"truncated", k.Sealer(), here, sealed[:20]},
		{"empty", k.Sealer(), here, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.sealer.Open(tt.place, tt.sealed); !errors.Is(err, keys.ErrSealed) {
				t.Errorf("error = %v, want %v", err, keys.ErrSealed)
			}
		})
	}
}

// TestSealHidesLength checks that bodies of a like size cannot be told apart, and
// that padding never costs more than a quarter.
func TestSealHidesLength(t *testing.T) {
	k, _, _ := create(t)
	size := func(n int) int {
		body := bytes.Repeat([]byte{0x80}, n) // ends like padding on purpose
		sealed, err := k.Sealer().Seal(here, body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := k.Sealer().Open(here, sealed)
		if err != nil || !bytes.Equal(got, body) {
			t.Fatalf("%d bytes came back as %d: %v", n, len(got), err)
		}
		return len(sealed)
	}
	if size(0) != size(255) {
		t.Error("an empty body can be told from a short one")
	}
	if size(1100) != size(1279) {
		t.Error("1100 and 1279 bytes can be told apart")
	}
	sizes := map[int]bool{}
	for n := range 9000 {
		s := size(n)
		sizes[s] = true
		if n > 256 && s > (n+1)*5/4+64 {
			t.Fatalf("%d bytes are sealed as %d", n, s)
		}
	}
	if len(sizes) > 24 {
		t.Errorf("%d lengths up to 9000 bytes, want few", len(sizes))
	}
}

func TestBlindIndex(t *testing.T) {
	k, _, _ := create(t)
	stranger, _, _ := create(t)
	index := func(k *keys.Keys, column, value string) string {
		out, err := k.Sealer().BlindIndex(column, value)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	base := index(k, "household", "1001")
	if base != index(k, "household", "1001") {
		t.Error("equal values differ")
	}
	for name, other := range map[string]string{
		"another value":    index(k, "household", "1002"),
		"another column":   index(k, "resident", "1001"),
		"another terminal": index(stranger, "household", "1001"),
	} {
		if base == other {
			t.Errorf("%s gives the same index", name)
		}
	}
}

var cheap = keys.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}

func TestSealUnderPIN(t *testing.T) {
	k, _, _ := create(t)
	stranger, _, _ := create(t)
	body := []byte("seed and key")
	sealed, err := keys.SealUnderPIN("493817", k.Sealer(), here, body, cheap)
	if err != nil {
		t.Fatal(err)
	}
	moved := here
	moved.Row = "019a"
	tests := []struct {
		name   string
		pin    string
		sealer *keys.Sealer
		place  keys.Place
		want   error
	}{
		{"right PIN", "493817", k.Sealer(), here, nil},
		{"wrong PIN", "493818", k.Sealer(), here, keys.ErrPIN},
		{"no PIN", "", k.Sealer(), here, keys.ErrPIN},
		{"right PIN on another terminal", "493817", stranger.Sealer(), here, keys.ErrSealed},
		{"right PIN, another operator's row", "493817", k.Sealer(), moved, keys.ErrSealed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := keys.OpenUnderPIN(tt.pin, tt.sealer, tt.place, sealed)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error = %v, want %v", err, tt.want)
			}
			if tt.want == nil && !bytes.Equal(got, body) {
				t.Errorf("body = %q, want %q", got, body)
			}
		})
	}
	if _, err := keys.SealUnderPIN("493817", k.Sealer(), here, body, keys.Cost{}); err == nil {
		t.Error("sealed at no cost")
	}
	if c := keys.DefaultCost; c.MemoryKiB < 64*1024 || c.Passes < 3 {
		t.Errorf("default cost %+v is below what DESIGN.md allows", c)
	}
}

func BenchmarkSeal4KiB(b *testing.B) {
	k, _, err := keys.Create(&keystest.Ring{})
	if err != nil {
		b.Fatal(err)
	}
	body := make([]byte, 4000)
	for b.Loop() {
		if _, err := k.Sealer().Seal(here, body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenUnderPIN(b *testing.B) {
	k, _, err := keys.Create(&keystest.Ring{})
	if err != nil {
		b.Fatal(err)
	}
	sealed, err := keys.SealUnderPIN("493817", k.Sealer(), here, []byte("body"), keys.DefaultCost)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := keys.OpenUnderPIN("493817", k.Sealer(), here, sealed); err != nil {
			b.Fatal(err)
		}
	}
}

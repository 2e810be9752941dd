package operator_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"madoguchi/app/operator"
)

var noon = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

func TestParseID(t *testing.T) {
	tests := []struct {
		name, in string
		ok       bool
	}{
		{"letters", "sato", true},
		{"all that is allowed", "A-9_b.c", true},
		{"longest", strings.Repeat("a", 32), true},
		{"empty", "", false},
		{"too long", strings.Repeat("a", 33), false},
		{"space", "sa to", false},
		{"kanji", "佐藤", false},
		{"full-width", "ｓato", false},
		{"separator", "a\x00b", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id, err := operator.ParseID(tt.in)
			if tt.ok != (err == nil) || tt.ok && string(id) != tt.in {
				t.Errorf("ParseID(%q) = %q, %v", tt.in, id, err)
			}
		})
	}
}

// TestRights is R012: a right counts for whom it was given, from when, until when.
func TestRights(t *testing.T) {
	p := operator.Profile{
		Rights:    []operator.Right{operator.Enter, operator.Search},
		ValidFrom: noon, ValidUntil: noon.Add(time.Hour),
	}
	tests := []struct {
		name  string
		right operator.Right
		at    time.Time
		want  bool
	}{
		{"given", operator.Enter, noon, true},
		{"not given", operator.Review, noon, false},
		{"before it counts", operator.Enter, noon.Add(-1), false},
		{"last moment", operator.Enter, noon.Add(time.Hour - 1), true},
		{"expired", operator.Enter, noon.Add(time.Hour), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := p.Has(tt.right, tt.at); got != tt.want {
				t.Errorf("Has(%d) = %v, want %v", tt.right, got, tt.want)
			}
		})
	}
	p.ValidUntil = time.Time{}
	if !p.Has(operator.Enter, noon.AddDate(50, 0, 0)) {
		t.Error("open end does not count")
	}
}

func TestCredentialHidesItsSecrets(t *testing.T) {
	c := operator.Credential{
		Seed: []byte("SEEDSEEDSEEDSEED"), Key: []byte("KEYKEYKEY"),
		Profile:    operator.Profile{ID: "sato", Name: "佐藤"},
		ValidUntil: noon,
	}
	written, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := operator.DecodeCredential(written)
	if err != nil || string(back.Seed) != string(c.Seed) || string(back.Key) != string(c.Key) ||
		back.Profile.Name != c.Profile.Name || !back.ValidUntil.Equal(noon) {
		t.Fatalf("came back changed: %v", err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "c", c)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "c", &c)
	wrapped := struct{ C operator.Credential }{c}
	asJSON, _ := json.Marshal(wrapped)
	for _, s := range []string{fmt.Sprintf("%v %+v %#v %s %x", c, wrapped, wrapped, c, c), log.String(), string(asJSON)} {
		for _, secret := range []string{"SEED", "KEY", "U0VFRFN", "S0VZS0", "53454544", "佐藤"} {
			if strings.Contains(s, secret) {
				t.Errorf("%q shows %q", s, secret)
			}
		}
	}
	_, err = operator.DecodeCredential([]byte(`{"seed":"SEED`))
	if err == nil || strings.Contains(err.Error(), "SEED") {
		t.Errorf("error = %v, want one that quotes nothing", err)
	}
}

func TestCheckPIN(t *testing.T) {
	tests := []struct {
		name, pin string
		want      error
	}{
		{"six digits", "493817", nil},
		{"twelve digits", "493817493817", nil},
		{"five digits", "49381", operator.ErrPINFormat},
		{"thirteen digits", "4938174938174", operator.ErrPINFormat},
		{"letter", "49381a", operator.ErrPINFormat},
		{"full-width digits", "４９", operator.ErrPINFormat},
		{"one digit", "777777", operator.ErrPINGuessed},
		{"run up", "456789", operator.ErrPINGuessed},
		{"run up over zero", "789012", operator.ErrPINGuessed},
		{"run down", "987654", operator.ErrPINGuessed},
		{"nearly a run", "123457", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := operator.CheckPIN(tt.pin); !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
		})
	}
}

package operator_test

import (
	"encoding/hex"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"madoguchi/app/operator"
)

// The seed and the times of RFC 6238, appendix B (SHA-1), with the last six digits of
// its eight-digit codes.
var rfcSeed = []byte("12345678901234567890")

func TestTokenVectors(t *testing.T) {
	for unix, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471",
		1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		at := time.Unix(unix, 0)
		if got, err := operator.TokenCode(rfcSeed, at); err != nil || got != want {
			t.Errorf("TokenCode at %d = %q, %v, want %q", unix, got, err, want)
		}
		step, err := operator.CheckToken(rfcSeed, want, at, 0)
		if err != nil || step != unix/30 {
			t.Errorf("CheckToken at %d = %d, %v, want %d", unix, step, err, unix/30)
		}
	}
}

// TestCheckToken is R011. The code is always that of step n.
func TestCheckToken(t *testing.T) {
	const n = 60_000_000
	at := func(step int64) time.Time { return time.Unix(step*30+7, 0) }
	code, err := operator.TokenCode(rfcSeed, at(n))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		seed []byte
		code string
		now  int64
		last int64
		want error
	}{
		{"this step", rfcSeed, code, n, 0, nil},
		{"token one step behind", rfcSeed, code, n + 1, 0, nil},
		{"token one step ahead", rfcSeed, code, n - 1, 0, nil},
		{"token two steps behind", rfcSeed, code, n + 2, 0, operator.ErrToken},
		{"token two steps ahead", rfcSeed, code, n - 2, 0, operator.ErrToken},
		{"step before was used", rfcSeed, code, n, n - 1, nil},
		{"replayed at once", rfcSeed, code, n, n, operator.ErrTokenUsed},
		{"replayed one step later", rfcSeed, code, n + 1, n, operator.ErrTokenUsed},
		{"older than the last used", rfcSeed, code, n, n + 1, operator.ErrTokenUsed},
		{"clock set back to replay", rfcSeed, code, n - 1, n, operator.ErrTokenUsed},
		{"spaces around", rfcSeed, " " + code + " ", n, 0, nil},
		{"too short", rfcSeed, code[:5], n, 0, operator.ErrToken},
		{"too long", rfcSeed, code + "0", n, 0, operator.ErrToken},
		{"empty", rfcSeed, "", n, 0, operator.ErrToken},
		{"another seed", []byte("12345678901234567891"), code, n, 0, operator.ErrToken},
		{"no seed", nil, code, n, 0, operator.ErrSeed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			step, err := operator.CheckToken(tt.seed, tt.code, at(tt.now), tt.last)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error = %v, want %v", err, tt.want)
			}
			if tt.want == nil && step != n {
				t.Errorf("step = %d, want %d", step, n)
			}
		})
	}
}

// TestTokenAgainstOathtool compares with a second implementation, where it is
// installed (package oathtool).
func TestTokenAgainstOathtool(t *testing.T) {
	tool, err := exec.LookPath("oathtool")
	if err != nil {
		t.Skip("oathtool is not installed; the vectors of RFC 6238 stand for it")
	}
	for i := range 20 {
		at := noon.Add(time.Duration(i) * 977 * time.Minute)
		out, err := exec.Command(tool, "--totp", "--now="+at.Format("2006-01-02 15:04:05 UTC"), hex.EncodeToString(rfcSeed)).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := operator.TokenCode(rfcSeed, at); got != strings.TrimSpace(string(out)) {
			t.Errorf("at %v: %s, oathtool says %s", at, got, out)
		}
	}
}

package operator

import (
	"encoding/base32"
	"errors"
	"fmt"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// TokenPeriod is how long a token shows one code (R011: about every 30 s).
const TokenPeriod = 30 * time.Second

const (
	tokenDrift = 1 // steps a token's clock may be off, either way
	minSeed    = 16
)

// Errors of the proofs.
var (
	ErrToken       = errors.New("token code does not match")
	ErrTokenUsed   = errors.New("token code was used already")
	ErrSeed        = errors.New("token seed is too short")
	ErrPINFormat   = errors.New("PIN is not 6 to 12 digits")
	ErrPINGuessed  = errors.New("PIN is too easy to guess")
	tokenOpts      = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	tokenAlphabet  = base32.StdEncoding.WithPadding(base32.NoPadding)
	errNoTokenStep = errors.New("token step before 1970")
)

// TokenStep returns the step of the token's counter at t.
func TokenStep(t time.Time) int64 { return t.Unix() / int64(TokenPeriod/time.Second) }

// CheckToken checks the code of a time-based token (RFC 6238: SHA-1, six digits) at t
// and returns the step that matched. The caller must store that step, in the same
// transaction as the sign-in, and hand it in as last the next time: only steps above
// last are taken, so that a code opens once. Zero stands for never used.
//
// A right code of a step at or below last is [ErrTokenUsed]: the operator has to wait
// for the next code, or somebody looks over a shoulder.
func CheckToken(seed []byte, code string, t time.Time, last int64) (int64, error) {
	if len(seed) < minSeed {
		return 0, ErrSeed
	}
	now := TokenStep(t)
	if now < tokenDrift {
		return 0, errNoTokenStep
	}
	used := false
	// Newest first: a code that fits two steps takes both with it.
	for step := now + tokenDrift; step >= now-tokenDrift; step-- {
		// The library's own time-based check tells neither the step nor a replay.
		ok, err := hotp.ValidateCustom(code, uint64(step), tokenAlphabet.EncodeToString(seed), tokenOpts)
		if errors.Is(err, otp.ErrValidateInputInvalidLength) {
			return 0, ErrToken
		}
		if err != nil {
			return 0, fmt.Errorf("check token: %w", err)
		}
		if ok && step > last {
			return step, nil
		}
		used = used || ok
	}
	if used {
		return 0, ErrTokenUsed
	}
	return 0, ErrToken
}

// TokenCode returns the code that a token with seed shows at t. It is there for the
// training city and for tests; a real token computes it itself.
func TokenCode(seed []byte, t time.Time) (string, error) {
	if len(seed) < minSeed {
		return "", ErrSeed
	}
	code, err := hotp.GenerateCodeCustom(tokenAlphabet.EncodeToString(seed), uint64(TokenStep(t)), tokenOpts)
	if err != nil {
		return "", fmt.Errorf("token code: %w", err)
	}
	return code, nil
}

// CheckPIN checks the form of a new PIN: 6 to 12 digits, not all one digit and no run
// up or down. It says nothing about whether it is an operator's PIN.
func CheckPIN(pin string) error {
	if len(pin) < 6 || len(pin) > 12 {
		return ErrPINFormat
	}
	for i := range len(pin) {
		if pin[i] < '0' || pin[i] > '9' {
			return ErrPINFormat
		}
	}
	for _, step := range []byte{0, 1, 9} { // the same, up, down; 9 runs on to 0 and back
		if runs(pin, step) {
			return ErrPINGuessed
		}
	}
	return nil
}

// runs reports whether each digit is the one before plus step, modulo ten.
func runs(pin string, step byte) bool {
	for i := 1; i < len(pin); i++ {
		if (pin[i-1]-'0'+step)%10 != pin[i]-'0' {
			return false
		}
	}
	return true
}

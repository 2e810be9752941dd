package pinned

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
)

// Errors a caller branches on. They survive net/http and connect: use [errors.Is].
var (
	// ErrPin: whatever answered is not our registry. Nothing was sent to it.
	ErrPin = errors.New("registry is not ours")
	// ErrExpired: this terminal's certificate or the registry's has expired, or the
	// clock says so.
	ErrExpired = errors.New("certificate expired")
	// ErrRevoked: the registry knows this terminal's certificate and has revoked it.
	ErrRevoked = errors.New("terminal is revoked")
	// ErrRefused: the registry refused this terminal for another reason.
	ErrRefused = errors.New("registry refused this terminal")
	// ErrAnswer: what answered has the registry's key and does not speak as it does.
	ErrAnswer = errors.New("registry answered nonsense")
	// ErrEndpoint: the program tried to reach something else than its registry (R024).
	ErrEndpoint = errors.New("not the configured registry")
)

// A Revocation is [ErrRevoked] with what the registry says it is for.
type Revocation struct{ Why string } // a code of the registry's, "" if it did not say

// Error implements error.
func (r *Revocation) Error() string {
	if r.Why == "" {
		return ErrRevoked.Error()
	}
	return ErrRevoked.Error() + ": " + r.Why
}

// Unwrap returns [ErrRevoked].
func (r *Revocation) Unwrap() error { return ErrRevoked }

// classify puts the sentinel of this package in front of an error of a handshake, or
// returns err as it is if the network is to blame.
func classify(err error, pins []Pin) error {
	kind := kindOf(err, pins)
	if err == nil || kind == nil || errors.Is(err, kind) {
		return err
	}
	return fmt.Errorf("%w: %w", kind, err)
}

func kindOf(err error, pins []Pin) error {
	var (
		verification *tls.CertificateVerificationError
		invalid      x509.CertificateInvalidError
		record       tls.RecordHeaderError
		op           *net.OpError
	)
	switch {
	case errors.As(err, &verification):
		// An expired certificate of a stranger is a stranger's first of all.
		ours := len(verification.UnverifiedCertificates) > 0 &&
			slices.Contains(pins, PinOf(verification.UnverifiedCertificates[0]))
		if ours && errors.As(err, &invalid) && invalid.Reason == x509.Expired {
			return ErrExpired
		}
		return ErrPin
	case errors.As(err, &record):
		return ErrPin // it does not speak TLS at all
	case errors.As(err, &op) && op.Op == "remote error":
		return alertKind(op.Err.Error())
	case err != nil && strings.Contains(err.Error(), "unsupported protocol version"):
		return ErrPin // ours speaks TLS 1.3
	case err != nil && garbled(err.Error()):
		return ErrAnswer
	}
	return nil
}

// garbled reads from net/http's error that the other end does not speak HTTP/2. It has
// no exported type (Go 1.26), only these texts; TestNonsense fails when they change. A
// bad network cannot make one: TLS would tell.
func garbled(text string) bool {
	for _, part := range []string{"frame too large", "PROTOCOL_ERROR", "FRAME_SIZE_ERROR", "COMPRESSION_ERROR", "malformed HTTP"} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// alertKind reads the alert of the other end. crypto/tls has no exported type for a
// received alert (Go 1.26), only these texts; TestAlerts fails when they change.
func alertKind(text string) error {
	switch text {
	case "tls: expired certificate":
		return ErrExpired
	case "tls: revoked certificate":
		return ErrRevoked
	case "tls: protocol version not supported":
		return ErrPin
	}
	return ErrRefused
}

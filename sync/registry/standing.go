package registry

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	"madoguchi/app/audit"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// An Issuer issues certificates: the city's authority where the registry holds its key,
// in a sealed file or a module. [pinned.Authority] is one.
type Issuer interface {
	IssueTerminal(key crypto.PublicKey, terminal, ward string, now time.Time, validity time.Duration) (*x509.Certificate, error)
}

// CertificateLife is how long certificates of terminals are issued for; a terminal renews
// its own when less than a third of it is left.
const CertificateLife = 60 * 24 * time.Hour

// Limits of what a terminal says.
const (
	maxRequestDER = 8 << 10
	maxStanding   = 256 // bytes of a text
)

// Report implements the standing service.
func (r *Registry) Report(ctx context.Context, m *wirev1.ReportRequest) (*wirev1.ReportResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	if len(m.GetVersion()) > maxStanding || len(m.GetFonts()) > maxStanding {
		return nil, wire.Errorf(wire.Malformed, "report")
	}
	body, err := proto.Marshal(m)
	if err != nil {
		return nil, err
	}
	now := r.cfg.Now()
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		if err := tx.PutStanding(peer.Terminal, Standing{At: now, Body: body}); err != nil {
			return err
		}
		if err := settleKeys(tx, peer, now); err != nil {
			return err
		}
		if !m.GetForked() {
			return nil
		}
		if err := record(tx, audit.Record{Kind: audit.ForkFound, At: now, Terminal: peer.Terminal, Detail: []string{"terminal"}}); err != nil {
			return err
		}
		return stopForked(tx, peer.Terminal, "terminal", now)
	})
	if err != nil {
		return nil, err
	}
	if m.GetForked() {
		r.cfg.Log.ErrorContext(ctx, "fork: a terminal holds another history than the registry", "terminal", peer.Terminal)
		r.bell.ring()
	}
	return &wirev1.ReportResponse{RegistryTime: r.time()}, nil
}

// settleKeys ends the keys before the one that a terminal has come in with: a new one
// works, so the old one has no business any more.
func settleKeys(tx Tx, peer pinned.Peer, now time.Time) error {
	if peer.Certificate == nil {
		return nil // in tests of services
	}
	held, err := tx.TerminalKeys(peer.Terminal)
	if err != nil || len(held) < 2 || held[len(held)-1].Pin != pinned.PinOf(peer.Certificate) {
		return err
	}
	for _, k := range held[:len(held)-1] {
		if !k.EndedAt.IsZero() {
			continue
		}
		k.EndedAt = now
		if err := tx.PutTerminalKey(k); err != nil {
			return err
		}
	}
	return nil
}

// Renew implements the standing service. Whoever may come in may have another certificate
// for itself, also for a new key; the old key ends with the first report under the new.
func (r *Registry) Renew(ctx context.Context, m *wirev1.RenewRequest) (*wirev1.RenewResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	request, err := r.certifiable(m.GetRequest(), peer.Terminal)
	if err != nil {
		return nil, err
	}
	now := r.cfg.Now()
	var cert *x509.Certificate
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		t, err := tx.Terminal(peer.Terminal)
		if err != nil {
			return err
		}
		if cert, err = r.cfg.Issuer.IssueTerminal(request.PublicKey, t.ID, t.Ward, now, CertificateLife); err != nil {
			return err
		}
		if err := admitKey(tx, peer, cert, now); err != nil {
			return err
		}
		return record(tx, audit.Record{Kind: audit.TerminalRenewed, At: now, Terminal: t.ID, Detail: []string{"serial=" + cert.SerialNumber.Text(16)}})
	})
	if err != nil {
		return nil, err
	}
	return &wirev1.RenewResponse{Certificate: cert.Raw, RegistryTime: r.time()}, nil
}

// admitKey keeps the key of a renewed certificate beside the one that asked for it.
func admitKey(tx Tx, peer pinned.Peer, cert *x509.Certificate, now time.Time) error {
	held, err := tx.TerminalKeys(peer.Terminal)
	if err != nil {
		return err
	}
	pin := pinned.PinOf(cert)
	for _, k := range held {
		if k.Pin == pin {
			if !k.EndedAt.IsZero() { // a key that was given up stays given up
				return wire.Errorf(wire.NotThisAct, "key has ended")
			}
			return nil
		}
	}
	if len(held) == 0 && peer.Certificate != nil { // certified offline until now
		if err := tx.PutTerminalKey(TerminalKey{Terminal: peer.Terminal, Pin: pinned.PinOf(peer.Certificate), Since: now.Add(-time.Millisecond)}); err != nil {
			return err
		}
		if pin == pinned.PinOf(peer.Certificate) {
			return nil
		}
	}
	return tx.PutTerminalKey(TerminalKey{Terminal: peer.Terminal, Pin: pin, Since: now})
}

// certifiable reads a certificate request of a terminal.
func (r *Registry) certifiable(der []byte, terminal string) (*x509.CertificateRequest, error) {
	if r.cfg.Issuer == nil {
		return nil, wire.Errorf(wire.NoAuthority, "certificate")
	}
	if len(der) > maxRequestDER {
		return nil, wire.Errorf(wire.TooLarge, "request")
	}
	request, err := pinned.ParseRequest(der)
	if err != nil || request.Subject.CommonName != terminal {
		return nil, wire.Errorf(wire.Malformed, "request")
	}
	return request, nil
}

// admitted reports whether a terminal may come in with the certificate it shows: once it
// has keys, or a code was made for it, only with one of its keys.
func admitted(tx Tx, p pinned.Peer) (bool, error) {
	held, err := tx.TerminalKeys(p.Terminal)
	if err != nil {
		return false, fmt.Errorf("keys of terminal: %w", err)
	}
	if len(held) == 0 || p.Certificate == nil {
		_, err := tx.Enrolment(p.Terminal)
		if errors.Is(err, ErrNotFound) || p.Certificate == nil && err == nil {
			return true, nil
		}
		return false, err
	}
	for _, k := range held {
		if k.EndedAt.IsZero() && k.Pin == pinned.PinOf(p.Certificate) {
			return true, nil
		}
	}
	return false, nil
}

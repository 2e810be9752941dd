package registry

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"madoguchi/app/audit"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// Limits of the listener for enrolment, where anybody may knock.
const (
	maxEnrolFailures = 5               // of one code
	enrolPause       = 2 * time.Second // between two tries from one address
	enrolAddresses   = 1000            // remembered
	enrolBody        = 64 << 10
)

// A Reception answers terminals that have no certificate yet. It is an [http.Handler] to
// be served with [pinned.EnrolmentConfig] on a listener of its own, and knows nothing but
// enrolment.
type Reception struct {
	registry *Registry
	handler  http.Handler

	mu   sync.Mutex
	last map[string]time.Time // of each address
}

// NewReception returns the reception of a registry.
func NewReception(r *Registry) *Reception {
	p := &Reception{registry: r, last: make(map[string]time.Time)}
	mux := http.NewServeMux()
	mux.Handle(wirev1connect.NewEnrolmentServiceHandler(p, wire.HandlerOptions(r.cfg.Log)...))
	p.handler = mux
	return p
}

// addressKey is of the address a request comes from.
type addressKey struct{}

// ServeHTTP implements [http.Handler].
func (p *Reception) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	host, _, err := net.SplitHostPort(q.RemoteAddr)
	if err != nil {
		host = q.RemoteAddr
	}
	q.Body = http.MaxBytesReader(w, q.Body, enrolBody)
	p.handler.ServeHTTP(w, q.WithContext(context.WithValue(q.Context(), addressKey{}, host)))
}

// wait returns how long an address has to wait before it may try, zero if it may now.
func (p *Reception) wait(address string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if since := now.Sub(p.last[address]); since >= 0 && since < enrolPause {
		return enrolPause - since
	}
	if len(p.last) >= enrolAddresses { // who fills it slows nobody but themselves
		clear(p.last)
	}
	p.last[address] = now
	return 0
}

// Enrol implements the enrolment service. Whoever knows no code learns nothing: an unknown
// terminal, one without a code and a wrong proof are answered alike.
func (p *Reception) Enrol(ctx context.Context, m *wirev1.EnrolRequest) (*wirev1.EnrolResponse, error) {
	r := p.registry
	if r.stopping() {
		return nil, wire.Errorf(wire.Unavailable, "stopping")
	}
	address, _ := ctx.Value(addressKey{}).(string)
	if wait := p.wait(address, r.cfg.Now()); wait > 0 {
		return nil, &wire.Error{Kind: wire.Waiting, Wait: wait}
	}
	request, err := r.certifiable(m.GetRequest(), m.GetTerminal())
	if err != nil {
		return nil, err
	}
	answer := &wirev1.EnrolResponse{}
	refused := false
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		now := r.cfg.Now()
		e, err := tx.Enrolment(m.GetTerminal())
		if errors.Is(err, ErrNotFound) {
			refused = true
			return nil // not logged: anybody could fill the log
		}
		if err != nil {
			return err
		}
		if len(e.Key) == 0 || !now.Before(e.Until) || !e.Key.Proves(pinned.RequestProof, m.GetRequest(), m.GetProof()) {
			refused = true
			return chargeEnrolment(tx, e, now)
		}
		t, err := tx.Terminal(m.GetTerminal())
		if err != nil {
			return err
		}
		cert, err := r.cfg.Issuer.IssueTerminal(request.PublicKey, t.ID, t.Ward, now, CertificateLife)
		if err != nil {
			return err
		}
		answer.Certificate, answer.Watermark = cert.Raw, t.Watermark
		answer.Proof = e.Key.Prove(pinned.CertificateProof, cert.Raw)
		// An approved enrolment is what ends a revocation for a fork.
		t.RevokedAt, t.RevokedFor, t.RevokedBy = time.Time{}, "", ""
		return errors.Join(tx.PutTerminal(t), tx.PutEnrolment(Enrolment{Terminal: t.ID, Until: e.Until}), replaceKeys(tx, t.ID, pinned.PinOf(cert), now),
			record(tx, audit.Record{Kind: audit.TerminalEnrolled, At: now, Terminal: t.ID, Detail: []string{"serial=" + cert.SerialNumber.Text(16)}}))
	})
	switch {
	case err != nil:
		return nil, err
	case refused:
		r.cfg.Log.WarnContext(ctx, "enrolment refused", "from", address)
		return nil, wire.Errorf(wire.CodeOver, "enrolment")
	}
	r.bell.ring() // whoever still talks with the key before
	answer.RegistryTime = r.time()
	return answer, nil
}

// chargeEnrolment counts a failure and burns the code at the last one.
func chargeEnrolment(tx Tx, e Enrolment, now time.Time) error {
	if len(e.Key) == 0 {
		return nil // there is nothing left to try
	}
	e.Failures++
	if e.Failures >= maxEnrolFailures || !now.Before(e.Until) {
		e.Key = nil
	}
	return errors.Join(tx.PutEnrolment(e), record(tx, audit.Record{Kind: audit.EnrolmentRefused, At: now, Terminal: e.Terminal, Detail: []string{detail("failures", e.Failures)}}))
}

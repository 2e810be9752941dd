package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"madoguchi/sync/link"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// machine is the seat as certificates are issued for it.
func (s *seat) machine() (link.Machine, pinned.Trust, error) {
	trust, err := s.trust()
	if err != nil {
		return link.Machine{}, trust, err
	}
	k, err := s.keys()
	if err != nil {
		return link.Machine{}, trust, err
	}
	return link.Machine{ID: s.Seat, Ward: s.Ward, Key: k.Terminal(), Authority: trust.Authority}, trust, nil
}

// enrol fetches the seat's certificate for a one-time code.
func (s *seat) enrol(ctx context.Context, address string, ask *prompt) error {
	m, trust, err := s.machine()
	if err != nil {
		return err
	}
	code, err := ask.line("enrolment code")
	if err != nil {
		return err
	}
	cert, _, err := m.Enrol(ctx, address, trust, code)
	if err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	if err := s.keepCertificate(pinned.EncodeCertificate(cert)); err != nil {
		return err
	}
	fmt.Fprintf(ask.tell, "enrolled; the certificate is good until %s, and renewed by whatever is done here before\n", cert.NotAfter.Local().Format(time.DateOnly))
	return nil
}

// keepCertificate replaces the file as a whole: a seat with half a certificate is none.
func (s *seat) keepCertificate(pem []byte) error {
	path := s.path(certificateFile)
	if err := os.WriteFile(path+".new", pem, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// certificate reads the seat's certificate.
func (s *seat) certificate() (pinned.Identity, error) {
	b, err := os.ReadFile(s.path(certificateFile))
	if err != nil {
		return pinned.Identity{}, fmt.Errorf("read certificate of the seat: %w", err)
	}
	cert, err := pinned.ParseCertificate(b)
	if err != nil {
		return pinned.Identity{}, fmt.Errorf("read certificate of the seat: %w", err)
	}
	return pinned.Identity{Certificate: cert}, nil
}

// certificateWarn is from when on it is told that a certificate ends which the registry
// cannot renew.
const certificateWarn = 20 * 24 * time.Hour

// look renews the seat's certificate in time and tells the registry how the seat stands. It
// is done beside the work, and what fails of it does not stop the work.
func (in *session) look(ctx context.Context, ask *prompt) {
	id, err := in.at.certificate()
	if err != nil {
		return // there was one a moment ago
	}
	ends := id.Certificate.NotAfter
	if link.RenewalDue(id.Certificate, in.Clock.Now()) {
		renewed, err := in.renew(ctx)
		switch left := time.Until(ends); {
		case err == nil:
			ends = renewed
		case left < certificateWarn || !errors.Is(err, wire.NoAuthority):
			fmt.Fprintf(ask.tell, "the seat's certificate ends on %s and was not renewed: %v\n", ends.Local().Format(time.DateOnly), plain(err))
		}
	}
	http, address, options := in.Reach()
	ahead, _ := in.Clock.Offset()
	_, err = wirev1connect.NewStandingServiceClient(http, address, options...).Report(ctx, &wirev1.ReportRequest{
		Version: version(), ClockAhead: -ahead.Milliseconds(), CertificateEnd: ends.UnixMilli(),
	})
	if err != nil {
		fmt.Fprintf(ask.tell, "tell how the seat stands: %v\n", plain(err))
	}
}

// version is that of the program, for the fleet.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "devel"
	}
	return info.Main.Version
}

func (in *session) renew(ctx context.Context) (ends time.Time, err error) {
	m, _, err := in.at.machine()
	if err != nil {
		return ends, err
	}
	cert, err := in.Renew(ctx, m)
	if err != nil {
		return ends, err
	}
	if err := in.at.keepCertificate(pinned.EncodeCertificate(cert)); err != nil {
		return ends, err
	}
	return cert.NotAfter, in.Identify(pinned.Identity{Certificate: cert, Key: m.Key})
}

// Package fingerprint asks the machine's fingerprint reader, by fprintd on the system bus,
// whether a finger is that of an operator who enrolled it here.
//
// A match is the terminal's own claim: the registry cannot check it, so that it is asked for
// besides PIN and token and never instead of them. Fingers are enrolled by IT with
// fprintd-enroll under the operator's ID; the templates stay in the machine.
package fingerprint

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"madoguchi/app/operator"
)

// Errors of a check.
var (
	// ErrMissing says that there is no reader, or nothing that drives it.
	ErrMissing = errors.New("no fingerprint reader")
	// ErrUnknown says that no finger of the operator was enrolled at this machine.
	ErrUnknown = errors.New("no finger of the operator is enrolled here")
	ErrNoMatch = errors.New("finger does not match")
	// ErrReader says that the reader broke off: it was taken away, or is in use.
	ErrReader = errors.New("fingerprint reader broke off")
)

// Names of fprintd (fprintd 1.94, D-Bus API).
const (
	service  = "net.reactivated.Fprint"
	manager  = "/net/reactivated/Fprint/Manager"
	device   = service + ".Device"
	anyone   = "any" // finger
	patience = 30 * time.Second
)

// A Reader is the machine's fingerprint reader.
type Reader struct {
	bus *dbus.Conn
}

// Open connects to the system bus; Close ends it. Whether there is a reader, each check
// says.
func Open() (*Reader, error) {
	bus, err := dbus.ConnectSystemBus()
	if err != nil {
		return nil, fmt.Errorf("open fingerprint reader: %w: %w", ErrMissing, err)
	}
	return &Reader{bus: bus}, nil
}

// Close implements io.Closer.
func (r *Reader) Close() error { return r.bus.Close() }

// Verify waits for a finger of the operator. A finger that was read badly is asked for
// again, for as long as ctx and patience last; another finger ends it.
func (r *Reader) Verify(ctx context.Context, id operator.ID) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var path dbus.ObjectPath
	err := r.bus.Object(service, manager).CallWithContext(ctx, service+".Manager.GetDefaultDevice", 0).Store(&path)
	if err != nil {
		return fmt.Errorf("verify finger: %w: %w", ErrMissing, err)
	}
	reader := r.bus.Object(service, path)
	if err := r.verify(ctx, reader, string(id)); err != nil {
		return fmt.Errorf("verify finger: %w", err)
	}
	return nil
}

func (r *Reader) verify(ctx context.Context, reader dbus.BusObject, account string) error {
	if err := reader.CallWithContext(ctx, device+".Claim", 0, account).Err; err != nil {
		return fmt.Errorf("%w: %w", ErrReader, err)
	}
	defer r.end(reader, "Release")
	match := []dbus.MatchOption{dbus.WithMatchObjectPath(reader.Path()), dbus.WithMatchInterface(device), dbus.WithMatchMember("VerifyStatus")}
	if err := r.bus.AddMatchSignalContext(ctx, match...); err != nil {
		return fmt.Errorf("%w: %w", ErrReader, err)
	}
	defer func() { _ = r.bus.RemoveMatchSignal(match...) }() // of a connection that may be gone
	signals := make(chan *dbus.Signal, 16)
	r.bus.Signal(signals)
	defer r.bus.RemoveSignal(signals)
	for {
		if err := reader.CallWithContext(ctx, device+".VerifyStart", 0, anyone).Err; err != nil {
			if is(err, "NoEnrolledPrints") {
				return ErrUnknown
			}
			return fmt.Errorf("%w: %w", ErrReader, err)
		}
		again, err := wait(ctx, reader.Path(), signals)
		r.end(reader, "VerifyStop")
		if !again {
			return err
		}
	}
}

// end calls what ends a step. Should it fail, fprintd ends it when the connection does.
func (r *Reader) end(reader dbus.BusObject, method string) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = reader.CallWithContext(ctx, device+"."+method, 0).Err
}

// wait returns what came of a finger, and whether to begin again.
func wait(ctx context.Context, path dbus.ObjectPath, signals <-chan *dbus.Signal) (again bool, err error) {
	for {
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case s, open := <-signals:
			if !open {
				return false, ErrReader
			}
			if s.Path != path || len(s.Body) != 2 {
				continue
			}
			result, _ := s.Body[0].(string)
			done, _ := s.Body[1].(bool)
			switch {
			case result == "verify-match":
				return false, nil
			case result == "verify-no-match":
				return false, ErrNoMatch
			case !done: // read badly: it waits for the finger by itself
			case strings.HasPrefix(result, "verify-retry"), strings.HasPrefix(result, "verify-swipe"), strings.HasPrefix(result, "verify-finger"), strings.HasPrefix(result, "verify-remove"):
				return true, nil
			default:
				return false, ErrReader
			}
		}
	}
}

func is(err error, name string) bool {
	var e dbus.Error
	return errors.As(err, &e) && strings.HasSuffix(e.Name, "."+name)
}

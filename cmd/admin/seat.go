package main

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"connectrpc.com/connect"
	"golang.org/x/term"

	"madoguchi/app/keys"
	"madoguchi/sync/link"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// A seat is an admin seat (管理端末) as it is kept in its folder: seat.json, the sealed
// key, and the certificate the city's authority issued for it.
type seat struct {
	folder string
	seatConfig
}

// seatConfig is what seat.json says.
type seatConfig struct {
	Seat      string   `json:"seat"` // ID, as in its certificate: "A-01"
	Ward      string   `json:"ward"` // municipality code of the seat's office
	Registry  string   `json:"registry"`
	Host      string   `json:"host"`
	Authority string   `json:"authority"` // PEM file, relative to the folder
	Pins      []string `json:"pins"`      // hex of SHA-256, the key in use and one in reserve
}

// Files of a seat's folder.
const (
	seatFile        = "seat.json"
	keyFile         = "seat.key" // opens with the OS keyring only
	certificateFile = "certificate.pem"
)

func seatFlag(set *flag.FlagSet) *string {
	home, err := os.UserConfigDir()
	if err != nil {
		home = "."
	}
	return set.String("seat", filepath.Join(home, "madoguchi-admin"), "`folder` of this admin seat")
}

func readSeat(folder string) (*seat, error) {
	b, err := os.ReadFile(filepath.Join(folder, seatFile))
	if err != nil {
		return nil, fmt.Errorf("read seat: %w (admin seat -request makes one)", err)
	}
	s := &seat{folder: folder}
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s.seatConfig); err != nil {
		return nil, fmt.Errorf("read seat: %s: %w", seatFile, err)
	}
	return s, nil
}

func (s *seat) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.folder, name)
}

// trust returns what the seat knows of its registry.
func (s *seat) trust() (pinned.Trust, error) {
	b, err := os.ReadFile(s.path(s.Authority))
	if err != nil {
		return pinned.Trust{}, fmt.Errorf("read authority: %w", err)
	}
	t := pinned.Trust{Host: s.Host}
	if t.Authority, err = pinned.ParseCertificate(b); err != nil {
		return pinned.Trust{}, fmt.Errorf("read authority: %w", err)
	}
	for _, text := range s.Pins {
		raw, err := hex.DecodeString(text)
		if err != nil || len(raw) != len(pinned.Pin{}) {
			return pinned.Trust{}, errors.New("read pins: not the hex of a SHA-256")
		}
		t.Pins = append(t.Pins, pinned.Pin(raw))
	}
	return t, nil
}

func (s *seat) keys() (*keys.Keys, error) {
	material, err := os.ReadFile(s.path(keyFile))
	if err != nil {
		return nil, fmt.Errorf("read key of the seat: %w", err)
	}
	return keys.Open(keys.OSRing(), material)
}

// connect returns a client for the registry; cut ends it.
func (s *seat) connect(ctx context.Context) (_ *link.Client, cut func(), err error) {
	k, err := s.keys()
	if err != nil {
		return nil, nil, err
	}
	trust, err := s.trust()
	if err != nil {
		return nil, nil, err
	}
	id, err := s.certificate()
	if err != nil {
		return nil, nil, err
	}
	id.Key = k.Terminal()
	client, err := link.NewClient(link.Config{Address: s.Registry, Identity: id, Trust: trust, Now: time.Now})
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { // ends with cut
		defer close(ended)
		client.Run(ctx)
	}()
	return client, func() { cancel(); <-ended }, nil
}

// A session is an operator who is signed in at the seat.
type session struct {
	*link.Client
	id string
	at *seat
	// operator is who signed in.
	operator string
	// renewed says that the PIN was due and was set now.
	renewed bool
}

// signedIn signs an operator in, does something and signs out. ID, PIN and token code are
// asked for; none of them is ever a flag, where others could read it.
func (s *seat) signedIn(ctx context.Context, ask *prompt, do func(context.Context, *session) error) error {
	client, cut, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer cut()
	request := &wirev1.SignInRequest{}
	if request.OperatorId, err = ask.line("operator ID"); err != nil {
		return err
	}
	if request.Pin, err = ask.secret("PIN"); err != nil {
		return err
	}
	if request.TokenCode, err = ask.line("token code"); err != nil {
		return err
	}
	// The seat signs nothing with it; the registry wants a key for each place.
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	request.PublicKey = public
	answer, err := client.SignIn(ctx, request)
	if err != nil {
		return fmt.Errorf("sign in: %w", plain(err))
	}
	in := &session{Client: client, id: answer.GetSessionId(), at: s, operator: request.GetOperatorId()}
	if answer.GetPinDue() {
		fmt.Fprintln(ask.tell, "this PIN was issued to you for one sign-in: set your own")
		err = in.setPIN(ctx, ask, request.GetPin())
		in.renewed = err == nil
	}
	work := err
	if err == nil {
		in.look(ctx, ask)
		work = do(ctx, in)
	}
	_, err = client.SignOut(context.WithoutCancel(ctx), &wirev1.SignOutRequest{SessionId: answer.GetSessionId()})
	if err != nil {
		err = fmt.Errorf("sign out: %w", plain(err))
	}
	return errors.Join(work, err)
}

// plain says in words of IT what the registry refused, with the wait where there is one.
func plain(err error) error {
	var e *wire.Error
	if !errors.As(err, &e) {
		return plainLine(err)
	}
	text, ok := map[wire.Kind]string{
		wire.Credentials: "operator ID, PIN or token code is wrong", wire.CodeUsed: "this token code was used; wait for the next one",
		wire.PINDisabled: "the PIN is disabled after too many failures", wire.Waiting: "too many failures",
		wire.NoRight: "no right to do this, or not from this seat", wire.OperatorInvalid: "the operator's validity is over, or has not begun",
		wire.NotThisAct: "not possible for this terminal as it is", wire.NoAuthority: "the registry does not hold the authority's key (admin help terminal: offline)",
		wire.OtherWard: "the operator's rights do not cover this seat",
		wire.PINDue:    "the PIN was issued for one sign-in: admin operator pin sets your own",
		wire.WeakPIN:   "the PIN is easy to guess, or the one before", wire.SamePerson: "this step needs another person",
		wire.RequestState: "the request is not at this step, or somebody has been granted rights already", wire.NotFound: "there is nothing of this name, or not in this state",
		wire.OverUnit: "the rights go beyond what members of the unit may have (admin operator request -act unit)", wire.LoginTaken: "another operator has this ID",
		wire.QuestionsOpen: "somebody was asked about this report, and it is not settled (admin report questions -open)",
		wire.NotDue:        "the seven years of this year are not over",
		wire.WasRevoked:    "the operator was revoked: -act grant gives rights anew, with another PIN and token",
		wire.LastAdmins:    "fewer than two administrators would be left; grant the right to another one first",
	}[e.Kind]
	if !ok {
		return err
	}
	if e.Detail != "" {
		text += " (" + e.Detail + ")"
	}
	if e.Wait > 0 {
		text += fmt.Sprintf("; try again in %v", e.Wait.Round(time.Second))
	}
	return &refusal{text, err}
}

// plainLine says in words of IT why there is no line to the registry, and what to do.
func plainLine(err error) error {
	var revoked *pinned.Revocation
	var network net.Error
	switch {
	case errors.As(err, &revoked):
		return &refusal{"this seat is revoked (" + revoked.Why + "); admin terminal restore or enrol at another seat, or admin help begin, at its end", err}
	case errors.Is(err, pinned.ErrExpired):
		return &refusal{"the certificate of this seat or of the registry is over: " + err.Error() + "; see admin help seat, or registry help identity", err}
	case errors.Is(err, pinned.ErrPin):
		return &refusal{"who answers has not the registry's key; nothing was sent. Are the pins in seat.json those of registry identity?", err}
	case errors.Is(err, pinned.ErrRefused):
		return &refusal{"the registry does not take this seat's certificate: is it designated, and with this key? See admin help seat", err}
	case connect.CodeOf(err) == connect.CodeUnimplemented:
		return &refusal{"what answers is not the registry's line for terminals: is the port in seat.json that of listen, or is the registry older than this program? " + err.Error(), err}
	case errors.As(err, &network):
		return &refusal{"the registry is not reached: " + err.Error(), err}
	}
	return err
}

// A refusal is what the registry refused, in words of IT.
type refusal struct {
	text string
	err  error
}

// Error implements error.
func (r *refusal) Error() string { return r.text }

// Unwrap returns what the registry said.
func (r *refusal) Unwrap() error { return r.err }

// A prompt asks the operator. Without a terminal it reads one line after the other.
type prompt struct {
	in   *bufio.Reader
	fd   int // of a terminal, -1 for none
	tell io.Writer
}

func newPrompt(in *os.File, tell io.Writer) *prompt {
	p := &prompt{in: bufio.NewReader(in), fd: -1, tell: tell}
	if fd := int(in.Fd()); term.IsTerminal(fd) {
		p.fd = fd
	}
	return p
}

// stdin is the prompt at the terminal that admin was started in. There is one, so that
// nothing of what comes by a pipe is lost between two questions.
var stdin = sync.OnceValue(func() *prompt { return newPrompt(os.Stdin, os.Stderr) })

// line asks for something that may be seen.
func (p *prompt) line(what string) (string, error) {
	fmt.Fprintf(p.tell, "%s: ", what)
	text, err := p.in.ReadString('\n')
	if err != nil && text == "" {
		return "", fmt.Errorf("%s was not given: %w", what, err)
	}
	return strings.TrimSpace(text), nil
}

// secret asks for something that is not shown while it is typed.
func (p *prompt) secret(what string) (string, error) {
	if p.fd < 0 {
		return p.line(what)
	}
	fmt.Fprintf(p.tell, "%s: ", what)
	b, err := term.ReadPassword(p.fd)
	fmt.Fprintln(p.tell)
	if err != nil {
		return "", fmt.Errorf("%s was not given: %w", what, err)
	}
	return string(b), nil
}

// seatCommand makes a seat.
var seatCommand = command{
	name:  "seat",
	short: "make this machine an admin seat, or show the one it is",
	long: `An admin seat (管理端末) is where IT administers. Its key is opened by this machine's
keyring only, and the registry answers it once it is designated and has a certificate.

The first seat of a city: admin help begin.

Another seat, where the registry holds the authority's key
  1. at a seat:     admin terminal add -id A-02 -ward 991007 -personality seat, and approve
  2. at this one:   admin seat -id A-02 -ward 991007 -registry registry.city:8443 -host registry.city \
                               -authority ca.pem -pins PIN,RESERVE -enrol registry.city:8444
     asks for the code and fetches the certificate.

Where it does not, write a request instead and have it signed (admin help certify):
       admin seat -id A-02 … -request A-02.csr
  Put the certificate into the seat's folder as certificate.pem, and name it to admin
  terminal add with -certificate.

The certificate is good for 60 days. Every command that signs in renews it once less than 20
are left, so look into each seat once a month. Too late: admin terminal enrol -id A-02 at
another seat, approve, and here admin seat -enrol registry.city:8444. No seat is left: admin
help begin, at its end.

Without any flag the command shows what the seat is. A seat that is made again keeps its key.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		var c seatConfig
		var pins, request, enrol string
		set.StringVar(&c.Seat, "id", "", "`ID` of the seat")
		set.StringVar(&c.Ward, "ward", "", "municipality `code` of the office it stands in")
		set.StringVar(&c.Registry, "registry", "", "`host:port` of the registry")
		set.StringVar(&c.Host, "host", "", "`name` in the registry's certificate")
		set.StringVar(&c.Authority, "authority", "", "PEM `file` of the city's authority")
		set.StringVar(&pins, "pins", "", "two `pins` of the registry's keys in hex, with a comma between")
		set.StringVar(&request, "request", "", "where to write the certificate request, a `file`")
		set.StringVar(&enrol, "enrol", "", "`host:port` where the registry receives who enrols; asks for the one-time code")
		return func(ctx context.Context, stdout io.Writer) error {
			if request == "" && c.Seat == "" && enrol == "" {
				return showSeat(stdout, *folder)
			}
			if c.Seat != "" || request != "" {
				c.Pins = strings.Split(pins, ",")
				if c.Seat == "" || c.Ward == "" || c.Registry == "" || c.Host == "" || c.Authority == "" || len(c.Pins) < 2 || request == "" && enrol == "" {
					return errUsage
				}
				if err := makeSeat(*folder, c, request); err != nil {
					return err
				}
			}
			if enrol == "" {
				return nil
			}
			s, err := readSeat(*folder)
			if err != nil {
				return err
			}
			return s.enrol(ctx, enrol, stdin())
		}
	},
}

func showSeat(stdout io.Writer, folder string) error {
	s, err := readSeat(folder)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "seat %s of %s, registry %s\n", s.Seat, s.Ward, s.Registry)
	id, err := s.certificate()
	if errors.Is(err, os.ErrNotExist) {
		_, err := fmt.Fprintln(stdout, "no certificate yet")
		return err
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "certificate until %s\n", id.Certificate.NotAfter.Local().Format("2006-01-02 15:04"))
	return err
}

// makeSeat writes the folder; a seat that is there already keeps its key.
func makeSeat(folder string, c seatConfig, request string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	authority, err := os.ReadFile(c.Authority)
	if err != nil {
		return fmt.Errorf("read authority: %w", err)
	}
	s := &seat{folder: folder, seatConfig: c}
	s.Authority = "ca.pem"
	if err := os.WriteFile(s.path(s.Authority), authority, 0o644); err != nil {
		return err
	}
	if _, err := s.trust(); err != nil {
		return err
	}
	k, err := s.keys()
	if errors.Is(err, os.ErrNotExist) {
		var material keys.Material
		if k, material, err = keys.Create(keys.OSRing()); err == nil {
			err = os.WriteFile(s.path(keyFile), material, 0o600)
		}
	}
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(s.seatConfig, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.path(seatFile), append(b, '\n'), 0o644); err != nil {
		return err
	}
	if request == "" {
		return nil
	}
	der, err := pinned.MakeRequest(k.Terminal(), c.Seat, c.Ward)
	if err != nil {
		return err
	}
	return os.WriteFile(request, pinned.EncodeRequest(der), 0o644)
}

package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetest "fyne.io/fyne/v2/test"
	"github.com/zalando/go-keyring"

	"madoguchi/app/letters"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	appstore "madoguchi/app/store"
	"madoguchi/assets"
	"madoguchi/sync/bundle/bundletest"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
	"madoguchi/ui/cover"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
	"madoguchi/ui/shell"
	"madoguchi/ui/signin"
	"madoguchi/ui/words"
)

// A siege is a real registry on a real line, with real terminals that have their windows,
// and an attacker who may hold the key of any terminal.
type siege struct {
	*testing.T
	store    *store.Store
	city     *pinnedtest.City
	database string
	registry *registry.Registry
	address  string
	root     []byte // of the locked configuration
	issued   map[string]pinned.Identity
}

// The terminals of the siege. The last is of another ward.
const (
	counterOne  = "T-01-01"
	counterTwo  = "T-01-02"
	counterFar  = "T-02-01"
	otherWard   = "991023"
	farClerk    = operator.ID("c02")
	farReviewer = operator.ID("r03")
)

var characters = sync.OnceValue(func() *letters.Table {
	table, err := letters.OpenTable(bytes.NewReader(assets.Chars), bytes.NewReader(assets.Sequences))
	if err != nil {
		panic(err)
	}
	return table
})

func newSiege(t *testing.T) *siege {
	t.Helper()
	return newSiegeWith(t, func(*registry.Limits) {})
}

// newSiegeWith is one whose registry holds terminals to other limits.
func newSiegeWith(t *testing.T, change func(*registry.Limits)) *siege {
	t.Helper()
	limits := registry.DefaultLimits()
	change(&limits)
	keyring.MockInit()
	s := &siege{T: t, city: pinnedtest.New(t), issued: map[string]pinned.Identity{}}
	folder := t.TempDir()
	var err error
	s.database = filepath.Join(folder, "registry.db")
	s.store, err = store.Create(t.Context(), s.database, store.KeyFile(filepath.Join(folder, "registry.key")))
	s.must(err)
	t.Cleanup(func() { _ = s.store.Close() })
	s.registry, err = registry.New(registry.Config{Store: s.store, Repertoire: characters(), Now: time.Now, Log: slog.New(slog.DiscardHandler), Limits: &limits})
	s.must(err)
	s.address = s.serve(s.registry, s.city.Registry, func(*tls.Config) {})
	t.Cleanup(s.registry.Stop)
	s.must(s.store.Update(t.Context(), func(tx registry.Tx) error {
		far := func(id operator.ID, rights ...operator.Right) error {
			return tx.PutAccount(registry.Account{Profile: operator.Profile{ID: id, Name: "西区 一郎", Ward: otherWard, Rights: rights}, PIN: registrytest.Verifier, Seed: registrytest.Seed(id)})
		}
		return errors.Join(
			tx.PutTerminal(registry.Terminal{ID: counterOne, Ward: pinnedtest.Ward}),
			tx.PutTerminal(registry.Terminal{ID: counterTwo, Ward: pinnedtest.Ward}),
			tx.PutTerminal(registry.Terminal{ID: counterFar, Ward: otherWard}),
			far(farClerk, operator.Enter, operator.Search), far(farReviewer, operator.Review, operator.Search))
	}))
	s.root = bundletest.New(t, make([]byte, 32), time.Now()).Roots[0]
	return s
}

func (s *siege) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// counter enrols the operators at a terminal with keys the test knows.
func (s *siege) counter(terminal string) *registrytest.Counter {
	s.Helper()
	return registrytest.NewCounter(s, s.store, terminal, time.Now)
}

// stolen is the line of whoever has the key and the certificate of a terminal.
func (s *siege) stolen(terminal string) *http.Client {
	s.Helper()
	id, ok := s.issued[terminal]
	if !ok {
		ward := pinnedtest.Ward
		if terminal == counterFar {
			ward = otherWard
		}
		key := newKey(s.T)
		certificate, err := s.city.Authority.IssueTerminal(key.Public(), terminal, ward, time.Now(), pinned.MinValidity)
		s.must(err)
		id = pinned.Identity{Certificate: certificate, Key: key}
	}
	transport, err := pinned.NewTransport(s.address, id, s.city.Trust, time.Now)
	s.must(err)
	s.Cleanup(transport.Close)
	return &http.Client{Transport: transport}
}

// api is the registry's service for whoever has the key of a terminal.
func (s *siege) api(terminal string) wirev1connect.RegistryServiceClient {
	s.Helper()
	return wirev1connect.NewRegistryServiceClient(s.stolen(terminal), "https://"+s.address, wire.ClientOptions()...)
}

// serve puts a handler on the line as cmd/registry does, with an identity and a TLS
// configuration that change may spoil, and returns its address.
func (s *siege) serve(handler http.Handler, id pinned.Identity, change func(*tls.Config)) string {
	s.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = true
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	server.Config.MaxHeaderBytes, server.Config.ReadHeaderTimeout = 64<<10, 5*time.Second
	server.TLS = pinned.ServerConfig(id, s.city.Authority.Certificate(), time.Now)
	change(server.TLS)
	server.Listener = pinned.Limited(server.Listener, 64, 2048)
	server.StartTLS()
	s.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.Listener.Addr().String()
}

// ward is that of the first two terminals.
func (s *siege) ward() string { return pinnedtest.Ward }

// setUp makes the folder of a terminal, as IT does, and returns its configuration.
func (s *siege) setUp(terminal, ward string) Config {
	s.Helper()
	folder := s.TempDir()
	c := Config{Terminal: terminal, Ward: ward, Data: folder, Registry: s.address, Host: pinnedtest.Host, City: "みなと野市",
		Authority: filepath.Join(folder, "ca.pem"), Certificate: filepath.Join(folder, "certificate.pem"), Root: filepath.Join(folder, "root.json")}
	for _, pin := range s.city.Trust.Pins {
		c.Pins = append(c.Pins, hex.EncodeToString(pin[:]))
	}
	file := c.store()
	s.must(appstore.Create(s.Context(), file))
	kept, err := appstore.Open(s.Context(), file)
	s.must(err)
	key := kept.Keys().Terminal()
	certificate, err := s.city.Authority.IssueTerminal(key.Public(), terminal, ward, time.Now(), pinned.MinValidity)
	s.must(err)
	s.issued[terminal] = pinned.Identity{Certificate: certificate, Key: key}
	s.must(kept.Close())
	for name, text := range map[string][]byte{c.Authority: pinned.EncodeCertificate(s.city.Authority.Certificate()),
		c.Certificate: pinned.EncodeCertificate(certificate), c.Root: s.root} {
		s.must(os.WriteFile(name, text, 0o600))
	}
	return c
}

// A counterTop is a terminal with its window, in which everything happens on the test's
// own goroutine.
type counterTop struct {
	*window
	t      *testing.T
	frame  fyne.Window
	before []string

	mu    sync.Mutex
	queue []func()
}

// open starts a terminal and its window. It ends with the test, or by end.
func (s *siege) open(t *testing.T, c Config) (top *counterTop, end func()) {
	s.Helper()
	p, err := openParts(s.Context(), c, slog.New(slog.DiscardHandler), func() {})
	s.must(err)
	top = newTop(t, c)
	top.use(p)
	p.start(context.WithoutCancel(s.Context()))
	end = sync.OnceFunc(func() { s.must(p.close()) })
	s.Cleanup(end)
	return top, end
}

// use shows the window of a terminal that is not started yet.
func (c *counterTop) use(p *parts) {
	c.parts = p
	p.expel = func(words.Key) { c.later(func() { c.shell.Expel("") }) }
	c.stand.use(p)
	c.shell = shell.New(shell.Config{Window: c.frame, Desk: c, Status: c.stand.status, Entrance: c.signinScreen, Cover: c.coverScreen,
		Moment: operator.MomentClock(), Limits: c.limits, Now: c.now, City: c.config.City, Do: c.later})
	c.look()
}

// newTop is a window without parts.
func newTop(t *testing.T, c Config) *counterTop {
	t.Helper()
	fynetest.NewTempApp(t).Settings().SetTheme(look.Theme{})
	quiet := slog.New(slog.DiscardHandler)
	frame := fynetest.NewTempWindow(t, canvas.NewRectangle(look.Ground))
	frame.Resize(fyne.NewSize(1366, 768))
	tells := &events{}
	return &counterTop{t: t, frame: frame,
		window: &window{config: c, log: quiet, tells: tells, stand: newStanding(c.Terminal, tells), places: newPlaces("", c.City)}}
}

// later has the test's goroutine do something at its next look.
func (c *counterTop) later(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, f)
}

func (c *counterTop) pump() {
	c.mu.Lock()
	todo := c.queue
	c.queue = nil
	c.mu.Unlock()
	for _, f := range todo {
		f()
	}
}

func (c *counterTop) signinScreen(notice string) kit.Screen {
	form := signin.NewForm(notice, proof.Asks{})
	form.Presenter = signin.New(signin.Config{Desk: c.parts.desk, View: form, Now: c.now, Do: c.later, Log: c.log,
		SignedIn: func() { c.shell.Begin(blank{}) }})
	return form
}

func (c *counterTop) coverScreen() kit.Screen {
	form := cover.NewForm("", proof.Asks{})
	form.Presenter = cover.New(cover.Config{Desk: c.parts.desk, View: form, Now: c.now, Do: c.later, Uncover: c.shell.Uncover, TakeOver: c.shell.TakeOver, Log: c.log})
	return form
}

// A blank is the first screen of a session, on which there is nothing.
type blank struct{}

func (blank) Title() string              { return "" }
func (blank) Content() fyne.CanvasObject { return canvas.NewRectangle(look.Ground) }
func (blank) Actions() []kit.Action      { return nil }
func (blank) Shown()                     {}
func (blank) Hidden()                    {}

// texts are the words that can be seen in a window now.
func texts(o fyne.CanvasObject) (all []string) {
	if !o.Visible() {
		return nil
	}
	switch o := o.(type) {
	case *canvas.Text:
		all = append(all, o.Text)
	case *kit.Paragraph:
		all = append(all, o.Text())
	case *fyne.Container:
		for _, child := range o.Objects {
			all = append(all, texts(child)...)
		}
	case fyne.Widget:
		var above *canvas.Text
		for _, child := range fynetest.WidgetRenderer(o).Objects() {
			line, is := child.(*canvas.Text)
			switch {
			case is && above != nil && line.Visible() && wrapped(above, line):
				all[len(all)-1] += line.Text
			default:
				all = append(all, texts(child)...)
			}
			if above = line; is && !line.Visible() {
				above = nil
			}
		}
	}
	return all
}

// wrapped reports whether a line goes on with what stands above it.
func wrapped(above, line *canvas.Text) bool {
	a, l := above.Position(), line.Position()
	return a.X == l.X && above.TextSize == line.TextSize && l.Y > a.Y && l.Y < a.Y+2*above.TextSize
}

// look remembers what can be seen, so that what comes new is seen.
func (c *counterTop) look() {
	c.saw()
	c.before = c.seen()
}

func (c *counterTop) seen() (all []string) {
	c.pump()
	c.counted()
	c.shell.Tick()
	for _, o := range append([]fyne.CanvasObject{c.frame.Content()}, c.frame.Canvas().Overlays().List()...) {
		all = append(all, texts(o)...)
	}
	return all
}

// counted brings the counts of the head up to date.
func (c *counterTop) counted() {
	counts, err := c.parts.desk.Counts(c.t.Context())
	if err != nil {
		return // nobody is signed in
	}
	c.stand.mu.Lock()
	c.stand.counts, c.stand.known = counts, true
	c.stand.mu.Unlock()
}

// saw are the sentences that can be seen and could not be seen at the last look.
func (c *counterTop) saw() string {
	var fresh []string
	for _, text := range c.seen() {
		if text = strings.TrimSpace(text); strings.Contains(text, "。") && !slices.Contains(c.before, text) && !slices.Contains(fresh, text) {
			fresh = append(fresh, text)
		}
	}
	return strings.Join(fresh, " ")
}

// sees waits until the operator sees a text of which some words are told, and returns all
// of what came new.
func (c *counterTop) sees(words string) (all string) {
	c.t.Helper()
	c.eventually(fmt.Sprintf("%q on the screen", words), func() bool {
		all = c.saw()
		return strings.Contains(all, words)
	})
	return all
}

func (c *counterTop) eventually(what string, happened func() bool) time.Duration {
	c.t.Helper()
	begun := time.Now()
	for !happened() {
		if time.Since(begun) > 20*time.Second {
			c.t.Fatalf("%s: not within 20 s; the operator sees %q", what, c.saw())
		}
		time.Sleep(20 * time.Millisecond)
	}
	return time.Since(begun)
}

// online waits for the line.
func (c *counterTop) online() {
	c.t.Helper()
	c.eventually("a line", func() bool { return !c.parts.pusher.Status().Synced.IsZero() })
	c.look()
}

// enter types what an operator does, field by field, and goes on with F12.
func (c *counterTop) enter(fields ...string) {
	c.t.Helper()
	for i, text := range fields {
		focused := c.frame.Canvas().Focused()
		if focused == nil {
			c.t.Fatal("nothing has the keyboard")
		}
		for _, r := range text {
			focused.TypedRune(r)
		}
		if i+1 < len(fields) {
			focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		}
	}
	c.shell.Key(fyne.KeyF12)
}

// code is what the token of an operator shows.
func (s *siege) code(id operator.ID) string {
	s.Helper()
	code, err := operator.TokenCode(registrytest.Seed(id), time.Now())
	s.must(err)
	return code
}

func newKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := pinned.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// administrator sits IT down at an admin seat.
func (s *siege) administrator() (seat *http.Client, session string) {
	s.Helper()
	s.must(s.store.Update(s.Context(), func(tx registry.Tx) error {
		return tx.PutTerminal(registry.Terminal{ID: "A-01", Ward: pinnedtest.Ward, Personality: policy.AdminSeat})
	}))
	s.counter(counterTwo) // whose operators IT is one of
	answer, err := s.signIn("A-01", registrytest.Admin, make([]byte, ed25519.PublicKeySize))
	s.must(err)
	return s.stolen("A-01"), answer.GetSessionId()
}

// signIn proves an operator to the registry at a terminal whose key was stolen.
func (s *siege) signIn(terminal string, id operator.ID, key []byte) (*wirev1.SignInResponse, error) {
	s.Helper()
	return s.api(terminal).SignIn(s.Context(), &wirev1.SignInRequest{OperatorId: string(id), Pin: registrytest.PIN, TokenCode: s.code(id), PublicKey: key})
}

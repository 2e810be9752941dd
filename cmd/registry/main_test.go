package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"madoguchi/app/resident"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// asRegistry makes this test binary the registry itself, so that what is killed is the
// real program.
const asRegistry = "MADOGUCHI_TEST_REGISTRY"

func TestMain(m *testing.M) {
	if os.Getenv(asRegistry) != "" {
		main()
	}
	os.Exit(m.Run())
}

// A site is a configured registry with its database.
type site struct {
	*testing.T
	dir     string
	city    *pinnedtest.City
	address string
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{T: t, dir: t.TempDir(), city: pinnedtest.New(t)}
	identity, err := s.city.Registry.MarshalPEM()
	s.must(err)
	s.must(os.WriteFile(filepath.Join(s.dir, "server.pem"), identity, 0o600))
	s.must(os.WriteFile(filepath.Join(s.dir, "ca.pem"), pinned.EncodeCertificate(s.city.Authority.Certificate()), 0o600))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	s.address = l.Addr().String()
	s.must(l.Close())
	s.configure(map[string]any{})
	return s
}

func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *site) path(name string) string { return filepath.Join(s.dir, name) }

// configure writes the configuration with some keys set otherwise.
func (s *site) configure(edit map[string]any) {
	s.Helper()
	c := map[string]any{"listen": s.address, "database": "registry.db", "keys": "registry.key", "authority": "ca.pem", "identity": "server.pem"}
	for k, v := range edit {
		c[k] = v
	}
	body, err := json.Marshal(c)
	s.must(err)
	s.must(os.WriteFile(s.path("registry.json"), body, 0o600))
}

// run runs a command; a registry that serves is stopped as soon as it says so.
func (s *site) run(command string) (int, string) {
	ctx, cancel := context.WithTimeout(s.Context(), time.Minute)
	defer cancel()
	out := &listener{heard: `"serving"`, act: func() { time.AfterFunc(100*time.Millisecond, cancel) }}
	return run(ctx, []string{command, "-config", s.path("registry.json")}, out), out.String()
}

// A listener keeps what a program says and acts on a word of it.
type listener struct {
	mu    sync.Mutex
	said  bytes.Buffer
	heard string
	act   func()
}

func (l *listener) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if bytes.Contains(b, []byte(l.heard)) {
		l.act()
	}
	return l.said.Write(b)
}

func (l *listener) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}

func (s *site) open() *store.Store {
	s.Helper()
	db, err := store.Open(s.Context(), s.path("registry.db"), store.KeyFile(s.path("registry.key")))
	s.must(err)
	return db
}

// start starts the real program and waits until it listens.
func (s *site) start() *exec.Cmd {
	s.Helper()
	cmd := exec.Command(os.Args[0], "run", "-config", s.path("registry.json"))
	cmd.Env = append(os.Environ(), asRegistry+"=1")
	log, err := os.OpenFile(s.path("log.txt"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	s.must(err)
	defer log.Close()
	cmd.Stderr = log
	s.must(cmd.Start())
	for range 400 {
		if c, err := net.Dial("tcp", s.address); err == nil {
			_ = c.Close()
			return cmd
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = cmd.Process.Kill()
	s.Fatalf("registry does not listen: %s", s.log())
	return nil
}

func (s *site) log() string {
	b, _ := os.ReadFile(s.path("log.txt"))
	return string(b)
}

func (s *site) client(terminal string) wirev1connect.RegistryServiceClient {
	s.Helper()
	transport, err := pinned.NewTransport(s.address, s.city.Terminal(terminal), s.city.Trust, time.Now)
	s.must(err)
	return wirev1connect.NewRegistryServiceClient(&http.Client{Transport: transport}, "https://"+s.address, wire.ClientOptions()...)
}

func TestCommandLine(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(s *site)
		command string
		code    int
		says    string
	}{
		{"no such command", func(*site) {}, "start", 2, "usage"},
		{"made", func(*site) {}, "init", 0, "made registry"},
		{"made twice", func(s *site) { s.run("init") }, "init", 1, store.ErrExists.Error()},
		{"run without a database", func(*site) {}, "run", 1, "registry init"},
		{"run and stopped", func(s *site) { s.run("init") }, "run", 0, "stopped"},
		{"no configuration", func(s *site) { s.must(os.Remove(s.path("registry.json"))) }, "run", 1, "no such file"},
		{"an unknown key", func(s *site) { s.configure(map[string]any{"lisen": ":1"}) }, "run", 1, "lisen"},
		{"a key missing", func(s *site) { s.configure(map[string]any{"listen": ""}) }, "run", 1, "listen is missing"},
		{"key file and database the same", func(s *site) { s.configure(map[string]any{"keys": "registry.db"}) }, "run", 1, "keys must not be"},
		{"offline for a year", func(s *site) { s.configure(map[string]any{"offline_hours": 8760}) }, "run", 1, "offline_hours"},
		{"key file lost", func(s *site) { s.run("init"); s.must(os.Remove(s.path("registry.key"))) }, "run", 1, "keyring half"},
		{"no authority", func(s *site) { s.run("init"); s.must(os.Remove(s.path("ca.pem"))) }, "run", 1, "authority"},
		{"a certificate without its key", func(s *site) {
			s.run("init")
			s.must(os.WriteFile(s.path("server.pem"), pinned.EncodeCertificate(s.city.Registry.Certificate), 0o600))
		}, "run", 1, "no private key"},
		{"codes without a file of them", func(s *site) { s.run("init") }, "codes", 1, "name the file"},
		{"port in use", func(s *site) {
			s.run("init")
			l, err := net.Listen("tcp", s.address)
			s.must(err)
			s.Cleanup(func() { _ = l.Close() })
		}, "run", 1, "in use"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			tt.prepare(s)
			code, out := s.run(tt.command)
			if code != tt.code || !strings.Contains(out, tt.says) {
				t.Errorf("exit %d, %s; want %d and %q", code, out, tt.code, tt.says)
			}
		})
	}
}

const (
	kills   = 27
	entries = 240 // three events each
)

// The registry is killed inside pushes at random points. What it acknowledged must be
// there, and nothing may be applied twice.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("kills the registry for some ten seconds")
	}
	s := newSite(t)
	if code, out := s.run("init"); code != 0 {
		t.Fatal(out)
	}
	db := s.open()
	counter := registrytest.NewCounter(t, db, "T1", time.Now)
	s.must(db.Close())
	var events []*wirev1.Event
	for range entries {
		_, three := counter.Approved(counter.MovingIn(2))
		events = append(events, three...)
	}

	acked, killed := 0, 0
	for acked < len(events) || killed < kills {
		cmd := s.start()
		stop := time.AfterFunc(time.Duration(5+rand.IntN(60))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		if killed >= kills {
			stop.Stop()
		}
		was := acked
		acked = s.push(events, acked)
		if killed >= kills {
			s.must(cmd.Process.Signal(syscall.SIGTERM))
		}
		if err := cmd.Wait(); err != nil {
			killed++
		}
		stop.Stop()
		if acked == was && killed > 20*kills {
			t.Fatalf("no progress after %d kills: %s", killed, s.log())
		}
	}
	t.Logf("%d kills, %d events", killed, acked)

	db = s.open()
	defer func() { s.must(db.Close()) }()
	registrytest.Check(t, db)
	s.must(db.View(t.Context(), func(tx registry.Tx) error {
		residents := 0
		if err := tx.Residents(func(resident.Record) error { residents++; return nil }); err != nil {
			return err
		}
		if residents != 2*entries {
			t.Errorf("%d residents, want %d", residents, 2*entries)
		}
		terminal, err := tx.Terminal("T1")
		if terminal.Watermark != uint64(len(events)) {
			t.Errorf("watermark %d, want %d", terminal.Watermark, len(events))
		}
		return err
	}))
}

// push sends events after the acknowledged ones in small batches until all are sent or
// the registry is gone, and returns how many are acknowledged then.
func (s *site) push(events []*wirev1.Event, acked int) int {
	s.Helper()
	c := s.client("T1")
	for {
		batch := events[acked:min(acked+1+rand.IntN(7), len(events))]
		if len(batch) == 0 {
			// Nothing is owed any more; what is left of the kills hits what is known.
			batch = events[len(events)-7:]
		}
		ctx, cancel := context.WithTimeout(s.Context(), 10*time.Second)
		r, err := c.Push(ctx, &wirev1.PushRequest{Events: batch})
		cancel()
		if err != nil {
			return acked // killed meanwhile
		}
		for _, result := range r.GetResults() {
			if o := result.GetOutcome(); o != wirev1.EventOutcome_EVENT_OUTCOME_TAKEN && o != wirev1.EventOutcome_EVENT_OUTCOME_KNOWN {
				s.Fatalf("event %d: %v, kind %d", result.GetSeq(), o, result.GetErrorKind())
			}
		}
		acked = max(acked, int(batch[len(batch)-1].GetSeq()))
		if acked == len(events) && rand.IntN(4) == 0 {
			return acked
		}
	}
}

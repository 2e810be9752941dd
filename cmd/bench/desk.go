package main

import (
	"context"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"madoguchi/assets"
	"madoguchi/cmd/training/city"
	"madoguchi/cmd/training/play"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
)

// validity is far enough from its end that the terminal does not speak of it.
const validity = 60 * 24 * time.Hour

// nameFonts are where the font for names is installed, which the terminal loads.
var nameFonts = []string{"/usr/share/fonts/truetype/ipamj/ipamjm.ttf", "/usr/share/fonts/opentype/ipamj/ipamjm.ttf"}

// openWindows sets up a terminal and its registry as IT does, starts the registry, and
// opens a display.
func (b *bench) openWindows(ctx context.Context) (_ *windows, err error) {
	dir, err := b.folder("window")
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, "log.txt"))
	if err != nil {
		return nil, err
	}
	w := &windows{dir: dir, log: log, events: filepath.Join(dir, "events.jsonl"), clerk: city.Operators(b.town.seed)[0]}
	defer func() {
		if err != nil {
			said, _ := os.ReadFile(log.Name())
			err = errors.Join(fmt.Errorf("%w\n%s", err, said), w.close())
		}
	}()
	w.bare = program{name: "bare window", command: []string{filepath.Join(dir, "bare")}}
	w.terminal = program{name: "terminal", command: []string{filepath.Join("bin", "terminal"), "run", "-config", filepath.Join(dir, "terminal.json")}}
	if w.stage, err = play.Open(ctx, dir, 1366, 768); err != nil {
		return nil, err
	}
	if w.screen, err = openScreen(filepath.Join(dir, "Xvfb_screen0")); err != nil {
		return nil, err
	}
	build := w.stage.Command(ctx, "go", "build", "-tags", "x11", "-o", w.bare.command[0], "./cmd/bench/bare")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build bare window: %w: %s", err, out)
	}
	authority, err := pinned.NewAuthority("Bench", time.Now(), pinned.MaxValidity)
	if err != nil {
		return nil, err
	}
	address, pins, err := w.openRegistry(ctx, b.town, authority)
	if err != nil {
		return nil, err
	}
	return w, w.setUp(ctx, authority, address, pins)
}

// openRegistry makes a small register, and starts its program.
func (w *windows) openRegistry(ctx context.Context, t *town, authority *pinned.Authority) (address string, pins []string, err error) {
	r, _, err := t.register(ctx, filepath.Join(w.dir, "registry"), 2_000, 2_000)
	if err != nil {
		return "", nil, err
	}
	s, err := r.open(ctx)
	if err != nil {
		return "", nil, err
	}
	err = s.Update(ctx, func(tx registry.Tx) error { return t.keepStaff(tx, terminalID) })
	if err := errors.Join(err, s.Close()); err != nil {
		return "", nil, err
	}
	key, err := pinned.NewKey()
	if err != nil {
		return "", nil, err
	}
	certificate, err := authority.IssueServer(key.Public(), []string{"127.0.0.1"}, time.Now(), validity)
	if err != nil {
		return "", nil, err
	}
	identity, err := pinned.Identity{Certificate: certificate, Key: key}.MarshalPEM()
	if err != nil {
		return "", nil, err
	}
	if address, err = freeAddress(); err != nil {
		return "", nil, err
	}
	err = errors.Join(w.write("server.pem", identity), w.write("ca.pem", pinned.EncodeCertificate(authority.Certificate())),
		w.writeJSON("registry.json", map[string]any{"listen": address, "database": r.file(), "keys": r.keys(), "authority": "ca.pem", "identity": "server.pem"}))
	if err != nil {
		return "", nil, err
	}
	if w.registry, err = w.launch(ctx, []string{filepath.Join("bin", "registry"), "run", "-config", filepath.Join(w.dir, "registry.json")}); err != nil {
		return "", nil, err
	}
	pin := pinned.PinOf(certificate)
	return address, []string{hex.EncodeToString(pin[:]), hex.EncodeToString(make([]byte, len(pin)))}, nil // the backup key is nobody's
}

// setUp configures the terminal, has it make its file, and certifies its key.
func (w *windows) setUp(ctx context.Context, authority *pinned.Authority, address string, pins []string) error {
	cities, towns, err := city.Gazetteer(assets.Cities, assets.Towns)
	if err != nil {
		return err
	}
	config := map[string]any{
		"terminal": terminalID, "ward": ward, "data": "data", "registry": address, "host": "127.0.0.1", "authority": "ca.pem",
		"certificate": "certificate.pem", "pins": pins, "city": city.Name, "gazetteer": "postal", "training": true, "events": "events.jsonl",
	}
	for _, font := range nameFonts {
		if _, err := os.Stat(font); err == nil {
			config["name_font"] = font
		}
	}
	err = errors.Join(os.MkdirAll(filepath.Join(w.dir, "data"), 0o700), os.MkdirAll(filepath.Join(w.dir, "postal"), 0o700),
		w.write("postal/city.gz", cities), w.write("postal/town.gz", towns), w.writeJSON("terminal.json", config))
	if err != nil {
		return err
	}
	request := filepath.Join(w.dir, "request.pem")
	cmd := w.stage.Command(ctx, w.terminal.command[0], "setup", "-config", filepath.Join(w.dir, "terminal.json"), "-request", request)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("set up terminal: %w: %s", err, out)
	}
	b, err := os.ReadFile(request)
	if err != nil {
		return err
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return errors.New("set up terminal: its request is no PEM")
	}
	csr, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		return err
	}
	certificate, err := authority.IssueTerminal(csr.PublicKey, terminalID, ward, time.Now(), validity)
	if err != nil {
		return err
	}
	return w.write("certificate.pem", pinned.EncodeCertificate(certificate))
}

func (w *windows) write(name string, body []byte) error {
	return os.WriteFile(filepath.Join(w.dir, name), body, 0o600)
}

func (w *windows) writeJSON(name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return w.write(name, b)
}

// freeAddress returns an address of this machine that nobody listens at.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

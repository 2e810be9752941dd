package main

import (
	"context"
	"crypto"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"madoguchi/sync/pinned"
)

// reserveSuffix names the file of the key that lies in a safe until the one in use has to
// be replaced.
const reserveSuffix = ".reserve"

// makeIdentity issues the registry's own certificate, anew for the key there is: its pin
// stays. It tells the two pins that terminals are configured with. A reserve is made with
// the first certificate, and where the one before has come into use.
func makeIdentity(_ context.Context, cfg Config, hosts string, reserve bool, tell io.Writer, log *slog.Logger) error {
	if hosts == "" {
		return errors.New("-host is missing: the names or addresses that terminals reach the registry by")
	}
	authority, err := cfg.openAuthority()
	if err != nil {
		return err
	}
	if authority == nil {
		return errors.New("the configuration names no authority_key; registry authority makes one")
	}
	now := time.Now()
	paths := []string{cfg.Identity, cfg.Identity + reserveSuffix}
	if _, err := os.Stat(cfg.Identity); err == nil && !reserve {
		paths = paths[:1] // a renewal: the reserve lies in a safe
	}
	if _, err := os.Stat(paths[len(paths)-1]); err == nil && reserve {
		return fmt.Errorf("%s is there: put it into a safe, or back into use, before another is made", paths[1])
	}
	var pins []string
	for _, path := range paths {
		key, err := keyIn(path)
		if errors.Is(err, fs.ErrNotExist) {
			key, err = pinned.NewKey()
		}
		if err != nil {
			return err
		}
		cert, err := authority.IssueServer(key.Public(), strings.Split(hosts, ","), now, pinned.MaxValidity)
		if err != nil {
			return err
		}
		body, err := pinned.Identity{Certificate: cert, Key: key}.MarshalPEM()
		if err != nil {
			return err
		}
		if err := replaceFile(path, body); err != nil {
			return err
		}
		pin := pinned.PinOf(cert)
		pins = append(pins, hex.EncodeToString(pin[:]))
	}
	log.Info("issued the registry's certificate", "identity", cfg.Identity, "until", now.Add(pinned.MaxValidity).Format(time.DateOnly))
	_, err = fmt.Fprintf(tell, "pins: %s\n", strings.Join(pins, ","))
	if err == nil && len(pins) == 2 {
		_, err = fmt.Fprintf(tell, "Put %s%s into a safe and take it off this machine.\n", cfg.Identity, reserveSuffix)
	}
	return err
}

// replaceFile writes a file as a whole: whenever the machine stops, there is the one before
// or the new one.
func replaceFile(path string, body []byte) error {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func keyIn(path string) (crypto.Signer, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	id, err := pinned.ParseIdentity(body)
	return id.Key, err
}

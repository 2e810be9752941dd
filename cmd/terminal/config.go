package main

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"madoguchi/app/policy"
	"madoguchi/sync/pinned"
	"madoguchi/ui/help"
)

// A Config is what a terminal has to know before it can reach the registry. It is
// written by IT and lies where operators cannot write. Paths are relative to the
// file. Unknown keys are an error.
type Config struct {
	// Terminal is this terminal's ID, as in its certificate: "T-01-03".
	Terminal string `json:"terminal"`
	// Ward is the municipality code of the ward the terminal stands in.
	Ward string `json:"ward"`
	// Data is the folder of the sealed file. It must exist.
	Data string `json:"data"`
	// Registry is the registry's "host:port".
	Registry string `json:"registry"`
	// Host is the name in the registry's certificate.
	Host string `json:"host"`
	// Authority is the PEM file of the city's certificate authority.
	Authority string `json:"authority"`
	// Certificate is the PEM file of this terminal's certificate, issued offline for the
	// request that "terminal setup" wrote. A terminal that enrolled needs none: it keeps
	// its certificate itself.
	Certificate string `json:"certificate,omitempty"`
	// Enrolment is the "host:port" where "terminal enrol" fetches the first certificate.
	Enrolment string `json:"enrolment,omitempty"`
	// TPM is the device that the terminal's key is made in when it enrols and that guards a
	// share of the sealed file's key; the machine's own if empty, and "none" uses none.
	TPM string `json:"tpm,omitempty"`
	// Pins are the SHA-256 of the registry's public key and of a backup key, in hex.
	Pins []string `json:"pins"`
	// Contacts are whom to call in an incident, for the card in the manual.
	Contacts []help.Contact `json:"contacts,omitempty"`
	// Root is the file of the first root of locked configurations, as admin policy init
	// wrote it. Without one the built-in values are in force and no bundle is taken.
	Root string `json:"root,omitempty"`
	// Recovery is the file of the public recovery key; "terminal setup" has the sealed
	// file open by it, should the keyring be lost.
	Recovery string `json:"recovery,omitempty"`
	// Language is "ja" (if empty) or "en".
	Language string `json:"language,omitempty"`
	// LargeType draws everything larger, for operators who need it.
	LargeType bool `json:"large_type,omitempty"`
	// NameFont is the font file for names (IPAmj Mincho); if empty, the one that the system
	// has. Without any, names are drawn in the font of the program, and the machine screen
	// says so.
	NameFont string `json:"name_font,omitempty"`
	// City is the name of the city, which the names of its wards begin with.
	City string `json:"city"`
	// Gazetteer is a folder with the tables of postal codes (city.gz, town.gz); the
	// built-in ones if empty.
	Gazetteer string `json:"gazetteer,omitempty"`
	// VisitorDisplays are the names of displays that face visitors, as the position
	// screen shows them: on one of them nobody may confirm that visitors see nothing.
	VisitorDisplays []string `json:"visitor_displays,omitempty"`
	// Local tightens numbers of the policy at this terminal, by their keys, such as
	// "idle.lock_seconds"; what would loosen them has no effect.
	Local policy.Local `json:"local,omitempty"`
	// Presence is what an integrated terminal asks for besides PIN and token (R116):
	// "fingerprint" asks the machine's reader by fprintd. Fingers are enrolled under the ID
	// that operators type, with fprintd-enroll. "passkey" asks a FIDO2 authenticator by the
	// programs of libfido2, whose answer the registry checks (passkey_host there); keys are
	// enrolled with "admin operator passkey".
	Presence string `json:"presence,omitempty"`
	// Training marks a terminal of the training city: the window says so always.
	Training bool `json:"training,omitempty"`
	// Events is a file the training terminal writes a line to at each change of
	// screen, for whoever drives it. It is refused outside training.
	Events string `json:"events,omitempty"`
	// FullScreen opens the window over the whole screen.
	FullScreen bool `json:"full_screen,omitempty"`
}

// ReadConfig reads and checks a configuration.
func ReadConfig(path string) (Config, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("read configuration: %w", err)
	}
	var c Config
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return Config{}, fmt.Errorf("read configuration %s: %w", path, err)
	}
	base := filepath.Dir(path)
	for _, p := range []*string{&c.Data, &c.Authority, &c.Certificate, &c.NameFont, &c.Gazetteer, &c.Events, &c.Root, &c.Recovery} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(base, *p)
		}
	}
	m, err := readManaged()
	if err != nil {
		return Config{}, err
	}
	m.over(&c)
	if err := c.check(); err != nil {
		return Config{}, fmt.Errorf("read configuration %s: %w", path, err)
	}
	return c, nil
}

func (c Config) check() error {
	for key, value := range map[string]string{
		"terminal": c.Terminal, "ward": c.Ward, "data": c.Data, "registry": c.Registry, "host": c.Host,
		"authority": c.Authority, "city": c.City,
	} {
		if value == "" {
			return fmt.Errorf("%s is missing", key)
		}
	}
	if len(c.Pins) < 2 {
		return fmt.Errorf("pins: %d given, a current and a backup pin are needed", len(c.Pins))
	}
	if c.Language != "" && c.Language != "ja" && c.Language != "en" {
		return fmt.Errorf("language %q: want ja or en", c.Language)
	}
	if c.Events != "" && !c.Training {
		return fmt.Errorf("events: only a training terminal may be driven")
	}
	return nil
}

// trust returns what the terminal knows of its registry.
func (c Config) trust() (pinned.Trust, error) {
	b, err := os.ReadFile(c.Authority)
	if err != nil {
		return pinned.Trust{}, fmt.Errorf("read authority: %w", err)
	}
	authority, err := pinned.ParseCertificate(b)
	if err != nil {
		return pinned.Trust{}, fmt.Errorf("read authority: %w", err)
	}
	trust := pinned.Trust{Authority: authority, Host: c.Host}
	for _, s := range c.Pins {
		raw, err := hex.DecodeString(s)
		if err != nil || len(raw) != len(pinned.Pin{}) {
			return pinned.Trust{}, fmt.Errorf("read pins: not the hex of a SHA-256")
		}
		trust.Pins = append(trust.Pins, pinned.Pin(raw))
	}
	return trust, nil
}

// certificate reads the terminal's certificate, which must be for the key of its
// sealed file.
func (c Config) certificate(key crypto.PublicKey) (*x509.Certificate, error) {
	b, err := os.ReadFile(c.Certificate)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	cert, err := pinned.ParseCertificate(b)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	if own, ok := cert.PublicKey.(interface{ Equal(crypto.PublicKey) bool }); !ok || !own.Equal(key) {
		return nil, errors.New("read certificate: it is for another key than this terminal's")
	}
	return cert, nil
}

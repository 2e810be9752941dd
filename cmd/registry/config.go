package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Config is what a registry has to know. It is a JSON file that IT writes; paths are
// relative to it, and unknown keys are an error.
//
//	{
//	  "listen": "10.1.2.3:8443",
//	  "database": "/var/lib/madoguchi/registry.db",
//	  "keys": "/etc/madoguchi/registry.key",
//	  "authority": "ca.pem",
//	  "identity": "server.pem"
//	}
type Config struct {
	// Listen is the "address:port" of the closed line that terminals call at.
	Listen string `json:"listen"`
	// Database is the file of the register. Its folder must exist and be on a disk that
	// keeps what was synced.
	Database string `json:"database"`
	// Keys is the file of the key that opens the sealed columns. It belongs on another
	// volume than the database, and not into its backups.
	Keys string `json:"keys"`
	// Authority is the PEM file of the certificate of the city's authority.
	Authority string `json:"authority"`
	// Identity is the PEM file of the registry's own certificate and key.
	Identity string `json:"identity"`
	// AuthorityKey is the sealed key of the city's authority, where the registry is to issue
	// certificates; "registry authority" makes it. Without it, certificates are issued
	// where the key is, with "admin certify".
	AuthorityKey string `json:"authority_key,omitempty"`
	// AuthorityPassphrase is the file of the passphrase that opens AuthorityKey: a
	// credential that the system hands to this service, or a volume of its own.
	AuthorityPassphrase string `json:"authority_passphrase,omitempty"`
	// EnrolListen is the "address:port" where terminals enrol that have no certificate
	// yet; without it none can.
	EnrolListen string `json:"enrol_listen,omitempty"`
	// PasskeyHost is the name that authenticators bind their keys to, once and for all, for
	// example "registry.city.example"; with it integrated terminals let nobody in without a
	// proof with user verification (R116).
	PasskeyHost string `json:"passkey_host,omitempty"`
	// AuditKey is the file of the key that signs the operation log once a day; "registry
	// audit-key" makes it. It belongs to whoever answers for the log and not to whoever runs
	// the database: on a volume of its own. Without it nothing is signed, which is told at
	// each start.
	AuditKey string `json:"audit_key,omitempty"`
	// AuditExport is the folder that the operation log is written into once a day, sealed,
	// with what was signed of it (R041: to be kept for seven years, elsewhere).
	AuditExport string `json:"audit_export,omitempty"`
	// OfficeHours are the hours of work, for the weekly report on work outside them (R122),
	// such as "08:30-19:00"; without it 08:00-18:30.
	OfficeHours string `json:"office_hours,omitempty"`
	// Reviews is how many approvals every entry needs at least. It can only raise what
	// the law and the standard ask for; 0 leaves it at that.
	Reviews int `json:"reviews,omitempty"`
	// OfflineHours is how long operators may work at a terminal without a line after
	// they signed in on it; 0 means 72.
	OfflineHours int `json:"offline_hours,omitempty"`
}

const (
	maxConfig       = 64 << 10
	maxOfflineHours = 24 * 14
	maxReviews      = 5
)

func readConfig(path string) (Config, error) {
	c, err := parseConfig(path)
	if err != nil {
		return Config{}, fmt.Errorf("read configuration %s: %w", path, err)
	}
	return c, nil
}

func parseConfig(path string) (Config, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return Config{}, err
	}
	if len(body) > maxConfig {
		return Config{}, fmt.Errorf("%d bytes are too many", len(body))
	}
	var c Config
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return Config{}, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Config{}, errors.New("something follows the configuration")
	}
	base := filepath.Dir(path)
	for _, p := range []*string{&c.Database, &c.Keys, &c.Authority, &c.Identity, &c.AuthorityKey, &c.AuthorityPassphrase, &c.AuditKey, &c.AuditExport} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(base, *p)
		}
	}
	return c, c.check()
}

func (c Config) check() error {
	for _, required := range []struct{ key, value string }{
		{"listen", c.Listen}, {"database", c.Database}, {"keys", c.Keys}, {"authority", c.Authority}, {"identity", c.Identity},
	} {
		if required.value == "" {
			return fmt.Errorf("%s is missing", required.key)
		}
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if c.EnrolListen != "" {
		if _, _, err := net.SplitHostPort(c.EnrolListen); err != nil {
			return fmt.Errorf("enrol_listen: %w", err)
		}
		if c.AuthorityKey == "" {
			return errors.New("enrol_listen needs authority_key: who enrols gets a certificate")
		}
	}
	if (c.AuthorityKey == "") != (c.AuthorityPassphrase == "") {
		return errors.New("authority_key and authority_passphrase belong together")
	}
	if c.AuditExport != "" && c.AuditKey == "" {
		return errors.New("audit_export needs audit_key: what nobody signed is not exported")
	}
	if c.AuditKey != "" && (c.AuditKey == c.Keys || c.AuditKey == c.Identity || c.AuditKey == c.AuthorityKey) {
		return errors.New("audit_key must be a key of its own")
	}
	if _, _, err := c.officeHours(); err != nil {
		return err
	}
	if c.Database == c.Keys {
		return errors.New("keys must not be the database")
	}
	if c.Reviews < 0 || c.Reviews > maxReviews {
		return fmt.Errorf("reviews must be 0 to %d", maxReviews)
	}
	if c.OfflineHours < 0 || c.OfflineHours > maxOfflineHours {
		return fmt.Errorf("offline_hours must be 0 to %d", maxOfflineHours)
	}
	return nil
}

// officeHours reads the hours of work, both 0 where none are set.
func (c Config) officeHours() (open, shut time.Duration, err error) {
	if c.OfficeHours == "" {
		return 0, 0, nil
	}
	from, to, _ := strings.Cut(c.OfficeHours, "-")
	for _, half := range []struct {
		text string
		into *time.Duration
	}{{from, &open}, {to, &shut}} {
		at, err := time.Parse("15:04", half.text)
		if err != nil {
			return 0, 0, fmt.Errorf("office_hours: %q is not like 08:00-18:30", c.OfficeHours)
		}
		*half.into = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	}
	if open >= shut {
		return 0, 0, fmt.Errorf("office_hours: %q ends before it begins", c.OfficeHours)
	}
	return open, shut, nil
}

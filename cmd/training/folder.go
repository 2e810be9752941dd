package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"madoguchi/app/civil"
)

// A folder is where a training city is kept:
//
//	training.json      what the city was made from
//	authority.pem      the city's certificate authority, with its key
//	ca.pem             its certificate alone
//	registry/          database, its keys, certificate, configuration
//	root.json          the first root of its locked configurations
//	policy-keys.json   the keys that sign them
//	postal/            the country's towns with the city among them
//	keyring/           the keyring of the session the programs run in
//	terminal-1/ …      configuration, certificate, sealed file, events
type folder string

func (f folder) path(parts ...string) string {
	return filepath.Join(append([]string{string(f)}, parts...)...)
}

// terminal returns the folder of the terminal with a number from 1.
func (f folder) terminal(n int) folder { return folder(f.path(fmt.Sprintf("terminal-%d", n))) }

// A plan is what a city was made from.
type plan struct {
	Version   int        `json:"version"`
	Seed      uint64     `json:"seed"`
	Residents int        `json:"residents"`
	On        civil.Date `json:"on"`
}

// planVersion goes up when folders made before cannot be used any more.
const planVersion = 1

const planFile = "training.json"

// errNoCity says that there is no folder yet.
var errNoCity = errors.New("there is no training city yet (training run makes one)")

func (f folder) plan() (plan, error) {
	b, err := os.ReadFile(f.path(planFile))
	if errors.Is(err, fs.ErrNotExist) {
		return plan{}, errNoCity
	}
	if err != nil {
		return plan{}, fmt.Errorf("open training city: %w", err)
	}
	var p plan
	if err := json.Unmarshal(b, &p); err != nil {
		return plan{}, fmt.Errorf("open training city: %s: %w", planFile, err)
	}
	if p.Version != planVersion {
		return plan{}, fmt.Errorf("open training city: %s was made by another version; remove it", f)
	}
	return p, nil
}

// writeJSON writes a file that only its owner may read.
func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(b, '\n'), 0o600)
}

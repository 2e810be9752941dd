package inputmethod

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// address returns where the method listens: what the environment says, else what the
// daemon wrote for this display into the folder that IBus has agreed on.
func address(env func(string) string) (string, error) {
	if a := env("IBUS_ADDRESS"); a != "" {
		return a, nil
	}
	id, err := machineID()
	if err != nil {
		return "", err
	}
	config := env("XDG_CONFIG_HOME")
	if config == "" {
		config = filepath.Join(env("HOME"), ".config")
	}
	return fileAddress(filepath.Join(config, "ibus", "bus", id+"-"+display(env("DISPLAY"))))
}

// display is how the name of a display stands in the name of the file: unix-0 of :0,
// host-0 of host:0.1.
func display(name string) string {
	host, number, _ := strings.Cut(name, ":")
	number, _, _ = strings.Cut(number, ".")
	if host == "" {
		host = "unix"
	}
	return host + "-" + number
}

func machineID() (string, error) {
	for _, name := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if b, err := os.ReadFile(name); err == nil {
			return strings.TrimSpace(string(b)), nil
		}
	}
	return "", errors.New("find input method: the machine has no id")
}

func fileAddress(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("find input method: %w", err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if a, ok := strings.CutPrefix(s.Text(), "IBUS_ADDRESS="); ok && a != "" {
			return a, nil
		}
	}
	return "", errors.New("find input method: its file names no address")
}

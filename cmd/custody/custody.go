// Package custody asks the two custodians of a recovery key for their shares, and reads
// the rotation that IT wants from flags: what cmd/terminal, cmd/registry and cmd/admin do
// in the same way.
//
// What the keys are is package keys', and which file they open the caller's.
package custody

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"madoguchi/app/keys"
)

// An Asker asks for secrets. On a terminal nothing is shown while one is typed; from a
// pipe one line is read after the other.
type Asker struct {
	in   *bufio.Reader
	fd   int // of a terminal, -1 for none
	tell io.Writer
}

// NewAsker returns an asker that reads from in and asks on tell.
func NewAsker(in *os.File, tell io.Writer) *Asker {
	a := &Asker{in: bufio.NewReader(in), fd: -1, tell: tell}
	if fd := int(in.Fd()); term.IsTerminal(fd) {
		a.fd = fd
	}
	return a
}

// Secret asks for one.
func (a *Asker) Secret(what string) (string, error) {
	fmt.Fprintf(a.tell, "%s: ", what)
	if a.fd >= 0 {
		b, err := term.ReadPassword(a.fd)
		fmt.Fprintln(a.tell)
		if err != nil {
			return "", fmt.Errorf("%s was not given: %w", what, err)
		}
		return string(b), nil
	}
	text, err := a.in.ReadString('\n')
	if err != nil && text == "" {
		return "", fmt.Errorf("%s was not given: %w", what, err)
	}
	return strings.TrimRight(text, "\r\n"), nil
}

// New asks for a secret twice, so that it is what its holder meant.
func (a *Asker) New(what string) (string, error) {
	first, err := a.Secret(what)
	if err != nil {
		return "", err
	}
	second, err := a.Secret(what + ", again")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", fmt.Errorf("%s: the two are not the same", what)
	}
	return first, nil
}

// Open puts a recovery key together from the files of its two shares, whose custodians
// type their passphrases one after the other.
func Open(paths [2]string, ask *Asker) (*keys.RecoverySecret, error) {
	var files [2][]byte
	for i, path := range paths {
		if path == "" {
			return nil, errors.New("name the files of both shares")
		}
		var err error
		if files[i], err = os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("read share: %w", err)
		}
	}
	var passphrases [2]string
	for i, path := range paths {
		var err error
		if passphrases[i], err = ask.Secret("passphrase of " + path); err != nil {
			return nil, err
		}
	}
	return keys.OpenRecovery(files, passphrases)
}

// Public reads the file of a public recovery key.
func Public(path string) (*keys.RecoveryPublic, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read recovery key: %w", err)
	}
	return keys.ParseRecovery(file)
}

// Rotation declares the flags of a rotation. The function it returns gives the rotation
// they say, and its parts as codes for the log; without any flag it is half and data.
func Rotation(set *flag.FlagSet) func() (keys.Rotation, []string) {
	var r keys.Rotation
	set.BoolVar(&r.Half, "half", false, "replace the half in the keyring or key file, and the TPM's share")
	set.BoolVar(&r.Data, "data", false, "make a new data key; what was sealed before stays readable")
	set.BoolVar(&r.Index, "index", false, "add a root to the blind indexes and move them on to it")
	return func() (keys.Rotation, []string) {
		if r == (keys.Rotation{}) {
			r.Half, r.Data = true, true
		}
		var parts []string
		for _, p := range []struct {
			set  bool
			name string
		}{{r.Half, "half"}, {r.Data, "data"}, {r.Index, "index"}} {
			if p.set {
				parts = append(parts, p.name)
			}
		}
		return r, parts
	}
}

package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"madoguchi/app/keys"
	"madoguchi/sync/bundle"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// roles are the keys of the city but for the registry's own.
var roles = []string{"root-1", "root-2", "root-3", "targets-1", "targets-2", "snapshot"}

// A holder is who holds a key.
type holder struct {
	Holder string `json:"holder"`
	Public []byte `json:"public"`
}

// A keyText is a key file: it opens with its holder's passphrase only.
type keyText struct {
	Role   string `json:"role"`
	Holder string `json:"holder"`
	Public []byte `json:"public"`
	Sealed []byte `json:"sealed"`
}

func keyContext(role string) string { return "madoguchi policy key " + role }

// makeKey makes a key file for a holder, who types a passphrase twice.
func makeKey(ask *prompt, folder, role, who string) (ed25519.PrivateKey, holder, error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, holder{}, err
	}
	passphrase, err := ask.secret(fmt.Sprintf("passphrase of %s for %s", who, role))
	if err != nil {
		return nil, holder{}, err
	}
	if len([]rune(passphrase)) < keys.MinPassphrase {
		return nil, holder{}, fmt.Errorf("key %s: a passphrase has at least %d characters", role, keys.MinPassphrase)
	}
	again, err := ask.secret("the same once more")
	if err != nil {
		return nil, holder{}, err
	}
	if again != passphrase {
		return nil, holder{}, fmt.Errorf("key %s: the passphrases differ; nothing was published", role)
	}
	sealed, err := keys.SealUnderPassphrase(passphrase, keyContext(role), key.Seed(), keys.PassphraseCost)
	if err != nil {
		return nil, holder{}, err
	}
	text, err := json.MarshalIndent(keyText{role, who, public, sealed}, "", "  ")
	if err != nil {
		return nil, holder{}, err
	}
	file, err := os.OpenFile(filepath.Join(folder, role+".key"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, holder{}, err
	}
	_, err = file.Write(append(text, '\n'))
	return key, holder{who, public}, errors.Join(err, file.Sync(), file.Close())
}

// openKey opens a key file with the passphrase that its holder types.
func openKey(ask *prompt, name string) (keyText, ed25519.PrivateKey, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return keyText{}, nil, err
	}
	var k keyText
	if err := json.Unmarshal(text, &k); err != nil || k.Role == "" {
		return keyText{}, nil, fmt.Errorf("%s is not a key file", name)
	}
	passphrase, err := ask.secret(fmt.Sprintf("passphrase of %s for %s", k.Holder, k.Role))
	if err != nil {
		return keyText{}, nil, err
	}
	seed, err := keys.OpenUnderPassphrase(passphrase, keyContext(k.Role), k.Sealed)
	if err != nil || len(seed) != ed25519.SeedSize {
		return keyText{}, nil, fmt.Errorf("open key of %s: wrong passphrase, or another file: %w", k.Holder, err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	clear(seed)
	if !key.Public().(ed25519.PublicKey).Equal(ed25519.PublicKey(k.Public)) {
		return keyText{}, nil, fmt.Errorf("%s: its two halves do not belong together", name)
	}
	return k, key, nil
}

// publicKeys are those of the holders, with the registry's.
func publicKeys(all map[string]holder, timestamp ed25519.PublicKey) bundle.Keys {
	of := func(role string) ed25519.PublicKey { return all[role].Public }
	return bundle.Keys{
		Root: []ed25519.PublicKey{of("root-1"), of("root-2"), of("root-3")}, Targets: []ed25519.PublicKey{of("targets-1"), of("targets-2")},
		Snapshot: of("snapshot"), Timestamp: timestamp,
	}
}

// apart reports whether the keys that check each other are held by different people.
func apart(all map[string]holder) error {
	for _, group := range [][]string{{"root-1", "root-2", "root-3"}, {"targets-1", "targets-2"}} {
		seen := map[string]bool{}
		for _, role := range group {
			who := strings.ToLower(all[role].Holder)
			if who == "" || seen[who] {
				return fmt.Errorf("%s needs different holders", strings.Join(group, ", "))
			}
			seen[who] = true
		}
	}
	return nil
}

// timestampKey asks the registry for its key, or for another one.
func timestampKey(ctx context.Context, in *session, renew bool) (ed25519.PublicKey, error) {
	http, address, options := in.Reach()
	answer, err := wirev1connect.NewPolicyServiceClient(http, address, options...).TimestampKey(ctx, &wirev1.TimestampKeyRequest{SessionId: in.id, Renew: renew})
	if err != nil {
		return nil, plain(err)
	}
	return answer.GetPublicKey(), nil
}

var policyInit = command{
	name:  "policy init",
	short: "make the keys of locked configurations and the first root, once for the city",
	long: `  admin policy init -keys /media/ceremony -holders kato,ito,abe,kato,ito,abe

Holders are named in this order: three of root keys, two of targets keys (who sign what is
published: two different people), one of the snapshot key. Each types a passphrase of at least
12 characters, twice, and takes their own file away on a stick of their own; keep a copy of each
root key in a safe. The registry makes and keeps the timestamp key itself. The root is signed by
root-1 and root-2 on the spot.

The command writes root.json beside the keys. Carry it
  - into the server room:   registry root -config registry.json root.json
  - to every terminal:      "root" in its configuration, or Root of the OS policy
                            (HKLM\SOFTWARE\Policies\Madoguchi, /etc/opt/madoguchi/policies/managed)

It asks for operator ID, PIN and token code of somebody with the right to administer first.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		keyFolder := set.String("keys", "", "empty `folder` for the key files")
		names := set.String("holders", "", "six operator `IDs` with commas between")
		return func(ctx context.Context, stdout io.Writer) error {
			who := strings.Split(*names, ",")
			if *keyFolder == "" || len(who) != len(roles) {
				return errUsage
			}
			all := map[string]holder{}
			for i, role := range roles {
				all[role] = holder{Holder: who[i]}
			}
			if err := apart(all); err != nil {
				return err
			}
			s, err := readSeat(*folder)
			if err != nil {
				return err
			}
			if _, err := os.Stat(s.policyPath(rootFile)); !errors.Is(err, fs.ErrNotExist) {
				return errors.New("this seat has keys and a root already; admin help policy rotate-key says how to change a key")
			}
			ask := newPrompt(os.Stdin, os.Stderr)
			return s.signedIn(ctx, ask, func(ctx context.Context, in *session) error {
				timestamp, err := timestampKey(ctx, in, false)
				if err != nil {
					return err
				}
				return s.makeKeys(ask, *keyFolder, all, timestamp, stdout)
			})
		}
	},
}

func (s *seat) makeKeys(ask *prompt, folder string, all map[string]holder, timestamp ed25519.PublicKey, stdout io.Writer) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	private := map[string]ed25519.PrivateKey{}
	for _, role := range roles {
		key, made, err := makeKey(ask, folder, role, all[role].Holder)
		if err != nil {
			return err
		}
		private[role], all[role] = key, made
	}
	root, err := bundle.NewRoot(1, publicKeys(all, timestamp), time.Now())
	if err != nil {
		return err
	}
	for _, role := range []string{"root-1", "root-2"} {
		if root, err = bundle.SignRoot(root, private[role]); err != nil {
			return err
		}
	}
	carried := filepath.Join(folder, rootFile)
	if err := errors.Join(os.WriteFile(carried, root, 0o644), s.writeJSON(holdersFile, all), s.writeJSON(rootFile, root)); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "keys in %s; root 1 in %s\nnext: registry root -config FILE %s in the server room, then admin policy edit -ring all\n", folder, carried, rootFile)
	return nil
}

var policySign = command{
	name:  "policy sign",
	short: "sign what is staged, each holder with their own key file",
	long: `  admin policy sign -key /media/ito/targets-1.key

shows what is staged and asks for the holder's passphrase. Two different holders sign the
targets, one the snapshot (last), and two a new root. An edit after signing takes the signatures
away. To sign at another machine carry the seat's folder there and back; no line is needed.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		name := set.String("key", "", "the holder's key `file`")
		return func(_ context.Context, stdout io.Writer) error {
			if *name == "" {
				return errUsage
			}
			s, err := readSeat(*folder)
			if err != nil {
				return err
			}
			var g staging
			if err := s.readJSON(stagedFile, &g); err != nil {
				return fmt.Errorf("nothing is staged: %w", err)
			}
			tellStaged(stdout, &g)
			k, key, err := openKey(newPrompt(os.Stdin, os.Stderr), *name)
			if err != nil {
				return err
			}
			if err := s.sign(&g, k, key); err != nil {
				return err
			}
			fmt.Fprintf(stdout, "signed by %s with %s\n", k.Holder, k.Role)
			tellStaged(stdout, &g)
			return s.writeJSON(stagedFile, &g)
		}
	},
}

// sign puts a holder's signature where their key belongs.
func (s *seat) sign(g *staging, k keyText, key ed25519.PrivateKey) (err error) {
	kind, _, _ := strings.Cut(k.Role, "-")
	last := len(g.Roots) - 1
	named, _, err := bundle.KeysOf(g.Roots[last])
	if err != nil {
		return err
	}
	public := key.Public().(ed25519.PublicKey)
	known := func(all ...ed25519.PublicKey) bool {
		return slices.ContainsFunc(all, func(one ed25519.PublicKey) bool { return one.Equal(public) })
	}
	switch {
	case kind == "root" && g.NewRoot:
		g.Roots[last], err = bundle.SignRoot(g.Roots[last], key)
		return err
	case kind == "root":
		return errors.New("no new root is staged: root keys sign roots only")
	case kind == "targets" && known(named.Targets...):
		g.Targets, err = bundle.SignTargets(g.Targets, key)
		return err
	case kind == "snapshot" && known(named.Snapshot):
		var before json.RawMessage
		var published bundle.Bundle
		if err := s.readJSON(publishedFile, &published); err == nil {
			before = published.Snapshot
		}
		g.Snapshot, err = bundle.Snapshot(before, g.Targets, key, time.Now())
		return err
	}
	return fmt.Errorf("%s of %s is not one of the keys that count now", k.Role, k.Holder)
}

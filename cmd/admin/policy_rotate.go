package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"madoguchi/sync/bundle"
)

var policyRotateRoot = command{
	name:  "policy rotate-root",
	short: "prepare a new root with the same keys, before the old one expires",
	long: `  admin policy rotate-root

A root counts for two years; the screen about a terminal says until when. Then sign with two root
keys (admin policy sign -key root-1.key, root-2.key) and publish. Terminals follow by themselves,
also those that were away: a bundle carries every root since the first.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		return func(ctx context.Context, stdout io.Writer) error {
			d, g, all, err := openRotation(ctx, *folder, stdout)
			if err != nil {
				return err
			}
			return d.stageRoot(g, all, nil, "root renewed", stdout)
		}
	},
}

var policyRotateKey = command{
	name:  "policy rotate-key",
	short: "prepare another key in the place of one that was lost, stolen or whose holder left",
	long: `  admin policy rotate-key -role targets-1 -holder abe -keys /media/abe
  admin policy rotate-key -role timestamp

Roles: root-1, root-2, root-3, targets-1, targets-2, snapshot, and timestamp, which is the
registry's own (it makes another; that asks for somebody with the right to administer). The new
holder types a passphrase. Then sign with two of the root keys that counted before and count
after; after a targets key was changed both targets holders and the snapshot holder sign again,
after the snapshot key the snapshot holder does. Publish as usual. From then on the old key counts
for nothing, also for what it signed before.

With two of three root keys lost there is no way but admin policy init at a new seat, another
root in the server room's registry, and another root at every terminal: keep the copies safe.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		role := set.String("role", "", "`role` of the key")
		who := set.String("holder", "", "operator `ID` of the new holder")
		keyFolder := set.String("keys", "", "`folder` for the new key file; the old file must not be in it")
		return func(ctx context.Context, stdout io.Writer) error {
			own := *role == "timestamp"
			if !own && (!slices.Contains(roles, *role) || *who == "" || *keyFolder == "") {
				return errUsage
			}
			d, g, all, err := openRotation(ctx, *folder, stdout)
			if err != nil {
				return err
			}
			ask := newPrompt(os.Stdin, os.Stderr)
			if own {
				return d.signedIn(ctx, ask, func(ctx context.Context, in *session) error {
					next, err := timestampKey(ctx, in, true)
					if err != nil {
						return err
					}
					return d.stageRoot(g, all, next, "timestamp key changed", stdout)
				})
			}
			next := maps.Clone(all)
			next[*role] = holder{Holder: *who}
			if err := apart(next); err != nil {
				return err
			}
			if err := os.MkdirAll(*keyFolder, 0o700); err != nil {
				return err
			}
			if _, next[*role], err = makeKey(ask, *keyFolder, *role, *who); err != nil {
				return err
			}
			if err := d.unsign(g, *role); err != nil {
				return err
			}
			return d.stageRoot(g, next, nil, *role+" goes to "+*who, stdout)
		}
	},
}

// openRotation reads what a new root follows.
func openRotation(ctx context.Context, folder string, stdout io.Writer) (*policyDesk, *staging, map[string]holder, error) {
	d, err := openPolicy(ctx, folder, stdout)
	if err != nil {
		return nil, nil, nil, err
	}
	if d.before == nil {
		return nil, nil, nil, errors.New("nothing is published yet: publish first")
	}
	g, err := d.staged()
	if err != nil {
		return nil, nil, nil, err
	}
	if g.NewRoot || len(g.Put)+len(g.Drop) > 0 {
		return nil, nil, nil, errors.New("something else is staged: publish it first, or admin policy edit -anew")
	}
	all := map[string]holder{}
	return d, g, all, d.readJSON(holdersFile, &all)
}

// unsign takes away what a key signed that is put out of use.
func (d *policyDesk) unsign(g *staging, role string) error {
	if strings.HasPrefix(role, "targets") {
		_, err := d.stage(g, time.Now())
		return err
	}
	if role == "snapshot" {
		g.Snapshot = nil
	}
	return nil
}

// stageRoot stages the next root. A nil timestamp key stays as it is.
func (d *policyDesk) stageRoot(g *staging, all map[string]holder, timestamp ed25519.PublicKey, what string, stdout io.Writer) error {
	last := g.Roots[len(g.Roots)-1]
	named, version, err := bundle.KeysOf(last)
	if err != nil {
		return err
	}
	if timestamp == nil {
		timestamp = named.Timestamp
	}
	root, err := bundle.NewRoot(version+1, publicKeys(all, timestamp), time.Now())
	if err != nil {
		return err
	}
	g.Roots, g.NewRoot, g.Holders = append(slices.Clone(g.Roots), json.RawMessage(root)), true, all
	if g.Base, err = d.published(); err != nil {
		return err
	}
	g.Changes = append(g.Changes, fmt.Sprintf("root %d: %s", version+1, what))
	if err := d.writeJSON(stagedFile, g); err != nil {
		return err
	}
	tellStaged(stdout, g)
	return nil
}

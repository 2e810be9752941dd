package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"madoguchi/app/keys"
	"madoguchi/cmd/custody"
)

// makeRecovery makes the recovery key of the city.
var makeRecovery = command{
	name:  "recovery make",
	short: "make the recovery key and the shares of its two custodians",
	long: `A terminal's file is opened by the keyring of its machine, the registry's database by its
key file. When one of them is lost only the recovery key opens what was sealed. Make it
once, before the first terminal is set up, on a machine that is not connected, with both
custodians present: two people who do not answer to one another, such as the register's
manager and the head of IT.

  admin recovery make -public recovery.pub -share share-1.json -share2 share-2.json

Each custodian types a passphrase of at least 12 characters that nobody else sees. Then:

  1. give each custodian the medium with their own share (never both on one medium), and
     have it kept in a safe of their own; write both into the media ledger;
  2. note the fingerprint that is shown in the ledger of keys;
  3. copy recovery.pub, which is no secret, to every terminal ("recovery" in its
     configuration, before terminal enrol) and to the registry (registry keys recovery);
  4. delete the shares from this machine.

A share alone says nothing about the key. When one is lost, or a custodian leaves, make a
new recovery key and set it everywhere (terminal keys recovery, registry keys recovery; they
replace what the old one could open): the old shares then open nothing any more except
backups and copies from before. Try the shares once a year with admin recovery check.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		public := set.String("public", "", "where to write the public key (`file`)")
		first := set.String("share", "", "where to write the first custodian's share (`file`)")
		second := set.String("share2", "", "where to write the second custodian's share (`file`)")
		return func(_ context.Context, stdout io.Writer) error {
			if *public == "" || *first == "" || *second == "" {
				return errUsage
			}
			return writeRecovery(stdout, custody.NewAsker(os.Stdin, os.Stderr), *public, [2]string{*first, *second})
		}
	},
}

func writeRecovery(stdout io.Writer, ask *custody.Asker, path string, shares [2]string) error {
	var passphrases [2]string
	var err error
	for i, who := range []string{"first", "second"} {
		if passphrases[i], err = ask.New("passphrase of the " + who + " custodian"); err != nil {
			return err
		}
	}
	if passphrases[0] == passphrases[1] {
		return errors.New("both custodians typed the same passphrase")
	}
	public, files, err := keys.MakeRecovery(passphrases, keys.PassphraseCost)
	if err != nil {
		return err
	}
	key, err := keys.ParseRecovery(public)
	if err != nil {
		return err
	}
	for name, body := range map[string][]byte{path: public, shares[0]: files[0], shares[1]: files[1]} {
		if err := writeNew(name, body); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(stdout, "recovery key", key.Fingerprint())
	return err
}

// writeNew writes a file that is not there yet.
func writeNew(path string, body []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	return errors.Join(err, f.Sync(), f.Close())
}

// checkRecovery tries the shares.
var checkRecovery = command{
	name:  "recovery check",
	short: "try whether the shares of the two custodians open the recovery key",
	long: `  admin recovery check -share share-1.json -share2 share-2.json -public recovery.pub

Both custodians type their passphrases. Nothing is written. Do it once a year and note the
day in the ledger of keys.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		public := set.String("public", "", "the public recovery key (`file`)")
		first := set.String("share", "", "`file` of one custodian's share")
		second := set.String("share2", "", "`file` of the other custodian's share")
		return func(_ context.Context, stdout io.Writer) error {
			if *public == "" || *first == "" || *second == "" {
				return errUsage
			}
			key, err := custody.Public(*public)
			if err != nil {
				return err
			}
			secret, err := custody.Open([2]string{*first, *second}, custody.NewAsker(os.Stdin, os.Stderr))
			if err != nil {
				return err
			}
			if secret.Fingerprint() != key.Fingerprint() {
				return fmt.Errorf("the shares are of recovery key %s, the public file is of %s", secret.Fingerprint(), key.Fingerprint())
			}
			_, err = fmt.Fprintln(stdout, "the shares open recovery key", key.Fingerprint())
			return err
		}
	},
}

package main

import (
	"context"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"

	"madoguchi/sync/registry/proof"
	"madoguchi/sync/registry/store"
)

// auditCommands are what is done with the operation logs themselves.
var auditCommands = []command{auditAbout, auditVerify, auditErase, evidenceCommand}

var auditAbout = topic("audit", "how the operation logs are kept, proved and erased (a text)", `What is logged, and where
  Each terminal keeps a log of what is done at it, and the registry one of what it was asked
  and did (操作ログ, seven kinds: operation, authentication, event, communication, printing,
  configuration, error). A log says when, which operator, at which terminal, about which
  entry or 宛名番号; never a name, an address or a number.

How it is proved
  The records of a log are chained, each to the one before. Terminals hand theirs over to
  the registry at each sync, under their own signature; the registry signs its own every
  day by a key of its own. Set that up once, in the registry's configuration:
    "audit_key": "/volume-of-the-auditor/audit.key"     registry audit-key makes it
    "audit_export": "/archive/madoguchi-audit"          a folder, written once a day
  Give audit.key.pub to whoever verifies, and copy the export folder each day to where those
  who run the registry cannot write: that copy is the witness. A checkpoint is a text of six
  lines (*.note) and may also be printed and filed.

Every month, and when somebody asks
    admin audit verify -export FOLDER -key audit.key.pub -witness COPY
    admin audit verify -database registry.db -key audit.key.pub -witness COPY
  It says for each log how many records there are and that they hold, or at which record it
  was changed, exchanged, cut off, or lost one.
  A terminal that is suspected: close its window, then on it
    terminal audit export -config FILE -to t-01.log
  and
    admin audit verify -terminal t-01.log -witness registry.db      or an export
  Where no copy of the export was kept, a terminal bears witness: it keeps the newest
  checkpoint it was told. With its window closed
    terminal audit verify -config FILE -note kept.note
    admin audit verify -database registry.db -key audit.key.pub -note kept.note

When it does not hold
  Stop nothing and change nothing. Copy the database and the export folder as they are, tell
  whoever answers for the register, and compare with the oldest witness that holds.

Every year
    admin audit erase -list
    admin audit erase -year 2026 -sheet FILE
  destroys the key of a year whose seven years are over, and its records with it. The chain
  still verifies. Backups of before hold the key until they are gone, too: delete those that
  are older than your retention of backups, and write it on the sheet.
`)

var auditVerify = command{
	name:  "audit verify",
	short: "prove that no operation log was changed, or say where it was",
	long: `Verifies every log in an export folder, in a registry's database (also while it runs, and
a backup), or what one terminal wrote. No key is needed and nothing is written; no record is
opened.

  admin audit verify -export FOLDER -key audit.key.pub -witness COPY
  admin audit verify -database registry.db -key audit.key.pub -witness COPY
  admin audit verify -terminal t-01.log -witness COPY

With -key, checkpoints of the registry must be signed by that key; without it, by the one
that stands beside them. -witness is an export folder that was kept elsewhere, or the
database: what was signed in it must hold here. -note is one checkpoint that was kept, as
terminal audit verify -note FILE writes what that terminal was told last. The command ends with status 1 when a log does not hold.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		var v verification
		v.flags(set)
		set.StringVar(&v.terminal, "terminal", "", "`file` that terminal audit export wrote")
		return v.run
	},
}

// A verification is what is verified against what.
type verification struct{ export, database, terminal, key, witness, note string }

func (v *verification) flags(set *flag.FlagSet) {
	set.StringVar(&v.export, "export", "", "export `folder` of a registry")
	set.StringVar(&v.database, "database", "", "database `file` of a registry")
	set.StringVar(&v.key, "key", "", "public key `file` that the registry's log is signed by")
	set.StringVar(&v.note, "note", "", "`file` of a checkpoint of the registry's log that was kept; needs -key")
	set.StringVar(&v.witness, "witness", "", "export `folder` that was kept elsewhere, or a database")
}

// errLog says that a log does not hold; where is on the sheet.
var errLog = errors.New("an operation log does not hold")

func (v *verification) run(ctx context.Context, stdout io.Writer) error {
	results, err := v.verify(ctx)
	if err != nil {
		return err
	}
	if err := tellResults(stdout, results); err != nil {
		return err
	}
	if !whole(results) {
		return errLog
	}
	return nil
}

func whole(results []proof.Result) bool {
	for _, r := range results {
		if r.Fault != nil {
			return false
		}
	}
	return true
}

func (v *verification) verify(ctx context.Context) (results []proof.Result, err error) {
	terms, done, err := v.terms(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	switch {
	case v.export != "" && v.database == "" && v.terminal == "":
		return proof.Verify(ctx, proof.Folder(v.export), terms)
	case v.database != "" && v.export == "" && v.terminal == "":
		logs, err := store.OpenLogs(ctx, v.database)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, logs.Close()) }()
		return proof.Verify(ctx, proof.Database{Store: logs}, terms)
	case v.terminal != "" && v.export == "" && v.database == "":
		f, err := os.Open(v.terminal)
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }() // it was read only
		r, err := proof.VerifyTerminal(ctx, f, terms.Witness)
		return []proof.Result{r}, err
	}
	return nil, errUsage
}

// terms returns what is verified by; done ends it.
func (v *verification) terms(ctx context.Context) (t proof.Terms, done func() error, err error) {
	if v.key != "" {
		text, err := os.ReadFile(v.key)
		if err != nil {
			return t, nil, fmt.Errorf("key: %w", err)
		}
		block, _ := pem.Decode(text)
		if block == nil || block.Type != "PUBLIC KEY" {
			return t, nil, fmt.Errorf("key %s: not a public key", v.key)
		}
		t.Trusted = [][]byte{block.Bytes}
	}
	if v.note != "" {
		text, err := os.ReadFile(v.note)
		if err != nil {
			return t, nil, fmt.Errorf("note: %w", err)
		}
		t.Notes = [][]byte{text}
	}
	t.Witness, done, err = witness(ctx, v.witness)
	return t, done, err
}

// witness opens an export folder or a database; "" is none.
func witness(ctx context.Context, path string) (proof.Source, func() error, error) {
	none := func() error { return nil }
	if path == "" {
		return nil, none, nil
	}
	if at, err := os.Stat(path); err == nil && !at.IsDir() {
		logs, err := store.OpenLogs(ctx, path)
		if err != nil {
			return nil, nil, fmt.Errorf("witness: %w", err)
		}
		return proof.Database{Store: logs}, logs.Close, nil
	}
	if found, err := filepath.Glob(filepath.Join(path, "*.jsonl")); err != nil || len(found) == 0 {
		return nil, nil, fmt.Errorf("witness: there is no export in %s", path)
	}
	return proof.Folder(path), none, nil
}

// tellResults prints one line a log, and where it does not hold.
func tellResults(w io.Writer, results []proof.Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "log\trecords\terased\tcheckpoints\tsince the last\tend\t")
	for _, r := range results {
		verdict := "holds"
		if r.Fault != nil {
			verdict = "DOES NOT HOLD: " + r.Fault.Error()
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%.8x\t%s\n", r.Log, r.Records, r.Purged, r.Signed, r.Unsigned, r.End.Hash, verdict)
	}
	return t.Flush()
}

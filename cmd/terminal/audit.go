package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/store"
)

// auditUsage is what "terminal audit" says of itself.
const auditUsage = `terminal audit verify -config FILE           says whether the operation log is whole; -note FILE
                                             writes what the registry told of its own log
terminal audit export -config FILE -to FILE  writes it, sealed, under this terminal's signature

The window must be closed. admin audit verify -terminal FILE -export FOLDER compares what
was written with what the registry holds of it.
`

// runAudit verifies and exports the operation log of this terminal.
func runAudit(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	commands := map[string]func(context.Context, []string, io.Writer, io.Writer) error{"verify": verifyAudit, "export": exportAudit}
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprint(stderr, auditUsage)
		return flag.ErrHelp
	}
	return commands[args[0]](ctx, args[1:], stdout, stderr)
}

func verifyAudit(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	var note string
	config, err := configFlag("audit verify", args, stderr, func(f *flag.FlagSet) {
		f.StringVar(&note, "note", "", "where to write the registry's newest checkpoint (`file`)")
	})
	if err != nil {
		return err
	}
	s, err := openFile(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	head, err := s.VerifyAudit(ctx)
	if err != nil {
		return err
	}
	anchored, err := s.Anchored(ctx)
	if err != nil {
		return err
	}
	if note != "" {
		if anchored.Registry == nil {
			return errors.New("the registry has told nothing of its log")
		}
		if err := os.WriteFile(note, anchored.Registry, 0o600); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(stdout, "terminal %s: %d records, whole\n%d of them are held by the registry\nend %x\n", s.Terminal(), head.Seq, anchored.Head.Seq, head.Hash)
	return err
}

func exportAudit(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	var to string
	config, err := configFlag("audit export", args, stderr, func(f *flag.FlagSet) { f.StringVar(&to, "to", "", "where to write the log (`file`)") })
	if err != nil {
		return err
	}
	if to == "" {
		return errors.New("-to is missing")
	}
	s, err := openFile(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	id, err := openIdentity(ctx, config, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, id.close()) }()
	end, err := writeAudit(ctx, s, id, to)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s: %d records of terminal %s\nend %x\n", to, end.Seq, s.Terminal(), end.Hash)
	return err
}

// writeAudit writes the log as it is, whole or not: whether it is, is for whoever verifies
// the file to say.
func writeAudit(ctx context.Context, s *store.Store, id identity, to string) (audit.Head, error) {
	var walk audit.Walk
	for e, err := range s.AuditEvents(ctx, 0) {
		if err != nil {
			return walk.Head, err
		}
		if walk.Next(e) != nil {
			break // what is signed ends here; the file shows why
		}
	}
	note, err := audit.Checkpoint{Origin: s.Terminal(), Head: walk.Head, Root: walk.Tree.Root(), At: time.Now()}.Sign(id.key)
	if err != nil {
		return walk.Head, err
	}
	key, err := x509.MarshalPKIXPublicKey(id.key.Public())
	if err != nil {
		return walk.Head, err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return walk.Head, err
	}
	buffered := bufio.NewWriter(f)
	err = audit.WriteFile(buffered, s.AuditEvents(ctx, 0), s.Terminal(), note, key)
	return walk.Head, errors.Join(err, buffered.Flush(), f.Sync(), f.Close())
}

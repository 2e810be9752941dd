package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/keys"
	"madoguchi/cmd/custody"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// A task is what IT does with the database itself: its keys, copies and retention.
type task func(ctx context.Context, cfg Config, stdout io.Writer) error

// tasks are named by their words. Each declares its flags and says what is then done.
var tasks = map[string]func(*flag.FlagSet) task{
	"keys show": showTask, "keys rotate": rotateTask, "keys recovery": recoveryTask, "recover": recoverTask,
	"backup": backupTask, "verify": verifyTask, "restore": restoreTask, "purge": purgeTask,
}

// runTask runs one of the tasks; ok is false when args name none.
func runTask(ctx context.Context, args []string, stdout, stderr io.Writer) (code int, ok bool) {
	name, rest := "", args
	for words := min(2, len(args)); words > 0 && name == ""; words-- {
		if joined := join(args[:words]); tasks[joined] != nil {
			name, rest = joined, args[words:]
		}
	}
	if name == "" {
		return 0, false
	}
	flags := flag.NewFlagSet("registry "+name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	path := flags.String("config", "registry.json", "configuration `file`")
	do := tasks[name](flags)
	if err := flags.Parse(rest); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0, true
		}
		return 2, true
	}
	var cfg Config
	var err error
	if name != "verify" { // which needs nothing but the backup
		cfg, err = readConfig(*path)
	}
	if err == nil {
		err = do(ctx, cfg, stdout)
	}
	if err != nil {
		tellFailure(slog.New(slog.NewJSONHandler(stderr, nil)), name, err)
		return 1, true
	}
	return 0, true
}

func join(words []string) string {
	if len(words) == 2 {
		return words[0] + " " + words[1]
	}
	return words[0]
}

// noting returns what writes a record of a task into the log.
func noting(kind audit.Kind, detail ...string) func(registry.Tx) error {
	return func(tx registry.Tx) error {
		return registry.Note(tx, audit.Record{Kind: kind, At: time.Now(), Detail: detail})
	}
}

func showTask(*flag.FlagSet) task {
	return func(ctx context.Context, cfg Config, stdout io.Writer) error {
		s, err := store.Open(ctx, cfg.Database, store.KeyFile(cfg.Keys))
		if err != nil {
			return err
		}
		recovery := s.Recovery()
		if recovery == "" {
			recovery = "none: if the key file is lost nothing opens the two numbers; set one with registry keys recovery"
		}
		_, err = fmt.Fprintf(stdout, "the database opens with %s\nrecovery key: %s\n", cfg.Keys, recovery)
		return errors.Join(err, s.Close())
	}
}

func rotateTask(set *flag.FlagSet) task {
	rotation := custody.Rotation(set)
	return func(ctx context.Context, cfg Config, stdout io.Writer) error {
		r, parts := rotation()
		if err := store.Rotate(ctx, cfg.Database, store.KeyFile(cfg.Keys), r, noting(audit.KeysRotated, parts...)); err != nil {
			return err
		}
		_, err := fmt.Fprintln(stdout, "rotated:", parts, "- copy the key file to its safe place:", cfg.Keys)
		return err
	}
}

func recoveryTask(set *flag.FlagSet) task {
	path := set.String("public", "", "`file` of the public recovery key")
	return func(ctx context.Context, cfg Config, stdout io.Writer) error {
		public, err := custody.Public(*path)
		if err != nil {
			return err
		}
		note := noting(audit.RecoverySet, "key="+public.Fingerprint())
		if err := store.Rotate(ctx, cfg.Database, store.KeyFile(cfg.Keys), keys.Rotation{Recovery: public}, note); err != nil {
			return err
		}
		_, err = fmt.Fprintln(stdout, "recovery key", public.Fingerprint())
		return err
	}
}

func recoverTask(set *flag.FlagSet) task {
	var shares [2]string
	set.StringVar(&shares[0], "share", "", "`file` of one custodian's share")
	set.StringVar(&shares[1], "share2", "", "`file` of the other custodian's share")
	return func(ctx context.Context, cfg Config, stdout io.Writer) error {
		secret, err := custody.Open(shares, custody.NewAsker(os.Stdin, os.Stderr))
		if err != nil {
			return err
		}
		note := noting(audit.KeysRecovered, "key="+secret.Fingerprint())
		if err := store.Recover(ctx, cfg.Database, store.KeyFile(cfg.Keys), secret, note); err != nil {
			return err
		}
		_, err = fmt.Fprintln(stdout, "recovered: the database opens with", cfg.Keys)
		return err
	}
}

func backupTask(set *flag.FlagSet) task {
	to := set.String("to", "", "`folder` in which a folder of this backup is made")
	return func(ctx context.Context, cfg Config, stdout io.Writer) (err error) {
		if *to == "" {
			return errors.New("-to is missing")
		}
		s, err := store.Open(ctx, cfg.Database, store.KeyFile(cfg.Keys))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		now := time.Now()
		folder := filepath.Join(*to, "registry-"+now.Format("20060102-150405"))
		m, err := s.Backup(ctx, folder, now)
		if err != nil {
			return err
		}
		if err := s.Update(ctx, noting(audit.BackupMade, "sha256="+m.SHA256)); err != nil {
			return err
		}
		return tellBackup(stdout, folder, m)
	}
}

func tellBackup(w io.Writer, folder string, m store.Manifest) error {
	_, err := fmt.Fprintf(w, "%s\nof %s, %d bytes, %d records of the log\nsha256 %s\n",
		folder, m.MadeAt.Local().Format("2006-01-02 15:04:05"), m.Size, m.Log, m.SHA256)
	return err
}

func verifyTask(set *flag.FlagSet) task {
	from := set.String("from", "", "`folder` of the backup")
	return func(ctx context.Context, _ Config, stdout io.Writer) error {
		m, err := store.Verify(ctx, *from)
		if err != nil {
			return err
		}
		return tellBackup(stdout, *from, m)
	}
}

func restoreTask(set *flag.FlagSet) task {
	from := set.String("from", "", "`folder` of the backup")
	var shares [2]string
	set.StringVar(&shares[0], "share", "", "`file` of one custodian's share, where the key file does not open the backup")
	set.StringVar(&shares[1], "share2", "", "`file` of the other custodian's share")
	return func(ctx context.Context, cfg Config, stdout io.Writer) (err error) {
		if *from == "" {
			return errors.New("-from is missing")
		}
		how := store.Restoring{Ring: store.KeyFile(cfg.Keys), Now: time.Now()}
		if shares[0] != "" || shares[1] != "" {
			if how.Key, err = custody.Open(shares, custody.NewAsker(os.Stdin, os.Stderr)); err != nil {
				return err
			}
		}
		how.Note = func(tx registry.Tx, r store.Restored) error {
			detail := []string{"backup=" + r.Backup.SHA256, "log=" + strconv.FormatInt(r.Backup.Log, 10)}
			if r.Carried {
				detail = append(detail, "left="+strconv.FormatInt(r.LogEnd, 10))
			}
			return noting(audit.RegistryReturned, detail...)(tx)
		}
		r, err := store.Restore(ctx, *from, cfg.Database, how)
		if errors.Is(err, keys.ErrHalfMissing) && how.Key == nil {
			return fmt.Errorf("%w: the key file is not the one of this backup; take its copy of then, or both shares (-share, -share2)", err)
		}
		if err != nil {
			return err
		}
		aside, err := setExportAside(cfg.AuditExport, how.Now)
		return errors.Join(err, tellRestored(stdout, r, aside))
	}
}

// setExportAside moves the export of the operation log away: the log goes on from the
// backup, and what was exported since then is proof of what the register has no more.
func setExportAside(folder string, now time.Time) (string, error) {
	if folder == "" {
		return "", nil
	}
	aside := folder + ".before-" + now.UTC().Format("20060102T150405")
	err := os.Rename(folder, aside)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return aside, err
}

func tellRestored(w io.Writer, r store.Restored, aside string) error {
	var b strings.Builder
	at := r.Backup.MadeAt.Local().Format("2006-01-02 15:04:05")
	fmt.Fprintf(&b, "restored the backup of %s\n", at)
	if r.Kept != "" {
		fmt.Fprintln(&b, "the database that was there is kept as", r.Kept)
	}
	if aside != "" {
		fmt.Fprintln(&b, "the export of the operation log so far is kept as", aside, "- keep it for its seven years")
	}
	if r.Carried {
		fmt.Fprintln(&b, "taken over from it: terminals, operators and their keys, requests, the locked configuration, holds, support measures")
	} else {
		fmt.Fprint(&b, lostText(at))
	}
	if r.Uncovered > 0 {
		fmt.Fprintf(&b, "%d residents' support measures cover nobody: they came into the register after the backup and come in again\n"+
			"  under another number. Have the officer set these measures again as soon as they have.\n", r.Uncovered)
	}
	fmt.Fprintln(&b, "start the registry; the terminals hand over again what it lacks")
	_, err := io.WriteString(w, b.String())
	return err
}

func purgeTask(set *flag.FlagSet) task {
	dry := set.Bool("dry-run", false, "count what would be erased, and erase nothing")
	sheet := set.String("sheet", "", "where to write the purge sheet (`file`)")
	return func(ctx context.Context, cfg Config, stdout io.Writer) (err error) {
		s, err := store.Open(ctx, cfg.Database, store.KeyFile(cfg.Keys))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		to, done, err := onSheet(*sheet, stdout)
		if err != nil {
			return err
		}
		today := civil.FromTime(time.Now())
		all, err := s.Purge(ctx, today, *dry, func(tx registry.Tx, p store.Purged) error {
			return noting(audit.RetentionEnded, "class="+p.Class, "before="+p.Before.String(), "count="+strconv.Itoa(p.Count), "digest="+p.Digest)(tx)
		})
		if len(all) > 0 { // also when only the log could not be cut yet
			err = errors.Join(err, tellPurge(to, today, *dry, all))
		}
		return errors.Join(err, done(len(all) > 0))
	}
}

// onSheet returns where a purge sheet is written: to stdout and to a new file at path, if
// one is named. Done keeps the file, or removes it when nothing was erased.
func onSheet(path string, stdout io.Writer) (to io.Writer, done func(keep bool) error, err error) {
	if path == "" {
		return stdout, func(bool) error { return nil }, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, err
	}
	return io.MultiWriter(stdout, f), func(keep bool) error {
		err := errors.Join(f.Sync(), f.Close())
		if !keep {
			err = errors.Join(err, os.Remove(path))
		}
		return err
	}, nil
}

// classes are the names of what is erased, for the sheet.
var classes = map[string]string{
	"removed": "除票 (residents removed 150 years ago)", "content": "異動データ (what decided entries said, after 1 year)",
	"outputs": "出力の承認と媒体台帳 (approvals of outputs, media that were destroyed, after 7 years)"}

func tellPurge(w io.Writer, today civil.Date, dry bool, all []store.Purged) error {
	what := "erased"
	if dry {
		what = "would be erased (dry run)"
	}
	_, err := fmt.Fprintf(w, "purge sheet of %s: %s\n", today, what)
	for _, p := range all {
		_, e := fmt.Fprintf(w, "%s\n  before %s: %d\n", classes[p.Class], p.Before, p.Count)
		if e == nil && p.Count > 0 {
			_, e = fmt.Fprintf(w, "  sha256 of what they were: %s\n", p.Digest)
		}
		err = errors.Join(err, e)
	}
	if !dry {
		_, e := fmt.Fprintln(w, "\ncarried out by ____________________  seen by ____________________")
		err = errors.Join(err, e)
	}
	return err
}

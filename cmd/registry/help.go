package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"madoguchi/app/keys"
	"madoguchi/sync/registry/store"
)

// A page says how a command is used. Those without a long text are said by their line.
type page struct{ name, flags, short, long string }

// pages are in the order in which a city needs them.
var pages = []page{
	{"init", "-config FILE", "make the database and its key file, once", ""},
	{"authority", "-config FILE [-from PEM]", "make the city's authority, or take it over, and seal its key", ""},
	{"identity", "-config FILE -host NAMES [-new-reserve]", "issue the registry's certificate, and again before its 90 days are over", identityText},
	{"found", "-config FILE -seat ID -ward CODE -request CSR -certificate PEM -operator ID:NAME -operator ID:NAME", "make the first admin seat and the first two administrators, once", foundText},
	{"root", "-config FILE ROOT", "tell it the first root of locked configurations, once", ""},
	{"audit-key", "-config FILE", "make the key that signs the operation log, once", ""},
	{"run", "-config FILE", "serve until SIGTERM", ""},
	{"codes", "-config FILE [-used] CODES", "take resident record codes into the stock, or out of it", `  registry codes -config FILE CODES          one a line; known ones are left out
  registry codes -config FILE -used CODES    never to be allotted: they were, before a restore
`},
	{"keys show", "-config FILE", "tell whether the key file opens the database, and which recovery key does", ""},
	{"keys rotate", "-config FILE [-half] [-data] [-index]", "replace keys (stopped); see admin help keys", ""},
	{"keys recovery", "-config FILE -public FILE", "set or replace the recovery key (stopped)", `  registry keys recovery -config FILE -public recovery.pub

Compare the fingerprint that it shows with the one in the ledger of keys. Where there was
another recovery key before, the half in the key file and the data key are replaced with
it: copy the key file to its safe place afterwards.
`},
	{"recover", "-config FILE -share FILE -share2 FILE", "open the database whose key file is lost, with both custodians (stopped)", ""},
	{"backup", "-config FILE -to FOLDER", "copy the database while it is in use", backupText},
	{"verify", "-from BACKUP", "read a backup from end to end and compare it with its manifest", ""},
	{"restore", "-config FILE -from BACKUP [-share FILE -share2 FILE]", "go back to a backup (stopped)", restoreText},
	{"purge", "-config FILE [-dry-run] [-sheet FILE]", "erase what was kept for its time, once a year", purgeText},
}

const foundText = `  registry found -config registry.json -seat A-01 -ward 991007 -request A-01.csr -certificate A-01.pem \
                 -operator "it01:NAME" -operator "it02:NAME"

The request is what admin seat -request wrote at the machine that becomes the first seat;
admin help begin leads through it. Each administrator finds a first PIN and the code for the
token on a slip that is shown once. It is refused once there are administrators.

With -again it makes a seat, administrators or both anew though there are some: when the last
seat broke, or too few administrators are left to ask (stopped). Whoever is named gets another
PIN and token and the right to administer alone; everybody else stays as they are. The
operation log and the register of rights say that it was done here.
`

const identityText = `  registry identity -config FILE -host registry.city,10.1.2.3

The first time it makes two keys, the one in use and a reserve, and tells both pins, which
terminals are configured with. Put the file of the reserve ("identity" with .reserve behind)
into a safe. Each time after that it renews the certificate of the key in use; the pin stays.
Do it each 60 days, then restart the registry.

The key in use was lost, or somebody may have seen it
  1. take the reserve out of the safe and put it in the place of "identity"; restart.
     Terminals take it at once: they know its pin.
  2. registry identity -config FILE -host NAMES -new-reserve     makes the next reserve
  3. publish a locked configuration with the two pins that it tells (admin policy edit,
     registry.pins), and change "pins" of admin seats and of terminals set up from now on
`

const backupText = `  registry backup -config FILE -to /backup

makes a folder of its own in /backup with the database as it is at this moment, reads the
copy from end to end and writes its size, SHA-256 and the last record of the log into
manifest.json. The registry goes on meanwhile. Have it run by the system's timer, each
night at least (R066):

  systemd: OnCalendar=*-*-* 02:30, User= the registry's account

What is in it. Names and addresses stand in the register as they are and so they do in a
backup; the two numbers (個人番号, 住民票コード), what entries said and the secrets of tokens
are sealed, and the key file is not in the backup. So:
  - write backups to an encrypted volume or medium, and copy the newest one away each day;
  - keep the key file's copies elsewhere, one for each rotation, as long as the backups of
    that time; or rely on the recovery key of both custodians, which opens them as well;
  - keep backups for as short a time as the city's plan allows: what a purge erases stays in
    the backups from before it (registry help purge).

Try it: registry verify -from BACKUP each week, and twice a year a restore on a machine
without a line, with a configuration whose "database" is another file:
  registry restore -config trial.json -from BACKUP
  registry keys show -config trial.json
Note the day, who did it and the SHA-256 in the ledger of backups.
`

const restoreText = `  1. Stop the registry. The terminals go on without a line and queue what they take.
  2. registry restore -config FILE -from BACKUP
     verifies the backup, puts it in the place of the database, and keeps the database that
     was there, and the export of the operation log, beside it. Interrupted, nothing has
     changed; run it again.
  3. Do what it says, then start the registry.

The key file must be the one of the backup's time. Where it is lost, or keys were replaced
since, both custodians open the backup:
     registry restore -config FILE -from BACKUP -share share-1.json -share2 share-2.json
The key file then holds a new key as well; copy it to its safe place.

What happens by itself. Terminals notice: they hand over again what the backup lacks, with
the signatures of those who wrote and reviewed it, take every change again, and hand over
their logs again. What had been accepted is accepted again as of its day (処理日) and with its
numbers (宛名番号, 世帯番号): papers that were given out stay right. Terminals may come in any
order: an entry about people who are not there yet waits, and the log says so; a review whose
entry is still to come waits for an hour, then that entry is reviewed again. So have every
terminal on, and look at the worklists in the evening: what is still under review then waits
for a terminal that did not come. Nobody is signed in any more. Entries of a terminal that was
lost with the registry, or whose entries of a year ago were purged, do not come again.

What was decided since the backup about terminals, operators and their rights, locked
configurations, holds and support measures is taken over from the database that was there,
if that still opens. If not, the command lists what has to be done again by hand, first of
all revocations.
`

const purgeText = `Once a year the register erases what was kept for its time (R071):
  除票          residents removed 150 years ago (施行令第34条), with history and numbers
  異動データ     what decided entries said, one year after it was written; who decided what
                and when, hashes and signatures stay as proof
  出力・媒体     approvals of outputs and destroyed media, seven years after their last step
The log of the registry says each day when the yearly purge is overdue.

  1. registry backup, and registry verify of it
  2. registry purge -config FILE -dry-run -sheet plan.txt      counts, and erases nothing
     the register's manager looks at the numbers
  3. registry purge -config FILE -sheet purge-2026.txt
     erases, overwrites what was erased in the file, cuts the write-ahead log, and writes
     number and SHA-256 of what was erased onto the sheet and into the operation log
  4. whoever did it and whoever saw it sign the sheet; it is kept with the evidence
  5. destroy the backups from before the purge when their time is over, at the latest after
     the time that the city's plan sets, and note it in the ledger of backups

It may be done while the registry runs. Terminals erase theirs by themselves.
`

// lostText is what has to be done again after a restore without the database before.
func lostText(since string) string {
	return `of the database before nothing could be read. Whatever was decided after ` + since + ` is
missing. Do it again, in this order, before clerks go on:
  1. terminals that were revoked since: admin terminal revoke -emergency (admin fleet lists all)
  2. operators who were revoked or lost rights since: admin operator request (compare
     admin operator register with the papers)
  3. support measures (支援措置) and holds set since: the responsible officer, from the papers
  4. terminals enrolled since, and every enrolment code that was given out: admin help terminal
  5. operators added, PINs and tokens changed since: admin help operator
  6. the locked configuration, if one was published since: admin policy publish
  7. 住民票コード that were allotted out of the stock since: nobody knows them now. Before the
     registry starts: registry codes -used FILE with the codes of the notices (通知票) that were
     sent since, one a line, so that nobody else gets them; their holders get another one
  8. whoever signed in at a terminal for the first time since, or got another PIN, signs in
     there within an hour of the registry's start: what they signed waits for that, and is
     refused afterwards (the writers find it in the worklist)
`
}

// tellHelp tells of one command, or lists them all, and returns the exit status.
func tellHelp(words []string, stdout, stderr io.Writer) int {
	if len(words) == 0 {
		fmt.Fprintln(stdout, "registry is the central registry of a city; usage: registry COMMAND -config FILE …")
		fmt.Fprintln(stdout)
		for _, p := range pages {
			fmt.Fprintf(stdout, "  %-14s %s\n", p.name, p.short)
		}
		fmt.Fprintln(stdout, "\nregistry help COMMAND says how one is used; admin help keys and admin help host say\nwhat IT does with keys and machines.")
		return 0
	}
	name := strings.Join(words, " ")
	for _, p := range pages {
		if p.name == name {
			fmt.Fprintf(stdout, "registry %s %s\n  %s\n", p.name, p.flags, p.short)
			if p.long != "" {
				fmt.Fprintf(stdout, "\n%s", p.long)
			}
			return 0
		}
	}
	if name == "keys" {
		fmt.Fprintln(stdout, "registry keys show, keys rotate, keys recovery; admin help keys says when to use which")
		return 0
	}
	fmt.Fprintf(stderr, "registry: there is no command %q\n", name)
	return 2
}

// tellFailure logs the error that a command ends with, and where IT reads on.
func tellFailure(log *slog.Logger, command string, err error) {
	for _, row := range []struct {
		is     error
		remedy string
	}{
		{keys.ErrHalfMissing, "the key file is lost, or of another time: admin help keys"},
		{keys.ErrMismatch, "the key file is damaged, or another database's: admin help keys"},
		{keys.ErrNoRecovery, "registry keys show tells the fingerprint of the right one"},
		{store.ErrInUse, "stop the registry first"},
		{store.ErrMissing, "if there was one before, do not make another: registry help restore"},
	} {
		if errors.Is(err, row.is) {
			log.Error("registry "+command, "err", err, "remedy", row.remedy)
			return
		}
	}
	log.Error("registry "+command, "err", err)
}

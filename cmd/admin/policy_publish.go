package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"madoguchi/sync/bundle"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// refusals say in words of IT why a bundle was refused, by the registry or a terminal.
var refusals = map[string]string{
	"signature":  "signatures are missing, or are not of the keys that count",
	"rollback":   "it is older than what is in force",
	"expired":    "a signature has expired: stage and sign anew; if it is the root, admin policy rotate-root",
	"mixed":      "its parts do not belong together",
	"malformed":  "it is not a bundle",
	"no_edition": "it has no edition for all (or for that terminal)",
	"policy":     "a value is out of its bounds, or it is for another ward",
	"keys":       "the root does not name the keys that are needed",
	"no_root":    "the root was not told to it yet: registry root in the server room, \"root\" at a terminal",
	"other":      "see its log",
}

func refusedWords(code string) string {
	if text, ok := refusals[code]; ok {
		return text
	}
	return code
}

var policyPublish = command{
	name:  "policy publish",
	short: "give out what is staged and signed, or write it onto a stick",
	long: `  admin policy publish
  admin policy publish -usb /media/usb

The first publishes over the line. Terminals that are online have it within two seconds; the
others when their line is back. The second writes the newest published bundle onto a stick, as
` + usbFile + `, for terminals without a line: on the screen about the terminal (F11),
F6 takes it in. Such a bundle counts for a week, as the registry's timestamp on it does.

It asks for operator ID, PIN and token code of somebody with the right to administer.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		usb := set.String("usb", "", "`folder` of a stick")
		return func(ctx context.Context, stdout io.Writer) error {
			if *usb != "" {
				d, err := openPolicy(ctx, *folder, stdout)
				if err != nil {
					return err
				}
				return d.carry(*usb, stdout)
			}
			s, err := readSeat(*folder)
			if err != nil {
				return err
			}
			d := &policyDesk{seat: s}
			var g staging
			if err := d.readJSON(stagedFile, &g); err != nil {
				return fmt.Errorf("nothing is staged: %w", err)
			}
			if left := g.unsigned(); len(left) > 0 {
				tellStaged(stdout, &g)
				return errors.New("not published: signatures are missing")
			}
			if newest, err := d.fetch(ctx); err == nil && newest != nil {
				d.before = newest
				if err := d.follows(&g); err != nil {
					return err
				}
			}
			return s.signedIn(ctx, newPrompt(os.Stdin, os.Stderr), func(ctx context.Context, in *session) error {
				return d.publish(ctx, in, &g, stdout)
			})
		}
	},
}

// carry writes the newest bundle onto a stick.
func (d *policyDesk) carry(folder string, stdout io.Writer) error {
	if d.before == nil {
		return errors.New("nothing is published yet")
	}
	text, err := d.before.Encode()
	if err != nil {
		return err
	}
	until, err := d.before.FreshUntil()
	if err != nil {
		return err
	}
	name := filepath.Join(folder, usbFile)
	if err := os.WriteFile(name, text, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "wrote %s; it can be taken in until %s\n", name, until.Local().Format("2006-01-02 15:04"))
	return nil
}

func (d *policyDesk) publish(ctx context.Context, in *session, g *staging, stdout io.Writer) error {
	b := &bundle.Bundle{Roots: g.Roots, Timestamp: json.RawMessage("{}"), Snapshot: g.Snapshot, Targets: g.Targets, Files: g.Files}
	text, err := b.Encode()
	if err != nil {
		return err
	}
	http, address, options := in.Reach()
	answer, err := wirev1connect.NewPolicyServiceClient(http, address, options...).PublishBundle(ctx, &wirev1.PublishBundleRequest{SessionId: in.id, Bundle: text})
	if err != nil {
		return plain(err)
	}
	if code := answer.GetRefused(); code != "" {
		return fmt.Errorf("the registry refused it (%s): %s; nothing was published", code, refusedWords(code))
	}
	published, err := bundle.Decode(answer.GetBundle())
	if err != nil {
		return err
	}
	_, targets, err := published.Versions()
	if err != nil {
		return err
	}
	err = errors.Join(d.writeJSON(publishedFile, published), d.writeJSON(archiveName(targets), published))
	if g.Holders != nil {
		err = errors.Join(err, d.writeJSON(holdersFile, g.Holders))
	}
	if err := errors.Join(err, os.Remove(d.policyPath(stagedFile))); err != nil {
		return fmt.Errorf("published, but not kept here: %w", err)
	}
	fmt.Fprintf(stdout, "published list %d (bundle %d):\n  %s\n", targets, answer.GetNumber(), strings.Join(g.lines(), "\n  "))
	return nil
}

// archiveName is where a published list is kept for taking values back.
func archiveName(targets uint64) string {
	return filepath.Join("archive", fmt.Sprintf("list-%d.json", targets))
}

var policyStatus = command{
	name:  "policy status",
	short: "say of each terminal whether it has what is published, or why not",
	long: `It also says until when the signatures count, and what to do before they end. It asks for operator ID, PIN and token code of somebody with the right to administer.

"not yet" is a terminal without a line, or one that is switched off; "refused" one that keeps
what it had, with the reason; "waits" one where a value takes effect at the next sign-in or start.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		return func(ctx context.Context, stdout io.Writer) error {
			s, err := readSeat(*folder)
			if err != nil {
				return err
			}
			return s.signedIn(ctx, newPrompt(os.Stdin, os.Stderr), func(ctx context.Context, in *session) error {
				http, address, options := in.Reach()
				answer, err := wirev1connect.NewPolicyServiceClient(http, address, options...).PolicyStatus(ctx, &wirev1.PolicyStatusRequest{SessionId: in.id})
				if err != nil {
					return plain(err)
				}
				if err := tellPolicyStatus(stdout, answer); err != nil || answer.GetNumber() == 0 {
					return err
				}
				d := &policyDesk{seat: s}
				if d.before, err = d.fetch(ctx); err != nil {
					return err
				}
				return tellEnds(stdout, d.before, time.Now())
			})
		}
	},
}

func tellPolicyStatus(w io.Writer, m *wirev1.PolicyStatusResponse) error {
	if m.GetNumber() == 0 {
		fmt.Fprintln(w, "nothing is published yet: the terminals run on the values they ship with")
	} else {
		fmt.Fprintf(w, "list %d, published %s, vouched for until %s\n", m.GetTargets(), minuteOf(m.GetPublishedAt()), minuteOf(m.GetFreshUntil()))
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "terminal\tward\tin force\tring\tdue\tstate\tsince")
	for _, r := range m.GetReports() {
		said := r.GetSaid()
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%d\t%s\t%s\n", r.GetTerminal(), r.GetWard(), said.GetPolicyVersion(), said.GetRing(), r.GetDue(), stateOf(r), minuteOf(r.GetSince()))
	}
	return table.Flush()
}

// endsSoon is how long before their end signatures are to be renewed.
const endsSoon = 60 * 24 * time.Hour

// tellEnds says until when the signatures count that people have to renew.
func tellEnds(w io.Writer, b *bundle.Bundle, now time.Time) error {
	if b == nil {
		return nil
	}
	root, editions, err := b.Until()
	if err != nil {
		return err
	}
	for _, one := range []struct {
		what, todo string
		end        time.Time
	}{
		{"the lists", "admin policy edit -ring all, sign and publish", editions},
		{"the root", "admin policy rotate-root, sign and publish", root},
	} {
		soon := ""
		if one.end.Sub(now) < endsSoon {
			soon = "  RENEW NOW: " + one.todo
		}
		fmt.Fprintf(w, "signatures of %s count until %s%s\n", one.what, one.end.Local().Format(time.DateOnly), soon)
	}
	return nil
}

func stateOf(r *wirev1.PolicyReport) string {
	said := r.GetSaid()
	switch {
	case said.GetRefused() != "":
		return "refused: " + refusedWords(said.GetRefused())
	case r.GetSince() == 0:
		return "never heard of"
	case said.GetPolicyVersion() != r.GetDue() || said.GetRing() != r.GetDueRing():
		return "not yet"
	case said.GetWaiting() != "":
		return "has it; part waits for the next " + strings.ReplaceAll(said.GetWaiting(), "_", " ")
	}
	return "has it"
}

func minuteOf(millis int64) string {
	if millis == 0 {
		return ""
	}
	return time.UnixMilli(millis).Local().Format("2006-01-02 15:04")
}

var policyPromote = command{
	name:  "policy promote",
	short: "prepare what a pilot has for a wider ring",
	long: `  admin policy promote -from terminal/T-01-03 -to ward/991015
  admin policy promote -from ward/991015 -to all

stages the values of a ring for a wider one, shows what changes there, and takes the narrower
ring's own edition away (unless -keep). Then sign and publish as after an edit. A version only
ever grows: what was wrong is put right by admin policy take-back, which publishes the values of
before under a new version.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		from := set.String("from", "", "the `ring` that has the values")
		to := set.String("to", "", "the wider `ring`")
		note := set.String("note", "", "why, as the terminals show it, a `text`")
		by := set.String("by", "", "who answers for it (default: this seat's `ID`)")
		keep := set.Bool("keep", false, "let the narrower ring keep its own edition")
		return func(ctx context.Context, stdout io.Writer) error {
			source, err1 := bundle.ParseRing(*from)
			target, err2 := bundle.ParseRing(*to)
			if err1 != nil || err2 != nil || source == target {
				return errUsage
			}
			d, err := openPolicy(ctx, *folder, stdout)
			if err != nil {
				return err
			}
			g, err := d.staged()
			if err != nil {
				return err
			}
			e, has, err := d.edition(g, source)
			if err != nil {
				return err
			}
			if has != source {
				return fmt.Errorf("ring %s has no edition of its own", source)
			}
			before, _, err := d.edition(g, target)
			if err != nil {
				return err
			}
			changes := append(compare(stdout, before.Policy, e.Policy), "promoted from "+string(source))
			if !*keep {
				if err := d.takeAway(g, source); err != nil {
					return err
				}
			}
			if *note == "" {
				*note = e.Note
			}
			return d.put(g, target, e.Policy, changes, edited{by: *by, note: *note}, stdout)
		}
	},
}

var policyTakeBack = command{
	name:  "policy take-back",
	short: "prepare the values of before, under a new version",
	long: `  admin policy take-back -ring all -list 4

stages for a ring what it had in an earlier list that this seat published (kept in its folder),
and shows what changes. Then sign and publish as after an edit. A ring that had no edition of its
own then has none again.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		ring := set.String("ring", "", "`ring` of terminals")
		list := set.Uint64("list", 0, "`number` of the list, as publish and status say it")
		note := set.String("note", "", "why, as the terminals show it, a `text`")
		return func(ctx context.Context, stdout io.Writer) error {
			r, err := bundle.ParseRing(*ring)
			if err != nil || *list == 0 {
				return errUsage
			}
			d, err := openPolicy(ctx, *folder, stdout)
			if err != nil {
				return err
			}
			g, err := d.staged()
			if err != nil {
				return err
			}
			var old bundle.Bundle
			if err := d.readJSON(archiveName(*list), &old); errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("list %d was not published from this seat", *list)
			} else if err != nil {
				return err
			}
			then, err := old.Editions()
			if err != nil {
				return err
			}
			e, had := then[r]
			if !had {
				return d.drop(g, r, stdout, false)
			}
			now, _, err := d.edition(g, r)
			if err != nil {
				return err
			}
			changes := append(compare(stdout, now.Policy, e.Policy), fmt.Sprintf("taken back to list %d", *list))
			return d.put(g, r, e.Policy, changes, edited{note: *note}, stdout)
		}
	},
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"text/tabwriter"
	"time"

	"madoguchi/app/store"
	"madoguchi/cmd/terminal/locked"
)

// locked returns what the keeper of the locked configuration is made of.
func (c Config) locked(s *store.Store, log *slog.Logger) (locked.Config, error) {
	made := locked.Config{Store: s, Terminal: c.Terminal, Ward: c.Ward, Local: c.Local, Now: time.Now, Log: log}
	if c.Root == "" {
		return made, nil
	}
	var err error
	if made.Root, err = os.ReadFile(c.Root); err != nil {
		return made, fmt.Errorf("%w: read root: %w", errSetup, err)
	}
	return made, nil
}

// runPolicy tells which locked configuration is in force, after taking one in from a file.
// It is for when nobody can sign in to do that on the screen: before the first operator
// came, or when a list sent the terminal to a registry that is not there.
func runPolicy(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	var take string
	config, err := configFlag("policy", args, stderr, func(f *flag.FlagSet) {
		f.StringVar(&take, "take", "", "take in this `file`, as admin policy publish -usb wrote it")
	})
	if err != nil {
		return err
	}
	s, err := openFile(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	made, err := config.locked(s, slog.New(slog.DiscardHandler)) // errors are returned
	if err != nil {
		return err
	}
	keeper, err := locked.Open(ctx, made)
	if err != nil {
		return err
	}
	if take != "" {
		text, err := readBundle(take)
		if err != nil {
			return err
		}
		if err := keeper.Take(ctx, text); err != nil {
			return fmt.Errorf("not taken, what was in force stays: %w", err)
		}
	}
	return tellPolicy(stdout, config, keeper.Standing(), time.Now())
}

func tellPolicy(w io.Writer, c Config, s locked.Standing, now time.Time) error {
	day := func(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }
	switch {
	case s.Damaged:
		fmt.Fprintf(w, "terminal %s: what is kept cannot be verified (%s); nothing new is begun until a list comes\n", c.Terminal, s.Refused)
	case s.Ring == "":
		fmt.Fprintf(w, "terminal %s: the values it ships with; no list was taken yet\n", c.Terminal)
	default:
		fmt.Fprintf(w, "terminal %s: version %d for %s (list %d), by %s, taken %s: %s\n", c.Terminal, s.Published.Version, s.Ring, s.Targets, s.By, day(s.AcceptedAt), s.Note)
		fmt.Fprintf(w, "vouched for until %s, signed until %s\n", day(s.FreshUntil), day(s.Until))
	}
	if s.Frozen(now) && !s.Damaged {
		fmt.Fprintln(w, "too old: nothing new is begun until a list comes")
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, v := range inForce(s, c.Local) {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", v.Name, v.Value, v.Origin)
	}
	return table.Flush()
}

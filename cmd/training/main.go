// Command training is the counter of a city that does not exist (D25): a registry
// full of invented residents, and terminals that can reach no other.
//
//	training run [-terminals N] [-residents N] [-seed S] [-data DIR] [-play] [-input METHOD] [-pictures DIR]
//	                         starts it; with no display, or with -play, a day at the
//	                         counter is played by the keyboard and pictures are taken
//	training run -tour [-kinds KEYS]
//	                         takes every kind of notification from the menu to the
//	                         registry's acceptance, by keyboard, with a picture of each
//	                         form and a table of what became of it
//	training operators [-data DIR]
//	                         prints who can sign in, with their PINs
//	training token [-data DIR] OPERATOR
//	                         prints the code an operator's token shows now
//
// Everything is kept in one folder, by default madoguchi-training in the user's cache
// folder; removing it begins anew. The programs started are those beside this one.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"text/tabwriter"
	"time"

	"madoguchi/app/operator"
	"madoguchi/cmd/training/city"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// errUsage says that the command line was explained already.
var errUsage = errors.New("usage")

// run is the program; it returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	commands := map[string]func(context.Context, []string, io.Writer, io.Writer) error{
		"run": runCity, "operators": printOperators, "token": printToken,
	}
	command := commands[""]
	if len(args) > 0 {
		command = commands[args[0]]
	}
	if command == nil {
		fmt.Fprintln(stderr, "usage: training run | operators | token OPERATOR (each with -h)")
		return 2
	}
	err := command(ctx, args[1:], stdout, stderr)
	switch {
	case err == nil, ctx.Err() != nil: // asked to end
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(stderr, "training:", err)
	return 1
}

// flagsOf returns the flags of a command with the one that all have.
func flagsOf(command string, stderr io.Writer) (flags *flag.FlagSet, data *string) {
	flags = flag.NewFlagSet("training "+command, flag.ContinueOnError)
	flags.SetOutput(stderr)
	return flags, flags.String("data", defaultFolder(), "`folder` that everything is kept in")
}

// parse reads a command line with exactly the arguments wanted after the flags.
func parse(flags *flag.FlagSet, args []string, want int) error {
	if err := flags.Parse(args); err != nil {
		return errUsage
	}
	if flags.NArg() != want {
		flags.Usage()
		return errUsage
	}
	return nil
}

func defaultFolder() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "madoguchi-training")
}

func printOperators(_ context.Context, args []string, stdout, stderr io.Writer) error {
	flags, data := flagsOf("operators", stderr)
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	p, err := folder(*data).plan()
	if err != nil {
		return err
	}
	return operatorTable(stdout, city.Operators(p.Seed), time.Now())
}

// operatorTable prints who can sign in and how.
func operatorTable(w io.Writer, operators []city.Operator, now time.Time) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tPIN\ttoken now\tduty\tname")
	for _, o := range operators {
		code, err := operator.TokenCode(o.Seed, now)
		if err != nil {
			return fmt.Errorf("token of %s: %w", o.ID, err)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", o.ID, o.PIN, code, duties[o.Job], o.Name)
	}
	return table.Flush()
}

func printToken(_ context.Context, args []string, stdout, stderr io.Writer) error {
	flags, data := flagsOf("token", stderr)
	if err := parse(flags, args, 1); err != nil {
		return err
	}
	p, err := folder(*data).plan()
	if err != nil {
		return err
	}
	for _, o := range city.Operators(p.Seed) {
		if string(o.ID) != flags.Arg(0) {
			continue
		}
		now := time.Now()
		code, err := operator.TokenCode(o.Seed, now)
		if err != nil {
			return fmt.Errorf("token of %s: %w", o.ID, err)
		}
		period := int64(operator.TokenPeriod / time.Second)
		_, err = fmt.Fprintf(stdout, "%s  (%d s left)\n", code, period-now.Unix()%period)
		return err
	}
	return fmt.Errorf("no operator %q; training operators lists them", flags.Arg(0))
}

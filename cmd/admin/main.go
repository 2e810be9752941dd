// Command admin is the tool of IT and of the register's manager.
//
//	admin help                    says what it can do
//	admin help COMMAND            says how a command is used
//	admin seat                    makes this machine an admin seat
//	admin fleet                   lists the terminals
//	admin policy …                publishes locked configurations
//	admin addresses -table FILE   takes over a new table of postal codes
//
// What changes something at the registry asks for an operator's ID, PIN and token code. No
// resident's data comes to an admin seat.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"madoguchi/app/keys"
)

func main() {
	if err := keys.Shield(); err != nil {
		fmt.Fprintln(os.Stderr, err) // it works without, and IT is told
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// A command is one thing admin does.
type command struct {
	name  string
	short string // one line for help
	long  string // how it is used, step by step
	// flags declares the flags and returns what is done once they are read.
	flags func(*flag.FlagSet) func(ctx context.Context, stdout io.Writer) error
}

// commands are in the order of help.
var commands = slices.Concat([]command{beginTopic, seatCommand, fleet, addresses}, terminalCommands, operatorCommands, outputCommands, custodyCommands, policyCommands, auditCommands, reportCommands)

// errUsage says that the flags do not go together; the message was for the operator.
var errUsage = errors.New("wrong usage")

// run is the program; it returns the exit status: 1 when the command failed, 2 when it
// was called wrongly.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || args[0] == "help" {
		return help(args, stdout, stderr)
	}
	c, rest, ok := find(args)
	if !ok {
		fmt.Fprintf(stderr, "admin: there is no command %q; admin help lists them\n", strings.Join(args[:min(2, len(args))], " "))
		return 2
	}
	set := flag.NewFlagSet("admin "+c.name, flag.ContinueOnError)
	set.SetOutput(stderr)
	set.Usage = func() { usage(stderr, c, set) }
	do := c.flags(set)
	if err := set.Parse(rest); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	switch err := do(ctx, stdout); {
	case errors.Is(err, errUsage):
		set.Usage()
		return 2
	case err != nil:
		fmt.Fprintln(stderr, "admin "+c.name+":", err)
		return 1
	}
	return 0
}

// find returns the command that args begin with and what follows it. A name may have two
// words, as "policy edit" has.
func find(args []string) (c command, rest []string, ok bool) {
	for words := min(2, len(args)); words > 0; words-- {
		for _, c := range commands {
			if c.name == strings.Join(args[:words], " ") {
				return c, args[words:], true
			}
		}
	}
	return command{}, nil, false
}

func help(args []string, stdout, stderr io.Writer) int {
	if len(args) > 1 {
		c, _, ok := find(args[1:])
		if !ok {
			fmt.Fprintf(stderr, "admin: there is no command %q\n", strings.Join(args[1:min(3, len(args))], " "))
			return 2
		}
		set := flag.NewFlagSet("admin "+c.name, flag.ContinueOnError)
		c.flags(set)
		usage(stdout, c, set)
		return 0
	}
	fmt.Fprintln(stdout, "admin is the tool of IT and of the register's manager.")
	fmt.Fprintln(stdout)
	for _, c := range commands {
		fmt.Fprintf(stdout, "  %-18s %s\n", c.name, c.short)
	}
	fmt.Fprintln(stdout)
	fmt.Fprintln(stdout, "admin help COMMAND says how one is used.")
	return 0
}

func usage(w io.Writer, c command, set *flag.FlagSet) {
	fmt.Fprintf(w, "admin %s: %s\n\n%s\n", c.name, c.short, c.long)
	set.SetOutput(w)
	set.PrintDefaults()
}

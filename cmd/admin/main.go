// Command admin is the tool of IT and of the register's manager.
//
//	admin help                    says what it can do
//	admin help COMMAND            says how a command is used
//	admin seat                    makes this machine an admin seat
//	admin fleet                   lists the terminals
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
	"syscall"
)

func main() {
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
var commands = []command{seatCommand, fleet, addresses}

// errUsage says that the flags do not go together; the message was for the operator.
var errUsage = errors.New("wrong usage")

// run is the program; it returns the exit status: 1 when the command failed, 2 when it
// was called wrongly.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || args[0] == "help" {
		return help(args, stdout, stderr)
	}
	c, ok := find(args[0])
	if !ok {
		fmt.Fprintf(stderr, "admin: there is no command %q; admin help lists them\n", args[0])
		return 2
	}
	set := flag.NewFlagSet("admin "+c.name, flag.ContinueOnError)
	set.SetOutput(stderr)
	set.Usage = func() { usage(stderr, c, set) }
	do := c.flags(set)
	if err := set.Parse(args[1:]); err != nil {
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

func find(name string) (command, bool) {
	for _, c := range commands {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

func help(args []string, stdout, stderr io.Writer) int {
	if len(args) > 1 {
		c, ok := find(args[1])
		if !ok {
			fmt.Fprintf(stderr, "admin: there is no command %q\n", args[1])
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
		fmt.Fprintf(stdout, "  %-12s %s\n", c.name, c.short)
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

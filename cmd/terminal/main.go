// Command terminal is the counter: the window in which clerks take notifications
// of change and reviewers check them.
//
//	terminal [run] -config FILE      opens the window
//	terminal setup -config FILE -request FILE
//	                                 makes the sealed file once, with its half in
//	                                 the OS keyring, and writes the certificate
//	                                 request that IT has signed
//	terminal enrol -config FILE      asks for the one-time code of IT and fetches the
//	                                 certificate; makes the sealed file if need be
//	terminal keys …                  shows and replaces the keys of that file
//	terminal help                    lists all this for IT
//	terminal policy -config FILE     tells which locked configuration is in force, and takes
//	                                 one in from a file
//	terminal audit …                 verifies and writes out the operation log
//	terminal manual -config FILE -o FILE
//	                                 writes the manual as a PDF
//	terminal recover …               opens it with the recovery key when the keyring
//	                                 is lost
//
// The configuration names where things are ([Config]); what operators may and may
// not do is the policy's.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"madoguchi/app/keys"
)

func main() {
	if err := keys.Shield(); err != nil {
		fmt.Fprintln(os.Stderr, err) // it works without, and IT is told
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program; it returns the exit status.
func run(ctx context.Context, args []string, stderr io.Writer) int {
	command := "run"
	if len(args) > 0 && len(args[0]) > 0 && args[0][0] != '-' {
		command, args = args[0], args[1:]
	}
	log := slog.New(slog.NewTextHandler(stderr, nil))
	var err error
	switch command {
	case "help":
		_, err = fmt.Fprint(os.Stdout, usage)
	case "run":
		err = runWindow(ctx, args, stderr, log)
	case "setup":
		err = runSetup(args, stderr)
	case "enrol":
		err = runEnrol(ctx, args, os.Stdin, stderr)
	case "keys":
		err = runKeys(ctx, args, os.Stdout, stderr)
	case "audit":
		err = runAudit(ctx, args, os.Stdout, stderr)
	case "policy":
		err = runPolicy(ctx, args, os.Stdout, stderr)
	case "manual":
		err = runManual(args, stderr)
	case "recover":
		err = runRecover(ctx, args, os.Stdout, stderr)
	default:
		err = fmt.Errorf("unknown command %q: want help, run, enrol, setup, keys, policy, audit, manual or recover", command)
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 2
	}
	tellFailure(log, err)
	return 1
}

// configFlag parses the flags of a command and reads the configuration.
func configFlag(command string, args []string, stderr io.Writer, more func(*flag.FlagSet)) (Config, error) {
	flags := flag.NewFlagSet("terminal "+command, flag.ContinueOnError)
	flags.SetOutput(stderr)
	path := flags.String("config", "", "the terminal's configuration `file`")
	if more != nil {
		more(flags)
	}
	if err := flags.Parse(args); err != nil {
		return Config{}, err
	}
	if *path == "" || flags.NArg() > 0 {
		flags.Usage()
		return Config{}, flag.ErrHelp
	}
	return ReadConfig(*path)
}

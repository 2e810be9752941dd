// Command registry is the central registry of a city: it keeps the resident register
// and answers the designated terminals.
//
//	registry init -config FILE   makes the database and its key file, once
//	registry run  -config FILE   serves until it is asked to stop (SIGTERM, SIGINT)
//	registry codes -config FILE CODES   takes resident record codes into the stock,
//	                             one a line of the file; also while the registry runs
//
//	registry root -config FILE ROOT   tells it, once, the first root of locked configurations
//	                             that admin policy init made; also while the registry runs
//
//	registry authority -config FILE [-from PEM]   makes the city's authority, or takes it
//	                             over, and seals its key where the registry may use it
//	registry identity -config FILE -host NAME   issues the registry's own certificate, and
//	                             again before its 90 days are over; tells its pins
//	registry found -config FILE -seat ID -ward CODE -request CSR -certificate PEM
//	               -operator ID:NAME -operator ID:NAME
//	                             makes the first admin seat and the first two
//	                             administrators, once; each finds PIN and token on a slip
//	registry audit-key -config FILE
//	                             makes the key that signs the operation log, once
//
//	registry keys, recover, backup, verify, restore, purge
//	                             look after the database itself; registry help says how
//
// The configuration is described at [Config]. A database that is not there is never
// made by run: an empty register that looks healthy would be worse than none.
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
	if code, ok := runTask(ctx, args, os.Stdout, stderr); ok {
		return code
	}
	commands := map[string]func(context.Context, Config, *slog.Logger) error{"init": initialise, "run": serve, "codes": nil, "root": nil, "authority": nil, "identity": nil, "found": nil, "audit-key": makeAuditKey}
	if len(args) > 0 && args[0] == "help" {
		return tellHelp(args[1:], os.Stdout, stderr)
	}
	if len(args) == 0 || !has(commands, args[0]) {
		_ = tellHelp(nil, stderr, stderr)
		return 2
	}
	flags := flag.NewFlagSet("registry "+args[0], flag.ContinueOnError)
	commands["root"] = func(ctx context.Context, cfg Config, log *slog.Logger) error {
		return tellRoot(ctx, cfg, flags.Arg(0), log)
	}
	switch args[0] {
	case "codes":
		used := flags.Bool("used", false, "take the codes out of the stock: somebody was told them before a restore")
		commands["codes"] = func(ctx context.Context, cfg Config, log *slog.Logger) error {
			return loadCodes(ctx, cfg, flags.Arg(0), *used, log)
		}
	case "authority":
		from := flags.String("from", "", "take over the authority of a PEM `file` instead of making one")
		commands["authority"] = func(ctx context.Context, cfg Config, log *slog.Logger) error {
			return makeAuthority(ctx, cfg, *from, log)
		}
	case "identity":
		hosts := flags.String("host", "", "`names` or addresses that terminals reach the registry by, with commas between")
		reserve := flags.Bool("new-reserve", false, "make another key in reserve; the one before has come into use")
		commands["identity"] = func(ctx context.Context, cfg Config, log *slog.Logger) error {
			return makeIdentity(ctx, cfg, *hosts, *reserve, stderr, log)
		}
	case "found":
		f := &founding{tell: stderr}
		f.flags(flags)
		commands["found"] = f.found
	}
	flags.SetOutput(stderr)
	path := flags.String("config", "registry.json", "configuration `file`")
	if err := flags.Parse(args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	log := slog.New(slog.NewJSONHandler(stderr, nil))
	cfg, err := readConfig(*path)
	if err == nil {
		err = commands[args[0]](ctx, cfg, log)
	}
	if err != nil {
		tellFailure(log, args[0], err)
		return 1
	}
	return 0
}

func has[V any](m map[string]V, key string) bool { _, ok := m[key]; return ok }

// Command attack runs the attack suite: every test whose name begins with TestAttack, with
// the real window, the real line and the real registry. It prints for each attack what
// refused it and the very words the operator saw, and fails when an attack got through,
// when a test failed, or when no test made an attack of [attacktest.Rows].
//
//	go run ./cmd/attack [-o FILE]
//
// The attacks themselves are tests beside what they attack.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"

	"madoguchi/cmd/attack/attacktest"
)

// packages are where the tests of the suite stand.
var packages = []string{"./cmd/terminal/...", "./cmd/registry", "./sync/..."}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "attack:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("attack", flag.ContinueOnError)
	flags.SetOutput(stderr)
	to := flags.String("o", "", "also write the report to a `file`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	tests := exec.CommandContext(ctx, "go", append([]string{"test", "-json", "-count=1", "-tags", "ci", "-run", "^TestAttack"}, packages...)...)
	tests.Stderr = stderr
	lines, err := tests.StdoutPipe()
	if err != nil {
		return err
	}
	if err := tests.Start(); err != nil {
		return err
	}
	found, err := read(lines)
	if err = errors.Join(err, tests.Wait()); err != nil {
		for _, line := range found.failed {
			_, _ = io.WriteString(stderr, line)
		}
		return err
	}
	if *to != "" {
		file, err := os.Create(*to)
		if err != nil {
			return err
		}
		defer file.Close()
		stdout = io.MultiWriter(stdout, file)
	}
	return found.report(stdout)
}

// An event is a line of go test -json.
type event struct {
	Action, Package, Test, Key, Value, Output string
}

// An attack is one that a test made.
type attack struct{ test, by, saw string }

// A result is what the tests told.
type result struct {
	attacks map[attacktest.Row][]attack
	failed  []string // what the tests that failed wrote
}

// read takes in what the tests tell: three attributes for each attack, in their order.
func read(lines io.Reader) (result, error) {
	found := result{attacks: map[attacktest.Row][]attack{}}
	rows, made, wrote := map[string]attacktest.Row{}, map[string]attack{}, map[string][]string{}
	in := bufio.NewScanner(lines)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if json.Unmarshal(in.Bytes(), &e) != nil {
			continue // a line of the compiler
		}
		test := e.Package + " " + e.Test
		switch e.Action {
		case "output":
			wrote[test] = append(wrote[test], e.Output)
		case "pass", "skip":
			delete(wrote, test)
		case "fail", "build-fail":
			found.failed = append(found.failed, wrote[test]...)
		case "attr":
			switch e.Key {
			case attacktest.RowAttr:
				rows[test] = attacktest.Row(e.Value)
			case attacktest.RefusedAttr:
				made[test] = attack{test: test, by: e.Value}
			case attacktest.SawAttr:
				one := made[test]
				one.saw = e.Value
				found.attacks[rows[test]] = append(found.attacks[rows[test]], one)
			}
		}
	}
	return found, in.Err()
}

// report writes every attack and fails for one that nobody made.
func (r result) report(w io.Writer) error {
	var missing []string
	for i, row := range attacktest.Rows() {
		if _, err := fmt.Fprintf(w, "%2d  %s\n", i+1, row); err != nil {
			return err
		}
		if len(r.attacks[row]) == 0 {
			missing = append(missing, string(row))
		}
		for _, a := range r.attacks[row] {
			if _, err := fmt.Fprintf(w, "      test     %s\n      refused  %s\n      saw      %s\n", a.test, a.by, a.saw); err != nil {
				return err
			}
		}
	}
	for row := range r.attacks {
		if !slices.Contains(attacktest.Rows(), row) {
			missing = append(missing, "unknown: "+string(row))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("no test made these attacks: %q", missing)
	}
	_, err := fmt.Fprintf(w, "%d attacks, every one refused\n", len(attacktest.Rows()))
	return err
}

//go:build !windows

package spool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/document/pdf"
	"madoguchi/app/document/typeset"
)

// The print system answers at once or hangs on its network.
const (
	answerTime = 10 * time.Second
	sendTime   = time.Minute
)

func queues(ctx context.Context) ([]counter.PrintQueue, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	out, said, err := run(ctx, nil, "lpstat", "-p", "-a", "-d")
	all := parse(out)
	switch {
	case len(all) > 0, err == nil, strings.Contains(said, "No destinations"):
		return all, nil // lpstat fails also where there is merely nothing to list
	case errors.Is(err, exec.ErrNotFound), !errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("list print queues: %w", errors.Join(counter.ErrNoPrintSystem, err))
	}
	return nil, fmt.Errorf("list print queues: %w", err)
}

// parse reads what lpstat says in the language C:
//
//	printer A is idle.  enabled since …
//	printer B disabled since … -
//	A accepting requests since …
//	B not accepting requests since … -
//	system default destination: A
func parse(out string) []counter.PrintQueue {
	var all []counter.PrintQueue
	at := func(name string) *counter.PrintQueue {
		i := slices.IndexFunc(all, func(q counter.PrintQueue) bool { return q.Name == name })
		if i < 0 {
			i, all = len(all), append(all, counter.PrintQueue{Name: name})
		}
		return &all[i]
	}
	for line := range strings.Lines(out) {
		words := strings.Fields(line)
		if strings.HasPrefix(line, "\t") || len(words) < 3 {
			continue // the reason of the line before
		}
		switch {
		case words[0] == "printer":
			q := at(words[1])
			q.Stopped = q.Stopped || words[2] == "disabled"
		case words[1] == "not" && words[2] == "accepting":
			at(words[0]).Stopped = true
		case strings.HasPrefix(line, "system default destination: "):
			if i := slices.IndexFunc(all, func(q counter.PrintQueue) bool { return q.Name == words[3] }); i >= 0 {
				all[i].Default = true
			}
		}
	}
	return all
}

func send(ctx context.Context, queue string, copies int, d *typeset.Document) error {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	file := pdf.Write(d)
	_, said, err := run(ctx, file, "lp", "-d", queue, "-n", strconv.Itoa(copies), "-o", "media=A4", "-t", title)
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("send to print queue: %w", errors.Join(counter.ErrNoPrintSystem, err))
	case strings.Contains(said, "does not exist"):
		return fmt.Errorf("send to print queue: %w", counter.ErrNoQueue)
	case strings.Contains(said, "not accepting"):
		return fmt.Errorf("send to print queue: %w", counter.ErrQueueStopped)
	case err != nil:
		return fmt.Errorf("send to print queue: %w: %.200q", err, said)
	}
	return nil
}

// run gives input to a program and returns what it said.
func run(ctx context.Context, input []byte, name string, args ...string) (out, said string, err error) {
	c := exec.CommandContext(ctx, name, args...)
	c.Env = append(os.Environ(), "LC_ALL=C")
	c.Stdin = bytes.NewReader(input)
	c.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err = c.Run()
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return stdout.String(), stderr.String(), err
}

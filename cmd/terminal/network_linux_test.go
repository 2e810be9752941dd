package main

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestFollowNetwork adds an address to the loopback in a network of its own: the kernel says
// so, once for all that belongs together, and the watch ends with its context.
func TestFollowNetwork(t *testing.T) {
	if os.Getenv("MADOGUCHI_NETNS") == "" {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("unshare", "--net", "--map-root-user", self, "-test.run=^TestFollowNetwork$", "-test.v")
		cmd.Env = append(os.Environ(), "MADOGUCHI_NETNS=1")
		out, err := cmd.CombinedOutput()
		switch {
		case cmd.ProcessState == nil || cmd.ProcessState.ExitCode() == 1 && strings.HasPrefix(string(out), "unshare"):
			t.Skipf("no network of its own can be made: %v %s", err, out)
		case err != nil:
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	ip, err := exec.LookPath("ip")
	if err != nil {
		t.Skip("ip is not installed")
	}
	changed := make(chan struct{}, 10)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { followNetwork(ctx, func() { changed <- struct{}{} }, slog.New(slog.DiscardHandler)) })
	time.Sleep(100 * time.Millisecond)
	for _, args := range [][]string{{"link", "set", "lo", "up"}, {"address", "add", "192.0.2.1/32", "dev", "lo"}} {
		if out, err := exec.Command(ip, args...).CombinedOutput(); err != nil {
			t.Fatalf("ip %v: %v %s", args, err, out)
		}
	}
	select {
	case <-changed:
	case <-time.After(5 * time.Second):
		t.Error("nobody was told")
	}
	time.Sleep(2 * settle)
	if n := len(changed); n > 1 {
		t.Errorf("told %d times more for one change", n)
	}
	stop()
	running.Wait()
}

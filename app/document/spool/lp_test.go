//go:build !windows

package spool_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/app/document/documenttest"
	"madoguchi/app/document/pdf"
	"madoguchi/app/document/spool"
	"madoguchi/app/document/truetype"
	"madoguchi/app/document/typeset"
	"madoguchi/assets"
)

// laidOut returns a document to print. It has a resident's name, with a font that has it.
func laidOut(t *testing.T) *typeset.Document {
	t.Helper()
	f, err := truetype.Open(assets.FontRegular)
	if err != nil {
		t.Fatal(err)
	}
	paper := &document.Paper{Parts: []document.Part{{Title: "山田　太郎"}}}
	d, err := typeset.Lay(paper, typeset.Fonts{Plain: f, Strong: f, Names: f}, documenttest.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A cups is a print system of this test alone.
type cups struct {
	t      *testing.T
	folder string
}

// startCUPS runs a real CUPS with its files in a folder of the test.
func startCUPS(t *testing.T) *cups {
	t.Helper()
	daemon, err := exec.LookPath("cupsd")
	if err != nil {
		daemon = "/usr/sbin/cupsd"
	}
	if _, err := os.Stat(daemon); err != nil || os.Getuid() != 0 {
		t.Skip("no cupsd that can be run here")
	}
	folder, err := os.MkdirTemp("", "cups") // the path of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil { // CUPS prints as another user
		t.Fatal(err)
	}
	c := &cups{t, folder}
	for _, name := range []string{"etc", "spool", "spool/tmp", "cache", "state", "log"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	socket := filepath.Join(folder, "s")
	c.write("etc/cupsd.conf", "Listen "+socket+"\nBrowsing Off\nDefaultAuthType None\nPreserveJobFiles No\n<Location />\nOrder allow,deny\nAllow all\n</Location>\n<Location /admin>\nAllow all\n</Location>\n<Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n")
	c.write("etc/cups-files.conf", fmt.Sprintf("FileDevice Yes\nSystemGroup root\nServerRoot %[1]s/etc\nRequestRoot %[1]s/spool\nTempDir %[1]s/spool/tmp\nCacheDir %[1]s/cache\nStateDir %[1]s/state\nErrorLog %[1]s/log/error\nAccessLog %[1]s/log/access\nPageLog %[1]s/log/page\n", folder))
	t.Setenv("CUPS_SERVER", socket)
	run := exec.Command(daemon, "-f", "-c", filepath.Join(folder, "etc/cupsd.conf"), "-s", filepath.Join(folder, "etc/cups-files.conf"))
	if err := run.Start(); err != nil {
		t.Skip("cupsd does not start: ", err)
	}
	t.Cleanup(func() {
		_ = run.Process.Signal(os.Interrupt)
		_ = run.Process.Kill()
		_ = run.Wait()
	})
	for range 100 {
		if out, _ := exec.Command("lpstat", "-r").Output(); bytes.Contains(out, []byte("is running")) {
			return c
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Skip("cupsd does not answer")
	return nil
}

func (c *cups) write(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.folder, name), []byte(text), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

func (c *cups) do(name string, args ...string) {
	c.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		c.t.Fatalf("%s: %v: %s", name, err, out)
	}
}

// queue makes a queue to a printer on the network, and returns what that is sent, a job
// at a time.
func (c *cups) queue(name string) <-chan []byte {
	c.t.Helper()
	printer, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { printer.Close() })
	jobs := make(chan []byte, 10)
	go func() {
		for {
			line, err := printer.Accept()
			if err != nil {
				return
			}
			job, _ := io.ReadAll(line)
			line.Close()
			jobs <- job
		}
	}()
	c.do("lpadmin", "-p", name, "-E", "-v", "socket://"+printer.Addr().String()+"/?waiteof=false", "-m", "raw")
	return jobs
}

// TestPrint prints on a real CUPS: the very bytes arrive at the printer, and no file is
// left in the spool.
func TestPrint(t *testing.T) {
	c := startCUPS(t)
	printer := c.queue("counter1")
	c.do("lpadmin", "-d", "counter1")
	d := laidOut(t)
	if err := (spool.System{}).Send(t.Context(), "counter1", 1, d); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-printer:
		if want := pdf.Write(d); !bytes.Equal(got, want) {
			t.Errorf("%d bytes arrived, want %d", len(got), len(want))
		}
	case <-time.After(20 * time.Second):
		log, _ := os.ReadFile(filepath.Join(c.folder, "log", "error"))
		t.Fatalf("nothing arrived; CUPS says\n%s", log)
	}
	listed, err := exec.Command("lpstat", "-W", "all", "-o").Output()
	if err != nil || !bytes.Contains(listed, []byte("counter1-1")) {
		t.Errorf("jobs %q, %v", listed, err)
	}
	for range 100 {
		if left, _ := filepath.Glob(filepath.Join(c.folder, "spool", "d*")); len(left) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the job's file is still in the spool")
}

// TestQueues checks how queues are told: which is the usual one, which are stopped.
func TestQueues(t *testing.T) {
	c := startCUPS(t)
	if all, err := (spool.System{}).Queues(t.Context()); len(all) != 0 || err != nil {
		t.Errorf("without a queue: %v, %v", all, err)
	}
	for _, name := range []string{"good", "disabled", "rejecting"} {
		c.queue(name)
	}
	c.do("cupsdisable", "-r", "no paper", "disabled")
	c.do("cupsreject", "-r", "moved away", "rejecting")
	c.do("lpadmin", "-d", "good")
	all, err := (spool.System{}).Queues(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b counter.PrintQueue) int { return strings.Compare(a.Name, b.Name) })
	want := []counter.PrintQueue{{Name: "disabled", Stopped: true}, {Name: "good", Default: true}, {Name: "rejecting", Stopped: true}}
	if !slices.Equal(all, want) {
		t.Errorf("queues %+v, want %+v", all, want)
	}
}

// TestRefused checks that what the print system does not take is told apart.
func TestRefused(t *testing.T) {
	c := startCUPS(t)
	c.queue("rejecting")
	c.do("cupsreject", "rejecting")
	d := laidOut(t)
	if err := (spool.System{}).Send(t.Context(), "nosuch", 1, d); !errors.Is(err, counter.ErrNoQueue) {
		t.Errorf("no such queue: %v", err)
	}
	if err := (spool.System{}).Send(t.Context(), "rejecting", 1, d); !errors.Is(err, counter.ErrQueueStopped) {
		t.Errorf("rejecting queue: %v", err)
	}
}

// TestNoPrintSystem checks a terminal without lp, and one whose CUPS does not run.
func TestNoPrintSystem(t *testing.T) {
	d := laidOut(t)
	check := func(name string) {
		if _, err := (spool.System{}).Queues(t.Context()); !errors.Is(err, counter.ErrNoPrintSystem) {
			t.Errorf("%s: list: %v", name, err)
		}
		if err := (spool.System{}).Send(t.Context(), "q", 1, d); err == nil || strings.Contains(err.Error(), "山田") {
			t.Errorf("%s: send: %v", name, err)
		}
	}
	if _, err := exec.LookPath("lpstat"); err == nil {
		t.Setenv("CUPS_SERVER", filepath.Join(t.TempDir(), "nobody"))
		check("CUPS does not run")
	}
	t.Setenv("PATH", t.TempDir())
	check("no lp")
}

// TestArguments puts a program in the place of lp and looks at what it is given: the
// bytes on its input and nothing of a resident in its arguments.
func TestArguments(t *testing.T) {
	folder := t.TempDir()
	script := "#!/bin/sh\nprintf '%s\\n' \"$@\" >" + folder + "/args\n/bin/cat >" + folder + "/input\n"
	if err := os.WriteFile(filepath.Join(folder, "lp"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
	d := laidOut(t)
	if err := (spool.System{}).Send(t.Context(), "counter1", 3, d); err != nil {
		t.Fatal(err)
	}
	args, err := os.ReadFile(filepath.Join(folder, "args"))
	if want := "-d\ncounter1\n-n\n3\n-o\nmedia=A4\n-t\nMadoguchi\n"; err != nil || string(args) != want {
		t.Errorf("arguments %q, %v", args, err)
	}
	if input, err := os.ReadFile(filepath.Join(folder, "input")); err != nil || !bytes.Equal(input, pdf.Write(d)) {
		t.Errorf("%d bytes, %v", len(input), err)
	}
}

// TestHangs checks that a print system that does not answer is given up.
func TestHangs(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "lp"), []byte("#!/bin/sh\nexec /bin/sleep 60\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := (spool.System{}).Send(ctx, "q", 1, laidOut(t)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

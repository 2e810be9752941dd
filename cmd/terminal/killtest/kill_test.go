package killtest

import (
	"bufio"
	"context"
	"database/sql"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"madoguchi/app/audit"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
)

const (
	kills     = 54
	shortest  = 50 * time.Millisecond // of a life after the program is ready
	longest   = 600 * time.Millisecond
	startTime = 20 * time.Second
	drainTime = 60 * time.Second
)

// TestKills kills the terminal and the registry at random points of a push loop: what
// the terminal acknowledged is in the register once, whatever was killed when.
func TestKills(t *testing.T) {
	c := found(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	began := time.Now()
	acknowledged := &lines{}
	running := map[string]*process{"registry": start(t, c, "registry", acknowledged), "terminal": start(t, c, "terminal", acknowledged)}
	killed := map[string]int{}
	for killed["registry"]+killed["terminal"] < kills {
		time.Sleep(shortest + time.Duration(dice.Int64N(int64(longest-shortest))))
		victims := [][]string{{"registry"}, {"terminal"}, {"registry"}, {"terminal"}, {"registry", "terminal"}}[dice.IntN(5)]
		for _, name := range victims {
			running[name].kill(t)
			killed[name]++
		}
		if dice.IntN(4) == 0 { // what is left meets nobody for a while
			time.Sleep(time.Duration(dice.Int64N(int64(longest))))
		}
		for _, name := range victims {
			running[name] = start(t, c, name, acknowledged)
		}
	}
	running["terminal"].kill(t)
	start(t, c, "drain", acknowledged).wait(t, drained, drainTime+startTime)
	running["registry"].kill(t)
	ids := acknowledged.with(committed)
	total := check(t, c, ids)
	if t.Failed() {
		return
	}
	t.Logf("%d kills (terminal %d, registry %d) in %s: %d entries acknowledged, %d in the register, none lost, none twice",
		killed["terminal"]+killed["registry"], killed["terminal"], killed["registry"], time.Since(began).Round(time.Second), len(ids), total)
	if len(ids) < kills {
		t.Errorf("%d entries in %d kills: hardly a push loop", len(ids), kills)
	}
}

// lines are what all the terminals said, also those that were killed.
type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) add(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, s)
}

// with returns the rest of the lines that begin with a prefix.
func (l *lines) with(prefix string) (rest []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.all {
		if after, ok := strings.CutPrefix(s, prefix); ok {
			rest = append(rest, after)
		}
	}
	return rest
}

// A process is a program that runs until it ends or is killed.
type process struct {
	name  string
	cmd   *exec.Cmd
	said  chan string   // ready and drained
	ended chan struct{} // all it said was heard
}

// start starts a program and waits until it is ready.
func start(t *testing.T, c city, name string, heard *lines) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{name: name, cmd: exec.Command(self), said: make(chan string, 4), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), programVariable+"="+name, programVariable+"_FOLDER="+string(c))
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	go func() { // ends with the program
		defer close(p.ended)
		for scan := bufio.NewScanner(out); scan.Scan(); {
			if line := scan.Text(); line == ready || line == drained {
				p.said <- line
			} else {
				heard.add(line)
			}
		}
	}()
	p.wait(t, ready, startTime)
	return p
}

func (p *process) wait(t *testing.T, line string, most time.Duration) {
	t.Helper()
	select {
	case got := <-p.said:
		if got != line {
			t.Fatalf("%s says %q, want %q", p.name, got, line)
		}
	case <-p.ended:
		t.Fatalf("%s ended instead of saying %q", p.name, line)
	case <-time.After(most):
		t.Fatalf("%s does not say %q", p.name, line)
	}
}

// kill is kill -9. What the program said before is heard.
func (p *process) kill(t *testing.T) {
	t.Helper()
	select {
	case <-p.ended:
		t.Errorf("%s ended before it was killed", p.name)
	default:
	}
	_ = p.cmd.Process.Kill()
	<-p.ended
	_ = p.cmd.Wait()
}

// check compares both files with what was acknowledged, and returns how many residents
// the register has.
func check(t *testing.T, c city, acknowledged []string) int {
	t.Helper()
	entries := checkTerminal(t, c, acknowledged)
	total := checkRegistry(t, c, entries)
	for _, name := range []string{"terminal.db", "registry.db"} {
		db, err := sql.Open("sqlite", "file:"+c.path(name))
		if err != nil {
			t.Fatal(err)
		}
		var answer string
		if err := db.QueryRow("PRAGMA integrity_check").Scan(&answer); err != nil || answer != "ok" {
			t.Errorf("%s: %s, %v", name, answer, err)
		}
		_ = db.Close()
	}
	return total
}

// checkTerminal returns the entries the terminal holds with the number of its last event.
func checkTerminal(t *testing.T, c city, acknowledged []string) map[string]uint64 {
	t.Helper()
	file, err := c.openTerminal()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	ctx := context.Background()
	if _, err := file.VerifyAudit(ctx); err != nil {
		t.Errorf("audit chain of the terminal: %v", err)
	}
	last, acked, _, err := file.Watermarks(ctx)
	if err != nil || last != acked {
		t.Errorf("terminal: %d of %d events acknowledged, %v", acked, last, err)
	}
	events, err := file.Pending(ctx, 0, int(last)+1, 1<<40) // fails at a hole
	if err != nil || uint64(len(events)) != last {
		t.Errorf("outbox holds %d events of %d, %v", len(events), last, err)
	}
	entries := make(map[string]uint64)
	for _, e := range events {
		entries[e.Entry] = e.Seq
	}
	accepted, err := file.Entries(ctx, int(notification.Accepted))
	if err != nil || len(accepted) != len(entries) || last != 3*uint64(len(entries)) {
		t.Errorf("terminal: %d entries accepted of %d with %d events, %v", len(accepted), len(entries), last, err)
	}
	seen := make(map[string]bool)
	for _, id := range acknowledged {
		if entries[id] == 0 {
			t.Errorf("entry %s was acknowledged and is lost", id)
		}
		if seen[id] {
			t.Errorf("entry %s was acknowledged twice", id)
		}
		seen[id] = true
	}
	return entries
}

// checkRegistry checks that each entry was accepted and applied exactly once, and that
// the register holds nobody besides.
func checkRegistry(t *testing.T, c city, entries map[string]uint64) (total int) {
	t.Helper()
	register, err := c.openRegistry()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = register.Close() }()
	err = register.View(context.Background(), func(tx registry.Tx) error {
		who, err := tx.Terminal(terminal)
		if err != nil || who.Watermark != 3*uint64(len(entries)) {
			t.Errorf("registry holds %d events of %d entries, %v", who.Watermark, len(entries), err)
		}
		holder := make(map[resident.ID]string)
		for id := range entries {
			v, err := tx.Verdict(notification.EntryID(id), 1)
			if err != nil || !v.Accepted || len(v.Persons) != 1 {
				t.Errorf("entry %s: verdict %+v, %v", id, v, err)
				continue
			}
			number := resident.ID(v.Persons[0].ResidentID)
			if holder[number] != "" {
				t.Errorf("entries %s and %s have one 宛名番号", id, holder[number])
			}
			holder[number] = id
		}
		err = tx.Residents(func(r resident.Record) error {
			total++
			rows, err := tx.History(r.ID)
			if err != nil || len(rows) != 1 || holder[r.ID] != r.Entry {
				t.Errorf("resident of entry %s has %d rows, %v", r.Entry, len(rows), err)
			}
			return nil
		})
		if err != nil || total != len(entries) {
			t.Errorf("%d residents of %d entries, %v", total, len(entries), err)
		}
		return checkLog(t, tx, entries)
	})
	if err != nil {
		t.Error(err)
	}
	return total
}

// checkLog verifies the registry's chain and that it tells of each acceptance once.
func checkLog(t *testing.T, tx registry.Tx, entries map[string]uint64) error {
	t.Helper()
	head, err := tx.Head()
	if err != nil {
		return err
	}
	told := make(map[string]int)
	var events []audit.Event
	err = tx.Events(1, func(e audit.Event) error {
		events = append(events, e)
		r, err := tx.Record(e)
		if err == nil && r.Kind == audit.Accepted {
			told[r.Subject]++
		}
		return err
	})
	if err != nil {
		return err
	}
	for id := range entries {
		if told[id] != 1 {
			t.Errorf("acceptance of entry %s is logged %d times", id, told[id])
		}
	}
	_, err = audit.Verify(all(events), head)
	return err
}

func all(events []audit.Event) iter.Seq2[audit.Event, error] {
	return func(yield func(audit.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

package store_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/keys"
	"madoguchi/app/store"
	"madoguchi/app/store/storetest"
)

// kills is how often TestKill ends the program at a random moment.
const kills = 10

// plainRing hands the keyring's secrets to a child process of the test. It is what the
// program must never have, which is why it stands here.
type plainRing struct{ folder string }

func (r plainRing) Get(name string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(r.folder, name))
	if errors.Is(err, os.ErrNotExist) {
		return nil, keys.ErrNoSecret
	}
	return b, err
}

func (r plainRing) Set(name string, secret []byte) error {
	return os.WriteFile(filepath.Join(r.folder, name), secret, 0o600)
}

// TestKill ends a program that commits without a pause, again and again at a random
// moment, and looks after each time: all that was acknowledged is there, the outbox
// counts without a gap, and the chain holds.
func TestKill(t *testing.T) {
	if path := os.Getenv("STORE_TEST_KILL"); path != "" {
		commitForEver(t, path)
		return
	}
	folder := t.TempDir()
	c := store.Config{Path: filepath.Join(folder, "terminal"), Ring: plainRing{folder}, Terminal: "T-0001"}
	if err := store.Create(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	acknowledged := 0
	for kill := range kills {
		more := killOne(t, c.Path)
		acknowledged += len(more)
		s := reopen(t, c)
		for _, n := range more {
			if _, err := s.Entry(t.Context(), storetest.Entry(n, 1).ID); err != nil {
				t.Fatalf("kill %d: entry %d was acknowledged: %v", kill, n, err)
			}
		}
		checkWhole(t, s)
		shut(t, s)
	}
	if acknowledged < kills {
		t.Errorf("%d commits in %d runs: the test tested nothing", acknowledged, kills)
	}
	t.Logf("%d commits acknowledged over %d kills", acknowledged, kills)
}

// killOne runs the child, kills it at a random moment after its first commit, and
// returns the numbers of the entries that it acknowledged.
func killOne(t *testing.T, path string) []int {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKill$", "-test.count=1")
	child.Env = append(os.Environ(), "STORE_TEST_KILL="+path)
	said, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []int
	for lines := bufio.NewScanner(said); lines.Scan(); {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			continue // what the testing package says
		}
		if len(acknowledged) == 0 {
			time.AfterFunc(time.Duration(rand.IntN(150))*time.Millisecond, func() { _ = child.Process.Kill() })
		}
		acknowledged = append(acknowledged, n)
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return acknowledged
}

// commitForEver is the child: one line on standard output for each durable commit.
func commitForEver(t *testing.T, path string) {
	s, err := store.Open(t.Context(), store.Config{Path: path, Ring: plainRing{filepath.Dir(path)}})
	if err != nil {
		t.Fatal(err)
	}
	last, _, _, err := s.Watermarks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for n := int(last) + 1; ; n++ {
		e, event := storetest.Entry(n, 1), storetest.Event(n)
		e.Body = make([]byte, rand.IntN(9000))
		_, err := s.Commit(t.Context(), store.Change{
			Entries: []store.Entry{e}, Outbox: []store.Event{event}, Watermark: uint64(n / 2),
			Audit: []audit.Record{storetest.Record(audit.HandedOver), storetest.Record(audit.Queued)},
		})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(n)
	}
}

// checkWhole compares what must have come into the file together.
func checkWhole(t *testing.T, s *store.Store) {
	t.Helper()
	entries, err := s.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	events, err := s.Pending(t.Context(), 0, len(entries)+10, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	head, err := s.VerifyAudit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last, _, _, err := s.Watermarks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(entries); len(events) != n || int(last) != n || head.Seq != int64(2*n) {
		counts, _ := json.Marshal([]int{n, len(events), int(last), int(head.Seq)})
		t.Fatalf("entries, events, last number, records = %s", counts)
	}
	for i, e := range entries {
		if events[i].Entry != e.ID {
			t.Fatalf("event %d is about another entry", i+1)
		}
	}
}

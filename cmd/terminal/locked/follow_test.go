package locked_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"madoguchi/app/keys"
	"madoguchi/app/policy"
	"madoguchi/app/store"
	"madoguchi/cmd/terminal/locked"
	"madoguchi/sync/bundle"
	"madoguchi/sync/bundle/bundletest"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// A line is a registry that answers as a test says, and writes down what it is asked.
type line struct {
	began  time.Time
	mu     sync.Mutex
	answer *wirev1.FetchBundleResponse
	down   bool
	asked  []string
}

// set changes what the registry answers.
func (l *line) set(down bool, answer *wirev1.FetchBundleResponse) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down, l.answer = down, answer
}

// note writes down what was asked, and gives what is answered.
func (l *line) note(what string) (down bool, answer *wirev1.FetchBundleResponse) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = append(l.asked, what+" "+time.Since(l.began).Round(time.Second).String())
	return l.down, l.answer
}

func (l *line) FetchBundle(context.Context, *wirev1.FetchBundleRequest) (*wirev1.FetchBundleResponse, error) {
	down, answer := l.note("fetch")
	if down {
		return nil, errors.New("no line")
	}
	return answer, nil
}

func (l *line) ReportPolicy(_ context.Context, m *wirev1.ReportPolicyRequest) (*wirev1.ReportPolicyResponse, error) {
	if down, _ := l.note(strings.TrimSpace("report " + m.GetRing() + m.GetRefused() + m.GetWaiting())); down {
		return nil, errors.New("no line")
	}
	return &wirev1.ReportPolicyResponse{}, nil
}

// expect compares what was asked for since the last time, with when.
func (l *line) expect(t *testing.T, step string, want ...string) {
	t.Helper()
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Equal(l.asked, want) {
		t.Errorf("%s: asked %q, want %q", step, l.asked, want)
	}
	l.asked = nil
}

// follow runs a keeper with a real file beside a line.
func follow(t *testing.T, root []byte, l *line) *locked.Keeper {
	t.Helper()
	keyring.MockInit()
	file := store.Config{Path: filepath.Join(t.TempDir(), "terminal.db"), Ring: keys.OSRing(), Terminal: "T-01-03"}
	if err := store.Create(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	k, err := locked.Open(t.Context(), locked.Config{Store: s, Root: root, Terminal: "T-01-03", Ward: "991015", Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		k.Run(ctx, l)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return k
}

// TestFollow: R031, D19. A keeper fetches what it hears of, tells the registry once, asks
// again after a failure, and of what it refused an hour later.
func TestFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, stamp, _ := ed25519.GenerateKey(nil)
		holders := bundletest.New(t, stamp.Public().(ed25519.PublicKey), time.Now())
		good := holders.Stamp(holders.Stage(nil, map[bundle.Ring]bundle.Edition{bundle.All: bundletest.Edition("")}), nil, stamp, time.Now())
		l := &line{began: time.Now(), down: true, answer: answer(t, good, 1)}
		k := follow(t, holders.Roots[0], l)
		l.expect(t, "at the start", "report 0s")
		k.Notice(1)
		l.expect(t, "a bundle, and no line", "fetch 0s", "report 0s")
		time.Sleep(29 * time.Second)
		l.expect(t, "not at once again")
		l.set(false, l.answer)
		time.Sleep(2 * time.Second)
		l.expect(t, "after half a minute", "fetch 30s", "report all 30s")
		if s := k.Standing(); s.Ring != bundle.All || s.Targets != 1 {
			t.Errorf("in force: ring %s, list %d", s.Ring, s.Targets)
		}
		k.Notice(1)
		k.Wake()
		l.expect(t, "nothing new")

		l.set(false, &wirev1.FetchBundleResponse{Bundle: []byte("{}"), Number: 2})
		k.Notice(2)
		l.expect(t, "nonsense", "fetch 31s", "report allmalformed 31s")
		k.Notice(2)
		l.expect(t, "the same again")
		time.Sleep(time.Hour)
		l.expect(t, "an hour later", "fetch 1h0m31s")
		k.Waits("sign_in")
		l.expect(t, "something waits", "report allmalformedsign_in 1h0m31s")
	})
}

// TestFollowWithoutRoot: a terminal that was set up without a root takes nothing, and the
// registry hears why.
func TestFollowWithoutRoot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{began: time.Now()}
		k := follow(t, nil, l)
		l.expect(t, "at the start", "report 0s")
		k.Notice(1)
		l.expect(t, "a bundle", "report no_root 0s")
		if s := k.Standing(); s.Expected || s.Policy.Idle != policy.Default().Idle {
			t.Errorf("expected %v, idle %v", s.Expected, s.Policy.Idle)
		}
	})
}

func answer(t *testing.T, b *bundle.Bundle, number uint64) *wirev1.FetchBundleResponse {
	t.Helper()
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return &wirev1.FetchBundleResponse{Bundle: text, Number: number}
}

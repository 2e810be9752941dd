package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/cmd/attack/attacktest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
	"madoguchi/ui/words"
)

// bomb is so many bytes of nothing, compressed.
func bomb(size int) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for range size >> 20 {
		_, _ = z.Write(make([]byte, 1<<20)) // into memory
	}
	_ = z.Close()
	return b.Bytes()
}

// post sends what no terminal of ours would and returns the status, 0 when the registry
// hung up.
func (s *siege) post(client *http.Client, procedure string, body io.Reader, header http.Header) (status int, text string) {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), http.MethodPost, "https://"+s.address+procedure, body)
	s.must(err)
	r.Header = header
	resp, err := client.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(answer)
}

// TestAttackMessages: messages larger than any, that are none, that blow up, and that are
// of another make. The registry refuses each, keeps its memory, and answers the next.
func TestAttackMessages(t *testing.T) {
	s := newSiege(t)
	s.counter(counterOne)
	client, other := s.stolen(counterOne), s.api(counterTwo)
	proto := func(more ...string) http.Header {
		h := http.Header{"Content-Type": {"application/proto"}}
		for i := 0; i+1 < len(more); i += 2 {
			h.Set(more[i], more[i+1])
		}
		return h
	}
	huge := bomb(1 << 30)
	push := wirev1connect.RegistryServicePushProcedure
	refused := map[attacktest.Row][]string{}
	for _, tt := range []struct {
		row    attacktest.Row
		name   string
		body   []byte
		header http.Header
		want   []int
	}{
		{attacktest.Oversized, "64 MiB", make([]byte, 64<<20), proto(), []int{http.StatusTooManyRequests, http.StatusRequestEntityTooLarge, 0}},
		{attacktest.Oversized, "a header of 1 MiB", nil, proto("X-Long", strings.Repeat("x", 1<<20)), []int{http.StatusRequestHeaderFieldsTooLarge, 0}},
		{attacktest.MalformedRow, "a length that runs over", []byte{0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, proto(), []int{http.StatusBadRequest}},
		{attacktest.MalformedRow, "groups in groups", bytes.Repeat([]byte{0x0b}, 100_000), proto(), []int{http.StatusBadRequest}},
		{attacktest.MalformedRow, "no message of ours", []byte("GET / HTTP/1.0\r\n\r\n"), proto(), []int{http.StatusBadRequest}},
		{attacktest.MalformedRow, "JSON without end", []byte(strings.Repeat(`{"events":[`, 50_000)), http.Header{"Content-Type": {"application/json"}}, []int{http.StatusBadRequest}},
		{attacktest.MalformedRow, "a page", []byte("<html>"), http.Header{"Content-Type": {"text/html"}}, []int{http.StatusUnsupportedMediaType}},
		{attacktest.Bomb, "1 GiB in 1 MiB", huge, proto("Content-Encoding", "gzip"), []int{http.StatusNotImplemented}},
		{attacktest.Bomb, "the same, named otherwise", huge, proto("Content-Encoding", "br"), []int{http.StatusNotImplemented}},
		{attacktest.Bomb, "the same, as a stream", huge, http.Header{"Content-Type": {"application/connect+proto"}, "Connect-Content-Encoding": {"gzip"}}, []int{http.StatusUnsupportedMediaType}},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		status, text := s.post(client, push, bytes.NewReader(tt.body), tt.header)
		runtime.ReadMemStats(&after)
		if !slices.Contains(tt.want, status) {
			t.Errorf("%s: status %d, want one of %v: %.200s", tt.name, status, tt.want, text)
		}
		if grown := int64(after.TotalAlloc-before.TotalAlloc) >> 20; grown > 32 {
			t.Errorf("%s: %d MiB were allocated", tt.name, grown)
		}
		refused[tt.row] = append(refused[tt.row], fmt.Sprintf("%s: %d", tt.name, status))
		if _, err := other.Pull(t.Context(), &wirev1.PullRequest{}); err != nil {
			t.Errorf("the next call after %s: %v", tt.name, err)
		}
	}
	for row, all := range refused {
		attacktest.Refused(t, row, strings.Join(all, "; "), attacktest.Nothing)
	}
}

// TestAttackDrops: requests that come in drops hold no more than the terminal's share, and
// not for ever.
func TestAttackDrops(t *testing.T) {
	s := newSiegeWith(t, func(l *registry.Limits) { l.Body = time.Second })
	s.counter(counterOne)
	client := s.stolen(counterOne)
	var dripping sync.WaitGroup
	statuses := make(chan int, 64)
	begun := time.Now()
	for range 40 {
		body, drops := io.Pipe()
		dripping.Go(func() {
			status, _ := s.post(client, wirev1connect.RegistryServicePushProcedure, body, http.Header{"Content-Type": {"application/proto"}})
			_ = body.Close()
			statuses <- status
		})
		go func() {
			for range 400 {
				if _, err := drops.Write([]byte{0x0a}); err != nil {
					return
				}
				time.Sleep(25 * time.Millisecond)
			}
		}()
	}
	time.Sleep(300 * time.Millisecond)
	other := time.Now()
	if _, err := s.api(counterTwo).Pull(t.Context(), &wirev1.PullRequest{}); err != nil {
		t.Errorf("another terminal: %v", err)
	}
	served := time.Since(other)
	dripping.Wait()
	close(statuses)
	if took := time.Since(begun); took > 8*time.Second {
		t.Errorf("held for %v", took)
	}
	for status := range statuses {
		if status == http.StatusOK {
			t.Error("a request in drops was answered")
		}
	}
	if served > 2*time.Second {
		t.Errorf("another terminal was served after %v", served)
	}
	attacktest.Refused(t, attacktest.SlowBody, fmt.Sprintf("the time a request may take, and what a terminal may ask at once; another terminal was served in %v", served.Round(time.Millisecond)), attacktest.Nothing)
}

// TestAttackHostileRegistry: whoever took the registry over answers nonsense, more than
// can be, a bomb, or the way to somewhere else. The terminal takes nothing of it, keeps
// what it owes, and says so.
func TestAttackHostileRegistry(t *testing.T) {
	s := newSiege(t)
	config := s.setUp(counterOne, s.ward())
	huge := bomb(256 << 20)
	elsewhere := 0
	for _, tt := range []struct {
		name   string
		answer func(w http.ResponseWriter, r *http.Request)
	}{
		{"garbage", func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write(bytes.Repeat([]byte{0x0b}, 10_000)) }},
		{"64 MiB", func(w http.ResponseWriter, r *http.Request) {
			for range 64 {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		}},
		{"a bomb", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(huge)
		}},
		{"a page", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<script>")
		}},
		{"the way to somewhere else", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/elsewhere" {
				elsewhere++
			}
			http.Redirect(w, r, "https://"+r.Host+"/elsewhere", http.StatusTemporaryRedirect)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			config := config
			config.Registry = s.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet { // the sign of life
					s.registry.ServeHTTP(w, r)
					return
				}
				w.Header().Set("Content-Type", "application/proto")
				tt.answer(w, r)
			}), s.city.Registry, unchanged)
			top, end := s.open(t, config)
			defer end()
			top.parts.pusher.Wake()
			attacktest.Refused(t, attacktest.HostileRegistry, tt.name+": nothing of it was taken, nothing counts as sent", top.sees(words.T(words.ShellRegistryNonsense)))
		})
	}
	if elsewhere != 0 {
		t.Errorf("%d calls went elsewhere", elsewhere)
	}
}

// TestAttackFlood: one terminal asks without end, on many lines at once. It is told to
// wait; the others are served as before.
func TestAttackFlood(t *testing.T) {
	limit := registry.Rate{Second: 20, Burst: 200} // below what a test can ask for on a slow machine
	s := newSiegeWith(t, func(l *registry.Limits) { l.Requests = limit })
	s.counter(counterOne)
	known := s.counter(counterTwo)
	flooder, _ := s.open(t, s.setUp(counterOne, s.ward()))
	flooder.online()
	other := s.api(counterTwo)
	measure := func(n int) (took []time.Duration) { // to tell, not to judge: the machine may be busy
		for range n {
			begun := time.Now()
			if _, err := other.Pull(t.Context(), &wirev1.PullRequest{}); err != nil {
				t.Fatalf("another terminal: %v", err)
			}
			if _, err := other.Push(t.Context(), &wirev1.PushRequest{Events: []*wirev1.Event{known.Event(known.Submit(known.MovingIn(1)))}}); err != nil {
				t.Fatalf("another terminal: %v", err)
			}
			took = append(took, time.Since(begun))
			time.Sleep(20 * time.Millisecond)
		}
		slices.Sort(took)
		return took
	}
	quiet := measure(40)
	stop := make(chan struct{})
	var flood sync.WaitGroup
	ebb := sync.OnceFunc(func() { close(stop); flood.Wait() })
	defer ebb() // whatever fails: nothing else could run beside it
	var mu sync.Mutex
	answered, busy, begun := 0, 0, time.Now()
	for range 16 {
		api := s.api(counterOne) // a line of its own
		flood.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(time.Millisecond):
				}
				_, err := api.Pull(s.Context(), &wirev1.PullRequest{})
				kind, _ := wire.KindOf(err)
				mu.Lock()
				if kind == wire.Busy {
					busy++
				} else if err == nil {
					answered++
				}
				mu.Unlock()
			}
		})
	}
	time.Sleep(time.Second)
	var saw string
	flooder.eventually("told to wait", func() bool {
		flooder.parts.pusher.Wake()
		saw = flooder.saw()
		return strings.Contains(saw, words.T(words.ShellTerminalBusy))
	})
	beside := measure(40)
	ebb()
	if float64(answered) > limit.Burst+limit.Second*time.Since(begun).Seconds() || busy == 0 {
		t.Errorf("%d calls of the flood answered, %d told to wait", answered, busy)
	}
	attacktest.Refused(t, attacktest.Flood, fmt.Sprintf("%d calls answered, %d told to wait; another terminal's pull and push took %v before and %v beside (median), %v at most",
		answered, busy, quiet[len(quiet)/2].Round(time.Millisecond), beside[len(beside)/2].Round(time.Millisecond), beside[len(beside)-1].Round(time.Millisecond)), saw)
	registrytest.Check(t, s.store)
}

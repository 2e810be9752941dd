package proof_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

// TestExplain checks that each refusal has its reason, and that only faults of the
// terminal are for the log.
func TestExplain(t *testing.T) {
	wrap := func(err error) error { return fmt.Errorf("sign in: %w", err) }
	tests := []struct {
		name  string
		err   error
		want  words.Key
		known bool
	}{
		{"wrong", wrap(desk.ErrRefused), words.ProofRefused, true},
		{"wrong, wait", wrap(&desk.WaitError{Left: 5}), words.ProofRefused, true},
		{"disabled", wrap(&desk.WaitError{Disabled: true}), words.ProofDisabled, true},
		{"joined with the keeping of it", errors.Join(wrap(&desk.WaitError{Disabled: true}), nil), words.ProofDisabled, true},
		{"offline and never here", wrap(desk.ErrUnknownHere), words.ProofUnknownHere, true},
		{"credential expired", wrap(desk.ErrExpired), words.ProofExpired, true},
		{"somebody else", wrap(desk.ErrOther), words.ProofOther, true},
		{"session over", wrap(desk.ErrSignedOut), words.ProofEnded, true},
		{"line cut", wrap(counter.ErrOffline), words.ProofLine, true},
		{"operator of another ward", wrap(counter.ErrNoRight), words.ProofNoRight, true},
		{"took too long", wrap(context.DeadlineExceeded), words.ProofLine, true},
		{"disk", errors.New("disk I/O error"), words.ProofFault, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := proof.Explain(tt.err)
			if r.Reason != tt.want || r.Known != tt.known {
				t.Errorf("reason = %s, known %v, want %s, %v", r.Reason, r.Known, tt.want, tt.known)
			}
			if f := r.Finding(time.Time{}); f.Reason == "" || f.Remedy == "" {
				t.Errorf("finding = %+v: it must say what to do", f)
			}
		})
	}
}

func TestWait(t *testing.T) {
	now := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	r := proof.Explain(&desk.WaitError{Until: now.Add(90*time.Second + time.Millisecond), Left: 3})
	if got := r.Finding(now); !strings.Contains(got.Remedy, "1分31秒") || !strings.Contains(got.Reason, "3回") {
		t.Errorf("finding = %+v", got)
	}
	if got := r.Finding(now.Add(91 * time.Second)).Remedy; got != words.T(words.ProofRefusedRemedy) {
		t.Errorf("after the wait: %q", got)
	}
}

// recorder is a View that writes down what it was told to show.
type recorder struct {
	shown   []string
	refusal kit.Finding
}

func (r *recorder) note(format string, args ...any) {
	r.shown = append(r.shown, fmt.Sprintf(format, args...))
}

func (r *recorder) ShowChecking(on bool) { r.note("checking %v", on) }
func (r *recorder) ShowWrong(item proof.Item, reason words.Key) {
	if reason != "" {
		r.note("wrong %d %s", item, reason)
	}
}
func (r *recorder) Focus(item proof.Item) { r.note("focus %d", item) }
func (r *recorder) ClearProof()           { r.note("clear") }
func (r *recorder) ShowRefusal(f kit.Finding) {
	r.refusal = f
	if f.Tone != look.Plain {
		r.note("refused")
	}
}

// TestTrial follows a wrong proof, its wait, and a right one, in false time.
func TestTrial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex // held by whoever stands on Fyne's goroutine
		do := func(f func()) {
			mu.Lock()
			defer mu.Unlock()
			f()
		}
		var view recorder
		trial := proof.NewTrial(proof.Config{View: &view, Now: time.Now, Do: do})
		calls, in := 0, false
		try := func(answer error) {
			trial.Try(func(context.Context) error {
				calls++
				time.Sleep(500 * time.Millisecond)
				return answer
			}, func() { in = true })
		}
		refused := &desk.WaitError{Until: time.Now().Add(30 * time.Second), Left: 6}
		do(func() {
			trial.Start()
			try(refused)
			try(refused) // a second press while the first is being checked
			if !trial.Checking() {
				t.Error("not checking")
			}
		})
		time.Sleep(600 * time.Millisecond)
		var first string
		do(func() {
			want := []string{"checking true", "checking false", "clear", "refused", "focus 2"}
			if !slices.Equal(view.shown, want) || calls != 1 {
				t.Errorf("shown = %q after %d calls, want %q after 1", view.shown, calls, want)
			}
			first = view.refusal.Remedy
		})
		time.Sleep(10 * time.Second)
		do(func() {
			if view.refusal.Remedy == first {
				t.Error("the wait is not counted down")
			}
			try(nil)
		})
		time.Sleep(2 * time.Second)
		do(func() {
			if !in || view.refusal.Tone != look.Plain {
				t.Errorf("in = %v, refusal %+v", in, view.refusal)
			}
			trial.Cancel()
		})
		trial.Wait()
	})
}

// TestCancel checks that an answer that comes after the screen went does nothing.
func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var view recorder
		trial := proof.NewTrial(proof.Config{View: &view, Now: time.Now, Do: func(f func()) { f() }})
		trial.Try(func(ctx context.Context) error { <-ctx.Done(); return nil }, func() { t.Error("signed in after all") })
		synctest.Wait()
		trial.Cancel()
		trial.Wait()
		if want := []string{"checking true"}; !slices.Equal(view.shown, want) {
			t.Errorf("shown = %q, want %q", view.shown, want)
		}
		trial.Try(func(context.Context) error { t.Error("tried after cancel"); return nil }, nil)
		trial.Wait()
	})
}

func TestShape(t *testing.T) {
	tests := []struct {
		name, pin, code string
		other           words.Key
		want            []string
	}{
		{"all right", "482915", "123456", "", nil},
		{"short PIN", "48291", "123456", "", []string{"wrong 2 proof.pin.shape", "focus 2"}},
		{"letters in the code", "482915", "12345a", "", []string{"wrong 3 proof.code.shape", "focus 3"}},
		{"everything", "", "", words.ProofID, []string{"wrong 1 proof.id", "wrong 2 proof.pin.shape", "wrong 3 proof.code.shape", "focus 1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var view recorder
			trial := proof.NewTrial(proof.Config{View: &view})
			if ok := trial.Shape(tt.other, tt.pin, tt.code); ok != (tt.want == nil) || !slices.Equal(view.shown, tt.want) {
				t.Errorf("shape = %v, shown %q, want %q", ok, view.shown, tt.want)
			}
		})
	}
}

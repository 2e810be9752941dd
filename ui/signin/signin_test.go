package signin_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
	"madoguchi/ui/signin"
	"madoguchi/ui/words"
)

// fakeDesk answers as it is told and counts.
type fakeDesk struct {
	mu     sync.Mutex
	line   counter.LineState
	answer error
	tried  []operator.ID
}

func (d *fakeDesk) SignIn(_ context.Context, id operator.ID, _, _ string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tried = append(d.tried, id)
	return d.answer
}

func (d *fakeDesk) Line() counter.LineState { return d.line }

// seat is the screen in a window, typed at.
type seat struct {
	desk   *fakeDesk
	form   *signin.Form
	window fyne.Window
	in     bool
	work   chan func()
}

func newSeat(t *testing.T, line counter.LineState, notice string) *seat {
	t.Helper()
	return newSeatAsking(t, line, notice, proof.Asks{})
}

func newSeatAsking(t *testing.T, line counter.LineState, notice string, asks proof.Asks) *seat {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	s := &seat{desk: &fakeDesk{line: line}, form: signin.NewForm(notice, asks), work: make(chan func(), 10)}
	s.form.Presenter = signin.New(signin.Config{
		Desk: s.desk, View: s.form, Now: func() time.Time { return time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC) },
		Do: func(f func()) { s.work <- f }, SignedIn: func() { s.in = true },
	})
	s.window = test.NewTempWindow(t, s.form.Content())
	s.window.Resize(fyne.NewSize(1366, 620))
	s.form.Shown()
	t.Cleanup(s.form.Hidden)
	return s
}

// key types Enter into whatever has the keyboard.
func (s *seat) enter() {
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

func (s *seat) fill(id, pin, code string) {
	for _, text := range []string{id, pin, code} {
		test.Type(s.window.Canvas().Focused(), text)
		s.enter()
	}
}

// answered runs what came back from the background.
func (s *seat) answered(t *testing.T) {
	t.Helper()
	select {
	case f := <-s.work:
		f()
	case <-time.After(5 * time.Second):
		t.Fatal("no answer")
	}
}

func (s *seat) markup() string {
	size := s.window.Canvas().Size()
	s.window.Resize(size.AddWidthHeight(1, 1)) // the real driver lays out by itself
	s.window.Resize(size)
	return test.RenderToMarkup(s.window.Canvas())
}

func TestSignIn(t *testing.T) {
	s := newSeat(t, counter.Online, "")
	s.fill("sato", "482915", "123456") // from field to field by Enter, the last signs in
	s.answered(t)
	if !s.in || len(s.desk.tried) != 1 || s.desk.tried[0] != "sato" {
		t.Errorf("in = %v, tried %v", s.in, s.desk.tried)
	}
	if strings.Contains(s.markup(), "123456") {
		t.Error("the token code is still on the screen")
	}
}

// TestStopped: at a revoked terminal nobody is told that they can work without a line (R032).
func TestStopped(t *testing.T) {
	s := newSeat(t, counter.Offline, "")
	if !strings.Contains(s.markup(), words.T(words.SigninOffline)[:30]) {
		t.Error("without a line it does not say so")
	}
	stopped := signin.New(signin.Config{Desk: s.desk, View: s.form, Now: time.Now, Do: func(f func()) { f() }, Stopped: func() bool { return true }})
	stopped.Start()
	t.Cleanup(stopped.Cancel)
	if strings.Contains(s.markup(), words.T(words.SigninOffline)[:30]) {
		t.Error("at a revoked terminal it says who may work without a line")
	}
}

// TestIntegrated is R116 and R117: an integrated terminal asks for the 照合ID, and says what
// to do with the reader while it waits.
func TestIntegrated(t *testing.T) {
	for _, tt := range []struct {
		name string
		asks proof.Asks
		id   words.Key
		says words.Key
	}{
		{"a register terminal", proof.Asks{}, words.ProofOperator, words.ProofChecking},
		{"with a reader", proof.Asks{Login: true, Presence: proof.Finger}, words.ProofLogin, words.ProofFinger},
		{"with authenticators", proof.Asks{Login: true, Presence: proof.Passkey}, words.ProofLogin, words.ProofPasskey},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSeatAsking(t, counter.Online, "", tt.asks)
			if got := s.markup(); !strings.Contains(got, words.T(tt.id)) || strings.Contains(got, words.T(tt.says)) {
				t.Errorf("before: %s", got)
			}
			s.fill("sato", "482915", "123456")
			if got := s.markup(); !strings.Contains(got, words.T(tt.says)) {
				t.Errorf("while it is checked: %s", got)
			}
			s.answered(t)
		})
	}
}

func TestRefused(t *testing.T) {
	s := newSeat(t, counter.Online, "")
	s.desk.answer = &desk.WaitError{Left: 5}
	s.fill("sato", "000000", "123456")
	s.answered(t)
	if s.in {
		t.Fatal("let in")
	}
	got := s.markup()
	if !strings.Contains(got, "いずれかが違います") {
		t.Error("the refusal is not shown")
	}
	if s.form.Text(1) != "sato" || s.form.Text(2) != "" || s.form.Text(3) != "" {
		t.Error("the ID should stay, PIN and code should go")
	}
	s.desk.answer = nil
	test.Type(s.window.Canvas().Focused(), "482915") // the keyboard is at the PIN
	s.enter()
	test.Type(s.window.Canvas().Focused(), "654321")
	s.enter()
	s.answered(t)
	if !s.in {
		t.Error("the second try was not taken")
	}
}

func TestShape(t *testing.T) {
	s := newSeat(t, counter.Online, "")
	s.fill("佐藤", "12", "1")
	if len(s.desk.tried) != 0 {
		t.Error("the registry was asked about a proof that cannot be right")
	}
	if got := s.markup(); !strings.Contains(got, words.T(words.ProofPINShape)) {
		t.Error("nothing is said beside the PIN")
	}
}

// TestLook compares what is drawn in each state with what was looked at.
func TestLook(t *testing.T) {
	tests := []struct {
		name   string
		line   counter.LineState
		notice string
		answer error
	}{
		{"idle", counter.Online, "", nil},
		{"offline", counter.Offline, "", nil},
		{"notice", counter.Online, words.T(words.ShellEndedIdle), nil},
		{"disabled", counter.Online, "", &desk.WaitError{Disabled: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSeat(t, tt.line, tt.notice)
			if tt.answer != nil {
				s.desk.answer = tt.answer
				s.fill("sato", "482915", "123456")
				s.answered(t)
			}
			s.markup()
			test.AssertRendersToMarkup(t, tt.name+".xml", s.window.Canvas())
			kittest.ByKeyboard(t, s.window.Canvas())
			if !strings.Contains(s.markup(), words.T(words.SigninLoggedTitle)) {
				t.Error("it does not say that access is logged (R034)")
			}
		})
	}
}

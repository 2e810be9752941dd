package shell

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

var opened = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// fakeDesk writes down what it was told.
type fakeDesk struct {
	mu   sync.Mutex
	told []string
	err  error
}

func (d *fakeDesk) tell(s string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, s)
	return d.err
}

func (d *fakeDesk) Lock(_ context.Context, cause string) error    { return d.tell("lock " + cause) }
func (d *fakeDesk) SignOut(_ context.Context, cause string) error { return d.tell("sign out " + cause) }

// room is a screen that writes down what happens to it.
type room struct {
	name    string
	field   *kit.Field
	actions []kit.Action
	log     *[]string
}

func newRoom(name string, log *[]string) *room {
	return &room{name: name, log: log, field: kit.NewField(kit.Spec{Label: name})}
}

func (r *room) Title() string              { return r.name }
func (r *room) Content() fyne.CanvasObject { return r.field }
func (r *room) Actions() []kit.Action      { return r.actions }

func (r *room) Shown() {
	*r.log = append(*r.log, r.name+" shown")
	kit.Focus(r.field)
}

func (r *room) Hidden() { *r.log = append(*r.log, r.name+" hidden") }

// a counterSide is a shell with everything around it in a test's hands.
type counterSide struct {
	*Shell
	desk   fakeDesk
	window fyne.Window
	now    time.Duration // since opened
	log    []string
	status Status
	limits operator.IdleLimits
	closed bool
}

func newCounterSide(t *testing.T, training bool) *counterSide {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	c := &counterSide{window: test.NewWindow(canvas.NewRectangle(look.Ground)), limits: operator.MaxIdleLimits}
	c.window.SetOnClosed(func() { c.closed = true })
	c.status = Status{Operator: "佐藤 花子（sato）", Terminal: "中央区 K01", Line: counter.Online, Policy: 12, Counted: true}
	c.Shell = New(Config{
		Window: c.window, Desk: &c.desk, Training: training, City: "みなと野市",
		Status:   func() Status { return c.status },
		Entrance: func(notice string) kit.Screen { return newRoom("entrance "+notice, &c.log) },
		Cover:    func() kit.Screen { return newRoom("cover", &c.log) },
		Manual: func(topic string, leave func()) kit.Screen {
			m := newRoom("manual "+topic, &c.log)
			m.actions = []kit.Action{{Key: fyne.KeyF3, Label: "x", Do: leave}}
			return m
		},
		Moment: func() operator.Moment { return operator.Moment{Wall: opened.Add(c.now), Up: c.now} },
		Limits: func() operator.IdleLimits { return c.limits },
		Now:    func() time.Time { return opened.Add(c.now) },
		Do:     func(f func()) { f() },
	})
	c.window.Resize(fyne.NewSize(1366, 768))
	return c
}

// after lets time pass without input, a second at a time.
func (c *counterSide) after(d time.Duration) {
	for end := c.now + d; c.now < end; {
		c.now += time.Second
		c.Tick()
	}
}

func (c *counterSide) shown(t *testing.T, want string) {
	t.Helper()
	if got := c.title.Text; got != want {
		t.Errorf("shown = %q, want %q", got, want)
	}
}

func (c *counterSide) told(t *testing.T, want ...string) {
	t.Helper()
	c.Wait()
	if !slices.Equal(c.desk.told, want) {
		t.Errorf("desk was told %q, want %q", c.desk.told, want)
	}
}

// TestIdle follows a terminal that nobody touches (R037, R126, D7).
func TestIdle(t *testing.T) {
	c := newCounterSide(t, false)
	home := newRoom("home", &c.log)
	c.Begin(home)
	c.after(269 * time.Second)
	if c.banner.Visible() {
		t.Error("the countdown is shown before 4:30")
	}
	c.after(2 * time.Second)
	if !c.banner.Visible() || !strings.Contains(c.banner.text.Text, "29") {
		t.Errorf("at 4:31: visible %v, %q", c.banner.Visible(), c.banner.text.Text)
	}
	c.Input()
	if c.banner.Visible() {
		t.Error("the countdown stays after a key")
	}
	c.after(299 * time.Second)
	c.shown(t, "home")
	c.after(time.Second)
	c.shown(t, "cover")
	c.told(t, "lock idle")
	if len(c.room.Objects) != 1 || c.room.Objects[0] == fyne.CanvasObject(home.field) {
		t.Error("the form is still in the window")
	}
	c.Input() // somebody passing by extends nothing
	c.after(30 * time.Minute)
	c.shown(t, "entrance "+words.T(words.ShellEndedIdle))
	c.told(t, "lock idle", "sign out idle")
}

// TestLimitsOfANewPolicy: R031, limits that arrive during a session count in it.
func TestLimitsOfANewPolicy(t *testing.T) {
	c := newCounterSide(t, false)
	c.Begin(newRoom("home", &c.log))
	c.after(50 * time.Second)
	c.limits = operator.IdleLimits{Warn: 60 * time.Second, Lock: 90 * time.Second, LogOff: 30 * time.Minute}
	c.after(11 * time.Second)
	if !c.banner.Visible() {
		t.Error("no countdown after the new 60 s")
	}
	c.after(30 * time.Second)
	c.shown(t, "cover")
}

// TestSleep checks that a machine that slept wakes up covered, or at the entrance.
func TestSleep(t *testing.T) {
	for slept, want := range map[time.Duration]string{6 * time.Minute: "cover", time.Hour: "entrance " + words.T(words.ShellEndedIdle)} {
		c := newCounterSide(t, false)
		c.Begin(newRoom("home", &c.log))
		c.now += slept
		c.Input() // the key that woke it
		c.Tick()
		c.shown(t, want)
	}
}

// TestCovered checks that nothing gets past the cover.
func TestCovered(t *testing.T) {
	c := newCounterSide(t, false)
	done := 0
	home := newRoom("home", &c.log)
	home.actions = []kit.Action{{Key: fyne.KeyF12, Label: "確定", Do: func() { done++ }}}
	c.Begin(home)
	c.Ask(kit.Question{Title: "確かめ", Answers: []string{"いいえ", "はい"}}, func(int) { done++ })
	c.LeaveSeat()
	c.shown(t, "cover")
	c.told(t, "lock left_seat")
	if c.window.Canvas().Overlays().Top() != nil {
		t.Error("a question stands over the cover")
	}
	c.Key(fyne.KeyF12)
	c.Say(look.Good, "氏名")
	c.Ask(kit.Question{Title: "遅れて来た", Answers: []string{"はい"}}, func(int) { done++ })
	if c.message.Text() != "" || c.window.Canvas().Overlays().Top() != nil || done != 0 {
		t.Errorf("said %q, overlay %v, done %d", c.message.Text(), c.window.Canvas().Overlays().Top(), done)
	}
	c.Show(newRoom("late", &c.log)) // from work that ended meanwhile
	c.shown(t, "cover")
	if !c.Uncover() {
		t.Fatal("the session is gone")
	}
	c.shown(t, "late")
	c.Back()
	c.shown(t, "home")
	if home.field != c.window.Canvas().Focused() {
		t.Error("the form has not got the keyboard back")
	}
	if c.Uncover() {
		t.Error("uncovered twice")
	}
}

// TestHidden checks that each screen is told when it can no longer be seen, so that
// drafts are kept (D7), also on the ways out.
func TestHidden(t *testing.T) {
	c := newCounterSide(t, false)
	c.Begin(newRoom("home", &c.log))
	c.Show(newRoom("form", &c.log))
	c.LeaveSeat()
	c.Uncover()
	c.LeaveSeat()
	c.TakeOver()
	c.told(t, "lock left_seat", "lock left_seat", "sign out other")
	want := []string{
		"entrance  shown", "entrance  hidden", "home shown", "home hidden", "form shown",
		"cover shown", "form hidden", "cover hidden", "form shown",
		"cover shown", "form hidden", "cover hidden", "entrance  shown",
	}
	if !slices.Equal(c.log, want) {
		t.Errorf("log = %q\nwant  %q", c.log, want)
	}
}

// TestQuit checks that the window does not close on somebody who is signed in
// without asking and logging off.
func TestQuit(t *testing.T) {
	t.Run("signed in", func(t *testing.T) {
		c := newCounterSide(t, false)
		c.Begin(newRoom("home", &c.log))
		c.askToQuit()
		c.asker.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // the mark is on staying
		if c.closed {
			t.Fatal("closed after staying was chosen")
		}
		c.askToQuit()
		c.Key(fyne.KeyF12) // not an answer
		c.asker.Answer(1)
		c.told(t, "sign out quit")
		if !c.closed {
			t.Error("not closed")
		}
	})
	t.Run("nobody signed in", func(t *testing.T) {
		c := newCounterSide(t, false)
		c.askToQuit()
		c.told(t)
		if !c.closed {
			t.Error("not closed")
		}
	})
	t.Run("covered", func(t *testing.T) {
		c := newCounterSide(t, false)
		c.Begin(newRoom("home", &c.log))
		c.LeaveSeat()
		c.askToQuit()
		c.told(t, "lock left_seat", "sign out quit")
		if !c.closed {
			t.Error("not closed")
		}
	})
	t.Run("the disk fails", func(t *testing.T) {
		c := newCounterSide(t, false)
		c.desk.err = errors.New("disk full")
		c.Begin(newRoom("home", &c.log))
		c.Quit()
		if !c.closed {
			t.Error("not closed")
		}
	})
}

// TestKeys checks the keys that the shell adds.
func TestKeys(t *testing.T) {
	c := newCounterSide(t, false)
	c.Begin(newRoom("home", &c.log))
	c.Show(newRoom("form", &c.log))
	c.Key(fyne.KeyF3)
	c.shown(t, "home")
	c.Key(fyne.KeyF3) // on the lowest screen: log off?
	if c.asker == nil {
		t.Fatal("logging off is not asked for")
	}
	c.Key(fyne.KeyF3)
	c.shown(t, "home")
	c.Key(fyne.KeyF4)
	c.shown(t, "cover")
}

// TestMaskedKeepsItsKey: the key that shows a masked number is the field's while it has
// the keyboard, and the screen's otherwise.
func TestMaskedKeepsItsKey(t *testing.T) {
	c := newCounterSide(t, false)
	pressed := 0
	form := newRoom("form", &c.log)
	form.actions = []kit.Action{{Key: fyne.KeyF2, Label: "x", Do: func() { pressed++ }}}
	c.Begin(form)
	if !c.Key(fyne.KeyF2) || pressed != 1 {
		t.Errorf("pressed %d times", pressed)
	}
	form.field = kit.NewMasked(kit.Spec{Label: "number"}, func() {})
	c.Show(newRoom("other", &c.log))
	c.Back()
	if c.Key(fyne.KeyF2) || pressed != 1 {
		t.Errorf("pressed %d times beside a masked number", pressed)
	}
}

// TestTitle checks D25, and that the title of the window is the same for everybody:
// asset management records titles.
func TestTitle(t *testing.T) {
	for training, want := range map[bool]string{true: "【訓練】窓口端末", false: "窓口端末"} {
		c := newCounterSide(t, training)
		c.Begin(newRoom("山田太郎の届出", &c.log))
		if got := c.window.Title(); got != want {
			t.Errorf("title = %q, want %q", got, want)
		}
		found := strings.Contains(test.RenderToMarkup(c.window.Canvas()), words.T(words.ShellTrainingBand))
		if found != training {
			t.Errorf("training %v: band shown %v", training, found)
		}
	}
}

// TestHead checks that the three counts of D2 are told apart with their age.
func TestHead(t *testing.T) {
	c := newCounterSide(t, false)
	c.status.Unsent = counter.Count{N: 3, Oldest: opened.Add(-72 * time.Minute)}
	c.status.Sent = counter.Count{N: 2, Oldest: opened.Add(-3 * time.Minute)}
	c.status.Accepted = counter.Count{N: 18}
	c.status.Line = counter.Offline
	c.Tick()
	if got := c.head.operator.value.Text; got != words.T(words.ShellNobody) {
		t.Errorf("at the entrance the head says %q", got)
	}
	c.Begin(newRoom("home", &c.log))
	want := map[*fact]string{
		&c.head.unsent: "3件（最古1時間）", &c.head.sent: "2件（最古3分）", &c.head.accepted: "18件",
		&c.head.line: "× 切断中", &c.head.operator: "佐藤 花子（sato）", &c.head.policy: "第12版", &c.head.lock: "5分",
	}
	for f, text := range want {
		if f.value.Text != text {
			t.Errorf("%s = %q, want %q", f.caption.Text, f.value.Text, text)
		}
	}
	if c.head.unsent.value.Color != look.Alert.OnBrand() || c.head.sent.value.Color != look.Plain.OnBrand() {
		t.Error("an hour in the queue does not stand out, or three minutes do")
	}
}

// TestUnknownCounts checks that nothing is claimed about a file that is not open.
func TestUnknownCounts(t *testing.T) {
	c := newCounterSide(t, false)
	c.status.Counted = false
	c.Tick()
	for _, f := range []*fact{&c.head.unsent, &c.head.sent, &c.head.accepted} {
		if f.value.Text != unknown {
			t.Errorf("%s = %q before anything was counted", f.caption.Text, f.value.Text)
		}
	}
}

// TestTroubleBand checks that trouble is told on every screen, below the head, and
// gives its room back.
func TestTroubleBand(t *testing.T) {
	c := newCounterSide(t, true)
	t.Cleanup(c.window.Close)
	high := c.room.Size().Height
	c.status.Trouble, c.status.Amount = CertificateEnds, 3
	c.Tick() // at the entrance
	said := words.T(words.ShellCertificateEnds, 3)
	if !strings.Contains(c.trouble.happened.Text, said) || !c.trouble.Visible() {
		t.Errorf("at the entrance the band says %q, want %q", c.trouble.happened.Text, said)
	}
	if got := c.room.Size().Height; got >= high {
		t.Errorf("the room is %v high beside the band, %v without", got, high)
	}
	c.Begin(newRoom("home", &c.log))
	c.status.Trouble, c.status.Amount = RegistryForeign, 0
	c.Tick()
	test.AssertRendersToMarkup(t, "trouble.xml", c.window.Canvas())
	c.LeaveSeat()
	c.Tick()
	if !c.trouble.Visible() {
		t.Error("no band over the cover")
	}
	c.status.Trouble = 0
	c.Tick()
	if c.trouble.Visible() || c.room.Size().Height != high {
		t.Errorf("the band stays, or %v of %v came back", c.room.Size().Height, high)
	}
}

// TestEveryTrouble checks that each says what happened and what to do, and that no two
// say the same.
func TestEveryTrouble(t *testing.T) {
	seen := map[string]Trouble{}
	for kind := TerminalExpired; kind <= CertificateEnds; kind++ {
		happened, rest, tone := kind.says(5)
		if happened == "" || rest == "" || tone < look.Alert || strings.Contains(happened+rest, "%!") {
			t.Errorf("trouble %d says %q, %q", kind, happened, rest)
		}
		if other, ok := seen[happened]; ok {
			t.Errorf("troubles %d and %d say the same", kind, other)
		}
		seen[happened] = kind
	}
	reasons := map[string]bool{}
	for _, code := range []string{"", "lost", "stolen", "retired", "repair", "misuse", "other"} {
		happened, _, _ := TerminalRevoked.says(RevokedFor(code))
		reasons[happened] = true
	}
	if len(reasons) != 7 {
		t.Errorf("7 reasons for a revocation are told as %d", len(reasons))
	}
	if happened, _, _ := Trouble(0).says(5); happened != "" {
		t.Errorf("no trouble says %q", happened)
	}
}

// TestDrawn compares the window in training with what was looked at: with a
// message, in the countdown, and covered.
func TestDrawn(t *testing.T) {
	c := newCounterSide(t, true)
	t.Cleanup(c.window.Close)
	c.status.Unsent = counter.Count{N: 3, Oldest: opened.Add(-72 * time.Minute)}
	c.Begin(newRoom("home", &c.log))
	c.Say(look.Good, "審査に回しました")
	test.AssertRendersToMarkup(t, "message.xml", c.window.Canvas())
	c.after(272 * time.Second)
	test.AssertRendersToMarkup(t, "countdown.xml", c.window.Canvas())
	c.LeaveSeat()
	test.AssertRendersToMarkup(t, "covered.xml", c.window.Canvas())
}

//go:build look

package shell

import (
	"image/color"

	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/ui/cover"
	"madoguchi/ui/fault"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/position"
	"madoguchi/ui/proof"
	"madoguchi/ui/signin"
	"madoguchi/ui/words"
)

// sizes are the windows to be looked at.
var sizes = []struct {
	name  string
	size  fyne.Size
	large bool
}{
	{"1366", fyne.NewSize(1366, 768), false},
	{"1366L", fyne.NewSize(1366, 768), true},
	{"1920", fyne.NewSize(1920, 1080), false},
}

// TestLook writes a picture of every screen in every size, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	if language := os.Getenv("MADOGUCHI_LOOK_LANGUAGE"); language != "" {
		if err := words.Use(words.Language(language)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
	}
	for _, s := range sizes {
		t.Run(s.name, func(t *testing.T) {
			look.SetLarge(s.large)
			defer look.SetLarge(false)
			test.NewTempApp(t).Settings().SetTheme(look.Theme{})
			w := test.NewTempWindow(t, canvas.NewRectangle(color.Transparent))
			g := &gallery{t: t, window: w, suffix: "_" + s.name + ".png"}
			g.build()
			w.Resize(s.size)
			g.tour()
		})
	}
}

type gallery struct {
	t      *testing.T
	window fyne.Window
	suffix string
	shell  *Shell
	line   counter.LineState
	answer error
	up     time.Duration
	in     *signin.Form
	back   *cover.Form
	asks   proof.Asks
	wrong  Trouble
}

var noon = time.Date(2026, 4, 1, 10, 24, 0, 0, time.Local)

func (g *gallery) SignIn(context.Context, operator.ID, string, string) error { return g.answer }
func (g *gallery) Unlock(context.Context, string, string) error              { return g.answer }
func (g *gallery) Line() counter.LineState                                   { return g.line }
func (g *gallery) Lock(context.Context, string) error                        { return nil }
func (g *gallery) SignOut(context.Context, string) error                     { return nil }
func (g *gallery) ConfirmPosition(context.Context, string) error             { return nil }

func (g *gallery) build() {
	g.line = counter.Online
	now := func() time.Time { return noon }
	do := func(f func()) { f() }
	g.shell = New(Config{
		Window: g.window, Desk: g, Training: true, City: "みなと野市 中央区", Now: now, Do: do,
		Status: func() Status {
			return Status{Operator: "佐藤 花子（sato）", Terminal: "中央区 K01", Line: g.line, Policy: 12, Counted: true, Trouble: g.wrong, Amount: RevokedFor("stolen"),
				Unsent:   counter.Count{N: 3, Oldest: noon.Add(-72 * time.Minute)},
				Sent:     counter.Count{N: 2, Oldest: noon.Add(-3 * time.Minute)},
				Accepted: counter.Count{N: 18}}
		},
		Moment: func() operator.Moment { return operator.Moment{Wall: noon.Add(g.up), Up: g.up} },
		Limits: func() operator.IdleLimits { return operator.MaxIdleLimits },
		Entrance: func(notice string) kit.Screen {
			g.in = signin.NewForm(notice, g.asks)
			g.in.Presenter = signin.New(signin.Config{Desk: g, View: g.in, Now: now, Do: do, SignedIn: func() {}, Stopped: func() bool { return g.wrong == TerminalRevoked }})
			return g.in
		},
		Cover: func() kit.Screen {
			g.back = cover.NewForm("佐藤 花子（sato）", g.asks)
			g.back.Presenter = cover.New(cover.Config{Desk: g, View: g.back, Now: now, Do: do, Uncover: func() bool { return true }, TakeOver: func() {}})
			return g.back
		},
	})
}

func (g *gallery) tour() {
	s := g.shell
	s.Tick()
	g.capture("signin")
	g.line = counter.Offline
	g.answer = &desk.WaitError{Until: noon.Add(119 * time.Second), Left: 5}
	test.Type(g.window.Canvas().Focused(), "sato")
	g.in.Presenter.Submit("sato", "123456", "123456")
	time.Sleep(100 * time.Millisecond)
	s.Tick()
	g.capture("signin_refused")

	s.Begin(g.position())
	g.capture("position")
	s.Begin(form{})
	s.Say(look.Good, "審査に回しました。仮受付番号 K01-0001")
	g.up += 272 * time.Second
	s.Tick()
	g.capture("countdown")
	g.wrong = RegistryReturned
	s.Tick()
	g.capture("returned")
	g.wrong = 0
	g.up += 30 * time.Second
	s.Tick()
	g.capture("cover")
	s.Uncover()
	s.AskToLogOff()
	g.capture("logoff")
	s.Key(fyne.KeyF3)
	s.end(ByIdleness, "")
	g.asks, g.wrong, g.answer = proof.Asks{Login: true, Presence: proof.Finger}, TerminalRevoked, desk.ErrStopped
	s.enter(words.T(words.ShellStopped))
	g.in.Presenter.Submit("s0042", "123456", "123456")
	time.Sleep(100 * time.Millisecond)
	s.Tick()
	g.capture("stopped")
	g.wrong = 0
	s.showFront(fault.New(fault.KeyringLocked, "keyring: did not answer in 3 s", func() {}, func() {}))
	g.capture("fault")
	s.Wait()
}

func (g *gallery) position() kit.Screen {
	f := position.NewForm()
	f.Presenter = position.New(position.Config{Desk: g, View: f, Do: func(f func()) { f() }, Confirmed: func() {},
		Displays: func() []position.Display {
			return []position.Display{
				{Name: "DELL P2319H", Width: 1920, Height: 1080, Here: true},
				{Name: "EIZO T1781", Width: 1280, Height: 1024, Visitor: true},
			}
		}})
	return f
}

func (g *gallery) capture(name string) {
	g.t.Helper()
	size := g.window.Canvas().Size()
	g.window.Resize(size.AddWidthHeight(1, 1)) // the real driver lays out by itself
	g.window.Resize(size)
	file, err := os.Create(filepath.Join(os.Getenv("MADOGUCHI_LOOK"), "shell_"+name+g.suffix))
	if err != nil {
		g.t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, g.window.Canvas().Capture()); err != nil {
		g.t.Fatal(err)
	}
}

// form stands for a screen with a long form.
type form struct{}

func (form) Title() string         { return "転入届の入力" }
func (form) Actions() []kit.Action { return nil }
func (form) Shown()                {}
func (form) Hidden()               {}

func (form) Content() fyne.CanvasObject {
	var all []fyne.CanvasObject
	for range 40 {
		f := kit.NewField(kit.Spec{Label: "届出の項目", Required: true})
		f.SetText("入力された値")
		all = append(all, f)
	}
	return container.NewPadded(kit.NewPage(kit.Pad(2, kit.Panel(kit.Section("届出", "", kit.Grid(3, all...))))))
}

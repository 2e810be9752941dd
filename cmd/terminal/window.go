package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"madoguchi/app/civil"
	"madoguchi/app/keys"
	"madoguchi/app/keys/tpm"
	"madoguchi/app/operator"
	"madoguchi/app/store"
	"madoguchi/sync/pinned"
	"madoguchi/ui/cover"
	"madoguchi/ui/fault"
	"madoguchi/ui/help"
	"madoguchi/ui/kit"
	"madoguchi/ui/kit/keyhook"
	"madoguchi/ui/look"
	"madoguchi/ui/pin"
	"madoguchi/ui/position"
	"madoguchi/ui/proof"
	"madoguchi/ui/shell"
	"madoguchi/ui/signin"
	"madoguchi/ui/words"
)

// appID names the program to the desktop.
const appID = "jp.madoguchi.terminal"

// A window is the running program: the parts below and the shell above.
type window struct {
	config Config
	log    *slog.Logger
	parts  *parts
	places *places
	shell  *shell.Shell
	stand  *standing
	tells  *events
	rooms  rooms

	asked     proof.Asks    // by the sign-in that was drawn last
	propose   proposer      // of readings
	inputName func() string // of the input method; nil where there can be none

	faulty     bool      // opening the parts failed before
	manualOnce sync.Once // for the manual
	book       *help.Manual
	fontOnce   sync.Once      // for the font for names, which nobody reads before signing in
	work       sync.WaitGroup // what runs beside the window
}

// runWindow opens the window and returns when it is closed.
func runWindow(ctx context.Context, args []string, stderr io.Writer, log *slog.Logger) error {
	config, err := configFlag("run", args, stderr, nil)
	if err != nil {
		return err
	}
	if err := words.Use(words.Language(language(config))); err != nil {
		return err
	}
	look.SetLarge(config.LargeType)
	quietInputMethod()
	enlarge(keyhook.Screen())
	tells, err := openEvents(config.Events)
	if err != nil {
		return fmt.Errorf("open events: %w", err)
	}
	defer tells.close()

	stdlog.SetFlags(0) // the window library writes there, and nobody else
	stdlog.SetOutput(&libraryLog{log: log})
	app := fyneapp.NewWithID(windowID(config.Terminal))
	app.Settings().SetTheme(look.Theme{})
	w := &window{config: config, log: log, tells: tells, stand: newStanding(config.Terminal, tells), places: newPlaces(config.Gazetteer, config.City)}
	frame := app.NewWindow(words.T(words.ShellWindow))
	frame.Resize(fyne.NewSize(1366, 768))
	frame.SetFullScreen(config.FullScreen)
	frame.SetMaster()

	signal := ctx.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	typing := w.useInputMethod()
	w.open(ctx, frame)
	started, closed := false, make(chan struct{})
	app.Lifecycle().SetOnStarted(func() {
		started = true
		refocus(frame.Canvas())
		w.work.Go(func() { w.prepare(ctx) })
		w.work.Go(func() { typing(ctx) })
	})
	w.work.Go(func() { w.quitOn(signal, closed) })
	err = show(frame, &started)
	close(closed)
	cancel()
	w.work.Wait()
	if w.parts != nil {
		err = errors.Join(err, w.parts.close())
	}
	return err
}

// refocus gives the keyboard to what has it: the ring that was drawn before the
// window was on screen is lost otherwise, and so are the first keys.
func refocus(c fyne.Canvas) {
	if focused := c.Focused(); focused != nil {
		c.Unfocus()
		c.Focus(focused)
	}
}

func language(c Config) string {
	if c.Language == "" {
		return string(words.Japanese)
	}
	return c.Language
}

// quietInputMethod switches X input methods off for this program: the library
// below hands each key that the method consumed to the form as well, so that text
// lands in the wrong field (GLFW on X11; Windows is not affected).
func quietInputMethod() {
	if runtime.GOOS == "linux" {
		_ = os.Setenv("XMODIFIERS", "@im=none") // cannot fail for this name and value
	}
}

// scaleVariable is how Fyne is told to draw everything larger.
const scaleVariable = "FYNE_SCALE"

// enlarge has everything drawn larger on a display with room to spare: what fits
// 1366×768 is small where there are twice as many points. Where the variable is set,
// that is IT's word.
func enlarge(width, height int) {
	scale := ""
	switch {
	case width >= 2500 && height >= 1400:
		scale = "1.5"
	case width >= 1800 && height >= 1000:
		scale = "1.2"
	}
	if scale != "" && os.Getenv(scaleVariable) == "" {
		_ = os.Setenv(scaleVariable, scale) // cannot fail for this name and value
	}
}

// open shows the shell, whose entrance opens the parts, and runs what works beside
// the window.
func (w *window) open(ctx context.Context, frame fyne.Window) {
	w.shell = shell.New(shell.Config{
		Window: frame, Desk: w, Log: w.log, Status: w.status(&shield{frame: frame}),
		Entrance: func(notice string) kit.Screen { return w.entrance(ctx, notice) }, Cover: w.cover, Manual: w.manual,
		Moment: operator.MomentClock(), Limits: w.limits, Now: w.now,
		Training: w.config.Training, City: w.config.City, Do: fyne.Do,
	})
	w.shell.Tick()
	w.work.Go(func() { w.shell.Run(ctx) })
	w.work.Go(func() { w.watch(ctx, frame) })
}

// openParts opens the sealed file and starts what works on it.
func (w *window) openParts(ctx context.Context) error {
	parts, err := openParts(ctx, w.config, w.log, w.stand.changed)
	if err != nil {
		return err
	}
	w.parts = parts
	parts.expel = func(notice words.Key) { fyne.Do(func() { w.shell.Expel(words.T(notice)) }) }
	w.stand.use(parts)
	parts.start(ctx)
	w.work.Go(func() {
		w.stand.run(ctx, func() {
			fyne.Do(func() {
				w.askAnew()
				w.rooms.refresh()
				w.shell.Tick() // the head does not wait for its second
			})
		})
	})
	return nil
}

// now is registry time as far as it is known.
func (w *window) now() time.Time {
	if w.parts == nil {
		return time.Now().In(civil.Japan)
	}
	return w.parts.client.Clock.Now().In(civil.Japan)
}

// Lock implements shell.Desk.
func (w *window) Lock(ctx context.Context, cause string) error { return w.parts.desk.Lock(ctx, cause) }

// SignOut implements shell.Desk.
func (w *window) SignOut(ctx context.Context, cause string) error {
	return w.parts.desk.SignOut(ctx, cause)
}

// untilPainted is how long the first picture of the window takes at most, about.
const untilPainted = 500 * time.Millisecond

// prepare opens what is large and not needed to sign in. Beside the start it would take
// from the first picture what that needs.
func (w *window) prepare(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(untilPainted):
	}
	_, _ = w.places.open() // whoever asks is told the error
	debug.FreeOSMemory()   // opening them left more behind than it keeps
}

// loadNameFont reads the font for names.
func (w *window) loadNameFont() {
	font := w.parts.nameFont()
	if font == "" {
		return
	}
	if err := look.LoadNameFont(font); err != nil {
		w.log.Error("names are drawn in the font of the program", "err", err)
	}
}

func (w *window) limits() operator.IdleLimits {
	idle := w.parts.policy().Idle
	return operator.IdleLimits{
		Warn: time.Duration(idle.WarnSeconds) * time.Second, Lock: time.Duration(idle.LockSeconds) * time.Second,
		LogOff: time.Duration(idle.LogOffSeconds) * time.Second,
	}
}

func (w *window) named(name string, s kit.Screen) kit.Screen {
	return named{Screen: s, name: name, tells: w.tells}
}

// entrance is the screen to sign in on, or the one that says what keeps the
// terminal from working.
func (w *window) entrance(ctx context.Context, notice string) kit.Screen {
	if w.parts == nil {
		if err := w.openParts(ctx); err != nil {
			w.log.Error("open terminal", "err", err)
			screen := fault.New(faultOf(err), err.Error(), func() { w.shell.Reenter() }, func() { w.shell.Quit() })
			if w.faulty {
				screen.CheckedAgain(w.now())
			}
			w.faulty = true
			return w.named("fault", screen)
		}
	}
	w.parts.apply() // what waited for nobody to be signed in
	form := signin.NewForm(notice, w.asks())
	form.Presenter = signin.New(signin.Config{
		Desk: w.parts.desk, View: form, Now: w.now, Do: fyne.Do, SignedIn: w.signedIn, Stopped: w.parts.isStopped, Log: w.log,
	})
	return w.named("signin", form)
}

// cover is the screen that stands over a locked session.
func (w *window) cover() kit.Screen {
	who, _ := w.parts.desk.Operator()
	form := cover.NewForm(fmt.Sprintf("%s（%s）", who.Name, who.ID), w.asks())
	form.Presenter = cover.New(cover.Config{
		Desk: w.parts.desk, View: form, Now: w.now, Do: fyne.Do,
		Uncover: w.shell.Uncover, TakeOver: w.shell.TakeOver, Log: w.log,
	})
	return w.named("cover", form)
}

// signedIn begins the session: with the setting of a PIN that was issued, with the screen's
// position on the first sign-in of the day, else with what follows.
func (w *window) signedIn() {
	w.fontOnce.Do(w.loadNameFont)
	if w.parts.desk.PINDue() {
		w.shell.Begin(w.pinScreen(w.signedIn, nil))
		return
	}
	due, err := w.parts.desk.PositionDue(context.Background())
	if err != nil {
		w.log.Error("look whether the position is due", "err", err)
	}
	if !due && err == nil {
		w.positioned()
		return
	}
	form := position.NewForm()
	form.Stage = w.shell
	form.Presenter = position.New(position.Config{
		Desk: w.parts.desk, View: form, Displays: w.displays, Do: fyne.Do,
		Confirmed: w.positioned, Log: w.log,
	})
	w.shell.Begin(w.named("position", form))
}

// pinScreen is the screen on which the operator sets another PIN; without leave nothing
// leads back from it.
func (w *window) pinScreen(done, leave func()) kit.Screen {
	form := pin.NewForm(leave == nil)
	form.Presenter = pin.New(pin.Config{Desk: w.parts.desk, View: form, Now: w.now, Do: fyne.Do, Done: done, Leave: leave, Log: w.log})
	return w.named("pin", form)
}

// changePIN opens it for whoever wishes.
func (w *window) changePIN() {
	w.shell.Show(w.pinScreen(func() {
		w.shell.Back()
		w.shell.Say(look.Good, words.T(words.PinDone))
	}, w.shell.Back))
}

// displays are the machine's. Which of them face visitors is IT's to say.
func (w *window) displays() []position.Display {
	var all []position.Display
	for _, d := range keyhook.Displays() {
		all = append(all, position.Display{Name: d.Name, Width: d.Width, Height: d.Height, Here: d.Here,
			Visitor: slices.Contains(w.config.VisitorDisplays, d.Name)})
	}
	return all
}

// faultOf says which screen an error of opening gets.
func faultOf(err error) fault.Kind {
	for _, row := range []struct {
		is   error
		kind fault.Kind
	}{
		{keys.ErrRingMissing, fault.KeyringMissing},
		{keys.ErrRingLocked, fault.KeyringLocked},
		{keys.ErrRingTimeout, fault.KeyringLocked},
		{keys.ErrHalfMissing, fault.KeyringForeign},
		{keys.ErrMismatch, fault.KeyringForeign},
		{keys.ErrChipMissing, fault.ChipForeign},
		{keys.ErrChipForeign, fault.ChipForeign},
		{tpm.ErrMissing, fault.ChipForeign},
		{tpm.ErrForeign, fault.ChipForeign},
		{tpm.ErrBusy, fault.ChipBusy},
		{keys.ErrMaterial, fault.FileDamaged},
		{store.ErrForeign, fault.FileForeign},
		{store.ErrNewer, fault.FileNewer},
		{store.ErrInUse, fault.AlreadyRunning},
		{store.ErrAudit, fault.AuditBroken},
		{store.ErrFull, fault.DiskFull},
		{store.ErrDamaged, fault.FileDamaged},
		{store.ErrMissing, fault.FileMissing},
		{errSetup, fault.SetupBroken},
		{pinned.ErrExpired, fault.CertificateExpired},
		{pinned.ErrRevoked, fault.CertificateRevoked},
	} {
		if errors.Is(err, row.is) {
			return row.kind
		}
	}
	return fault.Unknown
}

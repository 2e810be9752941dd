package shell

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/operator"
	"madoguchi/ui/kit"
	"madoguchi/ui/kit/keyhook"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A Config is what a shell is made of. All but Log, Training and City is required.
type Config struct {
	Window fyne.Window
	Desk   Desk
	Log    *slog.Logger
	// Status says how things stand. It is asked every second and never waits.
	Status func() Status
	// Entrance makes the screen on which an operator signs in. Notice is what to
	// tell there, "" for nothing.
	Entrance func(notice string) kit.Screen
	// Cover makes the screen that stands over everything while it is locked.
	Cover func() kit.Screen
	// Manual makes the screen that shows the manual at a topic. What it calls leave for
	// goes back to the screen below.
	Manual   func(topic string, leave func()) kit.Screen
	Moment   func() operator.Moment     // both clocks, for idleness
	Limits   func() operator.IdleLimits // of the policy in force
	Now      func() time.Time           // for the clock in the head
	Training bool                       // the band, and the mark in the window's title
	City     string                     // whose counter it is
	Do       func(func())               // brings work back to Fyne's goroutine: fyne.Do
}

var _ kit.Stage = (*Shell)(nil)

// state is what the window stands at.
type state uint8

const (
	outside state = 1 // nobody is signed in: the entrance
	inside  state = 2 // the stack of screens
	covered state = 3 // the cover over the stack
)

// A Shell is the window. Its methods are called on Fyne's goroutine.
type Shell struct {
	cfg   Config
	state state
	idle  *operator.Idle // nil while nobody is signed in
	stack []kit.Screen   // of the session; the last is on top
	front kit.Screen     // the entrance or the cover, when there is one
	// manual stands over all of these while it is open, and behind is what had the
	// keyboard before.
	manual kit.Screen
	behind fyne.Focusable
	caret  int // in that field
	asker  *kit.Asker

	head    *head
	trouble *troubleBand
	page    *fyne.Container // head, title, room and foot
	title   *canvas.Text
	room    *fyne.Container // holds the content of the screen shown
	message *kit.MessageLine
	bar     *kit.FunctionBar
	banner  *countdown

	work sync.WaitGroup // what locking and logging off still has to do
	last chan struct{}  // closed when the last of it is done; nil: nothing yet
}

// New builds the window and shows the entrance.
func New(cfg Config) *Shell {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Shell{
		cfg:     cfg,
		head:    newHead(cfg.City),
		trouble: newTroubleBand(),
		title:   look.BoldText("", look.Title(), look.Ink),
		room:    container.NewStack(),
		message: kit.NewMessageLine(),
		banner:  newCountdown(),
	}
	s.bar = kit.NewFunctionBar(func(why string) { s.message.Say(look.Alert, why) })
	s.build()
	s.enter("")
	return s
}

func (s *Shell) build() {
	top := []fyne.CanvasObject{s.head, s.trouble}
	title := words.T(words.ShellWindow)
	if s.cfg.Training {
		top = append([]fyne.CanvasObject{trainingBand()}, top...)
		title = words.T(words.ShellTrainingMark) + title
	}
	top = append(top, newTitleRow(s.title))
	hook := keyhook.New(keyhook.Listener{Key: s.Key, Input: s.Input, Router: kit.Input()})
	bottom := container.New(bottomRows{}, s.message, s.bar)
	middle := container.New(overFoot{}, s.room, s.banner)
	s.page = container.NewBorder(container.New(rows{}, top...), bottom, nil, nil, middle)
	w := s.cfg.Window
	w.SetTitle(title)
	w.SetIcon(look.Icon)
	w.SetPadded(false)
	w.SetContent(container.NewStack(canvas.NewRectangle(look.Ground), s.page, container.NewWithoutLayout(sized(hook))))
	w.SetCloseIntercept(s.askToQuit)
}

func sized(hook fyne.CanvasObject) fyne.CanvasObject {
	hook.Resize(fyne.NewSize(1, 1))
	return hook
}

// Run ticks until ctx ends: the head is kept current and idleness is counted.
func (s *Shell) Run(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			s.cfg.Do(s.Tick)
		}
	}
}

// Tick brings the head up to date and acts on idleness.
func (s *Shell) Tick() {
	var left time.Duration
	if s.idle != nil {
		var now operator.IdleState
		limits, moment := s.cfg.Limits().Bounded(), s.cfg.Moment()
		s.idle.SetLimits(limits, moment) // a policy may have come meanwhile
		now, left = s.idle.At(moment)
		s.follow(now, left)
		if now == operator.Active {
			left += limits.Lock - limits.Warn
		}
	}
	kit.DropCopied(fyne.CurrentApp().Clipboard(), s.cfg.Moment().Up)
	status := s.cfg.Status()
	if s.state == outside {
		status.Operator = ""
	}
	s.head.show(status, s.state == inside, left, s.cfg.Now())
	if s.trouble.show(status.Trouble, status.Amount) {
		s.page.Refresh() // the room below the band moves
	}
}

// follow acts on how long nobody has touched the terminal.
func (s *Shell) follow(now operator.IdleState, left time.Duration) {
	switch {
	case now == operator.LoggedOff:
		s.end(ByIdleness, words.T(words.ShellEndedIdle))
	case now == operator.Locked && s.state == inside:
		s.cover(ByIdleness)
	case now == operator.Warning && s.state == inside:
		s.banner.show(left)
	default:
		s.banner.hide()
	}
}

// Input notes that somebody is there. The hook calls it for every key and motion.
func (s *Shell) Input() {
	if s.idle == nil || s.state != inside {
		return
	}
	s.idle.Input(s.cfg.Moment())
	if s.banner.Visible() {
		s.Tick() // takes the countdown away, or covers after all if it came due
	}
}

// Key does what a function key does now and reports whether it is used up.
func (s *Shell) Key(key fyne.KeyName) bool {
	if s.asker != nil {
		if key == fyne.KeyF3 {
			s.asker.Answer(0)
		}
		return true
	}
	if w, ok := s.cfg.Window.Canvas().Focused().(interface{ TakesKey(fyne.KeyName) bool }); ok && w.TakesKey(key) {
		return false
	}
	return s.bar.Press(key)
}

// Wait returns once everything that was locked or logged off is so.
func (s *Shell) Wait() { s.work.Wait() }

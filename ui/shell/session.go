package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/operator"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// keepTime is how long locking and logging off may take. The screen is covered
// before that, not after.
const keepTime = 5 * time.Second

// Begin starts the session of whoever has signed in, with the first screen.
func (s *Shell) Begin(first kit.Screen) {
	s.leaveFront()
	s.idle = operator.NewIdle(s.cfg.Limits(), s.cfg.Moment())
	s.state = inside
	s.stack = []kit.Screen{first}
	s.present()
	s.Tick()
}

// Uncover returns to what the cover was put over, after the operator has proved
// who they are. It reports whether the session was still there.
func (s *Shell) Uncover() bool {
	if s.state != covered {
		return false
	}
	if !s.idle.Unlock(s.cfg.Moment()) {
		s.end(ByIdleness, words.T(words.ShellEndedIdle))
		return false
	}
	s.leaveFront()
	s.state = inside
	s.present()
	s.Tick()
	return true
}

// TakeOver ends the covered session so that another operator may sign in.
func (s *Shell) TakeOver() { s.end(ByOther, "") }

// Expel ends the session because the registry did, with a notice of it. What was typed is
// kept as at every end.
func (s *Shell) Expel(notice string) { s.end(ByRegistry, notice) }

// LeaveSeat covers the screen at once (D8).
func (s *Shell) LeaveSeat() {
	if s.state != inside {
		return
	}
	s.idle.Leave(s.cfg.Moment())
	s.cover(LeftSeat)
	s.Tick()
}

// AskToLogOff asks, then logs off.
func (s *Shell) AskToLogOff() {
	s.Ask(kit.Question{
		Tone:    look.Info,
		Title:   words.T(words.ShellLogOffTitle),
		Text:    words.T(words.ShellLogOffText),
		Answers: []string{words.T(words.ShellQuitStay), words.T(words.ShellLogOffYes)},
		Start:   1,
	}, func(answer int) {
		if answer == 1 {
			s.end(ByOperator, "")
		}
	})
}

// Quit logs off and closes the window: the last way out, also for signals.
func (s *Shell) Quit() {
	if s.state != outside {
		s.clear()
		s.logOff(ByQuitting)
		s.state = outside
	}
	s.work.Wait()
	s.cfg.Window.SetCloseIntercept(nil)
	s.cfg.Window.Close()
}

func (s *Shell) askToQuit() {
	if s.state != inside {
		s.Quit()
		return
	}
	s.Ask(kit.Question{
		Tone:    look.Alert,
		Title:   words.T(words.ShellQuitTitle),
		Text:    words.T(words.ShellQuitText),
		Answers: []string{words.T(words.ShellQuitStay), words.T(words.ShellQuitLeave)},
	}, func(answer int) {
		if answer == 1 {
			s.Quit()
		}
	})
}

// cover puts the cover over the stack. First nothing is to be seen any more, then
// what was typed is kept.
func (s *Shell) cover(cause string) {
	s.banner.hide()
	kit.ClearCopied(fyne.CurrentApp().Clipboard())
	s.state = covered
	top := s.top()
	s.showFront(s.cfg.Cover())
	top.Hidden()
	s.inBackground("lock", func(ctx context.Context) error { return s.cfg.Desk.Lock(ctx, cause) })
}

// inBackground does what the disk or the line may make slow, one thing after the
// other. The window waits for it only when it closes.
func (s *Shell) inBackground(what string, do func(ctx context.Context) error) {
	before, done := s.last, make(chan struct{})
	s.last = done
	s.work.Go(func() {
		defer close(done)
		if before != nil {
			<-before
		}
		ctx, cancel := context.WithTimeout(context.Background(), keepTime)
		defer cancel()
		if err := do(ctx); err != nil {
			s.cfg.Log.Error(what, "err", err)
		}
	})
}

// end ends the session and shows the entrance with a notice.
func (s *Shell) end(cause, notice string) {
	if s.state == outside {
		return
	}
	s.clear()
	s.logOff(cause)
	s.enter(notice)
	s.Tick()
}

// clear takes everything of the session off the window.
func (s *Shell) clear() {
	s.banner.hide()
	kit.ClearCopied(fyne.CurrentApp().Clipboard())
	s.closeAsker()
	s.cfg.Window.Canvas().Unfocus()
	s.room.RemoveAll()
	if s.state == inside {
		s.top().Hidden()
	}
	s.leaveFront()
	s.stack, s.idle = nil, nil
}

func (s *Shell) logOff(cause string) {
	s.inBackground("sign out", func(ctx context.Context) error { return s.cfg.Desk.SignOut(ctx, cause) })
}

// Reenter makes the entrance anew while nobody is signed in: what kept the
// terminal from working may be mended.
func (s *Shell) Reenter() {
	if s.state == outside {
		s.leaveFront()
		s.enter("")
	}
}

func (s *Shell) enter(notice string) {
	s.state = outside
	s.showFront(s.cfg.Entrance(notice))
}

// showFront shows the entrance or the cover alone.
func (s *Shell) showFront(front kit.Screen) {
	s.closeAsker()
	s.cfg.Window.Canvas().Unfocus()
	s.front = front
	s.message.Say(look.Plain, "")
	s.put(front)
}

func (s *Shell) leaveFront() {
	if s.front != nil {
		s.front.Hidden()
		s.front = nil
	}
}

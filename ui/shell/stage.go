package shell

import (
	"fyne.io/fyne/v2"

	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A Helper is a screen that knows the topic of the manual it stands at: a page, with "#"
// and a place on it where there is one. "" is none at present.
type Helper interface{ Help() string }

func (s *Shell) top() kit.Screen { return s.stack[len(s.stack)-1] }

// current is the screen that can be seen.
func (s *Shell) current() kit.Screen {
	if s.manual != nil {
		return s.manual
	}
	if s.front != nil {
		return s.front
	}
	return s.top()
}

// Say implements [kit.Stage]. Nothing is said over the cover or at the entrance.
func (s *Shell) Say(tone look.Tone, text string) {
	if s.state == inside {
		s.message.Say(tone, text)
	}
}

// Ask implements [kit.Stage].
func (s *Shell) Ask(q kit.Question, answered func(answer int)) {
	if s.state == inside {
		s.ask(q, answered)
	}
}

func (s *Shell) ask(q kit.Question, answered func(answer int)) {
	s.closeAsker()
	c := s.cfg.Window.Canvas()
	focused := c.Focused()
	s.asker = kit.Ask(c, q, func(answer int) {
		s.asker = nil
		if focused != nil {
			c.Focus(focused)
		}
		answered(answer)
	})
}

func (s *Shell) closeAsker() {
	if s.asker != nil {
		s.asker.Close()
		s.asker = nil
	}
}

// ActionsChanged implements [kit.Stage]. The title may have changed with them.
func (s *Shell) ActionsChanged() {
	if s.state == outside && s.front == nil {
		return
	}
	s.bar.SetActions(s.actions(s.current()))
	if title := s.current().Title(); title != s.title.Text {
		s.title.Text = title
		s.title.Refresh()
	}
}

// Show implements [kit.Stage].
func (s *Shell) Show(screen kit.Screen) {
	if s.state == outside {
		return
	}
	if s.state == inside {
		s.leaveTop()
	}
	s.stack = append(s.stack, screen)
	s.present()
}

// Back implements [kit.Stage].
func (s *Shell) Back() { s.popTo(len(s.stack) - 1) }

// Home implements [kit.Stage].
func (s *Shell) Home() { s.popTo(1) }

// popTo leaves the lowest n screens on the stack.
func (s *Shell) popTo(n int) {
	if n < 1 || n >= len(s.stack) {
		return
	}
	if s.state == inside {
		s.leaveTop()
	}
	s.stack = s.stack[:n]
	s.present()
}

// leaveTop takes the keyboard away from the screen on top, so that its last field
// is done, and tells it.
func (s *Shell) leaveTop() {
	s.message.Say(look.Plain, "")
	s.closeAsker()
	s.cfg.Window.Canvas().Unfocus()
	s.top().Hidden()
}

// present shows the top of the stack, unless it is covered.
func (s *Shell) present() {
	if s.state == inside {
		s.put(s.top())
	}
}

// put shows a screen alone in the room and gives it the keyboard.
func (s *Shell) put(screen kit.Screen) {
	if s.manual != nil {
		s.manual.Hidden()
		s.manual, s.behind = nil, nil
	}
	s.lay(screen)
	screen.Shown()
}

// lay draws a screen in the room.
func (s *Shell) lay(screen kit.Screen) {
	s.title.Text = screen.Title()
	s.title.Refresh()
	s.room.Objects = []fyne.CanvasObject{screen.Content()}
	s.room.Refresh()
	s.bar.SetActions(s.actions(screen))
}

// actions are those of the screen and the shell's own where the screen says nothing.
func (s *Shell) actions(screen kit.Screen) []kit.Action {
	all := screen.Actions()
	has := func(key fyne.KeyName) bool {
		for _, a := range all {
			if a.Key == key {
				return true
			}
		}
		return false
	}
	add := func(key fyne.KeyName, label words.Key, do func()) {
		if !has(key) {
			all = append(all, kit.Action{Key: key, Label: words.T(label), Do: do})
		}
	}
	add(fyne.KeyF1, words.ShellHelp, s.help)
	if s.state != inside {
		return all
	}
	if len(s.stack) > 1 {
		add(fyne.KeyF3, words.ShellBack, s.back)
	} else {
		add(fyne.KeyF3, words.ShellLogOff, s.AskToLogOff)
	}
	add(fyne.KeyF4, words.ShellLeave, s.LeaveSeat)
	return all
}

func (s *Shell) back() {
	if b, ok := s.top().(kit.Backer); ok && b.Back() {
		return
	}
	s.Back()
}

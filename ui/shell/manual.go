package shell

import "madoguchi/ui/look"

// careted is a field that text is typed into.
type careted interface {
	Text() string
	Caret() int
	SetCaret(characters int)
}

// help opens the manual over what is on the screen, at its page. The screen below is not
// told: nothing of it is kept, read anew or lost, and the keyboard returns to where it was.
func (s *Shell) help() {
	if s.manual != nil {
		return
	}
	topic := ""
	if h, ok := s.current().(Helper); ok {
		topic = h.Help()
	}
	c := s.cfg.Window.Canvas()
	s.behind, s.caret = c.Focused(), 0
	if f, ok := s.behind.(careted); ok {
		s.caret = f.Caret()
	}
	c.Unfocus()
	s.message.Say(look.Plain, "")
	s.manual = s.cfg.Manual(topic, s.closeManual)
	s.lay(s.manual)
	s.manual.Shown()
}

// closeManual shows what the manual was opened over.
func (s *Shell) closeManual() {
	if s.manual == nil {
		return
	}
	c, behind := s.cfg.Window.Canvas(), s.behind
	c.Unfocus()
	s.manual.Hidden()
	s.manual, s.behind = nil, nil
	s.message.Say(look.Plain, "")
	s.lay(s.current())
	if behind != nil {
		c.Focus(behind)
	}
	if c.Focused() != behind || behind == nil {
		s.current().Shown() // what had the keyboard is gone: the screen was drawn anew meanwhile
	}
	was, typed := behind.(careted)
	if now, ok := c.Focused().(careted); ok && typed && now.Text() == was.Text() {
		now.SetCaret(s.caret) // nothing selected: the next letter must not replace what stands there
	}
}

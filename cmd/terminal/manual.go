package main

import (
	"madoguchi/ui/help"
	"madoguchi/ui/kit"
	"madoguchi/ui/words"
)

// manual makes the screen that shows the manual at a topic, over whatever is shown.
func (w *window) manual(topic string, leave func()) kit.Screen {
	w.manualOnce.Do(func() {
		m, err := help.Open(words.Language(language(w.config)), w.config.Contacts)
		if err != nil {
			w.log.Error("open manual", "err", err) // embedded: a broken one fails the tests
			m = help.Empty()
		}
		w.book = m
	})
	p := help.New(help.Config{Manual: w.book, Leave: leave})
	form := help.NewForm(p, w.shell)
	p.Start(topic)
	return w.named("help", form)
}

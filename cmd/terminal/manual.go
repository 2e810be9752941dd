package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"madoguchi/ui/help"
	"madoguchi/ui/kit"
	"madoguchi/ui/preview"
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

// runManual writes the manual as a PDF, with the contacts of the configuration.
func runManual(args []string, stderr io.Writer) error {
	var out *string
	config, err := configFlag("manual", args, stderr, func(flags *flag.FlagSet) {
		out = flags.String("o", "manual.pdf", "the `file` to write")
	})
	if err != nil {
		return err
	}
	l := words.Language(language(config))
	if err := words.Use(l); err != nil {
		return err
	}
	m, err := help.Open(l, config.Contacts)
	if err != nil {
		return err
	}
	fonts, err := preview.Fonts()
	if err != nil {
		return err
	}
	file, err := help.Print(m, fonts)
	if err != nil {
		return err
	}
	if err := os.WriteFile(*out, file, 0o644); err != nil { // the manual is for everybody
		return fmt.Errorf("write manual: %w", err)
	}
	return nil
}

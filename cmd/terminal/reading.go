package main

import (
	"bytes"
	"log/slog"
	"sync"
	"sync/atomic"

	"madoguchi/app/letters"
	"madoguchi/app/letters/reading"
	"madoguchi/assets"
)

// A proposer proposes readings of names once its list is open.
type proposer struct {
	once  sync.Once
	names atomic.Pointer[reading.Names]
}

// open opens the list. Until then nothing is proposed.
func (p *proposer) open(log *slog.Logger) {
	p.once.Do(func() {
		names, err := reading.Open(bytes.NewReader(assets.Names))
		if err != nil {
			log.Error("readings are not proposed", "err", err)
			return
		}
		p.names.Store(names)
	})
}

// written implements Written of intake.Config.
func (p *proposer) written(typed string, family bool) []string {
	names, kana := p.names.Load(), letters.Kana(typed)
	if names == nil || !letters.IsReading(kana) {
		return nil
	}
	return names.Written(kana, family)
}

// propose implements Propose of intake.Config.
func (p *proposer) propose(name string, family bool) []string {
	names := p.names.Load()
	switch {
	case names == nil:
		return nil
	case family:
		return names.ProposeFamily(name)
	}
	return names.Propose(name)
}

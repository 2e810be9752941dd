package intake

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/words"
)

// saving is how the draft stands against what is kept.
type saving struct {
	kept    bool // a draft is kept; an untouched form leaves none behind
	dirty   bool
	running bool
	failed  bool
	warned  bool   // that leaving would lose what cannot be kept
	cancel  func() // the save that is waiting
}

func (s *saving) stop() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}

// A Saved says how the draft stands.
type Saved uint8

// How a draft stands.
const (
	Kept    Saved = 1 // all that was typed is safe
	Unkept  Saved = 2 // the last keystrokes are not, yet
	NotKept Saved = 3 // the last attempt failed; it is tried again
	Nothing Saved = 4 // nothing was typed yet, and no draft is kept
)

// Saved returns how the draft stands.
func (p *Presenter) Saved() Saved {
	switch {
	case p.saving.failed:
		return NotKept
	case p.saving.dirty || p.saving.running:
		return Unkept
	case !p.saving.kept:
		return Nothing
	}
	return Kept
}

// form is what the half-typed form is besides its content. It is kept with the
// draft, sealed.
type form struct {
	Page    int       `json:"page"`
	At      placed    `json:"at"`
	Typed   []placed  `json:"typed,omitempty"`
	Passed  []placed  `json:"passed,omitempty"`
	Members []settled `json:"members,omitempty"`
	Target  []settled `json:"target,omitempty"`
	Taken   []placed  `json:"taken,omitempty"`
	Head    string    `json:"head,omitempty"`
}

type placed struct {
	Person int               `json:"person"`
	Item   notification.Item `json:"item"`
	Text   string            `json:"text,omitempty"`
}

// touch notes that something was typed and keeps it once the operator pauses.
func (p *Presenter) touch() {
	p.saving.dirty, p.saving.warned = true, false
	p.saving.stop()
	p.saving.cancel = p.cfg.Later(SaveAfter, p.save)
}

// save keeps the draft beside the window's goroutine. One save runs at a time.
func (p *Presenter) save() {
	p.saving.cancel = nil
	if p.saving.running || !p.saving.dirty || p.entry == nil || !p.entry.Editable() {
		return
	}
	p.saving.dirty, p.saving.running = false, true
	snapshot := p.snapshot()
	p.cfg.Run(func() func() {
		err := p.cfg.Desk.SaveDraft(p.ctx, snapshot)
		return func() { p.saved(snapshot.ID, err) }
	})
}

func (p *Presenter) saved(id notification.EntryID, err error) {
	if p.entry == nil || p.entry.ID != id {
		return
	}
	p.saving.running = false
	if p.stage == Handing || p.stage == Done {
		return // what is handed over is kept with that, or said not to be
	}
	p.saving.failed = err != nil
	p.saving.kept = p.saving.kept || err == nil
	if err != nil {
		p.cfg.Log.Error("save draft", "entry", id, "err", err)
		p.saving.dirty = true
		p.view.Say(Message{Stop, unkept(err), nil})
	}
	if p.saving.dirty {
		p.saving.stop()
		p.saving.cancel = p.cfg.Later(SaveAfter, p.save)
	}
	p.view.ShowMarks()
}

func unkept(err error) words.Key {
	if errors.Is(err, counter.ErrSpace) {
		return words.IntakeNoSpace
	}
	return words.IntakeNotKept
}

// Keep keeps the draft now: the screen goes out of sight, and the session may end.
func (p *Presenter) Keep() {
	if err := p.Flush(p.ctx); err != nil {
		p.cfg.Log.Error("save draft", "entry", p.entry.ID, "err", err)
		p.view.Say(Message{Stop, unkept(err), nil})
	}
}

// Flush keeps the draft and waits for it. It does nothing where nothing is to be kept.
func (p *Presenter) Flush(ctx context.Context) error {
	p.saving.stop()
	if p.entry == nil || !p.entry.Editable() || !p.saving.dirty && !p.saving.failed && !p.saving.running {
		return nil
	}
	err := p.cfg.Desk.SaveDraft(ctx, p.snapshot())
	p.saving.dirty, p.saving.failed = err != nil, err != nil
	p.saving.kept = p.saving.kept || err == nil
	return err
}

// snapshot returns the entry as it stands, sharing nothing with it.
func (p *Presenter) snapshot() *notification.Entry {
	e := *p.entry
	e.Content = p.entry.Content.Clone()
	e.Reviews = slices.Clone(p.entry.Reviews)
	e.Form = p.form()
	return &e
}

func (p *Presenter) form() []byte {
	f := form{Page: p.page, At: placed{p.at.Person, p.at.Item, ""}, Members: settle(p.members), Target: settle(strangers(p.target)), Head: p.head}
	for _, at := range p.order() {
		if text := p.typed[at]; text != "" {
			f.Typed = append(f.Typed, placed{at.Person, at.Item, text})
		}
		if p.passed[at] {
			f.Passed = append(f.Passed, placed{at.Person, at.Item, ""})
		}
		if p.taken[at] {
			f.Taken = append(f.Taken, placed{at.Person, at.Item, ""})
		}
	}
	b, err := json.Marshal(f)
	if err != nil {
		return nil // only strings and numbers: it cannot fail
	}
	return b
}

// restore puts the half-typed form back. Bytes of another version are passed over:
// the content itself is not in them.
func (p *Presenter) restore(b []byte) {
	var f form
	if len(b) == 0 || json.Unmarshal(b, &f) != nil {
		return
	}
	if f.Page < len(p.entry.Content.Persons) && f.Page >= notification.Header {
		p.page = f.Page
	}
	for _, t := range f.Typed {
		at := Place{t.Person, t.Item}
		p.typed[at], p.left[at] = t.Text, true
	}
	for _, t := range f.Passed {
		p.passed[Place{t.Person, t.Item}] = true
	}
	p.at = Place{f.At.Person, f.At.Item}
	for _, t := range f.Taken {
		p.taken[Place{t.Person, t.Item}] = true
	}
	p.members, p.head = p.unsettle(f.Members), f.Head
	for _, m := range p.unsettle(f.Target) {
		p.target = append(p.target, m.Record)
	}
}

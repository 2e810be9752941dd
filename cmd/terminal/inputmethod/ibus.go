package inputmethod

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"madoguchi/ui/kit/ime"
)

// retry is how long to wait before a method is looked for again.
const retry = 2 * time.Second

// nothing is a key that means nothing (VoidSymbol).
const nothing uint32 = 0xffffff

// released is the modifier of a key that goes up.
const released uint32 = 1 << 30

// The properties by which engines of ibus are switched on and off.
const (
	hiragana = "InputMode.Hiragana"
	direct   = "InputMode.Direct"
)

var _ ime.Method = (*IBus)(nil)

// IBus is the input method of a Linux desktop, through the interface of IBus. Make one
// with [NewIBus] and run it.
type IBus struct {
	*queue
	log *slog.Logger
	env func(string) string

	state sync.Mutex
	link  *link           // nil: there is none
	keys  map[uint32]bool // serials of keys whose answers are waited for
	mode  ime.Mode
	on    bool                 // a field has the keyboard that wants conversion
	steps []func(*link) uint32 // of switching on, those that are still to be done
	step  uint32               // serial of the one that was done last
	late  []ime.Stroke         // keys for after that
	place ime.Rect             // where the candidates were sent last
}

// NewIBus returns the input method of the desktop. Wake is called, on any goroutine,
// when it has said something.
func NewIBus(log *slog.Logger, wake func()) *IBus {
	return &IBus{queue: newQueue(wake), log: log, env: os.Getenv, keys: map[uint32]bool{}}
}

// Run keeps a connection to the method until ctx ends. Where there is none, or its
// daemon ended, it looks again.
func (b *IBus) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if l, err := b.connect(ctx); err == nil {
			b.up(l)
			select {
			case <-ctx.Done():
			case <-l.conn.Context().Done():
			}
			b.down(l)
			_ = l.conn.Close()
		}
		select {
		case <-ctx.Done():
		case <-time.After(retry):
		}
	}
}

func (b *IBus) connect(ctx context.Context) (*link, error) {
	a, err := address(b.env)
	if err != nil {
		return nil, err
	}
	return dial(ctx, a, b.incoming)
}

func (b *IBus) up(l *link) {
	b.state.Lock()
	defer b.state.Unlock()
	b.link, b.place = l, ime.Rect{}
	if b.on {
		b.switchOn()
	}
	b.log.Info("input method is there", "name", b.name())
}

func (b *IBus) down(l *link) {
	b.state.Lock()
	defer b.state.Unlock()
	b.link, b.steps, b.late = nil, nil, nil
	clear(b.keys)
	b.put(ime.Gone{})
	b.log.Warn("input method is gone", "cause", context.Cause(l.conn.Context()))
}

// Name returns what the method is called, "" while there is none.
func (b *IBus) Name() string {
	b.state.Lock()
	defer b.state.Unlock()
	return b.name()
}

func (b *IBus) name() string {
	switch {
	case b.link == nil:
		return ""
	case b.link.fcitx != nil:
		return "Fcitx 5"
	case b.link.engine == "":
		return "IBus"
	}
	return "IBus (" + b.link.engine + ")"
}

// Ready implements [ime.Method].
func (b *IBus) Ready() bool {
	b.state.Lock()
	defer b.state.Unlock()
	return b.link != nil
}

// Asked implements [ime.Method].
func (b *IBus) Asked() bool { return true }

// Focus implements [ime.Method].
func (b *IBus) Focus(m ime.Mode) {
	b.state.Lock()
	defer b.state.Unlock()
	b.on, b.mode = true, m
	if b.link != nil {
		b.switchOn()
	}
}

// switchOn does one step after the other, each once the one before was answered: the
// parts of a daemon may hear calls of different objects in another order. The last step
// is a key that means nothing; what was said before its answer is not for this field.
func (b *IBus) switchOn() {
	b.flush()
	b.place = ime.Rect{}
	b.steps = []func(*link) uint32{
		func(l *link) uint32 { return l.post("Reset") },
		func(l *link) uint32 { return l.post("FocusIn") },
		b.toMode,
		func(l *link) uint32 { return l.post("ProcessKeyEvent", nothing, uint32(0), uint32(0)) },
	}
	b.next()
}

// toMode switches conversion on or off, as the field wants it to begin.
func (b *IBus) toMode(l *link) uint32 {
	switch {
	case l.fcitx != nil && b.mode == ime.Kanji:
		return l.send(l.fcitx, fcitxActivate)
	case l.fcitx != nil:
		return l.send(l.fcitx, fcitxDeactivate)
	case b.mode == ime.Kanji:
		return l.post("PropertyActivate", hiragana, uint32(1))
	}
	return l.post("PropertyActivate", direct, uint32(1))
}

// flush answers the keys that would wait for a switching on that is not gone on with.
func (b *IBus) flush() {
	for range b.late {
		b.put(ime.Answer{})
	}
	b.late = nil
}

func (b *IBus) next() {
	b.step = b.steps[0](b.link)
}

// Blur implements [ime.Method].
func (b *IBus) Blur() {
	b.state.Lock()
	defer b.state.Unlock()
	if !b.on {
		return
	}
	b.on, b.steps = false, nil
	b.flush()
	if b.link != nil {
		b.link.post("Reset")
		b.link.post("FocusOut")
	}
}

// Reset implements [ime.Method].
func (b *IBus) Reset() {
	b.state.Lock()
	defer b.state.Unlock()
	if b.link != nil {
		b.link.post("Reset")
	}
}

// Key implements [ime.Method].
func (b *IBus) Key(s ime.Stroke) {
	b.state.Lock()
	defer b.state.Unlock()
	switch {
	case b.link == nil && !s.Up:
		b.put(ime.Answer{})
	case b.link == nil:
	case len(b.steps) > 0:
		b.late = append(b.late, s)
	default:
		b.ask(s)
	}
}

func (b *IBus) ask(s ime.Stroke) {
	if s.Up {
		b.link.post("ProcessKeyEvent", s.Symbol, s.Code, s.State|released)
		return
	}
	b.keys[b.link.post("ProcessKeyEvent", s.Symbol, s.Code, s.State)] = true
}

// Place implements [ime.Method].
func (b *IBus) Place(r ime.Rect) {
	b.state.Lock()
	defer b.state.Unlock()
	if b.link == nil || r == b.place {
		return
	}
	b.place = r
	b.link.post("SetCursorLocation", int32(r.X), int32(r.Y), int32(r.Width), int32(r.Height))
}

// Surrounding implements [ime.Method].
func (b *IBus) Surrounding(text string, caret, anchor int) {
	b.state.Lock()
	defer b.state.Unlock()
	if b.link != nil {
		b.link.post("SetSurroundingText", asText(text), uint32(caret), uint32(anchor))
	}
}

// incoming takes every message of a link, in order.
func (b *IBus) incoming(l *link, m *dbus.Message) {
	b.state.Lock()
	defer b.state.Unlock()
	if b.link != l {
		return
	}
	switch m.Type {
	case dbus.TypeMethodReply, dbus.TypeError:
		serial, _ := m.Headers[dbus.FieldReplySerial].Value().(uint32)
		b.replied(serial, m)
	case dbus.TypeSignal:
		path, _ := m.Headers[dbus.FieldPath].Value().(dbus.ObjectPath)
		name, _ := m.Headers[dbus.FieldMember].Value().(string)
		if name == ownerChanged && lost(m.Body) {
			go func() { _ = l.conn.Close() }() // what is called from here must not wait for it
		}
		if path == l.context.Path() && b.on && len(b.steps) == 0 {
			b.put(events(name, m.Body)...)
		}
	}
}

// lost reports whether the method has left the bus, which is not its own with Fcitx.
func lost(body []any) bool {
	if len(body) < 3 {
		return false
	}
	name, _ := body[0].(string)
	owner, _ := body[2].(string)
	return name == busName && owner == ""
}

func (b *IBus) replied(serial uint32, m *dbus.Message) {
	if b.keys[serial] {
		delete(b.keys, serial)
		used := false
		if m.Type == dbus.TypeMethodReply && len(m.Body) == 1 {
			used, _ = m.Body[0].(bool)
		}
		b.put(ime.Answer{Used: used})
		return
	}
	if len(b.steps) == 0 || serial != b.step {
		return
	}
	if b.steps = b.steps[1:]; len(b.steps) > 0 {
		b.next()
		return
	}
	late := b.late
	b.late = nil
	for _, s := range late {
		b.ask(s)
	}
}

// events are what a signal of the input context says.
func events(name string, body []any) []ime.Event {
	switch {
	case name == "CommitText" && len(body) >= 1:
		text, _ := textOf(body[0])
		return []ime.Event{ime.Commit{Text: text}}
	case (name == "UpdatePreeditText" || name == "UpdatePreeditTextWithMode") && len(body) >= 3:
		caret, _ := body[1].(uint32)
		visible, _ := body[2].(bool)
		return []ime.Event{ime.Change{Preedit: preeditOf(body[0], caret, visible)}}
	case name == "HidePreeditText":
		return []ime.Event{ime.Change{}}
	case name == "ForwardKeyEvent" && len(body) >= 3:
		symbol, _ := body[0].(uint32)
		code, _ := body[1].(uint32)
		state, _ := body[2].(uint32)
		return []ime.Event{ime.Forward{Stroke: ime.Stroke{Symbol: symbol, Code: code, State: state &^ released, Up: state&released != 0}}}
	case name == "DeleteSurroundingText" && len(body) >= 2:
		offset, _ := body[0].(int32)
		length, _ := body[1].(uint32)
		return []ime.Event{ime.Delete{Offset: int(offset), Length: int(length)}}
	}
	return nil
}

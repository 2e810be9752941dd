package inputmethod

import (
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"madoguchi/ui/kit/ime"
)

// silent is a connection on which nothing comes and everything goes nowhere.
type silent struct{ closed chan struct{} }

func (s silent) Read([]byte) (int, error)    { <-s.closed; return 0, io.EOF }
func (s silent) Write(b []byte) (int, error) { return len(b), nil }
func (s silent) Close() error                { return nil }

// shown is a field that keeps what it shows.
type shown struct{ preedit, text string }

func (f *shown) SetPreedit(p ime.Preedit)        { f.preedit = p.Text }
func (f *shown) Commit(text, _ string)           { f.text += text }
func (f *shown) Forwarded(ime.Stroke)            {}
func (f *shown) DeleteAround(int, int)           {}
func (f *shown) Surrounding() (string, int, int) { return f.text, 0, 0 }

// TestLastIsShown: however late a daemon says what it shows, before its answer, after it, or
// after the answers to keys that came later, what it said last is what the field shows in
// the end, and no key is lost on the way.
func TestLastIsShown(t *testing.T) {
	const keys = 40
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 5))
			window := make(chan func(), 10*keys) // what is done on the goroutine of the window
			var r *ime.Router
			b := NewIBus(slog.New(slog.DiscardHandler), func() { window <- func() { r.Drain() } })
			calls := make(chan *dbus.Message, 10*keys)
			l := linkTo(t, calls)
			f := &shown{}
			r = ime.NewRouter(b)
			b.up(l)
			ended, last := make(chan struct{}), ""
			go func() {
				defer close(ended)
				last = daemon(b, l, calls, keys, random)
			}()
			window <- func() { r.Attach(f, ime.Kanji) }
			for range keys {
				window <- func() { r.Stroke(ime.Stroke{Symbol: ' '}, func() { t.Error("a key came through") }) }
			}
			for over := false; !over; {
				select {
				case do := <-window:
					do()
				case <-ended:
					over = true
				case <-time.After(10 * time.Second):
					t.Fatalf("the daemon was not asked about every key; the field shows %q", f.preedit)
				}
			}
			for len(window) > 0 {
				(<-window)()
			}
			if f.preedit != last {
				t.Errorf("the field shows %q, the daemon %q", f.preedit, last)
			}
		})
	}
}

// linkTo returns a link that writes down the calls that were made.
func linkTo(t *testing.T, calls chan<- *dbus.Message) *link {
	t.Helper()
	l, s := &link{}, silent{make(chan struct{})}
	conn, err := dbus.NewConn(s, dbus.WithOutgoingInterceptor(func(m *dbus.Message) {
		l.serial = m.Serial()
		calls <- m
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { close(s.closed); _ = conn.Close() })
	l.conn, l.context = conn, conn.Object(busName, "/context")
	return l
}

// daemon answers calls, and says of each key another candidate: at once, after the answer,
// or only after later answers. It returns the last when it has answered all keys.
func daemon(b *IBus, l *link, calls <-chan *dbus.Message, keys int, random *rand.Rand) (last string) {
	var unsaid []string
	say := func() {
		for _, text := range unsaid {
			b.incoming(l, &dbus.Message{Type: dbus.TypeSignal, Headers: map[dbus.HeaderField]dbus.Variant{
				dbus.FieldPath: dbus.MakeVariant(l.context.Path()), dbus.FieldMember: dbus.MakeVariant("UpdatePreeditText")},
				Body: []any{dbus.MakeVariant([]any{"IBusText", nil, text, nil}), uint32(0), true}})
		}
		unsaid = nil
	}
	for pressed := 0; pressed < keys; {
		m := <-calls
		symbol, key := uint32(0), m.Headers[dbus.FieldMember].Value() == "ProcessKeyEvent"
		if key {
			symbol, _ = m.Body[0].(uint32)
		}
		if symbol == ' ' {
			pressed++
			last = fmt.Sprint("candidate ", pressed)
			unsaid = append(unsaid, last)
			if random.IntN(3) == 0 {
				say()
			}
		}
		pause(random)
		b.incoming(l, &dbus.Message{Type: dbus.TypeMethodReply, Headers: map[dbus.HeaderField]dbus.Variant{
			dbus.FieldReplySerial: dbus.MakeVariant(m.Serial())}, Body: []any{symbol == ' '}})
		if random.IntN(2) == 0 {
			pause(random)
			say()
		}
	}
	if random.IntN(2) == 0 {
		time.Sleep(2 * ime.Patience * time.Millisecond) // when the window has stopped waiting
	}
	say()
	return last
}

// pause is none mostly, and sometimes longer than the window waits for an answer.
func pause(random *rand.Rand) {
	switch random.IntN(12) {
	case 0:
		time.Sleep((ime.Patience + 3) * time.Millisecond)
	case 1, 2, 3:
		time.Sleep(time.Millisecond)
	}
}

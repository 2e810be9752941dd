package inputmethod

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// Names on the bus.
const (
	busName     = "org.freedesktop.IBus"
	busPath     = "/org/freedesktop/IBus"
	contextName = "org.freedesktop.IBus.InputContext"

	ownerChanged = "NameOwnerChanged"

	fcitxName       = "org.fcitx.Fcitx5"
	fcitxPath       = "/controller"
	fcitxActivate   = "org.fcitx.Fcitx.Controller1.Activate"
	fcitxDeactivate = "org.fcitx.Fcitx.Controller1.Deactivate"
)

// What we do for the method: show the preedit ourselves, say which field has the
// keyboard, say what stands around the caret.
const capabilities uint32 = 1<<0 | 1<<3 | 1<<5

// Free text that is not to be learnt.
var contentType = struct{ Purpose, Hints uint32 }{0, 1 << 11}

// dialTime is how long connecting may take.
const dialTime = 5 * time.Second

// A link is a connection to the bus of a method, with an input context on it.
type link struct {
	conn    *dbus.Conn
	context dbus.BusObject
	fcitx   dbus.BusObject // nil: it is ibus
	engine  string
	serial  uint32 // of the message sent last
}

// dial opens a link. Incoming is told of every message, in order.
func dial(ctx context.Context, address string, incoming func(*link, *dbus.Message)) (_ *link, err error) {
	l := &link{}
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	l.conn, err = dbus.Dial(address,
		dbus.WithIncomingInterceptor(func(m *dbus.Message) { incoming(l, m) }),
		dbus.WithOutgoingInterceptor(func(m *dbus.Message) {
			if m.Type == dbus.TypeMethodCall {
				l.serial = m.Serial()
			}
		}))
	if err != nil {
		return nil, fmt.Errorf("reach input method: %w", err)
	}
	if err := l.open(ctx); err != nil {
		_ = l.conn.Close()
		return nil, fmt.Errorf("reach input method: %w", err)
	}
	return l, nil
}

func (l *link) open(ctx context.Context) error {
	if err := l.conn.Auth(nil); err != nil {
		return err
	}
	if err := l.conn.Hello(); err != nil {
		return err
	}
	var path dbus.ObjectPath
	bus := l.conn.Object(busName, busPath)
	if err := bus.CallWithContext(ctx, busName+".CreateInputContext", 0, "madoguchi").Store(&path); err != nil {
		return err
	}
	// On the bus of the session, signals come only to who asked for them; ibus's own sends them anyhow.
	_ = l.conn.AddMatchSignalContext(ctx, dbus.WithMatchObjectPath(path))
	_ = l.conn.AddMatchSignalContext(ctx, dbus.WithMatchMember(ownerChanged), dbus.WithMatchArg(0, busName))
	l.context = l.conn.Object(busName, path)
	if err := l.context.CallWithContext(ctx, contextName+".SetCapabilities", 0, capabilities).Err; err != nil {
		return err
	}
	_ = l.context.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Set", 0, contextName, "ContentType", dbus.MakeVariant(contentType)).Err
	var has bool
	if l.conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, fcitxName).Store(&has) == nil && has {
		l.fcitx = l.conn.Object(fcitxName, fcitxPath)
		return nil
	}
	l.engine = l.chooseEngine(ctx, bus)
	return nil
}

// engines are those that write Japanese, for a desktop on which none was chosen.
var engines = []string{"mozc-on", "mozc-jp", "anthy", "kkc", "skk"}

// chooseEngine returns the engine in use. Where that is a bare keyboard, one that writes
// Japanese is put in its place.
func (l *link) chooseEngine(ctx context.Context, bus dbus.BusObject) string {
	if name := engineName(bus.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, busName, "GlobalEngine")); name != "" && !strings.HasPrefix(name, "xkb:") {
		return name
	}
	for _, name := range engines {
		if bus.CallWithContext(ctx, busName+".SetGlobalEngine", 0, name).Err == nil {
			return name
		}
	}
	return ""
}

// engineName reads the name out of the description of an engine.
func engineName(c *dbus.Call) string {
	if c.Err != nil || len(c.Body) == 0 {
		return ""
	}
	parts := structOf(c.Body[0])
	if len(parts) <= serialHead {
		return ""
	}
	name, _ := parts[serialHead].(string)
	return name
}

// post sends a call of the input context and returns its serial; nobody waits for the
// answer here.
func (l *link) post(method string, args ...any) uint32 {
	return l.send(l.context, contextName+"."+method, args...)
}

func (l *link) send(to dbus.BusObject, method string, args ...any) uint32 {
	to.Go(method, 0, make(chan *dbus.Call, 1), args...)
	return l.serial
}

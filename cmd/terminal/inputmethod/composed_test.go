package inputmethod

import (
	"encoding/binary"
	"slices"
	"testing"
	"unicode/utf16"

	"github.com/godbus/dbus/v5"

	"madoguchi/ui/kit/ime"
)

// TestComposed: what Windows says of a composition, in units of UTF-16, as events.
func TestComposed(t *testing.T) {
	utf := func(s string) []byte {
		var b []byte
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return b
	}
	tests := []struct {
		name    string
		parts   map[uintptr][]byte
		changed uintptr
		want    []ime.Event
	}{
		{"typed", map[uintptr][]byte{partString: utf("たな"), partAttributes: {0, 0}, partCaret: {2, 0}}, partString | partCaret,
			[]ime.Event{ime.Change{Preedit: ime.Preedit{Text: "たな", Caret: 2}}}},
		{"a segment behind a character of two units", map[uintptr][]byte{partString: utf("𠮷田太郎"), partAttributes: {2, 2, 2, 1, 1}, partCaret: {3, 0}}, partString,
			[]ime.Event{ime.Change{Preedit: ime.Preedit{Text: "𠮷田太郎", Caret: 2, From: 2, To: 4}}}},
		{"committed", map[uintptr][]byte{partResult: utf("田中")}, partResult, []ime.Event{ime.Commit{Text: "田中"}}},
		{"committed, and typed on", map[uintptr][]byte{partResult: utf("田中"), partString: utf("た"), partCaret: {1, 0}}, partResult | partString,
			[]ime.Event{ime.Commit{Text: "田中"}, ime.Change{Preedit: ime.Preedit{Text: "た", Caret: 1}}}},
		{"given up", nil, 0, []ime.Event{ime.Change{}}},
		{"attributes and a caret beyond the text", map[uintptr][]byte{partString: utf("た"), partAttributes: {1, 1, 1}, partCaret: {9, 0}}, partString,
			[]ime.Event{ime.Change{Preedit: ime.Preedit{Text: "た", Caret: 1, To: 1}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := composed(func(part uintptr) []byte { return tt.parts[part] }, tt.changed); !slices.Equal(got, tt.want) {
				t.Errorf("events %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestEvents: signals of IBus as events; what is not as IBus says it is no event.
func TestEvents(t *testing.T) {
	attribute := func(kind, value, from, to uint32) dbus.Variant {
		return dbus.MakeVariant([]any{"IBusAttribute", map[string]dbus.Variant{}, kind, value, from, to})
	}
	text := func(s string, attributes ...dbus.Variant) dbus.Variant {
		return dbus.MakeVariant([]any{"IBusText", map[string]dbus.Variant{}, s, dbus.MakeVariant([]any{"IBusAttrList", map[string]dbus.Variant{}, attributes})})
	}
	tests := []struct {
		name, signal string
		body         []any
		want         []ime.Event
	}{
		{"a preedit", "UpdatePreeditText", []any{text("たな"), uint32(2), true}, []ime.Event{ime.Change{Preedit: ime.Preedit{Text: "たな", Caret: 2}}}},
		{"a segment", "UpdatePreeditTextWithMode", []any{text("田中太郎", attribute(1, 1, 0, 4), attribute(3, 0xd1eaff, 2, 4)), uint32(2), true, uint32(0)},
			[]ime.Event{ime.Change{Preedit: ime.Preedit{Text: "田中太郎", Caret: 2, From: 2, To: 4}}}},
		{"a segment beyond the text", "UpdatePreeditText", []any{text("田", attribute(3, 1, 0, 9)), uint32(7), true}, []ime.Event{ime.Change{Preedit: ime.Preedit{Text: "田", Caret: 1}}}},
		{"not visible", "UpdatePreeditText", []any{text("たな"), uint32(2), false}, []ime.Event{ime.Change{}}},
		{"hidden", "HidePreeditText", nil, []ime.Event{ime.Change{}}},
		{"a commit", "CommitText", []any{text("田中")}, []ime.Event{ime.Commit{Text: "田中"}}},
		{"a key given back", "ForwardKeyEvent", []any{uint32(0xff0d), uint32(28), uint32(1<<30 | 1)}, []ime.Event{ime.Forward{Stroke: ime.Stroke{Symbol: 0xff0d, Code: 28, State: 1, Up: true}}}},
		{"text taken out", "DeleteSurroundingText", []any{int32(-2), uint32(2)}, []ime.Event{ime.Delete{Offset: -2, Length: 2}}},
		{"no text", "CommitText", []any{"田中"}, []ime.Event{ime.Commit{}}},
		{"cut short", "UpdatePreeditText", []any{text("た")}, nil},
		{"another signal", "ShowLookupTable", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := events(tt.signal, tt.body); !slices.Equal(got, tt.want) {
				t.Errorf("events %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestDisplay: how a display is called in the name of the file of its daemon.
func TestDisplay(t *testing.T) {
	for name, want := range map[string]string{":0": "unix-0", ":85.0": "unix-85", "host:1.2": "host-1", "": "unix-"} {
		if got := display(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

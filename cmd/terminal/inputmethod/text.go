package inputmethod

import (
	"unicode/utf8"

	"github.com/godbus/dbus/v5"

	"madoguchi/ui/kit/ime"
)

// Kinds of attributes of an IBusText that say which segment is being chosen.
const attributeBackground uint32 = 3

// A serial object of IBus is a structure that begins with its name and attachments.
const serialHead = 2

// textOf returns the text of an IBusText, and its attributes.
func textOf(v any) (text string, attributes []any) {
	parts := structOf(v)
	if len(parts) < serialHead+2 {
		return "", nil
	}
	text, _ = parts[serialHead].(string)
	list := structOf(parts[serialHead+1])
	if len(list) <= serialHead {
		return text, nil
	}
	variants, _ := list[serialHead].([]dbus.Variant)
	for _, a := range variants {
		attributes = append(attributes, a.Value())
	}
	return text, attributes
}

// structOf takes a structure out of the variants around it.
func structOf(v any) []any {
	for {
		variant, ok := v.(dbus.Variant)
		if !ok {
			break
		}
		v = variant.Value()
	}
	parts, _ := v.([]any)
	return parts
}

// preeditOf returns what a method shows: its text, its caret, and the segment that it
// marks by a background of its own.
func preeditOf(v any, caret uint32, visible bool) ime.Preedit {
	text, attributes := textOf(v)
	length := utf8.RuneCountInString(text)
	if !visible || length == 0 {
		return ime.Preedit{}
	}
	p := ime.Preedit{Text: text, Caret: min(int(caret), length)}
	for _, a := range attributes {
		kind, from, to, ok := attribute(a)
		if ok && kind == attributeBackground && from < to && to <= length {
			p.From, p.To = from, to
		}
	}
	return p
}

// attribute reads an IBusAttribute: its kind, its value, and where it begins and ends.
func attribute(v any) (kind uint32, from, to int, ok bool) {
	parts := structOf(v)
	if len(parts) < serialHead+4 {
		return 0, 0, 0, false
	}
	kind, ok = parts[serialHead].(uint32)
	start, ok2 := parts[serialHead+2].(uint32)
	end, ok3 := parts[serialHead+3].(uint32)
	return kind, int(start), int(end), ok && ok2 && ok3
}

// What an IBusText is on the bus.
type (
	busText struct {
		Name        string
		Attachments map[string]dbus.Variant
		Text        string
		Attributes  dbus.Variant
	}
	busAttributes struct {
		Name        string
		Attachments map[string]dbus.Variant
		List        []dbus.Variant
	}
)

// asText makes a text to be sent.
func asText(s string) dbus.Variant {
	none := map[string]dbus.Variant{}
	return dbus.MakeVariant(busText{"IBusText", none, s, dbus.MakeVariant(busAttributes{"IBusAttrList", none, []dbus.Variant{}})})
}

package policy

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Keys returns what [Policy.Set] can set, in the order of the policy.
func Keys() []string {
	keys := []string{"personality", "ward", "registry.address", "registry.pins"}
	for _, k := range knobs {
		keys = append(keys, k.key)
	}
	return append(keys, "name_font")
}

// Set sets one value from its text. Bounds are [Policy.Check]'s, and so is whether the
// values go together.
func (p *Policy) Set(key, text string) error {
	refuse := func(why string) error { return fmt.Errorf("%s: %s: %w", key, why, ErrPolicy) }
	switch key {
	case "personality":
		number, ok := map[string]Personality{"register": RegisterTerminal, "1": RegisterTerminal, "integrated": IntegratedTerminal, "2": IntegratedTerminal}[text]
		if !ok {
			return refuse("want register or integrated")
		}
		p.Personality = number
		return nil
	case "ward":
		p.Ward = text
		return nil
	case "registry.address":
		p.Registry.Address = text
		return nil
	case "registry.pins":
		pins, err := parsePins(text)
		if err != nil {
			return refuse(err.Error())
		}
		p.Registry.Pins = pins
		return nil
	case "name_font":
		p.NameFont = text
		return nil
	}
	i := slices.IndexFunc(knobs, func(k knob) bool { return k.key == key })
	if i < 0 {
		return refuse("there is no such value")
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return refuse("want a whole number")
	}
	*knobs[i].at(p) = n
	return nil
}

// parsePins reads pins with commas between, each in hex or as their text in a policy.
func parsePins(text string) ([]Pin, error) {
	var pins []Pin
	for one := range strings.SplitSeq(text, ",") {
		var pin Pin
		if raw, err := hex.DecodeString(one); err == nil && len(raw) == len(pin) {
			pins = append(pins, Pin(raw))
			continue
		}
		if err := pin.UnmarshalText([]byte(one)); err != nil {
			return nil, err
		}
		pins = append(pins, pin)
	}
	return pins, nil
}

// Text returns one value as [Policy.Set] takes it, "" for a key there is not.
func (p Policy) Text(key string) string {
	switch key {
	case "personality":
		return map[Personality]string{RegisterTerminal: "register", IntegratedTerminal: "integrated"}[p.Personality]
	case "ward":
		return p.Ward
	case "registry.address":
		return p.Registry.Address
	case "registry.pins":
		var all []string
		for _, pin := range p.Registry.Pins {
			all = append(all, hex.EncodeToString(pin[:]))
		}
		return strings.Join(all, ",")
	case "name_font":
		return p.NameFont
	}
	for _, k := range knobs {
		if k.key == key {
			return strconv.Itoa(*k.at(&p))
		}
	}
	return ""
}

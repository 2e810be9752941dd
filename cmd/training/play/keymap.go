package play

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A keymap says which spare key has which character. xdotool would put a character
// that no key has on a key and take it off again at once; a window that is busy then
// reads the key too late, and the character is lost. So they are put on beforehand,
// and stay.
type keymap struct {
	keys map[rune]string // the name of the key
}

// spare are keys that a terminal has no use for: those of music, mail and the like.
var spare = func() []string {
	var names []string
	for code := 147; code <= 253; code++ {
		if code < 191 || code > 207 { // those between stand for modifiers, or have other names
			names = append(names, fmt.Sprintf("I%d", code))
		}
	}
	return names
}()

// put sees to it that every character of text has a key, and reports whether the
// keymap has to be loaded for that.
func (k *keymap) put(text string) (changed bool, err error) {
	lacking := k.lacks(text)
	if len(lacking) == 0 {
		return false, nil
	}
	if len(k.keys)+len(lacking) > len(spare) {
		k.keys = nil // begin anew
		lacking = k.lacks(text)
	}
	if len(lacking) > len(spare) {
		return false, fmt.Errorf("text has %d characters that no key has, more than %d", len(lacking), len(spare))
	}
	if k.keys == nil {
		k.keys = map[rune]string{}
	}
	for _, r := range lacking {
		k.keys[r] = spare[len(k.keys)]
	}
	return true, nil
}

// lacks returns the characters of text that no key has, each once.
func (k *keymap) lacks(text string) []rune {
	var list []rune
	for _, r := range text {
		if _, has := k.keys[r]; r > '~' && !has && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	return list
}

// source returns the keymap as xkbcomp reads it.
func (k *keymap) source() string {
	var b strings.Builder
	b.WriteString(`xkb_keymap {
xkb_keycodes { include "evdev+aliases(qwerty)" };
xkb_types { include "complete" };
xkb_compat { include "complete" };
xkb_symbols { include "pc+us+inet(evdev)"
`)
	for r, key := range k.keys {
		fmt.Fprintf(&b, "replace key <%s> { type = \"ONE_LEVEL\", symbols[Group1] = [ U%04X ] };\n", key, r)
	}
	b.WriteString("};\n};\n")
	return b.String()
}

// load makes the stage's keyboard that of k.
func (k *keymap) load(ctx context.Context, s *Stage) error {
	time.Sleep(settle / 2) // keys on their way are read by the keymap they were typed with
	cmd := s.Command(ctx, "xkbcomp", "-w", "0", "-", s.display)
	cmd.Stdin = strings.NewReader(k.source())
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("load keymap: %w: %s", err, strings.TrimSpace(string(out)))
	}
	time.Sleep(settle) // programs hear of it by and by
	return nil
}

//go:build !ci

package keyhook

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"

	"madoguchi/ui/kit/ime"
)

// strokes brings the keys of a window to the router. The window system reports a key
// and then its character, one call each: a key that may have a character waits for it.
type strokes struct {
	router  *ime.Router
	waiting *waiting
}

// waiting is a key whose character has not come yet.
type waiting struct {
	stroke ime.Stroke
	pass   func()
}

// key takes a key. Pass hands it to the window.
func (s *strokes) key(key glfw.Key, code int, action glfw.Action, mods glfw.ModifierKey, pass func()) {
	s.flush()
	if s.router == nil || !s.router.Wants() {
		pass()
		return
	}
	stroke := ime.Stroke{Symbol: symbols[key], Code: uint32(max(code-8, 0)), State: stateOf(mods), Up: action == glfw.Release}
	if special, ok := byCode[code]; ok && key == glfw.KeyUnknown {
		stroke.Symbol = special
	}
	if stroke.Symbol == 0 {
		stroke.Symbol = plain(key, mods)
		if mods&(glfw.ModControl|glfw.ModAlt) == 0 && !stroke.Up {
			s.waiting = &waiting{stroke, pass}
			fyne.Do(s.flush) // after all that the window system has to say now
			return
		}
	}
	s.router.Stroke(stroke, pass)
}

// char takes a character. Pass hands it to the window.
func (s *strokes) char(char rune, pass func()) {
	w := s.waiting
	if w == nil {
		if s.router != nil && s.router.Wants() {
			s.router.Stroke(ime.Stroke{Symbol: symbolOf(char)}, pass)
			return
		}
		pass()
		return
	}
	s.waiting = nil
	if keypad := w.stroke.Symbol; keypad < 0xff80 || keypad > 0xffbd {
		w.stroke.Symbol = symbolOf(char)
	}
	s.router.Stroke(w.stroke, func() { w.pass(); pass() })
}

// flush gives up waiting for a character: the key has none. On Japanese keyboards the
// one left of 1 switches the conversion.
func (s *strokes) flush() {
	if w := s.waiting; w != nil {
		s.waiting = nil
		if w.stroke.Symbol == '`' {
			w.stroke.Symbol = zenkakuHankaku
		}
		s.router.Stroke(w.stroke, w.pass)
	}
}

func stateOf(mods glfw.ModifierKey) uint32 {
	var state uint32
	for mod, bit := range map[glfw.ModifierKey]uint32{
		glfw.ModShift: ime.Shift, glfw.ModControl: ime.Control, glfw.ModAlt: ime.Alt, glfw.ModSuper: ime.Super,
		glfw.ModCapsLock: ime.Caps, glfw.ModNumLock: ime.Num,
	} {
		if mods&mod != 0 {
			state |= bit
		}
	}
	return state
}

// plain is the keysym of a key with a character, as far as the key alone tells.
func plain(key glfw.Key, mods glfw.ModifierKey) uint32 {
	switch {
	case key >= glfw.KeyA && key <= glfw.KeyZ && mods&glfw.ModShift == 0:
		return uint32(key) + 'a' - 'A'
	case key >= glfw.KeySpace && key <= glfw.KeyGraveAccent:
		return uint32(key)
	case key >= glfw.KeyKP0 && key <= glfw.KeyKP9:
		return 0xffb0 + uint32(key-glfw.KeyKP0)
	}
	return keypad[key]
}

// zenkakuHankaku switches the conversion on and off.
const zenkakuHankaku uint32 = 0xff2a

// byCode are the keys of Japanese keyboards that the window system has no name for.
var byCode = map[int]uint32{98: 0xff26, 99: 0xff25, 100: 0xff23, 101: 0xff27, 102: 0xff22, 93: zenkakuHankaku}

var keypad = map[glfw.Key]uint32{
	glfw.KeyKPDecimal: 0xffae, glfw.KeyKPDivide: 0xffaf, glfw.KeyKPMultiply: 0xffaa, glfw.KeyKPSubtract: 0xffad, glfw.KeyKPAdd: 0xffab, glfw.KeyKPEqual: 0xffbd,
}

// symbols are the keysyms of the keys without a character.
var symbols = map[glfw.Key]uint32{
	glfw.KeyEscape: 0xff1b, glfw.KeyEnter: 0xff0d, glfw.KeyTab: 0xff09, glfw.KeyBackspace: 0xff08, glfw.KeyInsert: 0xff63, glfw.KeyDelete: 0xffff,
	glfw.KeyLeft: 0xff51, glfw.KeyUp: 0xff52, glfw.KeyRight: 0xff53, glfw.KeyDown: 0xff54, glfw.KeyPageUp: 0xff55, glfw.KeyPageDown: 0xff56,
	glfw.KeyHome: 0xff50, glfw.KeyEnd: 0xff57, glfw.KeyCapsLock: 0xffe5, glfw.KeyScrollLock: 0xff14, glfw.KeyNumLock: 0xff7f,
	glfw.KeyPrintScreen: 0xff61, glfw.KeyPause: 0xff13, glfw.KeyKPEnter: 0xff8d, glfw.KeyMenu: 0xff67,
	glfw.KeyF1: 0xffbe, glfw.KeyF2: 0xffbf, glfw.KeyF3: 0xffc0, glfw.KeyF4: 0xffc1, glfw.KeyF5: 0xffc2, glfw.KeyF6: 0xffc3,
	glfw.KeyF7: 0xffc4, glfw.KeyF8: 0xffc5, glfw.KeyF9: 0xffc6, glfw.KeyF10: 0xffc7, glfw.KeyF11: 0xffc8, glfw.KeyF12: 0xffc9,
	glfw.KeyLeftShift: 0xffe1, glfw.KeyRightShift: 0xffe2, glfw.KeyLeftControl: 0xffe3, glfw.KeyRightControl: 0xffe4,
	glfw.KeyLeftAlt: 0xffe9, glfw.KeyRightAlt: 0xffea, glfw.KeyLeftSuper: 0xffeb, glfw.KeyRightSuper: 0xffec,
}

// symbolOf is the keysym of a character.
func symbolOf(r rune) uint32 {
	if r <= 0xff {
		return uint32(r)
	}
	return unicodeSymbol + uint32(r)
}

package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// written is what was last asked of a field's Written, and its answer.
type written struct {
	typed  string
	family bool
	names  []string
}

// typedAsKana returns the part of a name at the end of the field that is in small letters
// or kana, and whether it is the family name; "" for none.
func (f *Field) typedAsKana() (typed string, family bool) {
	l := &f.line
	if f.spec.Written == nil || f.spec.ReadOnly || f.declined || input.Serves() || l.caret != len(l.clusters) || l.caret != l.anchor {
		return "", false
	}
	text := l.text()
	typed = text
	for i, r := range text {
		if unicode.IsSpace(r) {
			typed = text[i+utf8.RuneLen(r):]
		}
	}
	for _, r := range typed {
		if k := kindOf(string(r)); k != hiragana && k != katakana && (r < 'a' || r > 'z') && r != '-' {
			return "", false
		}
	}
	return typed, len(typed) == len(text)
}

// namesMeant returns the names that may be meant by what was typed as kana, unless an
// input method is there to convert it.
func (f *Field) namesMeant() []string {
	typed, family := f.typedAsKana()
	if typed == "" {
		return nil
	}
	if w := &f.written; w.typed != typed || w.family != family {
		*w = written{typed, family, f.spec.Written(typed, family)}
		f.proposal = 0
	}
	return f.written.names
}

// takeWritten puts the name that is shown into the place of what was typed, and reports
// whether there was one. Behind a family name the given name goes on.
func (f *Field) takeWritten() bool {
	all := f.namesMeant()
	if len(all) == 0 {
		return false
	}
	typed, family := f.typedAsKana()
	name := all[f.proposal%len(all)]
	f.heard = append(f.heard, heard{name, typed})
	f.history.keep(f.line)
	text := strings.TrimSuffix(f.line.text(), typed) + name
	if family {
		text += "　"
	}
	f.line = newLine(text)
	f.changed()
	return true
}

// Package glyph shows the characters of a name one by one, as large as it takes to
// compare them with the paper: which character it is, by what numbers, and whether this
// terminal's font has that very shape (D4). A shape the font lacks is said to be
// missing, never drawn as another. From the same screen a character that cannot be typed
// is found and put into the name.
//
// presenter.go imports no Fyne and holds every rule of the screen; form.go and board.go
// draw and forward.
//
// What characters there are is app/letters', what the font has ui/look's.
package glyph

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"madoguchi/app/letters"
	"madoguchi/ui/words"
)

// Most is how many characters a search shows.
const Most = 400

// A Table is the repertoire. *letters.Table is one.
type Table interface {
	Lookup(cluster string) (letters.Char, bool)
	Find(q letters.Query, limit int) (found []letters.Char, total int)
	Check(s string) error
	Reduce(s string, reading func(cluster string) string) (string, []letters.Reduction)
}

// A View is the part of the screen the presenter needs. Its methods are called on Fyne's
// goroutine only.
type View interface {
	ShowAll()     // another name
	ShowFound()   // other characters on the board
	ShowSubject() // another character is looked at
	Say(key words.Key, args ...any)
}

// A Config is what a presenter is made of. Every field is needed.
type Config struct {
	Table Table
	// Draws reports whether this terminal's font has the very shape of a character.
	Draws func(cluster string) bool
	// Leave goes back to where the screen was opened from.
	Leave func()
}

// A Name is what the screen was opened for.
type Name struct {
	Label words.Key // of the item
	Text  string
	Caret int // characters before the caret
	// Take puts the name back with the caret behind so many characters. It is nil where
	// the name can only be looked at.
	Take func(text string, caret int)
}

// An Asked is what stands in the fields of the search.
type Asked struct {
	Reading, Strokes, Radical, Residual, Code string
}

// A Presenter runs the screen. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg   Config
	view  View
	name  Name
	chars []string
	at    int // the character of the name that is looked at, -1: none

	asked   Asked
	found   []letters.Char
	total   int
	shapes  bool // found are the shapes of the character at, not what was asked for
	subject string
}

// New returns a presenter. Give it a view with Attach first.
func New(cfg Config) *Presenter { return &Presenter{cfg: cfg, at: -1} }

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

// Open shows a name, from the character before its caret.
func (p *Presenter) Open(n Name) {
	p.name, p.chars = n, letters.Clusters(n.Text)
	p.name.Caret = max(0, min(n.Caret, len(p.chars)))
	p.asked, p.found, p.total, p.shapes, p.subject = Asked{}, nil, 0, false, ""
	p.at = -1
	if len(p.chars) > 0 {
		p.look(max(p.name.Caret-1, 0))
	}
	p.view.ShowAll()
}

// Label is the item that the name stands at.
func (p *Presenter) Label() words.Key { return p.name.Label }

// Chars returns the characters of the name.
func (p *Presenter) Chars() []string { return p.chars }

// At returns which of them is looked at, -1 for none.
func (p *Presenter) At() int { return p.at }

// Caret returns behind how many characters one is put in.
func (p *Presenter) Caret() int { return p.name.Caret }

// Changes reports whether a character can be put into the name.
func (p *Presenter) Changes() bool { return p.name.Take != nil }

// Draws reports whether this terminal's font has the very shape of a character.
func (p *Presenter) Draws(cluster string) bool { return p.cfg.Draws(cluster) }

// Undrawn counts the characters of the name that the font lacks.
func (p *Presenter) Undrawn() int {
	n := 0
	for _, c := range p.chars {
		if !p.cfg.Draws(c) {
			n++
		}
	}
	return n
}

// Look looks at a character of the name, and puts its other shapes on the board.
func (p *Presenter) Look(i int) {
	if i < 0 || i >= len(p.chars) {
		return
	}
	p.look(i)
	p.view.ShowFound()
	p.view.ShowSubject()
}

func (p *Presenter) look(i int) {
	p.at, p.subject = i, p.chars[i]
	p.found, p.total = p.cfg.Table.Find(letters.Query{Variants: p.subject}, Most)
	p.shapes = true
}

// Shapes reports whether the board has the shapes of the character of the name that is
// looked at.
func (p *Presenter) Shapes() bool { return p.shapes }

// Found returns the characters on the board, and how many there are in all.
func (p *Presenter) Found() (shown []letters.Char, total int) { return p.found, p.total }

// Mark looks at a character of the board.
func (p *Presenter) Mark(i int) {
	if i >= 0 && i < len(p.found) {
		p.subject = p.found[i].String()
		p.view.ShowSubject()
	}
}

// Ask takes what stands in the fields of the search.
func (p *Presenter) Ask(a Asked) { p.asked = a }

// Asked returns it.
func (p *Presenter) Asked() Asked { return p.asked }

// Radical returns the radicals that are meant by what was typed.
func (p *Presenter) Radical(typed string) []letters.RadicalName { return letters.FindRadicals(typed) }

// List searches for what was asked and reports whether there is anything.
func (p *Presenter) List() bool {
	q, problem := p.query()
	if problem != "" {
		p.view.Say(problem)
		return false
	}
	found, total := p.cfg.Table.Find(q, Most)
	if total == 0 {
		p.view.Say(words.GlyphNone)
		return false
	}
	p.found, p.total, p.shapes = found, total, false
	p.subject = found[0].String()
	p.view.ShowFound()
	p.view.ShowSubject()
	return true
}

// query is what was asked, or why it cannot be searched for.
func (p *Presenter) query() (letters.Query, words.Key) {
	a := p.asked
	q := letters.Query{Reading: strings.TrimSpace(a.Reading), Code: strings.TrimSpace(a.Code)}
	if q.Reading != "" && !letters.IsReading(q.Reading) {
		return q, words.GlyphBadReading
	}
	q.Strokes, _ = strconv.Atoi(a.Strokes) // the field takes digits alone
	if a.Radical != "" {
		all := letters.FindRadicals(a.Radical)
		if len(all) == 0 {
			return q, words.GlyphBadRadical
		}
		q.Radical = all[0].Number
	}
	if a.Residual != "" {
		if q.Residual, _ = strconv.Atoi(a.Residual); q.Residual == 0 {
			q.Residual = -1 // the radical itself
		}
	}
	if q.IsZero() {
		return q, words.GlyphNothingAsked
	}
	return q, ""
}

// Choose takes a character of the board: a shape of the character looked at stands in
// its place, any other goes in at the caret.
func (p *Presenter) Choose(i int) {
	switch {
	case i < 0 || i >= len(p.found):
		return
	case !p.Changes():
		p.view.Say(words.GlyphReadOnly)
		return
	}
	chars, caret := slices.Clone(p.chars), p.name.Caret
	if one := p.found[i].String(); p.shapes {
		chars[p.at], caret = one, p.at+1
	} else {
		chars, caret = slices.Insert(chars, caret, one), caret+1
	}
	p.cfg.Leave()
	p.name.Take(strings.Join(chars, ""), caret)
}

// Leave goes back without a change: the name and its caret are as they were.
func (p *Presenter) Leave() {
	p.cfg.Leave()
	if p.Changes() {
		p.name.Take(p.name.Text, p.name.Caret)
	}
}

// A Subject is the character that is looked at.
type Subject struct {
	Cluster string // "" for none
	Drawn   bool   // this terminal's font has that very shape
	Char    letters.Char
	Known   bool           // Char is in the MJ table
	Refused letters.Reason // why it may not stand in the register, 0 if it may
	Outward string         // how it goes to systems that have fewer characters
}

// Subject returns the character that is looked at.
func (p *Presenter) Subject() Subject {
	s := Subject{Cluster: p.subject}
	if p.subject == "" {
		return s
	}
	s.Drawn = p.cfg.Draws(p.subject)
	s.Char, s.Known = p.cfg.Table.Lookup(p.subject)
	if err, ok := errors.AsType[*letters.CharacterError](p.cfg.Table.Check(p.subject)); ok {
		s.Refused = err.Reason
	}
	s.Outward, _ = p.cfg.Table.Reduce(p.subject, nil)
	return s
}

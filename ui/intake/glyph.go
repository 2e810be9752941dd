package intake

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/rules"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A Shown is a name whose characters are looked at, and where one may be put in.
type Shown struct {
	Label words.Key // of its item
	Name  string
	Caret int // characters before the caret
	// Take puts the name back, with the caret behind that many characters. It is nil
	// where the name cannot be changed.
	Take func(name string, caret int)
}

// undrawn finds the names that this terminal's font cannot show as they are recorded
// (A07). The registry knows no fonts: what the clerk says to it is signed with the entry.
func (p *Presenter) undrawn() []notification.Finding {
	var found []notification.Finding
	for _, at := range p.order() {
		if p.field(at).Type != notification.Name || p.cfg.Draws == nil {
			continue
		}
		if name := p.entry.Content.Of(at.Person).Get(at.Item); name != "" && !p.cfg.Draws(name) {
			found = append(found, notification.Finding{Rule: rules.Undrawn, Person: at.Person, Item: at.Item})
		}
	}
	return found
}

// readings are the items that say how another is read.
var readings = map[notification.Item]notification.Item{
	notification.FullReading: notification.FullName, notification.FormerReading: notification.FormerName,
	notification.AliasReading: notification.Alias, notification.ToReading: notification.ToName,
}

// Proposals returns how the name that a reading belongs to may be read. Nothing of it is
// recorded before the clerk takes it over, and whether the resident confirmed the reading
// stays for the clerk to say.
func (p *Presenter) Proposals(at Place) []string {
	item, ok := readings[at.Item]
	if !ok || p.cfg.Propose == nil || p.stage != Filling || p.Fixed(at) {
		return nil
	}
	name := p.entry.Content.Of(at.Person).Get(item)
	if name == "" {
		return nil
	}
	return p.cfg.Propose(name, item == notification.FormerName)
}

// heard is how a name was typed, in katakana, before it was converted to kanji. The name
// stands as the register spells it; "" until the field is left.
type heard struct{ name, reading string }

// hear notes how the name at a place was typed, in kana.
func (f *Form) hear(at Place, kana string) {
	if reading := letters.Kana(kana); letters.IsReading(reading) {
		f.heard[at] = heard{reading: reading}
	}
}

// stands notes which name it was that was heard at a place.
func (f *Form) stands(at Place) {
	if h, ok := f.heard[at]; ok && h.name == "" {
		f.heard[at] = heard{f.Value(at), h.reading}
	}
}

// showCharacters leads to the screen for the characters of the name that has the
// keyboard, else of the first name on the page.
func (f *Form) showCharacters() {
	at, ok := f.nameHere()
	from, _ := f.focused()
	if !ok {
		f.shell.Say(look.Alert, words.T(words.GlyphNoName))
		return
	}
	shown := Shown{Label: f.Label(at.Item)}
	if w := f.fields[at]; w != nil && w.text != nil {
		shown.Caret = w.text.Caret()
	}
	if !f.Fixed(at) {
		f.Left(at) // it stands as the register spells it
		before := f.Value(at)
		shown.Take = func(name string, caret int) {
			if name == before && from != at {
				f.Focus(from) // nothing was picked: the keyboard goes where it was
				return
			}
			f.takeName(at, name, caret)
		}
	}
	shown.Name = f.Value(at)
	f.cfg.Guide.ShowCharacters(shown)
}

// nameHere returns the place of the name that is meant.
func (f *Form) nameHere() (Place, bool) {
	if at, ok := f.focused(); ok && f.field(at).Type == notification.Name {
		return at, true
	}
	for _, at := range f.places(f.Page()) {
		if f.field(at).Type == notification.Name && f.Value(at) != "" {
			return at, true
		}
	}
	return Place{}, false
}

// takeName puts a name back into its field, which has the keyboard then.
func (f *Form) takeName(at Place, name string, caret int) {
	f.Type(at, name)
	f.Left(at)
	if w := f.fields[at]; w != nil && w.text != nil {
		kit.Focus(w.text)
		w.text.SetCaret(caret)
	}
}

// proposed is how the name was typed, as long as it stays the same, and then
// [Presenter.Proposals].
func (f *Form) proposed(at Place) []string {
	if f.Entry() == nil {
		return nil
	}
	all := f.Proposals(at)
	name := Place{at.Person, readings[at.Item]}
	h := f.heard[name]
	if h.name == "" || h.name != f.Value(name) || f.Stage() != Filling || f.Fixed(at) {
		return all
	}
	others := slices.DeleteFunc(slices.Clone(all), func(r string) bool { return r == h.reading })
	if describes(h.reading, all) {
		return append(others, h.reading)
	}
	return append([]string{h.reading}, others...)
}

// describes reports whether what was typed is more likely what a character is called than
// how the name is read: はしごだか for 髙. It is longer then than every reading known.
func describes(typed string, known []string) bool {
	longest := 0
	for _, r := range known {
		longest = max(longest, utf8.RuneCountInString(r))
	}
	return longest > 0 && utf8.RuneCountInString(typed) > longest+1
}

// respelled names the characters, counted from 1, that stand in another sequence than
// they came in; "" for none.
func respelled(typed, value string) string {
	before, after := letters.Clusters(strings.TrimSpace(typed)), letters.Clusters(value)
	var places []string
	for i := range min(len(before), len(after)) {
		b, a := []rune(before[i]), []rune(after[i])
		if before[i] != after[i] && len(b) > 1 && b[0] == a[0] {
			places = append(places, strconv.Itoa(i+1))
		}
	}
	return strings.Join(places, "・")
}

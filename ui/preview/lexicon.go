package preview

import (
	"madoguchi/app/document"
	"madoguchi/app/notification"
	"madoguchi/app/rules"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

var _ document.Words = Lexicon{}

// A Lexicon gives papers the words of the screens, so that both call a thing the same.
type Lexicon struct {
	Wards map[string]string // names by municipality code
}

// Text implements [document.Words].
func (Lexicon) Text(key document.Key, args ...any) string { return words.T(words.Key(key), args...) }

// Kind implements [document.Words].
func (Lexicon) Kind(kind notification.Kind) string { return words.T(words.Kind(kind.Key())) }

// Section implements [document.Words].
func (Lexicon) Section(kind notification.Kind, key string) string {
	return words.T(paper.Head(kind, key))
}

// Label implements [document.Words].
func (Lexicon) Label(kind notification.Kind, item notification.Item) string {
	return words.T(paper.Label(kind, item))
}

// Value implements [document.Words].
func (l Lexicon) Value(field notification.Field, of notification.Values, value string) string {
	return paper.Typist{Wards: l.Wards}.Long(field, paper.Western(field.Item, of), value)
}

// Rule implements [document.Words].
func (Lexicon) Rule(rule string) string {
	if _, known := rules.Of(rule); !known {
		return words.T(words.RuleUnknownReason, rule) // of a newer program
	}
	return words.T(words.Key(rules.ReasonKey(rule)))
}

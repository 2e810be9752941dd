package help

import (
	"strings"

	"madoguchi/app/notification"
	"madoguchi/app/rules"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// A maker makes pages of what the program says already.
type maker struct {
	items    map[string][]Span // what is to be known of an item
	examples map[string][]Span // an example of a rule
}

// newMaker takes "- key: text" from two files.
func newMaker(form, example source) *maker {
	return &maker{items: keyed(form), examples: keyed(example)}
}

func keyed(s source) map[string][]Span {
	all := map[string][]Span{}
	for _, b := range s.blocks {
		if b.Sort != Item || len(b.Spans) == 0 {
			continue
		}
		key, rest, _ := strings.Cut(b.Spans[0].Text, ": ")
		first := b.Spans[0]
		first.Text = rest
		all[key] = append([]Span{first}, b.Spans[1:]...)
	}
	return all
}

// KindTopic returns the topic of an item of a kind's form, of the kind with an item of "".
func KindTopic(k notification.Kind, item notification.Item) string {
	if item == "" {
		return kindPages + k.Key()
	}
	return kindPages + k.Key() + "#" + string(item)
}

// RuleTopic returns the topic of a check.
func RuleTopic(id string) string { return rulePages + id }

func text(s string) []Span { return []Span{{Text: s}} }

func head(level int, anchor, s string) Block {
	return Block{Sort: Heading, Level: level, Anchor: anchor, Spans: text(s)}
}

// kinds completes the page of each kind.
func (m *maker) kinds(pages map[string]*Page) {
	for _, k := range notification.Kinds() {
		p := pages[KindTopic(k, "")]
		if p == nil {
			continue // a test says so
		}
		p.Title = words.T(words.Kind(k.Key()))
		blocks := append([]Block{{Sort: Text, Spans: text(words.T(words.MenuFor(k.Key())))}, m.facts(k)}, p.Blocks...)
		blocks = append(blocks, m.form(k)...)
		p.Blocks = append(blocks, m.checks(k)...)
	}
}

// facts is the law of a kind and what it asks of the counter.
func (m *maker) facts(k notification.Kind) Block {
	t := Block{Sort: Table, Rows: [][][]Span{{text(words.T(words.HelpFact)), text(words.T(words.HelpFactOf))}}}
	row := func(label words.Key, value string) {
		t.Rows = append(t.Rows, [][]Span{text(words.T(label)), text(value)})
	}
	row(words.MenuAboutLaw, words.T(words.MenuLaw(k.Key())))
	switch {
	case k.Is(notification.Timely):
		row(words.MenuAboutPeriod, words.T(words.MenuPeriod14))
	case k.Is(notification.Planned):
		row(words.MenuAboutPeriod, words.T(words.MenuPeriodBefore))
	}
	begin, review := words.MenuBeginsPaper, words.MenuReviewOne
	if k.Quotes() {
		begin = words.MenuBeginsSearch
	}
	if k.Is(notification.TwoReviews) {
		review = words.MenuReviewTwo
	}
	row(words.MenuAboutBegin, words.T(begin))
	row(words.MenuAboutReview, words.T(review))
	t.Rows = append(t.Rows, [][]Span{text(words.T(words.HelpScreen)), {{Link: fillingPage}}})
	return t
}

// form is what the fields of a kind's form mean.
func (m *maker) form(k notification.Kind) []Block {
	schema, err := notification.Current(k)
	if err != nil {
		return nil
	}
	blocks := []Block{head(2, "form", words.T(words.HelpForm))}
	for _, s := range schema.Sections {
		blocks = append(blocks, head(3, "", words.T(paper.Head(k, s.Key))))
		for _, f := range s.Fields {
			if of := m.items[string(f.Item)]; of != nil {
				blocks = append(blocks, Block{Sort: Item, Mark: "・", Anchor: string(f.Item), Spans: append(m.label(f), of...)})
			}
		}
	}
	return blocks
}

// label is the name of a field, with a mark where it is required.
func (m *maker) label(f notification.Field) []Span {
	label := f.Label
	if label == "" {
		label = f.Item
	}
	name := words.T(words.Item(string(label)))
	if f.Required {
		name += words.T(words.HelpRequired)
	}
	return []Span{{Text: name, Bold: true}, {Text: words.T(words.HelpColon)}}
}

// checks is what is checked of a kind.
func (m *maker) checks(k notification.Kind) []Block {
	t := Block{Sort: Table, Rows: [][][]Span{{text(words.T(words.HelpCheck)), text(words.T(words.HelpFound))}}}
	for _, r := range rules.All() {
		if r.For(k) {
			t.Rows = append(t.Rows, [][]Span{{{Text: r.ID, Link: RuleTopic(r.ID)}}, text(words.T(words.Key(rules.ReasonKey(r.ID))))})
		}
	}
	return []Block{head(2, checksAnchor, words.T(words.HelpChecks)), {Sort: Text, Spans: text(words.T(words.HelpChecksText))}, t}
}

// RuleIDs returns the checks there are: of entries, of the terminal, and those kept
// where the matter is.
func RuleIDs() []string {
	var all []string
	for _, letter := range []string{"E", "A"} {
		for i := 1; i < 100; i++ {
			id := letter + string(rune('0'+i/10)) + string(rune('0'+i%10))
			if _, ok := rules.Of(id); ok {
				all = append(all, id)
			}
		}
	}
	return all
}

// rules makes the page of each check, and the list of them.
func (m *maker) rules(pages map[string]*Page) {
	list := Block{Sort: Table, Rows: [][][]Span{{text(words.T(words.HelpCheck)), text(words.T(words.HelpFound))}}}
	for _, id := range RuleIDs() {
		pages[RuleTopic(id)] = m.rule(id)
		list.Rows = append(list.Rows, [][]Span{{{Text: id, Link: RuleTopic(id)}}, text(words.T(words.Key(rules.ReasonKey(id))))})
	}
	if p := pages["rules"]; p != nil {
		p.Blocks = append(p.Blocks, list)
	}
}

func (m *maker) rule(id string) *Page {
	r, _ := rules.Of(id)
	level := words.HelpLevelError
	switch {
	case r.Level == rules.Alert && r.Reason:
		level = words.HelpLevelReason
	case r.Level == rules.Alert:
		level = words.HelpLevelAlert
	}
	p := &Page{Name: RuleTopic(id), Title: words.T(words.HelpRuleTitle, id), Blocks: []Block{
		{Sort: Note, Spans: text(words.T(words.Key(rules.ReasonKey(id))))},
		head(2, "", words.T(words.HelpRemedy)), {Sort: Text, Spans: text(words.T(words.Key(rules.RemedyKey(id))))},
	}}
	if e := m.examples[id]; e != nil {
		p.Blocks = append(p.Blocks, head(2, "", words.T(words.HelpExample)), Block{Sort: Text, Spans: e})
	}
	p.Blocks = append(p.Blocks, head(2, "", words.T(words.HelpLevel)), Block{Sort: Text, Spans: text(words.T(level))})
	p.Blocks = append(p.Blocks, m.foundIn(r)...)
	return p
}

// foundIn says for which kinds a check is.
func (m *maker) foundIn(r rules.Rule) []Block {
	var kinds []Span
	n := 0
	for _, k := range notification.Kinds() {
		if !runs(r.ID) || !r.For(k) {
			continue
		}
		if n++; n > 1 {
			kinds = append(kinds, Span{Text: words.T(words.HelpComma)})
		}
		kinds = append(kinds, Span{Link: KindTopic(k, "")})
	}
	switch n {
	case 0:
		kinds = text(words.T(words.HelpElsewhere))
	case len(notification.Kinds()):
		kinds = text(words.T(words.HelpEveryKind))
	}
	return []Block{head(2, "", words.T(words.HelpKinds)), {Sort: Text, Spans: kinds}}
}

// runs reports whether a rule is one that entries are checked by.
func runs(id string) bool {
	for _, r := range rules.All() {
		if r.ID == id {
			return true
		}
	}
	return false
}

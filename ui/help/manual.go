package help

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/letters"
	"madoguchi/assets"
	"madoguchi/ui/words"
)

// Pages that the program itself leads to.
const (
	Index        = "index"          // the contents
	Incident     = "incident"       // the card for incidents
	Keys         = "keys"           // the keys of every screen
	formPage     = "form"           // a paragraph an item; no page of its own
	examples     = "example"        // an example a rule; no page of its own
	fillingPage  = "intake.filling" // how a form is filled in
	checksAnchor = "checks"         // the checks on the page of a kind
	kindPages    = "kind/"          // a page a kind
	rulePages    = "rule/"          // a page a check
	edition      = "edition"        // of the manual: its number and its day
	extension    = ".md"            // of every page
	folder       = "help"           // of the manual in the assets
)

// errManual says that the manual the program was built with is broken.
var errManual = errors.New("manual is broken")

// A Contact is whom to call in an incident. The city fills it in.
type Contact struct {
	For  string `json:"for"`  // what for: "漏えい・紛失"
	Call string `json:"call"` // whom and where: "住民課 係長 内線 2301"
}

// A Page is one page of the manual.
type Page struct {
	Name   string
	Title  string
	Blocks []Block
	find   string // the words it is found by
}

// A Manual is the manual in one language.
type Manual struct {
	Edition string     // "1"
	Day     civil.Date // of the edition
	pages   map[string]*Page
	order   []string
}

// Open reads the manual in a language, which must be the one [words.T] speaks.
func Open(l words.Language, contacts []Contact) (*Manual, error) {
	files, err := fs.Sub(assets.Help, path.Join(folder, string(l)))
	if err != nil {
		return nil, fmt.Errorf("open manual: %w", err)
	}
	m := &Manual{pages: map[string]*Page{}}
	if err := m.readEdition(); err != nil {
		return nil, fmt.Errorf("open manual: %w", err)
	}
	sources := map[string]source{}
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		sources[strings.TrimSuffix(name, extension)] = parse(string(text), contactTable(contacts))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open manual: %w", err)
	}
	if _, ok := sources[Index]; !ok {
		return nil, fmt.Errorf("open manual: language %q: %w", l, errManual)
	}
	m.build(sources)
	return m, nil
}

// Empty returns a manual without a word, for when there is none.
func Empty() *Manual {
	return &Manual{pages: map[string]*Page{Index: {Name: Index}}, order: []string{Index}}
}

// readEdition reads "1 2026-11-23".
func (m *Manual) readEdition() error {
	text, err := fs.ReadFile(assets.Help, path.Join(folder, edition))
	if err != nil {
		return err
	}
	number, day, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	m.Edition = number
	m.Day, err = civil.Parse(day)
	return err
}

// contactTable is whom to call: what the city filled in, or lines to fill in.
func contactTable(contacts []Contact) Block {
	t := Block{Sort: Table, Rows: [][][]Span{{spans(words.T(words.HelpContactFor)), spans(words.T(words.HelpContactCall))}}}
	if len(contacts) == 0 {
		for _, key := range []words.Key{words.HelpContactChief, words.HelpContactPrivacy, words.HelpContactIT, words.HelpContactNight} {
			contacts = append(contacts, Contact{For: words.T(key), Call: words.T(words.HelpContactNone)})
		}
	}
	for _, c := range contacts {
		t.Rows = append(t.Rows, [][]Span{{{Text: c.For}}, {{Text: c.Call}}})
	}
	return t
}

// build makes the pages of the files, then those of the kinds and the rules.
func (m *Manual) build(sources map[string]source) {
	made := newMaker(sources[formPage], sources[examples])
	for name, s := range sources {
		if name == formPage || name == examples {
			continue
		}
		m.pages[name] = &Page{Name: name, Title: s.title, Blocks: s.blocks, find: s.find}
	}
	made.kinds(m.pages)
	made.rules(m.pages)
	for _, p := range m.pages {
		m.entitle(p.Blocks)
	}
	m.arrange()
}

// entitle gives links without a text the title of their page.
func (m *Manual) entitle(blocks []Block) {
	name := func(spans []Span) {
		for i, s := range spans {
			if p := m.page(s.Link); s.Link != "" && s.Text == "" && p != nil {
				spans[i].Text = p.Title
			}
		}
	}
	for _, b := range blocks {
		name(b.Spans)
		for _, row := range b.Rows {
			for _, cell := range row {
				name(cell)
			}
		}
	}
}

// arrange puts the pages in the order in which the contents lead to them.
func (m *Manual) arrange() {
	m.order = []string{Index}
	for i := 0; i < len(m.order); i++ { // depth does not matter: the contents name nearly all
		for _, to := range m.pages[m.order[i]].down() {
			name, _, _ := strings.Cut(to, "#")
			if m.pages[name] != nil && !slices.Contains(m.order, name) {
				m.order = append(m.order, name)
			}
		}
	}
}

// down returns where a page leads to, its tables column by column: so the contents are
// meant to be read.
func (p *Page) down() []string {
	var all []string
	for _, b := range p.Blocks {
		columns := [][][]Span{{b.Spans}}
		for _, row := range b.Rows {
			for j, cell := range row {
				for len(columns) <= j {
					columns = append(columns, nil)
				}
				columns[j] = append(columns[j], cell)
			}
		}
		for _, cells := range columns {
			for _, cell := range cells {
				all = append(all, linksOf(cell)...)
			}
		}
	}
	return all
}

func linksOf(spans []Span) []string {
	var all []string
	for _, s := range spans {
		if s.Link != "" {
			all = append(all, s.Link)
		}
	}
	return all
}

// links returns where a page leads to, in its order.
func (p *Page) links() []string {
	var all []string
	add := func(spans []Span) { all = append(all, linksOf(spans)...) }
	for _, b := range p.Blocks {
		add(b.Spans)
		for _, row := range b.Rows {
			for _, cell := range row {
				add(cell)
			}
		}
	}
	return all
}

// page returns the page of a topic, nil if there is none.
func (m *Manual) page(topic string) *Page {
	name, _, _ := strings.Cut(topic, "#")
	return m.pages[name]
}

// Has reports whether there is a page of a topic, and the place on it that the topic names.
func (m *Manual) Has(topic string) bool {
	name, anchor, at := strings.Cut(topic, "#")
	p := m.pages[name]
	return p != nil && (!at || slices.ContainsFunc(p.Blocks, func(b Block) bool { return b.Anchor == anchor }))
}

// Pages returns every page in the order of the contents.
func (m *Manual) Pages() []*Page {
	all := make([]*Page, len(m.order))
	for i, name := range m.order {
		all[i] = m.pages[name]
	}
	return all
}

// A Hit is a place that was found.
type Hit struct {
	Topic string // where it leads
	Title string
	Text  string // what stands there
	rank  int
}

// Find returns the places where all of the words typed stand, titles first. Kana and
// romaji find what a page is read as; shapes of a character are one.
func (m *Manual) Find(typed string) []Hit {
	terms := m.terms(typed)
	if len(terms) == 0 {
		return nil
	}
	var hits []Hit
	for _, p := range m.Pages() {
		if hit, ok := p.find1(terms); ok {
			hits = append(hits, hit)
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return a.rank - b.rank })
	return hits
}

// A term is a word in each way it may be meant: as typed, and in kana.
type term []string

func (t term) in(folded string) bool {
	return slices.ContainsFunc(t, func(s string) bool { return strings.Contains(folded, s) })
}

func (m *Manual) terms(typed string) []term {
	var all []term
	for _, word := range strings.Fields(strings.ReplaceAll(typed, "　", " ")) {
		var t term
		doubled := strings.ReplaceAll(strings.ToLower(word), "nn", "n'n") // "tennyuu" as it is spoken
		for _, s := range []string{letters.Fold(word), letters.Fold(letters.Kana(word)), letters.Fold(letters.Kana(doubled))} {
			if s != "" {
				t = append(t, s)
			}
		}
		if len(t) > 0 {
			all = append(all, t)
		}
	}
	return all
}

// find1 finds the best place of a page: its title, the words it is found by, a heading, a
// text.
func (p *Page) find1(terms []term) (Hit, bool) {
	all := func(s string) bool {
		s = letters.Fold(s)
		return !slices.ContainsFunc(terms, func(t term) bool { return !t.in(s) })
	}
	hit := Hit{Topic: p.Name, Title: p.Title, Text: p.lead()}
	switch {
	case all(p.Title):
		return hit, true
	case all(p.find):
		hit.rank = 1
		return hit, true
	}
	for rank := 2; rank < 4; rank++ {
		anchor := ""
		for _, b := range p.Blocks {
			if b.Anchor != "" {
				anchor = "#" + b.Anchor
			}
			if (b.Sort == Heading) == (rank == 2) && all(b.text()) {
				return Hit{Topic: p.Name + anchor, Title: p.Title, Text: strings.TrimSpace(b.text()), rank: rank}, true
			}
		}
	}
	if all(p.Title + p.find + p.text()) {
		hit.rank = 4
		return hit, true
	}
	return Hit{}, false
}

// lead is the first text of a page.
func (p *Page) lead() string {
	for _, b := range p.Blocks {
		if b.Sort == Text || b.Sort == Note {
			return plain(b.Spans)
		}
	}
	return ""
}

func (p *Page) text() string {
	var all strings.Builder
	for _, b := range p.Blocks {
		all.WriteString(b.text())
		all.WriteByte('\n')
	}
	return all.String()
}

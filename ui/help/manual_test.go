package help

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/notification"
	"madoguchi/ui/words"
)

var languages = []words.Language{words.Japanese, words.English}

func open(t *testing.T, l words.Language) *Manual {
	t.Helper()
	if err := words.Use(l); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = words.Use(words.Japanese) })
	m, err := Open(l, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestTopics checks that there is a page for every topic that a screen stands at, in both
// languages: the screens are read for what their Help returns.
func TestTopics(t *testing.T) {
	topics := screenTopics(t)
	if len(topics) < 24 {
		t.Fatalf("topics of the screens = %q", topics)
	}
	for _, l := range languages {
		m := open(t, l)
		for _, topic := range topics {
			if !m.Has(topic) {
				t.Errorf("%s: no %q in the manual", l, topic)
			}
		}
		for i := range 16 { // fault.Kind
			if topic := "fault#" + strings.TrimLeft(string([]rune{rune('0' + (i+1)/10), rune('0' + (i+1)%10)}), "0"); !m.Has(topic) {
				t.Errorf("%s: no %q in the manual", l, topic)
			}
		}
	}
}

// screenTopics are the topics written in the Help methods of the screens.
func screenTopics(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	method := regexp.MustCompile(`(?s)\) (?:Help|fillingTopic)\(\) string \{(.*?)\n?\}\n`)
	topic := regexp.MustCompile(`return "([a-z.#_]*[a-z])"`)
	var all []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, body := range method.FindAllSubmatch(text, -1) {
			for _, found := range topic.FindAllSubmatch(body[1], -1) {
				all = append(all, string(found[1]))
			}
		}
	}
	return all
}

// TestKindsAndRules checks that every kind has a written page, that every field of its form
// is explained, and that every check has a page with an example.
func TestKindsAndRules(t *testing.T) {
	for _, l := range languages {
		m := open(t, l)
		for _, k := range notification.Kinds() {
			p := m.page(KindTopic(k, ""))
			if p == nil {
				t.Errorf("%s: no page of %s", l, k.Key())
				continue
			}
			if written := slices.IndexFunc(p.Blocks, func(b Block) bool { return b.Sort == Heading }); p.Blocks[written].Anchor == "form" {
				t.Errorf("%s: nothing is written about %s", l, k.Key())
			}
			schema, err := notification.Current(k)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range schema.Sections {
				for _, f := range s.Fields {
					if f.Item != notification.BaseVersion && !m.Has(KindTopic(k, f.Item)) {
						t.Errorf("%s: %s: nothing about %s in form.md", l, k.Key(), f.Item)
					}
				}
			}
		}
		ids := RuleIDs()
		if len(ids) < 45 {
			t.Errorf("checks = %q", ids)
		}
		for _, id := range ids {
			p := m.page(RuleTopic(id))
			if p == nil || !slices.ContainsFunc(p.Blocks, func(b Block) bool { return plain(b.Spans) == words.T(words.HelpExample) }) {
				t.Errorf("%s: no page of %s, or no example on it", l, id)
			}
		}
	}
}

// TestLinks checks that every link leads somewhere and has a text, that the contents lead
// to every page, and that both languages have the same pages, places and links.
func TestLinks(t *testing.T) {
	places := map[words.Language][]string{}
	for _, l := range languages {
		m := open(t, l)
		for name, p := range m.pages {
			if p.Title == "" || len(p.Blocks) == 0 {
				t.Errorf("%s: %s has no title, or nothing on it", l, name)
			}
			for _, to := range p.links() {
				if !m.Has(to) {
					t.Errorf("%s: %s leads to %q", l, name, to)
				}
			}
			if !slices.Contains(m.order, name) {
				t.Errorf("%s: no way to %s from the contents", l, name)
			}
			places[l] = append(places[l], name)
			for _, b := range p.Blocks {
				if b.Anchor != "" {
					places[l] = append(places[l], name+"#"+b.Anchor)
				}
				if number := regexp.MustCompile(`\d{11}`).FindString(b.text()); number != "" {
					t.Errorf("%s: %s holds %s, which may be somebody's number", l, name, number)
				}
				for _, s := range b.Spans {
					if s.Text == "" {
						t.Errorf("%s: %s has a link without a text", l, name)
					}
				}
			}
		}
		slices.Sort(places[l])
	}
	for _, place := range places[words.Japanese] {
		if !slices.Contains(places[words.English], place) {
			t.Errorf("only in Japanese: %s", place)
		}
	}
	for _, place := range places[words.English] {
		if !slices.Contains(places[words.Japanese], place) {
			t.Errorf("only in English: %s", place)
		}
	}
}

// TestFunctionKeys checks that a page about a screen names no function key that the
// screen, the shell or a field has not.
func TestFunctionKeys(t *testing.T) {
	everywhere := []string{"F1", "F2", "F3", "F4"}
	used := regexp.MustCompile(`fyne\.Key(F\d+)`)
	key := regexp.MustCompile(`^F\d+$`)
	for _, l := range languages {
		m := open(t, l)
		checked := 0
		for name, p := range m.pages {
			screen, _, _ := strings.Cut(name, ".")
			folder := screen
			switch {
			case screen == "menu":
				folder = "worklist"
			case strings.HasPrefix(name, kindPages):
				folder = "intake"
			}
			files, _ := filepath.Glob("../" + folder + "/*.go")
			if len(files) == 0 {
				continue
			}
			has := slices.Clone(everywhere)
			for _, f := range files {
				if screen == "menu" && !strings.Contains(f, "menu") {
					has = append(has, "F11") // where its key is told, on the worklist
				}
				text, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				for _, found := range used.FindAllSubmatch(text, -1) {
					has = append(has, string(found[1]))
				}
			}
			for _, b := range p.Blocks {
				for _, s := range spansOf(b) {
					if s.Key && key.MatchString(s.Text) {
						checked++
						if !slices.Contains(has, s.Text) && !opener(name, s.Text) {
							t.Errorf("%s: %s names %s, which the screen has not", l, name, s.Text)
						}
					}
				}
			}
		}
		if checked < 100 {
			t.Errorf("%s: %d keys on the pages of screens", l, checked)
		}
	}
}

// opener reports whether a key is that of another screen by which the page's is reached.
func opener(page, key string) bool {
	return page == "machine" && key == "F11" || page == "signin" && key == "F7" // a PIN is changed at the machine screen
}

func spansOf(b Block) []Span {
	all := slices.Clone(b.Spans)
	for _, row := range b.Rows {
		for _, cell := range row {
			all = append(all, cell...)
		}
	}
	return all
}

// TestFind checks that a page is found by kana, romaji, kanji and other shapes of a
// character, and that all the words typed must stand on it.
func TestFind(t *testing.T) {
	m := open(t, words.Japanese)
	for _, tt := range []struct {
		typed, want string
		first       bool
	}{
		{"転入届", "kind/moving_in", true},
		{"てんにゅうとどけ", "kind/moving_in", true},
		{"tennyuutodoke", "kind/moving_in", true},
		{"轉入届", "kind/moving_in", true}, // an old shape
		{"漏えい", "incident", false},
		{"通称　削除", "kind/alias_change", false},
		{"E24", "rule/E24", true},
		{"支援措置", "protection", true},
	} {
		hits := m.Find(tt.typed)
		i := slices.IndexFunc(hits, func(h Hit) bool { name, _, _ := strings.Cut(h.Topic, "#"); return name == tt.want })
		if i < 0 || tt.first && i != 0 {
			t.Errorf("%q finds %v, want %s", tt.typed, topics(hits), tt.want)
		}
	}
	for _, nothing := range []string{"", "　", "ほげほげ", "転入届 ほげほげ"} {
		if hits := m.Find(nothing); len(hits) != 0 {
			t.Errorf("%q finds %v", nothing, topics(hits))
		}
	}
}

func topics(hits []Hit) (all []string) {
	for _, h := range hits {
		all = append(all, h.Topic)
	}
	return all
}

// TestContacts checks that the card for incidents says whom to call as the city wrote it.
func TestContacts(t *testing.T) {
	m := open(t, words.Japanese)
	if got := m.page(Incident).text(); !strings.Contains(got, words.T(words.HelpContactNone)) {
		t.Error("nothing says that the city has to fill the card in")
	}
	m, err := Open(words.Japanese, []Contact{{For: "漏えい・紛失", Call: "住民課 係長 内線 2301"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.page(Incident).text(); !strings.Contains(got, "内線 2301") || strings.Contains(got, words.T(words.HelpContactNone)) {
		t.Error("the contacts of the city are not on the card")
	}
}

// TestParse checks the marks of a page, and what only looks like one.
func TestParse(t *testing.T) {
	s := parse("# T\n@find a b\n\n## H {#at}\none **two** `F5` [x](p#q)\nthree\n\n- i\n12. n\n> note\n| a | b |\n| c | d |\n2 * 3 [ 4\n", Block{})
	if s.title != "T" || s.find != "a b" || len(s.blocks) != 7 {
		t.Fatalf("title %q, find %q, %d blocks", s.title, s.find, len(s.blocks))
	}
	h, p, i, n, note, table, odd := s.blocks[0], s.blocks[1], s.blocks[2], s.blocks[3], s.blocks[4], s.blocks[5], s.blocks[6]
	if h.Sort != Heading || h.Level != 2 || h.Anchor != "at" || plain(h.Spans) != "H" {
		t.Errorf("heading = %+v", h)
	}
	if got, want := plain(p.Spans), "one two F5 x three"; got != want {
		t.Errorf("paragraph = %q, want %q", got, want)
	}
	if !p.Spans[1].Bold || !p.Spans[3].Key || p.Spans[5].Link != "p#q" {
		t.Errorf("spans = %+v", p.Spans)
	}
	if i.Mark != "・" || n.Mark != "12." || note.Sort != Note || len(table.Rows) != 2 || plain(table.Rows[1][1]) != "d" {
		t.Errorf("item %+v, number %+v, note %+v, table %+v", i, n, note, table)
	}
	if got, want := plain(odd.Spans), "2 * 3 [ 4"; got != want {
		t.Errorf("odd = %q, want %q", got, want)
	}
}

package help

import (
	"strconv"
	"strings"

	"madoguchi/ui/words"
)

// A Stage is what the screen shows.
type Stage uint8

// The stages.
const (
	Reading Stage = 1
	Finding Stage = 2
)

// A View shows what changed. It is called on Fyne's goroutine.
type View interface {
	// ShowPage shows the page the presenter stands at, scrolled as it says.
	ShowPage()
	// ShowFind shows the search.
	ShowFind()
	// ShowLink marks the link that is chosen.
	ShowLink()
	// Tell says something above the function keys.
	Tell(text string)
}

// A Config is what the screen needs. All is required.
type Config struct {
	Manual *Manual
	Leave  func() // goes back to what was on the screen
}

// A visit is a page that was open, and how it stood.
type visit struct {
	topic  string
	offset float32
}

// A Presenter is the rules of the screen. Its methods are called on Fyne's goroutine.
type Presenter struct {
	cfg   Config
	view  View
	stage Stage
	page  *Page
	topic string
	back  []visit
	at    float32 // where to scroll the page to, as it was left

	typed string // digits of a link so far
	link  int    // the chosen link, -1 for none

	query string
	hits  []Hit
}

// New returns the presenter of the screen. Attach its view, then open a topic.
func New(cfg Config) *Presenter {
	return &Presenter{cfg: cfg, stage: Reading, link: -1, page: cfg.Manual.pages[Index], topic: Index}
}

// Attach gives the presenter its view.
func (p *Presenter) Attach(v View) { p.view = v }

// Start opens the page of a topic as the first. A topic there is no page of opens the
// contents.
func (p *Presenter) Start(topic string) {
	p.back = nil
	if p.cfg.Manual.page(topic) == nil {
		topic = Index
	}
	p.open(topic, 0)
}

// Open opens a topic from the page shown, which was scrolled so far.
func (p *Presenter) Open(topic string, offset float32) {
	if p.cfg.Manual.page(topic) == nil || topic == p.topic && p.stage == Reading {
		return
	}
	if p.stage == Reading {
		p.back = append(p.back, visit{p.topic, offset})
	}
	p.open(topic, 0)
}

func (p *Presenter) open(topic string, offset float32) {
	p.stage, p.page, p.topic, p.at = Reading, p.cfg.Manual.page(topic), topic, offset
	p.typed, p.link = "", -1
	p.view.ShowPage()
}

// Back goes to where the operator was before, at last out of the manual.
func (p *Presenter) Back() {
	switch n := len(p.back); {
	case p.stage == Finding:
		p.stage = Reading
		p.view.ShowPage()
	case n > 0:
		last := p.back[n-1]
		p.back = p.back[:n-1]
		p.open(last.topic, last.offset)
	default:
		p.cfg.Leave()
	}
}

// Leave goes out of the manual.
func (p *Presenter) Leave() { p.cfg.Leave() }

// Turn opens the next page in the order of the contents, or the one before.
func (p *Presenter) Turn(by int, offset float32) {
	m := p.cfg.Manual
	for i, name := range m.order {
		if name == p.page.Name {
			p.Open(m.order[(i+by+len(m.order))%len(m.order)], offset)
			return
		}
	}
}

// Stage returns what the screen shows.
func (p *Presenter) Stage() Stage { return p.stage }

// Page returns the page shown.
func (p *Presenter) Page() *Page { return p.page }

// Anchor returns where on the page its topic leads, "" for its head.
func (p *Presenter) Anchor() string {
	_, anchor, _ := strings.Cut(p.topic, "#")
	return anchor
}

// Offset returns how far the page was scrolled when it was left.
func (p *Presenter) Offset() float32 { return p.at }

// Title is the head of the screen.
func (p *Presenter) Title() string {
	if p.stage == Finding {
		return words.T(words.HelpFindTitle)
	}
	return words.T(words.HelpOf, p.page.Title)
}

// Edition says which manual this is, and of which day.
func (p *Presenter) Edition() string {
	return saying(p.cfg.Manual)
}

// Digit takes a digit of the number of a link and follows it as soon as it can be no other.
func (p *Presenter) Digit(r rune, offset float32) {
	n := len(p.page.links())
	number, _ := strconv.Atoi(p.typed + string(r))
	if number < 1 || number > n {
		p.view.Tell(words.T(words.HelpNoLink, p.typed+string(r)))
		p.typed, p.link = "", -1
		p.view.ShowLink()
		return
	}
	p.typed, p.link = strconv.Itoa(number), number-1
	if number*10 > n {
		p.Follow(offset)
		return
	}
	p.view.Tell(words.T(words.HelpTyped, p.typed))
	p.view.ShowLink()
}

// Choose moves to the next link or the one before.
func (p *Presenter) Choose(by int) {
	n := len(p.page.links())
	if n == 0 {
		return
	}
	switch {
	case p.link < 0 && by < 0:
		p.link = n - 1
	case p.link < 0:
		p.link = 0
	default:
		p.link = (p.link + by + n) % n
	}
	p.typed = ""
	p.view.ShowLink()
}

// Link returns the chosen link, -1 for none.
func (p *Presenter) Link() int { return p.link }

// Follow opens what the chosen link leads to.
func (p *Presenter) Follow(offset float32) {
	if p.link >= 0 {
		p.Open(p.page.links()[p.link], offset)
	}
}

// Find shows the search.
func (p *Presenter) Find(offset float32) {
	if p.stage == Reading {
		p.at = offset
	}
	p.stage = Finding
	p.view.ShowFind()
}

// Query returns what was last looked for.
func (p *Presenter) Query() string { return p.query }

// Look looks for what was typed.
func (p *Presenter) Look(typed string) {
	p.query, p.hits = typed, p.cfg.Manual.Find(typed)
}

// Hits returns what was found.
func (p *Presenter) Hits() []Hit { return p.hits }

// Take opens a place that was found.
func (p *Presenter) Take(i int) {
	if i < 0 || i >= len(p.hits) {
		return
	}
	p.back = append(p.back, visit{p.topic, p.at})
	p.open(p.hits[i].Topic, 0)
}

package help

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Sort is what a block of a page is.
type Sort uint8

// The sorts of blocks.
const (
	Text    Sort = 1 // a paragraph
	Heading Sort = 2
	Item    Sort = 3 // of a list
	Note    Sort = 4
	Table   Sort = 5 // the first row is the head
)

// A Block is a paragraph, a heading, an item of a list, a note or a table.
type Block struct {
	Sort   Sort
	Level  int    // of a heading, 2 or 3
	Anchor string // what a link may lead to; may be empty
	Mark   string // of an item: "・" or its number
	Spans  []Span
	Rows   [][][]Span // of a table: its cells
}

// A Span is a part of a line that is drawn alike.
type Span struct {
	Text string
	Bold bool
	Key  bool   // a key of the keyboard
	Link string // the topic it leads to; may be empty
}

// source is a file as it was read.
type source struct {
	title  string
	find   string // the words it is found by
	blocks []Block
}

// contactsLine is where the city's own numbers stand.
const contactsLine = "@contacts"

// parse reads a page. contacts stand where it asks for them.
func parse(text string, contacts Block) source {
	var s source
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			s.blocks = append(s.blocks, Block{}) // ends what stands before
		case strings.HasPrefix(line, "# "):
			s.title = line[2:]
		case strings.HasPrefix(line, "@find "):
			s.find = strings.TrimPrefix(line, "@find ")
		case line == contactsLine:
			s.blocks = append(s.blocks, contacts)
		default:
			s.add(line)
		}
	}
	s.blocks = closed(s.blocks)
	return s
}

// closed drops the blanks between blocks.
func closed(blocks []Block) []Block {
	var all []Block
	for _, b := range blocks {
		if b.Sort != 0 {
			all = append(all, b)
		}
	}
	return all
}

func (s *source) add(line string) {
	var last *Block
	if n := len(s.blocks); n > 0 {
		last = &s.blocks[n-1]
	}
	if strings.HasPrefix(line, "|") {
		s.row(last, line)
		return
	}
	b := block(line)
	if b.Sort == Text && last != nil && last.Sort == Text {
		last.Spans = joined(last.Spans, b.Spans)
		return
	}
	s.blocks = append(s.blocks, b)
}

// row puts a row to the table before it, or begins one.
func (s *source) row(last *Block, line string) {
	var cells [][]Span
	for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
		cells = append(cells, spans(strings.TrimSpace(cell)))
	}
	if last == nil || last.Sort != Table {
		s.blocks = append(s.blocks, Block{Sort: Table})
		last = &s.blocks[len(s.blocks)-1]
	}
	last.Rows = append(last.Rows, cells)
}

func block(line string) Block {
	switch {
	case strings.HasPrefix(line, "## "), strings.HasPrefix(line, "### "):
		level := strings.Index(line, " ")
		text, anchor := anchored(line[level+1:])
		return Block{Sort: Heading, Level: level, Anchor: anchor, Spans: spans(text)}
	case strings.HasPrefix(line, "- "):
		return Block{Sort: Item, Mark: "・", Spans: spans(line[2:])}
	case strings.HasPrefix(line, "> "):
		return Block{Sort: Note, Spans: spans(line[2:])}
	}
	if number, text, ok := strings.Cut(line, ". "); ok && len(number) < 3 && strings.IndexFunc(number, func(r rune) bool { return !unicode.IsDigit(r) }) < 0 {
		return Block{Sort: Item, Mark: number + ".", Spans: spans(text)}
	}
	return Block{Sort: Text, Spans: spans(line)}
}

// anchored takes "{#anchor}" from the end of a heading.
func anchored(s string) (text, anchor string) {
	text, rest, ok := strings.Cut(s, "{#")
	if !ok {
		return s, ""
	}
	return strings.TrimSpace(text), strings.TrimSuffix(strings.TrimSpace(rest), "}")
}

// joined puts a line behind another, with a space where words of Latin letters meet.
func joined(a, b []Span) []Span {
	last, _ := utf8.DecodeLastRuneInString(plain(a))
	first, _ := utf8.DecodeRuneInString(plain(b))
	if last < 0x2e80 && first < 0x2e80 {
		a = append(a, Span{Text: " "})
	}
	return append(a, b...)
}

// spans cuts a line into what is drawn alike.
func spans(line string) []Span {
	var all []Span
	for line != "" {
		at := strings.IndexAny(line, "*`[")
		if at < 0 {
			return append(all, Span{Text: line})
		}
		span, rest, ok := marked(line[at:])
		if !ok { // the sign stands for itself
			span, rest = Span{Text: line[:at+1]}, line[at+1:]
		} else if at > 0 {
			all = append(all, Span{Text: line[:at]})
		}
		all, line = append(all, span), rest
	}
	return all
}

// marked reads the span that s begins with.
func marked(s string) (span Span, rest string, ok bool) {
	switch {
	case strings.HasPrefix(s, "**"):
		span.Text, rest, ok = strings.Cut(s[2:], "**")
		span.Bold = true
	case strings.HasPrefix(s, "`"):
		span.Text, rest, ok = strings.Cut(s[1:], "`")
		span.Key = true
	default:
		var text, link string
		if text, rest, ok = strings.Cut(s[1:], "]("); !ok {
			return span, "", false
		}
		link, rest, ok = strings.Cut(rest, ")")
		span.Text, span.Link = text, link
	}
	return span, rest, ok
}

// plain returns the text of spans.
func plain(spans []Span) string {
	var all strings.Builder
	for _, s := range spans {
		all.WriteString(s.Text)
	}
	return all.String()
}

// text returns all that a block says.
func (b Block) text() string {
	all := plain(b.Spans)
	for _, row := range b.Rows {
		for _, cell := range row {
			all += " " + plain(cell)
		}
	}
	return all
}

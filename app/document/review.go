package document

import (
	"fmt"
	"slices"
	"strconv"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/review"
)

// ReviewList returns the list by which a reviewer compares entries with the forms
// (R005): every section and field as it was entered, beside it what the register says
// now, the alerts that were acknowledged with their reasons, and frames for stamps.
func ReviewList(r Request, w Words) (*Paper, error) {
	p := r.paper(ReviewListPaper, w)
	for _, m := range r.Entries {
		s, err := newSheet(r, m, w, p)
		if err != nil {
			return nil, fmt.Errorf("review list: %w", err)
		}
		part := s.part(KeyReviewTitle)
		part.Facts = append(s.facts(),
			Fact{w.Text(KeyFactWriter), Cell{Text: m.Writer, Name: true}},
			Fact{w.Text(KeyFactReviews), Cell{Text: w.Text(KeyReviews, len(m.Entry.Approvals()), m.Entry.Needed)}})
		part.Notes = []Note{{Text: w.Text(KeyHowToReview)}}
		if m.BeforeUnknown {
			part.Notes = append(part.Notes, Note{w.Text(KeyBeforeUnknown), true})
		}
		part.Tables = append(s.tables(true), s.alerts())
		part.Boxes = []string{w.Text(KeyBoxTaken), w.Text(KeyBoxEntered), w.Text(KeyBoxReviewed), w.Text(KeyBoxConfirmed)}
		p.Parts = append(p.Parts, part)
	}
	return p, nil
}

// paper begins a paper.
func (r Request) paper(kind Kind, w Words) *Paper {
	p := &Paper{Kind: kind, Numbers: nil}
	at := civil.FromTime(r.At).Format(civil.EraShort) + " " + r.At.In(civil.Japan).Format("15:04")
	p.Foot = w.Text(KeyFoot, r.Terminal, at, r.By)
	if kind == ReviewListPaper && r.Numbers {
		p.Foot += "　" + w.Text(KeyFootNumbers, r.Purpose)
	}
	if r.Training {
		p.Stamp = w.Text(KeyTraining)
	}
	for _, m := range r.Entries {
		p.Entries = append(p.Entries, m.Entry.ID)
		p.Residents += len(m.Entry.Content.Persons)
	}
	return p
}

// A sheet makes the part of one entry.
type sheet struct {
	Request
	Material
	words   Words
	paper   *Paper
	content *notification.Content
	schema  *notification.Schema
	changes map[review.Place]review.Change
	mark    Mark
}

func newSheet(r Request, m Material, w Words, p *Paper) (*sheet, error) {
	s := &sheet{Request: r, Material: m, words: w, paper: p, content: &m.Entry.Content, changes: map[review.Place]review.Change{}}
	var err error
	if s.schema, err = notification.SchemaOf(s.content.Kind, s.content.Version); err != nil {
		return nil, err
	}
	if s.mark, err = MarkOf(m); err != nil {
		return nil, err
	}
	for _, c := range review.Changes(s.content, m.Before) {
		s.changes[c.Place] = c
	}
	return s, nil
}

func (s *sheet) part(title Key) Part {
	return Part{Title: s.words.Text(title), Tag: s.state(), Mark: &s.mark, MarkTo: s.words.Text(KeyMarkTo)}
}

// state says how far the entry has come, in a word that nobody takes for more: until
// the registry has accepted it, it is provisional.
func (s *sheet) state() string {
	switch s.Entry.State {
	case notification.Accepted:
		return s.words.Text(KeyRegistered)
	case notification.Refused:
		return s.words.Text(KeyRefused)
	case notification.Withdrawn:
		return s.words.Text(KeyWithdrawn)
	}
	return s.words.Text(KeyProvisional)
}

// facts says which entry it is.
func (s *sheet) facts() []Fact {
	w, e := s.words, s.Entry
	written := e.ChangedAt
	if e.Submission != nil {
		written = e.Submission.WrittenAt
	}
	return []Fact{
		{w.Text(KeyFactKind), Cell{Text: w.Kind(e.Content.Kind), Strong: true}},
		{w.Text(KeyFactReceipt), Cell{Text: w.Text(KeyRevision, s.Receipt, e.Revision), Strong: true}},
		{w.Text(KeyFactWritten), Cell{Text: civil.FromTime(written).Format(civil.EraLong) + " " + written.In(civil.Japan).Format("15:04")}},
		{w.Text(KeyFactPersons), Cell{Text: w.Text(KeyPersons, len(e.Content.Persons))}},
	}
}

// tables returns a table for each block of the form: for a review with what the
// register says and a box to tick, else what was entered alone, without what is empty.
func (s *sheet) tables(forReview bool) []Table {
	var all []Table
	for person := notification.Header; person < len(s.content.Persons); person++ {
		for _, section := range s.schema.Visible(s.content, person) {
			t := Table{Head: s.words.Section(s.content.Kind, section.Key), Columns: s.columns(forReview), Aside: s.whose(person)}
			t.Rows = s.rows(person, section.Fields, forReview)
			if len(t.Rows) > 0 {
				all = append(all, t)
			}
		}
	}
	return all
}

// rows returns the rows of a block. Where nothing at all was filled in, one says so.
func (s *sheet) rows(person int, fields []notification.Field, forReview bool) [][]Cell {
	var rows [][]Cell
	empty := true
	for _, f := range fields {
		if row := s.row(person, f, forReview); row != nil {
			rows = append(rows, row)
			_, differs := s.changes[review.Place{Person: person, Item: f.Item}]
			empty = empty && !differs && !s.content.Of(person).Has(f.Item)
		}
	}
	if len(rows) < 2 || !empty {
		return rows
	}
	row := make([]Cell, len(rows[0]))
	row[0], row[1] = Cell{Text: s.words.Text(KeyEveryItem, len(rows))}, Cell{Text: s.words.Text(KeyNothing)}
	return [][]Cell{row}
}

func (s *sheet) columns(forReview bool) []Column {
	w := s.words
	switch {
	case !forReview:
		return []Column{{Title: w.Text(KeyColumnItem), Share: 0.28}, {Title: w.Text(KeyColumnRecorded), Share: 0.72}}
	case len(s.changes) == 0:
		return []Column{{Title: w.Text(KeyColumnItem), Share: 0.27}, {Title: w.Text(KeyColumnEntered), Share: 0.65}, {Title: w.Text(KeyColumnTick), Share: 0.08, Tick: true}}
	}
	return []Column{
		{Title: w.Text(KeyColumnItem), Share: 0.22}, {Title: w.Text(KeyColumnEntered), Share: 0.4},
		{Title: w.Text(KeyColumnBefore), Share: 0.3}, {Title: w.Text(KeyColumnTick), Share: 0.08, Tick: true},
	}
}

// whose says whose block it is; nothing for the header's.
func (s *sheet) whose(person int) Cell {
	if person == notification.Header {
		return Cell{}
	}
	name := s.content.Persons[person].Get(notification.FullName)
	return Cell{Text: s.words.Text(KeyPerson, person+1) + "　" + name, Name: true, Place: Place{s.Entry.ID, person, notification.FullName}}
}

// row returns the row of a field, nil where nothing is to be said.
func (s *sheet) row(person int, f notification.Field, forReview bool) []Cell {
	values := *s.content.Of(person)
	value := values.Get(f.Item)
	change, differs := s.changes[review.Place{Person: person, Item: f.Item}]
	if f.Item == notification.BaseVersion || !forReview && value == "" {
		return nil // the first serves the machine
	}
	label := Cell{Text: s.words.Label(s.content.Kind, f.Item)}
	entered := s.value(person, f, value)
	if !forReview {
		return []Cell{label, entered}
	}
	entered.Strong = differs
	row := []Cell{label, entered}
	if len(s.changes) > 0 {
		before := Cell{}
		if differs {
			before = s.value(person, f, change.Before)
		}
		row = append(row, before)
	}
	return append(row, Cell{})
}

// value returns a value as it is read. The two numbers are masked but on a review list
// that was asked for with them; those that are not are noted.
func (s *sheet) value(person int, f notification.Field, value string) Cell {
	place := Place{s.Entry.ID, person, f.Item}
	number := f.Type == notification.IndividualNumber || f.Type == notification.ResidentCode
	switch {
	case value == "":
		return Cell{Text: s.words.Text(KeyNothing)}
	case number && (s.paper.Kind != ReviewListPaper || !s.Numbers):
		return Cell{Text: s.words.Text(KeyMasked)}
	case number:
		if !slices.Contains(s.paper.Numbers, place) {
			s.paper.Numbers = append(s.paper.Numbers, place)
		}
		return Cell{Text: groups(value), Name: true, Place: place}
	}
	return Cell{Text: s.words.Value(f, s.of(person), value), Name: true, Place: place}
}

// of returns the values of a person. A form that quotes somebody does not say who is a
// foreign resident; the register does, and their dates are read by it (STD 1.1.9).
func (s *sheet) of(person int) notification.Values {
	values := *s.content.Of(person)
	if person == notification.Header || person >= len(s.Before) || s.Before[person] == nil || s.Before[person].Class != resident.Foreign {
		return values
	}
	known := values.Clone()
	known.Set(notification.ResidentClass, strconv.Itoa(notification.ClassForeign))
	return known
}

// alerts lists what the writer acknowledged, with the reasons.
func (s *sheet) alerts() Table {
	w := s.words
	t := Table{Head: w.Text(KeyAlerts), Columns: []Column{
		{Title: w.Text(KeyColumnRule), Share: 0.42}, {Title: w.Text(KeyColumnWhere), Share: 0.2},
		{Title: w.Text(KeyColumnReason), Share: 0.3}, {Title: w.Text(KeyColumnTick), Share: 0.08, Tick: true},
	}}
	if s.Entry.Submission == nil || len(s.Entry.Submission.Acknowledged) == 0 {
		t.Columns, t.Rows = []Column{{Share: 1}}, [][]Cell{{{Text: w.Text(KeyNoAlerts)}}}
		return t
	}
	for _, a := range s.Entry.Submission.Acknowledged {
		reason := Cell{Text: a.Reason, Name: true, Place: Place{s.Entry.ID, a.Person, a.Item}}
		if a.Reason == "" {
			reason = Cell{Text: w.Text(KeyNoReason)}
		}
		t.Rows = append(t.Rows, []Cell{{Text: a.Rule + "　" + w.Rule(a.Rule), Strong: true}, {Text: s.where(a)}, reason, {}})
	}
	return t
}

// where names the place of an alert.
func (s *sheet) where(a notification.Acknowledgement) string {
	whose := s.words.Text(KeyHeader)
	if a.Person >= 0 && a.Person < len(s.content.Persons) {
		whose = s.words.Text(KeyPerson, a.Person+1)
	}
	if a.Item == "" {
		return whose
	}
	return whose + "　" + s.words.Label(s.content.Kind, a.Item)
}

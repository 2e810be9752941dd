package document

import (
	"fmt"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
)

// Confirmation returns the slip on which the resident sees what was entered (STD
// 4.0.9). It says that the entry is provisional until the registry accepts it, bears no
// number and is no certificate.
func Confirmation(r Request, w Words) (*Paper, error) {
	p := r.paper(ConfirmationPaper, w)
	for _, m := range r.Entries {
		s, err := newSheet(r, m, w, p)
		if err != nil {
			return nil, fmt.Errorf("confirmation slip: %w", err)
		}
		part := s.part(KeyConfirmationTitle)
		part.Facts = append([]Fact{{w.Text(KeyFactCity), Cell{Text: r.City}}}, s.facts()...)
		part.Notes = []Note{{s.standing(), true}, {Text: w.Text(KeyConfirmationNote)}}
		part.Tables = s.tables(false)
		part.Line = w.Text(KeyConfirmationSign)
		p.Parts = append(p.Parts, part)
	}
	return p, nil
}

// standing says in a sentence what the state of the entry means.
func (s *sheet) standing() string {
	if s.Entry.State == notification.Accepted && s.Entry.Verdict != nil {
		return s.words.Text(KeyConfirmationDone, s.Entry.Verdict.ProcessedOn.Format(civil.EraLong))
	}
	return s.words.Text(KeyConfirmationNotYet)
}

// FollowUpSlip returns the slip that names the desks to go to next, with the last day
// for each (D9). Ages are taken on the day of printing.
func FollowUpSlip(r Request, w Words) (*Paper, error) {
	p := r.paper(FollowUpPaper, w)
	for _, m := range r.Entries {
		s, err := newSheet(r, m, w, p)
		if err != nil {
			return nil, fmt.Errorf("follow-up slip: %w", err)
		}
		part := s.part(KeyFollowUpTitle)
		part.Tag, part.Mark = "", nil // says nothing that the entry could contradict
		part.Facts = s.facts()
		if on, err := civil.Parse(m.Entry.Content.Header.Get(notification.ChangedOn)); err == nil {
			part.Facts[2] = Fact{w.Text(KeyFactChanged), Cell{Text: on.Format(civil.EraLong)}}
		}
		ups := FollowUps(&m.Entry.Content, m.Before, civil.FromTime(r.At))
		part.Notes = []Note{{Text: w.Text(KeyFollowUpNote)}}
		if len(ups) == 0 {
			part.Notes = append(part.Notes, Note{w.Text(KeyFollowUpNone), true})
		} else {
			part.Tables = []Table{s.followUps(ups)}
		}
		for _, u := range ups {
			if !u.Verified {
				part.Notes = append(part.Notes, Note{w.Text(KeyFollowUpUnsure), true})
				break
			}
		}
		p.Parts = append(p.Parts, part)
	}
	return p, nil
}

func (s *sheet) followUps(ups []FollowUp) Table {
	w := s.words
	t := Table{Head: w.Text(KeyFollowUpTitle), Columns: []Column{
		{Title: w.Text(KeyColumnDesk), Share: 0.2}, {Title: w.Text(KeyColumnTask), Share: 0.36},
		{Title: w.Text(KeyColumnWho), Share: 0.18}, {Title: w.Text(KeyColumnDeadline), Share: 0.2}, {Title: w.Text(KeyColumnDone), Share: 0.06, Tick: true},
	}}
	for _, u := range ups {
		t.Rows = append(t.Rows, []Cell{
			{Text: w.Text(DeskKey(u.Desk)), Strong: true}, {Text: w.Text(TaskKey(u.Task))}, s.names(u.Persons), {Text: s.until(u), Strong: true}, {},
		})
	}
	return t
}

// names names whom a desk is for.
func (s *sheet) names(persons []int) Cell {
	text := ""
	for i, person := range persons {
		if i > 0 {
			text += "\n"
		}
		text += s.content.Persons[person].Get(notification.FullName)
	}
	return Cell{Text: text, Name: true, Place: Place{s.Entry.ID, persons[0], notification.FullName}}
}

func (s *sheet) until(u FollowUp) string {
	text := s.words.Text(KeyFollowUpPromptly)
	switch {
	case !u.Deadline.IsZero():
		text = s.words.Text(KeyFollowUpUntil, u.Deadline.Format(civil.EraLong))
	case u.Before:
		text = s.words.Text(KeyFollowUpBefore)
	}
	if !u.Verified {
		text += s.words.Text(KeyFollowUpCheck)
	}
	return text
}

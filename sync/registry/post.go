package registry

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/wire"
)

// errNobody says that a person of an entry is not in the register, which the rules
// should have said before.
var errNobody = errors.New("person is not in the register")

// postings carry each kind into the register, in one transaction. History only grows:
// a posting adds rows, and what it finds in the register it leaves as it is.
var postings = map[notification.Kind]func(*posting) error{
	notification.MovingIn:           (*posting).moveIn,
	notification.MovingInCard:       (*posting).moveIn,
	notification.MovingInAbroad:     (*posting).moveIn,
	notification.Article46:          (*posting).moveIn,
	notification.Article47:          (*posting).moveIn,
	notification.ExOfficioEntry:     (*posting).moveIn,
	notification.Newborn:            (*posting).bear,
	notification.MovingWithin:       (*posting).moveWithin,
	notification.MovingOut:          (*posting).moveOut,
	notification.MovingOutAbroad:    (*posting).moveOut,
	notification.MovingOutPost:      (*posting).moveOut,
	notification.Death:              (*posting).die,
	notification.ExOfficioDeletion:  (*posting).delete,
	notification.HouseholdSplit:     (*posting).changeHousehold,
	notification.HouseholdMerge:     (*posting).changeHousehold,
	notification.HouseholdChange:    (*posting).changeHousehold,
	notification.HeadChange:         (*posting).changeHead,
	notification.ExOfficioRevision:  (*posting).correct,
	notification.MinorCorrection:    (*posting).correct,
	notification.ClericalCorrection: (*posting).correct,
	notification.ImmigrationNotice:  (*posting).correct,
	notification.FormerNameChange:   (*posting).changeFormerName,
	notification.AliasChange:        (*posting).changeAlias,
	notification.Article48:          (*posting).changeRelationship,
	notification.Naturalization:     (*posting).naturalize,
	notification.NationalityLoss:    (*posting).loseNationality,
	notification.CodeChange:         (*posting).changeCode,
	notification.NumberChange:       (*posting).changeNumber,
	notification.Cancellation:       (*posting).cancel,
	notification.ArrivalNotice:      (*posting).arrive,
	notification.SupportRequest:     (*posting).support,
	notification.SupportExtension:   (*posting).extendSupport,
	notification.SupportEnd:         (*posting).endSupport,
	notification.HoldSetting:        (*posting).setHold,
	notification.HoldRelease:        (*posting).releaseHold,
}

// A posting is an entry while it is written.
type posting struct {
	tx       Tx
	now      time.Time
	day      civil.Date // 処理日
	entry    notification.EntryID
	terminal string
	writer   operator.ID
	content  *notification.Content
	header   notification.Values

	changed, notified civil.Date
	occurred          civil.Uncertain // the date of change where it is not fully known

	// targets are the current rows of the persons before the change, nil for newcomers.
	targets []*resident.Record
	// rows are what became of the persons, in the order of the paper.
	rows []resident.Record
	// written are all rows, also of who stays behind.
	written []notification.Applied
	took    bool // a code out of the stock
	// earlier is what the register had made of the persons before it went back to a backup.
	earlier []notification.Applied
}

// post writes an entry that passed the rules into the register: the rows of the
// persons in the order of the paper, then those of who stays behind.
func (d *decision) post() (*posting, error) {
	write := postings[d.content.Kind]
	if write == nil {
		return nil, fmt.Errorf("post kind %d: %w", d.content.Kind, notification.ErrSchema)
	}
	p := newPosting(d.tx, d.content, d.now)
	p.entry, p.terminal, p.writer = d.submission.EntryID, d.submission.Terminal, d.submission.Writer
	if d.accepted() {
		p.day, p.earlier = d.day(), d.earlier.Verdict.Persons
	}
	var err error
	if p.targets, err = d.targets(d.view()); err != nil {
		return nil, err
	}
	for i, t := range p.targets {
		switch {
		case t != nil:
			p.rows[i] = *t
		case p.content.Kind.Quotes():
			return nil, errNobody
		}
	}
	return p, write(p)
}

func newPosting(tx Tx, content *notification.Content, now time.Time) *posting {
	p := &posting{tx: tx, now: now, day: civil.FromTime(now), content: content, header: content.Header,
		targets: make([]*resident.Record, len(content.Persons)), rows: make([]resident.Record, len(content.Persons))}
	changed, notified := notification.ChangedOn, notification.NotifiedOn
	if content.Kind == notification.ArrivalNotice {
		changed, notified = notification.LeftOn, notification.NoticeOn
	}
	on, _ := civil.ParseCanonical(p.header.Get(changed)) // E09 was asked
	p.changed = on.SortKey()
	if on.Unknown() {
		p.occurred = on
	}
	p.notified, _ = civil.Parse(p.header.Get(notified))
	return p
}

// applied says what the register made of the persons.
func (p *posting) applied() []notification.Applied {
	applied := make([]notification.Applied, len(p.rows))
	for i, r := range p.rows {
		applied[i] = appliedOf(i, r)
	}
	return applied
}

func appliedOf(person int, r resident.Record) notification.Applied {
	return notification.Applied{Person: person, ResidentID: string(r.ID), HistoryNumber: r.History, HouseholdID: string(r.Household)}
}

// stamp marks a row as written by this entry.
func (p *posting) stamp(r *resident.Record, cause resident.Cause) {
	r.Cause, r.ChangedOn, r.NotifiedOn, r.ProcessedOn = cause, p.changed, p.notified, p.day
	r.Occurred, r.Cancels, r.Corrects = p.occurred, 0, 0
	r.Entry, r.Terminal = string(p.entry), p.terminal
}

// next returns the row that follows a record.
func (p *posting) next(r resident.Record, cause resident.Cause) resident.Record {
	r.History++
	p.stamp(&r, cause)
	return r
}

// write appends a row, of a person of the paper or of somebody else.
func (p *posting) write(r resident.Record) error {
	person := notification.Header
	for i := range p.rows {
		if p.rows[i].ID == r.ID {
			p.rows[i], person = r, i
		}
	}
	p.written = append(p.written, appliedOf(person, r))
	return p.tx.Append(&r)
}

// moves reports whether a person of the paper is one of those whom the change moves.
// In a change of the head everybody stays.
func (p *posting) moves(i int) bool {
	return p.content.Kind != notification.HeadChange && p.content.Persons[i].Int(notification.Part) != notification.PartStays
}

// movers returns the numbers of the persons who move.
func (p *posting) movers() []int {
	var all []int
	for i := range p.content.Persons {
		if p.moves(i) {
			all = append(all, i)
		}
	}
	return all
}

// each writes the next row of each person, as edit changes it.
func (p *posting) each(cause resident.Cause, edit func(r *resident.Record, v notification.Values)) error {
	for i, t := range p.targets {
		r := p.next(*t, cause)
		edit(&r, p.content.Persons[i])
		if err := p.write(r); err != nil {
			return err
		}
	}
	return nil
}

// A refusedError is a posting's when only the register could tell that the entry cannot
// be carried out: the writer is told so, as by a rule.
type refusedError struct{ refusal }

// Error implements error.
func (e *refusedError) Error() string { return fmt.Sprintf("refused: %s", e.kind) }

func refusedBy(rule string, person int, item notification.Item) error {
	return &refusedError{refusal{wire.RulesBroken, []notification.Finding{{Rule: rule, Person: person, Item: item}}}}
}

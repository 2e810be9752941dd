package reviewing

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	"madoguchi/ui/paper"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

// sit begins the sitting over a claimed entry.
func (p *Presenter) sit(s *counter.Sitting) {
	p.sitting = s
	c := &s.Entry.Content
	p.blocks = s.Case.Sections()
	p.rekeys = review.Dangerous(c, p.schema)
	p.reasons, p.note, p.decision = map[notification.Reason]bool{}, "", 0
	p.compare(0)
}

// compare shows a block of the paper.
func (p *Presenter) compare(block int) {
	p.at = block
	p.sitting.Case.Show(p.blocks[block])
	if p.stage != Comparing {
		p.enter(Comparing)
		return
	}
	p.view.ShowBlock()
}

// Entry returns the entry under review.
func (p *Presenter) Entry() *notification.Entry { return p.sitting.Entry }

// Blocks returns every block of the paper, in its order.
func (p *Presenter) Blocks() []review.Section { return p.blocks }

// Block returns the number of the block shown.
func (p *Presenter) Block() int { return p.at }

// Seen reports whether a block was shown.
func (p *Presenter) Seen(block review.Section) bool {
	return !slices.ContainsFunc(p.sitting.Case.Outstanding(), func(t review.Todo) bool {
		return t.Item == "" && t.Person == block.Person && t.Section == block.Key
	})
}

// Progress returns how many blocks were shown and how many fields match, of how many.
func (p *Presenter) Progress() (seen, blocks, matched, rekeys int) {
	blocks, rekeys = len(p.blocks), len(p.rekeys)
	seen, matched = blocks, rekeys
	for _, t := range p.sitting.Case.Outstanding() {
		if t.Item == "" {
			seen--
		} else {
			matched--
		}
	}
	return seen, blocks, matched, rekeys
}

// Next shows the next block; after the last one come the fields to type again.
func (p *Presenter) Next() {
	switch {
	case p.stage != Comparing:
	case p.at+1 < len(p.blocks):
		p.compare(p.at + 1)
	default:
		p.retype()
	}
}

// Previous shows the block before.
func (p *Presenter) Previous() {
	switch {
	case p.stage == Comparing && p.at > 0:
		p.compare(p.at - 1)
	case p.stage == Retyping:
		p.compare(len(p.blocks) - 1)
	}
}

// Jump shows a block.
func (p *Presenter) Jump(block int) {
	if p.sitting != nil && p.stage != Keeping && block >= 0 && block < len(p.blocks) {
		p.compare(block)
	}
}

// A Line is one item of a block in words.
type Line struct {
	At      review.Place
	Label   words.Key
	Text    string
	Before  string // what the register says now; "" where nothing changes or nothing is known
	Changed bool
	Name    bool // drawn with the font for names
	Masked  bool // shown only while a key is held
	Rekey   bool // typed again later: the paper decides, not the screen
}

// Lines returns the items of a block.
func (p *Presenter) Lines(block review.Section) []Line {
	c := &p.sitting.Entry.Content
	values := *c.Of(block.Person)
	t := p.typist()
	changes := p.changes()
	var lines []Line
	for _, s := range p.schema.Visible(c, block.Person) {
		if s.Key != block.Key {
			continue
		}
		for _, f := range s.Fields {
			if paper.Hidden(f.Item) {
				continue
			}
			at := review.Place{Person: block.Person, Item: f.Item}
			western := p.western(at, values)
			line := Line{
				At: at, Label: paper.Label(c.Kind, f.Item), Text: t.Long(f, western, values.Get(f.Item)),
				Name: f.Type == notification.Name, Masked: paper.Masked(f), Rekey: f.Rekey && values.Has(f.Item),
			}
			if text := paper.Guarded(f.Item, values.Get(f.Item), p.sitting.Protection.Holds, p.sitting.Protection.Measures); text != "" {
				line.Text = text
			}
			if who := p.successor(f.Item, values.Get(f.Item)); who != "" {
				line.Text, line.Name = who, true
			}
			if change, ok := changes[at]; ok {
				line.Changed, line.Before = true, t.Long(f, western, change.Before)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// successor returns the name of who becomes head of those who stay, who are on the form.
func (p *Presenter) successor(item notification.Item, id string) string {
	if item != notification.RemainingHead || id == "" {
		return ""
	}
	for _, v := range p.sitting.Entry.Content.Persons {
		if v.Get(notification.PersonID) == id {
			return v.Get(notification.FullName)
		}
	}
	return ""
}

// western reports whether a date is shown in the Gregorian year, also of who is quoted as a
// foreign resident (STD 1.1.9).
func (p *Presenter) western(at review.Place, of notification.Values) bool {
	if at.Item == notification.Birth || at.Item == notification.ToBirth {
		if r := p.before(at.Person); r != nil && r.Class == resident.Foreign {
			return true
		}
	}
	return paper.Western(at.Item, of)
}

// before returns the record of a person as it is now, nil when it is not known.
func (p *Presenter) before(person int) *resident.Record {
	if person < 0 || person >= len(p.sitting.Before) {
		return nil
	}
	return p.sitting.Before[person]
}

func (p *Presenter) typist() paper.Typist {
	return paper.Typist{Wards: p.cfg.Wards}
}

func (p *Presenter) changes() map[review.Place]review.Change {
	records := p.sitting.Before
	if records == nil {
		records = []*resident.Record{}
	}
	all := map[review.Place]review.Change{}
	for _, c := range review.Changes(&p.sitting.Entry.Content, records) {
		all[c.Place] = c
	}
	return all
}

// BeforeUnknown reports whether what the register says now is missing, because
// there is no line.
func (p *Presenter) BeforeUnknown() bool { return p.sitting.BeforeUnknown }

// retype begins the blind typing. What the entry says is not on the screen then.
func (p *Presenter) retype() {
	p.sitting.Case.Hide()
	if len(p.rekeys) == 0 {
		p.enter(Deciding)
		return
	}
	p.enter(Retyping)
	p.focusRekey(-1)
}

// A Rekey is a field to type again.
type Rekey struct {
	At      review.Place
	Label   words.Key
	Field   notification.Field
	Last4   bool // only the last four digits
	Kana    bool
	Tries   int
	Matched bool
}

// Rekeys returns the fields to type again, in the order of the paper.
func (p *Presenter) Rekeys() []Rekey {
	c := &p.sitting.Entry.Content
	var all []Rekey
	for _, at := range p.rekeys {
		f, _ := p.schema.Field(at.Item, at.Person != notification.Header)
		tries, matched := p.sitting.Case.Tries(at.Person, at.Item)
		all = append(all, Rekey{
			At: at, Label: paper.Label(c.Kind, at.Item), Field: f,
			Last4: paper.Masked(f), Kana: f.Type == notification.Reading, Tries: tries, Matched: matched,
		})
	}
	return all
}

// Typed compares what was typed for the n-th field and moves on. The answer is a
// match or a mismatch and nothing more. An empty field is passed over.
func (p *Presenter) Typed(n int, text string) {
	if p.stage != Retyping || n < 0 || n >= len(p.rekeys) {
		return
	}
	at := p.rekeys[n]
	if strings.TrimSpace(text) == "" {
		p.focusRekey(n)
		return
	}
	if _, matched := p.sitting.Case.Tries(at.Person, at.Item); matched {
		p.focusRekey(n)
		return
	}
	ok := p.sitting.Case.Rekey(at.Person, at.Item, text)
	if !ok {
		p.view.ClearRekey(n)
		p.view.ShowProgress()
		p.view.Say(Alert, words.T(words.ReviewingMismatch))
		p.view.FocusRekey(n)
		return
	}
	p.view.ShowProgress()
	p.view.Say(Good, words.T(words.ReviewingMatch))
	p.focusRekey(n)
}

// focusRekey leads on from the n-th field to the next that does not match yet, or
// to the decision.
func (p *Presenter) focusRekey(n int) {
	for i := range p.rekeys {
		next := (n + 1 + i) % len(p.rekeys)
		if _, matched := p.sitting.Case.Tries(p.rekeys[next].Person, p.rekeys[next].Item); !matched {
			p.view.FocusRekey(next)
			return
		}
	}
	if len(p.sitting.Case.Outstanding()) == 0 {
		p.enter(Deciding)
	}
}

// WhyNotApprove tells what is still to be done before the entry can be approved,
// "" when nothing is (D16).
func (p *Presenter) WhyNotApprove() string {
	if p.sitting == nil || p.stage == Keeping || p.stage == Decided {
		return words.T(words.ReviewingNoEntry)
	}
	seen, blocks, matched, rekeys := p.Progress()
	switch {
	case seen < blocks:
		return words.T(words.ReviewingUnseen, blocks-seen)
	case matched < rekeys:
		return words.T(words.ReviewingUntyped, rekeys-matched)
	}
	return ""
}

// GiveBack asks for the reasons of a return. It needs no blind typing: a slip seen
// on the first block is enough.
func (p *Presenter) GiveBack() {
	if p.sitting != nil && p.stage >= Comparing && p.stage <= Deciding {
		p.sitting.Case.Hide()
		p.enter(Returning)
	}
}

// Reasons returns the coded reasons with whether each is chosen.
func (p *Presenter) Reasons() []notification.Reason { return notification.Reasons() }

// Chosen reports whether a reason is chosen.
func (p *Presenter) Chosen(r notification.Reason) bool { return p.reasons[r] }

// Toggle chooses a reason or takes it back.
func (p *Presenter) Toggle(r notification.Reason) {
	if p.stage == Returning && slices.Contains(notification.Reasons(), r) {
		p.reasons[r] = !p.reasons[r]
		p.view.ShowProgress()
	}
}

// SetNote takes the note in.
func (p *Presenter) SetNote(note string) { p.note = strings.TrimSpace(note) }

// Note returns the note.
func (p *Presenter) Note() string { return p.note }

// WhyNotReturn tells what is missing for a return, "" when nothing is.
func (p *Presenter) WhyNotReturn() string {
	switch {
	case len(p.given()) == 0:
		return words.T(words.ReviewingNoReason)
	case p.reasons[notification.OtherReason] && p.note == "":
		return words.T(words.ReviewingNoNote)
	case !paper.Clean(p.note):
		return words.T(words.PaperBadCharacter)
	}
	return ""
}

func (p *Presenter) given() []notification.Reason {
	return slices.DeleteFunc(notification.Reasons(), func(r notification.Reason) bool { return !p.reasons[r] })
}

// ConfirmReturn signs the return.
func (p *Presenter) ConfirmReturn() {
	if p.stage != Returning {
		return
	}
	if why := p.WhyNotReturn(); why != "" {
		p.view.Say(Alert, why)
		return
	}
	sitting, reasons, note := p.sitting, p.given(), p.note
	p.decide(notification.GiveBack, func(ctx context.Context) error { return p.cfg.Desk.GiveBack(ctx, sitting, reasons, note) })
}

func (p *Presenter) decide(d notification.Decision, keep func(context.Context) error) {
	before := p.stage
	p.decision = d
	p.sitting.Case.Hide()
	p.enter(Keeping)
	p.cfg.Run(func() func() {
		err := keep(context.Background())
		return func() { p.kept(before, err) }
	})
}

func (p *Presenter) kept(before Stage, err error) {
	if p.stage != Keeping {
		return
	}
	if err != nil {
		p.enter(before)
		p.notKept(err)
		return
	}
	p.enter(Decided)
}

// notKept says why a decision was not kept.
func (p *Presenter) notKept(err error) {
	refusal := proof.ExplainApproval(err, p.withCode())
	switch {
	case errors.Is(err, counter.ErrClaimed):
		p.view.Say(Stop, words.T(words.ReviewingLost))
	case errors.Is(err, counter.ErrChanged), errors.Is(err, notification.ErrState):
		p.view.Say(Stop, words.T(words.ReviewingGone))
	case review.WhyOf(err) != 0:
		p.view.Say(Stop, words.T(words.ReviewWhy(review.WhyOf(err).Key())))
	case refusal.Known:
		p.refuse(refusal)
	default:
		p.cfg.Log.Error("keep review", "err", err)
		p.view.Say(Stop, words.T(words.ReviewingNotKept))
	}
}

// resume goes back from the reasons to where the sitting was.
func (p *Presenter) resume() { p.compare(p.at) }

// Verdict says what became of the entry, for the last page.
func (p *Presenter) Verdict() (head, text string) {
	e := p.sitting.Entry
	switch {
	case p.decision == notification.GiveBack:
		return words.T(words.ReviewingReturned), words.T(words.ReviewingReturnedText)
	case e.State == notification.Entered:
		return words.T(words.ReviewingApproved), words.T(words.ReviewingMoreNeeded, strconv.Itoa(len(e.Approvals()))+"/"+strconv.Itoa(e.Needed))
	case p.Offline():
		return words.T(words.ReviewingApproved), words.T(words.ReviewingQueued)
	}
	return words.T(words.ReviewingApproved), words.T(words.ReviewingSending)
}

// AfterApproval says what the approval leads to.
func (p *Presenter) AfterApproval() string {
	e := p.sitting.Entry
	switch {
	case len(e.Approvals())+1 < e.Needed:
		return words.T(words.ReviewingThenMore)
	case p.Offline():
		return words.T(words.ReviewingThenQueued)
	}
	return words.T(words.ReviewingThenSent)
}

// LogShown logs that a masked number was shown. It returns false when that could not
// be logged: then it must not be shown.
func (p *Presenter) LogShown(at review.Place) bool {
	err := p.cfg.Desk.NumberShown(context.Background(), p.sitting.Entry.ID, at.Person, at.Item)
	if err != nil {
		p.cfg.Log.Error("log number shown", "entry", p.sitting.Entry.ID, "err", err)
		p.view.Say(Stop, words.T(words.ReviewingNotLogged))
	}
	return err == nil
}

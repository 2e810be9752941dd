package reviewing

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/notification"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

var (
	_ View       = (*Form)(nil)
	_ kit.Screen = (*Form)(nil)
	_ kit.Backer = (*Form)(nil)
)

// A Form is the screen. It holds no rule.
type Form struct {
	*Presenter
	shell kit.Stage
	room  *fyne.Container
	shown bool

	queue   *kit.KeyList
	paper   *fyne.Container    // holds the page being compared
	person  int                // whose page that is
	page    *kit.Reader        // and what scrolls it
	sheets  map[int]*kit.Sheet // its blocks
	nav     *navigator
	rekeys  []*kit.Field
	reasons *kit.KeyList
	note    *kit.Field
	proof   *proof.Fields   // of a decision
	flow    *fyne.Container // the page they stand on
	joins   *kit.KeyList
	count   *kit.Paragraph
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, shell: stage, room: container.NewStack()}
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.ReviewingTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string {
	switch f.Stage() {
	case Loading, Queue, Failed:
		return "reviewing.queue"
	case Comparing:
		return "reviewing.comparing"
	case Retyping:
		return "reviewing.retyping"
	case Deciding:
		return "reviewing.deciding"
	case Returning:
		return "reviewing.returning"
	case Together:
		return "reviewing.together"
	}
	return ""
}

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.room }

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.shown = true
	f.Show()
	f.ShowStage()
}

// Hidden implements [kit.Screen]: what is not in sight is not being seen.
func (f *Form) Hidden() {
	f.shown = false
	f.Hide()
	if f.proof != nil {
		f.proof.ClearProof()
	}
}

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Leave()
	return true
}

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	action := func(key fyne.KeyName, label words.Key, do func(), why func() string) kit.Action {
		return kit.Action{Key: key, Label: words.T(label), Do: do, Why: why}
	}
	approve := action(fyne.KeyF12, words.ReviewingKeyApprove, f.Approve, f.WhyNotApprove)
	approve.Lead = true
	giveBack := action(fyne.KeyF11, words.ReviewingKeyReturn, f.GiveBack, nil)
	switch f.Stage() {
	case Queue, Failed:
		open := action(fyne.KeyF12, words.ReviewingKeyOpen, func() { f.Choose(f.queue.Row()) }, func() string { return f.WhyNot(f.queue.Row()) })
		open.Lead = true
		return []kit.Action{action(fyne.KeyF9, words.ReviewingKeyReload, f.Refresh, nil),
			action(fyne.KeyF10, words.ReviewingKeyTogether, f.OpenTogether, f.WhyNotTogether), open}
	case Comparing:
		return []kit.Action{
			action(fyne.KeyF2, words.GlyphKeyOpen, f.showCharacters, f.whyNoCharacters),
			action(fyne.KeyF7, words.ReviewingKeyPrevious, f.Previous, nil), action(fyne.KeyF8, words.ReviewingKeyNext, f.forward, nil),
			action(fyne.KeyF9, words.ReviewingKeyPrint, f.PrintList, nil), giveBack, approve}
	case Retyping:
		return []kit.Action{action(fyne.KeyF7, words.ReviewingKeyPrevious, f.Previous, nil), giveBack, approve}
	case Deciding:
		approve.Do = f.approve
		return []kit.Action{action(fyne.KeyF10, words.ReviewingKeyPutOff, f.PutOff, f.WhyNotPutOff), giveBack, approve}
	case Together:
		approve.Do, approve.Why = f.approveTogether, nil
		return []kit.Action{approve}
	case Returning:
		confirm := action(fyne.KeyF12, words.ReviewingKeyReturn, f.confirmReturn, nil)
		confirm.Lead = true
		return []kit.Action{confirm}
	case Decided, Joined:
		back := action(fyne.KeyF12, words.ReviewingKeyQueue, f.Leave, nil)
		back.Lead = true
		return []kit.Action{back}
	}
	return nil
}

func (f *Form) put(o fyne.CanvasObject) {
	f.room.Objects = []fyne.CanvasObject{o}
	f.room.Refresh()
}

// ShowStage implements [View].
func (f *Form) ShowStage() {
	if !f.shown {
		return
	}
	f.rekeys, f.reasons, f.note, f.nav, f.paper, f.sheets, f.proof, f.joins, f.count = nil, nil, nil, nil, nil, nil, nil, nil, nil
	f.shell.Say(look.Plain, "")
	switch f.Stage() {
	case Loading, Queue, Failed:
		f.showQueue()
	case Claiming:
		f.put(kit.Notice(look.Info, words.T(words.ReviewingClaiming), ""))
	case Comparing:
		f.showComparing()
	case Retyping:
		f.showRetyping()
	case Deciding:
		f.showDeciding()
	case Returning:
		f.showReturning()
	case Together:
		f.showTogether()
	case Joined:
		f.showJoined()
	case Keeping:
		f.put(kit.Notice(look.Info, words.T(words.ReviewingKeeping), ""))
	case Decided:
		head, text := f.Verdict()
		f.put(kit.Notice(look.Good, head, text, kit.NewFacts(8, append(f.about(),
			kit.Fact{Label: words.T(words.ReviewingDecideNext), Text: words.T(words.ReviewingDecidedNext)})...)))
	}
	f.shell.ActionsChanged()
	if f.Stage() == Deciding && f.proof != nil {
		f.proof.Focus(proof.PIN)
	}
}

// showQueue lists what awaits a review.
func (f *Form) showQueue() {
	list := kit.NewKeyList(
		kit.Column{Title: words.T(words.ReviewingColumnWhy), Em: 15.5}, kit.Column{Title: words.T(words.ReviewingColumnKind), Em: kindEm()},
		kit.Column{Title: words.T(words.ReviewingColumnReceipt), Em: 6}, kit.Column{Title: words.T(words.ReviewingColumnSubject), Name: true},
		kit.Column{Title: words.T(words.ReviewingColumnPersons), Em: 2.5, Right: true}, kit.Column{Title: words.T(words.ReviewingColumnReviews), Em: 2.5},
		kit.Column{Title: words.T(words.ReviewingColumnDeadline), Em: 6}, kit.Column{Title: words.T(words.ReviewingColumnWritten), Em: 6.5},
		kit.Column{Title: words.T(words.ReviewingColumnWriter), Em: 7}, kit.Column{Title: words.T(words.ReviewingColumnClaimed), Em: 8.5})
	list.Empty = words.T(words.ReviewingQueueEmpty)
	list.Length, list.Cell, list.OnChosen = f.Len, f.cell, f.Choose
	f.queue = list
	switch f.Stage() {
	case Loading:
		list.SetState(kit.ListLoading, "")
	case Failed:
		list.SetState(kit.ListFailed, f.WhyFailed())
	}
	var top fyne.CanvasObject
	if f.Offline() {
		top = kit.Pad(1, kit.Edged(look.Alert, kit.NewParagraph(words.T(words.ReviewingQueueOffline), look.Body(), look.Ink)))
	}
	list.OnMoved = func(int) { f.shell.ActionsChanged() }
	f.put(kit.Pad(3, container.NewBorder(top, nil, nil, nil, list)))
	kit.Focus(list)
}

func (f *Form) cell(row, column int) kit.CellText {
	r := f.Row(row)
	switch column {
	case 0:
		return kit.CellText{Text: r.Why, Tone: look.Tone(r.WhyGrade)}
	case 1:
		return kit.CellText{Text: r.Kind}
	case 2:
		return kit.CellText{Text: r.Receipt}
	case 3:
		return kit.CellText{Text: r.Subject}
	case 4:
		return kit.CellText{Text: r.Persons}
	case 5:
		return kit.CellText{Text: r.Reviews}
	case 6:
		return kit.CellText{Text: r.Deadline, Tone: look.Tone(r.Late)}
	case 7:
		return kit.CellText{Text: r.Written}
	case 8:
		return kit.CellText{Text: r.Writer}
	}
	if r.Compared {
		return kit.CellText{Text: r.Claimed, Tone: look.Good}
	}
	return kit.CellText{Text: r.Claimed}
}

// ShowProgress implements [View].
func (f *Form) ShowProgress() {
	if f.nav != nil {
		f.nav.Refresh()
	}
	f.markSheets()
	for i, r := range f.rekeysShown() {
		f.rekeys[i].SetReadOnly(r.Matched)
		f.rekeys[i].Refresh()
	}
	if f.reasons != nil {
		f.reasons.Reload()
	}
	f.showCount()
	f.shell.ActionsChanged()
}

// Say implements [View].
func (f *Form) Say(grade Grade, text string) { f.shell.Say(look.Tone(grade), text) }

// kindEm is the width of a column of kinds.
func kindEm() float32 {
	var all []string
	for _, k := range notification.Kinds() {
		all = append(all, words.T(words.Kind(k.Key())))
	}
	return min(kit.Em(all...), 9) // what is longer is told in full when it is opened
}

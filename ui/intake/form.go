package intake

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

var (
	_ View       = (*Form)(nil)
	_ kit.Screen = (*Form)(nil)
	_ kit.Backer = (*Form)(nil)
)

// wideEnough is the width, in steps, from which a page has three columns.
const wideEnough = 412

// A Form is the screen. It draws the presenter's stage and page and nothing else:
// only the fields of one page exist at a time.
type Form struct {
	*Presenter
	shell kit.Stage
	room  *fyne.Container // the one thing shown

	drawn  int              // grows with each page built; what older fields say is dropped
	fields map[Place]*field // of the page shown
	heard  map[Place]heard  // of names that were typed as kana and converted
	heads  map[household.Place]*kit.Choice

	signs      map[Place]*sign // of the certificate's rows
	tally      *canvas.Text    // how all of them stand
	scan       *kit.Field
	explaining Place // the row whose reason is asked

	nav    *navigator
	page   *fyne.Container // holds the page
	band   *fyne.Container // below the page: problems, towns, a reason
	list   *kit.Findings
	chosen *kit.KeyList // of the household
	shown  bool
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, shell kit.Stage) *Form {
	f := &Form{Presenter: p, shell: shell, room: container.NewStack(), heard: map[Place]heard{}}
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string {
	if f.Entry() == nil {
		return words.T(words.IntakeTitle)
	}
	return words.T(words.Kind(f.Entry().Content.Kind.Key()))
}

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.room }

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.shown = true
	f.ShowStage()
}

// Hidden implements [kit.Screen]: what is half typed is kept now.
func (f *Form) Hidden() {
	f.shown = false
	f.Keep()
}

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Return()
	return true
}

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	switch f.Stage() {
	case Filling:
		return f.fillingActions()
	case Choosing:
		return []kit.Action{{Key: fyne.KeyF12, Label: words.T(words.IntakeKeyTake), Do: f.Confirm, Lead: true}}
	case Confirming:
		return []kit.Action{{Key: fyne.KeyF12, Label: words.T(words.IntakeKeyHandOver), Do: f.Confirm, Lead: true}}
	case Comparing:
		return f.comparingActions()
	case Arranging:
		return []kit.Action{{Key: fyne.KeyF12, Label: words.T(words.IntakeKeyOn), Do: f.Confirm, Lead: true}}
	case Previewing:
		return []kit.Action{{Key: fyne.KeyF12, Label: words.T(words.IntakeKeyForm), Do: f.Confirm, Lead: true}}
	case Done, Looking:
		return []kit.Action{{Key: fyne.KeyF9, Label: words.T(words.IntakeKeyPrint), Do: f.Print}, {Key: fyne.KeyF12, Label: words.T(words.IntakeKeyDone), Do: f.Confirm, Lead: true}}
	case Failed:
		return []kit.Action{{Key: fyne.KeyF12, Label: words.T(words.IntakeKeyDone), Do: f.Confirm, Lead: true}}
	}
	return nil
}

func (f *Form) fillingActions() []kit.Action {
	action := func(key fyne.KeyName, label words.Key, do func()) kit.Action {
		return kit.Action{Key: key, Label: words.T(label), Do: f.left(do)}
	}
	actions := []kit.Action{
		{Key: fyne.KeyF2, Label: words.T(words.GlyphKeyOpen), Do: f.showCharacters},
		action(fyne.KeyF7, words.IntakeKeyPrevious, func() { f.Turn(-1) }),
		action(fyne.KeyF8, words.IntakeKeyNext, func() { f.Turn(1) }),
		action(fyne.KeyF9, words.IntakeKeyPreview, f.Preview),
	}
	if f.Quotes() {
		actions = append(actions,
			action(fyne.KeyF5, words.IntakeKeySearch, func() { f.cfg.Guide.PickResident(f.Entry().Content.Kind) }),
			action(fyne.KeyF11, words.IntakeKeyChoose, f.Choose))
		if f.Pictured() && len(f.Members()) > 0 {
			actions = append(actions, action(fyne.KeyF10, words.IntakeKeyPicture, f.Arrange))
		}
	}
	if f.offersCertificate() {
		actions = append(actions, action(fyne.KeyF5, words.IntakeKeyCertificate, f.Compare))
	}
	if f.AddsPersons() {
		actions = append(actions, action(fyne.KeyF6, words.IntakeKeyAdd, f.AddPerson))
		if !f.Quotes() {
			actions = append(actions,
				action(fyne.KeyF10, words.IntakeKeyCopy, f.Copy),
				action(fyne.KeyF11, words.IntakeKeyRemove, f.askRemove))
		}
	}
	confirm := action(fyne.KeyF12, words.IntakeKeyCheck, f.Confirm)
	confirm.Lead = true
	return append(actions, confirm)
}

// offersCertificate reports whether the form may have a moving-out certificate beside it.
func (f *Form) offersCertificate() bool {
	_, ok := f.schema.Field(notification.CertName, true)
	return ok
}

// left ends the field that has the keyboard before a function key acts, so that
// what stands in it counts.
func (f *Form) left(do func()) func() {
	return func() {
		if c := f.canvas(); c != nil {
			if kana, ok := c.Focused().(*kit.Field); ok {
				kana.FocusLost()
				kana.FocusGained()
			}
		}
		do()
	}
}

func (f *Form) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(f.room) }

// askRemove asks before a person is taken away: what was typed for them is lost.
func (f *Form) askRemove() {
	if f.Page() == notification.Header || len(f.Entry().Content.Persons) == 1 {
		f.RemovePerson() // says why it cannot be
		return
	}
	f.shell.Ask(kit.Question{
		Tone: look.Alert, Title: words.T(words.IntakeRemoveTitle), Text: words.T(words.IntakeRemoveText, f.Page()+1),
		Answers: []string{words.T(words.IntakeRemoveNo), words.T(words.IntakeRemoveYes)},
	}, func(answer int) {
		if answer == 1 {
			f.RemovePerson()
		}
	})
}

// show puts one thing into the room.
func (f *Form) show(o fyne.CanvasObject) {
	f.room.Objects = []fyne.CanvasObject{o}
	f.room.Refresh()
}

// ShowStage implements [View].
func (f *Form) ShowStage() {
	if !f.shown {
		return
	}
	f.drawn++
	f.fields, f.heads, f.signs, f.list, f.chosen = nil, nil, nil, nil, nil
	f.shell.Say(look.Plain, "")
	switch f.Stage() {
	case Filling:
		f.showFilling()
	case Choosing:
		f.showChoosing()
	case Arranging:
		f.showArranging()
	case Comparing:
		f.showComparing()
	case Confirming, Previewing, Looking:
		f.showRecorded()
	case Done:
		f.showDone()
	case Failed:
		f.show(kit.Notice(look.Stop, words.T(words.IntakeFailedHead), words.T(f.Why())))
	case Checking:
		f.show(kit.Notice(look.Info, words.T(words.IntakeCheckingHead), ""))
	case Handing:
		f.show(kit.Notice(look.Info, words.T(words.IntakeHandingHead), ""))
	default:
		f.show(kit.Notice(look.Info, words.T(words.KitLoading), ""))
	}
	f.shell.ActionsChanged()
}

// showFilling draws navigator, page and band, and gives the keyboard to the page.
func (f *Form) showFilling() {
	f.nav = newNavigator(f)
	f.page = container.NewStack()
	f.band = container.NewStack()
	f.show(container.NewBorder(f.above(), f.band, f.nav, nil, f.page))
	f.ShowPage()
	f.ShowMarks()
	if f.list != nil && f.mustAcknowledge() {
		kit.Focus(f.list)
		return
	}
	f.Focus(f.First())
}

// returned says why the entry came back, nil if it did not.
func (f *Form) returned() fyne.CanvasObject {
	told := f.Returns()
	if len(told) == 0 {
		return nil
	}
	var rows []fyne.CanvasObject
	for _, text := range told {
		rows = append(rows, kit.NewParagraph(text, look.Body(), look.Alert.Ink()))
	}
	return kit.Pad(2, kit.Edged(look.Alert, kit.Stack(1, rows...)))
}

// mustAcknowledge reports whether only alerts hold the entry.
func (f *Form) mustAcknowledge() bool {
	stops, alerts := f.open()
	return stops == 0 && alerts > 0
}

// ShowPage implements [View]. What had the keyboard has it again, if it is still
// there.
func (f *Form) ShowPage() {
	switch {
	case f.shown && f.Stage() == Arranging:
		f.showArranging()
		return
	case f.shown && f.Stage() == Comparing:
		f.showComparing()
		return
	}
	if !f.shown || f.page == nil || f.Stage() != Filling {
		return
	}
	at, had := f.focused()
	f.drawn++
	f.fields = map[Place]*field{}
	var blocks []fyne.CanvasObject
	for _, s := range f.Sections(f.Page()) {
		if len(s.Fields) > 0 {
			blocks = append(blocks, f.block(s))
		}
	}
	blocks = append(blocks, f.beside()...)
	f.page.Objects = []fyne.CanvasObject{kit.NewPage(kit.PageOf(kit.Columns(f.columns(), blocks...)))}
	f.page.Refresh()
	f.nav.update()
	f.listProblems()
	if had && f.fields[at] != nil {
		kit.Focus(f.fields[at].focusable())
	}
}

// beside are the blocks that are read, not filled in: what the record says now, and the
// rows of the history.
func (f *Form) beside() []fyne.CanvasObject {
	blocks := f.about()
	var facts []kit.Fact
	for _, l := range f.Now(f.Page()) {
		facts = append(facts, kit.Fact{Label: words.T(l.Label), Text: l.Text, Name: l.Name})
	}
	if len(facts) > 0 {
		blocks = append(blocks, kit.Block(words.T(words.IntakeNowHead), "", kit.NewFacts(labelEm, facts...)))
	}
	if !f.AsksRow(f.Page()) {
		return blocks
	}
	facts = nil
	for _, r := range f.Rows(f.Page()) {
		facts = append(facts, kit.Fact{Label: words.T(words.IntakeRowNumber, r.History), Text: f.RowText(r)})
	}
	body := fyne.CanvasObject(kit.NewFacts(labelEm, facts...))
	if len(facts) == 0 {
		body = kit.NewParagraph(words.T(words.IntakeRowsUnknown), look.Body(), look.InkSoft)
	}
	return append(blocks, kit.Block(words.T(words.IntakeRows), "", body))
}

// focused returns the place that has the keyboard.
func (f *Form) focused() (Place, bool) {
	c := f.canvas()
	if c == nil {
		return Place{}, false
	}
	for at, w := range f.fields {
		if c.Focused() == w.focusable() {
			return at, true
		}
	}
	return Place{}, false
}

func (f *Form) columns() int {
	if c := f.canvas(); c != nil && c.Size().Width >= look.Space(wideEnough) {
		return 3
	}
	return 2
}

// ShowPlace implements [View].
func (f *Form) ShowPlace(at Place) {
	w := f.fields[at]
	if w == nil {
		return
	}
	before := w.object().MinSize().Height
	w.show(f.Value(at), f.worst(at))
	if w.object().MinSize().Height != before {
		f.room.Refresh() // what stands below moves
	}
}

// ShowMarks implements [View].
func (f *Form) ShowMarks() {
	switch {
	case f.Stage() == Choosing && f.chosen != nil:
		f.chosen.Reload()
	case f.Stage() == Comparing && f.signs != nil:
		f.updateComparing()
	case f.nav != nil && f.shown:
		f.nav.update()
	}
}

// Focus implements [View].
func (f *Form) Focus(at Place) {
	if w := f.fields[at]; w != nil && f.shown {
		kit.Focus(w.focusable())
	}
}

// Say implements [View].
func (f *Form) Say(m Message) { f.shell.Say(look.Tone(m.Grade), words.T(m.Key, m.Args...)) }

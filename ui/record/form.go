package record

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/counter"
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

// A Form is the screen: who it is above, what is recorded at the left, household
// and history at the right.
type Form struct {
	*Presenter
	stage   kit.Stage
	room    *fyne.Container
	items   *fyne.Container // the block of what is recorded
	members *kit.KeyList
	numbers map[counter.Number]*kit.Field
	shown   bool
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, stage: stage, room: container.NewStack()}
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.RecordTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "record" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.room }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	begin := func(kind notification.Kind) func() { return func() { f.Begin(kind) } }
	to := func(n counter.Number) func() { return func() { kit.Focus(f.numbers[n]) } }
	return []kit.Action{
		{Key: fyne.KeyF2, Label: words.T(words.GlyphKeyOpen), Do: f.showCharacters, Why: f.why},
		{Key: fyne.KeyF5, Label: words.T(words.RecordKeyWithin), Do: begin(notification.MovingWithin), Why: f.why},
		{Key: fyne.KeyF6, Label: words.T(words.RecordKeyOut), Do: begin(notification.MovingOut), Why: f.why},
		{Key: fyne.KeyF7, Label: words.T(words.RecordKeyNumber), Do: to(counter.IndividualNumber), Why: f.whyNoNumber(counter.IndividualNumber)},
		{Key: fyne.KeyF8, Label: words.T(words.RecordKeyCode), Do: to(counter.ResidentCode), Why: f.whyNoNumber(counter.ResidentCode)},
		{Key: fyne.KeyF9, Label: words.T(words.RecordKeyReload), Do: f.Refresh},
		{Key: fyne.KeyF11, Label: words.T(words.ProtectionKeyAddress), Do: f.ShowAddress, Why: f.whyNoAddress},
	}
}

// showCharacters shows those of the name of the member who is marked.
func (f *Form) showCharacters() {
	if row := f.members.Row(); row >= 0 {
		f.cfg.Guide.ShowCharacters(words.ItemName, f.Household()[row].Name)
	}
}

// why says why nothing can be done with the record.
func (f *Form) why() string {
	switch f.State() {
	case Ready:
		return ""
	case Loading:
		return words.T(words.KitLoading)
	}
	return words.T(f.Why())
}

// whyNoNumber says why a number cannot be shown.
func (f *Form) whyNoNumber(n counter.Number) func() string {
	return func() string {
		if f.State() == Ready && f.NumberMasked(n) {
			return words.T(words.RecordMaskedItem)
		}
		return f.why()
	}
}

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.shown = true
	f.ShowRecord()
}

// Hidden implements [kit.Screen]: the digits go.
func (f *Form) Hidden() {
	f.shown = false
	f.Release()
	f.HideAddress()
}

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Leave()
	return true
}

// ShowRecord implements [View].
func (f *Form) ShowRecord() {
	if !f.shown {
		return
	}
	f.members, f.numbers, f.items = nil, nil, nil
	switch f.State() {
	case Ready:
		f.show(f.file())
		f.markOwn()
		kit.Focus(f.members)
	case Loading:
		f.show(kit.Notice(look.Info, words.T(words.KitLoading), ""))
	case Offline:
		f.show(kit.Notice(look.Alert, words.T(words.RecordNotShown), words.T(f.Why())))
	default:
		f.show(kit.Notice(look.Stop, words.T(words.RecordNotShown), words.T(f.Why())))
	}
	f.stage.ActionsChanged()
}

func (f *Form) show(o fyne.CanvasObject) {
	f.room.Objects = []fyne.CanvasObject{o}
	f.room.Refresh()
}

// ShowNumber implements [View].
func (f *Form) ShowNumber(number counter.Number, digits string) {
	field := f.numbers[number]
	if field == nil {
		return
	}
	if digits == "" {
		field.SetText(words.T(words.RecordMasked))
		return
	}
	field.SetText(inFours(digits))
}

// inFours puts a space after every four digits, as they are printed on cards.
func inFours(digits string) string {
	var b strings.Builder
	for i, r := range []rune(digits) {
		if i > 0 && i%4 == 0 {
			b.WriteRune(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Say implements [View].
func (f *Form) Say(alert bool, text string) {
	tone := look.Info
	if alert {
		tone = look.Alert
	}
	f.stage.Say(tone, text)
}

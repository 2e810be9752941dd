package record

import (
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

// A Form is the screen. It holds no rule.
type Form struct {
	*Presenter
	stage   kit.Stage
	content *fyne.Container
	numbers map[counter.Number]*kit.Field
	members *kit.KeyList
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, stage: stage, content: container.NewStack()}
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.RecordTitle) }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	actions := []kit.Action{{Key: fyne.KeyF9, Label: words.T(words.RecordKeyReload), Do: f.Refresh}}
	if f.State() == Ready {
		actions = append(actions,
			kit.Action{Key: fyne.KeyF6, Label: words.T(words.RecordKeyWithin), Do: func() { f.Begin(notification.MovingWithin) }},
			kit.Action{Key: fyne.KeyF7, Label: words.T(words.RecordKeyOut), Do: func() { f.Begin(notification.MovingOut) }})
	}
	return actions
}

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Leave()
	return true
}

// Shown implements [kit.Screen].
func (f *Form) Shown() { f.ShowRecord() }

// Hidden implements [kit.Screen]: the masks fall.
func (f *Form) Hidden() { f.Release() }

// ShowRecord implements [View].
func (f *Form) ShowRecord() {
	f.numbers, f.members = nil, nil
	switch f.State() {
	case Ready:
		f.put(f.file())
		f.markOwn()
		kit.Focus(f.members)
	case Loading:
		f.say(look.Info, words.T(words.KitLoading))
	case Offline:
		f.say(look.Alert, words.T(f.Why()))
	default:
		f.say(look.Stop, words.T(f.Why()))
	}
	f.stage.ActionsChanged()
}

func (f *Form) put(o fyne.CanvasObject) {
	f.content.Objects = []fyne.CanvasObject{o}
	f.content.Refresh()
}

// say shows one sentence in place of a record.
func (f *Form) say(tone look.Tone, text string) {
	f.put(kit.Pad(4, container.NewBorder(kit.Edged(tone, kit.NewParagraph(text, look.Head(), tone.Ink())), nil, nil, nil)))
}

// ShowNumber implements [View].
func (f *Form) ShowNumber(n counter.Number, digits string) {
	field := f.numbers[n]
	if field == nil {
		return
	}
	if digits == "" {
		digits = words.T(words.RecordMasked)
	}
	field.SetText(digits)
}

// Say implements [View].
func (f *Form) Say(alert bool, text string) {
	tone := look.Info
	if alert {
		tone = look.Alert
	}
	f.stage.Say(tone, text)
}

package asked

import (
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

var (
	_ View       = (*Form)(nil)
	_ kit.Screen = (*Form)(nil)
	_ kit.Backer = (*Form)(nil)
)

// A Form is the screen. Make one with [NewForm], then give it its presenter.
type Form struct {
	Presenter *Presenter
	// Stage draws the function keys anew; it may be nil.
	Stage kit.Stage

	begun  bool
	sheet  *fyne.Container
	room   *fyne.Container
	answer *kit.Field
	state  *kit.Findings
}

const (
	sheetEm = 54
	// short is how many characters of a question stand in large letters.
	short = 120
)

// NewForm builds the screen.
func NewForm() *Form {
	f := &Form{sheet: container.NewVBox(), state: kit.NewFindings()}
	f.state.Fixed = true
	f.answer = kit.NewField(kit.Spec{Label: words.T(words.AskedAnswer), Required: true, Kanji: true, Max: counter.MaxAnswer, Hint: words.T(words.AskedHint), OnEnter: func() bool {
		f.send()
		return true
	}})
	f.room = container.NewCenter(kit.Panel(f.sheet))
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.AskedTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "asked" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.room }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	return []kit.Action{
		{Key: fyne.KeyF5, Label: words.T(words.AskedLater), Do: f.Presenter.Later, Why: f.why},
		{Key: fyne.KeyF12, Label: words.T(words.AskedSend), Do: f.send, Lead: true, Why: f.why},
	}
}

func (f *Form) why() string {
	if key := f.Presenter.Why(); key != "" {
		return words.T(key)
	}
	return ""
}

func (f *Form) send() { f.Presenter.Send(f.answer.Text()) }

// Shown implements [kit.Screen]. Back from the cover, what was typed is still there.
func (f *Form) Shown() {
	if f.begun {
		kit.Focus(f.answer)
		return
	}
	f.begun = true
	f.Presenter.Start()
}

// Hidden implements [kit.Screen].
func (f *Form) Hidden() {}

// Back implements [kit.Backer]: what is not answered is asked again at the next sign-in.
func (f *Form) Back() bool {
	f.Presenter.Later()
	return true
}

// ActionsChanged implements [View].
func (f *Form) ActionsChanged() {
	if f.Stage != nil {
		f.Stage.ActionsChanged()
	}
}

// ShowState implements [View].
func (f *Form) ShowState(tone look.Tone, text words.Key) {
	var findings []kit.Finding
	if tone != look.Plain {
		findings = []kit.Finding{{Tone: tone, Reason: words.T(text)}}
	}
	f.state.Set(findings)
	f.sheet.Refresh()
	f.room.Refresh()
}

// ShowQuestion implements [View].
func (f *Form) ShowQuestion(q counter.Asked, n, of int) {
	f.answer.SetText("")
	f.state.Set(nil)
	size := look.Head()
	if utf8.RuneCountInString(q.Text) > short {
		size = look.Body()
	}
	f.sheet.Objects = []fyne.CanvasObject{kit.Measure(sheetEm, 3,
		kit.SectionHead(words.T(words.AskedHead), words.T(words.AskedCount, n, of)),
		kit.NewParagraph(words.T(words.AskedBy, string(q.By), moment(q.At)), look.Small(), look.InkSoft),
		kit.Edged(look.Alert, kit.Measure(sheetEm-2, 1, kit.NewParagraph(q.Text, size, look.Ink))),
		f.answer, f.state,
		kit.NewParagraph(words.T(words.AskedNote), look.Small(), look.InkSoft))}
	f.sheet.Refresh()
	f.room.Refresh()
	kit.Focus(f.answer)
}

func moment(at time.Time) string {
	return words.Day(civil.FromTime(at)) + " " + at.In(civil.Japan).Format("15:04")
}

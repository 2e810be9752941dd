package preview

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

var (
	_ View       = (*Form)(nil)
	_ kit.Screen = (*Form)(nil)
	_ kit.Backer = (*Form)(nil)
)

// A Form is the screen: the page at the left, how to print it at the right. It holds no
// rule.
type Form struct {
	*Presenter
	shell kit.Stage
	room  *fyne.Container
	shown bool

	leaf   *leaf
	where  *canvas.Text // page n of m
	side   *fyne.Container
	queue  *kit.Choice
	fields []fyne.CanvasObject // of the settings
	chosen int                 // 1 for the first of fields: who changed the paper has the keyboard again
	copies int                 // the number of that field, from 1
	asks   bool                // there is a field for an approval
	notice *fyne.Container     // why it cannot be printed
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, shell: stage, room: container.NewStack()}
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string {
	return words.T(words.PreviewTitle, words.T(words.PreviewPaper(f.Kind().Key())))
}

// Help implements shell.Helper.
func (f *Form) Help() string { return "preview" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.room }

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.shown = true
	f.ShowStage()
}

// Hidden implements [kit.Screen]: nothing of the page stays in a picture.
func (f *Form) Hidden() {
	f.shown, f.leaf = false, nil
	f.room.Objects = nil
}

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Leave()
	return true
}

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	action := func(key fyne.KeyName, label words.Key, do func()) kit.Action {
		return kit.Action{Key: key, Label: words.T(label), Do: do}
	}
	switch f.Stage() {
	case Ready:
		turn := func(by int) func() { return func() { f.Turn(by) } }
		printing := kit.Action{Key: fyne.KeyF9, Label: words.T(words.PreviewKeyPrint), Do: f.Print, Lead: true}
		var asking []kit.Action
		if f.Load().Needs() {
			asking = []kit.Action{action(fyne.KeyF5, words.PreviewKeyAsk, f.ask)}
		}
		return append(asking,
			action(fyne.KeyF6, words.PreviewKeyZoom, f.Enlarge), action(fyne.KeyF7, words.PreviewKeyPrevious, turn(-1)),
			action(fyne.KeyF8, words.PreviewKeyNext, turn(1)), printing)
	case Sent:
		done := action(fyne.KeyF12, words.PreviewKeyDone, f.Leave)
		done.Lead = true
		return []kit.Action{action(fyne.KeyF9, words.PreviewKeyAgain, f.Again), done}
	case Refused, Failed:
		done := action(fyne.KeyF12, words.PreviewKeyDone, f.Leave)
		done.Lead = true
		return []kit.Action{done}
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
	f.leaf = nil
	f.shell.Say(look.Plain, "")
	switch f.Stage() {
	case Ready:
		f.showReady()
	case Refused, Failed:
		head, text := f.Trouble()
		f.put(kit.Notice(look.Stop, head, text))
	case Sending:
		f.put(kit.Notice(look.Info, words.T(words.PreviewSending), ""))
	case Sent:
		f.put(kit.Notice(look.Good, words.T(words.PreviewSent), words.T(words.PreviewSentText), kit.NewFacts(9, f.sent()...)))
	default:
		f.put(kit.Notice(look.Info, words.T(words.PreviewLoading), ""))
	}
	f.shell.ActionsChanged()
}

// sent says what was printed.
func (f *Form) sent() []kit.Fact {
	return []kit.Fact{
		{Label: words.T(words.PreviewLabelPaper), Text: words.T(words.PreviewPaper(f.Kind().Key()))},
		{Label: words.T(words.PreviewLabelQueue), Text: f.Queue()},
		{Label: words.T(words.PreviewLabelCopies), Text: words.T(words.PreviewPagesCopies, f.Pages(), f.Copies())},
		{Label: words.T(words.PreviewLabelPurpose), Text: f.purposeText()},
	}
}

// showReady shows the page and the settings.
func (f *Form) showReady() {
	f.leaf = newLeaf(f)
	f.where = look.BoldText("", look.Body(), look.Ink)
	f.notice = container.NewStack()
	keys := look.Text(words.T(words.PreviewKeys), look.Small(), look.InkSoft)
	head := kit.Pad(1, container.NewBorder(nil, nil, f.where, keys))
	left := container.NewBorder(head, nil, nil, nil, f.leaf)
	f.put(kit.Pad(2, container.NewBorder(nil, nil, nil, kit.Across(0, kit.Gap(3), f.panel()), left)))
	f.ShowPage()
	f.ShowSettings()
	if f.chosen > 0 && f.chosen <= len(f.fields) {
		kit.Focus(f.fields[f.chosen-1].(fyne.Focusable))
	} else {
		kit.Focus(f.leaf)
	}
	f.chosen = 0
}

// panelEm is the width of the settings.
const panelEm = 22

// panel is how the paper is to be printed.
func (f *Form) panel() fyne.CanvasObject {
	f.fields = f.choices()
	block := kit.Block(words.T(words.PreviewSettings), "", kit.Stack(0.5, f.fields...))
	f.side = container.NewVBox(block, kit.Gap(1), f.notice)
	body := kit.NewPage(kit.PageOf(f.side))
	wide := canvas.NewRectangle(color.Transparent)
	wide.SetMinSize(fyne.NewSize(panelEm*look.Body(), 0))
	return container.NewStack(wide, body)
}

const labelEm = 6

// The fields that make the paper anew, counted from 1 in their order.
const (
	fieldPaper   = 1
	fieldPurpose = 3
	fieldRange   = 4
)

// choices are the fields of the panel.
func (f *Form) choices() []fyne.CanvasObject {
	var papers, purposes []kit.Option
	for i, k := range document.Kinds() {
		papers = append(papers, kit.Option{Value: k.Key(), Code: strconv.Itoa(i + 1), Label: words.T(words.PreviewPaper(k.Key()))})
	}
	for _, p := range counter.Purposes() {
		n := strconv.Itoa(int(p))
		purposes = append(purposes, kit.Option{Value: n, Code: n, Label: words.T(words.Purpose(n))})
	}
	choice := func(label words.Key, options []kit.Option, value string, changed func(string)) *kit.Choice {
		c := kit.NewChoice(kit.ChoiceSpec{Label: words.T(label), LabelEm: labelEm, BoxEm: panelEm - labelEm - 4, Long: true, Options: options, OnChanged: changed})
		c.SetValue(value)
		return c
	}
	f.queue = choice(words.PreviewLabelQueue, nil, "", func(name string) { f.SetQueue(name); f.ShowSettings() })
	all := []fyne.CanvasObject{
		choice(words.PreviewLabelPaper, papers, f.Kind().Key(), f.choosePaper),
		f.queue,
		choice(words.PreviewLabelPurpose, purposes, strconv.Itoa(int(f.Purpose())), f.choosePurpose),
	}
	copies := kit.NewField(kit.Spec{Label: words.T(words.PreviewLabelCopies), LabelEm: labelEm, BoxEm: 3, Max: 2, Fold: kit.HalfWidth, Accept: kit.Digits,
		OnChanged: f.typeCopies})
	copies.SetText(strconv.Itoa(f.Copies()))
	if n := f.Entries(); n > 1 {
		all = append(all, choice(words.PreviewLabelRange, []kit.Option{
			{Value: "", Code: "1", Label: words.T(words.PreviewRangeOne)}, {Value: "all", Code: "2", Label: words.T(words.PreviewRangeAll, n)},
		}, map[bool]string{true: "all"}[f.Whole()], func(v string) { f.chosen = fieldRange; f.SetWhole(v == "all") }))
	}
	all = append(all, copies)
	f.copies, f.asks = len(all), f.Load().Needs()
	if f.asks {
		number := kit.NewField(kit.Spec{Label: words.T(words.PreviewLabelApproval), LabelEm: labelEm, BoxEm: 8, Max: 11, Fold: kit.HalfWidth,
			OnChanged: func(typed string) { f.SetApproval(typed); f.ShowSettings() }})
		number.SetText(f.Approval())
		all = append(all, number)
	}
	if f.Kind() == document.ReviewListPaper {
		all = append(all, choice(words.PreviewLabelNumbers, []kit.Option{
			{Value: "", Code: "1", Label: words.T(words.PreviewNumbersNo)}, {Value: "yes", Code: "2", Label: words.T(words.PreviewNumbersYes)},
		}, map[bool]string{true: "yes"}[f.Numbers()], func(v string) { f.chosen = len(all); f.SetNumbers(v == "yes") }))
	}
	return all
}

// typeCopies takes in a number of copies. With it the field for an approval may come or go.
func (f *Form) typeCopies(typed string) {
	f.SetCopies(typed)
	if f.Copies() > 0 && f.Load().Needs() != f.asks {
		f.chosen = f.copies
		f.ShowStage()
		return
	}
	f.ShowSettings()
}

// ask asks for an approval; its number comes into its field, which has the keyboard then.
func (f *Form) ask() {
	f.chosen = f.copies + 1
	f.Ask()
}

func (f *Form) choosePaper(key string) {
	for _, k := range document.Kinds() {
		if k.Key() == key {
			f.chosen = fieldPaper
			f.SetKind(k)
		}
	}
}

func (f *Form) choosePurpose(code string) {
	n, _ := strconv.Atoi(code) // nothing chosen is no purpose
	f.chosen = fieldPurpose
	f.SetPurpose(counter.Purpose(n))
	f.ShowSettings()
}

// ShowPage implements [View].
func (f *Form) ShowPage() {
	if f.leaf == nil {
		return
	}
	f.where.Text = words.T(words.PreviewPage, f.Page()+1, f.Pages(), words.T(words.PreviewZoom(int(f.Zoom()))))
	f.where.Refresh()
	f.leaf.show()
}

// ShowSettings implements [View].
func (f *Form) ShowSettings() {
	if f.leaf == nil {
		return
	}
	var queues []kit.Option
	for i, q := range f.Queues() {
		label := q.Name
		if q.Stopped {
			label = words.T(words.PreviewStoppedQueue, q.Name)
		}
		queues = append(queues, kit.Option{Value: q.Name, Code: strconv.Itoa(i + 1), Label: label})
	}
	f.queue.SetOptions(queues)
	f.queue.SetValue(f.Queue())
	tone, text := look.Info, words.T(words.PreviewRecorded)
	if why := f.WhyNotPrint(); why != "" {
		tone, text = look.Alert, why
	}
	f.notice.Objects = []fyne.CanvasObject{kit.Edged(tone, kit.NewParagraph(text, look.Body(), look.Ink))}
	f.side.Refresh()
	f.side.Refresh() // the text wraps with the first, its frame follows with the second
}

// Say implements [View].
func (f *Form) Say(grade Grade, text string) { f.shell.Say(look.Tone(grade), text) }

package search

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/paper"
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
	shell   kit.Stage
	content fyne.CanvasObject
	fields  map[Field]*kit.Field
	purpose *kit.Choice
	removed *kit.Choice
	way     *kit.Choice
	list    *kit.KeyList
	kept    *kit.KeyList
	below   *fyne.Container // the list, or what there is instead
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, shell: stage, fields: map[Field]*kit.Field{}}
	p.Attach(f)
	f.build()
	return f
}

func (f *Form) build() {
	f.purpose = kit.NewChoice(kit.ChoiceSpec{Label: words.T(words.SearchPurpose), Required: true, Options: purposes(),
		OnChanged: func(v string) {
			n, _ := strconv.Atoi(v) // nothing chosen is purpose 0
			f.SetPurpose(counter.Purpose(n))
		},
		OnEnter: func() bool { f.Search(); return true }})
	f.removed = kit.NewChoice(kit.ChoiceSpec{Label: words.T(words.SearchRemoved), Skip: true,
		Options:   []kit.Option{{Value: "", Code: "1", Label: words.T(words.SearchNo)}, {Value: "1", Code: "2", Label: words.T(words.SearchYes)}},
		OnChanged: func(v string) { f.SetRemoved(v != "") }})
	f.way = kit.NewChoice(kit.ChoiceSpec{Label: words.T(words.SearchWay), Skip: true, Options: ways(),
		OnChanged: func(v string) {
			n, _ := strconv.Atoi(v) // a value of ways
			f.SetWay(Way(n))
		}})
	f.list = kit.NewKeyList(
		kit.Column{Title: words.T(words.SearchColumnName), Name: true}, kit.Column{Title: words.T(words.SearchColumnReading)},
		kit.Column{Title: words.T(words.SearchColumnBirth), Em: 6}, kit.Column{Title: words.T(words.SearchColumnSex), Em: kit.Em(words.T(words.ChoiceSex1), words.T(words.ChoiceSex2))},
		kit.Column{Title: words.T(words.SearchColumnAddress)}, kit.Column{Title: words.T(words.SearchColumnStatus), Em: statusEm()},
		kit.Column{Title: words.T(words.SearchColumnWhy), Name: true}, kit.Column{Title: words.T(words.SearchColumnId), Em: 5.5})
	f.list.Length, f.list.Cell, f.list.OnChosen, f.list.OnMoved = f.Len, f.cell, f.Choose, f.sayLong
	f.kept = kit.NewKeyList(kit.Column{Title: words.T(words.SearchColumnAt), Em: kit.Em("00/00 00:00")}, kit.Column{Title: words.T(words.SearchColumnBy), Name: true},
		kit.Column{Title: words.T(words.SearchColumnPurpose), Em: purposeEm()}, kit.Column{Title: words.T(words.SearchColumnHits), Em: 3, Right: true})
	f.kept.Length, f.kept.Cell, f.kept.OnChosen = f.KeptLen, f.keptCell, f.Again
	f.kept.Empty = words.T(words.SearchKeptNone)
	f.below = container.NewStack()
	grid := kit.Grid(12,
		kit.Span(7, f.field(Name, kit.Spec{Label: words.T(words.SearchName), Hint: words.T(words.SearchNameHint), Name: true, Max: 60})), kit.Span(5, f.way),
		kit.Span(5, f.field(Birth, kit.Spec{Label: words.T(words.SearchBirth), Hint: words.T(words.SearchBirthHint), BoxEm: 8, Max: 24, Fold: kit.HalfWidth,
			Note: func(string) (string, look.Tone) { return f.Echo(Birth), look.Plain }})),
		kit.Span(7, f.field(Address, kit.Spec{Label: words.T(words.SearchAddress), Hint: words.T(words.SearchAddressHint), Kanji: true, Max: 100})),
		kit.Span(4, f.number(ID, words.SearchId)), kit.Span(4, f.number(Household, words.SearchHousehold)), kit.Span(4, f.number(Card, words.SearchCard)),
		kit.Span(4, f.masked(Code, words.SearchCode)), kit.Span(4, f.masked(Number, words.SearchNumber)), kit.Span(4, f.removed),
		kit.Span(12, f.purpose))
	f.content = kit.Pad(2, container.NewBorder(kit.Panel(grid), nil, nil, nil, container.NewBorder(kit.Pad(0.5, container.NewStack()), nil, nil, nil, f.below)))
}

// number is a field for one of the numbers. Enter passes over it: who has a card in
// their hands goes there with Tab, the others are at the purpose with three keys.
func (f *Form) number(which Field, label words.Key) *kit.Field {
	return f.field(which, kit.Spec{Label: words.T(label), Max: 20, Fold: kit.HalfWidth, Skip: true})
}

// masked is a field for a number that must not be read over the shoulder.
func (f *Form) masked(which Field, label words.Key) *kit.Field {
	return f.field(which, kit.Spec{Label: words.T(label), Max: 14, Fold: kit.HalfWidth, Skip: true, Masked: true, OnShown: func() {
		if !f.Unmasked(which) {
			f.fields[which].SetText("") // the presenter keeps it; what cannot be logged is not shown
		}
	}})
}

func ways() []kit.Option {
	return []kit.Option{
		{Value: wayValue(Part), Code: "1", Label: words.T(words.SearchWayPart)},
		{Value: wayValue(Whole), Code: "2", Label: words.T(words.SearchWayWhole)},
		{Value: wayValue(Given), Code: "3", Label: words.T(words.SearchWayGiven)},
	}
}

func wayValue(w Way) string { return strconv.Itoa(int(w)) }

// statusEm is the width of the longest state, with the sign of who is gone.
func statusEm() float32 {
	widest := kit.Em(words.T(words.Status(int(resident.Living))), words.T(words.Status(int(resident.Leaving))))
	for _, s := range []resident.Status{resident.Left, resident.Dead, resident.Removed} {
		widest = max(widest, kit.Em(look.Alert.Sign()+" "+words.T(words.Status(int(s)))))
	}
	return widest
}

func purposeEm() (widest float32) {
	for _, o := range purposes() {
		widest = max(widest, kit.Em(o.Label))
	}
	return widest
}

func purposes() []kit.Option {
	var options []kit.Option
	for _, p := range counter.Purposes() {
		s := strconv.Itoa(int(p))
		options = append(options, kit.Option{Value: s, Code: s, Label: words.T(words.Purpose(s))})
	}
	return options
}

func (f *Form) field(which Field, spec kit.Spec) *kit.Field {
	var w *kit.Field
	height := float32(0)
	spec.OnChanged = func(text string) {
		f.Type(which, text)
		if h := w.MinSize().Height; h != height {
			height = h
			f.content.Refresh() // a remark below it came or went: what stands below moves
		}
	}
	w = kit.NewField(spec)
	f.fields[which] = w
	return w
}

func (f *Form) cell(row, column int) kit.CellText {
	r := f.Row(row)
	switch column {
	case 0:
		return kit.CellText{Text: r.Name}
	case 1:
		return kit.CellText{Text: r.Reading}
	case 2:
		return kit.CellText{Text: r.Birth}
	case 3:
		return kit.CellText{Text: r.Sex}
	case 4:
		if r.Protected {
			return kit.CellText{Text: r.Address, Tone: look.Stop}
		}
		return kit.CellText{Text: r.Address}
	case 5:
		if r.Gone {
			return kit.CellText{Text: r.Status, Tone: look.Alert}
		}
		return kit.CellText{Text: r.Status}
	case 6:
		if r.Past {
			return kit.CellText{Text: r.Why, Tone: look.Info}
		}
		return kit.CellText{Text: r.Why}
	}
	return kit.CellText{Text: r.ID}
}

// sayLong says what of a hit may be too long for its column.
func (f *Form) sayLong(row int) {
	if r := f.Row(row); r.Past {
		f.shell.Say(look.Info, r.Why)
	}
}

func (f *Form) keptCell(row, column int) kit.CellText {
	r := f.KeptRow(row)
	return kit.CellText{Text: []string{r.At, r.By, r.Purpose, r.Hits}[column]}
}

// Title implements [kit.Screen].
func (f *Form) Title() string {
	if f.Picking() {
		return words.T(words.SearchPickTitle)
	}
	return words.T(words.SearchTitle)
}

// Help implements shell.Helper.
func (f *Form) Help() string { return "search" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	actions := []kit.Action{
		{Key: fyne.KeyF6, Label: words.T(words.SearchKeyKept), Do: f.ShowKept},
		{Key: fyne.KeyF10, Label: words.T(words.SearchKeyClear), Do: f.clear},
		{Key: fyne.KeyF12, Label: words.T(words.SearchKeySearch), Do: f.Search, Lead: true},
	}
	if f.Picking() {
		actions = append(actions, kit.Action{Key: fyne.KeyF9, Label: words.T(words.SearchKeyLook), Do: func() { f.Look(f.list.Row()) }})
	}
	return actions
}

func (f *Form) clear() {
	f.Clear()
	f.Fill()
	f.ShowList()
	f.start()
}

// Fill implements [View].
func (f *Form) Fill() {
	for which, w := range f.fields {
		w.SetText(f.Text(which))
		w.SetFinding(kit.Finding{})
	}
	f.purpose.SetValue("")
	if f.Purpose() != 0 {
		f.purpose.SetValue(strconv.Itoa(int(f.Purpose())))
	}
	f.removed.SetValue("")
	if f.Removed() {
		f.removed.SetValue("1")
	}
	f.way.SetValue(wayValue(f.Way()))
}

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	if f.State() == Kept {
		f.HideKept()
		return true
	}
	f.Leave()
	return true
}

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.Fill()
	f.ShowList()
	if f.Len() > 0 || f.State() == Kept {
		f.FocusList()
		return
	}
	f.start()
}

// start gives the keyboard to the first field, or to what can be done offline.
func (f *Form) start() {
	if f.State() == Offline {
		return // the list of kinds has it
	}
	kit.Focus(f.fields[Name])
}

// Hidden implements [kit.Screen].
func (f *Form) Hidden() {}

// ShowList implements [View].
func (f *Form) ShowList() {
	switch f.State() {
	case Offline:
		f.showOffline()
		return
	case Kept:
		f.kept.Reload()
		f.put(f.kept)
		return
	case Searching:
		f.list.SetState(kit.ListLoading, "")
	case Failed:
		f.list.SetState(kit.ListFailed, words.T(words.SearchFailed))
	default:
		f.list.Empty = words.T(words.SearchNone)
		if f.State() == Idle {
			f.list.Empty = f.Hint()
		}
		f.list.SetState(kit.ListReady, "")
	}
	f.put(f.list)
}

func (f *Form) put(o fyne.CanvasObject) {
	f.below.Objects = []fyne.CanvasObject{o}
	f.below.Refresh()
}

// showOffline says what is not possible without a line, and what is.
func (f *Form) showOffline() {
	kinds := f.FromPaper()
	choices := kit.NewKeyList(kit.Column{Title: words.T(words.SearchFromPaper)})
	choices.Length = func() int { return len(kinds) }
	choices.Cell = func(row, _ int) kit.CellText { return kit.CellText{Text: kindText(row, kinds[row])} }
	choices.OnChosen = func(row int) { f.EnterFromPaper(row + 1) }
	choices.OnRune = func(r rune) { f.EnterFromPaper(int(r - '0')) }
	why := kit.Edged(look.Alert, kit.Stack(2,
		look.BoldText(words.T(words.SearchOffline), look.Head(), look.Alert.Ink()),
		kit.NewParagraph(words.T(words.SearchOfflineWhy), look.Body(), look.Ink)))
	f.put(container.NewBorder(kit.Pad(1, why), nil, nil, nil, choices))
	kit.Focus(choices)
}

func kindText(row int, k notification.Kind) string {
	return words.T(words.SearchFromPaperKey, row+1, words.T(words.Kind(k.Key())))
}

// ShowFault implements [View].
func (f *Form) ShowFault(which Field, fault paper.Fault) {
	var finding kit.Finding
	if !fault.IsZero() {
		finding = kit.Finding{Tone: look.Stop, Code: fault.Rule, Reason: words.T(fault.Reason, fault.Args...), Remedy: words.T(fault.Remedy, fault.Args...)}
	}
	if f.fields[which].Finding() != finding {
		f.fields[which].SetFinding(finding)
		f.content.Refresh() // what stands below moves
	}
}

// Focus implements [View].
func (f *Form) Focus(which Field) { kit.Focus(f.fields[which]) }

// FocusPurpose implements [View].
func (f *Form) FocusPurpose() { kit.Focus(f.purpose) }

// FocusList implements [View].
func (f *Form) FocusList() {
	if f.State() == Kept {
		kit.Focus(f.kept)
		return
	}
	kit.Focus(f.list)
}

// Say implements [View].
func (f *Form) Say(alert bool, text string) {
	tone := look.Info
	if alert {
		tone = look.Alert
	}
	f.shell.Say(tone, text)
}

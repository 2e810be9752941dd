package glyph

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/letters"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

var (
	_ View       = (*Form)(nil)
	_ kit.Screen = (*Form)(nil)
	_ kit.Backer = (*Form)(nil)
)

// A Form is the screen: the name and the character looked at on the left, the search and
// what it found on the right.
type Form struct {
	*Presenter
	stage kit.Stage
	room  *fyne.Container
	shown bool

	name    *board
	subject *fyne.Container
	found   *board
	told    *canvas.Text // what the board has
	reading *kit.Field   // nil where nothing can be put in
}

// NewForm returns the screen of a presenter on a stage.
func NewForm(p *Presenter, stage kit.Stage) *Form {
	f := &Form{Presenter: p, stage: stage, room: container.NewStack()}
	p.Attach(f)
	return f
}

// Title implements [kit.Screen].
func (f *Form) Title() string { return words.T(words.GlyphTitle) }

// Help implements shell.Helper.
func (f *Form) Help() string { return "glyph" }

// Content implements [kit.Screen].
func (f *Form) Content() fyne.CanvasObject { return f.room }

// Actions implements [kit.Screen].
func (f *Form) Actions() []kit.Action {
	actions := []kit.Action{
		{Key: fyne.KeyF2, Label: words.T(words.GlyphKeyBack), Do: f.Leave},
		{Key: fyne.KeyF7, Label: words.T(words.GlyphKeyPrevious), Do: func() { f.step(-1) }},
		{Key: fyne.KeyF8, Label: words.T(words.GlyphKeyNext), Do: func() { f.step(1) }},
	}
	if f.Changes() {
		actions = append(actions,
			kit.Action{Key: fyne.KeyF5, Label: words.T(words.GlyphKeySearch), Do: func() { kit.Focus(f.reading) }},
			kit.Action{Key: fyne.KeyF12, Label: words.T(words.GlyphKeyTake), Do: func() { f.Choose(f.found.mark) }, Lead: true, Why: f.why})
	}
	return actions
}

// why says why no character can be taken.
func (f *Form) why() string {
	if shown, _ := f.Found(); len(shown) == 0 {
		return words.T(words.GlyphNothingFound)
	}
	return ""
}

// step looks at another character of the name.
func (f *Form) step(by int) {
	if i := f.At() + by; i >= 0 && i < len(f.Chars()) {
		f.name.mark = i
		kit.Focus(f.name)
		f.name.move(i)
	}
}

// Shown implements [kit.Screen].
func (f *Form) Shown() {
	f.shown = true
	f.ShowAll()
}

// Hidden implements [kit.Screen].
func (f *Form) Hidden() { f.shown = false }

// Back implements [kit.Backer].
func (f *Form) Back() bool {
	f.Leave()
	return true
}

// ShowAll implements [View].
func (f *Form) ShowAll() {
	if !f.shown {
		return
	}
	f.build()
	f.ShowFound()
	f.ShowSubject()
	f.stage.ActionsChanged()
	switch shown, _ := f.Found(); {
	case !f.Shapes() && len(shown) > 0:
		kit.Focus(f.found)
	case len(f.Chars()) > 0:
		kit.Focus(f.name)
	case f.reading != nil:
		kit.Focus(f.reading)
	}
}

func (f *Form) build() {
	f.name = newBoard(func() float32 { return look.Display() })
	f.name.onMoved = f.Look
	f.name.onChosen = func(int) { kit.Focus(f.found) }
	f.name.onEscape, f.name.onRune = f.Leave, f.typeReading
	var cells []cell
	for i, c := range f.Chars() {
		below := strconv.Itoa(i + 1)
		if strings.TrimSpace(c) == "" {
			below = words.T(words.GlyphSpace)
		}
		cells = append(cells, cell{c, below, f.Draws(c)})
	}
	f.name.set(cells, f.At())
	f.found = newBoard(f.size)
	f.found.numbered = true
	f.found.onMoved, f.found.onChosen = f.Mark, f.Choose
	f.found.onEscape, f.found.onRune = f.Leave, f.typeReading
	f.told = look.BoldText("", look.Body(), look.Ink)
	f.subject = container.NewStack()

	head := kit.SectionHead(words.T(f.Label()), f.undrawn())
	left := container.NewBorder(container.NewVBox(head, f.name), nil, nil, nil, f.subject)
	above := kit.Stack(1.5, f.search(), f.told)
	right := container.NewBorder(above, nil, nil, nil, f.found)
	f.room.Objects = []fyne.CanvasObject{kit.Pad(2, container.New(halves{}, left, right))}
	f.room.Refresh()
}

// size is that of what was found: a large window has room for larger characters.
func (f *Form) size() float32 {
	if f.room.Size().Width >= look.Space(wide) {
		return look.Display() * 1.4
	}
	return look.Display()
}

// wide is the width, in steps, from which the window is large.
const wide = 412

// undrawn says at the head of the name how many of its characters the font lacks.
func (f *Form) undrawn() string {
	if n := f.Undrawn(); n > 0 {
		return look.Stop.Sign() + " " + words.T(words.GlyphUndrawn, n)
	}
	return ""
}

// halves puts two objects side by side.
type halves struct{}

func (halves) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize().Max(objects[1].MinSize())
	return fyne.NewSize(2*size.Width, size.Height)
}

func (halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Width * 0.46
	objects[0].Resize(fyne.NewSize(left, size.Height))
	objects[1].Move(fyne.NewPos(left+look.Space(3), 0))
	objects[1].Resize(fyne.NewSize(size.Width-left-look.Space(3), size.Height))
}

// search is the fields to search with.
func (f *Form) search() fyne.CanvasObject {
	if f.reading = nil; !f.Changes() {
		return kit.SectionHead(words.T(words.GlyphShapes), "")
	}
	field := func(label words.Key, hint string, value func(*Asked) *string) kit.Spec {
		return kit.Spec{
			Label: words.T(label), LabelEm: 5, Hint: hint, OnEscape: f.Leave,
			OnChanged: func(text string) {
				a := f.Asked()
				*value(&a) = text
				f.Ask(a)
			},
			OnEnter: func() bool {
				if f.List() {
					kit.Focus(f.found)
				}
				return true
			},
		}
	}
	digits := func(s kit.Spec) *kit.Field {
		s.BoxEm, s.Max, s.Fold, s.Accept = 3, 2, kit.HalfWidth, kit.Digits
		return kit.NewField(s)
	}
	f.reading = kit.NewKana(field(words.GlyphReading, words.T(words.GlyphReadingHint), func(a *Asked) *string { return &a.Reading }), letters.ToKatakana)
	strokes := digits(field(words.GlyphStrokes, "", func(a *Asked) *string { return &a.Strokes }))
	code := field(words.GlyphCode, words.T(words.GlyphCodeHint), func(a *Asked) *string { return &a.Code })
	asked := f.Asked() // what was typed before the screen was covered stands there again
	radical := field(words.GlyphRadical, words.T(words.GlyphRadicalHint), func(a *Asked) *string { return &a.Radical })
	radical.BoxEm, radical.Note = 8, f.radical
	code.Fold, code.Accept, code.Max = kit.HalfWidth, kit.ASCII, 10
	residual := digits(field(words.GlyphResidual, "", func(a *Asked) *string { return &a.Residual }))
	radicals, number := kit.NewKana(radical, letters.ToKatakana), kit.NewField(code)
	for field, text := range map[*kit.Field]string{
		f.reading: asked.Reading, strokes: asked.Strokes, radicals: asked.Radical, residual: asked.Residual, number: asked.Code,
	} {
		field.SetText(text)
	}
	return container.NewVBox(kit.SectionHead(words.T(words.GlyphSearch), words.T(words.GlyphSearchKeys)),
		kit.Grid(2, f.reading, strokes, kit.Span(2, radicals), residual, number))
}

// radical names the radical that is meant, and that there are others.
func (f *Form) radical(typed string) (string, look.Tone) {
	if typed == "" {
		return "", look.Plain
	}
	all := f.Radical(typed)
	if len(all) == 0 {
		return words.T(words.GlyphBadRadical), look.Alert
	}
	text := fmt.Sprintf("%d %s %s", all[0].Number, all[0].Char, all[0].Names[0])
	if len(all) > 1 {
		text += words.T(words.GlyphRadicalMore, len(all)-1)
	}
	return text, look.Plain
}

// typeReading gives a letter typed on a board to the search.
func (f *Form) typeReading(r rune) {
	if f.reading != nil {
		kit.Focus(f.reading)
		f.reading.TypedRune(r)
	}
}

// ShowFound implements [View].
func (f *Form) ShowFound() {
	if !f.shown || f.found == nil {
		return
	}
	shown, total := f.Found()
	var cells []cell
	for _, c := range shown {
		cells = append(cells, cell{c.String(), strokes(c), f.Draws(c.String())})
	}
	mark := 0
	for i, c := range shown {
		if f.Shapes() && c.String() == f.Subject().Cluster {
			mark = i
		}
	}
	f.found.set(cells, mark)
	f.told.Text = f.says(len(shown), total)
	f.told.Refresh()
}

// says says what the board has and what Enter does with it.
func (f *Form) says(shown, total int) string {
	text := ""
	switch {
	case f.Shapes() && total <= 1:
		return words.T(words.GlyphNoShapes)
	case f.Shapes():
		text = words.T(words.GlyphShapesOf, f.At()+1, total)
	case total > shown:
		text = words.T(words.GlyphFoundMany, total, shown)
	case total > 0:
		text = words.T(words.GlyphFound, total)
	default:
		return words.T(words.GlyphAsk)
	}
	switch {
	case !f.Changes():
	case f.Shapes():
		text += words.T(words.GlyphReplaces)
	case f.Caret() == 0:
		text += words.T(words.GlyphGoesFirst)
	default:
		text += words.T(words.GlyphGoesBehind, f.Caret())
	}
	return text
}

func strokes(c letters.Char) string {
	if c.Strokes == 0 {
		return ""
	}
	return words.T(words.GlyphStrokesOf, c.Strokes)
}

// Say implements [View].
func (f *Form) Say(key words.Key, args ...any) { f.stage.Say(look.Alert, words.T(key, args...)) }

// ShowSubject implements [View].
func (f *Form) ShowSubject() {
	if !f.shown || f.subject == nil {
		return
	}
	f.stage.Say(look.Plain, "")
	s := f.Subject()
	var o fyne.CanvasObject = kit.Panel(kit.NewParagraph(words.T(words.GlyphEmpty), look.Body(), look.InkSoft))
	if s.Cluster != "" {
		o = kit.Panel(container.NewBorder(nil, nil, container.NewVBox(f.large(s)), nil, kit.NewReader(kit.NewFacts(6, f.facts(s)...))))
	}
	f.subject.Objects = []fyne.CanvasObject{kit.Pad(0, container.NewBorder(kit.Gap(1.5), nil, nil, nil, o))}
	f.subject.Refresh()
}

// large is the character as large as it takes to see every stroke.
func (f *Form) large(s Subject) fyne.CanvasObject {
	side := f.size() * 4
	box := look.Box(look.Paper, look.FieldLine)
	box.SetMinSize(fyne.NewSize(side, side))
	var inside fyne.CanvasObject = container.NewCenter(look.NameText(s.Cluster, f.size()*2.6, look.Ink))
	if !s.Drawn {
		box.FillColor, box.StrokeColor, box.StrokeWidth = look.Stop.Fill(), look.Stop.Edge(), look.Ring
		inside = container.NewCenter(kit.Measure(side/look.Body()-1, 1,
			look.BoldText(look.Stop.Sign(), look.Title(), look.Stop.Ink()),
			kit.NewParagraph(words.T(words.GlyphLackingLong), look.Body(), look.Stop.Ink())))
	}
	return container.NewHBox(container.NewStack(box, inside), kit.Gap(2))
}

func (f *Form) facts(s Subject) []kit.Fact {
	font := kit.Fact{Label: words.T(words.GlyphFont), Text: words.T(words.GlyphFontHas), Tone: look.Good}
	switch {
	case !s.Drawn:
		font.Text, font.Tone = words.T(words.GlyphFontLacks), look.Stop
	case !look.HasNameFont():
		font.Text, font.Tone = words.T(words.GlyphFontPlain), look.Alert
	}
	facts := []kit.Fact{font}
	add := func(label words.Key, text string) {
		if text != "" {
			facts = append(facts, kit.Fact{Label: words.T(label), Text: text})
		}
	}
	if s.Refused != 0 {
		facts = append(facts, kit.Fact{Label: words.T(words.GlyphRegister), Text: words.T(words.GlyphNotRegistered, words.T(words.GlyphRefused(int(s.Refused)))), Tone: look.Stop})
	}
	add(words.GlyphCodePoints, look.Code(s.Cluster))
	add(words.GlyphSequence, sequence(s))
	c := s.Char
	if !s.Known {
		if s.Refused == 0 {
			add(words.GlyphMJ, words.T(words.GlyphNotMJ))
		}
		return facts
	}
	add(words.GlyphMJ, c.MJ)
	juki := c.Juki
	if juki == "" {
		juki = words.T(words.GlyphNoJuki)
	}
	add(words.GlyphJuki, juki)
	add(words.GlyphPlace, place(c))
	add(words.GlyphReadings, strings.Join(c.Readings, "・"))
	if s.Outward != s.Cluster {
		facts = append(facts, kit.Fact{Label: words.T(words.GlyphOutward), Text: s.Outward, Name: true})
	}
	return facts
}

// sequence says whether the character is one of several shapes of a code point.
func sequence(s Subject) string {
	runes := []rune(s.Cluster)
	if len(runes) < 2 {
		return words.T(words.GlyphNoSequence)
	}
	return words.T(words.GlyphSequenceOf, string(runes[0]), fmt.Sprintf("U+%04X", runes[len(runes)-1]))
}

// place is strokes and radicals.
func place(c letters.Char) string {
	var parts []string
	if c.Strokes > 0 {
		parts = append(parts, words.T(words.GlyphStrokesOf, c.Strokes))
	}
	for _, r := range c.Radicals {
		if names := letters.FindRadicals(strconv.Itoa(r.Number)); len(names) > 0 {
			parts = append(parts, words.T(words.GlyphPlaceOf, names[0].Names[0], r.Number, r.Residual))
		}
	}
	return strings.Join(parts, "　")
}

package intake

import (
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// showArranging draws the households before and after, and below them who becomes head
// and what everybody becomes. It gives the keyboard to the first field, or back to the
// one that had it.
func (f *Form) showArranging() {
	at, had := f.focused()
	head, headed := f.headFocused()
	f.drawn++
	f.fields = map[Place]*field{}
	f.heads = map[household.Place]*kit.Choice{}
	var inputs []fyne.CanvasObject
	for _, h := range f.Headings() {
		w := f.headChoice(h)
		f.heads[h.Of] = w
		inputs = append(inputs, kit.Span(2, w))
	}
	for _, at := range f.Related() {
		inputs = append(inputs, f.relation(at))
	}
	rows := []fyne.CanvasObject{f.picture(f.Picture())}
	if len(inputs) > 0 {
		rows = append(rows, kit.Block(words.T(words.IntakePictureRelations), "", kit.Grid(2, inputs...)))
	}
	content := kit.PageOf(kit.Stack(2, rows...))
	switch {
	case len(inputs) == 0:
		reader := kit.NewReader(content)
		f.show(reader)
		kit.Focus(reader)
		return
	default:
		f.show(kit.NewPage(content))
	}
	switch {
	case headed && f.heads[head] != nil:
		kit.Focus(f.heads[head])
	case had && f.fields[at] != nil:
		kit.Focus(f.fields[at].focusable())
	default:
		f.focusArranging()
	}
}

// focusArranging gives the keyboard to the first head to be chosen, else to the first
// relationship.
func (f *Form) focusArranging() {
	for _, h := range f.Headings() {
		if w := f.heads[h.Of]; w != nil {
			kit.Focus(w)
			return
		}
	}
	if all := f.Related(); len(all) > 0 {
		kit.Focus(f.fields[all[0]].focusable())
	}
}

// headFocused returns which choice of a head has the keyboard.
func (f *Form) headFocused() (household.Place, bool) {
	c := f.canvas()
	for of, w := range f.heads {
		if c != nil && c.Focused() == w {
			return of, true
		}
	}
	return 0, false
}

// headChoice is the choice of a head by digit.
func (f *Form) headChoice(h Heading) *kit.Choice {
	label := words.T(words.IntakePictureHeadOf(int(h.Of)))
	if f.everybodyStays() {
		label = words.T(words.IntakePictureNewHead)
	}
	var options []kit.Option
	for i, r := range h.Options {
		options = append(options, kit.Option{Value: string(r.ID), Code: strconv.Itoa(i + 1), Label: r.Relationship + " " + r.Reading})
	}
	drawn, of := f.drawn, h.Of
	w := kit.NewChoice(kit.ChoiceSpec{
		Label: label, Required: true, LabelEm: labelEm, Options: options, Long: len(options) > 4,
		OnChanged: func(value string) {
			f.sameDrawing(drawn, func() { f.SetHead(of, resident.ID(value)) })
		},
	})
	w.SetValue(string(h.Chosen))
	return w
}

// relation is the field of what a person becomes, under the person's name.
func (f *Form) relation(at Place) fyne.CanvasObject {
	x := f.field(at)
	w := f.newField(at, x)
	f.fields[at] = w
	name := f.Entry().Content.Persons[at.Person].Get(notification.FullName)
	if name == "" {
		name = words.T(words.IntakeUnnamed)
	}
	return kit.Stack(0.5, look.NameText(words.T(words.IntakePerson, at.Person+1, name), look.Body(), look.InkSoft), w.object())
}

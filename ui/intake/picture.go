package intake

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/household"
	"madoguchi/app/resident"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// picture draws the households before and after side by side (D5).
func (f *Form) picture(p household.Picture) fyne.CanvasObject {
	before := f.trees(words.IntakePictureBefore, p.Before, false)
	if len(p.Before) == 0 {
		before = append(before, kit.Panel(look.Text(words.T(words.IntakePictureNone), look.Body(), look.InkSoft)))
	}
	rows := []fyne.CanvasObject{container.New(halves{}, kit.Stack(2, before...), kit.Stack(2, f.trees(words.IntakePictureAfter, p.After, true)...))}
	var warnings []fyne.CanvasObject
	for _, w := range p.Warnings {
		warnings = append(warnings, kit.NewParagraph(f.trouble(w), look.Body(), look.Ink))
	}
	if len(warnings) > 0 {
		rows = append(rows, kit.Edged(look.Alert, kit.Stack(0, warnings...)))
	}
	return kit.Stack(2, rows...)
}

// trouble says what is not right.
func (f *Form) trouble(w household.Warning) string {
	name := ""
	for _, r := range append(f.household(), f.Target()...) {
		if r.ID == w.Who {
			name = r.Reading // the warning is not drawn with the font for names
		}
	}
	return look.Alert.Sign() + " " + words.T(words.IntakePictureTrouble(int(w.Trouble)), f.placeName(w.Place, true), name)
}

func (f *Form) placeName(place household.Place, after bool) string {
	if place == household.Here && after && !f.everybodyStays() {
		return words.T(words.IntakePicturePlaceLeft)
	}
	return words.T(words.IntakePicturePlace(int(place)))
}

// halves puts two columns side by side with room for an arrow between them.
type halves struct{}

func (halves) widths(size float32) (gap, each float32) {
	gap = look.Space(6)
	return gap, (size - gap) / 2
}

func (h halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap, each := h.widths(size.Width)
	for i, o := range objects {
		o.Move(fyne.NewPos(float32(i)*(each+gap), 0))
		o.Resize(fyne.NewSize(each, max(o.MinSize().Height, size.Height)))
	}
}

func (halves) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return fyne.NewSize(2*size.Width+look.Space(6), size.Height)
}

func (f *Form) trees(title words.Key, all []household.Tree, after bool) []fyne.CanvasObject {
	out := []fyne.CanvasObject{look.BoldText(words.T(title), look.Head(), look.Ink)}
	for _, t := range all {
		out = append(out, f.tree(t, after))
	}
	return out
}

// tree is one household: where it is, and its members in their order.
func (f *Form) tree(t household.Tree, after bool) fyne.CanvasObject {
	aside := ""
	if t.ID != "" {
		aside = words.T(words.IntakePictureHousehold, string(t.ID))
	}
	var rows []fyne.CanvasObject
	if address := t.Address.String(); address != "" {
		rows = append(rows, kit.NewParagraph(address, look.Small(), look.InkSoft))
	}
	for _, l := range t.Members {
		rows = append(rows, f.leaf(l, t.Place, after))
	}
	return kit.Block(f.placeName(t.Place, after), aside, kit.Stack(0.5, rows...))
}

// leaf is one member: order, name over reading, age, what they are to the head, and
// what becomes of them.
func (f *Form) leaf(l household.Leaf, place household.Place, after bool) fyne.CanvasObject {
	order := ""
	if l.Order > 0 {
		order = strconv.Itoa(l.Order)
	}
	name := l.Name
	if name == "" {
		name = words.T(words.IntakeUnnamed)
	}
	age := ""
	if years, known := l.Age(f.today()); known {
		age = words.T(words.IntakePictureAge, years)
	}
	relation, tone := relationText(l, place, after)
	fate, fateTone := fateText(l, after)
	row := &leafRow{}
	row.add(look.Text(order, look.Small(), look.InkSoft))
	row.add(look.NameText(name, look.Head(), look.Ink))
	row.add(look.Text(l.Reading, look.Small(), look.InkSoft))
	row.add(look.Text(age, look.Small(), look.InkSoft))
	row.add(look.Text(relation, look.Body(), tone.Ink()))
	row.add(look.BoldText(fate, look.Small(), fateTone.Ink()))
	return container.New(row, row.objects()...)
}

func relationText(l household.Leaf, place household.Place, after bool) (string, look.Tone) {
	away := place == household.Away || place == household.Gone
	switch {
	case after && away:
		return "", look.Plain
	case l.Relationship == "":
		return words.T(words.IntakePictureUnsettled), look.Alert
	case after && l.Was != "" && l.Was != l.Relationship:
		return l.Was + " → " + l.Relationship, look.Info
	}
	return l.Relationship, look.Plain
}

func fateText(l household.Leaf, after bool) (string, look.Tone) {
	switch {
	case after && l.BecomesHead && l.Relationship == resident.Head:
		return words.T(words.IntakePictureHead), look.Good
	case l.Fate == household.Moves:
		return words.T(words.IntakePictureMoves), look.Info
	case l.Fate == household.Leaves:
		return words.T(words.IntakePictureLeaves), look.Alert
	case l.Fate == household.Joins:
		return words.T(words.IntakePictureJoins), look.Good
	}
	return "", look.Plain
}

// leafRow lays a member out: the name over the reading, everything else beside it.
type leafRow struct{ texts []*canvas.Text }

func (r *leafRow) add(t *canvas.Text) { r.texts = append(r.texts, t) }

func (r *leafRow) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, t := range r.texts {
		all = append(all, t)
	}
	return all
}

// columns are where age, relationship and fate begin, as parts of the width behind the
// order.
var columns = [3]float32{0.40, 0.49, 0.74}

// Layout implements [fyne.Layout].
func (r *leafRow) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	first := look.Small() * 1.6
	rest := size.Width - first
	at := func(t *canvas.Text, x, y, w, h float32) {
		whole := t.Text
		if fit := look.Fit(whole, t.TextSize, w); fit != whole {
			t.Text = fit
		}
		m := t.MinSize()
		t.Move(fyne.NewPos(x, y+(h-m.Height)/2))
		t.Resize(fyne.NewSize(w, m.Height))
	}
	top := look.Head() * 1.35
	at(r.texts[0], 0, 0, first, size.Height)
	at(r.texts[1], first, 0, rest*columns[0], top)
	at(r.texts[2], first, top, rest*columns[0], size.Height-top)
	at(r.texts[3], first+rest*columns[0], 0, rest*(columns[1]-columns[0]), size.Height)
	at(r.texts[4], first+rest*columns[1], 0, rest*(columns[2]-columns[1]), size.Height)
	at(r.texts[5], first+rest*columns[2], 0, rest*(1-columns[2]), size.Height)
}

// MinSize implements [fyne.Layout].
func (r *leafRow) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(24*look.Body(), look.Head()*1.35+look.Small()*1.35)
}

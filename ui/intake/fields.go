package intake

import (
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// A field is a widget of the page: one of the two kinds is there.
type field struct {
	text   *kit.Field
	choice *kit.Choice
}

func (w *field) object() fyne.CanvasObject {
	if w.text != nil {
		return w.text
	}
	return w.choice
}

func (w *field) focusable() fyne.Focusable {
	if w.text != nil {
		return w.text
	}
	return w.choice
}

// found reports whether a finding stands below the widget.
func (w *field) found() bool {
	if w.text != nil {
		return w.text.Finding().Tone != look.Plain
	}
	return w.choice.Finding().Tone != look.Plain
}

// show puts a value and a finding into the widget, if they are other ones.
func (w *field) show(value string, finding kit.Finding) {
	switch {
	case w.text != nil:
		if w.text.Text() != value {
			w.text.SetText(value)
		}
		w.text.SetFinding(finding)
	default:
		if w.choice.Value() != value {
			w.choice.SetValue(value)
		}
		w.choice.SetFinding(finding)
	}
}

// newField returns the widget for a place, with what stands there.
func (f *Form) newField(at Place, x notification.Field) *field {
	w := &field{}
	if options := f.options(x); options != nil {
		w.choice = kit.NewChoice(f.choiceSpec(at, x, options))
	} else {
		w.text = f.newText(at, x)
	}
	w.show(f.Value(at), f.worst(at))
	return w
}

// options are the choices of a field, nil where text is typed.
func (f *Form) options(x notification.Field) []kit.Option {
	var options []kit.Option
	switch {
	case x.Type == notification.Choice:
		for _, code := range x.Choices {
			s := strconv.Itoa(code)
			options = append(options, kit.Option{Value: s, Code: s, Label: words.T(words.Choice(string(x.Item), s))})
		}
	case x.Item == notification.NewWard:
		for i, w := range f.Wards() {
			options = append(options, kit.Option{Value: w.Code, Code: strconv.Itoa(i + 1), Label: w.Name})
		}
	case x.Item == notification.RemainingHead:
		for i, r := range f.Staying() {
			options = append(options, kit.Option{Value: string(r.ID), Code: strconv.Itoa(i + 1), Label: r.Relationship + " " + r.Reading})
		}
	}
	return options
}

func (f *Form) choiceSpec(at Place, x notification.Field, options []kit.Option) kit.ChoiceSpec {
	drawn := f.drawn
	return kit.ChoiceSpec{
		Label: words.T(f.Label(x.Item)), Required: x.Required, LabelEm: labelEm, Options: options,
		Long: len(options) > 5, ReadOnly: f.Fixed(at),
		OnChanged: func(value string) {
			f.sameDrawing(drawn, func() {
				f.Type(at, value)
				f.Left(at)
			})
		},
		OnEnter: func() bool {
			if f.Stage() != Filling {
				return false // the next field of the panel
			}
			f.sameDrawing(drawn, func() { f.Enter(at) })
			return true
		},
	}
}

// labelEm is the width of a label's cell.
const labelEm = 9

func labelWidth(item notification.Item) float32 {
	if isBeside(item) {
		return 2.5
	}
	return labelEm
}

func (f *Form) newText(at Place, x notification.Field) *kit.Field {
	drawn := f.drawn
	spec := kit.Spec{
		Label: words.T(f.Label(x.Item)), Required: x.Required, LabelEm: labelWidth(x.Item), Max: x.Bound(), ReadOnly: f.Fixed(at), Hint: f.inBox(at), NoCopy: paper.Masked(x),
		Note: func(typed string) (string, look.Tone) {
			if f.Entry() == nil || f.drawn != drawn {
				return "", look.Plain
			}
			return f.Echo(at, typed), look.Plain
		},
		OnChanged: func(typed string) { f.sameDrawing(drawn, func() { f.Type(at, typed) }) },
		OnRead:    func(_, kana string) { f.sameDrawing(drawn, func() { f.hear(at, kana) }) },
		OnLeft:    func(typed string) { f.sameDrawing(drawn, func() { f.leave(at, typed) }) },
		OnEnter: func() bool {
			if f.Stage() != Filling {
				return false // the next field of the panel
			}
			f.sameDrawing(drawn, func() {
				f.leave(at, f.fields[at].text.Text())
				f.Enter(at)
			})
			return true
		},
	}
	return f.typed(at, x, spec)
}

// leave is Left, and tells that a text does not stand as it came from the keyboard or a
// paste: the register spells some shapes otherwise than input methods do.
func (f *Form) leave(at Place, typed string) {
	f.Left(at)
	f.stands(at)
	value, typ := f.Value(at), f.field(at).Type
	switch {
	case typed == "" || value == typed || f.worst(at).Tone >= look.Stop:
	case respelled(typed, value) != "":
		f.shell.Say(look.Info, words.T(words.GlyphSpelled, words.T(f.Label(at.Item)), respelled(typed, value)))
	case typ == notification.Name:
		f.shell.Say(look.Info, words.T(words.IntakeSpelled, words.T(f.Label(at.Item))))
	}
}

// sameDrawing does something unless the page was drawn anew meanwhile: a field that
// loses the keyboard because it is taken away has nothing to say.
func (f *Form) sameDrawing(drawn int, do func()) {
	if f.drawn == drawn {
		do()
	}
}

// typed is the widget for the type of a field.
func (f *Form) typed(at Place, x notification.Field, spec kit.Spec) *kit.Field {
	switch x.Type {
	case notification.Text:
		spec.Kanji = !latin[x.Item]
	case notification.Name:
		spec.Name, spec.Written = true, f.Written
		spec.Proposals = func() []string { return f.namesAt(at) }
	case notification.Reading:
		spec.Proposals = func() []string { return f.proposed(at) }
		return kit.NewKana(spec, letters.ToKatakana)
	case notification.Date, notification.UncertainDate:
		spec.BoxEm, spec.Max = 7, 60
		if look.Large() {
			spec.BoxEm = 5.5 // what was understood, with the age, stands beside it
		}
		return kit.NewDate(spec, spec.Note)
	case notification.Postal:
		return kit.NewPostal(spec, spec.Note)
	case notification.Phone, notification.ResidentID, notification.HouseholdID:
		spec.BoxEm, spec.Fold, spec.Max = 9, kit.HalfWidth, 20
	case notification.Number:
		spec.BoxEm = 6
	case notification.Relationship:
		spec.BoxEm = 8
		if spec.ReadOnly {
			spec.BoxEm = 0
		}
	}
	if paper.Masked(x) {
		spec.BoxEm, spec.Fold = 9, kit.HalfWidth
		spec.Accept = kit.Digits
		var number *kit.Field
		number = kit.NewMasked(spec, func() {
			if !f.LogShown(at) {
				number.SetText("") // the presenter keeps it; what cannot be logged is not shown
			}
		})
		return number
	}
	return kit.NewField(spec)
}

// latin are the texts that are mostly digits or letters: the input method is off there
// until it is switched on.
var latin = map[notification.Item]bool{
	notification.NewNumber: true, notification.PrevNumber: true, notification.DestNumber: true, notification.LastNumber: true,
	notification.ToNumber: true, notification.CertNumber: true, notification.CertSerial: true, notification.RomanName: true,
	notification.ToRomanName: true, notification.ResidenceCard: true, notification.SupportID: true, notification.HoldID: true,
	notification.CancelEntry: true, notification.PrevAbroad: true, notification.DestAbroad: true,
}

// worst is the finding that stands below a field: an error before an alert, an open
// alert before an acknowledged one.
func (f *Form) worst(at Place) kit.Finding {
	var worst kit.Finding
	if text := f.aside(at); text != "" {
		worst = kit.Finding{Tone: look.Info, Reason: text}
	}
	for _, x := range f.Problems(at) {
		found := f.finding(x)
		if worst.Tone < look.Alert || found.Tone > worst.Tone || worst.Acknowledged && !found.Acknowledged {
			worst = found
		}
	}
	return worst
}

// aside is what is good to know at a field: what the record says, what was proposed, how
// it is filled in.
func (f *Form) aside(at Place) string {
	if text, _ := f.Proposed(at); text != "" {
		return text
	}
	if f.Taken(at) {
		return words.T(words.IntakeCertificateTaken)
	}
	switch {
	case at.Item == notification.TargetHouseholdID:
		return f.joins(at)
	case f.field(at).Type == notification.Relationship && f.Value(at) == "" && f.Stage() != Comparing:
		return paper.RelationMenu()
	}
	return ""
}

// inBox is the hint that stands in an empty box.
func (f *Form) inBox(at Place) string {
	inCity, town := townFields[at.Item]
	switch {
	case f.Fixed(at):
	case town && inCity:
		return words.T(words.IntakeTownHint)
	case town:
		return words.T(words.IntakeInitialsHint)
	case countryFields[at.Item] && f.cfg.Countries != nil:
		return words.T(words.IntakeCountryHint)
	}
	return ""
}

// joins tells which household a number is of, or how to find one.
func (f *Form) joins(at Place) string {
	target := f.Target()
	if len(target) == 0 || string(target[0].Household) != f.Entry().Content.Header.Get(at.Item) {
		if f.Value(at) != "" {
			return ""
		}
		return words.T(words.IntakeHouseholdHint)
	}
	head := ""
	for _, r := range target {
		if r.IsHead() {
			head = r.Reading // it is not drawn with the font for names
		}
	}
	return words.T(words.IntakeHouseholdFound, head, len(target), target[0].Address.String())
}

// finding puts a problem into words.
func (f *Form) finding(x Problem) kit.Finding {
	found := kit.Finding{
		Tone: look.Alert, Code: x.Rule, Field: key(x), Label: f.where(x.At),
		Reason: words.T(x.Reason, x.Args...), Remedy: words.T(x.Remedy, x.Args...), Acknowledged: x.Acknowledged,
	}
	if x.Stops {
		found.Tone = look.Stop
	}
	return found
}

func key(x Problem) string { return strconv.Itoa(x.At.Person) + "/" + string(x.At.Item) + "/" + x.Rule }

// where names a place in a list of findings.
func (f *Form) where(at Place) string {
	label := ""
	if at.Item != "" {
		label = words.T(f.Label(at.Item))
	}
	if at.Person == notification.Header {
		return label
	}
	return words.T(words.IntakePersonItem, at.Person+1, label)
}

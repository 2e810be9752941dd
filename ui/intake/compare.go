package intake

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/certificate"
	"madoguchi/app/notification"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// showComparing draws the page of the certificate beside that of the entry. Who had the
// keyboard has it again, if it is still there.
func (f *Form) showComparing() {
	at, had := f.focused()
	f.drawn++
	f.fields = map[Place]*field{}
	f.signs = map[Place]*sign{}
	f.tally = look.BoldText("", look.Body(), look.Ink)
	f.scan = f.scanField()
	f.band = container.NewStack()
	rows := []fyne.CanvasObject{f.columnHeads()}
	var first Place
	for _, c := range f.Comparisons(f.Page()) {
		if first.Item == "" {
			first = c.Stated
		}
		rows = append(rows, f.comparison(c))
	}
	aside := words.T(words.IntakeHeader)
	if f.Page() != notification.Header {
		aside = f.personName(f.Page())
	}
	head := kit.Pad(2, kit.Stack(1, f.scan, f.tally))
	block := kit.Block(words.T(words.IntakeCertificatePage), "", kit.Stack(0.5, append([]fyne.CanvasObject{look.NameText(aside, look.Head(), look.Accent)}, rows...)...))
	f.page = container.NewStack(kit.NewPage(kit.PageOf(block)))
	f.show(container.NewBorder(head, f.band, nil, nil, f.page))
	f.updateComparing()
	switch {
	case had && f.fields[at] != nil:
		kit.Focus(f.fields[at].focusable())
	case !certificate.Given(&f.Entry().Content):
		kit.Focus(f.scan)
	default:
		f.toDifference(Place{}, first)
	}
}

func (f *Form) personName(page int) string {
	name := f.Entry().Content.Persons[page].Get(notification.FullName)
	if name == "" {
		name = f.Entry().Content.Persons[page].Get(notification.CertName)
	}
	if name == "" {
		name = words.T(words.IntakeUnnamed)
	}
	return words.T(words.IntakePerson, page+1, name)
}

// scanField takes a certificate in: a scanner types lines and Enter, a paste brings them
// all at once.
func (f *Form) scanField() *kit.Field {
	drawn := f.drawn
	var scan *kit.Field
	take := func() bool {
		line := scan.Text()
		scan.SetText("")
		if !f.Scan(line) && f.Scanned() > 0 {
			f.shell.Say(look.Info, words.T(words.IntakeCertificateScanning, f.Scanned()))
		}
		return true
	}
	scan = kit.NewField(kit.Spec{
		Label: words.T(words.IntakeCertificateScan), LabelEm: 4, Hint: words.T(words.IntakeCertificateScanHint), Max: certificate.MaxText, Skip: true, NoCopy: true,
		Fold: func(s string) string {
			return strings.NewReplacer("\r\n", lineEnd, "\n", lineEnd, "\r", lineEnd).Replace(s)
		},
		OnChanged: func(text string) {
			f.sameDrawing(drawn, func() {
				if certificate.Ended(strings.ReplaceAll(text, lineEnd, "\n")) && strings.Contains(text, lineEnd) {
					take()
				}
			})
		},
		OnEnter: take,
	})
	return scan
}

// columnHeads names the two sides.
func (f *Form) columnHeads() fyne.CanvasObject {
	return container.New(sides{}, look.BoldText(words.T(words.IntakeCertificateStated), look.Small(), look.InkSoft),
		look.Text("", look.Small(), look.Ink), look.BoldText(words.T(words.IntakeCertificateEntered), look.Small(), look.InkSoft))
}

// sign is what changes of a row while something is typed: the sign, the entry's side,
// and what is said below.
type sign struct {
	mark    *canvas.Text
	entered *canvas.Text
	below   *kit.Paragraph
	masked  bool
}

// comparison is one row: the field of the certificate, the sign, the entry, and below
// what differs.
func (f *Form) comparison(c Comparison) fyne.CanvasObject {
	x := f.field(c.Stated)
	w := f.newField(c.Stated, x)
	f.fields[c.Stated] = w
	s := &sign{mark: look.BoldText("", look.Head(), look.Ink), entered: look.Text("", look.Body(), look.Ink), below: kit.NewParagraph("", look.Small(), look.Alert.Ink()), masked: paper.Masked(x)}
	if x.Type == notification.Name {
		s.entered = look.NameText("", look.Head(), look.Ink)
	}
	f.signs[c.Stated] = s
	return kit.Stack(0, container.New(sides{}, w.object(), s.mark, s.entered), s.below)
}

// sides puts certificate, sign and entry side by side.
type sides struct{}

func (sides) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, mark := size.Width*0.55, look.Body()*2.5
	row := look.RowHeight()
	for i, place := range []struct{ x, w float32 }{{0, left}, {left + look.Space(2), mark}, {left + look.Space(2) + mark, size.Width - left - look.Space(2) - mark}} {
		h := objects[i].MinSize().Height
		y := float32(0)
		if i > 0 {
			y = max(0, (min(row, size.Height)-h)/2)
		}
		if t, ok := objects[i].(*canvas.Text); ok && i == 2 {
			t.Text = look.Fit(t.Text, t.TextSize, place.w)
		}
		objects[i].Move(fyne.NewPos(place.x, y))
		objects[i].Resize(fyne.NewSize(place.w, h))
	}
}

func (sides) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(30*look.Body(), objects[0].MinSize().Height)
}

var signOf = map[certificate.Standing]struct {
	text string
	tone look.Tone
}{
	certificate.Same: {"✓", look.Good}, certificate.Differs: {"≠", look.Stop}, certificate.Absent: {"－", look.Plain},
	certificate.NotEntered: {"＝", look.Info}, certificate.Stated: {"・", look.Plain},
}

// updateComparing draws how everything stands now.
func (f *Form) updateComparing() {
	for _, c := range f.Comparisons(f.Page()) {
		s := f.signs[c.Stated]
		if s == nil {
			continue
		}
		mark, tone := signOf[c.Standing].text, signOf[c.Standing].tone
		if c.Standing == certificate.Differs && c.Explained {
			tone = look.Alert
		}
		s.mark.Text, s.mark.Color = mark, tone.Ink()
		s.entered.Text = f.EnteredText(c)
		if s.masked && s.entered.Text != "" {
			s.entered.Text = strings.Repeat("・", len(s.entered.Text))
		} else if f.field(c.Stated).Type == notification.Name {
			s.entered.Text = look.Visible(s.entered.Text)
		}
		s.mark.Refresh()
		s.entered.Refresh()
		s.below.SetText(f.difference(c), tone.Ink())
		s.below.Hidden = s.below.Text() == ""
	}
	of, open := f.Tally()
	f.tally.Text = words.T(words.IntakeCertificateTally, of[certificate.Same], of[certificate.Differs], open, of[certificate.NotEntered], of[certificate.Absent])
	f.tally.Refresh()
	f.page.Refresh()
}

// difference says what differs, character by character for a name, and why.
func (f *Form) difference(c Comparison) string {
	if c.Standing != certificate.Differs {
		return ""
	}
	text := words.T(words.IntakeCertificateOpen)
	if c.Explained {
		text = words.T(words.IntakeCertificateReason, c.Reason)
	}
	if stated, entered := f.Apart(c, look.Code); stated != "" || entered != "" {
		text = words.T(words.IntakeCertificateApart, dash(stated), dash(entered)) + "　" + text
	}
	return text
}

func dash(s string) string {
	if s == "" {
		return "－"
	}
	return s
}

func (f *Form) comparingActions() []kit.Action {
	action := func(key fyne.KeyName, label words.Key, do func()) kit.Action {
		return kit.Action{Key: key, Label: words.T(label), Do: f.left(do)}
	}
	on := action(fyne.KeyF12, words.IntakeKeyOn, f.Confirm)
	on.Lead = true
	return []kit.Action{
		action(fyne.KeyF5, words.IntakeKeyScan, func() { kit.Focus(f.scan) }),
		action(fyne.KeyF6, words.IntakeKeyDifference, func() { f.toDifference(f.statedHere(), Place{}) }),
		action(fyne.KeyF7, words.IntakeKeyPrevious, func() { f.TurnCertificate(-1) }),
		action(fyne.KeyF8, words.IntakeKeyNext, func() { f.TurnCertificate(1) }),
		action(fyne.KeyF9, words.IntakeKeyEntry, f.toEntry),
		action(fyne.KeyF10, words.IntakeKeyTakeOver, f.takeOver),
		action(fyne.KeyF11, words.IntakeKeyReason, f.explain),
		on,
	}
}

// statedHere returns the place of the row that has the keyboard.
func (f *Form) statedHere() Place {
	at, _ := f.focused()
	return at
}

// toDifference gives the keyboard to the next item that has to be explained, else to
// otherwise.
func (f *Form) toDifference(from, otherwise Place) {
	c, ok := f.NextDifference(from)
	switch {
	case ok:
		f.goComparing(c.Stated)
	case f.fields[otherwise] != nil:
		kit.Focus(f.fields[otherwise].focusable())
	default:
		f.shell.Say(look.Good, words.T(words.IntakeCertificateAllSame))
	}
}

// goComparing shows the page of a row and gives it the keyboard.
func (f *Form) goComparing(at Place) {
	if at.Person != f.Page() {
		f.TurnCertificate(at.Person - f.Page())
	}
	if w := f.fields[at]; w != nil {
		kit.Focus(w.focusable())
	}
}

// toEntry leads to the field of the entry that the row is about.
func (f *Form) toEntry() {
	at := f.statedHere()
	for _, c := range f.Comparisons(f.Page()) {
		if c.Stated == at && c.Entered.Item != "" {
			f.Go(c.Entered)
			return
		}
	}
	f.shell.Say(look.Info, words.T(words.IntakeCertificateNoRow))
}

func (f *Form) takeOver() {
	n := f.TakeOver()
	if n == 0 {
		f.shell.Say(look.Info, words.T(words.IntakeCertificateNothing))
		return
	}
	f.shell.Say(look.Good, words.T(words.IntakeCertificateCopied, n))
}

// explain asks for the reason of the row that has the keyboard.
func (f *Form) explain() {
	at := f.statedHere()
	x, ok := f.ToExplain(at)
	if !ok {
		f.shell.Say(look.Info, words.T(words.IntakeCertificateNoRow))
		return
	}
	f.explaining = at
	f.askReason(x)
}

// explained leads on after a reason: to the next difference.
func (f *Form) explainedNow() {
	from := f.explaining
	f.setBand(nil, nil)
	f.updateComparing()
	f.toDifference(from, from)
}

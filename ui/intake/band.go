package intake

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/notification"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// listProblems fills the band below the page with what the checks found: alerts, and
// the errors that do not stand beside a field of this page anyway.
func (f *Form) listProblems() {
	var found []kit.Finding
	for _, x := range f.AllProblems() {
		if !x.Stops || f.fields[x.At] == nil {
			found = append(found, f.finding(x))
		}
	}
	if len(found) == 0 {
		f.list = nil
		f.setBand(nil, nil)
		return
	}
	f.list = kit.NewFindings()
	f.list.OnJump = func(one kit.Finding) { f.jump(one.Field) }
	f.list.OnAcknowledge = func(one kit.Finding) { f.acknowledge(one.Field) }
	f.list.Set(found)
	if c := f.canvas(); c != nil {
		f.list.Resize(fyne.NewSize(c.Size().Width-look.Space(4), 1)) // its height follows its width
	}
	f.setBand(kit.NewPage(f.list), f.list)
}

// setBand shows something below the page, nil for nothing. List is what gives it its
// height, if anything does.
func (f *Form) setBand(o fyne.CanvasObject, list *kit.Findings) {
	f.band.Objects = nil
	if o != nil {
		f.band.Objects = []fyne.CanvasObject{container.New(bandLayout{list}, o)}
	}
	f.band.Refresh()
	f.room.Refresh()
}

// bandLayout gives the band about a quarter of a small window, or less where the
// findings take less.
type bandLayout struct{ list *kit.Findings }

func (b bandLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	height := look.RowHeight() * 5
	if look.Large() {
		height = look.RowHeight() * 4
	}
	if b.list != nil {
		height = min(height, b.list.MinSize().Height+look.Space(2))
	}
	return fyne.NewSize(100, height)
}

func (bandLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(look.Space(2), look.Space(1)))
		o.Resize(fyne.NewSize(size.Width-look.Space(4), size.Height-look.Space(2)))
	}
}

// problem returns the problem with a key.
func (f *Form) problem(k string) (Problem, bool) {
	for _, x := range f.AllProblems() {
		if key(x) == k {
			return x, true
		}
	}
	return Problem{}, false
}

func (f *Form) jump(k string) {
	if x, ok := f.problem(k); ok && x.At.Item != "" {
		f.Go(x.At)
	}
}

// acknowledge notes that an alert was seen; it asks for a reason where the rule
// wants one.
func (f *Form) acknowledge(k string) {
	x, ok := f.problem(k)
	switch {
	case !ok:
	case x.NeedsReason && !x.Acknowledged:
		f.askReason(x)
	case f.Acknowledge(x, ""):
		f.afterAcknowledging()
	}
}

// askReason shows a field for the reason in place of the list.
func (f *Form) askReason(x Problem) {
	found := f.finding(x)
	var reason *kit.Field
	reason = kit.NewField(kit.Spec{
		Label: words.T(words.IntakeReason), Required: true, Max: 100, Kanji: true, Hint: words.T(words.IntakeReasonHint),
		OnEnter: func() bool {
			if !f.Acknowledge(x, reason.Text()) {
				reason.SetFinding(kit.Finding{Tone: look.Stop, Reason: words.T(words.IntakeReasonMissing)})
				return true
			}
			if f.Stage() == Comparing {
				f.explainedNow()
				return true
			}
			f.listProblems()
			f.afterAcknowledging()
			return true
		},
	})
	head := look.BoldText(found.Code+"　"+found.Label+"："+found.Reason, look.Body(), look.Alert.Ink())
	f.setBand(kit.Edged(look.Alert, kit.Stack(2, head, look.Text(found.Remedy, look.Body(), look.Ink), reason)), nil)
	kit.Focus(reason)
}

// afterAcknowledging leads on: to the next alert, or to F12.
func (f *Form) afterAcknowledging() {
	if stops, alerts := f.open(); stops == 0 && alerts == 0 {
		f.shell.Say(look.Good, words.T(words.IntakeAllSeen))
	}
	if f.list != nil {
		kit.Focus(f.list)
	}
}

func (f *Form) postal(code string) string {
	return f.typist().Show(notification.Field{Type: notification.Postal}, false, code)
}

// wardName returns the name of a ward, to tell towns of the same name apart.
func (f *Form) wardName(code string) string { return f.wardNames()[code] }

// AskTown implements [View]: the towns of a postal code stand below the page.
func (f *Form) AskTown(at Place, towns []Town) {
	head := words.IntakeTownHead
	if countryFields[at.Item] {
		head = words.IntakeCountryHead
	}
	list := kit.NewKeyList(kit.Column{Title: words.T(head)}, kit.Column{Em: 6})
	list.Length = func() int { return len(towns) }
	list.Cell = func(row, column int) kit.CellText {
		if column == 1 {
			return kit.CellText{Text: f.postal(towns[row].Postal)}
		}
		return kit.CellText{Text: f.wardName(towns[row].Ward) + towns[row].Name}
	}
	done := func() {
		f.listProblems()
		f.Presenter.Enter(at)
	}
	list.OnChosen = func(row int) {
		f.TakeTown(at, towns[row])
		done()
	}
	list.OnKey = func(key fyne.KeyName) {
		if key == fyne.KeyEscape {
			f.listProblems()
			f.Focus(at)
		}
	}
	f.setBand(list, nil)
	kit.Focus(list)
}

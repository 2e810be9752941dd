package protection

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/resident"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// labelEm is the width of the label cells.
const labelEm = 6.5

// showMeasure shows what a measure says at the left, whom it has to be told at the right.
func (f *Form) showMeasure() {
	f.shell.Say(look.Plain, "")
	f.facts = container.NewStack()
	f.list = kit.NewKeyList(
		kit.Column{Title: words.T(words.ProtectionColumnPlace)}, kit.Column{Title: words.T(words.ProtectionColumnDone), Em: 11.5},
		kit.Column{Title: words.T(words.ProtectionColumnReference), Em: 8})
	f.list.Length = func() int { return len(f.Wires()) }
	f.list.Cell = f.wireCell
	f.list.OnChosen = func(int) { kit.Focus(f.reference) }
	f.reference = kit.NewField(kit.Spec{Label: words.T(words.ProtectionReference), LabelEm: labelEm, Hint: words.T(words.ProtectionReferenceHint), Max: 40,
		OnEnter: func() bool { f.prove(); return true }, OnEscape: func() { kit.Focus(f.list) }})
	f.reader = kit.NewReader(f.facts)
	left := kit.Block(words.T(words.ProtectionHeadMeasure), "", f.reader)
	wires := container.NewBorder(kit.SectionHead(words.T(words.ProtectionHeadWires), ""), kit.Stack(1,
		kit.Pad(1, kit.NewParagraph(words.T(words.ProtectionHeadWiresAside), look.Small(), look.InkSoft)), f.reference), nil, nil, f.list)
	f.ShowFacts()
	f.put(kit.Pad(2, container.New(halves{}, wires, left)))
	f.list.SetRow(f.NextOpen(0))
	kit.Focus(f.list)
}

// halves puts two objects side by side, the second at the left: the keyboard comes to
// the first one first.
type halves struct{}

// MinSize implements [fyne.Layout].
func (halves) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize().Max(objects[1].MinSize())
	return fyne.NewSize(2*size.Width, size.Height)
}

// Layout implements [fyne.Layout].
func (halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Width * 0.42
	objects[1].Resize(fyne.NewSize(left, size.Height))
	objects[0].Move(fyne.NewPos(left+look.Space(3), 0))
	objects[0].Resize(fyne.NewSize(size.Width-left-look.Space(3), size.Height))
}

func (f *Form) wireCell(row, column int) kit.CellText {
	w := f.Wires()[row]
	switch column {
	case 0:
		return kit.CellText{Text: w.Place}
	case 1:
		if w.Done {
			return kit.CellText{Text: w.Proof, Tone: look.Good}
		}
		return kit.CellText{Text: w.Proof, Tone: look.Alert}
	}
	return kit.CellText{Text: w.Reference}
}

// ShowFacts implements [View].
func (f *Form) ShowFacts() {
	if f.facts == nil {
		return
	}
	var facts []kit.Fact
	for _, fact := range f.Facts() {
		facts = append(facts, kit.Fact{Label: words.T(fact.Label), Text: fact.Text, Name: fact.Name, Tone: look.Tone(fact.Grade)})
	}
	f.facts.Objects = []fyne.CanvasObject{kit.NewFacts(labelEm, facts...)}
	f.facts.Refresh()
	f.reader.Refresh() // what is longer than before can be scrolled to
}

// ShowWires implements [View].
func (f *Form) ShowWires() {
	if f.reference == nil {
		return
	}
	f.reference.SetText("")
	f.list.Reload()
	f.list.SetRow(f.NextOpen(f.list.Row()))
	kit.Focus(f.list)
}

func (f *Form) prove() { f.Prove(f.list.Row(), f.reference.Text()) }

// showLifting asks for the reason and the minutes.
func (f *Form) showLifting() {
	f.shell.Say(look.Plain, "")
	var reasons []kit.Option
	for _, r := range resident.LiftReasons() {
		code := strconv.Itoa(int(r))
		reasons = append(reasons, kit.Option{Value: code, Code: code, Label: words.T(words.ProtectionWhyLifted(int(r)))})
	}
	f.reason = kit.NewChoice(kit.ChoiceSpec{Label: words.T(words.ProtectionLiftReason), Required: true, LabelEm: 8, Options: reasons, OnChanged: f.SetLiftReason})
	f.minutes = kit.NewField(kit.Spec{Label: words.T(words.ProtectionLiftMinutes), Required: true, LabelEm: 8, BoxEm: 4, Max: 3, Fold: kit.HalfWidth, Accept: kit.Digits,
		OnChanged: f.SetLiftMinutes, OnEnter: func() bool { f.lift(); return true }})
	f.minutes.SetText(f.LiftMinutes())
	head := kit.Edged(look.Alert, kit.Stack(1,
		look.BoldText(words.T(words.ProtectionLiftHead), look.Head(), look.Alert.Ink()),
		look.NameText(f.LiftHead(), look.Body(), look.Ink),
		kit.NewParagraph(words.T(words.ProtectionLiftText), look.Body(), look.Ink)))
	body := kit.Block(words.T(words.ProtectionLiftHead), "", kit.Stack(1, f.reason, f.minutes))
	f.put(kit.Pad(3, container.NewBorder(kit.Stack(3, head, body), nil, nil, nil)))
	kit.Focus(f.reason)
}

func (f *Form) lift() {
	f.SetLiftMinutes(f.minutes.Text())
	f.Lift()
}

func lineColumns() []kit.Column {
	return []kit.Column{
		{Title: words.T(words.ProtectionColumnLineName), Name: true}, {Title: words.T(words.ProtectionColumnLineId), Em: 7},
		{Title: words.T(words.ProtectionColumnLineMeasures), Em: 6, Right: true}, {Title: words.T(words.ProtectionColumnLineVerdict), Em: 22}}
}

func (f *Form) lineCell(row, column int) kit.CellText {
	l := f.Lines()[row]
	switch column {
	case 0:
		return kit.CellText{Text: l.Name}
	case 1:
		return kit.CellText{Text: l.ID}
	case 2:
		return kit.CellText{Text: l.Measures}
	}
	return kit.CellText{Text: l.Verdict, Tone: look.Tone(l.Grade)}
}

// showChecking shows a release list line by line.
func (f *Form) showChecking() {
	f.shell.Say(look.Plain, "")
	f.list = kit.NewKeyList(lineColumns()...)
	f.list.Length = func() int { return len(f.Lines()) }
	f.list.Cell = f.lineCell
	f.list.OnRune = func(r rune) {
		if r == ' ' || r == '　' {
			f.Confirm(f.list.Row())
		}
	}
	f.list.OnChosen = f.Confirm
	f.made = kit.NewDate(kit.Spec{Label: words.T(words.ProtectionReleaseMade), LabelEm: 9, BoxEm: 22, Hint: f.MadeHint(), OnLeft: f.SetMade,
		OnEnter: func() bool { f.SetMade(f.made.Text()); kit.Focus(f.list); return true }}, nil)
	head := kit.Edged(look.Alert, kit.Stack(1,
		look.BoldText(words.T(words.ProtectionReleaseHead), look.Head(), look.Alert.Ink()),
		kit.NewParagraph(words.T(words.ProtectionReleaseText), look.Body(), look.Ink)))
	keys := kit.Pad(1, look.Text(words.T(words.ProtectionKeysLines), look.Small(), look.InkSoft))
	f.put(kit.Pad(3, container.NewBorder(kit.Stack(2, head, f.made), keys, nil, nil, f.list)))
	kit.Focus(f.list)
}

// showWaiting shows what waits for a second officer, and below it the lines of the one
// that is marked.
func (f *Form) showWaiting() {
	f.shell.Say(look.Plain, "")
	f.list = kit.NewKeyList(kit.Column{Title: words.T(words.ProtectionColumnMade), Em: 10}, kit.Column{Title: words.T(words.ProtectionColumnProposed)},
		kit.Column{Title: words.T(words.ProtectionColumnLines), Em: 5, Right: true})
	f.list.Empty = words.T(words.ProtectionWaitingEmpty)
	f.list.Length = func() int { return len(f.Waiting()) }
	f.list.Cell = func(row, column int) kit.CellText {
		r := f.Waiting()[row]
		return []kit.CellText{{Text: r.Made, Tone: look.Tone(r.Grade)}, {Text: r.Proposed}, {Text: r.Lines}}[column]
	}
	f.list.OnMoved = f.SetWaiting
	f.list.OnChosen = func(int) { f.Do() }
	f.below = kit.NewKeyList(lineColumns()...)
	f.below.Length = func() int { return len(f.Lines()) }
	f.below.Cell = f.lineCell
	f.put(kit.Pad(3, container.NewGridWithRows(2,
		container.NewBorder(kit.SectionHead(words.T(words.ProtectionWaitingHead), ""), nil, nil, nil, f.list),
		container.NewBorder(kit.SectionHead(words.T(words.ProtectionWaitingLines), ""), nil, nil, nil, f.below))))
	kit.Focus(f.list)
}

// ShowLines implements [View].
func (f *Form) ShowLines() {
	if f.list != nil {
		f.list.Reload()
	}
	if f.below != nil {
		f.below.Reload()
	}
	f.shell.ActionsChanged()
}

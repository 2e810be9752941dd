package reviewing

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/counter"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

// showDeciding says that everything was done, what the keys do, and asks for the proof.
func (f *Form) showDeciding() {
	seen, blocks, matched, rekeys := f.Progress()
	about := f.about()
	if alerts := f.OverriddenRules(); alerts != "" {
		about = append(about, kit.Fact{Label: words.T(words.SectionAcknowledged), Text: alerts, Tone: look.Alert})
	}
	facts := kit.NewFacts(8, append(about,
		kit.Fact{Label: words.T(words.ReviewingDecideSeen), Text: words.T(words.ReviewingProgressSeen, seen, blocks), Tone: look.Good},
		kit.Fact{Label: words.T(words.ReviewingDecideTyped), Text: words.T(words.ReviewingProgressMatch, matched, rekeys), Tone: look.Good},
		kit.Fact{Label: words.T(words.ReviewingDecideNext), Text: f.AfterApproval()})...)
	rows := []fyne.CanvasObject{kit.Notice(look.Good, words.T(words.ReviewingDecideHead), words.T(words.ReviewingDecideText), facts)}
	if asked := f.askProof(f.approve, words.T(words.ReviewingProofText)); asked != nil {
		rows = append(rows, container.NewBorder(nil, nil, kit.Gap(3), kit.Gap(3), asked))
	}
	f.flow = kit.Stack(0, rows...)
	f.put(kit.NewPage(f.flow))
}

// askProof returns the fields of the proof on paper, with a text where there is room,
// nil where the policy asks for none.
func (f *Form) askProof(submit func(), text string) fyne.CanvasObject {
	pin, code := f.Asks()
	if !pin {
		return nil
	}
	f.proof = proof.NewApproval(code)
	f.proof.Submit = submit
	rows := []fyne.CanvasObject{kit.SectionHead(words.T(words.ReviewingProofHead), "")}
	if text != "" {
		rows = append(rows, kit.NewParagraph(text, look.Body(), look.Ink))
	}
	return kit.Panel(kit.Stack(1, append(rows, f.proof.Objects()...)...))
}

// typed returns what stands in the fields of the proof.
func (f *Form) typed() counter.Proof {
	if f.proof == nil {
		return counter.Proof{}
	}
	return counter.Proof{PIN: f.proof.Text(proof.PIN), Code: f.proof.Text(proof.Code)}
}

func (f *Form) approve() { f.ApproveWith(f.typed()) }

func (f *Form) approveTogether() { f.ApproveTogether(f.typed()) }

// ShowRefusal implements [View].
func (f *Form) ShowRefusal(r proof.Refusal) {
	if f.proof == nil {
		return
	}
	f.proof.ShowRefusal(r.Finding(f.cfg.Now()))
	f.flow.Refresh() // what is said takes room
}

// ShowWrong implements [View].
func (f *Form) ShowWrong(item proof.Item, reason words.Key) {
	if f.proof == nil {
		return
	}
	f.proof.ShowWrong(item, reason)
	if reason != "" {
		f.proof.Focus(item)
	}
}

// AskHasty implements [View].
func (f *Form) AskHasty(seconds int) {
	_, blocks, _, _ := f.Progress()
	shown := f.typed()
	f.shell.Ask(kit.Question{
		Tone: look.Alert, Title: words.T(words.ReviewingHastyTitle, seconds), Text: words.T(words.ReviewingHastyText, blocks),
		Answers: []string{words.T(words.ReviewingHastyNo), words.T(words.ReviewingHastyYes)},
	}, func(answer int) {
		if answer == 1 {
			f.Hasten(shown)
			return
		}
		f.Jump(0)
	})
}

// showTogether lists what was compared, to be chosen, and asks for the proof.
func (f *Form) showTogether() {
	rows := f.Candidates()
	list := kit.NewKeyList(kit.Column{Title: words.T(words.ReviewingColumnChosen), Em: 3}, kit.Column{Title: words.T(words.ReviewingColumnKind), Em: kindEm()},
		kit.Column{Title: words.T(words.ReviewingColumnReceipt), Em: 6}, kit.Column{Title: words.T(words.ReviewingColumnSubject), Name: true},
		kit.Column{Title: words.T(words.ReviewingColumnDeadline), Em: 6}, kit.Column{Title: words.T(words.ReviewingColumnReviews), Em: 2.5},
		kit.Column{Title: words.T(words.ReviewingColumnNote), Em: 14})
	list.Length = func() int { return len(rows) }
	list.Cell = func(row, column int) kit.CellText { return f.joinCell(rows[row], column) }
	list.OnRune = func(r rune) {
		if r == ' ' || r == '　' {
			f.Join(rows[list.Row()])
		}
	}
	list.OnChosen = func(int) {
		if f.proof != nil {
			f.proof.Focus(proof.PIN)
		}
	}
	f.joins, f.count = list, kit.NewParagraph("", look.Head(), look.Accent)
	_, most := f.Count()
	head := kit.Edged(look.Info, kit.Stack(1, look.BoldText(words.T(words.ReviewingTogetherTitle), look.Head(), look.Info.Ink()),
		kit.NewParagraph(words.T(words.ReviewingTogetherText, most), look.Body(), look.Ink)))
	foot := kit.Stack(2, f.count)
	if asked := f.askProof(f.approveTogether, ""); asked != nil {
		foot.Add(asked)
	}
	f.flow = kit.Pad(3, container.NewBorder(kit.Stack(2, head, kit.Gap(0)), kit.Stack(2, kit.Gap(0), foot), nil, nil, list))
	f.put(f.flow)
	f.showCount()
	kit.Focus(list)
}

func (f *Form) showCount() {
	if f.joins == nil {
		return
	}
	n, most := f.Count()
	f.count.SetText(words.T(words.ReviewingTogetherCount, n, most), look.Accent)
	f.joins.Reload()
}

func (f *Form) joinCell(row, column int) kit.CellText {
	r := f.Row(row)
	chosen, can := f.Joined(row)
	switch column {
	case 0:
		if chosen {
			return kit.CellText{Tone: look.Good}
		}
		return kit.CellText{Text: "－"}
	case 1:
		return kit.CellText{Text: r.Kind}
	case 2:
		return kit.CellText{Text: r.Receipt}
	case 3:
		return kit.CellText{Text: r.Subject}
	case 4:
		return kit.CellText{Text: r.Deadline, Tone: look.Tone(r.Late)}
	case 5:
		return kit.CellText{Text: r.Reviews}
	}
	if can {
		return kit.CellText{Text: words.T(words.ReviewingCompared), Tone: look.Good}
	}
	return kit.CellText{Text: r.Note}
}

// showJoined says what became of the entries approved together.
func (f *Form) showJoined() {
	all, approved := f.Outcomes()
	var facts []kit.Fact
	for _, o := range all {
		facts = append(facts, kit.Fact{Label: o.Receipt, Text: o.Text, Tone: look.Tone(o.Grade)})
	}
	tone, head := look.Good, words.T(words.ReviewingTogetherDone, approved)
	if approved < len(all) {
		tone, head = look.Alert, words.T(words.ReviewingTogetherSome, approved, len(all)-approved)
	}
	f.put(kit.NewPage(kit.Notice(tone, head, words.T(words.ReviewingTogetherDoneText), kit.NewFacts(8, facts...))))
}

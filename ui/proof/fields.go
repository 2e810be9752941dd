package proof

import (
	"fyne.io/fyne/v2"

	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

var _ View = (*Fields)(nil)

// Fields are the fields of a proof with what is said below them. A screen embeds
// them.
type Fields struct {
	// Submit is what Enter in the last field does.
	Submit func()
	// OnChecking is called when a check begins or ends, so that the function keys
	// are drawn anew; it may be nil.
	OnChecking func()

	fields   map[Item]*kit.Field
	refusal  *kit.Findings
	checking *kit.Paragraph
}

// NewFields returns the fields, with that of the operator ID or without.
func NewFields(withID bool) *Fields {
	f := &Fields{
		fields:   map[Item]*kit.Field{},
		refusal:  kit.NewFindings(),
		checking: kit.NewParagraph("", look.Body(), look.Accent),
	}
	f.refusal.Fixed = true
	f.checking.Hide()
	if withID {
		f.fields[ID] = kit.NewField(kit.Spec{
			Label: words.T(words.ProofOperator), BoxEm: boxEm, Max: 32, Required: true,
			Fold: kit.HalfWidth, Accept: kit.ASCII,
		})
	}
	f.fields[PIN] = kit.NewSecret(kit.Spec{
		Label: words.T(words.ProofPIN), BoxEm: boxEm, Max: MaxPIN, Required: true,
		Hint: words.T(words.ProofPINHint), Fold: kit.HalfWidth, Accept: kit.Digits,
	})
	f.fields[Code] = kit.NewField(kit.Spec{
		Label: words.T(words.ProofCode), BoxEm: boxEm, Max: CodeDigits, Required: true,
		Hint: words.T(words.ProofCodeHint), Fold: kit.HalfWidth, Accept: kit.Digits, NoCopy: true,
		OnEnter: func() bool {
			f.Submit()
			return true
		},
	})
	return f
}

// NewApproval returns the fields of a decision: that of the PIN, and that of the token
// code where the policy asks for it.
func NewApproval(withCode bool) *Fields {
	f := NewFields(false)
	if withCode {
		return f
	}
	delete(f.fields, Code)
	f.fields[PIN] = kit.NewSecret(kit.Spec{
		Label: words.T(words.ProofPIN), BoxEm: boxEm, Max: MaxPIN, Required: true,
		Hint: words.T(words.ProofPINHint), Fold: kit.HalfWidth, Accept: kit.Digits,
		OnEnter: func() bool {
			f.Submit()
			return true
		},
	})
	return f
}

const boxEm = 14

// Objects returns the fields and what is said below them, in order.
func (f *Fields) Objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, item := range []Item{ID, PIN, Code} {
		if field := f.fields[item]; field != nil {
			all = append(all, field)
		}
	}
	return append(all, f.checking, f.refusal)
}

// Text returns what was typed for an item, "" for one that is not asked for.
func (f *Fields) Text(item Item) string {
	if field := f.fields[item]; field != nil {
		return field.Text()
	}
	return ""
}

// ShowChecking implements [View].
func (f *Fields) ShowChecking(on bool) {
	f.checking.SetText(words.T(words.ProofChecking), look.Accent)
	f.checking.Hidden = !on
	f.checking.Refresh()
	for _, field := range f.fields {
		field.SetReadOnly(on)
	}
	if f.OnChecking != nil {
		f.OnChecking()
	}
}

// ShowRefusal implements [View].
func (f *Fields) ShowRefusal(finding kit.Finding) {
	if finding.Tone == look.Plain {
		f.refusal.Set(nil)
		return
	}
	f.refusal.Set([]kit.Finding{finding})
}

// ShowWrong implements [View].
func (f *Fields) ShowWrong(item Item, reason words.Key) {
	field := f.fields[item]
	switch {
	case field == nil:
	case reason == "":
		field.SetFinding(kit.Finding{})
	default:
		field.SetFinding(kit.Finding{Tone: look.Stop, Reason: words.T(reason)})
	}
}

// Focus implements [View].
func (f *Fields) Focus(item Item) {
	if field := f.fields[item]; field != nil {
		kit.Focus(field)
	}
}

// ClearProof implements [View].
func (f *Fields) ClearProof() {
	for _, item := range []Item{PIN, Code} {
		if field := f.fields[item]; field != nil {
			field.SetText("")
		}
	}
}

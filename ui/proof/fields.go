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

	asks     Asks
	fields   map[Item]*kit.Field
	refusal  *kit.Findings
	checking *kit.Paragraph
}

// A Presence is by what a terminal has operators prove that they are there (R116).
type Presence uint8

// The presences. The zero value asks for none.
const (
	Finger  Presence = 1 // on the machine's reader
	Passkey Presence = 2 // an authenticator that verifies its user
)

// Asks are what a terminal asks of operators in a way of its own.
type Asks struct {
	// Login has the ID called that of the integrated terminal (照合ID, R117).
	Login    bool
	Presence Presence
}

// checking is what is said while a proof is checked: what to do, where something is.
func (a Asks) checking() string {
	switch a.Presence {
	case Finger:
		return words.T(words.ProofFinger)
	case Passkey:
		return words.T(words.ProofPasskey)
	}
	return words.T(words.ProofChecking)
}

func (a Asks) id() string {
	if a.Login {
		return words.T(words.ProofLogin)
	}
	return words.T(words.ProofOperator)
}

// NewFields returns the fields, with that of the operator ID or without.
func NewFields(withID bool, asks Asks) *Fields {
	f := &Fields{
		asks:     asks,
		fields:   map[Item]*kit.Field{},
		refusal:  kit.NewFindings(),
		checking: kit.NewParagraph("", look.Body(), look.Accent),
	}
	f.refusal.Fixed = true
	f.checking.Hide()
	if withID {
		f.fields[ID] = kit.NewField(kit.Spec{
			Label: asks.id(), BoxEm: boxEm, Max: 32, Required: true,
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
	f := NewFields(false, Asks{})
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
	f.checking.SetText(f.asks.checking(), look.Accent)
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

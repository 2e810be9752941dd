package kit

import (
	"strings"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// proposals returns what may stand in the field and begins with what does.
func (f *Field) proposals() []string {
	if all := f.namesMeant(); len(all) > 0 {
		return all
	}
	text := f.line.text()
	if f.spec.Proposals == nil || f.spec.Name && input.Ready() || f.spec.ReadOnly || f.declined || f.pending != "" || f.preedit.Text != "" || text != "" && !strings.HasSuffix(text, "　") {
		return nil
	}
	var fit []string
	for _, p := range f.spec.Proposals() {
		if strings.HasPrefix(p, text) && p != text {
			fit = append(fit, p)
		}
	}
	return fit
}

// proposed returns the proposal that is shown, "" for none.
func (f *Field) proposed() string {
	if all := f.proposals(); len(all) > 0 {
		return all[f.proposal%len(all)]
	}
	return ""
}

// nextProposal shows another one and reports whether one is shown.
func (f *Field) nextProposal() bool {
	all := f.proposals()
	if len(all) == 0 {
		return false
	}
	f.proposal = (f.proposal + 1) % len(all)
	f.Refresh()
	return true
}

// takeProposal puts the one that is shown into the field.
func (f *Field) takeProposal() {
	if p := f.proposed(); p != "" {
		f.line = newLine(p)
		f.changed()
	}
}

// decline shows none and reports whether one was shown.
func (f *Field) decline() bool {
	if f.proposed() == "" {
		return false
	}
	f.declined = true
	f.Refresh()
	return true
}

// faint is how the proposal stands behind what was typed: with its mark, and with the
// keys where they count.
func (f *Field) faint() string {
	all := f.proposals()
	if len(all) == 0 {
		return ""
	}
	rest := strings.TrimPrefix(f.proposed(), f.line.text())
	if f.spec.Name {
		rest = look.Visible(rest)
	}
	text := words.T(words.GlyphProposal, rest)
	switch {
	case !f.frame.focused:
	case len(all) > 1:
		text += words.T(words.GlyphProposalsKeys)
	default:
		text += words.T(words.GlyphProposalKeys)
	}
	return text
}

package reviewing

import (
	"madoguchi/app/review"
	"madoguchi/ui/words"
)

// Name returns the name whose characters a reviewer means (D4): the first of the block
// being compared, else of its page, else of the paper.
func (p *Presenter) Name() (label words.Key, name string) {
	if p.stage != Comparing {
		return "", ""
	}
	here := p.blocks[p.at]
	for _, meant := range []func(review.Section) bool{
		func(s review.Section) bool { return s == here },
		func(s review.Section) bool { return s.Person == here.Person },
		func(review.Section) bool { return true },
	} {
		for _, block := range p.blocks {
			if label, name := p.nameIn(block); name != "" && meant(block) {
				return label, name
			}
		}
	}
	return "", ""
}

func (p *Presenter) nameIn(block review.Section) (label words.Key, name string) {
	for _, l := range p.Lines(block) {
		if l.Name && l.Text != "" {
			return l.Label, l.Text
		}
	}
	return "", ""
}

// showCharacters leads to the screen for the characters of that name. What is not in
// sight meanwhile is not being seen.
func (f *Form) showCharacters() { f.cfg.Guide.ShowCharacters(f.Name()) }

// whyNoCharacters says why it does not.
func (f *Form) whyNoCharacters() string {
	if _, name := f.Name(); name == "" {
		return words.T(words.GlyphNoName)
	}
	return ""
}

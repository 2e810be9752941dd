package intake

import (
	"slices"

	"fyne.io/fyne/v2"

	"madoguchi/app/resident"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// Protected reports whether somebody of the households on this entry is under a
// support measure (支援措置): the address of one is that of all.
func (p *Presenter) Protected() bool {
	return slices.ContainsFunc(p.members, func(m Member) bool { return m.Record.Protected }) ||
		slices.ContainsFunc(p.target, func(r resident.Record) bool { return r.Protected })
}

// guarded puts before objects what is to be kept from others, when somebody is protected.
func (f *Form) guarded(objects ...fyne.CanvasObject) []fyne.CanvasObject {
	if !f.Protected() {
		return objects
	}
	band := kit.Edged(look.Stop, kit.NewParagraph(words.T(words.ProtectionBand), look.Body(), look.Stop.Ink()))
	return append([]fyne.CanvasObject{band}, objects...)
}

// above is what stands over the page: who is protected, and why the entry came back.
func (f *Form) above() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	if told := f.returned(); told != nil {
		rows = append(rows, told)
	}
	if rows = f.guarded(rows...); len(rows) == 0 {
		return nil
	}
	return kit.Stack(0, rows...)
}

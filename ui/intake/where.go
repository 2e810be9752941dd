package intake

import "fyne.io/fyne/v2"

// PlaceOf returns which place a widget of the page stands for; false if it is none
// of the page's fields.
func (f *Form) PlaceOf(w fyne.Focusable) (Place, bool) {
	for at, x := range f.fields {
		if x.focusable() == w {
			return at, true
		}
	}
	return Place{}, false
}

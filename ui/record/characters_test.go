package record_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/counter"
	"madoguchi/ui/kit"
)

// D4: F2 looks at the characters of the member who is marked; on a masked number the key
// is the number's.
func TestCharacters(t *testing.T) {
	f, s, c := shown(t, &desk{opened: counter.Opened{Members: household()}})
	press(f, fyne.KeyF2)
	if s.name != f.Resident().Name {
		t.Errorf("shows %q", s.name)
	}
	c.Focused().(*kit.KeyList).SetRow(0)
	press(f, fyne.KeyF2)
	if s.name != f.Household()[0].Name {
		t.Errorf("shows %q", s.name)
	}
	press(f, fyne.KeyF7)
	if field, ok := c.Focused().(*kit.Field); !ok || !field.TakesKey(fyne.KeyF2) {
		t.Errorf("F2 is not the number's on %T", c.Focused())
	}
}

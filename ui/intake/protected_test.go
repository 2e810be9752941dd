package intake_test

import (
	"testing"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/kit/kittest"
)

// TestProtected: somebody protected in the household is said over every page, also where
// the operator chooses who moves.
func TestProtected(t *testing.T) {
	for _, size := range kittest.Sizes {
		d := &desk{line: counter.Online, family: family()}
		f, stage, s := screen(t, size, d)
		s.BeginWith(notification.MovingWithin, "000000019")
		if s.Protected() {
			t.Error("protected before anybody was")
		}
		last := &d.family[len(d.family)-1]
		last.Protected = true
		s.BeginWith(notification.MovingWithin, "000000019")
		stage.Show(f)
		if !s.Protected() {
			t.Error("not protected")
		}
		stage.Picture("intake_protected_choosing_" + size.Name)
		s.TakeChosen()
		stage.Picture("intake_protected_" + size.Name)
	}
}

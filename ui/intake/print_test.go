package intake_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/notification"
	"madoguchi/ui/intake"
	"madoguchi/ui/kit/kittest"
)

// TestPrint checks that what was handed over is printed from its receipt by F9, and
// nothing before.
func TestPrint(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	stage := kittest.New(t, kittest.Sizes[0])
	stage.Show(intake.NewForm(s.Presenter, stage))
	s.typeAll()
	s.Presenter.Print()
	if s.printed != "" {
		t.Error("printed what was not handed over")
	}
	s.Confirm()
	s.Confirm()
	stage.Press(fyne.KeyF9)
	if s.Stage() != intake.Done || s.printed != s.Entry().ID {
		t.Errorf("stage %d, printed %q", s.Stage(), s.printed)
	}
}

package intake_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/kit/kittest"
)

// TestHelp checks that F1 leads to the field that has the keyboard, to the check where
// something was found there, and to the screen of each stage (R008).
func TestHelp(t *testing.T) {
	f, stage, s := screen(t, kittest.Sizes[0], &desk{line: counter.Online})
	s.Begin(notification.MovingIn)
	stage.Show(f)
	if got, want := f.Help(), "kind/moving_in#changed_on"; got != want {
		t.Errorf("in the first field = %q, want %q", got, want)
	}
	stage.Type("R7.2.29") // not in the calendar
	stage.Key(fyne.KeyReturn)
	if got, want := f.Help(), "kind/moving_in#notifier_name"; got != want {
		t.Errorf("in the next field = %q, want %q", got, want)
	}
	s.typeFamily()
	stage.Window.Canvas().Unfocus()
	if got, want := f.Help(), "intake.filling"; got != want {
		t.Errorf("in no field = %q, want %q", got, want)
	}
	stage.Press(fyne.KeyF9)
	if got, want := f.Help(), "intake.confirming"; got != want {
		t.Errorf("while reading = %q, want %q", got, want)
	}
}

// TestHelpOfFinding checks that the field with a finding leads to its check.
func TestHelpOfFinding(t *testing.T) {
	f, stage, s := screen(t, kittest.Sizes[0], &desk{line: counter.Online, findings: []notification.Finding{
		{Rule: "E04", Person: notification.Header, Item: notification.ChangedOn}}})
	s.Begin(notification.MovingIn)
	stage.Show(f)
	s.typeFamily()
	stage.Press(fyne.KeyF12)
	if got, want := f.Help(), "rule/E04"; got != want {
		t.Errorf("topic = %q, want %q", got, want)
	}
}

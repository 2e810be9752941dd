package intake_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/intake"
	"madoguchi/ui/kit/kittest"
)

// TestNumbersAreNotCopied is R035: the two numbers leave the form neither by copying nor by
// cutting, while a name may be copied.
func TestNumbersAreNotCopied(t *testing.T) {
	stage := kittest.New(t, kittest.Sizes[0])
	s := startWith(t, &desk{line: counter.Online}, func(*intake.Config) {})
	f := intake.NewForm(s.Presenter, stage)
	s.Begin(notification.MovingIn)
	stage.Show(f)
	for item, want := range map[notification.Item]string{notification.MyNumber: "", notification.Code: "", notification.FullName: "123"} {
		s.Go(person(0, item))
		stage.Type("123")
		clip := test.NewClipboard()
		field := stage.Window.Canvas().Focused().(fyne.Shortcutable)
		field.TypedShortcut(&fyne.ShortcutSelectAll{})
		field.TypedShortcut(&fyne.ShortcutCut{Clipboard: clip})
		field.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clip})
		if got := clip.Content(); got != want {
			t.Errorf("%s: %q on the clipboard, want %q", item, got, want)
		}
	}
}

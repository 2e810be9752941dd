package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestCopiedIsDropped is R035: what a field put on the clipboard is gone after its time or at
// once, unless another program has put something there.
func TestCopiedIsDropped(t *testing.T) {
	for name, tt := range map[string]struct {
		then func(clip fyne.Clipboard)
		want string
	}{
		"before its time": {func(clip fyne.Clipboard) { DropCopied(clip, time.Hour); DropCopied(clip, time.Hour+CopiedStays-1) }, "中央区"},
		"after it":        {func(clip fyne.Clipboard) { DropCopied(clip, time.Hour); DropCopied(clip, time.Hour+CopiedStays) }, ""},
		"at once":         {func(clip fyne.Clipboard) { ClearCopied(clip) }, ""},
		"somebody else's": {func(clip fyne.Clipboard) {
			DropCopied(clip, 0)
			clip.SetContent("会議の日程")
			DropCopied(clip, CopiedStays)
			ClearCopied(clip)
		}, "会議の日程"},
		"somebody else's after ours went": {func(clip fyne.Clipboard) { ClearCopied(clip); clip.SetContent("中央区"); ClearCopied(clip) }, "中央区"},
	} {
		f := NewField(Spec{Label: "住所"})
		window(t, f)
		f.SetText("中央区")
		clip := test.NewClipboard()
		f.TypedShortcut(&fyne.ShortcutSelectAll{})
		f.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clip})
		if clip.Content() != "中央区" {
			t.Fatalf("%s: copied %q", name, clip.Content())
		}
		tt.then(clip)
		if got := clip.Content(); got != tt.want {
			t.Errorf("%s: %q on the clipboard, want %q", name, got, tt.want)
		}
	}
}

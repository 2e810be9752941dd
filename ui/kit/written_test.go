package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestWritten: without an input method, a name that was typed as it is read is proposed in
// kanji; nothing of it stands before Enter takes it.
func TestWritten(t *testing.T) {
	list := func(typed string, family bool) []string {
		return map[string][]string{"tanaka true": {"田中", "田仲"}, "tarou false": {"太郎"}}[typed+map[bool]string{true: " true", false: " false"}[family]]
	}
	const enter, escape = fyne.KeyReturn, fyne.KeyEscape
	tests := []struct {
		name  string
		do    []any // text that is typed, keys that are pressed
		want  string
		left  bool
		heard string
	}{
		{"nothing taken", []any{"tanaka"}, "tanaka", false, ""},
		{"the family name, with its space", []any{"tanaka", enter}, "田中　", false, ""},
		{"the second", []any{"tanaka", " ", enter}, "田仲　", false, ""},
		{"the whole name, and on", []any{"tanaka", enter, "tarou", enter, enter}, "田中　太郎", true, "tanaka　tarou"},
		{"Escape takes none", []any{"tanaka", escape, enter}, "tanaka", true, ""},
		{"a name that the list lacks", []any{"tanuki", enter}, "tanuki", true, ""},
		{"capitals are a name as it is", []any{"TANAKA", enter}, "TANAKA", true, ""},
		{"what was taken can be taken back", []any{"tanaka", enter, &fyne.ShortcutUndo{}}, "tanaka", false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			told := ""
			f, next := NewField(Spec{Name: true, Written: list, OnRead: func(_, reading string) { told = reading }}), NewField(Spec{})
			w := window(t, f, next)
			w.Canvas().Focus(f)
			for _, do := range tt.do {
				switch do := do.(type) {
				case string:
					for _, r := range do {
						f.TypedRune(r)
					}
				case fyne.KeyName:
					press(w, do)
				case fyne.Shortcut:
					f.TypedShortcut(do)
				}
			}
			if left := w.Canvas().Focused() == next; f.Text() != tt.want || left != tt.left || told != tt.heard {
				t.Errorf("text %q, left %v, read %q; want %q, %v, %q", f.Text(), left, told, tt.want, tt.left, tt.heard)
			}
		})
	}
	withMethod(t)
	f := NewField(Spec{Name: true, Written: list, Proposals: func() []string { return []string{"田中　太郎"} }})
	w := window(t, f)
	w.Canvas().Focus(f)
	if f.faint() != "" {
		t.Errorf("proposes the name %q beside an input method", f.faint())
	}
	test.Type(f, "tanaka")
	if f.faint() != "" {
		t.Errorf("proposes %q beside an input method", f.faint())
	}
}

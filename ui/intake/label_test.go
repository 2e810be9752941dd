package intake_test

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"madoguchi/app/notification"
	"madoguchi/ui/look"
	labels "madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// labelRoom is what the cell of a label has for its text, in characters of its size; the
// mark of a required field takes its part.
const labelRoom = 9

// TestLabelsFit: no label of any form is cut off.
func TestLabelsFit(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	t.Cleanup(func() { _ = words.Use(words.Japanese) })
	for _, language := range []words.Language{words.Japanese, words.English} {
		if err := words.Use(language); err != nil {
			t.Fatal(err)
		}
		for _, kind := range notification.Kinds() {
			schema, err := notification.Current(kind)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range schema.Sections {
				for _, f := range s.Fields {
					room := labelRoom * look.Body()
					if f.Required {
						room -= look.Width(words.T(words.KitRequired), look.Small())
					}
					label := words.T(labels.Label(kind, f.Item))
					if w := look.Width(label, look.Body()); w > room {
						t.Errorf("%s: the label of %s is %.0f wide, and has %.0f: %s", kind.Key(), f.Item, w, room, label)
					}
				}
			}
		}
	}
}

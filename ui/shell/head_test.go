package shell

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// TestHeadFits checks that nothing in the head is drawn over anything else or cut
// off, whatever has to be said.
func TestHeadFits(t *testing.T) {
	t.Cleanup(func() {
		look.SetLarge(false)
		_ = words.Use(words.Japanese)
	})
	old := opened.Add(-72 * time.Hour)
	for _, language := range []words.Language{words.Japanese, words.English} {
		if err := words.Use(language); err != nil {
			t.Fatal(err)
		}
		for _, size := range kittest.Sizes {
			look.SetLarge(size.Large)
			test.NewTempApp(t).Settings().SetTheme(look.Theme{})
			h := newHead("みなと野市 中央区")
			w := test.NewTempWindow(t, h)
			w.SetPadded(false)
			w.Resize(fyne.NewSize(size.Size.Width, 100))
			h.show(Status{Operator: "長曽我部　正右衛門（c1234）", Terminal: "T-10-12", Line: counter.Connecting, Policy: 128, Counted: true,
				Unsent: counter.Count{N: 128, Oldest: old}, Sent: counter.Count{N: 305, Oldest: old}, Accepted: counter.Count{N: 1218}}, true, 30*time.Second, opened)
			x := look.Space(3)
			if !h.product.Hidden {
				x += max(h.product.MinSize().Width, h.city.MinSize().Width)
			}
			for i, f := range h.facts() {
				if f.value.Position().X < x || f.caption.Position().X < x {
					t.Errorf("%s %s: fact %d begins at %v, what stands before it ends at %v", language, size.Name, i, f.value.Position().X, x)
				}
				x = f.value.Position().X + f.width()
			}
			if x > size.Size.Width {
				t.Errorf("%s %s: the head ends at %v", language, size.Name, x)
			}
		}
	}
}

package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/look"
)

// TestReveal checks that a block is in sight when it is revealed, and that one
// taller than the page is gone through to its foot.
func TestReveal(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	var blocks []fyne.CanvasObject
	for _, height := range []float32{100, 200, 900, 100} {
		block := canvas.NewRectangle(look.Paper)
		block.SetMinSize(fyne.NewSize(100, height))
		blocks = append(blocks, block)
	}
	r := NewReader(PageOf(Stack(2, blocks...)))
	w := test.NewTempWindow(t, r)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(300, 400))
	for _, at := range []int{0, 3, 1, 2, 0} {
		r.Reveal(blocks[at])
		if top, bottom := r.sight(blocks[at]); top < 0 || bottom > 0 && blocks[at].Size().Height < 400 {
			t.Errorf("block %d: head at %v, foot %v below the page", at, top, bottom)
		}
	}
	r.Reveal(blocks[1])
	if r.Further(blocks[1]) {
		t.Error("a block that is all in sight has more")
	}
	r.Reveal(blocks[2])
	turns := 0
	for r.Further(blocks[2]) {
		if turns++; turns > 9 {
			t.Fatal("no end")
		}
	}
	if _, bottom := r.sight(blocks[2]); turns < 1 || bottom > 0 {
		t.Errorf("after %d turns the foot is %v below the page", turns, bottom)
	}
}

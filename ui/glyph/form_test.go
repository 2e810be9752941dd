package glyph_test

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/letters"
	"madoguchi/assets"
	"madoguchi/ui/glyph"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

var table = sync.OnceValue(func() *letters.Table {
	t, err := letters.OpenTable(bytes.NewReader(assets.Chars), bytes.NewReader(assets.Sequences))
	if err != nil {
		panic(err)
	}
	return t
})

// taken is what the screen gave back.
type taken struct {
	name  string
	caret int
	left  bool
}

// screen shows a name; fonts decides what the font has.
func screen(t *testing.T, size kittest.Size, draws func(string) bool, n glyph.Name) (*glyph.Form, *kittest.Stage, *taken) {
	t.Helper()
	if font := os.Getenv("MADOGUCHI_LOOK_FONT"); font != "" {
		if err := look.LoadNameFont(font); err != nil {
			t.Fatal(err)
		}
	}
	if draws == nil {
		draws = func(c string) bool { ok, _ := look.Drawn(c); return ok }
	}
	stage, got := kittest.New(t, size), &taken{}
	f := glyph.NewForm(glyph.New(glyph.Config{Table: table(), Draws: draws, Leave: func() { got.left = true }}), stage)
	if n.Take == nil {
		n.Take = func(name string, caret int) { got.name, got.caret = name, caret }
	}
	f.Open(n)
	stage.Show(f)
	return f, stage, got
}

// TestPickByKeys finds a character by its reading and strokes and puts it in at the
// caret, with the keyboard alone.
func TestPickByKeys(t *testing.T) {
	f, stage, got := screen(t, kittest.Sizes[0], always, glyph.Name{Label: words.ItemName, Text: "田　太郎", Caret: 0})
	stage.Type("kichi") // on the name: letters go to the search
	stage.Key(fyne.KeyReturn)
	found, total := f.Found()
	if f.Shapes() || total == 0 || found[0].Base != '吉' {
		t.Fatalf("found %d, first %+v", total, found[0])
	}
	for i, c := range found {
		if c.Base == '𠮷' {
			for range i {
				stage.Key(fyne.KeyRight)
			}
			break
		}
	}
	if f.Subject().Cluster != "𠮷" {
		t.Fatalf("marked %q", f.Subject().Cluster)
	}
	stage.Key(fyne.KeyReturn)
	if !got.left || got.name != "𠮷田　太郎" || got.caret != 1 {
		t.Errorf("took %+v", got)
	}
}

// TestReplaceByKeys gives a character another of its shapes.
func TestReplaceByKeys(t *testing.T) {
	f, stage, got := screen(t, kittest.Sizes[0], always, glyph.Name{Label: words.ItemName, Text: "葛城　花子", Caret: 5})
	stage.Key(fyne.KeyHome)
	if !f.Shapes() || f.At() != 0 {
		t.Fatalf("at %d", f.At())
	}
	stage.Key(fyne.KeyReturn) // to the shapes
	for range 20 {
		if f.Subject().Char.MJ == "MJ022335" {
			break
		}
		stage.Key(fyne.KeyRight)
	}
	stage.Key(fyne.KeyReturn)
	if got.name != "葛\U000E0102城　花子" || got.caret != 1 {
		t.Errorf("took %+q", got.name)
	}
}

// TestEscape goes back without a change, from the boards and from a field.
func TestEscape(t *testing.T) {
	for name, keys := range map[string][]fyne.KeyName{
		"from the name": {fyne.KeyEscape}, "from the shapes": {fyne.KeyReturn, fyne.KeyEscape},
	} {
		t.Run(name, func(t *testing.T) {
			_, stage, got := screen(t, kittest.Sizes[0], always, glyph.Name{Label: words.ItemName, Text: "辺", Caret: 1})
			for _, key := range keys {
				stage.Key(key)
			}
			if !got.left || got.name != "" {
				t.Errorf("took %+v", got)
			}
		})
	}
	_, stage, got := screen(t, kittest.Sizes[0], always, glyph.Name{Label: words.ItemName, Text: "辺", Caret: 1})
	stage.Press(fyne.KeyF5)
	stage.Key(fyne.KeyEscape)
	if !got.left {
		t.Error("an empty field keeps Escape")
	}
}

// TestDigitMarks marks by the digit of the row, and an old digit beyond the row does nothing.
func TestDigitMarks(t *testing.T) {
	f, stage, _ := screen(t, kittest.Sizes[0], always, glyph.Name{Label: words.ItemName, Text: "辺", Caret: 1})
	stage.Key(fyne.KeyReturn)
	stage.Type("３")
	found, _ := f.Found()
	if f.Subject().Cluster != found[2].String() {
		t.Errorf("marked %q", f.Subject().Cluster)
	}
	stage.Type("0")
	if f.Subject().Cluster != found[2].String() {
		t.Errorf("0 marked %q", f.Subject().Cluster)
	}
}

func always(string) bool { return true }

// TestLook writes pictures of the screen in its states, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	lacks := func(c string) bool { return !strings.Contains(c, "邉") }
	for _, language := range []words.Language{words.Japanese, words.English} {
		if err := words.Use(language); err != nil {
			t.Fatal(err)
		}
		for _, size := range kittest.Sizes {
			name := func(state string) string { return "glyph-" + state + "-" + size.Name + "-" + string(language) }
			_, stage, _ := screen(t, size, nil, glyph.Name{Label: words.ItemName, Text: "葛\U000E0102城　𠮷髙﨑", Caret: 1})
			stage.Picture(name("name"))
			stage.Type("kuzu")
			stage.Key(fyne.KeyReturn)
			stage.Picture(name("found"))
			stage.Press(fyne.KeyF5)
			stage.Window.Canvas().FocusNext()
			stage.Window.Canvas().FocusNext()
			stage.Type("kusa")
			stage.Picture(name("radical"))
			_, stage, _ = screen(t, size, lacks, glyph.Name{Label: words.ItemName, Text: "渡邉　𛀂さ", Caret: 2})
			stage.Picture(name("lacking"))
			_, stage, _ = screen(t, size, nil, glyph.Name{Label: words.ItemName})
			stage.Picture(name("empty"))
		}
	}
	if err := words.Use(words.Japanese); err != nil {
		t.Fatal(err)
	}
}

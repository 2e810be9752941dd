package glyph_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/letters"
	"madoguchi/assets"
	"madoguchi/ui/glyph"
	"madoguchi/ui/kit"
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

// screen shows a name into which characters can be put; draws says what the font has.
func screen(t *testing.T, size kittest.Size, draws func(string) bool, n glyph.Name) (*glyph.Form, *kittest.Stage, *taken) {
	t.Helper()
	got := &taken{}
	n.Take = func(name string, caret int) { got.name, got.caret = name, caret }
	return screenOf(t, size, draws, n, got)
}

// screenOf shows a name as it is.
func screenOf(t *testing.T, size kittest.Size, draws func(string) bool, n glyph.Name, got *taken) (*glyph.Form, *kittest.Stage, *taken) {
	t.Helper()
	if font := os.Getenv("MADOGUCHI_LOOK_FONT"); font != "" {
		if err := look.LoadNameFont(font); err != nil {
			t.Fatal(err)
		}
	}
	if draws == nil {
		draws = func(c string) bool { ok, _ := look.Drawn(c); return ok }
	}
	stage := kittest.New(t, size)
	f := glyph.NewForm(glyph.New(glyph.Config{Table: table(), Draws: draws, Leave: func() { got.left = true }}), stage)
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
			if !got.left || got.name != "辺" || got.caret != 1 {
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

// TestCovered: what was typed and found stands there again after the cover.
func TestCovered(t *testing.T) {
	f, stage, _ := screen(t, kittest.Sizes[0], always, glyph.Name{Label: words.ItemName, Text: "辺", Caret: 1})
	stage.Press(fyne.KeyF5)
	stage.Type("kuzu")
	stage.Key(fyne.KeyReturn)
	_, before := f.Found()
	f.Hidden()
	f.Shown()
	if _, after := f.Found(); after != before || f.Shapes() {
		t.Errorf("found %d, then %d", before, after)
	}
	stage.Press(fyne.KeyF5)
	if field, ok := stage.Window.Canvas().Focused().(*kit.Field); !ok || field.Text() != "クズ" {
		t.Errorf("the search is %v", field)
	}
}

// TestReadOnly: a name from the register can be looked at and not changed.
func TestReadOnly(t *testing.T) {
	f, stage, got := screenOf(t, kittest.Sizes[0], always, glyph.Name{Label: words.ItemName, Text: "邉", Caret: 1}, &taken{})
	stage.Type("kuzu") // there is no search to go to
	stage.Key(fyne.KeyReturn)
	stage.Key(fyne.KeyRight)
	stage.Key(fyne.KeyReturn)
	if said := stage.Said[len(stage.Said)-1]; got.left || said != words.T(words.GlyphReadOnly) {
		t.Errorf("left %v, says %q", got.left, said)
	}
	if f.Subject().Cluster == "邉" {
		t.Error("the shapes cannot be looked at")
	}
}

// TestGuard is D4: what stands there of each character, and that a shape the font lacks is
// said to be missing and is not drawn.
func TestGuard(t *testing.T) {
	f, _, _ := screen(t, kittest.Sizes[0], func(c string) bool { return c != "葛\U000E0102" }, glyph.Name{Label: words.ItemName, Text: "葛\U000E0102\ue000𛀂あ", Caret: 1})
	tests := []struct {
		name, mj, juki, outward string
		drawn, known            bool
		refused                 letters.Reason
	}{
		{"a shape the font lacks", "MJ022335", "J+845B", "葛", false, true, 0},
		{"private use", "", "", "〓", true, false, letters.PrivateUse},
		{"old kana", "MJ090001", "", "〓（MJ090001）", true, true, 0},
		{"kana", "", "", "あ", true, false, 0},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f.Look(i)
			s := f.Subject()
			if s.Char.MJ != tt.mj || s.Char.Juki != tt.juki || s.Outward != tt.outward || s.Drawn != tt.drawn || s.Known != tt.known || s.Refused != tt.refused {
				t.Errorf("%+v", s)
			}
		})
	}
	if f.Undrawn() != 1 {
		t.Errorf("%d are missing", f.Undrawn())
	}
	f.Look(0)
	texts := drawnTexts(f.Content())
	if slices.Contains(texts, "葛\U000E0102") || slices.Contains(texts, "葛") {
		t.Error("a shape the font lacks is drawn as another")
	}
	if !slices.Contains(texts, words.T(words.GlyphLacking)) {
		t.Error("it is not said to be missing")
	}
}

// drawnTexts are those in the font for names and in that of the program, with what draws
// them at a size that a name is drawn at.
func drawnTexts(o fyne.CanvasObject) []string {
	var all []string
	for _, o := range test.LaidOutObjects(o) {
		if text, ok := o.(*canvas.Text); ok && (text.TextSize >= look.Display() || text.Color == look.Stop.Ink()) {
			all = append(all, text.Text)
		}
	}
	return all
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
			stage.Type("kinukinu")
			stage.Key(fyne.KeyReturn)
			stage.Picture(name("none"))
			_, stage, _ = screenOf(t, size, nil, glyph.Name{Label: words.ItemName, Text: "渡邉\U000E0119　太郎", Caret: 2}, &taken{})
			stage.Picture(name("reading"))
		}
	}
	if err := words.Use(words.Japanese); err != nil {
		t.Fatal(err)
	}
}

// TestNoMouse: nobody needs a mouse here.
func TestNoMouse(t *testing.T) {
	_, stage, _ := screen(t, kittest.Sizes[0], nil, glyph.Name{Label: words.ItemName, Text: "葛\U000E0102城　𠮷髙﨑", Caret: 1})
	kittest.ByKeyboard(t, stage.Window.Canvas())
	stage.Type("kuzu")
	stage.Key(fyne.KeyReturn)
	kittest.ByKeyboard(t, stage.Window.Canvas())
}

package help

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/words"
)

// screen shows the manual at a topic in a window.
func screen(t *testing.T, size kittest.Size, l words.Language, topic string) (*Form, *kittest.Stage, *int) {
	t.Helper()
	stage := kittest.New(t, size)
	left := 0
	p := New(Config{Manual: open(t, l), Leave: func() { left++ }})
	f := NewForm(p, stage)
	p.Start(topic)
	stage.Show(f)
	return f, stage, &left
}

// press presses a function key of the screen, as the shell would.
func press(t *testing.T, f *Form, key fyne.KeyName) {
	t.Helper()
	for _, a := range f.Actions() {
		if a.Key == key {
			a.Do()
			return
		}
	}
	t.Errorf("%s does nothing", key)
}

// TestReading walks through the manual by keys alone.
func TestReading(t *testing.T) {
	f, stage, left := screen(t, kittest.Sizes[0], words.Japanese, "kind/moving_in#new_number")
	if f.Page().Name != "kind/moving_in" || f.reader.Offset() == 0 {
		t.Errorf("opened %s at %v, want the field's paragraph in sight", f.Page().Name, f.reader.Offset())
	}
	was := f.reader.Offset()
	press(t, f, fyne.KeyF11)
	if f.Page().Name != Incident {
		t.Errorf("F11 opened %s", f.Page().Name)
	}
	press(t, f, fyne.KeyF3)
	if f.Page().Name != "kind/moving_in" || f.reader.Offset() != was {
		t.Errorf("back at %s %v, want where it was left (%v)", f.Page().Name, f.reader.Offset(), was)
	}
	press(t, f, fyne.KeyF1)
	links := f.Page().links()
	stage.Type("2") // there are more than twenty: another digit may come
	if f.Page().Name != Index || f.Link() != 1 || !f.mark.Visible() {
		t.Errorf("one digit: at %s, link %d", f.Page().Name, f.Link())
	}
	stage.Type("0")
	if want, _, _ := strings.Cut(links[19], "#"); f.Page().Name != want {
		t.Errorf("20 opened %s, want %s", f.Page().Name, want)
	}
	stage.Key(fyne.KeyEscape)
	stage.Type("0")
	if f.Page().Name != Index || f.Link() != -1 {
		t.Errorf("0 opened %s", f.Page().Name)
	}
	stage.Key(fyne.KeyRight)
	stage.Key(fyne.KeyReturn)
	if f.Page().Name != links[0] {
		t.Errorf("Enter opened %s, want %s", f.Page().Name, links[0])
	}
	if *left != 0 {
		t.Error("the manual was left")
	}
	for range 3 {
		press(t, f, fyne.KeyF3)
	}
	if *left != 1 {
		t.Errorf("left %d times, want once after the first page", *left)
	}
}

// TestFinding looks a word up and comes back.
func TestFinding(t *testing.T) {
	f, stage, left := screen(t, kittest.Sizes[0], words.Japanese, "worklist")
	press(t, f, fyne.KeyF5)
	stage.Type("tenkyo")
	if len(f.Hits()) == 0 {
		t.Fatal("nothing found")
	}
	stage.Key(fyne.KeyReturn)
	stage.Key(fyne.KeyReturn)
	if f.Stage() != Reading || f.Page().Name != "kind/moving_within" {
		t.Fatalf("opened %s", f.Page().Name)
	}
	press(t, f, fyne.KeyF3)
	if f.Page().Name != "worklist" {
		t.Errorf("back at %s", f.Page().Name)
	}
	press(t, f, fyne.KeyF5)
	press(t, f, fyne.KeyF3)
	if f.Stage() != Reading || *left != 0 {
		t.Error("F3 in the search does not go back to the page")
	}
	press(t, f, fyne.KeyF12)
	if *left != 1 {
		t.Error("F12 does not close the manual")
	}
}

// TestUnknownTopic checks that a topic there is nothing about opens the contents.
func TestUnknownTopic(t *testing.T) {
	f, _, _ := screen(t, kittest.Sizes[0], words.Japanese, "nosuch#x")
	if f.Page().Name != Index {
		t.Errorf("opened %s", f.Page().Name)
	}
}

// TestLines checks on every page, in every window and language, that no text goes beyond
// the width and no line stands on another.
func TestLines(t *testing.T) {
	for _, l := range languages {
		for _, size := range kittest.Sizes {
			f, _, _ := screen(t, size, l, Index)
			for _, p := range f.cfg.Manual.Pages() {
				fl := lay(p, f.width, func(int) {})
				for _, o := range fl.objects {
					text, ok := o.(*canvas.Text)
					if ok && (text.Position().X+text.MinSize().Width > f.width+1 || text.Position().Y+text.MinSize().Height > fl.y) {
						t.Errorf("%s %s: %s: %q ends at %v of %v", l, size.Name, p.Name, text.Text, text.Position().X+text.MinSize().Width, f.width)
					}
				}
			}
		}
	}
}

// TestLook writes pictures of the manual, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	for _, l := range languages {
		for _, size := range kittest.Sizes {
			f, stage, _ := screen(t, size, l, Index)
			for i, topic := range []string{Index, "intake.filling", "kind/moving_in", "kind/moving_in#new_number", "rule/E24", Incident, "rules", "fault#3"} {
				f.Start(topic)
				stage.Picture("help_" + string(l) + "_" + strconv.Itoa(i) + strings.NewReplacer("/", "_", "#", "_").Replace(topic) + "_" + size.Name)
			}
			press(t, f, fyne.KeyF5)
			stage.Picture("help_" + string(l) + "_find_empty_" + size.Name)
			stage.Type("shien")
			stage.Picture("help_" + string(l) + "_find_" + size.Name)
			stage.Key(fyne.KeyReturn)
			stage.Key(fyne.KeyReturn)
			stage.Key(fyne.KeyRight)
			stage.Picture("help_" + string(l) + "_link_" + size.Name)
		}
	}
}

// TestNoMouse: nobody needs a mouse here.
func TestNoMouse(t *testing.T) {
	f, stage, _ := screen(t, kittest.Sizes[1], languages[0], Index)
	for _, topic := range []string{Index, "kind/moving_in#new_number", "rule/E24", "rules"} {
		f.Start(topic)
		kittest.ByKeyboard(t, stage.Window.Canvas())
	}
	press(t, f, fyne.KeyF5)
	kittest.ByKeyboard(t, stage.Window.Canvas())
}

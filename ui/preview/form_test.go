package preview_test

import (
	"context"
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/app/document/documenttest"
	"madoguchi/app/document/typeset"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/preview"
	"madoguchi/ui/words"
)

// screen shows a review list on a stage.
func screen(t *testing.T, size kittest.Size, d *desk, change func(*preview.Config)) (*kittest.Stage, *preview.Form) {
	t.Helper()
	stage := kittest.New(t, size)
	c := config(t, d, &view{})
	if change != nil {
		change(&c)
	}
	f := preview.NewForm(preview.New(c), stage)
	stage.Show(f)
	f.Open(document.ReviewListPaper, counter.ForReview, d.material[0].Entry.ID)
	return stage, f
}

// TestLook writes every state of the screen in every window, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("nobody looks")
	}
	for _, language := range []words.Language{words.Japanese, words.English} {
		if err := words.Use(language); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
		for _, size := range kittest.Sizes {
			name := "preview_" + string(language) + "_" + size.Name + "_"
			stage, f := screen(t, size, newDesk(t), nil)
			stage.Picture(name + "ready")
			f.Enlarge()
			f.SetKind(document.FollowUpPaper)
			stage.Picture(name + "whole")
			f.Enlarge()
			stage.Picture(name + "double")
			f.Print()
			stage.Picture(name + "sent")

			d := newDesk(t)
			d.load.Most = 10
			stage, f = screen(t, size, d, nil)
			f.SetCopies("20")
			f.ShowStage()
			stage.Picture(name + "approval")
			stage.Press(fyne.KeyF5)
			stage.Picture(name + "asked")

			d = newDesk(t)
			d.queues, d.err["queues"] = nil, counter.ErrNoPrintSystem
			stage, f = screen(t, size, d, nil)
			f.Print()
			stage.Picture(name + "nosystem")

			d = newDesk(t)
			d.err["print"] = counter.ErrQueueStopped
			stage, f = screen(t, size, d, nil)
			f.Print()
			stage.Picture(name + "stopped")

			stage, _ = screen(t, size, newDesk(t), func(c *preview.Config) {
				poor := fonts(t)
				poor.Names = poor.Plain
				c.Fonts = func() (typeset.Fonts, error) { return poor, nil }
			})
			stage.Picture(name + "refused")

			d = newDesk(t)
			d.err["material"] = context.Canceled
			stage, _ = screen(t, size, d, nil)
			stage.Picture(name + "failed")
		}
	}
}

// TestKeys works the screen from the keyboard alone: pages by PageDown and PageUp, the
// settings by Enter, printing by F9.
func TestKeys(t *testing.T) {
	d := newDesk(t)
	stage, f := screen(t, kittest.Sizes[0], d, nil)
	for range 2 { // to the foot of the first page, then on
		stage.Key(fyne.KeyPageDown)
	}
	if f.Page() != 0 {
		t.Errorf("page %d before the foot of the first", f.Page())
	}
	for f.Page() == 0 {
		stage.Key(fyne.KeyPageDown)
	}
	stage.Key(fyne.KeyPageUp)
	if f.Page() != 0 {
		t.Errorf("page %d after PageUp", f.Page())
	}
	stage.Key(fyne.KeyEnd)
	if f.Page() != f.Pages()-1 {
		t.Errorf("page %d after End", f.Page())
	}
	stage.Key(fyne.KeyHome)
	stage.Press(fyne.KeyF8)
	stage.Press(fyne.KeyF7)
	stage.Press(fyne.KeyF6)
	if f.Page() != 0 || f.Zoom() != preview.WholePage {
		t.Errorf("page %d, size %d", f.Page(), f.Zoom())
	}
	stage.Key(fyne.KeyReturn) // the paper
	stage.Key(fyne.KeyReturn) // the printer
	stage.Type("1")
	stage.Key(fyne.KeyReturn) // the purpose
	stage.Type("4")
	stage.Key(fyne.KeyReturn) // copies
	stage.Key(fyne.KeyBackspace)
	stage.Type("2")
	stage.Press(fyne.KeyF9)
	if want := (counter.Printout{Queue: "kaikei", Copies: 2, Purpose: counter.ForEnquiry}); f.Stage() != preview.Sent || d.how != want {
		t.Errorf("stage %d, printed %+v, want %+v", f.Stage(), d.how, want)
	}
}

// TestAskByKeys asks for an approval and prints with it from the keyboard: the field comes
// with the copies that need one, and the keyboard stays where it was.
func TestAskByKeys(t *testing.T) {
	d := newDesk(t)
	d.load.Most = 10
	stage, f := screen(t, kittest.Sizes[0], d, nil)
	for range 4 { // to the copies
		stage.Key(fyne.KeyReturn)
	}
	stage.Key(fyne.KeyBackspace)
	stage.Type("12")
	if f.Copies() != 12 || !f.Load().Needs() {
		t.Fatalf("%d copies, load %+v", f.Copies(), f.Load())
	}
	stage.Press(fyne.KeyF5)
	if f.Approval() != "261124-001" {
		t.Errorf("the number is %q", f.Approval())
	}
	stage.Type("261124-002") // its field has the keyboard, and what is typed takes the place of it
	stage.Press(fyne.KeyF9)
	if f.Stage() != preview.Sent || d.how.Approval != "261124-002" || d.how.Copies != 12 {
		t.Errorf("stage %d, printed %+v", f.Stage(), d.how)
	}
}

// TestChoosesPaper chooses another paper by its number, and keeps the keyboard there.
func TestChoosesPaper(t *testing.T) {
	d := newDesk(t)
	stage, f := screen(t, kittest.Sizes[0], d, nil)
	stage.Key(fyne.KeyReturn)
	stage.Type("3")
	if f.Kind() != document.FollowUpPaper || f.Stage() != preview.Ready {
		t.Errorf("paper %s, stage %d", f.Kind().Key(), f.Stage())
	}
	stage.Key(fyne.KeyReturn)
	stage.Type("1")
	if f.Queue() != "kaikei" {
		t.Errorf("queue %q", f.Queue())
	}
}

// TestHidden checks that nothing of a resident stays in the tree of a hidden screen.
func TestHidden(t *testing.T) {
	d := newDesk(t)
	d.material = []document.Material{documenttest.MovingIn(t)}
	stage, f := screen(t, kittest.Sizes[0], d, nil)
	f.Hidden()
	if c, ok := f.Content().(*fyne.Container); !ok || len(c.Objects) != 0 {
		t.Error("the hidden screen holds something")
	}
	f.Shown()
	if f.Stage() != preview.Ready {
		t.Errorf("stage %d", f.Stage())
	}
	stage.Key(fyne.KeyPageDown)
}

// TestNoMouse: nobody needs a mouse here.
func TestNoMouse(t *testing.T) {
	stage, f := screen(t, kittest.Sizes[1], newDesk(t), nil)
	kittest.ByKeyboard(t, stage.Window.Canvas())
	f.Enlarge()
	kittest.ByKeyboard(t, stage.Window.Canvas())
	f.Print()
	kittest.ByKeyboard(t, stage.Window.Canvas())
}

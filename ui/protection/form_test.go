package protection_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/protection"
	"madoguchi/ui/words"
)

func shown(t *testing.T, d *desk, size kittest.Size) (*protection.Form, *kittest.Stage) {
	t.Helper()
	stage := kittest.New(t, size)
	p := protection.New(config(d, &guide{}))
	f := protection.NewForm(p, stage)
	p.Refresh()
	stage.Show(f)
	return f, stage
}

// TestByKeyboard goes through the screen without the mouse.
func TestByKeyboard(t *testing.T) {
	d := city(t)
	f, s := shown(t, d, kittest.Sizes[0])
	s.Key(fyne.KeyDown)
	s.Key(fyne.KeyReturn)
	if f.Stage() != protection.Showing {
		t.Fatalf("Enter went to stage %d", f.Stage())
	}
	s.Key(fyne.KeyReturn)
	s.Type("12")
	s.Key(fyne.KeyReturn)
	if w := f.Wires()[0]; !w.Done || w.Reference != "12" {
		t.Errorf("first place: %+v", w)
	}
	s.Key(fyne.KeyReturn) // the mark is on the next place
	s.Type("13")
	s.Press(fyne.KeyF12)
	if w := f.Wires()[1]; !w.Done || w.Reference != "13" {
		t.Errorf("second place: %+v", w)
	}
	s.Press(fyne.KeyF8)
	s.Type("1")
	s.Key(fyne.KeyReturn)
	s.Key(fyne.KeyReturn)
	if f.Stage() != protection.Showing || f.Facts()[8].Grade != protection.Info {
		t.Errorf("lifted: stage %d, %+v", f.Stage(), f.Facts())
	}
	s.Press(fyne.KeyF7)
	s.Press(fyne.KeyF6)
	if len(d.looks) != 2 {
		t.Errorf("looks %q", d.looks)
	}
	f.Hidden()
	f.Shown()
	f.Back()
	s.Key(fyne.KeyDown)
	s.Type(" ")
	s.Press(fyne.KeyF7)
	if f.Stage() != protection.Checking {
		t.Fatalf("F7 went to stage %d", f.Stage())
	}
	s.Press(fyne.KeyF12)
	if len(d.waiting) != 1 || s.Said[len(s.Said)-1] != words.T(words.ProtectionReleaseProposed, len(d.waiting[0].Lines)) {
		t.Errorf("%d waiting, said %q", len(d.waiting), s.Said[len(s.Said)-1])
	}
	d.who = "s302"
	s.Press(fyne.KeyF8)
	s.Press(fyne.KeyF12)
	if len(s.Asked) != 1 {
		t.Fatalf("%d questions", len(s.Asked))
	}
	if s.Answer(1); len(d.waiting) != 0 {
		t.Error("not released")
	}
}

// TestLook writes every state of the screen to be looked at.
func TestLook(t *testing.T) {
	for _, language := range []words.Language{words.Japanese, words.English} {
		if err := words.Use(language); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
		for _, size := range kittest.Sizes {
			t.Run(string(language)+size.Name, func(t *testing.T) {
				picture := func(s *kittest.Stage, name string) {
					s.Picture("protection_" + name + "_" + string(language) + size.Name)
				}
				d := city(t)
				f, s := shown(t, d, size)
				picture(s, "list")
				f.Choose(1)
				picture(s, "measure")
				f.LiftShown()
				picture(s, "lifting")
				f.SetLiftReason("2")
				f.Lift()
				f.ShowAddress()
				f.ShowPerpetrator()
				f.Prove(0, "み北住第12号")
				f.Prove(3, "受付 2026-0451")
				picture(s, "shown")
				f.Back()
				s.Key(fyne.KeyDown)
				s.Type(" ")
				s.Key(fyne.KeyDown)
				s.Type(" ")
				picture(s, "marked")
				f.CheckMarked()
				f.SetMade("R8.11.20")
				f.Confirm(0)
				picture(s, "checking")
				f.Confirm(2)
				f.Propose()
				f.OpenWaiting()
				picture(s, "waiting")
				f.Back()
				f.Turn()
				picture(s, "holds")
				f.Turn()
				picture(s, "ended")
			})
		}
	}
}

// TestNoMouse: nobody needs a mouse here.
func TestNoMouse(t *testing.T) {
	f, s := shown(t, city(t), kittest.Sizes[1])
	look := func() { kittest.ByKeyboard(t, s.Window.Canvas()) }
	look()
	f.Choose(1)
	look()
	f.LiftShown()
	look()
	f.Back()
	f.Back()
	s.Type(" ")
	f.CheckMarked()
	look()
	f.Back()
	f.OpenWaiting()
	look()
	f.Back()
	f.Turn()
	look()
}

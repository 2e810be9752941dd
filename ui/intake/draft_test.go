package intake_test

import (
	"testing"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/intake"
	"madoguchi/ui/words"
)

// TestDraft checks that typing keeps the draft after a pause, once, that a failure
// is told and tried again, and that leaving keeps it at once.
func TestDraft(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.Type(header(notification.Remark), "あ")
	s.Type(header(notification.Remark), "あい")
	if len(s.desk.saved) != 0 || s.Saved() != intake.Unkept {
		t.Fatalf("kept while typing: %d", len(s.desk.saved))
	}
	s.timers.fire()
	if len(s.desk.saved) != 1 || s.Saved() != intake.Kept {
		t.Fatalf("after the pause: %d saves, %d", len(s.desk.saved), s.Saved())
	}
	s.desk.saveErr = counter.ErrSpace
	s.Type(header(notification.Remark), "あいう")
	s.timers.fire()
	if s.Saved() != intake.NotKept || s.view.last() != words.IntakeNoSpace {
		t.Errorf("a full disk: %d, said %q", s.Saved(), s.view.last())
	}
	s.desk.saveErr = nil
	s.timers.fire()
	if s.Saved() != intake.Kept {
		t.Error("it was not tried again")
	}
	s.Type(header(notification.Remark), "あいうえ")
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := s.desk.saved[len(s.desk.saved)-1]
	if got, want := last.Content.Header.Get(notification.Remark), "あいうえ"; got != want {
		t.Errorf("flushed %q, want %q", got, want)
	}
	s.Type(header(notification.Remark), "あいうえお")
	s.Return()
	if n := len(s.desk.saved); s.desk.saved[n-1].Content.Header.Get(notification.Remark) != "あいうえお" || !s.left {
		t.Error("leaving the form lost the last keystrokes")
	}
}

// TestLeavingUnkept: a form that cannot be kept is not left by one press, so that
// nothing is lost unseen; typing on asks anew.
func TestLeavingUnkept(t *testing.T) {
	s := start(t, &desk{saveErr: counter.ErrSpace})
	s.Begin(notification.MovingIn)
	for _, text := range []string{"あ", "あい"} {
		s.Type(header(notification.Remark), text)
		s.Return()
		if s.left || s.view.last() != words.IntakeUnkeptStays || s.Value(header(notification.Remark)) != text {
			t.Fatalf("left %v, said %q", s.left, s.view.last())
		}
	}
	s.Return()
	if !s.left {
		t.Error("there is no way out")
	}
	s = start(t, &desk{saveErr: counter.ErrSpace})
	s.Begin(notification.MovingIn)
	s.Type(header(notification.Remark), "あ")
	s.Return()
	s.desk.saveErr = nil
	s.Return()
	if n := len(s.desk.saved); !s.left || n == 0 || s.desk.saved[n-1].Content.Header.Get(notification.Remark) != "あ" {
		t.Error("not kept once there was room")
	}
}

// TestRestore checks that a half-typed form comes back whole: values, text that is
// no value, the page, the place (D7).
func TestRestore(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.AddPerson()
	s.Type(person(1, notification.FullName), "山田 花子")
	s.Type(person(1, notification.Birth), "S60.13")
	s.Left(person(1, notification.Birth))
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	kept := s.desk.saved[len(s.desk.saved)-1]

	again := start(t, &desk{entries: map[notification.EntryID]*notification.Entry{kept.ID: kept}})
	again.Open(kept.ID)
	if got, want := again.Stage(), intake.Filling; got != want {
		t.Fatalf("stage %d, want %d", got, want)
	}
	if again.Page() != 1 || again.First() != person(1, notification.Birth) {
		t.Errorf("page %d, place %v", again.Page(), again.First())
	}
	if got, want := again.Value(person(1, notification.Birth)), "S60.13"; got != want {
		t.Errorf("half-typed birth = %q, want %q", got, want)
	}
	if got, want := again.Value(person(1, notification.FullName)), "山田　花子"; got != want {
		t.Errorf("name = %q, want %q", got, want)
	}
}

// TestRestoreForeign checks that bytes that are not ours do no harm.
func TestRestoreForeign(t *testing.T) {
	for _, b := range []string{"", "nonsense", `{"page":9,"typed":[{"person":7,"item":"birth","text":"x"}],"members":[{"record":"!"}]}`} {
		e, err := notification.Begin("e9", notification.MovingIn, "sato", now)
		if err != nil {
			t.Fatal(err)
		}
		e.Form = []byte(b)
		s := start(t, &desk{entries: map[notification.EntryID]*notification.Entry{"e9": e}})
		s.Open("e9")
		if s.Stage() != intake.Filling || s.Page() != notification.Header || len(s.AllProblems()) != 0 {
			t.Errorf("%q: stage %d, page %d, %d problems", b, s.Stage(), s.Page(), len(s.AllProblems()))
		}
	}
}

// TestUntouched checks that a form which was only looked at, and gone through
// without typing, leaves no draft behind.
func TestUntouched(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.Type(header(notification.Channel), "1") // what it holds already
	s.Left(header(notification.Channel))
	s.Type(header(notification.Remark), "")
	s.timers.fire()
	s.Return()
	if len(s.desk.saved) != 0 || s.Saved() != intake.Nothing {
		t.Errorf("%d saves, %d", len(s.desk.saved), s.Saved())
	}
	s.Type(header(notification.ChangedOn), "R8.") // no value yet, but typed
	s.timers.fire()
	if len(s.desk.saved) != 1 || s.Saved() != intake.Kept {
		t.Errorf("after typing: %d saves, %d", len(s.desk.saved), s.Saved())
	}
}

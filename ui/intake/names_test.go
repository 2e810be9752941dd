package intake_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/intake"
	"madoguchi/ui/kit/kittest"
)

// TestNames: a name that the certificate or the form knows is offered where it may be meant,
// and nowhere else.
func TestNames(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.Type(header(notification.NotifierName), "山田 太郎")
	s.Type(header(notification.NotifierRelation), "1")
	check := func(step string, at intake.Place, want ...string) {
		t.Helper()
		if got := s.Names(at); !slices.Equal(got, want) {
			t.Errorf("%s: %s of %d: %q, want %q", step, at.Item, at.Person, got, want)
		}
	}
	check("the notifier is the first person", person(0, notification.FullName), "山田　太郎")
	check("the head there was", header(notification.PrevHead), "山田　太郎")
	check("a former name is nobody's name", person(0, notification.FormerName))

	s.Type(header(notification.Certificate), "1")
	s.Compare()
	if !s.scan(paperOf("山田　太朗", "山田　花子")) {
		t.Fatalf("not read: %q", s.view.last())
	}
	check("nothing is offered beside the certificate", person(0, notification.FullName))
	s.Return()
	check("the certificate's first", person(0, notification.FullName), "山田　太朗", "山田　太郎", "山田　花子")
	check("everybody's own", person(1, notification.FullName), "山田　花子", "山田　太朗")
	check("the head that it states", header(notification.PrevHead), "山田　太郎", "山田　太朗", "山田　花子")
	s.Type(person(0, notification.FullName), "山田　太朗")
	check("nobody's twice", person(1, notification.FullName), "山田　花子")

	s = start(t, &desk{})
	s.Begin(notification.ExOfficioEntry)
	s.Type(person(0, notification.FullName), "山田 太郎")
	check("a head who need not be written", header(notification.PrevHead))
	check("a head who has to be", person(0, notification.DomicileHead), "山田　太郎")

	s = start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.Type(header(notification.NotifierName), "山田 花子")
	s.Type(person(0, notification.FullName), "山田 太郎")
	check("a proxy is named last", header(notification.PrevHead), "山田　太郎", "山田　花子")
	s.Type(header(notification.NotifierRelation), "2")
	check("the notifier heads the household", header(notification.PrevHead), "山田　花子", "山田　太郎")
}

// TestNamesOfHousehold: who is of the household is found by the reading, before the list;
// a name that the register gives is not offered another.
func TestNamesOfHousehold(t *testing.T) {
	s := startWith(t, &desk{family: family(), line: counter.Online}, func(cfg *intake.Config) {
		cfg.Written = func(typed string, family bool) []string {
			if typed == "yamada" && family {
				return []string{"山多", "山田"}
			}
			return nil
		}
	})
	s.BeginWith(notification.MovingWithin, "000000019")
	s.TakeChosen()
	if got := s.Names(person(0, notification.FullName)); got != nil {
		t.Errorf("the register's name may be %q", got)
	}
	if got := s.Names(header(notification.NotifierName)); !slices.Equal(got, []string{"山田　太郎", "山田　花子", "山田　次郎"}) {
		t.Errorf("who notifies may be %q", got)
	}
	if got := s.Written("yamada", true); !slices.Equal(got, []string{"山田", "山多"}) {
		t.Errorf("yamada may be %q", got)
	}
	if got := s.Written("tarou", false); len(got) == 0 || got[0] != "太郎" {
		t.Errorf("tarou may be %q", got)
	}
}

// TestNameByKeyboard takes a name of the certificate without an input method: Space shows the
// next, Enter takes, and Tab takes nothing.
func TestNameByKeyboard(t *testing.T) {
	stage := kittest.New(t, kittest.Sizes[0])
	s := startWith(t, &desk{line: counter.Online}, func(*intake.Config) {})
	f := intake.NewForm(s.Presenter, stage)
	s.Begin(notification.MovingIn)
	stage.Show(f)
	s.Type(header(notification.Certificate), "1")
	s.Compare()
	if !s.scan(paperOf("山田　太朗", "山田　花子")) {
		t.Fatal("not read")
	}
	s.Return()
	at := person(0, notification.FullName)
	s.Go(at)
	if s.Value(at) != "" {
		t.Fatalf("%q stands before anybody took it", s.Value(at))
	}
	stage.Window.Canvas().FocusNext()
	if s.Value(at) != "" {
		t.Fatalf("passing took %q", s.Value(at))
	}
	s.Go(at)
	stage.Picture("intake-names")
	stage.Type(" ")
	stage.Key(fyne.KeyReturn)
	if got := s.Value(at); got != "山田　花子" {
		t.Errorf("took %q", got)
	}
	if here, _ := f.PlaceOf(stage.Window.Canvas().Focused()); here == at {
		t.Error("the keyboard stays")
	}
}

package record_test

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/ui/kit"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/record"
	"madoguchi/ui/words"
)

// stage is a stage on which nothing else happens.
type stage struct {
	kit.Stage
	said string
}

func (s *stage) ActionsChanged()              {}
func (s *stage) Say(_ look.Tone, text string) { s.said = text }

// shown opens a record on a form in a window.
func shown(t *testing.T, d *desk) (*record.Form, *seen, fyne.Canvas) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	p, s := start(d, now)
	f := record.NewForm(p, &stage{})
	w := test.NewTempWindow(t, f.Content())
	w.Resize(fyne.NewSize(1366, 600))
	f.Shown()
	p.Open("000000012", counter.ForEnquiry)
	return f, s, w.Canvas()
}

// press does what a function key does.
func press(f *record.Form, key fyne.KeyName) {
	for _, a := range f.Actions() {
		if a.Key == key {
			a.Do()
		}
	}
}

func household() []resident.Record {
	own, head := someone(resident.Living, resident.Japanese), someone(resident.Living, resident.Japanese)
	head.ID, head.Order, head.Name, head.Relationship = "000000019", 1, "山田　太郎", resident.Head
	return []resident.Record{own, head}
}

// whole is a record with a history, numbers of then, and entries under way.
func whole() counter.Opened {
	first, then, now := someone(resident.Living, resident.Japanese), someone(resident.Living, resident.Japanese), household()[0]
	first.History, first.Name, first.Reading, first.Relationship, first.Cause = 1, "佐藤　花子", "サトウ　ハナコ", resident.Head, resident.Initial
	then.Address = resident.Address{Town: "みなと野市北区潮見町", Number: "3番地4", Building: "潮見ハイツ１０３号室"}
	now.History, now.Cause, now.Domicile, now.DomicileHead = 3, resident.MovedWithin, "みなと野市北区潮見町3番地", "山田　太郎"
	members := household()
	members[0] = now
	return counter.Opened{Members: members, History: []resident.Record{now, then, first}, Headless: true,
		Numbers: []counter.Numbers{{HasNumber: true, HasCode: true}, {HasNumber: true, HasCode: true}, {HasNumber: true, HasCode: true, OtherNumber: true}},
		Pending: []counter.Pending{{Kind: notification.MovingWithin, State: notification.Entered, Approvals: 1, Needed: 2}, {Kind: notification.MovingOut, State: notification.Returned}}}
}

// maskedWhole is that of a foreign resident for an operator who sees nothing that can be
// masked.
func maskedWhole() counter.Opened {
	o := whole()
	o.Masked = operator.Sights()
	for _, rows := range [][]resident.Record{o.Members, o.History} {
		for i := range rows {
			rows[i].Class, rows[i].Stay, rows[i].Domicile, rows[i].DomicileHead = resident.Foreign, &resident.Stay{Nationality: "ブラジル"}, "", ""
		}
	}
	return o
}

// TestForm compares the screen with what it looked like when it was last looked at.
func TestForm(t *testing.T) {
	protected := household()
	protected[1].Protected = true
	protected[0].Address = resident.Address{}
	for _, tt := range []struct {
		name string
		desk desk
	}{
		{"whole", desk{opened: whole()}},
		{"masked", desk{opened: maskedWhole()}},
		{"copied", desk{opened: counter.Opened{Members: household()}}},
		{"protected", desk{opened: counter.Opened{Members: protected, History: protected[:1]}}},
		{"offline", desk{err: counter.ErrOffline}},
		{"failed", desk{err: counter.ErrGone}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, c := shown(t, &tt.desk)
			test.AssertRendersToMarkup(t, tt.name+".xml", c)
			kittest.ByKeyboard(t, c)
			kittest.Picture(t, c, "record_"+tt.name)
		})
	}
}

// TestHeld holds the key on the field of a number: the digits stand there that
// long, are gone with the key, and are gone when the screen is (R039).
func TestHeld(t *testing.T) {
	d := &desk{opened: counter.Opened{Members: household()}, digits: "123456789018"}
	f, _, c := shown(t, d)
	press(f, fyne.KeyF7)
	field, ok := c.Focused().(*kit.Field)
	if !ok {
		t.Fatalf("F7 gave the keyboard to %T", c.Focused())
	}
	masked, key := words.T(words.RecordMasked), &fyne.KeyEvent{Name: fyne.KeyF2}
	for _, end := range []struct {
		name string
		do   func()
	}{
		{"the key is let go", func() { field.KeyUp(key) }},
		{"the keyboard goes elsewhere", func() { c.FocusNext(); c.Focus(field) }},
		{"the screen is hidden", f.Hidden},
	} {
		desktop.Keyable(field).KeyDown(key)
		if got, want := field.Text(), "1234 5678 9018"; got != want {
			t.Errorf("held: %q, want %q", got, want)
		}
		if end.do(); field.Text() != masked {
			t.Errorf("%s: %q still stands there", end.name, field.Text())
		}
	}
	if len(d.revealed) != 3 {
		t.Errorf("asked %d times, want 3: each showing is logged", len(d.revealed))
	}
}

// TestKeys checks the function keys and Enter in the household.
func TestKeys(t *testing.T) {
	f, s, c := shown(t, &desk{opened: counter.Opened{Members: household()}})
	list, ok := c.Focused().(*kit.KeyList)
	if !ok {
		t.Fatalf("%T has the keyboard, want the household", c.Focused())
	}
	list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.opened != "000000019" {
		t.Errorf("Enter opened %q", s.opened)
	}
	for key, want := range map[fyne.KeyName]notification.Kind{fyne.KeyF5: notification.MovingWithin, fyne.KeyF6: notification.MovingOut} {
		if press(f, key); s.began != want {
			t.Errorf("%s began %v, want %v", key, s.began, want)
		}
	}
	if !f.Back() || !s.left {
		t.Error("F3 did not go back through the presenter")
	}
	f, _, _ = shown(t, &desk{err: counter.ErrOffline})
	for _, a := range f.Actions() {
		if why := a.Why; why != nil && why() == "" {
			t.Errorf("%s can be pressed without a record", a.Key)
		}
	}
}

// TestRecordOfThen marks rows of the history with the keyboard: the record of then stands
// at the left with what it changed, and Escape leads back.
func TestRecordOfThen(t *testing.T) {
	f, _, c := shown(t, &desk{opened: whole()})
	c.FocusNext()
	list, ok := c.Focused().(*kit.KeyList)
	if !ok {
		t.Fatalf("%T has the keyboard, want the history", c.Focused())
	}
	list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if f.LookedAt() == "" {
		t.Fatal("marking a row does not show the record of then")
	}
	test.AssertRendersToMarkup(t, "then.xml", c)
	kittest.ByKeyboard(t, c)
	kittest.Picture(t, c, "record_then")
	list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if f.LookedAt() != "" {
		t.Error("Escape does not lead back to the record of now")
	}
}

// inLanguage speaks the language that MADOGUCHI_LOOK_LANGUAGE names until the test ends.
func inLanguage(t *testing.T) {
	t.Helper()
	if l := os.Getenv("MADOGUCHI_LOOK_LANGUAGE"); l != "" {
		if err := words.Use(words.Language(l)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
	}
}

// TestLook writes pictures of the record in every window, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	inLanguage(t)
	for _, size := range kittest.Sizes {
		for name, opened := range map[string]counter.Opened{"whole": whole(), "masked": maskedWhole()} {
			t.Run(size.Name+name, func(t *testing.T) {
				stage := kittest.New(t, size)
				p, _ := start(&desk{opened: opened}, now)
				f := record.NewForm(p, stage)
				stage.Show(f)
				p.Open("000000012", counter.ForEnquiry)
				stage.Picture("record_" + name + "_" + size.Name)
				f.Look(1)
				stage.Picture("record_" + name + "_then_" + size.Name)
			})
		}
	}
}

package fault_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/fault"
	"madoguchi/ui/kit"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// TestEveryKind checks that each fault says what happened, what was kept and what
// to do, and no two say the same happened.
func TestEveryKind(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	seen := map[string]fault.Kind{}
	for kind := fault.KeyringMissing; kind <= fault.ChipBusy; kind++ {
		s := fault.New(kind, "detail", func() {}, func() {})
		var said []string
		for _, o := range test.LaidOutObjects(s.Content()) {
			if p, ok := o.(*kit.Paragraph); ok {
				said = append(said, p.Text())
			}
		}
		if len(said) != 4 {
			t.Errorf("kind %d says %q, want four texts", kind, said)
			continue
		}
		if other, ok := seen[said[0]]; ok {
			t.Errorf("kinds %d and %d say the same", kind, other)
		}
		seen[said[0]] = kind
		if !strings.Contains(said[3], "detail") {
			t.Errorf("kind %d: nothing for IT in %q", kind, said[3])
		}
	}
}

// TestCheckedAgain: trying again in vain shows when that was.
func TestCheckedAgain(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	s := fault.New(fault.KeyringLocked, "", nil, nil)
	s.CheckedAgain(time.Date(2026, 11, 23, 9, 5, 12, 0, time.UTC))
	for _, o := range test.LaidOutObjects(s.Content()) {
		if p, ok := o.(*kit.Paragraph); ok && strings.Contains(p.Text(), "09:05:12") {
			return
		}
	}
	t.Error("does not say when it was checked")
}

func TestUnknownKind(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	if got := fault.New(200, "", nil, nil).Kind(); got != fault.Unknown {
		t.Errorf("kind = %d, want %d", got, fault.Unknown)
	}
}

func TestActions(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	retried := false
	s := fault.New(fault.KeyringLocked, "", func() { retried = true }, nil)
	actions := s.Actions()
	if len(actions) != 1 || actions[0].Key != fyne.KeyF5 || actions[0].Label != words.T(words.FaultRetry) {
		t.Fatalf("actions = %+v, want F5 alone", actions)
	}
	actions[0].Do()
	if !retried {
		t.Error("F5 does not try again")
	}
}

func TestLook(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	w := test.NewTempWindow(t, fault.New(fault.FileDamaged, "file: page 17", func() {}, func() {}).Content())
	w.Resize(fyne.NewSize(1366, 620))
	test.AssertRendersToMarkup(t, "damaged.xml", w.Canvas())
	kittest.ByKeyboard(t, w.Canvas())
}

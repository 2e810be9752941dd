package machine_test

import (
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/app/policy"
	"madoguchi/ui/kit"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/machine"
	"madoguchi/ui/words"
)

// stage is a stage on which nothing else happens.
type stage struct{ kit.Stage }

// ActionsChanged implements [kit.Stage].
func (stage) ActionsChanged() {}

// TestForm compares the screen with what it looked like when it was last looked at.
func TestForm(t *testing.T) {
	spoilt := good
	spoilt.KeyringFault, spoilt.Line = "locked", counter.Offline
	spoilt.Policy = []counter.Value{
		{Name: "idle.lock_seconds", Value: "300", Least: "30", Most: "300", Origin: "city", By: "情報政策課", Since: now, Until: now},
		{Name: "sync.warn_minutes", Value: "15", Origin: "terminal", Since: now},
		{Name: "push.events", Value: "100", Origin: "elsewhere", Since: now, Until: now},
	}
	for _, tt := range []struct {
		name string
		desk desk
	}{
		{"in_order", desk{facts: good}},
		{"to_look_after", desk{facts: spoilt}},
		{"failed", desk{err: errors.New("boom")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			test.NewTempApp(t).Settings().SetTheme(look.Theme{})
			f := machine.NewForm(start(tt.desk, true), stage{})
			w := test.NewTempWindow(t, f.Content())
			w.Resize(fyne.NewSize(1366, 600))
			f.Shown()
			test.AssertRendersToMarkup(t, tt.name+".xml", w.Canvas())
			kittest.ByKeyboard(t, w.Canvas())
			kittest.Picture(t, w.Canvas(), "machine_"+tt.name)
		})
	}
}

// TestLook writes what IT sees with a published policy, at both sizes and with large type.
func TestLook(t *testing.T) {
	folder := os.Getenv("MADOGUCHI_LOOK")
	if folder == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	if language := os.Getenv("MADOGUCHI_LOOK_LANGUAGE"); language != "" {
		if err := words.Use(words.Language(language)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
	}
	m := good
	m.PolicyTargets, m.PolicyNote, m.PolicyWaits = 7, "窓口の離席対策", "sign_in"
	m.Policy = []counter.Value{
		{Name: "personality", Value: "1", Origin: "city", By: "情報政策課", Since: now, Until: now},
		{Name: "registry.address", Value: "registry.juki.example:8443", Origin: "pilot", By: "情報政策課", Since: now, Until: now},
	}
	for _, v := range policy.Default().Values(policy.Local{"idle.lock_seconds": 120}) {
		one := counter.Value{Name: v.Key, Value: strconv.Itoa(v.Value), Least: strconv.Itoa(v.Least), Most: strconv.Itoa(v.Most), Origin: "city", By: "情報政策課", Since: now, Until: now}
		if v.Source == policy.Terminal {
			one.Origin, one.By, one.Since, one.Until = "terminal", "", time.Time{}, time.Time{}
		}
		m.Policy = append(m.Policy, one)
	}
	for _, s := range []struct {
		name  string
		size  fyne.Size
		large bool
		in    words.Language
	}{
		{"narrow", fyne.NewSize(1366, 560), true, words.Japanese}, {"1366", fyne.NewSize(1366, 585), false, words.Japanese}, {"1366L", fyne.NewSize(1366, 560), true, words.Japanese}, {"1366en", fyne.NewSize(1366, 585), false, words.English},
		{"1366Len", fyne.NewSize(1366, 560), true, words.English}, {"1920", fyne.NewSize(1920, 900), false, words.Japanese},
	} {
		t.Run(s.name, func(t *testing.T) {
			look.SetLarge(s.large)
			defer look.SetLarge(false)
			if err := words.Use(s.in); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = words.Use(words.Japanese) }() // known to work
			test.NewTempApp(t).Settings().SetTheme(look.Theme{})
			f := machine.NewForm(start(desk{facts: m}, true), stage{})
			w := test.NewTempWindow(t, f.Content())
			w.Resize(s.size)
			f.Shown()
			if s.name == "narrow" {
				f.Actions()[2].Do()
			}
			out, err := os.Create(filepath.Join(folder, "machine_"+s.name+".png"))
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(png.Encode(out, w.Canvas().Capture()), out.Close()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestKeys checks that F9 reads anew and F3 goes back through the presenter.
func TestKeys(t *testing.T) {
	test.NewTempApp(t)
	f := machine.NewForm(start(desk{facts: good}, true), stage{})
	actions := f.Actions()
	if len(actions) != 4 || actions[0].Key != fyne.KeyF6 || actions[1].Key != fyne.KeyF7 || actions[2].Key != fyne.KeyF8 || actions[3].Key != fyne.KeyF9 {
		t.Fatalf("actions %+v", actions)
	}
	actions[2].Do()
	if widen := f.Actions()[2]; widen.Label == actions[2].Label {
		t.Error("F8 does not say that it brings the facts back")
	}
	actions[2].Do()
	if f.Actions()[2].Label != actions[2].Label {
		t.Error("the facts are not back")
	}
	f.ShowMachine()
	if !f.Back() {
		t.Error("the shell went back by itself")
	}
}

//go:build x11

package inputmethod_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/letters"
	"madoguchi/cmd/terminal/inputmethod"
	"madoguchi/ui/kit"
	"madoguchi/ui/kit/ime"
	"madoguchi/ui/kit/keyhook"
	"madoguchi/ui/look"
)

// A state is what the form says of itself.
type state struct {
	Method    string
	Text      map[string]string
	Reading   string // of the name, as it was heard
	Focus     string
	Composing bool
	Preedit   string
	Submitted int // times Enter went on to the next field
	Functions int // function keys that came through
	Covered   bool
	Seen      uint64 // grows with each report
}

// A form is a window with one field of each kind. F8 covers it, F9 shows it again.
type form struct {
	window  fyne.Window
	method  inputmethod.Method
	router  *ime.Router
	fields  map[string]*kit.Field
	content fyne.CanvasObject
	cover   *kit.Field
	state   state
}

// show runs the form and reports its state to a file, again and again.
func show(file string, large bool) {
	f := &form{fields: map[string]*kit.Field{}, state: state{Text: map[string]string{}}}
	a := fyneapp.NewWithID("madoguchi.inputmethod.test")
	look.SetLarge(large)
	a.Settings().SetTheme(look.Theme{})
	f.method = inputmethod.New(slog.Default(), func() { fyne.Do(func() { f.router.Drain() }) })
	f.router = ime.NewRouter(f.method)
	kit.UseInput(f.router)
	f.window = a.NewWindow("inputmethod")
	f.build()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	a.Lifecycle().SetOnStarted(func() {
		go f.method.Run(ctx)
		go func() {
			for range time.Tick(20 * time.Millisecond) {
				fyne.Do(func() { f.report(file) })
			}
		}()
	})
	f.window.ShowAndRun()
}

func (f *form) build() {
	enter := func() bool { f.state.Submitted++; return false }
	proposals := func() []string {
		if f.state.Reading == "" {
			return nil
		}
		return []string{f.state.Reading}
	}
	add := func(name string, field *kit.Field) fyne.CanvasObject {
		f.fields[name] = field
		return field
	}
	rows := container.NewVBox(
		add("name", kit.NewField(kit.Spec{Label: "氏名", Name: true, OnEnter: enter, OnRead: func(_, r string) { f.state.Reading = letters.Kana(r) }})),
		add("reading", kit.NewKana(kit.Spec{Label: "ふりがな", OnEnter: enter, Proposals: proposals}, letters.ToKatakana)),
		add("address", kit.NewField(kit.Spec{Label: "住所", Kanji: true, OnEnter: enter})),
		add("number", kit.NewField(kit.Spec{Label: "番地", OnEnter: enter})),
		add("date", kit.NewDate(kit.Spec{Label: "生年月日", OnEnter: enter}, nil)),
		add("pin", kit.NewSecret(kit.Spec{Label: "暗証番号", OnEnter: enter})))
	f.cover = kit.NewSecret(kit.Spec{Label: "離席中"})
	hook := keyhook.New(keyhook.Listener{Router: f.router, Input: func() {}, Key: f.key})
	hook.Resize(fyne.NewSize(1, 1))
	f.content = container.NewStack(rows, container.NewWithoutLayout(hook))
	f.window.SetContent(f.content)
	f.window.SetFullScreen(true)
	f.window.Canvas().Focus(f.fields["name"])
}

func (f *form) key(k fyne.KeyName) bool {
	f.state.Functions++
	switch k {
	case fyne.KeyF8:
		f.lock()
	case fyne.KeyF9:
		f.state.Covered = false
		f.window.SetContent(f.content)
		f.window.Canvas().Focus(f.fields["name"])
	}
	return true
}

// lock puts the cover over the form, as the shell does when nobody is there.
func (f *form) lock() {
	f.state.Covered = true
	f.window.SetContent(container.NewVBox(f.cover))
	f.window.Canvas().Focus(f.cover)
}

func (f *form) report(file string) {
	// The test locks the form while a conversion is open: no key could.
	if os.Remove(file+".lock") == nil {
		f.lock()
	}
	s := &f.state
	s.Method, s.Composing, s.Preedit, s.Focus = f.method.Name(), f.router.Composing(), f.router.Preedit().Text, ""
	s.Seen++
	for name, field := range f.fields {
		s.Text[name] = field.Text()
		if f.window.Canvas().Focused() == fyne.Focusable(field) {
			s.Focus = name
		}
	}
	b, err := json.Marshal(s)
	if err == nil {
		err = errors.Join(os.WriteFile(file+".new", b, 0o600), os.Rename(file+".new", file))
	}
	if err != nil {
		panic(err)
	}
}

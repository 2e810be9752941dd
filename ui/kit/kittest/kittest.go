// Package kittest shows a screen in a window without a display, in the room the
// shell leaves it, for tests: it stands in for the shell as the screen's
// [kit.Stage] and writes down what the screen asks of it.
//
// Whether a screen says the right thing is the screen's own test's.
package kittest

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/kit"
	"madoguchi/ui/look"
)

// A Size is a window to show a screen in.
type Size struct {
	Name  string
	Size  fyne.Size
	Large bool // large type
}

// Sizes are the windows every screen has to fit.
var Sizes = []Size{
	{"1366", fyne.NewSize(1366, 768), false},
	{"1366L", fyne.NewSize(1366, 768), true},
	{"1920", fyne.NewSize(1920, 1080), false},
}

var _ kit.Stage = (*Stage)(nil)

// A Stage shows one screen.
type Stage struct {
	Window fyne.Window
	Said   []string
	Asked  []kit.Question
	Answer func(int) // of the last question

	t       *testing.T
	screen  kit.Screen
	title   *canvas.Text
	room    *fyne.Container
	message *kit.MessageLine
	bar     *kit.FunctionBar
}

// New returns a stage in a window of a size.
func New(t *testing.T, size Size) *Stage {
	t.Helper()
	look.SetLarge(size.Large)
	t.Cleanup(func() { look.SetLarge(false) })
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	s := &Stage{t: t, title: look.BoldText("", look.Title(), look.Ink), room: container.NewStack(), message: kit.NewMessageLine()}
	s.bar = kit.NewFunctionBar(func(why string) { s.Say(look.Alert, why) })
	head := canvas.NewRectangle(look.Brand)
	head.SetMinSize(fyne.NewSize(100, look.Small()*3.4+look.Small()*1.8)) // the head and the band of training
	top := container.NewVBox(head, kit.Pad(1, s.title))
	bottom := container.NewVBox(s.message, s.bar)
	s.Window = test.NewTempWindow(t, container.NewStack(canvas.NewRectangle(look.Ground), container.NewBorder(top, bottom, nil, nil, s.room)))
	s.Window.SetPadded(false)
	s.Window.Resize(size.Size)
	return s
}

// Show implements [kit.Stage].
func (s *Stage) Show(screen kit.Screen) {
	s.screen = screen
	s.room.Objects = []fyne.CanvasObject{screen.Content()}
	s.room.Refresh()
	screen.Shown()
	s.ActionsChanged()
}

// Say implements [kit.Stage].
func (s *Stage) Say(tone look.Tone, text string) {
	s.Said = append(s.Said, text)
	s.message.Say(tone, text)
}

// Ask implements [kit.Stage].
func (s *Stage) Ask(q kit.Question, answered func(int)) {
	s.Asked, s.Answer = append(s.Asked, q), answered
}

// ActionsChanged implements [kit.Stage].
func (s *Stage) ActionsChanged() {
	if s.screen == nil {
		return
	}
	s.title.Text = s.screen.Title()
	s.title.Refresh()
	s.bar.SetActions(append(s.screen.Actions(),
		kit.Action{Key: fyne.KeyF1, Label: "F1", Do: func() {}}, kit.Action{Key: fyne.KeyF3, Label: "F3", Do: s.back}, kit.Action{Key: fyne.KeyF4, Label: "F4", Do: func() {}}))
}

// Back implements [kit.Stage].
func (s *Stage) Back() {}

// Home implements [kit.Stage].
func (s *Stage) Home() {}

func (s *Stage) back() {
	if b, ok := s.screen.(kit.Backer); ok {
		b.Back()
	}
}

// Press presses a function key.
func (s *Stage) Press(key fyne.KeyName) {
	s.t.Helper()
	if !s.bar.Press(key) {
		s.t.Errorf("%s does nothing", key)
	}
}

// Key gives a key to what has the keyboard.
func (s *Stage) Key(key fyne.KeyName) {
	s.t.Helper()
	f := s.Window.Canvas().Focused()
	if f == nil {
		s.t.Fatalf("nothing has the keyboard for %s", key)
	}
	f.TypedKey(&fyne.KeyEvent{Name: key})
}

// Type types text into what has the keyboard.
func (s *Stage) Type(text string) {
	s.t.Helper()
	for _, r := range text {
		f := s.Window.Canvas().Focused()
		if f == nil {
			s.t.Fatal("nothing has the keyboard")
		}
		f.TypedRune(r)
	}
}

// Picture writes what the window shows, as [Picture] does.
func (s *Stage) Picture(name string) {
	s.t.Helper()
	Picture(s.t, s.Window.Canvas(), name)
}

// Picture writes what a canvas shows into the folder that the variable
// MADOGUCHI_LOOK names, to be looked at. Without it nothing is written.
func Picture(t *testing.T, c fyne.Canvas, name string) {
	t.Helper()
	folder := os.Getenv("MADOGUCHI_LOOK")
	if folder == "" {
		return
	}
	file, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, c.Capture()); err != nil {
		t.Fatal(err)
	}
}

// Golden compares what the window shows with testdata/name.xml, which was looked
// at when it was written, and checks that it is worked by keyboard. To take a change
// over, copy it from testdata/failed.
func (s *Stage) Golden(name string) {
	s.t.Helper()
	test.AssertRendersToMarkup(s.t, name+".xml", s.Window.Canvas())
	ByKeyboard(s.t, s.Window.Canvas())
}

package kit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

func TestChoice(t *testing.T) {
	options := []Option{
		{"head", "01", "世帯主", "セタイヌシ"}, {"wife", "02", "妻", "ツマ"}, {"husband", "03", "夫", "オット"},
		{"child", "04", "子", "コ"}, {"other", "10", "縁故者", "エンコシャ"},
	}
	tests := []struct {
		name, typed string
		keys        []fyne.KeyName
		want        string
	}{
		{"nothing yet", "", nil, ""},
		{"code", "02", nil, "wife"},
		{"code without its zero", "3", nil, "husband"},
		{"full-width code", "０４", nil, "child"},
		{"start of a longer code", "1", nil, "head"},
		{"longer code", "10", nil, "other"},
		{"label", "夫", nil, "husband"},
		{"reading in hiragana", "つま", nil, "wife"},
		{"unknown keeps what is chosen", "02x", nil, "wife"},
		{"right goes on", "", []fyne.KeyName{fyne.KeyRight, fyne.KeyRight}, "wife"},
		{"left from the first goes to the last", "1", []fyne.KeyName{fyne.KeyLeft}, "other"},
		{"delete takes the choice back", "02", []fyne.KeyName{fyne.KeyDelete}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := NewChoice(ChoiceSpec{Label: "続柄", Long: true, Options: options})
			w := window(t, c)
			w.Canvas().Focus(c)
			test.Type(c, tt.typed)
			press(w, tt.keys...)
			if got := c.Value(); got != tt.want {
				t.Errorf("value = %q, want %q", got, tt.want)
			}
		})
	}
}

// TestRefusalMakesRoom: what a field or a choice says below itself of what was typed
// pushes down what stands below, inside its panel, and gives the room back.
func TestRefusalMakesRoom(t *testing.T) {
	choice := NewChoice(ChoiceSpec{Label: "内容照合", Options: []Option{{"1", "1", "一致", ""}, {"2", "2", "相違あり", ""}}})
	field := NewField(Spec{Label: "住所", Max: 3})
	below := NewField(Spec{Label: "下"})
	panel := Panel(Section("転出証明書", "", Grid(1, choice, field, below)))
	high := Panel(NewParagraph("高", look.Body()*30, look.Ink)) // the page's height is another column's
	w := window(t, NewPage(PageOf(Columns(2, panel, high))))
	w.Resize(fyne.NewSize(900, 600))
	for name, o := range map[string]fyne.Focusable{"choice": choice, "field": field} {
		w.Canvas().Focus(o)
		at, size := below.Position().Y, panel.Size().Height
		test.Type(o, "abcdef")
		if got := below.Position().Y - at; got <= 0 {
			t.Errorf("%s: what stands below moved by %v", name, got)
		}
		if panel.Size().Height <= size {
			t.Errorf("%s: the panel stays %v high", name, size)
		}
		w.Canvas().Unfocus()
		if below.Position().Y != at || panel.Size().Height != size {
			t.Errorf("%s: the room is not given back", name)
		}
	}
}

// TestRefusalBesideFinding: what is said of a keystroke stands above what was found
// before, and is not cut.
func TestRefusalBesideFinding(t *testing.T) {
	f := NewField(Spec{Label: "氏名"})
	w := window(t, f)
	w.Resize(fyne.NewSize(600, 200))
	f.SetFinding(Finding{Tone: look.Stop, Code: "E28", Reason: "使えない文字です。"})
	w.Canvas().Focus(f)
	test.Type(f, "\uE000")
	var said []string
	for _, l := range f.frame.lines {
		said = append(said, l.Text)
	}
	want := []string{"△ " + words.T(words.KitControl, 1), "× E28　使えない文字です。"}
	if got := strings.Join(said, ""); got != strings.Join(want, "") || f.frame.noteText.Text != "" {
		t.Errorf("said %q, beside %q", said, f.frame.noteText.Text)
	}
}

func TestKeyList(t *testing.T) {
	var chosen []int
	l := NewKeyList(Column{Title: "番号", Em: 6}, Column{Title: "氏名", Name: true})
	rows := 1000
	asked := 0
	l.Length = func() int { return rows }
	l.Cell = func(row, column int) CellText { asked++; return CellText{Text: fmt.Sprint(row)} }
	l.OnChosen = func(row int) { chosen = append(chosen, row) }
	w := window(t, l)
	w.SetContent(l)
	w.Resize(fyne.NewSize(600, 400))
	w.Canvas().Focus(l)
	page := l.visible()
	steps := []struct {
		key  fyne.KeyName
		want int
	}{
		{fyne.KeyUp, 0}, {fyne.KeyDown, 1}, {fyne.KeyPageDown, 1 + page}, {fyne.KeyEnd, 999},
		{fyne.KeyDown, 999}, {fyne.KeyPageUp, 999 - page}, {fyne.KeyHome, 0},
	}
	for _, s := range steps {
		asked = 0
		press(w, s.key)
		if l.Row() != s.want {
			t.Errorf("%s: row = %d, want %d", s.key, l.Row(), s.want)
		}
		if most := 2 * 2 * (page + 1); asked > most {
			t.Errorf("%s asked for %d cells, want at most %d", s.key, asked, most)
		}
		if l.Row() < l.top || l.Row() >= l.top+page {
			t.Errorf("%s: row %d is out of sight", s.key, l.Row())
		}
	}
	press(w, fyne.KeyDown, fyne.KeyReturn)
	if !slices.Equal(chosen, []int{1}) {
		t.Errorf("chosen = %v, want [1]", chosen)
	}
	rows = 1
	l.Reload()
	if l.Row() != 0 {
		t.Errorf("after the rows went: row = %d, want 0", l.Row())
	}
	l.SetState(ListFailed, "読めません")
	press(w, fyne.KeyReturn)
	if l.Row() != -1 || len(chosen) != 1 {
		t.Errorf("failed: row = %d, chosen %v", l.Row(), chosen)
	}
}

func TestFindings(t *testing.T) {
	var acknowledged, jumped []string
	f := NewFindings()
	f.OnAcknowledge = func(one Finding) { acknowledged = append(acknowledged, one.Code) }
	f.OnJump = func(one Finding) { jumped = append(jumped, one.Code) }
	w := window(t, f)
	if !f.Disabled() {
		t.Error("an empty list takes the keyboard")
	}
	f.Set([]Finding{{Tone: look.Alert, Code: "A11"}, {Tone: look.Stop, Code: "E02"}, {Tone: look.Alert, Code: "A15"}})
	if f.All()[0].Code != "E02" {
		t.Error("errors do not come first")
	}
	w.Canvas().Focus(f)
	test.Type(f, " ")
	if len(acknowledged) != 0 {
		t.Error("an error was acknowledged away")
	}
	press(w, fyne.KeyReturn, fyne.KeyDown)
	test.Type(f, "  ")
	if want := []string{"A11", "A15"}; !slices.Equal(acknowledged, want) {
		t.Errorf("acknowledged = %v, want %v: Space goes on to the next alert", acknowledged, want)
	}
	if errors, alerts := f.Open(); errors != 1 || alerts != 0 {
		t.Errorf("open = %d errors, %d alerts, want 1, 0", errors, alerts)
	}
	if want := []string{"E02"}; !slices.Equal(jumped, want) {
		t.Errorf("jumped = %v, want %v", jumped, want)
	}
}

// TestFunctionBar checks that a key that cannot be used says why (D16).
func TestFunctionBar(t *testing.T) {
	why, done, said := "誰も審査していません", 0, ""
	b := NewFunctionBar(func(s string) { said = s })
	window(t, b)
	b.SetActions([]Action{
		{Key: fyne.KeyF12, Label: "確定", Do: func() { done++ }, Why: func() string { return why }},
	})
	if !b.Press(fyne.KeyF12) || done != 0 || said != why {
		t.Errorf("done %d times, said %q, want 0 and %q", done, said, why)
	}
	why = ""
	if !b.Press(fyne.KeyF12) || done != 1 {
		t.Errorf("done %d times, want 1", done)
	}
	if b.Press(fyne.KeyF5) {
		t.Error("a key without an action is used up")
	}
	x, _ := b.slot(11)
	b.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x+5, 5)})
	if done != 2 {
		t.Error("a click does not do what the key does")
	}
}

func TestAsk(t *testing.T) {
	tests := []struct {
		name  string
		start int
		keys  []fyne.KeyName
		typed string
		want  int
	}{
		{"enter takes the marked one", 1, []fyne.KeyName{fyne.KeyReturn}, "", 1},
		{"left", 1, []fyne.KeyName{fyne.KeyLeft, fyne.KeyReturn}, "", 0},
		{"tab goes round", 1, []fyne.KeyName{fyne.KeyTab, fyne.KeyReturn}, "", 0},
		{"escape is the safe one", 1, []fyne.KeyName{fyne.KeyEscape}, "", 0},
		{"number", 0, nil, "2", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := window(t, NewField(Spec{}))
			got := -1
			Ask(w.Canvas(), Question{Title: "終了しますか", Answers: []string{"続ける", "終了"}, Start: tt.start}, func(a int) { got = a })
			press(w, tt.keys...)
			if tt.typed != "" {
				test.Type(w.Canvas().Focused(), tt.typed)
			}
			if got != tt.want {
				t.Errorf("answer = %d, want %d", got, tt.want)
			}
			if w.Canvas().Overlays().Top() != nil {
				t.Error("the question is still there")
			}
		})
	}
}

// TestPage checks that the field with the keyboard is in sight.
func TestPage(t *testing.T) {
	var fields []fyne.CanvasObject
	for range 60 {
		fields = append(fields, NewField(Spec{Label: "項目"}))
	}
	p := NewPage(Grid(2, fields...))
	w := window(t)
	w.SetContent(p)
	w.Resize(fyne.NewSize(800, 300))
	w.Canvas().Focus(fields[59].(*Field))
	inSight := func(o fyne.CanvasObject) bool {
		y := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		return y >= 0 && y+o.Size().Height <= 300
	}
	if !inSight(fields[59]) {
		t.Error("the last field got the keyboard out of sight")
	}
	w.Canvas().Focus(fields[0].(*Field))
	if !inSight(fields[0]) {
		t.Error("the first field got the keyboard out of sight")
	}
	press(w, fyne.KeyPageDown)
	if inSight(fields[0]) {
		t.Error("PageDown does not turn the page")
	}
}

// TestGrid checks that tab order and place agree, and that a span takes its columns.
func TestGrid(t *testing.T) {
	cell := func() fyne.CanvasObject {
		r := canvas.NewRectangle(look.Paper)
		r.SetMinSize(fyne.NewSize(10, 20))
		return r
	}
	a, b, wide, c, hidden := cell(), cell(), cell(), cell(), cell()
	hidden.Hide()
	g := Grid(3, a, b, Span(2, wide), hidden, c)
	window(t, g)
	g.Resize(fyne.NewSize(300, 100))
	if a.Position().Y != b.Position().Y || a.Position().X >= b.Position().X {
		t.Error("the first two are not side by side")
	}
	span := g.Objects[2]
	if span.Position().Y <= a.Position().Y || span.Size().Width <= 2*a.Size().Width {
		t.Errorf("the wide one is at %v, %v wide", span.Position(), span.Size().Width)
	}
	if c.Position().Y != span.Position().Y || c.Position().X <= span.Position().X {
		t.Error("the hidden one takes a place")
	}
}

// TestTightList: where the columns do not fit, they are no wider than what they show,
// so that nothing is cut while there is room beside it.
func TestTightList(t *testing.T) {
	l := NewKeyList(Column{Title: "期限", Em: 12}, Column{Title: "氏名", Name: true}, Column{Title: "入力", Em: 12})
	cells := []string{"あと3日", "吉田　太郎", "11/23 09:00"}
	l.Length = func() int { return 1 }
	l.Cell = func(_, column int) CellText { return CellText{Text: cells[column]} }
	window(t, l)
	l.Resize(fyne.NewSize(21*look.Body(), 200))
	var shown []string
	for _, o := range test.LaidOutObjects(l) {
		if text, ok := o.(*canvas.Text); ok {
			shown = append(shown, text.Text)
		}
	}
	for _, want := range cells {
		if !slices.Contains(shown, want) {
			t.Errorf("%s is cut: %q", want, shown)
		}
	}
}

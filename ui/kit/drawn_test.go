package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/look"
)

// TestDrawn compares fields in their states with what was looked at.
func TestDrawn(t *testing.T) {
	focused := NewField(Spec{Label: "世帯主", Required: true, BoxEm: 14})
	focused.SetText("佐藤")
	wrong := NewDate(Spec{Label: "生年月日"}, nil)
	wrong.SetText("h31.13.1")
	wrong.SetFinding(Finding{Tone: look.Stop, Code: "E02", Reason: "この日付はありません。", Remedy: "届書を確かめてください。"})
	known := NewDate(Spec{Label: "異動日"}, func(string) (string, look.Tone) { return "令和8年4月1日", look.Good })
	known.SetText("r8.4.1")
	fixed := NewField(Spec{Label: "宛名番号", ReadOnly: true})
	fixed.SetText("0000123456")
	sex := NewChoice(ChoiceSpec{Label: "性別", Options: []Option{{"m", "1", "男", ""}, {"f", "2", "女", ""}}})
	sex.SetValue("f")
	w := window(t, Section("異動者", "1人目", Grid(2, focused, wrong, known, fixed, sex)))
	w.Resize(fyne.NewSize(900, 220))
	w.Canvas().Focus(focused)
	test.AssertRendersToMarkup(t, "fields.xml", w.Canvas())
}

//go:build look

package kit

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/look"
)

// TestLook writes a picture of every widget into the temporary folder, to be
// looked at.
func TestLook(t *testing.T) {
	for _, name := range []string{"normal", "large"} {
		look.SetLarge(name == "large")
		test.NewTempApp(t).Settings().SetTheme(look.Theme{})
		w := test.NewTempWindow(t, container.NewStack(gallery()))
		w.SetPadded(false)
		w.Resize(fyne.NewSize(1366, 768))
		capture(t, w, "kit_"+name+".png")
	}
	look.SetLarge(false)
}

func capture(t *testing.T, w fyne.Window, name string) {
	t.Helper()
	file, err := os.Create(filepath.Join(os.TempDir(), name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
	t.Log(file.Name())
}

func gallery() fyne.CanvasObject {
	if err := look.LoadNameFont("/usr/share/fonts/truetype/ipamj/ipamjm.ttf"); err != nil {
		panic(err)
	}
	name := NewField(Spec{Label: "氏名", Required: true, Name: true, BoxEm: 14})
	name.SetText("𠮷田　葛󠄂太郎")
	wrong := NewField(Spec{Label: "氏名（漢字）", Name: true, BoxEm: 14})
	wrong.SetText("斎󠇯藤")
	kana := NewKana(Spec{Label: "ふりがな", Required: true, BoxEm: 14}, func(s string) (string, string) { return "ヨシダ", "k" })
	kana.TypedRune('k')
	date := NewDate(Spec{Label: "異動日", Required: true}, func(s string) (string, look.Tone) { return "令和8年4月1日（水）", look.Good })
	date.SetText("r8.4.1")
	date.FocusGained()
	bad := NewDate(Spec{Label: "生年月日"}, nil)
	bad.SetText("h31.13.1")
	bad.SetFinding(Finding{Tone: look.Stop, Code: "E02", Reason: "この日付はありません。", Remedy: "月は1から12までです。届書の生年月日を確かめて入れ直してください。"})
	alert := NewField(Spec{Label: "届出人電話", BoxEm: 10, Hint: "市外局番から"})
	alert.SetFinding(Finding{Tone: look.Alert, Code: "A11", Reason: "届出期間（14日）を過ぎています。", Remedy: "理由を確かめてください。"})
	sex := NewChoice(ChoiceSpec{Label: "性別", Required: true, Options: []Option{{"m", "1", "男", ""}, {"f", "2", "女", ""}, {"u", "9", "不詳", ""}}})
	sex.SetValue("f")
	var rel []Option
	for i, s := range []string{"世帯主", "妻", "夫", "子", "父", "母", "孫", "祖父", "祖母", "兄", "姉", "弟", "妹", "同居人", "縁故者", "その他"} {
		rel = append(rel, Option{s, string(rune('0'+(i+1)/10)) + string(rune('0'+(i+1)%10)), s, ""})
	}
	relation := NewChoice(ChoiceSpec{Label: "続柄", Long: true, BoxEm: 7, Options: rel})
	relation.SetValue("妻")
	relation.FocusGained()
	number := NewMasked(Spec{Label: "個人番号", Max: 12, BoxEm: 10, Fold: HalfWidth, Accept: Digits}, func() {})
	number.SetText("123456789018")
	fixed := NewField(Spec{Label: "宛名番号", ReadOnly: true})
	fixed.SetText("0000123456")
	post := NewPostal(Spec{Label: "郵便番号"}, func(string) (string, look.Tone) { return "北海道札幌市中央区北一条西", look.Plain })
	post.SetText("060-0001")

	findings := NewFindings()
	findings.Set([]Finding{
		{Tone: look.Alert, Code: "A11", Label: "届出日", Reason: "届出期間（14日）を過ぎています。", Remedy: "期間経過通知の要否を確かめてください。"},
		{Tone: look.Stop, Code: "E02", Label: "生年月日", Reason: "この日付はありません。", Remedy: "届書の生年月日を確かめて入れ直してください。"},
		{Tone: look.Alert, Code: "A15", Reason: "同じ世帯の別の届出が審査待ちです。", Remedy: "先の届出を確かめてください。", Acknowledged: true},
	})
	findings.FocusGained()
	list := NewKeyList(Column{Title: "受付番号", Em: 8}, Column{Title: "種別", Em: 5}, Column{Title: "氏名", Name: true}, Column{Title: "状態", Em: 7}, Column{Title: "人数", Em: 3, Right: true})
	list.Length = func() int { return 30 }
	list.Cell = func(row, col int) CellText {
		return CellText{Text: []string{"K01-0001", "転入届", "𠮷田　太郎", "審査待ち", "4"}[col], Tone: map[bool]look.Tone{true: look.Alert}[col == 3 && row == 2]}
	}
	list.SetRow(2)
	bar := NewFunctionBar(nil)
	nop := func() {}
	bar.SetActions([]Action{
		{Key: fyne.KeyF1, Label: "ヘルプ", Do: nop}, {Key: fyne.KeyF3, Label: "戻る", Do: nop}, {Key: fyne.KeyF4, Label: "離席", Do: nop},
		{Key: fyne.KeyF5, Label: "検索", Do: nop, Why: func() string { return "x" }}, {Key: fyne.KeyF12, Label: "審査に回す", Do: nop, Lead: true},
	})
	message := NewMessageLine()
	message.Say(look.Good, "審査に回しました。仮受付番号 K01-0001")
	form := Section("異動者", "1人目／4人中", Grid(2, name, wrong, kana, date, bad, alert, sex, relation, number, fixed, Span(2, post)))
	return container.NewBorder(nil, container.NewVBox(message, bar), nil, nil,
		container.NewBorder(Pad(2, Panel(form)), nil, nil, container.NewGridWrap(fyne.NewSize(560, 300), findings), list))
}

package paper_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/assets"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// someLetters stands for the repertoire: it has no 鷗 and knows one sequence.
type someLetters struct{}

func (someLetters) Convert(s string) string {
	return strings.ReplaceAll(s, "葛\U000E0100", "葛\U000E0102")
}

func (someLetters) Check(s string) error {
	if i := strings.Index(s, "鷗"); i >= 0 {
		return &letters.CharacterError{Position: len([]rune(s[:i])) + 1, Reason: letters.Outside}
	}
	return nil
}

var typist = paper.Typist{Repertoire: someLetters{}, Era: civil.Reiwa, Wards: map[string]string{"991015": "中央区"}}

func TestParse(t *testing.T) {
	tests := []struct {
		name  string
		typ   notification.Type
		typed string
		want  string
		rule  string
	}{
		{"empty is no fault", notification.Date, "  ", "", ""},
		{"date of the default era (D6)", notification.Date, "8.4.1", "2026-04-01", ""},
		{"date by letter", notification.Date, "R081123", "2026-11-23", ""},
		{"date in full width", notification.Date, "Ｒ８．４．１", "2026-04-01", ""},
		{"no such day (E09)", notification.Date, "R8.2.30", "", "E09"},
		{"wrong era (E09)", notification.Date, "H31.5.1", "", "E09"},
		{"no date at all (E09)", notification.Date, "きのう", "", "E09"},
		{"uncertain birth", notification.UncertainDate, "昭和40年頃", "~02|S40", ""},
		{"name gets one wide space", notification.Name, "山田 太郎", "山田　太郎", ""},
		{"name is converted, not normalised", notification.Name, "葛\U000E0100城", "葛\U000E0102城", ""},
		{"name outside the repertoire (E28)", notification.Name, "森　鷗外", "", "E28"},
		{"control character (E28)", notification.Name, "山\x00田", "", "E28"},
		{"half-width kana (E28)", notification.Text, "ﾔﾏﾀﾞ", "", "E28"},
		{"bidirectional control (E28)", notification.Text, "山\u202e田", "", "E28"},
		{"reading from romaji", notification.Reading, "yamada tarou", "ヤマダ　タロウ", ""},
		{"reading from hiragana", notification.Reading, "やまだ", "ヤマダ", ""},
		{"reading with kanji (E29)", notification.Reading, "山田", "", "E29"},
		{"postal code", notification.Postal, "060-0042", "0600042", ""},
		{"postal code too short", notification.Postal, "060-004", "", "E12"},
		{"individual number", notification.IndividualNumber, "1234 5678 9018", "123456789018", ""},
		{"wrong check digit (E10)", notification.IndividualNumber, "123456789019", "", "E10"},
		{"resident code", notification.ResidentCode, "12345678903", "12345678903", ""},
		{"resident code, wrong (E10)", notification.ResidentCode, "12345678904", "", "E10"},
		{"resident number", notification.ResidentID, "000012343", "000012343", ""},
		{"resident number, wrong (E10)", notification.ResidentID, "000012344", "", "E10"},
		{"relationship by number", notification.Relationship, "1", "世帯主", ""},
		{"relationship chained by numbers", notification.Relationship, "6の6", "子の子", ""},
		{"relationship outside the register (E13)", notification.Relationship, "孫", "", "E13"},
		{"telephone", notification.Phone, "０１１（２１１）２１１１", "011-211-2111", ""},
		{"telephone with hyphens", notification.Phone, "０１１－２１１－２１１１", "011-211-2111", ""},
		{"too long (E22)", notification.Text, strings.Repeat("あ", 101), "", "E22"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, fault := typist.Parse(notification.Field{Type: tt.typ}, tt.typed)
			if got != tt.want || fault.Rule != tt.rule {
				t.Errorf("Parse = %q, rule %q, want %q, %q", got, fault.Rule, tt.want, tt.rule)
			}
			if fault.IsZero() != (tt.rule == "") {
				t.Errorf("fault %+v and rule %q disagree", fault, tt.rule)
			}
		})
	}
}

// TestSpelling: what comes in for a name or a text stands in the register's spelling, or
// it is said which character is refused and why; nothing goes silently (E28).
func TestSpelling(t *testing.T) {
	real, err := letters.OpenTable(bytes.NewReader(assets.Chars), bytes.NewReader(assets.Sequences))
	if err != nil {
		t.Fatal(err)
	}
	typist := paper.Typist{Repertoire: real}
	tests := []struct {
		name, typed, want string
		position          int // 0: accepted
		reason            letters.Reason
	}{
		{"sequence of an input method", "葛\U000E0100城　花子", "葛\U000E0102城　花子", 0, 0},
		{"sequence of the register", "葛\U000E0102城", "葛\U000E0102城", 0, 0},
		{"not normalised", "\uFA19山", "\uFA19山", 0, 0},
		{"line feed in what was pasted", "佐藤\n花子", "", 3, letters.Control},
		{"zero-width space", "佐\u200b藤", "", 2, letters.Control},
		{"half-width kana", "佐藤ﾊﾅｺ", "", 3, letters.HalfWidthKana},
		{"private use", "佐\uE001", "", 2, letters.PrivateUse},
		{"unknown sequence", "葛\U000E0102斎\U000E01EF", "", 2, letters.UnknownSequence},
		{"unassigned", "佐\u0378", "", 2, letters.Unassigned},
		{"outside", "佐😀", "", 2, letters.Outside},
	}
	for _, typ := range []notification.Type{notification.Name, notification.Text} {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				got, fault := typist.Parse(notification.Field{Type: typ}, tt.typed)
				if tt.position == 0 {
					if got != tt.want || !fault.IsZero() {
						t.Errorf("Parse = %+q, %+v", got, fault)
					}
					return
				}
				said := words.T(fault.Reason, fault.Args...)
				why := words.T(words.GlyphRefused(int(tt.reason)))
				if got != "" || fault.Rule != "E28" || !strings.HasPrefix(said, strconv.Itoa(tt.position)+"文字目") || !strings.Contains(said, why) {
					t.Errorf("Parse = %+q, says %q", got, said)
				}
			})
		}
	}
}

// TestFaultsHaveTexts checks that each fault says reason and remedy in words.
func TestFaultsHaveTexts(t *testing.T) {
	for _, typed := range []string{"R8.2.30", "H31.5.1", "x"} {
		_, fault := typist.Parse(notification.Field{Type: notification.Date}, typed)
		for _, key := range []words.Key{fault.Reason, fault.Remedy} {
			if text := words.T(key, fault.Args...); text == string(key) || strings.Contains(text, "%!") {
				t.Errorf("fault of %q says %q", typed, text)
			}
		}
	}
}

func TestShown(t *testing.T) {
	birth := notification.Field{Item: notification.Birth, Type: notification.UncertainDate}
	date := notification.Field{Item: notification.ChangedOn, Type: notification.Date}
	postal := notification.Field{Type: notification.Postal}
	choice := notification.Field{Item: notification.Sex, Type: notification.Choice}
	ward := notification.Field{Item: notification.NewWard, Type: notification.Number}
	day := civil.MustParse("2026-11-23")
	tests := []struct {
		name             string
		field            notification.Field
		western          bool
		value            string
		show, long, echo string
	}{
		{"date in its era", date, false, "2026-04-01", "R8.4.1", "令和8年4月1日", "令和8年4月1日"},
		{"foreign resident's birth is western only (STD 1.1.9)", birth, true, "1990-01-02", "1990-01-02", "1990年1月2日", "1990年1月2日（36歳）"},
		{"birth with age", birth, false, "1990-11-24", "H2.11.24", "平成2年11月24日", "平成2年11月24日（35歳）"},
		{"uncertain birth has no age", birth, false, "~02|S40", "昭和40年頃", "昭和40年頃", "昭和40年頃"},
		{"postal code", postal, false, "0600042", "060-0042", "〒060-0042", ""},
		{"choice by its label", choice, false, "2", "2", "女", ""},
		{"ward by its name", ward, false, "991015", "991015", "中央区", "中央区"},
		{"nothing", date, false, "", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := typist.Show(tt.field, tt.western, tt.value); got != tt.show {
				t.Errorf("Show = %q, want %q", got, tt.show)
			}
			if got := typist.Long(tt.field, tt.western, tt.value); got != tt.long {
				t.Errorf("Long = %q, want %q", got, tt.long)
			}
			if got := typist.Echo(tt.field, tt.western, tt.value, day); got != tt.echo {
				t.Errorf("Echo = %q, want %q", got, tt.echo)
			}
		})
	}
}

// TestShownIsParsed checks that what a field shows is read back as the same value.
func TestShownIsParsed(t *testing.T) {
	for _, western := range []bool{false, true} {
		for _, value := range []string{"1926-12-25", "1989-01-07", "1989-01-08", "2019-05-01", "2026-11-23", "~02|S40", "~10|"} {
			f := notification.Field{Item: notification.Birth, Type: notification.UncertainDate}
			got, fault := typist.Parse(f, typist.Show(f, western, value))
			if got != value {
				t.Errorf("western %v: %s came back as %q, %+v", western, value, got, fault)
			}
		}
	}
}

// TestFormsHaveTexts checks that every item, block and choice of every form has a
// text, for labels are made from keys.
func TestFormsHaveTexts(t *testing.T) {
	for _, kind := range notification.Kinds() {
		schema, err := notification.Current(kind)
		if err != nil {
			t.Fatal(err)
		}
		keys := []words.Key{words.Kind(kind.Key())}
		for _, s := range schema.Sections {
			keys = append(keys, words.Section(s.Key))
			for _, f := range s.Fields {
				keys = append(keys, paper.Label(kind, f.Item))
				for _, code := range f.Choices {
					keys = append(keys, words.Choice(string(f.Item), string(rune('0'+code))))
				}
			}
		}
		for _, key := range keys {
			if words.T(key) == string(key) {
				t.Errorf("%s: %s has no text", kind.Key(), key)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"R8.4.1", "子の子の子の子の子", "葛\U000E0100", "\xff", "１２３", "n'", "推定昭和40年3月5日"} {
		f.Add(uint8(notification.Reading), s)
	}
	f.Fuzz(func(t *testing.T, typ uint8, s string) {
		field := notification.Field{Type: notification.Type(typ % 15)}
		value, fault := typist.Parse(field, s)
		if value != "" && !fault.IsZero() {
			t.Errorf("a value and a fault: %q", fault.Rule)
		}
		if value != "" && !paper.Clean(value) {
			t.Error("a value that is not clean")
		}
	})
}

// TestHouseNumberApart: 番地 and 枝番 are one field of the paper, and taken apart beside it.
func TestHouseNumberApart(t *testing.T) {
	for value, want := range map[string]string{"": "", "５丁目２－１": "5丁目 2番地 枝番1", "3番地": "", "無番地": words.T(words.PaperNotApart)} {
		if got := (paper.Typist{}).Echo(notification.Field{Item: notification.NewNumber, Type: notification.Text}, false, value, civil.Date{}); got != want {
			t.Errorf("%q echoes %q, want %q", value, got, want)
		}
	}
}

// TestHead: a notice and the office's own finding plan nothing, so that their
// destination is not headed as one (STD 4.1.3.1.1 keeps both apart).
func TestHead(t *testing.T) {
	for kind, want := range map[notification.Kind]words.Key{
		notification.MovingOut:         words.SectionDestination,
		notification.MovingOutAbroad:   words.SectionDestination,
		notification.MovingOutPost:     words.SectionDestination,
		notification.ArrivalNotice:     words.SectionDestinationKnown,
		notification.ExOfficioDeletion: words.SectionDestinationKnown,
	} {
		if got := paper.Head(kind, "destination"); got != want {
			t.Errorf("%s: head = %s, want %s", kind.Key(), got, want)
		}
	}
	if got := paper.Head(notification.ArrivalNotice, "remark"); got != words.SectionRemark {
		t.Errorf("another block: %s", got)
	}
}

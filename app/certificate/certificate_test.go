package certificate_test

import (
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/certificate"
	"madoguchi/app/notification"
)

// scanned is what stands on the paper of a family of two.
func scanned() certificate.Paper {
	return certificate.Paper{
		Header: values(notification.CertSerial, "2026-00123", notification.CertTown, "東京都千代田区千代田", notification.CertNumber, "1-1", notification.CertHead, "𠮷田　太郎",
			notification.CertPlannedOn, "2026-11-20", notification.CertDestination, "北海道札幌市中央区"),
		Persons: []notification.Values{
			values(notification.CertName, "𠮷田　太郎", notification.CertBirth, "1980-03-04", notification.CertSex, "1", notification.CertRelation, "世帯主",
				notification.CertCode, "12345678903", notification.CertMyNumber, "123456789018", notification.CertDomicile, "東京都千代田区千代田1番", notification.CertDomicileHead, "𠮷田　太郎"),
			values(notification.CertName, "𠮷田　葛\U000E0102葉", notification.CertFormerName, `辺,"見"`, notification.CertBirth, "~02|S57", notification.CertSex, "2", notification.CertRelation, "妻"),
		},
	}
}

func values(pairs ...any) notification.Values {
	var v notification.Values
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i].(notification.Item), pairs[i+1].(string))
	}
	return v
}

// TestParseText: what is written is read, also with CRLF and a byte order mark.
func TestParseText(t *testing.T) {
	text := scanned().Text()
	for name, s := range map[string]string{
		"as written": text, "CRLF": strings.ReplaceAll(text, "\n", "\r\n"), "BOM": "\uFEFF" + text, "no last line end": strings.TrimSuffix(text, "\n"), "empty lines at the end": text + "\n\r\n",
	} {
		got, err := certificate.Parse([]byte(s))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !got.Header.Equal(scanned().Header) || len(got.Persons) != 2 || !got.Persons[0].Equal(scanned().Persons[0]) || !got.Persons[1].Equal(scanned().Persons[1]) {
			t.Errorf("%s: reads otherwise", name)
		}
		if !certificate.Ended(s) {
			t.Errorf("%s: has not ended", name)
		}
	}
	if certificate.Ended(strings.Join(strings.Split(text, "\n")[:3], "\n")) {
		t.Error("has ended without its last line")
	}
}

// sealed ends lines as a writer would, so that only what a row breaks is broken.
func sealed(lines ...string) string {
	body := strings.Join(lines, "\n") + "\n"
	return fmt.Sprintf("%sEND,%d,%08x\n", body, len(lines)-1, crc32.ChecksumIEEE([]byte(body)))
}

// TestParseRefuses: a text that is not right is not read at all, and the error does
// not quote it.
func TestParseRefuses(t *testing.T) {
	head, one := "TENSHUTSU,1,1,町,1,,山田,,", "P,山田　花子,,1990-01-02,2,妻,,,,,"
	if _, err := certificate.Parse([]byte(sealed(head, one))); err != nil {
		t.Fatal("the text the rows change is wrong:", err)
	}
	tests := []struct {
		name, text string
		want       error
	}{
		{"nothing", "", certificate.ErrFormat},
		{"another text", "山田花子", certificate.ErrFormat},
		{"only the mark", "TENSHUTSU,1", certificate.ErrFormat},
		{"another version", sealed("TENSHUTSU,2,1,町,1,,山田,,", one), certificate.ErrVersion},
		{"no end", head + "\n" + one + "\n", certificate.ErrCheck},
		{"a character lost", strings.Replace(sealed(head, one), "花", "", 1), certificate.ErrCheck},
		{"a person lost", strings.Replace(sealed(head, one, one), one+"\n", "", 1), certificate.ErrCheck},
		{"more behind the end", sealed(head, one) + one, certificate.ErrCheck},
		{"nobody", sealed(head), certificate.ErrFormat},
		{"too many", sealed(append([]string{head}, slices.Repeat([]string{one}, 21)...)...), certificate.ErrFormat},
		{"a field too few", sealed("TENSHUTSU,1,1,町,1,,山田,", one), certificate.ErrFormat},
		{"a field too many", sealed(head, one+","), certificate.ErrFormat},
		{"no person's line", sealed(head, "Q"+one[1:]), certificate.ErrFormat},
		{"a quote not closed", sealed(head, `P,"山田,,1990-01-02,2,妻,,,,,`), certificate.ErrFormat},
		{"no name", sealed(head, "P,,,1990-01-02,2,妻,,,,,"), certificate.ErrFormat},
		{"a day that is not", sealed(head, "P,山田,,1990-02-30,2,妻,,,,,"), certificate.ErrFormat},
		{"a sex that is not", sealed(head, "P,山田,,1990-01-02,3,妻,,,,,"), certificate.ErrFormat},
		{"孫 (E13)", sealed(head, "P,山田,,1990-01-02,2,孫,,,,,"), certificate.ErrFormat},
		{"a wrong check digit (E10)", sealed(head, "P,山田,,1990-01-02,2,妻,12345678900,,,,"), certificate.ErrFormat},
		{"a wrong Individual Number (E10)", sealed(head, "P,山田,,1990-01-02,2,妻,,123456789012,,,"), certificate.ErrFormat},
		{"a control character (E28)", sealed(head, "P,山\x07田,,1990-01-02,2,妻,,,,,"), certificate.ErrFormat},
		{"a private character (E28)", sealed(head, "P,山\uE000田,,1990-01-02,2,妻,,,,,"), certificate.ErrFormat},
		{"half-width kana (E28)", sealed(head, "P,ﾔﾏﾀﾞ,,1990-01-02,2,妻,,,,,"), certificate.ErrFormat},
		{"no UTF-8", sealed(head, "P,山\xff田,,1990-01-02,2,妻,,,,,"), certificate.ErrFormat},
		{"a name without end", sealed(head, "P,"+strings.Repeat("山", 81)+",,1990-01-02,2,妻,,,,,"), certificate.ErrFormat},
		{"too long", sealed(head, one) + strings.Repeat("\n", certificate.MaxText), certificate.ErrFormat},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := certificate.Parse([]byte(tt.text))
			if !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
			if p.Header.Len() > 0 || p.Persons != nil {
				t.Error("something is read of it")
			}
			if err != nil && strings.ContainsAny(err.Error(), "山田町妻孫") {
				t.Error("the error quotes")
			}
		})
	}
}

// TestCompare is D3 and A13, item by item.
func TestCompare(t *testing.T) {
	const town, number, building = notification.PrevTown, notification.PrevNumber, notification.PrevBuilding
	tests := []struct {
		name            string
		person          bool
		stated, entered notification.Item
		a, b            string
		want            certificate.Standing // 0: no row
	}{
		{"the same name", true, notification.CertName, notification.FullName, "渡辺　花子", "渡辺　花子", certificate.Same},
		{"another shape of a character", true, notification.CertName, notification.FullName, "渡邊　花子", "渡邉　花子", certificate.Differs},
		{"another sequence of a character", true, notification.CertName, notification.FullName, "葛\U000E0102", "葛", certificate.Differs},
		{"not stated", true, notification.CertName, notification.FullName, "", "花子", certificate.Absent},
		{"not entered", true, notification.CertName, notification.FullName, "花子", "", certificate.NotEntered},
		{"neither", true, notification.CertName, notification.FullName, "", "", 0},
		{"the same day", true, notification.CertBirth, notification.Birth, "1980-03-04", "1980-03-04", certificate.Same},
		{"another day", true, notification.CertBirth, notification.Birth, "1980-03-04", "1980-03-05", certificate.Differs},
		{"an uncertain day is another", true, notification.CertBirth, notification.Birth, "~02|S40", "1965-01-01", certificate.Differs},
		{"the other sex", true, notification.CertSex, notification.Sex, "1", "2", certificate.Differs},
		{"half-width brackets", true, notification.CertRelation, notification.Relation, "妻(未届)", "妻（未届）", certificate.Same},
		{"another relationship", true, notification.CertRelation, notification.Relation, "子", "子の子", certificate.Differs},
		{"another code", true, notification.CertCode, notification.Code, "12345678903", "24727059608", certificate.Differs},
		{"a domicile in full-width digits", true, notification.CertDomicile, notification.RegisteredDomicile, "東町１－２", "東町1-2", certificate.Same},
		{"a house number with another hyphen", false, notification.CertNumber, number, "1−2", "1-2", certificate.Same},
		{"another house number", false, notification.CertNumber, number, "1-2", "1-3", certificate.Differs},
		{"another town", false, notification.CertTown, town, "東町", "西町", certificate.Differs},
		{"another building", false, notification.CertBuilding, building, "東荘101", "東荘102", certificate.Differs},
		{"the planned day", false, notification.CertPlannedOn, notification.PlannedOn, "2026-11-20", "2026-11-21", certificate.Differs},
		{"what the form has no item for", false, notification.CertSerial, "", "17", "", certificate.Stated},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := notification.Content{Persons: make([]notification.Values, 1)}
			c.Header = values(notification.Scope, "1", notification.TargetHousehold, "1")
			at := notification.Header
			if tt.person {
				at = 0
			}
			c.Of(at).Set(tt.stated, tt.a)
			c.Of(at).Set(tt.entered, tt.b)
			rows := certificate.Compare(&c)
			if tt.want == 0 {
				if len(rows) > 0 {
					t.Errorf("%d rows, want none", len(rows))
				}
				return
			}
			if len(rows) != 1 || rows[0] != (certificate.Row{Person: at, Certificate: tt.stated, Entered: tt.entered, Explained: tt.entered, Standing: tt.want}) {
				t.Fatalf("rows = %+v, want standing %d", rows, tt.want)
			}
			found := certificate.Findings(&c)
			if (tt.want == certificate.Differs) != (len(found) == 1) {
				t.Errorf("found %v", found)
			}
			if len(found) == 1 && found[0] != (notification.Finding{Rule: "A13", Person: at, Item: tt.entered}) {
				t.Errorf("found %+v", found[0])
			}
			if certificate.Given(&c) != (tt.a != "") {
				t.Error("whether there is a certificate is told wrong")
			}
		})
	}
}

// TestCounterpart finds the other side of every pair.
func TestCounterpart(t *testing.T) {
	for item, want := range map[notification.Item]notification.Item{
		notification.CertName: notification.FullName, notification.FullName: notification.CertName,
		notification.CertTown: notification.PrevTown, notification.CertSerial: "", notification.Remark: "",
	} {
		if got, ok := certificate.Counterpart(item); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v", item, got, ok)
		}
	}
}

// TestCompareAddress: town and number are the same wherever an office parts them, and
// explained once.
func TestCompareAddress(t *testing.T) {
	const same, differs = certificate.Same, certificate.Differs
	tests := []struct {
		name                string
		town, number, build string // entered; stated are 千代田, １－１ and 東荘
		want                [3]certificate.Standing
		found               []notification.Item
	}{
		{"parted alike", "千代田", "1-1", "東荘", [3]certificate.Standing{same, same, same}, nil},
		{"all in the town", "千代田1-1", "", "東荘", [3]certificate.Standing{same, same, same}, nil},
		{"another number", "千代田", "1-2", "東荘", [3]certificate.Standing{same, differs, same}, []notification.Item{notification.PrevTown}},
		{"another town", "丸の内", "1-1", "東荘", [3]certificate.Standing{differs, same, same}, []notification.Item{notification.PrevTown}},
		{"another town and number", "丸の内", "1-2", "東荘", [3]certificate.Standing{differs, differs, same}, []notification.Item{notification.PrevTown}},
		{"another building", "千代田1-1", "", "西荘", [3]certificate.Standing{same, same, differs}, []notification.Item{notification.PrevBuilding}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := notification.Content{Persons: make([]notification.Values, 1)}
			c.Header = values(notification.CertTown, "千代田", notification.CertNumber, "１－１", notification.CertBuilding, "東荘",
				notification.PrevTown, tt.town, notification.PrevNumber, tt.number, notification.PrevBuilding, tt.build)
			for i, r := range certificate.Compare(&c) {
				if r.Standing != tt.want[i] {
					t.Errorf("%s stands %d, want %d", r.Certificate, r.Standing, tt.want[i])
				}
			}
			var found []notification.Item
			for _, f := range certificate.Findings(&c) {
				found = append(found, f.Item)
			}
			if !slices.Equal(found, tt.found) {
				t.Errorf("found %q, want %q", found, tt.found)
			}
		})
	}
}

// TestCompareRelation: a 続柄 is to the head there.
func TestCompareRelation(t *testing.T) {
	for name, h := range map[string]notification.Values{
		"one of the household comes": values(notification.Scope, "2", notification.TargetHousehold, "1"),
		"they join a household here": values(notification.Scope, "1", notification.TargetHousehold, "2"),
	} {
		c := notification.Content{Header: h, Persons: []notification.Values{values(notification.CertRelation, "子", notification.Relation, "世帯主")}}
		if got := certificate.Compare(&c)[0].Standing; got != certificate.Stated || len(certificate.Findings(&c)) > 0 {
			t.Errorf("%s: stands %d", name, got)
		}
	}
}

// TestPlace finds who is who.
func TestPlace(t *testing.T) {
	paper := scanned()
	taro := values(notification.FullName, "吉田　太郎", notification.Birth, "1980-03-04", notification.Sex, "1")
	tests := []struct {
		name    string
		persons []notification.Values
		want    []int
	}{
		{"nobody is entered", make([]notification.Values, 1), []int{0, -1}},
		{"by the code, against the order", []notification.Values{values(notification.FullName, "別人"), values(notification.Code, "12345678903")}, []int{1, -1}},
		{"by the number", []notification.Values{values(notification.FullName, "別人"), values(notification.MyNumber, "123456789018")}, []int{1, -1}},
		{"by the name", []notification.Values{values(notification.FullName, "𠮷田　葛\U000E0102葉"), {}}, []int{1, 0}},
		{"by birth and sex where the name is spelled otherwise", []notification.Values{{}, taro}, []int{1, 0}},
		{"somebody else is not written over", []notification.Values{values(notification.FullName, "別人")}, []int{-1, -1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := paper.Place(tt.persons); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// TestPut writes the certificate beside what was entered, and takes another one's
// values away.
func TestPut(t *testing.T) {
	c := notification.Content{Persons: []notification.Values{values(notification.FullName, "吉田　太郎", notification.Birth, "1980-03-04", notification.Sex, "1", notification.CertNationality, "米国")}}
	added, ok := scanned().Put(&c)
	if added != 1 || !ok || len(c.Persons) != 2 {
		t.Fatalf("added %d, %v, %d persons", added, ok, len(c.Persons))
	}
	if c.Persons[0].Get(notification.FullName) != "吉田　太郎" || c.Persons[0].Get(notification.CertName) != "𠮷田　太郎" {
		t.Error("what was entered is written over, or the certificate is not beside it")
	}
	if c.Persons[0].Has(notification.CertNationality) {
		t.Error("a value of another certificate stays")
	}
	certificate.Drop(&c)
	for person := notification.Header; person < len(c.Persons); person++ {
		for _, item := range c.Of(person).Items() {
			if certificate.Is(item) {
				t.Errorf("%s stays", item)
			}
		}
	}
	full := notification.Content{Persons: make([]notification.Values, notification.MaxPersons)}
	for i := range full.Persons {
		full.Persons[i] = values(notification.FullName, "別人", notification.Birth, "1900-01-01")
	}
	if _, ok := scanned().Put(&full); ok || full.Header.Len() > 0 {
		t.Error("more persons than a form takes")
	}
}

// TestCharacters shows which shape of a character differs.
func TestCharacters(t *testing.T) {
	tests := []struct{ name, a, b, left, right string }{
		{"a variant", "渡邊花子", "渡邉花子", "渡[邊]花子", "渡[邉]花子"},
		{"a sequence", "葛\U000E0102城", "葛城", "[葛\U000E0102]城", "[葛]城"},
		{"one more", "山田花子", "山田花", "山田花[子]", "山田花"},
		{"one in the middle", "山花子", "山田花子", "山花子", "山[田]花子"},
		{"the same", "山", "山", "山", "山"},
		{"nothing", "", "", "", ""},
	}
	show := func(all []certificate.Character) string {
		var b strings.Builder
		for _, c := range all {
			if c.Same {
				b.WriteString(c.Text)
			} else {
				b.WriteString("[" + c.Text + "]")
			}
		}
		return b.String()
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			left, right := certificate.Characters(tt.a, tt.b)
			if show(left) != tt.left || show(right) != tt.right {
				t.Errorf("got %s and %s, want %s and %s", show(left), show(right), tt.left, tt.right)
			}
		})
	}
}

// FuzzParse: a text that is read is written as one that reads the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(scanned().Text()))
	f.Add([]byte(sealed("TENSHUTSU,1,,,,,,,", "P,山田,,,,,,,,,")))
	f.Add([]byte("TENSHUTSU,1,\"a\nb\",,,,,,\nEND,0,00000000"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := certificate.Parse(text)
		if err != nil {
			return
		}
		again, err := certificate.Parse([]byte(p.Text()))
		if err != nil {
			t.Fatalf("what was written does not read: %v", err)
		}
		if !again.Header.Equal(p.Header) || len(again.Persons) != len(p.Persons) {
			t.Error("reads otherwise")
		}
	})
}

// FuzzBody fuzzes what stands behind a right check.
func FuzzBody(f *testing.F) {
	f.Add("1,町,1,,山田,,", "山田　花子,,1990-01-02,2,妻,,,,,")
	f.Fuzz(func(t *testing.T, head, person string) {
		p, err := certificate.Parse([]byte(sealed("TENSHUTSU,1,"+head, "P,"+person)))
		if err != nil {
			return
		}
		again, err := certificate.Parse([]byte(p.Text()))
		if err != nil || !again.Header.Equal(p.Header) || !again.Persons[0].Equal(p.Persons[0]) {
			t.Errorf("what was written reads otherwise: %v", err)
		}
	})
}

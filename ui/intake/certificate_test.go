package intake_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/certificate"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/intake"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/words"
)

// paperOf is the certificate of the person that typeAll types, and of one more.
func paperOf(names ...string) certificate.Paper {
	var p certificate.Paper
	p.Header.Set(notification.CertTown, "東京都千代田区千代田")
	p.Header.Set(notification.CertHead, "山田　太郎")
	p.Header.Set(notification.CertSerial, "17")
	for i, name := range names {
		var v notification.Values
		v.Set(notification.CertName, name)
		v.Set(notification.CertBirth, []string{"1980-03-04", "1982-11-30"}[i])
		v.Set(notification.CertSex, []string{"1", "2"}[i])
		v.Set(notification.CertRelation, []string{"世帯主", "妻"}[i])
		v.Set(notification.CertDomicile, "東京都千代田区千代田１")
		p.Persons = append(p.Persons, v)
	}
	return p
}

// scan reads a certificate line by line, as a scanner types it.
func (s *setup) scan(p certificate.Paper) (read bool) {
	for line := range strings.Lines(p.Text()) {
		read = s.Scan(line)
	}
	return read
}

func standing(s *setup, page int, item notification.Item) certificate.Standing {
	for _, c := range s.Comparisons(page) {
		if c.Stated.Item == item {
			return c.Standing
		}
	}
	return 0
}

// TestCertificate is D3, R003 and A13: read, compared, explained, and handed over with
// the explanation.
func TestCertificate(t *testing.T) {
	s := startWith(t, &desk{}, func(cfg *intake.Config) { cfg.Character = func(c string) string { return "MJ" + c } })
	s.Begin(notification.MovingIn)
	s.Compare()
	if s.Stage() != intake.Filling || s.view.last() != words.IntakeNoCertificate {
		t.Fatalf("without a certificate on paper: stage %d, said %q", s.Stage(), s.view.last())
	}
	s.typeAll()
	s.Type(header(notification.CertificateChecked), "")
	s.Compare()
	if s.Stage() != intake.Comparing {
		t.Fatalf("stage %d", s.Stage())
	}
	if !s.scan(paperOf("山田　太朗")) {
		t.Fatalf("not read: %q", s.view.last())
	}
	for item, want := range map[notification.Item]certificate.Standing{
		notification.CertName: certificate.Differs, notification.CertBirth: certificate.Same, notification.CertSex: certificate.Same,
		notification.CertDomicile: certificate.Same, notification.CertDomicileHead: certificate.Absent,
	} {
		if got := standing(s, 0, item); got != want {
			t.Errorf("%s stands %d, want %d", item, got, want)
		}
	}
	c, ok := s.NextDifference(intake.Place{})
	if !ok || c.Stated != person(0, notification.CertName) {
		t.Fatalf("the next difference is %+v, %v", c, ok)
	}
	if left, right := s.Apart(c, func(c string) string { return "U" + c }); left != "U朗 MJ朗" || right != "U郎 MJ郎" {
		t.Errorf("apart: %q and %q", left, right)
	}
	x, ok := s.ToExplain(c.Stated)
	if !ok || s.Acknowledge(x, "") {
		t.Fatal("it passes without a reason, or asks for none")
	}
	if s.Confirm(); s.Entry().Content.Header.Has(notification.CertificateChecked) {
		t.Error("it counts as compared while something is not explained")
	}
	s.Compare()
	s.Acknowledge(x, "戸籍で太郎と確認")
	if _, ok := s.NextDifference(c.Stated); ok {
		t.Error("what is explained still waits")
	}
	s.Confirm()
	if got := s.Entry().Content.Header.Get(notification.CertificateChecked); got != "1" {
		t.Errorf("compared = %q", got)
	}
	s.Confirm()
	if s.Stage() != intake.Confirming {
		t.Fatalf("stage %d: %+v", s.Stage(), s.AllProblems())
	}
	s.Confirm()
	want := counter.Ack{Finding: notification.Finding{Rule: "A13", Person: 0, Item: notification.FullName}, Reason: "戸籍で太郎と確認"}
	if len(s.desk.acks) != 1 || s.desk.acks[0] != want {
		t.Errorf("handed over with %+v", s.desk.acks)
	}
	if got := s.Entry().Content.Persons[0].Get(notification.CertName); got != "山田　太朗" {
		t.Errorf("the certificate does not go with the entry: %q", got)
	}
}

// TestCertificateUnexplained: what differs holds the entry also when nobody looks at the
// certificate again, and an explanation does not outlive the value it was given for.
func TestCertificateUnexplained(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.Compare()
	s.scan(paperOf("山田　太朗"))
	x, _ := s.ToExplain(person(0, notification.CertName))
	s.Acknowledge(x, "確認")
	s.Confirm()
	s.Type(person(0, notification.FullName), "山田　大郎")
	s.Confirm()
	if s.Stage() != intake.Filling || s.view.last() != words.IntakeAlerts {
		t.Fatalf("another name passes with the explanation of before: stage %d, said %q", s.Stage(), s.view.last())
	}
	s.Type(person(0, notification.FullName), "山田　太朗")
	s.Confirm()
	if s.Stage() != intake.Confirming {
		t.Errorf("the same as on the certificate, and yet stage %d: %+v", s.Stage(), s.AllProblems())
	}
	s.Return()
	s.Compare()
	s.Type(person(0, notification.CertName), "山田　次郎")
	if _, ok := s.NextDifference(intake.Place{}); !ok {
		t.Error("a value that is typed on the certificate's side is not compared")
	}
}

// TestTakeOver fills empty fields and marks them; what was typed stays.
func TestTakeOver(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.Type(header(notification.Certificate), "1")
	s.Type(person(0, notification.FullName), "山田　太郎")
	s.Compare()
	if !s.scan(paperOf("山田　太郎", "山田　花子")) || len(s.Entry().Content.Persons) != 2 {
		t.Fatalf("%d persons, said %q", len(s.Entry().Content.Persons), s.view.last())
	}
	if n := s.TakeOver(); n != 2+2*(1+3+1)+1 { // town and head; class, birth, sex, relation, domicile of both; the second name
		t.Errorf("%d fields are filled", n)
	}
	for at, want := range map[intake.Place]string{
		header(notification.PrevTown): "東京都千代田区千代田", person(1, notification.FullName): "山田　花子", person(1, notification.Birth): "1982-11-30",
		person(1, notification.ResidentClass): "1", person(0, notification.RegisteredDomicile): "東京都千代田区千代田１", person(0, notification.FullName): "山田　太郎",
	} {
		if got := s.Entry().Content.Of(at.Person).Get(at.Item); got != want {
			t.Errorf("%v = %q, want %q", at, got, want)
		}
		if got := s.Taken(at); got != (at != person(0, notification.FullName)) {
			t.Errorf("%v is marked: %v", at, got)
		}
	}
	s.Confirm()
	s.Type(header(notification.PrevTown), "東京都千代田区丸の内")
	if s.Taken(header(notification.PrevTown)) {
		t.Error("what was typed over is still marked")
	}
	if s.TakeOver(); s.Entry().Content.Header.Get(notification.PrevTown) != "東京都千代田区丸の内" {
		t.Error("what was typed is written over")
	}
}

// TestScanRefuses: what is no certificate is refused whole, and said why.
func TestScanRefuses(t *testing.T) {
	text := paperOf("山田　太郎").Text()
	files := map[string]string{"/usb/good.csv": text, "/usb/bad.csv": "hello"}
	tests := []struct {
		name  string
		lines []string
		want  words.Key
		read  bool
	}{
		{"a name", []string{"山田"}, words.IntakeCertificateNone, false},
		{"a character lost", strings.Split(strings.Replace(text, "太", "", 1), "\n"), words.IntakeCertificateCut, false},
		{"another version", strings.Split(strings.Replace(text, "SHUTSU,1", "SHUTSU,9", 1), "\n"), words.IntakeCertificateVersion, false},
		{"pasted in one", []string{strings.ReplaceAll(strings.TrimSpace(text), "\n", "⏎")}, words.IntakeCertificateRead, true},
		{"a file", []string{"/usb/good.csv"}, words.IntakeCertificateRead, true},
		{"a file of something else", []string{"/usb/bad.csv"}, words.IntakeCertificateNone, false},
		{"no file", []string{"/usb/none.csv"}, words.IntakeCertificateFile, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := startWith(t, &desk{}, func(cfg *intake.Config) {
				cfg.ReadFile = func(path string) ([]byte, error) {
					if f, ok := files[path]; ok {
						return []byte(f), nil
					}
					return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("gone")}
				}
			})
			s.Begin(notification.MovingIn)
			s.Type(header(notification.Certificate), "1")
			s.Compare()
			read := false
			for _, line := range tt.lines {
				read = s.Scan(line) || read
			}
			if read != tt.read || s.view.last() != tt.want {
				t.Errorf("read %v, said %q, want %q", read, s.view.last(), tt.want)
			}
			if has := s.Entry().Content.Persons[0].Has(notification.CertName); has != tt.read {
				t.Errorf("something of it is taken in: %v", has)
			}
		})
	}
}

// TestCertificateByKeys scans, explains and takes over with the keyboard alone.
func TestCertificateByKeys(t *testing.T) {
	f, stage, s := screen(t, kittest.Sizes[0], &desk{line: counter.Online})
	s.Begin(notification.MovingIn)
	s.typeAll()
	stage.Show(f)
	stage.Press(fyne.KeyF5)
	for line := range strings.Lines(paperOf("山田　太朗").Text()) {
		stage.Type(strings.TrimSuffix(line, "\n"))
		stage.Key(fyne.KeyReturn)
	}
	if at, _ := f.PlaceOf(stage.Window.Canvas().Focused()); at != person(0, notification.CertName) {
		t.Fatalf("the keyboard is at %v, not at what differs; said %q", at, stage.Said)
	}
	stage.Press(fyne.KeyF11)
	stage.Type("戸籍で確認")
	stage.Key(fyne.KeyReturn)
	if _, open := s.Tally(); open != 0 {
		t.Error("it is not explained")
	}
	stage.Press(fyne.KeyF9)
	if at, _ := f.PlaceOf(stage.Window.Canvas().Focused()); at != person(0, notification.FullName) || s.Stage() != intake.Filling {
		t.Errorf("F9 leads to %v, stage %d", at, s.Stage())
	}
	stage.Press(fyne.KeyF5)
	stage.Press(fyne.KeyF12)
	if s.Stage() != intake.Filling {
		t.Errorf("F12 leads to stage %d", s.Stage())
	}
}

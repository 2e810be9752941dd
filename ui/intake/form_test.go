package intake_test

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/intake"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// screen is a form on a stage.
func screen(t *testing.T, size kittest.Size, d *desk) (*intake.Form, *kittest.Stage, *setup) {
	t.Helper()
	if font := os.Getenv("MADOGUCHI_LOOK_FONT"); font != "" {
		if err := look.LoadNameFont(font); err != nil {
			t.Fatal(err)
		}
	}
	stage := kittest.New(t, size)
	s := start(t, d)
	f := intake.NewForm(s.Presenter, stage)
	return f, stage, s
}

// everybody is what a clerk types for a family of four moving in.
var everybody = [][]struct {
	item notification.Item
	text string
}{
	{{notification.ResidentClass, "1"}, {notification.FullName, "𠮷田　太郎"}, {notification.FullReading, "yoshida tarou"}, {notification.ReadingConfirmed, "1"}, {notification.Birth, "S55.3.4"}, {notification.Sex, "1"}, {notification.Relation, "1"}, {notification.Code, "12345678903"}, {notification.MyNumber, "123456789018"}, {notification.Card, "2"}, {notification.RegisteredDomicile, "東京都千代田区千代田1番"}, {notification.DomicileHead, "𠮷田　太郎"}, {notification.HealthInsurance, "1"}, {notification.Pension, "1"}},
	{{notification.ResidentClass, "1"}, {notification.FullName, "𠮷田　花子"}, {notification.FullReading, "yoshida hanako"}, {notification.ReadingConfirmed, "1"}, {notification.Birth, "S57.11.30"}, {notification.Sex, "2"}, {notification.Relation, "妻"}, {notification.RegisteredDomicile, "東京都千代田区千代田1番"}, {notification.DomicileHead, "𠮷田　太郎"}},
	{{notification.ResidentClass, "1"}, {notification.FullName, "𠮷田　葛󠄂葉"}, {notification.FullReading, "yoshida kuzuha"}, {notification.ReadingConfirmed, "1"}, {notification.Birth, "H24.5.5"}, {notification.Sex, "2"}, {notification.Relation, "子"}, {notification.RegisteredDomicile, "東京都千代田区千代田1番"}, {notification.DomicileHead, "𠮷田　太郎"}},
	{{notification.ResidentClass, "2"}, {notification.FullName, "グエン　ヴァン"}, {notification.FullReading, "guenn van"}, {notification.ReadingConfirmed, "1"}, {notification.RomanName, "NGUYEN VAN AN"}, {notification.Birth, "1990-01-02"}, {notification.Sex, "1"}, {notification.Relation, "同居人"}, {notification.Nationality, "ベトナム"}, {notification.Article30_45, "1"}, {notification.ResidenceStatus, "技術・人文知識・国際業務"}, {notification.ResidencePeriod, "3年"}, {notification.ResidenceExpiry, "2027-03-31"}, {notification.ResidenceCard, "AB12345678CD"}},
}

// typeFamily types the header and the four.
func (s *setup) typeFamily() {
	s.typeAll()
	s.Type(header(notification.NotifierPhone), "090-1234-5678")
	for i, values := range everybody {
		if i > 0 {
			s.AddPerson()
		}
		for _, v := range values {
			s.Type(person(i, v.item), v.text)
			s.Left(person(i, v.item))
		}
	}
}

// paper is what stands on the paper, place by place, as it is typed.
func paper() map[intake.Place]string {
	all := map[intake.Place]string{}
	for _, in := range movingIn {
		if in.at.Person == notification.Header {
			all[in.at] = in.text
		}
	}
	for i, values := range everybody {
		for _, v := range values {
			all[person(i, v.item)] = v.text
		}
	}
	return all
}

// TestFamilyByKeys enters a family of four with the keyboard alone: what has the
// keyboard is typed from the paper, Enter leads on, F6 adds a person, F12 checks,
// confirms and hands over. A gap in the navigation or a field that eats keys fails it.
func TestFamilyByKeys(t *testing.T) {
	f, stage, s := screen(t, kittest.Sizes[0], &desk{line: counter.Online})
	s.Begin(notification.MovingIn)
	stage.Show(f)
	written := paper()
	for i := range everybody {
		if i > 0 {
			stage.Press(fyne.KeyF6)
		}
		complete := words.T(words.IntakeComplete)
		for step := 0; len(stage.Said) == 0 || stage.Said[len(stage.Said)-1] != complete; step++ {
			at, ok := f.PlaceOf(stage.Window.Canvas().Focused())
			if !ok || step > 80 {
				t.Fatalf("person %d, step %d: the keyboard is at no field (%v)", i+1, step, at)
			}
			stage.Type(written[at])
			stage.Key(fyne.KeyReturn)
		}
		stage.Said = nil
	}
	stage.Press(fyne.KeyF12)
	stage.Press(fyne.KeyF12)
	if f.Stage() != intake.Done {
		t.Fatalf("stage %d, %+v", f.Stage(), s.AllProblems())
	}
	persons := f.Entry().Content.Persons
	if len(persons) != 4 {
		t.Fatalf("%d persons", len(persons))
	}
	for i, want := range []string{"ヨシダ　タロウ", "ヨシダ　ハナコ", "ヨシダ　クズハ", "グエン　ヴァン"} {
		if got := persons[i].Get(notification.FullReading); got != want {
			t.Errorf("reading %d = %q, want %q", i+1, got, want)
		}
	}
	if got, want := persons[0].Get(notification.MyNumber), "123456789018"; got != want {
		t.Errorf("number = %q", got)
	}
}

// TestLook writes pictures of the form in its states, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	if language := os.Getenv("MADOGUCHI_LOOK_LANGUAGE"); language != "" {
		if err := words.Use(words.Language(language)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
	}
	for _, size := range kittest.Sizes {
		t.Run(size.Name, func(t *testing.T) {
			d := &desk{line: counter.Online, family: family()}
			f, stage, s := screen(t, size, d)
			picture := func(name string) { stage.Picture("intake_" + name + "_" + size.Name) }
			s.Begin(notification.MovingIn)
			stage.Show(f)
			picture("1empty")
			s.typeFamily()
			s.Turn(-9)
			s.Turn(-4)
			picture("2header")
			s.Go(person(0, notification.FullReading))
			picture("3person")
			s.Go(person(3, notification.ResidenceStatus))
			picture("4foreign")
			s.Type(header(notification.NewPostal), "0640001")
			s.Type(header(notification.NewTownship), "")
			s.Go(header(notification.NewPostal))
			s.Enter(header(notification.NewPostal))
			picture("5town")
			s.Type(header(notification.NewTownship), "南一条西")
			s.Type(person(1, notification.Sex), "")
			s.Type(person(0, notification.Birth), "H31.5.1")
			s.Type(person(0, notification.FullReading), "吉田")
			s.Type(person(0, notification.Relation), "孫")
			s.Go(person(0, notification.Birth))
			stage.Press(fyne.KeyF12)
			picture("6stops")
			s.Type(person(1, notification.Sex), "2")
			s.Type(person(0, notification.Birth), "S55.3.4")
			s.Type(person(0, notification.FullReading), "よしだ たろう")
			s.Type(person(0, notification.Relation), "1")
			d.findings = []notification.Finding{{Rule: "A09", Person: 0, Item: notification.Birth}, {Rule: "A03", Person: notification.Header, Item: notification.ChangedOn}, {Rule: "A05", Person: 0, Item: notification.Card}}
			stage.Press(fyne.KeyF12)
			picture("7alerts")
			stage.Type(" ")
			picture("8reason")
			for _, x := range s.AllProblems() {
				s.Acknowledge(x, "入院していたため")
			}
			s.Confirm()
			picture("9confirm")
			s.Confirm()
			picture("a_done")
			g, stage, s2 := screen(t, size, d)
			stage.Show(g)
			stage.Picture("intake_b_loading_" + size.Name)
			s2.BeginWith(notification.MovingWithin, "000000019")
			stage.ActionsChanged()
			stage.Picture("intake_c_choose_" + size.Name)
			s2.Toggle(0)
			s2.Confirm()
			stage.Picture("intake_d_within_" + size.Name)
			s2.Turn(1)
			stage.Picture("intake_e_withinperson_" + size.Name)
			d.line, d.lookErr = counter.Offline, counter.ErrOffline
			s2.BeginWith(notification.MovingOut, "000000019")
			stage.Picture("intake_f_offline_" + size.Name)
			s2.Presenter.Open("nosuch")
			stage.Picture("intake_g_failed_" + size.Name)
			d.line, d.lookErr, d.family = counter.Online, nil, clan()
			s2.BeginWith(notification.MovingOut, "000000019")
			s2.Toggle(1)
			s2.Toggle(2)
			s2.Toggle(3)
			s2.Confirm()
			stage.ActionsChanged()
			stage.Picture("intake_h_arranging_" + size.Name)
			stage.Type("1")
			stage.Picture("intake_i_arranged_" + size.Name)
			s2.Confirm()
			stage.Picture("intake_j_out_" + size.Name)
			s2.Turn(2)
			stage.Picture("intake_k_outstays_" + size.Name)
			s2.BeginWith(notification.HeadChange, "000000019")
			stage.Type("2")
			stage.Picture("intake_l_head_" + size.Name)
			d.history = map[resident.ID][]resident.Record{"000000019": history()}
			s2.BeginWith(notification.Cancellation, "000000019")
			s2.TakeChosen()
			s2.Go(person(0, notification.CancelHistory))
			stage.Picture("intake_m_cancel_" + size.Name)
			s2.BeginWith(notification.ExOfficioRevision, "000000019")
			s2.TakeChosen()
			s2.Turn(1)
			stage.Picture("intake_n_revision_" + size.Name)
			s2.BeginWith(notification.FormerNameChange, "000000019")
			s2.TakeChosen()
			s2.Turn(1)
			s2.Type(person(0, notification.FormerNameAct), "2")
			stage.Picture("intake_o_former_" + size.Name)
			s2.Begin(notification.Newborn)
			s2.Go(header(notification.TargetHouseholdID))
			stage.Picture("intake_p_newborn_" + size.Name)
			s2.Begin(notification.MovingIn)
			s2.Type(header(notification.Certificate), "1")
			s2.typeFamily()
			s2.Type(header(notification.CertificateChecked), "")
			s2.Go(header(notification.CertificateChecked))
			s2.Compare()
			stage.ActionsChanged()
			stage.Picture("intake_r_comparing_" + size.Name)
			s2.scan(paperOf("吉田　太郎", "𠮷田　花子"))
			stage.Picture("intake_s_header_" + size.Name)
			s2.TurnCertificate(1)
			s2.TurnCertificate(1)
			stage.Press(fyne.KeyF6)
			stage.Picture("intake_t_differs_" + size.Name)
			stage.Press(fyne.KeyF11)
			stage.Picture("intake_u_reason_" + size.Name)
			stage.Type("戸籍で確認")
			stage.Key(fyne.KeyReturn)
			stage.Picture("intake_v_explained_" + size.Name)
			others := clan()
			for i := range others {
				others[i].ID, others[i].Household = []resident.ID{"000000086", "000000094", "000000108", "000000116"}[i], "000000241"
			}
			d.others = map[resident.ID][]resident.Record{"000000086": others[:2]}
			s2.BeginWith(notification.HouseholdMerge, "000000019")
			s2.Enter(header(notification.TargetHouseholdID))
			s2.Quote("000000086")
			s2.Type(person(0, notification.Relation), "弟")
			s2.Type(person(1, notification.Relation), "弟の妻")
			s2.Go(header(notification.TargetHouseholdID))
			stage.Picture("intake_w_merge_" + size.Name)
			s2.Arrange()
			stage.Picture("intake_x_merged_" + size.Name)
			s2.Begin(notification.SupportRequest)
			stage.Picture("intake_q_support_" + size.Name)
		})
	}
}

// TestGoldens compares the form in its stages with what was looked at.
func TestGoldens(t *testing.T) {
	d := &desk{line: counter.Online, family: family()}
	f, stage, s := screen(t, kittest.Sizes[0], d)
	s.Begin(notification.MovingIn)
	stage.Show(f)
	stage.Golden("empty")
	s.typeFamily()
	s.Type(person(0, notification.Birth), "H31.5.1")
	s.Type(person(2, notification.Sex), "")
	stage.Press(fyne.KeyF12)
	stage.Golden("errors")
	s.Type(person(0, notification.Birth), "S55.3.4")
	s.Type(person(2, notification.Sex), "2")
	d.findings = []notification.Finding{{Rule: "A03", Person: notification.Header, Item: notification.ChangedOn}}
	stage.Press(fyne.KeyF12)
	stage.Golden("alerts")
	stage.Type(" ")
	stage.Type("入院していたため")
	stage.Key(fyne.KeyReturn)
	stage.Press(fyne.KeyF12)
	stage.Golden("confirming")
	stage.Press(fyne.KeyF12)
	stage.Golden("done")
	s.BeginWith(notification.MovingWithin, "000000019")
	stage.Golden("choosing")
	s.TakeChosen()
	stage.Golden("quoted")
	d.line, d.lookErr = counter.Offline, counter.ErrOffline
	s.BeginWith(notification.MovingOut, "000000019")
	stage.Golden("offline")
	s.Presenter.Open("nosuch")
	stage.Golden("failed")
}

// history are rows of a resident's record, the newest first.
func history() []resident.Record {
	var rows []resident.Record
	for i, cause := range []resident.Cause{resident.MovedWithin, resident.MovedIn, resident.MovedOut, resident.Initial} {
		rows = append(rows, resident.Record{ID: "000000019", History: 4 - i, Cause: cause, Entry: "e" + string(rune('4'-i)),
			ChangedOn: civil.MustParse("2024-04-01"), ProcessedOn: civil.MustParse("2024-04-03")})
	}
	return rows
}

// clan is a household of four: the head, his wife, their son, his father.
func clan() []resident.Record {
	member := func(order int, id resident.ID, name, reading, relation, birth string, sex resident.Sex) resident.Record {
		return resident.Record{
			ID: id, History: 3, Household: "000000129", Order: order, Status: resident.Living, Class: resident.Japanese, Name: name, Reading: reading,
			Relationship: relation, Birth: civil.Certain(civil.MustParse(birth)), Sex: sex, Domicile: "東町1番", FormerName: map[bool]string{true: "髙橋"}[relation == "妻"],
			Address: resident.Address{Postal: "0600042", Ward: "991015", Town: "大通西", Number: "1-1", Building: "大通荘203"}, AddressSince: civil.MustParse("2020-04-01"),
		}
	}
	return []resident.Record{
		member(1, "000000019", "𠮷田　太郎", "ヨシダ　タロウ", "世帯主", "1980-03-04", resident.Male),
		member(2, "000000012", "𠮷田　花子", "ヨシダ　ハナコ", "妻", "1982-11-30", resident.Female),
		member(3, "000012343", "𠮷田　葛󠄂葉", "ヨシダ　クズハ", "子", "2012-05-05", resident.Female),
		member(4, "000000035", "𠮷田　一郎", "ヨシダ　イチロウ", "父", "1950-01-01", resident.Male),
	}
}

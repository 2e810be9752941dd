package intake_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/country"
	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/assets"
	"madoguchi/ui/intake"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/words"
)

// becomes writes the persons of an entry in a line: name, m for who moves and s for who
// stays, and the relationship.
func becomes(s *setup) string {
	var all []string
	for _, v := range s.Entry().Content.Persons {
		given := strings.TrimPrefix(v.Get(notification.FullName), "𠮷田　")
		all = append(all, given+map[string]string{"1": "m", "2": "s", "": ""}[v.Get(notification.Part)]+":"+v.Get(notification.Relation))
	}
	return strings.Join(all, " ")
}

// TestHeads is A02 and D5: who is chosen, who becomes head, what is proposed.
func TestHeads(t *testing.T) {
	tests := []struct {
		name   string
		kind   notification.Kind
		toggle []int // after the household is there
		heads  []resident.ID
		of     household.Place
		asked  bool // whether a head is asked for
		want   string
	}{
		{"everybody moves", notification.MovingWithin, nil, nil, 0, false, "太郎m:世帯主 花子m:妻 葛󠄂葉m:子 一郎m:父"},
		{"one who is not head leaves", notification.MovingOut, []int{0, 1, 2}, nil, 0, false, "一郎m:"},
		{"the head leaves one behind", notification.MovingOut, []int{1}, nil, 0, false, "太郎m: 葛󠄂葉m: 一郎m: 花子s:世帯主"},
		{"the head leaves three", notification.MovingOut, []int{1, 2, 3}, []resident.ID{"000000012"}, household.Here, true, "太郎m: 花子s:世帯主 葛󠄂葉s:子 一郎s:夫の父"},
		{"and the father follows", notification.MovingOut, []int{1, 2, 3}, []resident.ID{"000000035"}, household.Here, true, "太郎m: 花子s:子の妻 葛󠄂葉s:子の子 一郎s:世帯主"},
		{"another one after all", notification.MovingOut, []int{1, 2, 3}, []resident.ID{"000000035", "000000012"}, household.Here, true, "太郎m: 花子s:世帯主 葛󠄂葉s:子 一郎s:夫の父"},
		{"the head dies", notification.Death, []int{0}, []resident.ID{"000000012"}, household.Here, true, "太郎m: 花子s:世帯主 葛󠄂葉s:子 一郎s:夫の父"},
		{"the head's father dies", notification.Death, []int{3}, nil, 0, false, "一郎m:"},
		{"one makes a household", notification.HouseholdSplit, []int{3, 0}, nil, 0, false, "一郎m:世帯主"},
		{"two make a household", notification.HouseholdSplit, []int{0, 1, 2}, []resident.ID{"000000012"}, household.New, true, "花子m:世帯主 葛󠄂葉m:子"},
		{"another head", notification.HeadChange, nil, []resident.ID{"000000012"}, household.Here, true, "太郎s:夫 花子s:世帯主 葛󠄂葉s:子 一郎s:夫の父"},
		{"all join another household: what they are to its head is to be said (E14)", notification.HouseholdMerge, nil, nil, 0, false, "太郎m: 花子m: 葛󠄂葉m: 一郎m:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, &desk{family: clan(), line: counter.Online})
			s.BeginWith(tt.kind, "000000019")
			for _, i := range tt.toggle {
				s.Toggle(i)
			}
			s.TakeChosen()
			if asked := s.Stage() == intake.Arranging; asked != tt.asked {
				t.Fatalf("stage %d, want a question for the head: %v", s.Stage(), tt.asked)
			}
			if tt.asked {
				if s.Confirm(); s.Stage() != intake.Arranging || s.view.last() != words.IntakeNoHeadYet {
					t.Errorf("without a head: stage %d, said %q", s.Stage(), s.view.last())
				}
			}
			for _, id := range tt.heads {
				s.SetHead(tt.of, id)
			}
			if got := becomes(s); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if s.Stage() == intake.Arranging {
				if s.Confirm(); s.Stage() != intake.Filling {
					t.Errorf("with a head: stage %d", s.Stage())
				}
			}
		})
	}
}

// TestHeadByKeys settles a head who leaves by the keyboard alone: a digit chooses, Enter
// leads to the relationships, which are corrected there, F12 leads on (A02).
func TestHeadByKeys(t *testing.T) {
	f, stage, s := screen(t, kittest.Sizes[0], &desk{line: counter.Online, family: clan()})
	s.BeginWith(notification.MovingOut, "000000019")
	stage.Show(f)
	stage.Type("234")
	stage.Press(fyne.KeyF12)
	stage.Type("1")
	stage.Key(fyne.KeyReturn)
	at, ok := f.PlaceOf(stage.Window.Canvas().Focused())
	if !ok || at != person(1, notification.Relation) {
		t.Fatalf("Enter leads to %v, %v", at, ok)
	}
	stage.Key(fyne.KeyReturn)
	stage.Key(fyne.KeyEnd)
	for range 4 {
		stage.Key(fyne.KeyBackspace)
	}
	stage.Type("妻の子")
	stage.Key(fyne.KeyReturn)
	if got, want := becomes(s), "太郎m: 花子s:世帯主 葛󠄂葉s:妻の子 一郎s:夫の父"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	stage.Press(fyne.KeyF12)
	if s.Stage() != intake.Filling {
		t.Errorf("stage %d", s.Stage())
	}
	if p := s.Picture(); len(p.Warnings) != 0 {
		t.Errorf("warned %+v", p.Warnings)
	}
	stage.Press(fyne.KeyF10)
	if s.Stage() != intake.Arranging {
		t.Errorf("F10 leads to stage %d", s.Stage())
	}
}

// TestProposed says how a relationship came about, and what is to be checked.
func TestProposed(t *testing.T) {
	s := start(t, &desk{family: clan(), line: counter.Online})
	s.BeginWith(notification.HeadChange, "000000019")
	s.SetHead(household.Here, "000012343")
	for i, want := range []string{
		words.T(words.IntakeRelationSure, "世帯主"), words.T(words.IntakeRelationCheck, "妻", "父の妻"),
		words.T(words.IntakeRelationSure, "子"), words.T(words.IntakeRelationSure, "父"),
	} {
		if got, _ := s.Proposed(person(i, notification.Relation)); got != want {
			t.Errorf("person %d: %q, want %q", i, got, want)
		}
	}
	s.Type(person(1, notification.Relation), "父の妻")
	if got, _ := s.Proposed(person(1, notification.Relation)); got != words.T(words.IntakeRelationNow, "妻") {
		t.Errorf("what was typed passes for the proposal: %q", got)
	}
}

// TestSingle: a form about one person takes one.
func TestSingle(t *testing.T) {
	s := start(t, &desk{family: clan(), line: counter.Online})
	s.BeginWith(notification.FormerNameChange, "000000012")
	s.Toggle(1)
	s.Toggle(2)
	s.TakeChosen()
	if got := becomes(s); got != "葛󠄂葉:" {
		t.Errorf("persons %s", got)
	}
	s = start(t, &desk{family: clan()[:1], line: counter.Online})
	s.BeginWith(notification.AliasChange, "000000019")
	if s.Stage() != intake.Filling || becomes(s) != "太郎:" {
		t.Errorf("a household of one: stage %d, %s", s.Stage(), becomes(s))
	}
}

// TestNow quotes what the record says beside what is to become of it.
func TestNow(t *testing.T) {
	family := clan()
	family[1].Stay = &resident.Stay{Nationality: "ブラジル", Article: 1, Status: "定住者", Card: "AB12345678CD"}
	s := start(t, &desk{family: family, line: counter.Online})
	s.BeginWith(notification.FormerNameChange, "000000012")
	s.TakeChosen()
	if got := s.Entry().Content.Persons[0].Get(notification.NowFormerName); got != "髙橋" {
		t.Errorf("former name now %q", got)
	}
	if !s.Fixed(person(0, notification.NowFormerName)) {
		t.Error("what the record says can be typed over")
	}
	s.BeginWith(notification.ImmigrationNotice, "000000012")
	s.TakeChosen()
	for item, want := range map[notification.Item]string{notification.Nationality: "ブラジル", notification.Article30_45: "1", notification.ResidenceStatus: "定住者", notification.ResidenceCard: "AB12345678CD"} {
		if got := s.Entry().Content.Persons[0].Get(item); got != want {
			t.Errorf("%s = %q, want %q", item, got, want)
		}
	}
	s.BeginWith(notification.ExOfficioRevision, "000000012")
	s.TakeChosen()
	now := map[words.Key]string{}
	for _, l := range s.Now(0) {
		now[l.Label] = l.Text
	}
	for key, want := range map[words.Key]string{words.ItemBirth: "昭和57年11月30日", words.ItemSex: "女", words.ItemRelationship: "妻"} {
		if now[key] != want {
			t.Errorf("%s reads %q, want %q", key, now[key], want)
		}
	}
}

// TestRows: the rows of the history are there to choose from, and the entry that wrote
// the one that is cancelled is written down.
func TestRows(t *testing.T) {
	s := start(t, &desk{family: clan(), line: counter.Online, history: map[resident.ID][]resident.Record{"000000019": history(), "000000012": history()[2:]}})
	s.BeginWith(notification.Cancellation, "000000019")
	s.Toggle(1)
	s.TakeChosen()
	if len(s.Rows(0)) != 4 || len(s.Rows(1)) != 2 {
		t.Fatalf("%d and %d rows, want 4 and 2", len(s.Rows(0)), len(s.Rows(1)))
	}
	s.Type(person(0, notification.CancelHistory), "3")
	if got := s.Entry().Content.Header.Get(notification.CancelEntry); got != "e3" {
		t.Errorf("the entry is %q", got)
	}
	if !s.AsksRow(0) || s.AsksRow(notification.Header) {
		t.Error("which page asks for a row is told wrong")
	}
	if err := s.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	kept := s.desk.saved[len(s.desk.saved)-1]
	s.desk.entries = map[notification.EntryID]*notification.Entry{kept.ID: kept}
	if s.Open(kept.ID); len(s.Rows(1)) != 2 {
		t.Error("a draft that is opened again has no rows")
	}
}

// TestCorrectedStays: what was said of who stays is kept when who moves is chosen anew,
// as long as the head is the same.
func TestCorrectedStays(t *testing.T) {
	s := start(t, &desk{family: clan(), line: counter.Online})
	s.BeginWith(notification.MovingOut, "000000019")
	for _, i := range []int{1, 2, 3} {
		s.Toggle(i)
	}
	s.TakeChosen()
	s.SetHead(household.Here, "000000012")
	s.Type(person(2, notification.Relation), "夫の子")
	s.Confirm()
	s.Choose()
	s.Toggle(3)
	s.TakeChosen()
	if got, want := becomes(s), "太郎m: 一郎m: 花子s:世帯主 葛󠄂葉s:夫の子"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	s.SetHead(household.Here, "000012343")
	if got, want := becomes(s), "太郎m: 一郎m: 花子s:母 葛󠄂葉s:世帯主"; got != want {
		t.Errorf("to another head: got  %s\nwant %s", got, want)
	}
}

// TestJoin: Enter in the empty field of the household to join opens the search; what is
// found fills the household, its address, and for a newborn child name and domicile.
func TestJoin(t *testing.T) {
	other := clan()
	for i := range other {
		other[i].Household, other[i].DomicileHead = "000000241", "𠮷田　太郎"
	}
	s := start(t, &desk{family: family(), others: map[resident.ID][]resident.Record{"000000035": other}, line: counter.Online})
	s.Begin(notification.Newborn)
	at := header(notification.TargetHouseholdID)
	s.Enter(at)
	if s.picked != notification.Newborn {
		t.Fatal("the search is not opened")
	}
	s.Quote("000000035")
	c := s.Entry().Content
	for got, want := range map[string]string{
		c.Header.Get(notification.TargetHouseholdID): "000000241", c.Persons[0].Get(notification.FullName): "𠮷田　",
		c.Persons[0].Get(notification.RegisteredDomicile): "東町1番", c.Persons[0].Get(notification.ResidentClass): "1",
	} {
		if got != want {
			t.Errorf("filled %q, want %q", got, want)
		}
	}
	if len(s.Target()) != 4 || s.Picture().Before[0].Place != household.Joined {
		t.Error("the household is not in the picture")
	}
	if s.Type(at, "000000129"); s.Target() != nil {
		t.Error("another number, and the household is still the one found")
	}

	s.BeginWith(notification.HouseholdMerge, "000000019")
	s.Enter(at)
	s.Quote("000000035")
	if got := becomes(s); got != "山田　太郎m: 山田　花子m:" {
		t.Errorf("what they were to their own head stays: %s", got)
	}
	s.Begin(notification.MovingIn)
	s.Type(header(notification.TargetHousehold), "2")
	s.Enter(at)
	s.Quote("000000035")
	if got := s.Entry().Content.Header.Get(notification.NewNumber); got != "1-1" {
		t.Errorf("the address is not the household's: %q", got)
	}
	s.Begin(notification.MovingIn)
	s.Type(header(notification.TargetHousehold), "2")
	s.picked = 0
	s.Enter(at)
	s.Enter(at)
	if next, _ := s.Next(at); s.picked == 0 || s.view.focus != next {
		t.Errorf("a second Enter does not lead on: %v", s.view.focus)
	}
}

// TestTypedHousehold: a household whose number is typed is looked up when the field is
// left, so that it stands in the picture as one that was searched for; one that is
// nobody's is told, and without a line nothing is.
func TestTypedHousehold(t *testing.T) {
	at := header(notification.TargetHouseholdID)
	tests := []struct {
		name, typed string
		err         error
		sought      int
		found       bool
		told        words.Key
	}{
		{"known", "000000248", nil, 1, true, ""},
		{"nobody's", "000000124", nil, 1, false, words.IntakeHouseholdUnknown},
		{"not a number", "000000241", nil, 0, false, ""},
		{"without a line", "000000248", counter.ErrOffline, 2, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			others := neighbours()
			for i := range others {
				others[i].Household = "000000248"
			}
			d := &desk{family: clan()[:2], others: map[resident.ID][]resident.Record{"000000086": others}, line: counter.Online}
			s := start(t, d)
			s.BeginWith(notification.HouseholdMerge, "000000019")
			s.Type(person(0, notification.Relation), "弟")
			d.lookErr = tt.err
			s.Type(at, tt.typed)
			s.Left(at)
			s.Left(at)
			if len(d.sought) != tt.sought || (len(s.Target()) > 0) != tt.found {
				t.Errorf("sought %v, found %v", d.sought, len(s.Target()) > 0)
			}
			if tt.told != "" && (len(s.view.said) == 0 || s.view.last() != tt.told) {
				t.Errorf("told %v, want %s", s.view.said, tt.told)
			}
			if !tt.found {
				return
			}
			if before := s.Picture().Before; len(before) != 2 || before[1].Place != household.Joined {
				t.Errorf("the picture has %d households before", len(before))
			}
			if got, want := becomes(s), "太郎m:弟 花子m:"; !strings.HasSuffix(got, want) {
				t.Errorf("relationships %q, want %q", got, want)
			}
		})
	}
}

// TestJoinedHead: the household that is joined may have another head after that; then
// everybody there is on the form as one who stays.
func TestJoinedHead(t *testing.T) {
	s := start(t, &desk{family: clan()[:2], others: map[resident.ID][]resident.Record{"000000086": neighbours()}, line: counter.Online})
	s.BeginWith(notification.HouseholdMerge, "000000019")
	s.Enter(header(notification.TargetHouseholdID))
	s.Quote("000000086")
	s.Arrange()
	headings := s.Headings()
	if len(headings) != 1 || headings[0].Of != household.Joined || headings[0].Chosen != "000000086" || len(headings[0].Options) != 4 {
		t.Fatalf("headings %+v", headings)
	}
	for _, step := range []struct {
		head resident.ID
		want string
	}{
		{"000000019", "太郎m:世帯主 花子m:妻 太郎s: 花子s:"},
		{"000000012", "太郎m:夫 花子m:世帯主 太郎s: 花子s:"},
		{"000000094", "太郎m:夫 花子m: 太郎s:夫 花子s:世帯主"},
		{"000000086", "太郎m:夫 花子m:"},
	} {
		s.SetHead(household.Joined, step.head)
		if got := becomes(s); got != step.want {
			t.Errorf("by %s: got  %s\nwant %s", step.head, got, step.want)
		}
		if got := s.Headings()[0].Chosen; got != step.head {
			t.Errorf("by %s: %s is head", step.head, got)
		}
	}
}

// TestStaying shows of who stays only what concerns them.
func TestStaying(t *testing.T) {
	s := start(t, &desk{family: clan(), line: counter.Online})
	s.BeginWith(notification.MovingOut, "000000019")
	s.Toggle(1)
	s.TakeChosen()
	for page, want := range map[int]bool{0: true, 3: false} {
		has := slices.ContainsFunc(s.Sections(page), func(x notification.Section) bool { return x.Key == "qualifications" })
		if has != want {
			t.Errorf("page %d asks for qualifications: %v", page, has)
		}
	}
	if !s.Fixed(person(3, notification.Part)) {
		t.Error("who stays can be made to move on the page")
	}
}

// TestDraftOfHouseholds keeps who stays, who was chosen and the household to join.
func TestDraftOfHouseholds(t *testing.T) {
	other := clan()
	for i := range other {
		other[i].Household = "000000241"
	}
	d := &desk{family: family(), others: map[resident.ID][]resident.Record{"000000035": other}, line: counter.Online}
	s := start(t, d)
	s.BeginWith(notification.HouseholdMerge, "000000019")
	s.Enter(header(notification.TargetHouseholdID))
	s.Quote("000000035")
	if err := s.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	kept := d.saved[len(d.saved)-1]
	again := start(t, &desk{entries: map[notification.EntryID]*notification.Entry{kept.ID: kept}})
	again.Open(kept.ID)
	if len(again.Target()) != 4 || len(again.Members()) != 3 || becomes(again) != becomes(s) {
		t.Errorf("target %d, members %d, %s", len(again.Target()), len(again.Members()), becomes(again))
	}
}

// TestEveryKindBegins begins every form, quoted and from the paper, and finds every label
// and no field that cannot be reached.
func TestEveryKindBegins(t *testing.T) {
	for _, kind := range notification.Kinds() {
		t.Run(kind.Key(), func(t *testing.T) {
			s := start(t, &desk{family: clan(), line: counter.Online})
			s.Begin(kind)
			if s.Stage() != intake.Filling {
				t.Fatalf("stage %d", s.Stage())
			}
			if kind.Quotes() {
				s.BeginWith(kind, "000000019")
				if s.Stage() == intake.Choosing {
					s.TakeChosen()
				}
			}
			for _, page := range s.Pages() {
				for _, section := range s.Sections(page) {
					for _, f := range section.Fields {
						if key := s.Label(f.Item); words.T(key) == string(key) {
							t.Errorf("%s has no label", f.Item)
						}
					}
				}
			}
			c := s.Entry().Content.Clone()
			schema, _ := notification.Current(kind)
			schema.Trim(&c)
			if err := schema.Check(&c); err != nil {
				t.Errorf("the form begins with what is not on it: %v", err)
			}
		})
	}
}

// TestInitials finds towns and countries by their first kana (STD 1.3.3).
func TestInitials(t *testing.T) {
	countries, err := country.Parse(bytes.NewReader(assets.Countries))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, ward string
		kind       notification.Kind
		at         intake.Place
		typed      string
		asked      int
		want       string // what stands there when Enter was pressed, or the first was taken
	}{
		{"several towns", "", notification.MovingIn, header(notification.NewTownship), "お", 2, "大通西"},
		{"in romaji", "", notification.MovingIn, header(notification.NewTownship), "oo", 2, "大通西"},
		{"one town", "", notification.MovingIn, header(notification.NewTownship), "キタ", 0, "北一条"},
		{"none in this ward", "991015", notification.MovingIn, header(notification.NewTownship), "キタ", 0, "キタ"},
		{"written out", "", notification.MovingIn, header(notification.NewTownship), "大通西", 0, "大通西"},
		{"anywhere", "", notification.MovingIn, header(notification.PrevTown), "と ひ し", 2, "東京都日野市新町"},
		{"a town of the city is not found anywhere", "", notification.MovingIn, header(notification.PrevTown), "オ", 0, "オ"},
		{"a country", "", notification.MovingInAbroad, header(notification.PrevCountry), "べと", 0, "ベトナム"},
		{"several countries", "", notification.MovingOutAbroad, header(notification.DestCountry), "カ", 7, "カザフスタン"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := startWith(t, &desk{}, func(cfg *intake.Config) { cfg.Countries = countries })
			s.Begin(tt.kind)
			s.Type(header(notification.NewWard), tt.ward)
			s.Type(tt.at, tt.typed)
			s.Enter(tt.at)
			if len(s.view.asked) != tt.asked {
				t.Fatalf("asked about %v, want %d", s.view.asked, tt.asked)
			}
			if tt.asked > 0 {
				if s.view.focus == tt.at {
					t.Error("Enter has led on")
				}
				s.TakeTown(tt.at, s.view.asked[0])
			}
			if got := s.Entry().Content.Header.Get(tt.at.Item); got != tt.want {
				t.Errorf("%q stands there, want %q", got, tt.want)
			}
		})
	}
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.Type(header(notification.NewTownship), "お")
	s.Enter(header(notification.NewTownship))
	s.TakeTown(header(notification.NewTownship), s.view.asked[1])
	if h := s.Entry().Content.Header; h.Get(notification.NewWard) != "991015" || h.Get(notification.NewPostal) != "0600041" {
		t.Error("ward and postal code do not follow the town")
	}
	s.view.asked = nil
	s.Type(header(notification.NewTownship), "お")
	s.Enter(header(notification.NewTownship))
	s.view.asked = nil
	s.Enter(header(notification.NewTownship))
	if s.view.asked != nil {
		t.Error("asked again about what was left as it is")
	}
	s.Begin(notification.ArrivalNotice)
	if got := s.Echo(header(notification.NoticeFrom), "132128"); got != "東京都日野市" {
		t.Errorf("the municipality reads %q", got)
	}
}

// TestTakeOne: Enter takes the marked member where the form is about one.
func TestTakeOne(t *testing.T) {
	f, stage, s := screen(t, kittest.Sizes[0], &desk{line: counter.Online, family: clan()})
	s.BeginWith(notification.FormerNameChange, "000000019")
	stage.Show(f)
	stage.Key(fyne.KeyDown)
	stage.Key(fyne.KeyReturn)
	if got := becomes(s); got != "花子:" {
		t.Errorf("persons %s", got)
	}
	s.BeginWith(notification.MovingOut, "000000019")
	stage.Type("1")
	stage.Key(fyne.KeyDown)
	stage.Key(fyne.KeyReturn)
	if got := becomes(s); got != "花子m: 葛󠄂葉m: 一郎m:" || s.Concerned() != 3 {
		t.Errorf("Enter changed who moves: %s", got)
	}
}

// TestBirth: the day of a birth is the child's (E08).
func TestBirth(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.Newborn)
	s.Type(header(notification.ChangedOn), "R8.11.20")
	if got := s.Entry().Content.Persons[0].Get(notification.Birth); got != "2026-11-20" {
		t.Errorf("born on %q", got)
	}
	s.Begin(notification.MovingIn)
	s.Type(header(notification.ChangedOn), "R8.11.20")
	if s.Entry().Content.Persons[0].Has(notification.Birth) {
		t.Error("who moves in is born on that day")
	}
}

// TestEnterStopsAtCorrections: nothing of a correction is required, and yet Enter leads
// through what can be put right.
func TestEnterStopsAtCorrections(t *testing.T) {
	s := start(t, &desk{family: clan(), line: counter.Online})
	s.BeginWith(notification.MinorCorrection, "000000019")
	s.TakeChosen()
	if !s.Needed(person(0, notification.ToTown)) {
		t.Error("Enter passes over the corrected town")
	}
	s.Enter(person(0, notification.ToTown))
	if s.Needed(person(0, notification.ToTown)) {
		t.Error("Enter comes back to what was left empty")
	}
	s.Begin(notification.MovingIn)
	if s.Needed(person(0, notification.FormerReading)) {
		t.Error("Enter stops at the reading of no former name")
	}
}

// TestEveryKindIsHandedOver opens a filled form of every kind, as a draft that was kept:
// nothing required is hidden, everything reads as a value, and it is handed over with all
// it says.
func TestEveryKindIsHandedOver(t *testing.T) {
	for _, kind := range notification.Kinds() {
		t.Run(kind.Key(), func(t *testing.T) {
			entry, err := notification.Begin("e9", kind, "sato", now)
			if err != nil {
				t.Fatal(err)
			}
			entry.Content = notificationtest.Example(kind, civil.FromTime(now))
			want, err := entry.Content.Encode()
			if err != nil {
				t.Fatal(err)
			}
			s := start(t, &desk{line: counter.Online, entries: map[notification.EntryID]*notification.Entry{"e9": entry}})
			s.Open("e9")
			for _, page := range s.Pages() {
				for _, section := range s.Sections(page) {
					for _, f := range section.Fields {
						at := intake.Place{Person: page, Item: f.Item}
						if s.Fixed(at) || f.Type == notification.Choice {
							continue
						}
						s.Type(at, s.Value(at)) // as a clerk who goes over it
						s.Left(at)
					}
				}
			}
			s.Confirm()
			if s.Stage() != intake.Confirming {
				t.Fatalf("stage %d: %+v", s.Stage(), s.AllProblems())
			}
			s.Confirm()
			got, err := s.Entry().Content.Encode()
			if err != nil || s.Stage() != intake.Done {
				t.Fatalf("stage %d, %v", s.Stage(), err)
			}
			if string(got) != string(want) {
				t.Error("it is handed over with something else")
			}
		})
	}
}

// TestNoMouse: nobody needs a mouse on the form of any kind, in large type.
func TestNoMouse(t *testing.T) {
	for _, kind := range notification.Kinds() {
		t.Run(kind.Key(), func(t *testing.T) {
			f, stage, s := screen(t, kittest.Sizes[1], &desk{line: counter.Offline})
			s.Begin(kind)
			stage.Show(f)
			kittest.ByKeyboard(t, stage.Window.Canvas())
			for len(s.Entry().Content.Persons) > s.Page()+1 {
				s.Turn(1)
				kittest.ByKeyboard(t, stage.Window.Canvas())
			}
		})
	}
}

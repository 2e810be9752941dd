package intake_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/intake"
	"madoguchi/ui/words"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, civil.Japan)

// desk is a terminal whose answers the test sets.
type desk struct {
	saved    []*notification.Entry
	saveErr  error
	findings []notification.Finding
	checked  []notification.Content
	checkErr error
	acks     []counter.Ack
	handErr  error
	entries  map[notification.EntryID]*notification.Entry
	family   []resident.Record
	others   map[resident.ID][]resident.Record // other households, by a member
	sought   []resident.HouseholdID            // those looked up by number
	history  map[resident.ID][]resident.Record
	lookErr  error

	protection counter.Protection
	shownErr   error
	line       counter.LineState
}

func (d *desk) Load(_ context.Context, id notification.EntryID) (*notification.Entry, error) {
	if e := d.entries[id]; e != nil {
		return e, nil
	}
	return nil, counter.ErrGone
}

func (d *desk) Begin(kind notification.Kind) (*notification.Entry, error) {
	return notification.Begin("e1", kind, "sato", now)
}

func (d *desk) SaveDraft(_ context.Context, e *notification.Entry) error {
	d.saved = append(d.saved, e)
	return d.saveErr
}

func (d *desk) Check(_ context.Context, c *notification.Content) ([]notification.Finding, error) {
	d.checked = append(d.checked, *c)
	return d.findings, d.checkErr
}

func (d *desk) HandOver(_ context.Context, e *notification.Entry, acks []counter.Ack) error {
	d.acks = acks
	if d.handErr != nil {
		return d.handErr
	}
	_, err := e.HandOver(2, 1, now)
	return err
}

func (d *desk) Receipt(notification.EntryID) string { return "7K3M-Q2XA" }

func (d *desk) OpenRecord(_ context.Context, id resident.ID, _ counter.Purpose) (counter.Opened, error) {
	if other := d.others[id]; other != nil {
		return counter.Opened{Members: other, History: d.history[id]}, d.lookErr
	}
	return counter.Opened{Members: d.family, History: d.history[id], Protection: d.protection}, d.lookErr
}

func (d *desk) OpenHousehold(_ context.Context, id resident.HouseholdID, _ counter.Purpose) ([]resident.Record, error) {
	d.sought = append(d.sought, id)
	for _, other := range d.others {
		if other[0].Household == id {
			return other, d.lookErr
		}
	}
	return nil, counter.ErrGone
}

func (d *desk) NumberShown(context.Context, notification.EntryID, int, notification.Item) error {
	return d.shownErr
}

func (d *desk) Line() counter.LineState { return d.line }

// gazetteer has one town, two towns under one code, and one outside the city.
type gazetteer struct{}

func (gazetteer) Towns(postal string) []intake.Town {
	switch postal {
	case "0600042":
		return []intake.Town{{Ward: "991015", Name: "大通西"}}
	case "0640001":
		return []intake.Town{{Ward: "991015", Name: "南一条西"}, {Ward: "991023", Name: "北一条"}}
	case "1000001":
		return []intake.Town{{Name: "東京都千代田区千代田"}}
	}
	return nil
}

func (gazetteer) ByKana(ward, kana string) []intake.Town {
	var found []intake.Town
	for _, t := range []struct {
		kana string
		intake.Town
	}{
		{"オオドオリニシ", intake.Town{Ward: "991015", Name: "大通西", Postal: "0600042"}}, {"オオドオリヒガシ", intake.Town{Ward: "991015", Name: "大通東", Postal: "0600041"}},
		{"キタイチジョウ", intake.Town{Ward: "991023", Name: "北一条", Postal: "0640001"}},
	} {
		if strings.HasPrefix(t.kana, kana) && (ward == "" || ward == t.Ward) {
			found = append(found, t.Town)
		}
	}
	return found
}

func (gazetteer) ByInitials(prefecture, city, town string) []intake.Town {
	if prefecture+city+town == "トヒシ" {
		return []intake.Town{{Name: "東京都日野市新町", Postal: "1910002"}, {Name: "東京都日野市下田", Postal: "1910002"}}
	}
	return nil
}

func (gazetteer) City(code string) string {
	if code == "132128" {
		return "東京都日野市"
	}
	return ""
}

func (gazetteer) Wards() []intake.Ward {
	return []intake.Ward{{"991015", "中央区"}, {"991023", "北区"}}
}

// anyLetters lets every character stand.
type anyLetters struct{}

func (anyLetters) Convert(s string) string { return s }
func (anyLetters) Check(string) error      { return nil }

// view writes down what it was told.
type view struct {
	stages []intake.Stage
	focus  intake.Place
	asked  []intake.Town
	said   []words.Key
	pages  int
	p      *intake.Presenter
}

func (v *view) ShowStage()                                  { v.stages = append(v.stages, v.p.Stage()) }
func (v *view) ShowPage()                                   { v.pages++ }
func (v *view) ShowPlace(intake.Place)                      {}
func (v *view) ShowMarks()                                  {}
func (v *view) Focus(at intake.Place)                       { v.focus = at }
func (v *view) AskTown(_ intake.Place, towns []intake.Town) { v.asked = towns }
func (v *view) Say(m intake.Message)                        { v.said = append(v.said, m.Key) }

func (v *view) last() words.Key {
	if len(v.said) == 0 {
		return ""
	}
	return v.said[len(v.said)-1]
}

// timers runs what is due when the test says so.
type timers struct{ due []*func() }

func (t *timers) later(_ time.Duration, f func()) func() {
	p := &f
	t.due = append(t.due, p)
	return func() { *p = nil }
}

func (t *timers) fire() {
	due := t.due
	t.due = nil
	for _, f := range due {
		if *f != nil {
			(*f)()
		}
	}
}

type setup struct {
	*intake.Presenter
	desk    *desk
	view    *view
	timers  *timers
	left    bool
	picked  notification.Kind
	shown   intake.Shown
	printed notification.EntryID
}

func (s *setup) Leave()                           { s.left = true }
func (s *setup) PickResident(k notification.Kind) { s.picked = k }
func (s *setup) Print(id notification.EntryID)    { s.printed = id }
func (s *setup) ShowCharacters(n intake.Shown)    { s.shown = n }

func start(t *testing.T, d *desk) *setup {
	t.Helper()
	return startWith(t, d, func(*intake.Config) {})
}

// startWith starts with a configuration that the test changes.
func startWith(t *testing.T, d *desk, change func(*intake.Config)) *setup {
	t.Helper()
	s := &setup{desk: d, view: &view{}, timers: &timers{}}
	cfg := intake.Config{
		Desk: d, Guide: s, Gazetteer: gazetteer{}, Repertoire: anyLetters{},
		Run:   func(work func() func()) { work()() },
		Later: s.timers.later,
		Now:   func() time.Time { return now },
		Log:   slog.New(slog.DiscardHandler),
	}
	change(&cfg)
	s.Presenter = intake.New(cfg)
	s.view.p = s.Presenter
	s.Attach(s.view)
	return s
}

func header(item notification.Item) intake.Place {
	return intake.Place{Person: notification.Header, Item: item}
}
func person(i int, item notification.Item) intake.Place {
	return intake.Place{Person: i, Item: item}
}

// movingIn is what a clerk types for one person moving in.
var movingIn = []struct {
	at   intake.Place
	text string
}{
	{header(notification.ChangedOn), "8.11.20"},
	{header(notification.NotifierName), "山田 太郎"},
	{header(notification.NotifierRelation), "1"},
	{header(notification.IDDocument), "1"},
	{header(notification.Certificate), "1"},
	{header(notification.CertificateChecked), "1"},
	{header(notification.PrevTown), "東京都千代田区千代田"},
	{header(notification.PrevHead), "山田 太郎"},
	{header(notification.NewPostal), "060-0042"},
	{header(notification.NewNumber), "19丁目1-1"},
	{header(notification.Scope), "1"},
	{header(notification.TargetHousehold), "1"},
	{person(0, notification.ResidentClass), "1"},
	{person(0, notification.FullName), "山田 太郎"},
	{person(0, notification.FullReading), "yamada tarou"},
	{person(0, notification.ReadingConfirmed), "1"},
	{person(0, notification.Birth), "S55.3.4"},
	{person(0, notification.Sex), "1"},
	{person(0, notification.Relation), "1"},
	{person(0, notification.RegisteredDomicile), "東京都千代田区千代田1"},
	{person(0, notification.DomicileHead), "山田 太郎"},
}

func (s *setup) typeAll() {
	for _, in := range movingIn {
		s.Type(in.at, in.text)
		s.Left(in.at)
	}
}

// TestHandOver is the whole way of a person moving in: typed, checked, confirmed,
// handed over, with the receipt.
func TestHandOver(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.Confirm()
	if got, want := s.Stage(), intake.Confirming; got != want {
		t.Fatalf("after F12: stage %d, want %d; problems %+v", got, want, s.AllProblems())
	}
	s.Confirm()
	if got, want := s.Stage(), intake.Done; got != want {
		t.Fatalf("after the second F12: stage %d, want %d (%s)", got, want, s.view.last())
	}
	if got, want := s.Receipt(), "7K3M-Q2XA"; got != want {
		t.Errorf("receipt = %q, want %q", got, want)
	}
	if got, want := s.Entry().State, notification.Entered; got != want {
		t.Errorf("state = %v, want %v", got, want)
	}
	c := s.Entry().Content
	for item, want := range map[notification.Item]string{
		notification.NotifiedOn: "2026-11-23", notification.ChangedOn: "2026-11-20",
		notification.NewTownship: "大通西", notification.NewWard: "991015",
	} {
		if got := c.Header.Get(item); got != want {
			t.Errorf("%s = %q, want %q", item, got, want)
		}
	}
	if got, want := c.Persons[0].Get(notification.FullReading), "ヤマダ　タロウ"; got != want {
		t.Errorf("reading = %q, want %q", got, want)
	}
}

// TestMissing checks that what is required and empty stops with E12 before the
// rules are asked, and that Enter leads there.
func TestMissing(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.Type(person(0, notification.Sex), "")
	s.Confirm()
	if s.Stage() != intake.Filling || len(s.desk.checked) != 0 {
		t.Fatalf("stage %d, %d checks; want the form and none", s.Stage(), len(s.desk.checked))
	}
	problems := s.AllProblems()
	if len(problems) != 1 || problems[0].Rule != "E12" || problems[0].At != person(0, notification.Sex) {
		t.Errorf("problems = %+v, want E12 on the sex", problems)
	}
	s.Type(person(0, notification.Sex), "1")
	if problems := s.AllProblems(); len(problems) != 0 {
		t.Errorf("after mending: %+v", problems)
	}
}

// TestFaults checks that what is no value is kept, shows its fault once the field
// was left, and never enters the content.
func TestFaults(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	at := header(notification.ChangedOn)
	s.Type(at, "R8.2.3")
	s.Type(at, "R8.2.30")
	if got := s.Problems(at); len(got) != 0 {
		t.Errorf("while typing: %+v, want nothing", got)
	}
	s.Left(at)
	got := s.Problems(at)
	if len(got) != 1 || got[0].Rule != "E09" || !got[0].Stops {
		t.Errorf("after leaving: %+v, want E09", got)
	}
	if s.Entry().Content.Header.Has(notification.ChangedOn) {
		t.Error("the content holds a day that does not exist")
	}
	if got, want := s.Value(at), "R8.2.30"; got != want {
		t.Errorf("the field shows %q, want %q", got, want)
	}
}

// TestEnter checks that Enter leads to the next needed field, over optional ones
// that papers rarely fill, to the next page, and says when nothing is needed.
func TestEnter(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	steps := []struct {
		name string
		from intake.Place
		want intake.Place
	}{
		{"the default is passed over", header(notification.NotifiedOn), header(notification.ChangedOn)},
		{"a choice with a default is passed over", header(notification.ChangedOn), header(notification.NotifierName)},
		{"a hidden field does not exist", header(notification.NotifierRelation), header(notification.NotifierPhone)},
		{"an optional one that papers fill is stopped at", header(notification.NewNumber), header(notification.NewBuilding)},
		{"the remark is passed over, the page turns", header(notification.TargetHousehold), person(0, notification.ResidentClass)},
	}
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			if got, ok := s.Next(step.from); !ok || got != step.want {
				t.Errorf("from %v: %v, want %v", step.from, got, step.want)
			}
		})
	}
	s.typeAll()
	for _, at := range []intake.Place{header(notification.NotifierPhone), header(notification.PrevPostal), header(notification.PrevNumber), header(notification.PrevBuilding), header(notification.NewBuilding), person(0, notification.Code), person(0, notification.MyNumber), person(0, notification.Card)} {
		s.Enter(at)
	}
	if at, ok := s.Next(person(0, notification.Card)); ok {
		t.Errorf("all is filled or passed, yet Enter leads to %v", at)
	}
	if got, want := s.view.last(), words.IntakeComplete; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

// TestBack checks that Shift+Enter leads back over what cannot be typed, also to
// the page before.
func TestBack(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	if got, ok := s.Previous(person(0, notification.ResidentClass)); !ok || got != header(notification.Remark) {
		t.Errorf("back from the first person's first field: %v", got)
	}
	if _, ok := s.Previous(header(notification.NotifiedOn)); ok {
		t.Error("there is something before the first field")
	}
}

// TestTowns checks what a postal code does.
func TestTowns(t *testing.T) {
	tests := []struct {
		name   string
		item   notification.Item
		postal string
		town   string // of the matching item
		asked  int
		echo   string
	}{
		{"one town is written down", notification.NewPostal, "0600042", "大通西", 0, "大通西"},
		{"of several the operator chooses", notification.NewPostal, "064-0001", "", 2, "2件の町があります。選択してください。"},
		{"a new address outside the city is none", notification.NewPostal, "1000001", "", 0, "該当する町がありません。住所を直接入力してください。"},
		{"a previous one may be anywhere", notification.PrevPostal, "1000001", "東京都千代田区千代田", 0, "東京都千代田区千代田"},
		{"an unknown code", notification.PrevPostal, "9999999", "", 0, "該当する町がありません。住所を直接入力してください。"},
	}
	town := map[notification.Item]notification.Item{notification.NewPostal: notification.NewTownship, notification.PrevPostal: notification.PrevTown}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, &desk{})
			s.Begin(notification.MovingIn)
			s.Type(header(tt.item), tt.postal)
			if len(s.view.asked) != 0 {
				t.Error("asked while keys are still coming")
			}
			s.Enter(header(tt.item))
			if got := s.Entry().Content.Header.Get(town[tt.item]); got != tt.town {
				t.Errorf("town = %q, want %q", got, tt.town)
			}
			if len(s.view.asked) != tt.asked {
				t.Errorf("asked about %d towns, want %d", len(s.view.asked), tt.asked)
			}
			if got := s.Echo(header(tt.item), tt.postal); got != tt.echo {
				t.Errorf("echo = %q, want %q", got, tt.echo)
			}
		})
	}
}

// TestConditions checks that a choice shows and hides fields, and that what was
// typed in a hidden one does not travel (E22).
func TestConditions(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.Type(person(0, notification.ResidentClass), "2")
	has := func(key string) bool {
		return slices.ContainsFunc(s.Sections(0), func(x notification.Section) bool { return x.Key == key })
	}
	if has("domicile") || !has("foreign") {
		t.Error("a foreign resident has a domicile or no block of stay")
	}
	s.Type(person(0, notification.Nationality), "ベトナム")
	s.Type(person(0, notification.ResidentClass), "1")
	s.Confirm()
	if len(s.desk.checked) != 1 {
		t.Fatalf("%d checks, want one: %+v", len(s.desk.checked), s.AllProblems())
	}
	if s.desk.checked[0].Persons[0].Has(notification.Nationality) {
		t.Error("a hidden nationality was checked")
	}
}

// TestAlerts checks that alerts hold the entry until each is acknowledged, with a
// reason where one is needed, and that the acknowledgements are handed over.
func TestAlerts(t *testing.T) {
	found := []notification.Finding{
		{Rule: "A09", Person: 0, Item: notification.Birth},
		{Rule: "A03", Person: notification.Header, Item: notification.ChangedOn},
	}
	s := start(t, &desk{findings: found})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.Confirm()
	if s.Stage() != intake.Filling || s.view.last() != words.IntakeAlerts {
		t.Fatalf("stage %d, said %q", s.Stage(), s.view.last())
	}
	for _, x := range s.AllProblems() {
		if x.NeedsReason {
			if s.Acknowledge(x, "") {
				t.Errorf("%s was acknowledged without a reason", x.Rule)
			}
			if s.Acknowledge(x, "入院\x07していた") {
				t.Errorf("%s took a control character for a reason", x.Rule)
			}
		}
		if !s.Acknowledge(x, "入院していたため") {
			t.Errorf("%s was not acknowledged", x.Rule)
		}
	}
	s.Confirm()
	if s.Stage() != intake.Confirming {
		t.Fatalf("stage %d after all were acknowledged: %+v", s.Stage(), s.AllProblems())
	}
	s.Confirm()
	if len(s.desk.acks) != 2 || s.desk.acks[1].Reason != "入院していたため" {
		t.Errorf("acknowledgements handed over: %+v", s.desk.acks)
	}
}

// TestErrorsStop checks that an error of the rules cannot be acknowledged away,
// and goes when its field is changed.
func TestErrorsStop(t *testing.T) {
	found := notification.Finding{Rule: "E07", Person: 0, Item: notification.Birth}
	s := start(t, &desk{findings: []notification.Finding{found}})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.Confirm()
	if s.Stage() != intake.Filling || s.view.last() != words.IntakeStops {
		t.Fatalf("stage %d, said %q", s.Stage(), s.view.last())
	}
	if s.Acknowledge(s.AllProblems()[0], "いいえ") {
		t.Error("an error was acknowledged")
	}
	s.Type(person(0, notification.Birth), "S55.3.5")
	if got := s.AllProblems(); len(got) != 0 {
		t.Errorf("after a change: %+v", got)
	}
}

// TestRecorded checks that the confirmation page has everything as it will be
// recorded, in words, with the numbers masked (R016, R039).
func TestRecorded(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.Type(person(0, notification.MyNumber), "123456789018")
	lines := map[notification.Item]intake.Line{}
	for _, b := range s.Recorded() {
		for _, l := range b.Lines {
			lines[l.At.Item] = l
		}
	}
	for item, want := range map[notification.Item]string{
		notification.ChangedOn: "令和8年11月20日", notification.Certificate: "転出証明書", notification.NewWard: "中央区",
		notification.Birth: "昭和55年3月4日", notification.NewPostal: "〒060-0042", notification.Remark: "",
	} {
		if got := lines[item].Text; got != want {
			t.Errorf("%s reads %q, want %q", item, got, want)
		}
	}
	if !lines[notification.MyNumber].Masked || lines[notification.FullName].Masked {
		t.Error("the wrong values are masked")
	}
}

// TestFailures checks that each failure leaves everything where it was and says so.
func TestFailures(t *testing.T) {
	boom := errors.New("boom")
	t.Run("the rules cannot run", func(t *testing.T) {
		s := start(t, &desk{checkErr: boom})
		s.Begin(notification.MovingIn)
		s.typeAll()
		s.Confirm()
		if s.Stage() != intake.Filling || s.view.last() != words.IntakeCheckFailed {
			t.Errorf("stage %d, said %q", s.Stage(), s.view.last())
		}
	})
	for _, tt := range []struct {
		err  error
		want words.Key
	}{{boom, words.IntakeNotHanded}, {counter.ErrSpace, words.IntakeNoSpace}, {counter.ErrNoRight, words.IntakeNoRight}, {counter.ErrStale, words.IntakeStale}} {
		t.Run("handing over: "+tt.err.Error(), func(t *testing.T) {
			s := start(t, &desk{handErr: tt.err})
			s.Begin(notification.MovingIn)
			s.typeAll()
			s.Confirm()
			s.Confirm()
			if s.Stage() != intake.Confirming || s.view.last() != tt.want || s.Entry().State != notification.Draft {
				t.Errorf("stage %d, said %q, state %v", s.Stage(), s.view.last(), s.Entry().State)
			}
		})
	}
	t.Run("an entry that is gone", func(t *testing.T) {
		s := start(t, &desk{})
		s.Open("nosuch")
		if s.Stage() != intake.Failed || s.Why() != words.IntakeGone {
			t.Errorf("stage %d, why %q", s.Stage(), s.Why())
		}
	})
	t.Run("a number that cannot be logged is not shown", func(t *testing.T) {
		s := start(t, &desk{shownErr: boom})
		s.Begin(notification.MovingIn)
		if s.LogShown(person(0, notification.MyNumber)) {
			t.Error("it is shown")
		}
	})
}

// TestLooking checks that an entry under review is shown and not changed.
func TestLooking(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.Confirm()
	s.Confirm()
	entered := s.Entry()
	again := start(t, &desk{entries: map[notification.EntryID]*notification.Entry{entered.ID: entered}})
	again.Open(entered.ID)
	again.Type(header(notification.Remark), "書き足す")
	if again.Stage() != intake.Looking || again.Entry().Content.Header.Has(notification.Remark) {
		t.Errorf("stage %d, or it was changed", again.Stage())
	}
}

// TestReturned checks that a returned entry says why, and a refused one what the
// registry found; what was returned before does not count any more.
func TestReturned(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.Confirm()
	s.Confirm()
	e := s.Entry()
	e.State = notification.Returned
	e.Reviews = []notification.Review{
		{Revision: e.Revision - 1, Decision: notification.GiveBack, Reasons: []notification.Reason{notification.WrongAddress}},
		{Revision: e.Revision, Decision: notification.GiveBack, Reasons: []notification.Reason{notification.WrongDate, notification.OtherReason}, Note: "届書では21日"},
	}
	again := start(t, &desk{entries: map[notification.EntryID]*notification.Entry{e.ID: e}})
	again.Open(e.ID)
	if got := again.Returns(); again.Stage() != intake.Filling || len(got) != 1 || got[0] != words.T(words.IntakeReturnedNote, "日付の誤り・その他", "届書では21日") {
		t.Errorf("stage %d, told %q", again.Stage(), got)
	}
	e.State, e.Reviews = notification.Refused, nil
	e.Verdict = &notification.Verdict{Findings: []notification.Finding{{Rule: "E31", Person: notification.Header, Item: notification.NewNumber}}}
	again.Open(e.ID)
	if got := again.Returns(); len(got) != 1 || got[0] != words.T(words.IntakeRefused) {
		t.Errorf("refused: told %q", got)
	}
	e.Verdict = &notification.Verdict{ErrorKind: 28}
	name, remedy := words.Refusal(28)
	again.Open(e.ID)
	if got, want := again.Returns(), words.T(words.IntakeRefusedFor, words.T(name), words.T(remedy)); len(got) != 1 || got[0] != want {
		t.Errorf("refused for its ward: told %q, want %q", got, want)
	}
	e.Verdict = &notification.Verdict{Findings: []notification.Finding{{Rule: "E31", Person: notification.Header, Item: notification.NewNumber}}}
	again.Open(e.ID)
	if problems := again.AllProblems(); len(problems) != 1 || problems[0].Rule != "E31" || !problems[0].Stops {
		t.Errorf("what the registry found is not shown: %+v", problems)
	}
}

// TestMarks checks the navigator's counts.
func TestMarks(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	mark := func(page int, key string) intake.Mark {
		marks := s.Marks()
		i := slices.IndexFunc(marks, func(m intake.Mark) bool { return m.Page == page && m.Section == key })
		if i < 0 {
			t.Fatalf("no mark for %d %s", page, key)
		}
		return marks[i]
	}
	if m := mark(notification.Header, "dates"); m.Missing != 1 || m.Filled != 2 || m.Done() {
		t.Errorf("at first: %+v", m)
	}
	s.Type(header(notification.ChangedOn), "R8.2.30")
	s.Left(header(notification.ChangedOn))
	if m := mark(notification.Header, "dates"); m.Stops != 1 || m.Missing != 0 {
		t.Errorf("with a fault: %+v", m)
	}
	s.Type(header(notification.ChangedOn), "R8.11.20")
	if m := mark(notification.Header, "dates"); !m.Done() {
		t.Errorf("filled in: %+v", m)
	}
}

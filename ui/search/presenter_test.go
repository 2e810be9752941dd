package search_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/kit"
	"madoguchi/ui/paper"
	"madoguchi/ui/search"
	"madoguchi/ui/words"
)

type desk struct {
	asked []counter.Query
	found counter.Found
	err   error
	line  counter.LineState

	kept     []counter.KeptSearch
	unmasked []counter.Number
}

func (d *desk) Search(_ context.Context, q counter.Query) (counter.Found, error) {
	d.asked = append(d.asked, q)
	return d.found, d.err
}
func (d *desk) Searches(context.Context) ([]counter.KeptSearch, error) { return d.kept, d.err }
func (d *desk) TypedShown(_ context.Context, n counter.Number) error {
	d.unmasked = append(d.unmasked, n)
	return d.err
}
func (d *desk) Line() counter.LineState { return d.line }

type seen struct {
	left   bool
	opened resident.ID
	picked resident.ID
	paper  notification.Kind
	faults map[search.Field]paper.Fault
	focus  search.Field
	said   string
	filled int
}

func (s *seen) Leave()                                       { s.left = true }
func (s *seen) OpenRecord(id resident.ID, _ counter.Purpose) { s.opened = id }
func (s *seen) Picked(id resident.ID)                        { s.picked = id }
func (s *seen) EnterFromPaper(k notification.Kind)           { s.paper = k }
func (s *seen) ShowList()                                    {}
func (s *seen) ShowFault(f search.Field, x paper.Fault)      { s.faults[f] = x }
func (s *seen) Fill()                                        { s.filled++ }
func (s *seen) Focus(f search.Field)                         { s.focus = f }
func (s *seen) FocusPurpose()                                {}
func (s *seen) FocusList()                                   {}
func (s *seen) Say(_ bool, text string)                      { s.said = text }

func start(d *desk) (*search.Presenter, *seen) {
	s := &seen{faults: map[search.Field]paper.Fault{}}
	p := search.New(search.Config{Desk: d, Guide: s, Run: func(work func() func()) { work()() },
		Now: func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, civil.Japan) }, Log: slog.New(slog.DiscardHandler)})
	p.Attach(s)
	return p, s
}

var (
	living = counter.Hit{ID: "000000012", Name: "山田　花子", Birth: civil.Certain(civil.MustParse("1985-01-02")), Sex: resident.Female, Status: resident.Living, Address: "大通西1"}
	left   = counter.Hit{ID: "000000019", Status: resident.Left, Sex: resident.Male}
	hidden = counter.Hit{ID: "000012343", Status: resident.Living, Sex: resident.Male, Protected: true}
)

func TestSearch(t *testing.T) {
	p, s := start(&desk{line: counter.Online})
	p.Search()
	if s.said != words.T(words.SearchNothing) {
		t.Errorf("nothing typed: said %q", s.said)
	}
	p.Type(search.Name, " やまだ ")
	p.Type(search.Birth, "S60.1.2")
	p.Search()
	if s.said != words.T(words.SearchNoPurpose) {
		t.Errorf("no purpose: said %q", s.said)
	}
	d := &desk{line: counter.Online, found: counter.Found{Hits: []counter.Hit{living, left, hidden}, More: true}}
	p, s = start(d)
	p.Type(search.Name, " やまだ ")
	p.Type(search.Birth, "S60.1.2")
	p.Type(search.ID, "00000001-9")
	p.SetPurpose(counter.ForEnquiry)
	p.Search()
	want := counter.Query{Name: "やまだ", Birth: civil.Certain(civil.MustParse("1985-01-02")), ResidentID: "000000019", Purpose: counter.ForEnquiry}
	if len(d.asked) != 1 || d.asked[0] != want {
		t.Fatalf("asked %+v, want %+v (%+v)", d.asked, want, s.faults)
	}
	if p.State() != search.Ready || p.Len() != 3 || s.said != words.T(words.SearchMore, 3) {
		t.Errorf("state %d, %d hits, said %q", p.State(), p.Len(), s.said)
	}
	if r := p.Row(2); r.Address != words.T(words.SearchProtected) {
		t.Errorf("a protected resident's address reads %q", r.Address)
	}
	if r := p.Row(1); !r.Gone || r.Status != "転出" {
		t.Errorf("who left: %+v", r)
	}
}

// TestFaults checks that nothing wrong is sent, and where the keyboard goes.
func TestFaults(t *testing.T) {
	tests := []struct {
		name  string
		field search.Field
		text  string
		rule  string
	}{
		{"no such day (E09)", search.Birth, "S60.2.30", "E09"},
		{"wrong resident number (E10)", search.ID, "000000013", "E10"},
		{"wrong resident code (E10)", search.Code, "12345678904", "E10"},
		{"letters for a code (E10)", search.Code, "abc", "E10"},
		{"wrong household number (E10)", search.Household, "000000013", "E10"},
		{"wrong individual number (E10)", search.Number, "123456789010", "E10"},
		{"control character (E28)", search.Name, "山\x07田", "E28"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := &desk{line: counter.Online}
			p, s := start(d)
			p.SetPurpose(counter.ForEnquiry)
			p.Type(tt.field, tt.text)
			p.Search()
			if len(d.asked) != 0 || s.faults[tt.field].Rule != tt.rule || s.focus != tt.field {
				t.Errorf("asked %d, fault %+v, keyboard at %d", len(d.asked), s.faults[tt.field], s.focus)
			}
		})
	}
}

// TestOffline checks that without a line the screen says so and leads to the paper.
func TestOffline(t *testing.T) {
	p, s := start(&desk{line: counter.Offline})
	if p.State() != search.Offline {
		t.Errorf("state %d", p.State())
	}
	p.EnterFromPaper(3)
	if s.paper != notification.MovingOut {
		t.Errorf("from the paper: %v", s.paper)
	}
	p.PickFor(notification.MovingWithin)
	p.EnterFromPaper(1)
	if s.paper != notification.MovingWithin {
		t.Errorf("from the paper while choosing: %v", s.paper)
	}
	d := &desk{line: counter.Online, err: counter.ErrOffline}
	p, _ = start(d)
	p.Type(search.Name, "山田")
	p.SetPurpose(counter.ForEnquiry)
	p.Search()
	if p.State() != search.Offline {
		t.Errorf("the line was cut while searching: state %d", p.State())
	}
}

func TestFailures(t *testing.T) {
	for _, err := range []error{errors.New("boom"), counter.ErrNoRight} {
		p, _ := start(&desk{line: counter.Online, err: err})
		p.Type(search.Name, "山田")
		p.SetPurpose(counter.ForEnquiry)
		p.Search()
		if p.State() != search.Failed {
			t.Errorf("%v: state %d", err, p.State())
		}
	}
}

// TestChoose checks where Enter leads: to the record, or back to the entry; who is
// no resident is not chosen for one.
func TestChoose(t *testing.T) {
	p, s := start(&desk{line: counter.Online, found: counter.Found{Hits: []counter.Hit{living, left}}})
	p.Type(search.Name, "山田")
	p.SetPurpose(counter.ForEnquiry)
	p.Search()
	p.Choose(0)
	if s.opened != living.ID {
		t.Errorf("opened %q", s.opened)
	}
	p.PickFor(notification.MovingOut)
	if p.Purpose() != counter.ForNotification {
		t.Error("choosing for an entry has another purpose")
	}
	p.Type(search.Name, "山田")
	p.Search()
	p.Choose(1)
	if s.picked != "" || s.said != words.T(words.SearchGone) {
		t.Errorf("picked %q, said %q", s.picked, s.said)
	}
	p.Choose(0)
	if s.picked != living.ID {
		t.Errorf("picked %q", s.picked)
	}
	p.Choose(7)
	p.PickFor(notification.Cancellation)
	if !p.Removed() {
		t.Error("a form that is also about who left searches for residents only")
	}
	p.Type(search.Name, "山田")
	p.Search()
	if p.Choose(1); s.picked != left.ID {
		t.Errorf("who left is not chosen for a cancellation: %q", s.picked)
	}
}

// TestBirth: a day, a year or a month of one, in either calendar, and dates that are not
// fully known (STD 2.1.3).
func TestBirth(t *testing.T) {
	for _, tt := range []struct{ typed, want, echo string }{
		{"S40.10.3", "1965-10-03", "昭和40年10月3日"},
		{"19651003", "1965-10-03", "昭和40年10月3日"},
		{"S40", "~11|S40", "昭和40年中"},
		{"昭和４０年", "~11|S40", "昭和40年中"},
		{"昭40年10月", "~12|S40-10", "昭和40年10月中"},
		{"S40.10", "~12|S40-10", "昭和40年10月中"},
		{"1965", "~11|W1965", "1965年中"},
		{"1965-10", "~12|W1965-10", "1965年10月中"},
		{"平成元年", "~11|H1", "平成元年中"},
		{"不詳", "~10|", words.T(words.SearchBirthUnknown)},
		{"昭和40年春", "~07|S40|4", "昭和40年春"},
		{"S40.13", "", ""},
		{"40", "", ""},
		{"S64.1.8", "", ""},
	} {
		d := &desk{line: counter.Online}
		p, s := start(d)
		p.SetPurpose(counter.ForEnquiry)
		p.Type(search.Birth, kit.HalfWidth(tt.typed))
		if got := p.Echo(search.Birth); got != tt.echo {
			t.Errorf("%s is echoed as %q, want %q", tt.typed, got, tt.echo)
		}
		p.Search()
		if tt.want == "" {
			if len(d.asked) != 0 || s.faults[search.Birth].Rule != "E09" {
				t.Errorf("%s was asked for", tt.typed)
			}
			continue
		}
		if len(d.asked) != 1 || d.asked[0].Birth.String() != tt.want {
			t.Errorf("%s: asked %+v", tt.typed, d.asked)
		}
	}
}

// TestRefused: why a search is refused is said in the words of the rule, and the keyboard
// is where something is missing.
func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		err   error
		typed map[search.Field]string
		said  words.Key
		focus search.Field
	}{
		{"E23 with a name", counter.ErrTooBroad, map[search.Field]string{search.Name: "山田"}, words.SearchTwoItems, search.Birth},
		{"E23 with a number", counter.ErrTooBroad, map[search.Field]string{search.ID: "000000019"}, words.SearchTwoItems, search.Name},
		{"E23 with an address", counter.ErrTooBroad, map[search.Field]string{search.Address: "大通"}, words.SearchTwoItems, search.Name},
		{"one character of an address", counter.ErrTooBroad, map[search.Field]string{search.Address: "町"}, words.SearchLongerAddress, search.Address},
		{"a number without the right", counter.ErrNoRight, map[search.Field]string{search.Number: "123456789018"}, words.SearchNoNumberRight, 0},
		{"no right to search", counter.ErrNoRight, map[search.Field]string{search.Name: "山田"}, words.SearchNoRight, 0},
		{"no purpose at the registry", counter.ErrNoPurpose, map[search.Field]string{search.Name: "山田"}, words.SearchNoPurpose, 0},
	} {
		p, s := start(&desk{line: counter.Online, err: tt.err})
		p.SetPurpose(counter.ForEnquiry)
		for f, text := range tt.typed {
			p.Type(f, text)
		}
		p.Search()
		if s.said != words.T(tt.said) || s.focus != tt.focus || p.State() == search.Ready {
			t.Errorf("%s: said %q, keyboard at %d, state %d", tt.name, s.said, s.focus, p.State())
		}
	}
	d := &desk{line: counter.Online}
	p, s := start(d) // STD 2.1.3
	p.SetPurpose(counter.ForEnquiry)
	p.Type(search.Name, "㈱山田")
	p.Search()
	if len(d.asked) != 0 || s.faults[search.Name].Reason != words.SearchCompany {
		t.Errorf("a company was searched for: %+v", s.faults)
	}
}

// TestWhy: what the record said before is never shown as what it says.
func TestWhy(t *testing.T) {
	hit := living
	for _, tt := range []struct {
		matched            []counter.Matched
		pastName, pastAddr string
		want               string
		past               bool
	}{
		{[]counter.Matched{counter.ByName}, "", "", "氏名", false},
		{[]counter.Matched{counter.ByFormerName, counter.ByAddress}, "", "", "旧氏、住所", false},
		{[]counter.Matched{counter.ByPastName}, "佐藤　花子", "", "旧：氏名　佐藤　花子", true},
		{[]counter.Matched{counter.ByName, counter.ByPastAddress}, "", "北区1", "旧：住所　北区1、氏名", true},
		{[]counter.Matched{counter.ByPastAddress}, "", "", "旧：住所", true}, // protected: without it
		{[]counter.Matched{counter.ByUnsureBirth, counter.ByKey}, "", "", "不詳の日付、番号", false},
	} {
		hit.Matched, hit.PastName, hit.PastAddress = tt.matched, tt.pastName, tt.pastAddr
		p, _ := start(&desk{line: counter.Online, found: counter.Found{Hits: []counter.Hit{hit}}})
		p.Type(search.Name, "山田")
		p.SetPurpose(counter.ForEnquiry)
		p.Search()
		if r := p.Row(0); r.Why != tt.want || r.Past != tt.past || r.Name != living.Name {
			t.Errorf("why = %q, past %v; want %q, %v", r.Why, r.Past, tt.want, tt.past)
		}
	}
}

// TestKept lists what was searched by before and searches so again.
func TestKept(t *testing.T) {
	at := time.Date(2026, 11, 22, 16, 30, 0, 0, civil.Japan)
	year, _ := civil.ParseCanonical("~11|S40")
	whole := counter.KeptSearch{At: at, Hits: 2, Query: counter.Query{Name: "山田", Exact: true, Birth: year, Address: "大通", IncludeRemoved: true, Purpose: counter.ForCertificate}}
	byCode := counter.KeptSearch{At: at, ByCode: true, Query: counter.Query{Name: "花子", Purpose: counter.ForReview}}
	d := &desk{line: counter.Online, kept: []counter.KeptSearch{whole, byCode}}
	p, s := start(d)
	p.ShowKept()
	if p.State() != search.Kept || p.KeptLen() != 2 {
		t.Fatalf("state %d, %d kept", p.State(), p.KeptLen())
	}
	want := search.KeptRow{At: "11/22 16:30", By: "氏名・カナ　山田（表記どおり）、生年月日　昭和40年中、住所　大通、除票を含む", Purpose: "証明の請求", Hits: "2"}
	if got := p.KeptRow(0); got != want {
		t.Errorf("row = %+v, want %+v", got, want)
	}
	p.Again(0)
	if len(d.asked) != 1 || d.asked[0] != whole.Query || s.filled != 1 || p.State() != search.Ready {
		t.Errorf("asked %+v, want %+v", d.asked, whole.Query)
	}
	p.ShowKept()
	p.Again(1)
	if len(d.asked) != 1 || s.focus != search.Code || s.said != words.T(words.SearchTypeNumber) || p.Text(search.Name) != "花子" {
		t.Errorf("a number that was not kept: asked %d, keyboard at %d, said %q", len(d.asked), s.focus, s.said)
	}
	p.ShowKept()
	p.HideKept()
	if p.State() != search.Idle {
		t.Errorf("state %d after leaving the list", p.State())
	}
	p.PickFor(notification.MovingOut) // an entry is begun for its own reason
	p.ShowKept()
	p.Again(0)
	if d.asked[1].Purpose != counter.ForNotification {
		t.Errorf("again for an entry with purpose %d", d.asked[1].Purpose)
	}
}

// TestPurposeStays: the purpose of the last search stands there for the next one of the
// session, to be read and changed.
func TestPurposeStays(t *testing.T) {
	p, _ := start(&desk{line: counter.Online})
	p.SetPurpose(counter.ForCertificate)
	p.Clear()
	if p.Purpose() != 0 {
		t.Error("a purpose that was not searched with stayed")
	}
	p.Type(search.Name, "山田")
	p.SetPurpose(counter.ForCertificate)
	p.Search()
	p.Clear()
	if p.Purpose() != counter.ForCertificate || p.Text(search.Name) != "" {
		t.Errorf("purpose %d after a search", p.Purpose())
	}
}

// TestHint: what an integrated terminal asks for is said before it refuses (E23).
func TestHint(t *testing.T) {
	for integrated, want := range map[bool]words.Key{false: words.SearchIdle, true: words.SearchIdleIntegrated} {
		p := search.New(search.Config{Desk: &desk{line: counter.Online}, Integrated: integrated})
		if got := p.Hint(); got != words.T(want) {
			t.Errorf("integrated %v: %q", integrated, got)
		}
	}
}

// TestUnmasked: one's own typed number, when it is shown, is logged (R030).
func TestUnmasked(t *testing.T) {
	d := &desk{line: counter.Online}
	p, _ := start(d)
	if !p.Unmasked(search.Code) || !p.Unmasked(search.Number) {
		t.Error("not shown though it was logged")
	}
	if len(d.unmasked) != 2 || d.unmasked[0] != counter.ResidentCode || d.unmasked[1] != counter.IndividualNumber {
		t.Errorf("logged %v", d.unmasked)
	}
	d.err = errors.New("disk full")
	if p.Unmasked(search.Code) {
		t.Error("shown without a record")
	}
}

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
	"madoguchi/ui/paper"
	"madoguchi/ui/search"
	"madoguchi/ui/words"
)

type desk struct {
	asked []counter.Query
	found counter.Found
	err   error
	line  counter.LineState
}

func (d *desk) Search(_ context.Context, q counter.Query) (counter.Found, error) {
	d.asked = append(d.asked, q)
	return d.found, d.err
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
}

func (s *seen) Leave()                                       { s.left = true }
func (s *seen) OpenRecord(id resident.ID, _ counter.Purpose) { s.opened = id }
func (s *seen) Picked(id resident.ID)                        { s.picked = id }
func (s *seen) EnterFromPaper(k notification.Kind)           { s.paper = k }
func (s *seen) ShowList()                                    {}
func (s *seen) ShowFault(f search.Field, x paper.Fault)      { s.faults[f] = x }
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
	want := counter.Query{Name: "やまだ", Birth: civil.MustParse("1985-01-02"), ResidentID: "000000019", Purpose: counter.ForEnquiry}
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
}

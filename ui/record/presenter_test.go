package record_test

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
	"madoguchi/ui/record"
	"madoguchi/ui/words"
)

type desk struct {
	opened   counter.Opened
	err      error
	digits   string
	revealed []counter.Number
	numErr   error
}

func (d *desk) OpenRecord(context.Context, resident.ID, counter.Purpose) (counter.Opened, error) {
	return d.opened, d.err
}

func (d *desk) RevealNumber(_ context.Context, _ resident.ID, n counter.Number, _ counter.Purpose) (string, error) {
	d.revealed = append(d.revealed, n)
	return d.digits, d.numErr
}
func (d *desk) Line() counter.LineState { return counter.Online }

type seen struct {
	shown  map[counter.Number]string
	said   string
	opened resident.ID
	began  notification.Kind
	left   bool
	name   string // whose characters were shown
}

func (s *seen) ShowCharacters(_ words.Key, name string)      { s.name = name }
func (s *seen) Leave()                                       { s.left = true }
func (s *seen) OpenRecord(id resident.ID, _ counter.Purpose) { s.opened = id }
func (s *seen) BeginWith(k notification.Kind, _ resident.ID) { s.began = k }
func (s *seen) ShowRecord()                                  {}
func (s *seen) ShowNumber(n counter.Number, digits string)   { s.shown[n] = digits }
func (s *seen) Say(_ bool, text string)                      { s.said = text }

func start(d *desk, run func(func() func())) (*record.Presenter, *seen) {
	s := &seen{shown: map[counter.Number]string{}}
	p := record.New(record.Config{Desk: d, Guide: s, Run: run,
		Now: func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, civil.Japan) }, Log: slog.New(slog.DiscardHandler)})
	p.Attach(s)
	return p, s
}

func now(work func() func()) { work()() }

func someone(status resident.Status, class resident.Class) resident.Record {
	return resident.Record{ID: "000000012", History: 2, Household: "000000129", Order: 2, Status: status, Class: class, Name: "山田　花子",
		Reading: "ヤマダ　ハナコ", Birth: civil.Certain(civil.MustParse("1985-01-02")), Sex: resident.Female, Relationship: "妻",
		Address: resident.Address{Town: "大通西", Number: "1"}, Cause: resident.MovedIn, ChangedOn: civil.MustParse("2020-04-01"), ProcessedOn: civil.MustParse("2020-04-02")}
}

func text(p *record.Presenter, label words.Key) string {
	for _, l := range p.Lines() {
		if l.Label == label {
			return l.Text
		}
	}
	return ""
}

func TestLines(t *testing.T) {
	head := someone(resident.Living, resident.Japanese)
	head.ID, head.Order = "000000019", 1
	p, s := start(&desk{opened: counter.Opened{Members: []resident.Record{someone(resident.Living, resident.Japanese), head}, History: []resident.Record{someone(resident.Living, resident.Japanese)}}}, now)
	p.Open("000000012", counter.ForEnquiry)
	if p.State() != record.Ready || p.Copied() {
		t.Fatalf("state %d", p.State())
	}
	if got, want := text(p, words.ItemBirth), "昭和60年1月2日（41歳）"; got != want {
		t.Errorf("birth = %q, want %q", got, want)
	}
	if got := text(p, words.ItemAlias); got != "" {
		t.Errorf("an empty alias has a line: %q", got)
	}
	if got := p.Household()[0].ID; got != head.ID {
		t.Errorf("first of the household = %q, want the head", got)
	}
	if got, want := p.Row(0), (record.Row{Number: "2", Cause: "国内転入", Changed: "R2.4.1", Processed: "R2.4.2", Address: "大通西1", Relationship: "妻"}); got != want {
		t.Errorf("history = %+v, want %+v", got, want)
	}
	p.OpenMember(0)
	if s.opened != head.ID {
		t.Errorf("opened %q", s.opened)
	}
	foreign := someone(resident.Living, resident.Foreign)
	p, _ = start(&desk{opened: counter.Opened{Members: []resident.Record{foreign}}}, now)
	p.Open("000000012", counter.ForEnquiry)
	if got, want := text(p, words.ItemBirth), "1985年1月2日（41歳）"; got != want {
		t.Errorf("a foreign resident's birth = %q, want %q (STD 1.1.9)", got, want)
	}
	if !p.Copied() {
		t.Error("a copy without history is not told as one")
	}
}

func TestStates(t *testing.T) {
	for _, tt := range []struct {
		err   error
		state record.State
		why   words.Key
	}{
		{counter.ErrOffline, record.Offline, words.RecordOffline},
		{counter.ErrNoRight, record.Failed, words.RecordNoRight},
		{counter.ErrGone, record.Failed, words.RecordGone},
		{errors.New("boom"), record.Failed, words.RecordFailed},
		{nil, record.Failed, words.RecordFailed}, // an answer without a resident
	} {
		p, _ := start(&desk{err: tt.err}, now)
		p.Open("000000012", counter.ForEnquiry)
		if p.State() != tt.state || p.Why() != tt.why {
			t.Errorf("%v: state %d, why %q", tt.err, p.State(), p.Why())
		}
	}
}

// TestNumbers checks that a number shows only while its key is held, also when the
// answer comes after the key was let go (R039).
func TestNumbers(t *testing.T) {
	d := &desk{opened: counter.Opened{Members: []resident.Record{someone(resident.Living, resident.Japanese)}}, digits: "123456789018"}
	p, s := start(d, now)
	p.Open("000000012", counter.ForEnquiry)
	p.Hold(counter.IndividualNumber)
	p.Hold(counter.IndividualNumber)
	if s.shown[counter.IndividualNumber] != d.digits || len(d.revealed) != 1 {
		t.Errorf("held: %q, asked %d times", s.shown[counter.IndividualNumber], len(d.revealed))
	}
	p.Release()
	if s.shown[counter.IndividualNumber] != "" {
		t.Error("still shown after the key was let go")
	}
	var late []func()
	p, s = start(d, func(work func() func()) { late = append(late, work()) })
	p.Open("000000012", counter.ForEnquiry)
	late[0]()
	p.Hold(counter.ResidentCode)
	p.Release()
	late[1]()
	if s.shown[counter.ResidentCode] != "" {
		t.Error("shown although the key was let go before the answer")
	}
	d.numErr = counter.ErrOffline
	p, s = start(d, now)
	p.Open("000000012", counter.ForEnquiry)
	p.Hold(counter.ResidentCode)
	if s.said != words.T(words.RecordNumberOffline) {
		t.Errorf("said %q", s.said)
	}
}

func TestBegin(t *testing.T) {
	p, s := start(&desk{opened: counter.Opened{Members: []resident.Record{someone(resident.Left, resident.Japanese)}}}, now)
	p.Open("000000012", counter.ForEnquiry)
	p.Begin(notification.MovingOut)
	if s.began != 0 || s.said != words.T(words.RecordNotCurrent) {
		t.Errorf("who left: began %v, said %q", s.began, s.said)
	}
	p, s = start(&desk{opened: counter.Opened{Members: []resident.Record{someone(resident.Living, resident.Japanese)}}}, now)
	p.Open("000000012", counter.ForEnquiry)
	p.Begin(notification.MovingOut)
	if s.began != notification.MovingOut {
		t.Errorf("began %v", s.began)
	}
}

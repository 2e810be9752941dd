package record_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
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
	items  int
	name   string // whose characters were shown
}

func (s *seen) ShowCharacters(_ words.Key, name string)      { s.name = name }
func (s *seen) Leave()                                       { s.left = true }
func (s *seen) OpenRecord(id resident.ID, _ counter.Purpose) { s.opened = id }
func (s *seen) BeginWith(k notification.Kind, _ resident.ID) { s.began = k }
func (s *seen) ShowItems()                                   { s.items++ }
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
	if got, want := p.Row(0), (record.Row{Number: "2", Cause: "国内転入", Changed: "R2.4.1", Processed: "R2.4.2", Changes: ""}); got != want {
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

// TestHistory looks at the rows of then: what each changed, and which number it had.
func TestHistory(t *testing.T) {
	now2 := someone(resident.Living, resident.Japanese)
	now2.History, now2.Address.Number, now2.Relationship = 3, "5番地", "世帯主"
	then := someone(resident.Living, resident.Japanese)
	first := someone(resident.Living, resident.Japanese)
	first.History, first.FormerName = 1, "佐藤"
	d := &desk{opened: counter.Opened{Members: []resident.Record{now2}, History: []resident.Record{now2, then, first}, Numbers: []counter.Numbers{
		{HasNumber: true, HasCode: true}, {HasNumber: true, HasCode: true}, {HasNumber: true, OtherNumber: true}}}}
	p, s := start(d, now)
	p.Open("000000012", counter.ForEnquiry)
	for i, want := range []string{"続柄、住所", "旧氏、個人番号、住民票コード", words.T(words.RecordFirst)} {
		if got := p.Row(i).Changes; got != want {
			t.Errorf("row %d changed %q, want %q", i, got, want)
		}
	}
	line := func(label words.Key) record.Line {
		for _, l := range p.Lines() {
			if l.Label == label {
				return l
			}
		}
		return record.Line{}
	}
	if l := line(words.RecordAddress); l.Text != "大通西5番地" || l.Before != "" || p.LookedAt() != "" {
		t.Errorf("the record of now: %+v", l)
	}
	p.Look(0)
	if l := line(words.RecordAddress); l.Text != "大通西5番地" || l.Before != "大通西1" || p.LookedAt() == "" || s.items != 1 {
		t.Errorf("the newest row: %+v", l)
	}
	p.Look(1)
	if l := line(words.ItemFormerName); l.Text != words.T(words.RecordNothing) || l.Before != "佐藤" {
		t.Errorf("an item that went: %+v", l)
	}
	if l := line(words.ItemIndividualNumber); l.Text != words.T(words.RecordSameNumber) || l.Before != words.T(words.RecordOtherNumber) {
		t.Errorf("number of then: %+v", l)
	}
	p.Look(2)
	if l := line(words.ItemResidentCode); l.Text != words.T(words.RecordNoNumber) || l.Before != "" {
		t.Errorf("code of the first row: %+v", l)
	}
	p.Look(3) // there is none
	p.Look(-1)
	if p.LookedAt() != "" || s.items != 4 {
		t.Errorf("back to now: %q, shown %d times", p.LookedAt(), s.items)
	}
}

// TestMasks: what the operator has no right to see is said to be that, and no key shows
// it (STD 10.3). The relationship is never masked.
func TestMasks(t *testing.T) {
	foreign := someone(resident.Living, resident.Foreign)
	foreign.Stay = &resident.Stay{Nationality: "ブラジル"}
	d := &desk{opened: counter.Opened{Members: []resident.Record{foreign}, History: []resident.Record{foreign}, Masked: operator.Sights()}, digits: "123456789018"}
	p, s := start(d, now)
	p.Open("000000012", counter.ForEnquiry)
	for _, label := range []words.Key{words.ItemDomicile, words.ItemDomicileHead, words.ItemResidenceStatus, words.ItemResidenceCard} {
		if got := text(p, label); got != words.T(words.RecordMaskedItem) {
			t.Errorf("%s reads %q", label, got)
		}
	}
	if text(p, words.ItemRelationship) != "妻" || text(p, words.ItemNationality) != "ブラジル" {
		t.Error("what must not be masked is")
	}
	p.Hold(counter.IndividualNumber)
	p.Hold(counter.ResidentCode)
	if len(d.revealed) != 0 || len(s.shown) != 0 {
		t.Errorf("numbers were asked for without the right: %v", d.revealed)
	}
}

// TestPending: what is under way is said with its kind and how far it is.
func TestPending(t *testing.T) {
	entry := counter.Pending{Kind: notification.MovingWithin, State: notification.Entered, Approvals: 1, Needed: 2}
	returned := counter.Pending{Kind: notification.MovingOut, State: notification.Returned}
	p, _ := start(&desk{opened: counter.Opened{Members: []resident.Record{someone(resident.Living, resident.Japanese)}, Pending: []counter.Pending{entry, returned, entry, entry}}}, now)
	p.Open("000000012", counter.ForEnquiry)
	want := []string{"処理中：転居届（審査待ち 1／2）", "処理中：転出届（差戻し）", "ほか2件"}
	if got := p.PendingLines(); !slices.Equal(got, want) {
		t.Errorf("pending = %q, want %q", got, want)
	}
}

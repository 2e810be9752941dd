package worklist_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	terminal "madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/review"
	"madoguchi/ui/words"
	"madoguchi/ui/worklist"
)

var now = time.Date(2026, 11, 23, 15, 0, 0, 0, civil.Japan)

type desk struct {
	rows      map[counter.Folder][]counter.Summary
	counts    counter.Counts
	err       error
	withdrawn []notification.EntryID
	line      counter.LineState
}

func (d *desk) Counts(context.Context) (counter.Counts, error) { return d.counts, d.err }
func (d *desk) List(_ context.Context, f counter.Folder) ([]counter.Summary, error) {
	return d.rows[f], d.err
}

func (d *desk) Withdraw(_ context.Context, id notification.EntryID) error {
	d.withdrawn = append(d.withdrawn, id)
	return d.err
}
func (d *desk) Line() counter.LineState { return d.line }

// guide and view write down what they were told.
type seen struct {
	began     notification.Kind
	menu      notification.Group
	opened    notification.EntryID
	reviewed  notification.EntryID
	asked     notification.EntryID
	printed   []notification.EntryID
	forReview bool
	said      string
}

func (s *seen) BeginEntry(k notification.Kind)                { s.began = k }
func (s *seen) OpenEntry(id notification.EntryID)             { s.opened = id }
func (s *seen) ReviewEntry(id notification.EntryID)           { s.reviewed = id }
func (s *seen) OpenMenu(g notification.Group)                 { s.menu = g }
func (s *seen) OpenQueue()                                    {}
func (s *seen) OpenSearch()                                   {}
func (s *seen) OpenSlips()                                    {}
func (s *seen) Print(ids []notification.EntryID, review bool) { s.printed, s.forReview = ids, review }
func (s *seen) OpenMachine()                                  {}
func (s *seen) ShowList()                                     {}
func (s *seen) ShowCounts()                                   {}
func (s *seen) Say(_ worklist.Grade, text string)             { s.said = text }
func (s *seen) AskWithdraw(r worklist.Row)                    { s.asked = r.ID }

func start(d *desk) (*worklist.Presenter, *seen) {
	s := &seen{}
	p := worklist.New(worklist.Config{
		Desk: d, Guide: s, Run: func(work func() func()) { work()() },
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
	})
	p.Attach(s)
	return p, s
}

var (
	draft   = counter.Summary{ID: "d", Kind: notification.MovingIn, State: notification.Draft, Mine: true, Writer: "sato", Subject: "山田　太郎", Persons: 4, ChangedAt: now.Add(-time.Hour)}
	waiting = counter.Summary{ID: "w", Kind: notification.MovingOut, State: notification.Entered, Writer: "suzuki", Approvals: 1, Needed: 2, ChangedAt: now.Add(-30 * time.Hour)}
	mine    = counter.Summary{ID: "m", Kind: notification.MovingIn, State: notification.Entered, Mine: true, MayReview: &review.Refusal{Why: review.EnteredIt}, ChangedAt: now}
	refused = counter.Summary{ID: "r", Kind: notification.MovingIn, State: notification.Refused, Mine: true, Trouble: "E31", ChangedAt: now}
	sent    = counter.Summary{ID: "s", State: notification.Sent, Mine: true, ChangedAt: now}
)

// TestTiles checks the three counts of D2: no sum, the oldest age, amber when it
// has stood too long, and "not known" before the first answer.
func TestTiles(t *testing.T) {
	p, _ := start(&desk{counts: counter.Counts{Of: map[counter.Folder]counter.Count{
		counter.Unsent:   {N: 2, Oldest: now.Add(-25 * time.Hour), Late: true},
		counter.Sent:     {N: 1, Oldest: now.Add(-5 * time.Minute)},
		counter.Accepted: {N: 9, Oldest: now.Add(-90 * 24 * time.Hour)},
	}}})
	if p.Tiles()[0].Known {
		t.Error("counts are known before the first answer")
	}
	p.Refresh()
	want := []worklist.Tile{
		{Folder: counter.Unsent, N: 2, Age: "1日", Grade: worklist.Alert, Known: true},
		{Folder: counter.Sent, N: 1, Age: "5分", Grade: worklist.Info, Known: true},
		{Folder: counter.Accepted, N: 9, Known: true},
	}
	for i, got := range p.Tiles() {
		if got != want[i] {
			t.Errorf("tile %d = %+v, want %+v", i, got, want[i])
		}
	}
}

func TestRow(t *testing.T) {
	tests := []struct {
		name     string
		row      counter.Summary
		deadline civil.Date
		want     worklist.Row
	}{
		{"a draft of today", draft, civil.MustParse("2026-12-04"), worklist.Row{ID: "d", Kind: "転入届", Subject: "山田　太郎", Persons: "4", When: "14:00", Writer: "sato", State: "作成中", Deadline: "あと11日"}},
		{"waiting since yesterday, last day", waiting, civil.MustParse("2026-11-23"), worklist.Row{ID: "w", Kind: "転出届", Persons: "0", When: "11/22 09:00", Writer: "suzuki", State: "審査待ち", Reviews: "1/2", Deadline: "本日まで", Late: worklist.Alert}},
		{"refused, past the deadline", refused, civil.MustParse("2026-11-20"), worklist.Row{ID: "r", Kind: "転入届", Persons: "0", When: "15:00", State: "登録拒否（E31）", Grade: worklist.Stop, Deadline: "3日超過", Late: worklist.Stop}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.row.Deadline = tt.deadline
			p, _ := start(&desk{rows: map[counter.Folder][]counter.Summary{counter.Drafts: {tt.row}}})
			p.Refresh()
			if got := p.Row(0); got != tt.want {
				t.Errorf("row = %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestChoose checks where Enter leads, and that a key that does nothing says why (D16).
func TestChoose(t *testing.T) {
	tests := []struct {
		name             string
		row              counter.Summary
		opened, reviewed notification.EntryID
	}{
		{"own draft is written on", draft, "d", ""},
		{"somebody else's is reviewed", waiting, "", "w"},
		{"one's own under review is looked at", mine, "m", ""},
		{"a refused one is opened", refused, "r", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, s := start(&desk{rows: map[counter.Folder][]counter.Summary{counter.Drafts: {tt.row}}})
			p.Refresh()
			p.Choose(0)
			if s.opened != tt.opened || s.reviewed != tt.reviewed {
				t.Errorf("opened %q, reviewed %q", s.opened, s.reviewed)
			}
		})
	}
	p, s := start(&desk{rows: map[counter.Folder][]counter.Summary{counter.Drafts: {mine}}})
	p.Refresh()
	p.Review(0)
	if want := words.T(words.ReviewWhyEnteredIt); s.said != want || s.reviewed != "" {
		t.Errorf("said %q, want %q", s.said, want)
	}
	p.Choose(5)
	p.Choose(-1)
}

func TestKey(t *testing.T) {
	tests := []struct {
		key  rune
		kind notification.Kind
		menu notification.Group
	}{
		{'1', notification.MovingIn, 0}, {'2', notification.MovingWithin, 0}, {'3', notification.MovingOut, 0}, {'３', notification.MovingOut, 0},
		{'4', 0, 0}, {'0', 0, 0}, {'あ', 0, 0}, {'i', 0, 0}, {'Z', 0, 0},
		{'a', 0, notification.Moving}, {'B', 0, notification.Households}, {'ｈ', 0, notification.Protection},
	}
	for _, tt := range tests {
		p, s := start(&desk{})
		p.Key(tt.key)
		if s.began != tt.kind || s.menu != tt.menu {
			t.Errorf("%c begins kind %d and opens group %d, want %d and %d", tt.key, s.began, s.menu, tt.kind, tt.menu)
		}
	}
}

// TestMenu: a letter and a digit begin every kind, and each kind has a place.
func TestMenu(t *testing.T) {
	s := &seen{}
	m := worklist.NewMenu(s)
	began := map[notification.Kind]bool{}
	for _, letter := range "abcdefgh" {
		for digit := '1'; digit <= '9'; digit++ {
			s.began = 0
			m.Key(letter)
			m.Key(digit)
			if s.began == 0 {
				continue
			}
			if began[s.began] {
				t.Errorf("%s is begun by two keys", s.began.Key())
			}
			began[s.began] = true
		}
	}
	for _, k := range notification.Kinds() {
		if !began[k] {
			t.Errorf("%s is begun by no keys", k.Key())
		}
		for _, key := range []words.Key{words.MenuFor(k.Key()), words.MenuLaw(k.Key()), words.MenuGroup(k.Group().Key())} {
			if words.T(key) == string(key) {
				t.Errorf("%s has no text", key)
			}
		}
	}
	m.Open(notification.Moving)
	if m.Turn(-1); m.Group() != notification.Protection {
		t.Errorf("before the first group comes %d", m.Group())
	}
	if m.Open(99); m.Group() != notification.Protection {
		t.Errorf("no group is shown as %d", m.Group())
	}
}

func TestWithdraw(t *testing.T) {
	tests := []struct {
		name  string
		row   counter.Summary
		asked notification.EntryID
		said  words.Key
	}{
		{"own draft", draft, "d", ""},
		{"own, under review", mine, "m", ""},
		{"somebody else's", waiting, "", words.WorklistNotMine},
		{"sent", sent, "", words.WorklistTooLate},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, s := start(&desk{rows: map[counter.Folder][]counter.Summary{counter.Drafts: {tt.row}}})
			p.Refresh()
			p.Withdraw(0)
			if s.asked != tt.asked || tt.said != "" && s.said != words.T(tt.said) {
				t.Errorf("asked about %q, said %q", s.asked, s.said)
			}
		})
	}
	d := &desk{}
	p, s := start(d)
	p.ConfirmWithdraw("d")
	if len(d.withdrawn) != 1 || s.said != words.T(words.WorklistWithdrawn) {
		t.Errorf("withdrawn %v, said %q", d.withdrawn, s.said)
	}
	d.err = errors.New("boom")
	p.ConfirmWithdraw("d")
	if s.said != words.T(words.WorklistNotWithdrawn) {
		t.Errorf("said %q", s.said)
	}
}

// TestStates checks loading, failed and that an answer that comes too late is dropped.
func TestStates(t *testing.T) {
	d := &desk{rows: map[counter.Folder][]counter.Summary{counter.Drafts: {draft}, counter.Sent: {sent, sent}}}
	var late []func()
	s := &seen{}
	p := worklist.New(worklist.Config{Desk: d, Guide: s, Run: func(work func() func()) { late = append(late, work()) },
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	p.Attach(s)
	p.Refresh()
	if p.State() != worklist.Loading {
		t.Errorf("state %d before the answer", p.State())
	}
	p.Open(counter.Sent)
	late[1]()
	late[0]()
	if p.Folder() != counter.Sent || p.Len() != 2 {
		t.Errorf("folder %d has %d rows: the late answer was taken", p.Folder(), p.Len())
	}
	d.err = fmt.Errorf("list entries: %w", terminal.ErrLocked)
	p.Refresh()
	late[2]()
	if p.State() != worklist.Ready || p.Len() != 2 {
		t.Errorf("state %d with %d rows behind the cover", p.State(), p.Len())
	}
	d.err = errors.New("boom")
	p.Refresh()
	late[3]()
	if p.State() != worklist.Failed || p.Len() != 0 {
		t.Errorf("state %d with %d rows after a failure", p.State(), p.Len())
	}
}

// TestTurn checks that the folders follow each other around.
func TestTurn(t *testing.T) {
	p, _ := start(&desk{})
	p.Turn(-1)
	if p.Folder() != counter.Attention {
		t.Errorf("before the first: %d", p.Folder())
	}
	p.Turn(1)
	p.Turn(1)
	if p.Folder() != counter.Waiting {
		t.Errorf("second: %d", p.Folder())
	}
}

package worklist_test

import (
	"os"
	"testing"
	"time"

	"errors"
	"fyne.io/fyne/v2"
	"log/slog"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
	"madoguchi/ui/worklist"
)

func busy() *desk {
	row := func(kind notification.Kind, state notification.State, subject, receipt string, persons, approvals, needed int, ago time.Duration, deadline string) counter.Summary {
		s := counter.Summary{ID: "x", Kind: kind, State: state, Subject: subject, Receipt: receipt, Persons: persons, Approvals: approvals, Needed: needed, WriterName: "佐藤　一郎", ChangedAt: now.Add(-ago), Mine: true}
		if deadline != "" {
			s.Deadline = civil.MustParse(deadline)
		}
		return s
	}
	rows := []counter.Summary{
		row(notification.MovingIn, notification.Entered, "𠮷田　太郎", "7K3M-Q2XA", 4, 1, 2, 20*time.Minute, "2026-12-04"),
		row(notification.MovingWithin, notification.Entered, "山田　花子", "9ZP0-1BCD", 2, 0, 1, 3*time.Hour, "2026-11-25"),
		row(notification.MovingOut, notification.Entered, "斎藤　葛󠄂葉", "44TH-XW0E", 1, 0, 1, 27*time.Hour, ""),
		row(notification.MovingIn, notification.Entered, "グエン　ヴァン　アン", "ZZ81-MM2K", 1, 0, 2, 50*time.Hour, "2026-11-20"),
	}
	return &desk{line: counter.Online, rows: map[counter.Folder][]counter.Summary{counter.Waiting: rows}, counts: counter.Counts{Of: map[counter.Folder]counter.Count{
		counter.Drafts: {N: 2, Oldest: now}, counter.Waiting: {N: 4, Oldest: now}, counter.Unsent: {N: 3, Oldest: now.Add(-26 * time.Hour), Late: true},
		counter.Sent: {N: 1, Oldest: now.Add(-4 * time.Minute)}, counter.Accepted: {N: 118, Oldest: now}, counter.Attention: {N: 1, Oldest: now}}}}
}

func show(t *testing.T, size kittest.Size, d *desk, run func(func() func())) (*worklist.Form, *kittest.Stage) {
	t.Helper()
	if font := os.Getenv("MADOGUCHI_LOOK_FONT"); font != "" {
		if err := look.LoadNameFont(font); err != nil {
			t.Fatal(err)
		}
	}
	stage := kittest.New(t, size)
	p := worklist.New(worklist.Config{Desk: d, Guide: &seen{}, Run: run, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	f := worklist.NewForm(p, stage)
	stage.Show(f)
	return f, stage
}

// TestLook writes pictures of the worklist in its states, to be looked at.
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
	at := func(work func() func()) { work()() }
	for _, size := range kittest.Sizes {
		t.Run(size.Name, func(t *testing.T) {
			f, stage := show(t, size, busy(), at)
			f.Open(counter.Waiting)
			stage.Picture("worklist_1busy_" + size.Name)
			_, stage = show(t, size, &desk{line: counter.Online}, at)
			stage.Picture("worklist_2empty_" + size.Name)
			_, stage = show(t, size, busy(), func(func() func()) {})
			stage.Picture("worklist_3loading_" + size.Name)
			d := busy()
			d.line = counter.Offline
			f, stage = show(t, size, d, at)
			f.Open(counter.Waiting)
			stage.Picture("worklist_4offline_" + size.Name)
			_, stage = show(t, size, &desk{line: counter.Online, err: errors.New("boom")}, at)
			stage.Picture("worklist_5failed_" + size.Name)
			m := worklist.NewMenu(&seen{})
			stage = kittest.New(t, size)
			stage.Show(worklist.NewMenuForm(m))
			stage.Picture("worklist_6menu_" + size.Name)
			m.Open(notification.ExOfficio)
			stage.Key(fyne.KeyDown)
			stage.Picture("worklist_7menu_" + size.Name)
		})
	}
}

// TestGoldens compares the worklist in its states with what was looked at.
func TestGoldens(t *testing.T) {
	at := func(work func() func()) { work()() }
	f, stage := show(t, kittest.Sizes[0], busy(), at)
	f.Open(counter.Waiting)
	stage.Golden("busy")
	_, stage = show(t, kittest.Sizes[0], &desk{line: counter.Online}, at)
	stage.Golden("empty")
	_, stage = show(t, kittest.Sizes[0], busy(), func(func() func()) {})
	stage.Golden("loading")
	d := busy()
	d.line = counter.Offline
	_, stage = show(t, kittest.Sizes[0], d, at)
	stage.Golden("offline")
	_, stage = show(t, kittest.Sizes[0], &desk{line: counter.Online, err: errors.New("boom")}, at)
	stage.Golden("failed")
	stage = kittest.New(t, kittest.Sizes[0])
	stage.Show(worklist.NewMenuForm(worklist.NewMenu(&seen{})))
	stage.Golden("menu")
}

// TestMenuKeys begins a kind by a letter and a digit, and by the marked row.
func TestMenuKeys(t *testing.T) {
	s := &seen{}
	stage := kittest.New(t, kittest.Sizes[0])
	stage.Show(worklist.NewMenuForm(worklist.NewMenu(s)))
	stage.Type("c2")
	if s.began != notification.Death {
		t.Errorf("C2 begins kind %d", s.began)
	}
	stage.Key(fyne.KeyRight)
	stage.Key(fyne.KeyDown)
	stage.Press(fyne.KeyF12)
	if s.began != notification.AliasChange {
		t.Errorf("the marked row begins kind %d", s.began)
	}
}

// TestKeys checks the keys of the list: folders, a new entry, taking back.
func TestKeys(t *testing.T) {
	d := busy()
	f, stage := show(t, kittest.Sizes[0], d, func(work func() func()) { work()() })
	stage.Key(fyne.KeyRight)
	if f.Folder() != counter.Waiting {
		t.Errorf("Right leads to folder %d", f.Folder())
	}
	stage.Key(fyne.KeyDelete)
	if len(stage.Asked) != 1 {
		t.Fatalf("asked %d times before an entry is taken back", len(stage.Asked))
	}
	stage.Answer(0)
	if len(d.withdrawn) != 0 {
		t.Error("taken back although the answer was no")
	}
	stage.Answer(1)
	if len(d.withdrawn) != 1 {
		t.Error("not taken back")
	}
}

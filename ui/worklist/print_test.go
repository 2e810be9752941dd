package worklist_test

import (
	"slices"
	"testing"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/words"
)

// TestPrint checks that an entry handed over is printed, with the rest of the list at
// hand, for the reviewer while it waits for one; a draft is on no paper.
func TestPrint(t *testing.T) {
	rows := []counter.Summary{
		{ID: "draft", State: notification.Draft}, {ID: "a", Revision: 1, State: notification.Entered}, {ID: "b", Revision: 2, State: notification.Entered},
	}
	d := &desk{rows: map[counter.Folder][]counter.Summary{counter.Drafts: rows, counter.Waiting: rows[1:], counter.Accepted: rows[1:2]}}
	p, s := start(d)
	p.Refresh()
	p.Print(0)
	if s.printed != nil || s.said != words.T(words.WorklistNotHandedOver) {
		t.Errorf("draft: printed %v, said %q", s.printed, s.said)
	}
	p.Print(7)
	p.Open(counter.Waiting)
	p.Print(1)
	if want := []notification.EntryID{"b", "a"}; !slices.Equal(s.printed, want) || !s.forReview {
		t.Errorf("printed %v, for review %v, want %v", s.printed, s.forReview, want)
	}
	p.Open(counter.Accepted)
	p.Print(0)
	if want := []notification.EntryID{"a"}; !slices.Equal(s.printed, want) || s.forReview {
		t.Errorf("printed %v, for review %v, want %v", s.printed, s.forReview, want)
	}
}

package counter_test

import (
	"slices"
	"testing"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
)

// TestFolderOf checks that every state but withdrawn stands in exactly one folder
// and that no folder is without a state.
func TestFolderOf(t *testing.T) {
	var used []counter.Folder
	for s := notification.Draft; s <= notification.Withdrawn; s++ {
		f := counter.FolderOf(s)
		if got, want := f == 0, s == notification.Withdrawn; got != want {
			t.Errorf("state %s stands in no folder: %v, want %v", s.Key(), got, want)
		}
		if f != 0 {
			used = append(used, f)
		}
	}
	slices.Sort(used)
	if !slices.Equal(used, counter.Folders()) {
		t.Errorf("folders of states = %v, want each of %v once", used, counter.Folders())
	}
}

package shell

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNothingElseSetsTitles: what the system is told of a window or a message of it is set
// here and nowhere else, so that no screen can put a resident's name where asset management
// and the task bar read it.
func TestNothingElseSetsTitles(t *testing.T) {
	told := regexp.MustCompile(`\.SetTitle\(|\bNewNotification\(|\.SendNotification\(|\.NewWindow\(`)
	allowed := map[string]int{"ui/shell/shell.go": 1, "cmd/terminal/window.go": 1}
	found := map[string]int{}
	for _, folder := range []string{"../../ui", "../../cmd/terminal"} {
		err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || strings.Contains(name, "kittest") {
				return err
			}
			text, err := os.ReadFile(name)
			if n := len(told.FindAll(text, -1)); n > 0 {
				found[filepath.ToSlash(strings.TrimPrefix(filepath.Clean(name), "../../"))] = n
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, n := range found {
		if n != allowed[name] {
			t.Errorf("%s tells the system of windows %d times, want %d", name, n, allowed[name])
		}
	}
	if len(found) != len(allowed) {
		t.Errorf("found %v: the test looks in the wrong place", found)
	}
}

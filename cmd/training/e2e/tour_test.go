//go:build x11

package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTour takes two kinds that the day has not through the window, from the menu of
// kinds to the registry: the tour of all kinds (make tour) is too long for every day.
func TestTour(t *testing.T) {
	data, pictures := filepath.Join(t.TempDir(), "city"), t.TempDir()
	tour := exec.CommandContext(t.Context(), filepath.Join("..", "..", "..", "bin", "training"),
		"run", "-tour", "-kinds", "head_change,former_name_change", "-residents", "300", "-data", data, "-pictures", pictures)
	out, err := tour.CombinedOutput()
	if err != nil {
		t.Fatalf("tour: %v\n%s", err, out)
	}
	for _, want := range []string{"head_change ", "former_name_change "} {
		if _, line, found := strings.Cut(string(out), "\n"+want); !found || !strings.Contains(strings.SplitN(line, "\n", 2)[0], "yes") {
			t.Errorf("%s is not told to be accepted", want)
		}
	}
	for _, picture := range []string{"head_change-form", "head_change-confirm", "former_name_change-review"} {
		if found, _ := filepath.Glob(filepath.Join(pictures, "*-"+picture+".png")); len(found) != 1 {
			t.Errorf("%d pictures of %s, want 1", len(found), picture)
		}
	}
	if _, err := os.Stat(filepath.Join(pictures, "summary.txt")); err != nil {
		t.Error(err)
	}
}

//go:build x11

package e2e_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
)

const ward = "991015" // of the training city's first terminal

// TestDay plays the day: sign in, screen position, a family of four moving in while
// the line is cut, two reviews, the line back, a move within the city, the seat left,
// a move out, log-off. Then it asks the registry.
func TestDay(t *testing.T) {
	data, pictures := filepath.Join(t.TempDir(), "city"), t.TempDir()
	day := exec.CommandContext(t.Context(), filepath.Join("..", "..", "..", "bin", "training"),
		"run", "-play", "-residents", "2000", "-data", data, "-pictures", pictures)
	out, err := day.CombinedOutput()
	if err != nil {
		t.Fatalf("play the day: %v\n%s", err, out)
	}
	s, err := store.Open(t.Context(), filepath.Join(data, "registry", "registry.db"), store.KeyFile(filepath.Join(data, "registry", "keys.json")))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	registrytest.Check(t, s)
	err = s.View(t.Context(), func(tx registry.Tx) error {
		t.Run("the family's history", func(t *testing.T) { checkFamily(t, tx) })
		t.Run("three entries accepted, each reviewed by others", func(t *testing.T) { checkEntries(t, tx) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("nothing readable outside the registry (R035)", func(t *testing.T) { checkReadable(t, data) })
}

// checkFamily: everybody moved in and within; one is about to leave. The names are
// as they were typed, to the code point.
func checkFamily(t *testing.T, tx registry.Tx) {
	found, _, err := tx.Search(registry.Query{Name: "タカサキ", Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]resident.Record{}
	var households []resident.HouseholdID
	for _, r := range found {
		if !strings.HasPrefix(r.Name, "髙﨑　") {
			continue // somebody of the city
		}
		if rows[r.Name], err = tx.History(r.ID); err != nil {
			t.Fatal(err)
		}
		households = append(households, r.Household)
	}
	today := civil.FromTime(time.Now())
	moved := []resident.Cause{resident.MovedWithin, resident.MovedIn}
	for name, want := range map[string][]resident.Cause{
		"髙﨑　健太郎": moved, "髙﨑　葵": moved, "髙﨑　湊": moved,
		"髙﨑　美咲": append([]resident.Cause{resident.MovedOut}, moved...),
	} {
		var got []resident.Cause
		for _, r := range rows[name] {
			got = append(got, r.Cause)
		}
		if !slices.Equal(got, want) {
			t.Errorf("causes of a member's rows = %v, want %v", got, want)
			continue
		}
		newest, first := rows[name][0], rows[name][len(got)-1]
		if newest.Address.Town != "南一条西" && newest.Address.Town != "南二条西" || newest.Address.Ward != ward {
			t.Errorf("address after moving within: ward %s, town is not the one chosen", newest.Address.Ward)
		}
		if first.ChangedOn != today.AddDays(-3) || first.ProcessedOn != today {
			t.Errorf("moved in on %v, processed on %v, want %v, %v", first.ChangedOn, first.ProcessedOn, today.AddDays(-3), today)
		}
	}
	if r := rows["髙﨑　美咲"]; len(r) > 0 && (r[0].Status != resident.Leaving || r[0].LeavesOn != today.AddDays(10)) {
		t.Errorf("who moves out: status %d on %v, want leaving on %v", r[0].Status, r[0].LeavesOn, today.AddDays(10))
	}
	slices.Sort(households)
	if households = slices.Compact(households); len(households) != 1 {
		t.Errorf("the family lives in %d households, want 1", len(households))
	}
}

// checkEntries: R106, moving in from outside is approved by two, none of them the
// writer; the others by one.
func checkEntries(t *testing.T, tx registry.Tx) {
	news, err := tx.News(ward, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	latest := map[notification.EntryID]registry.Case{}
	for _, n := range news {
		latest[n.Case.ID] = n.Case
	}
	needed := map[notification.Kind]int{notification.MovingIn: 2, notification.MovingWithin: 1, notification.MovingOut: 1}
	for id, c := range latest {
		reviews, err := tx.Reviews(id, c.Revision)
		if err != nil {
			t.Fatal(err)
		}
		var by []operator.ID
		for _, r := range reviews {
			by = append(by, r.Reviewer)
		}
		slices.Sort(by)
		if c.Stage != registry.Accepted || len(slices.Compact(by)) != needed[c.Kind] || slices.Contains(by, c.Writer) {
			t.Errorf("%s: stage %d, reviewed by %v, written by %s", c.Kind.Key(), c.Stage, by, c.Writer)
		}
		delete(needed, c.Kind)
	}
	if len(needed) > 0 {
		t.Errorf("kinds without an entry: %v", needed)
	}
}

// checkReadable looks for what was typed in every file the day left behind.
func checkReadable(t *testing.T, data string) {
	typed := []string{"髙﨑", "タカサキ", "takasaki", "090-0000-0000", "みなとハイツ", "神南"}
	err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.Contains(path, "registry.db") || strings.Contains(path, "postal") {
			return err // the register itself; every town of the country
		}
		b, err := os.ReadFile(path)
		for _, s := range typed {
			if bytes.Contains(b, []byte(s)) {
				t.Errorf("%s holds what was typed into the form", filepath.Base(path))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

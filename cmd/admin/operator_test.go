package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
)

var granted = time.Date(2026, 4, 1, 9, 0, 0, 0, civil.Japan)

func mark(by operator.ID) operator.Mark {
	return operator.Mark{By: by, At: granted, Seat: "A-01"}
}

// history is a unit, a grant within it, and an emergency that nobody has approved.
func history() []operator.Request {
	clerk := []operator.Right{operator.Enter, operator.Search}
	return []operator.Request{
		{ID: "00000000-aaaaaaaaaaaa", Act: operator.SetUnit, Terms: operator.Terms{Unit: "kita-1", Rights: clerk}, State: operator.InForce, Asked: mark("p01"), Agreed: mark("p02"), Done: mark("it1"), InForce: granted},
		{ID: "00000000-bbbbbbbbbbbb", Act: operator.Grant, Operator: "c42", Terms: operator.Terms{Name: "灘 渚", Unit: "kita-1", Ward: "991015", Rights: clerk},
			State: operator.InForce, Asked: mark("p01"), Agreed: mark("p02"), Done: mark("it1"), InForce: granted.Add(time.Minute), Reason: "異動"},
		{ID: "00000000-cccccccccccc", Act: operator.Revoke, Operator: "c42", Emergency: true, State: operator.InForce, Asked: mark("p01"), Done: mark("p01"), InForce: granted.Add(48 * time.Hour), Reason: "盗難"},
	}
}

// TestRegister is R028: who had what on a day, with who asked, approved and applied it.
func TestRegister(t *testing.T) {
	for day, want := range map[string]string{
		"2026-03-31": "", "2026-04-02": "c42 - 灘 渚 kita-1 991015 enter,search - - in force 2026-04-01 09:01 p01 2026-04-01 09:00 p02 2026-04-01 09:00 it1 2026-04-01 09:00 異動",
		"2026-04-03": "c42 - 灘 渚 kita-1 991015 enter,search - - ended 2026-04-03 09:00 p01 2026-04-01 09:00 - p01 2026-04-01 09:00 盗難",
	} {
		at, err := endOf(day)
		if err != nil {
			t.Fatal(err)
		}
		rows, got := registerRows(history(), at), ""
		if len(rows) > 1 {
			got = strings.Join(rows[1], " ")
		}
		if got != want {
			t.Errorf("on %s: %q, want %q", day, got, want)
		}
	}
	one, _ := endOf("2026-04-02")
	two, _ := endOf("2026-04-03")
	if digest(registerRows(history(), one)) == digest(registerRows(history(), two)) {
		t.Error("different registers have one digest")
	}
}

// TestWaitingRequests: an emergency waits for its second person, also after it is in force.
func TestWaitingRequests(t *testing.T) {
	for _, tt := range []struct {
		every       bool
		shown, gone string
	}{{false, "cccccccccccc  revoke  c42", "bbbbbbbbbbbb"}, {true, "bbbbbbbbbbbb", "nothing"}} {
		var out bytes.Buffer
		if err := tellRequests(&out, history(), tt.every); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), tt.shown) || strings.Contains(out.String(), tt.gone) {
			t.Errorf("every %v:\n%s", tt.every, out.String())
		}
	}
}

// TestReadRoster is D21: either encoding of the personnel's file.
func TestReadRoster(t *testing.T) {
	text := "職員番号,氏名,所属,退職日\nc42,灘　渚,kita-1,2026/03/31\n"
	sjis, err := japanese.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"UTF-8": text, "Shift_JIS": sjis} {
		file := filepath.Join(t.TempDir(), "meibo.csv")
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		roster, err := readRoster(file)
		if err != nil || len(roster) != 1 || roster[0].Name != "灘　渚" || roster[0].Leaves != civil.MustParse("2026-03-31") {
			t.Errorf("%s: %+v, %v", name, roster, err)
		}
	}
}

// TestWrongUse: what is wrong is said before anybody is asked for a PIN.
func TestWrongUse(t *testing.T) {
	for _, args := range [][]string{
		{"operator", "request", "-act", "promote"}, {"operator", "request", "-act", "grant", "-id", "c42", "-rights", "everything"},
		{"operator", "request", "-act", "revoke", "-id", "c42"}, {"operator", "request", "-act", "grant", "-id", "c42", "-from", "1 April"},
		{"operator", "approve"}, {"operator", "apply", "-number", "1", "-serial", "2"}, {"operator", "roster"}, {"operator", "check"},
	} {
		if code, _, stderr := call(t, args...); code == 0 || stderr == "" || strings.Contains(stderr, "PIN:") {
			t.Errorf("%q: exit %d, %s", args, code, stderr)
		}
	}
}

// TestRevocations is R029: of who is found twice the revocation that is due first is filed,
// and none that waits already.
func TestRevocations(t *testing.T) {
	line := func(id operator.ID) operator.Line { return operator.Line{Operator: id} }
	leaves := operator.Member{Leaves: civil.MustParse("2026-12-31")}
	filed := revocations([]operator.Mismatch{
		{Line: line("c42"), Member: leaves, What: operator.WillLeave}, {Line: line("c42"), Member: leaves, What: operator.HasMoved},
		{Line: line("c43"), Member: leaves, What: operator.WillLeave}, {Line: line("c44"), What: operator.IsRenamed},
	})
	if len(filed) != 2 || filed[0].Operator != "c42" || !filed[0].Effective.IsZero() || filed[1].Effective != civil.MustParse("2027-01-01") {
		t.Fatalf("filed %+v", filed)
	}
	waiting := func(effective string, state operator.RequestState) []operator.Request {
		r := operator.Request{Act: operator.Revoke, Operator: "c43", State: state}
		if effective != "" {
			r.Effective = civil.MustParse(effective)
		}
		return []operator.Request{r}
	}
	for _, tt := range []struct {
		name string
		all  []operator.Request
		want bool
	}{
		{"nothing", nil, false},
		{"on the same day", waiting("2027-01-01", operator.Scheduled), true},
		{"at once", waiting("", operator.Requested), true},
		{"later", waiting("2027-04-01", operator.Requested), false},
		{"declined", waiting("", operator.Declined), false},
	} {
		if got := underWay(tt.all, filed[1]); got != tt.want {
			t.Errorf("%s: under way %v, want %v", tt.name, got, tt.want)
		}
	}
}

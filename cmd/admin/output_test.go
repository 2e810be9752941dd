package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"madoguchi/app/civil"
	"madoguchi/app/output"
)

// TestSeal is R136: the recipient opens what was sealed, nobody else; the digest is that of
// the sealed file; and nothing is overwritten.
func TestSeal(t *testing.T) {
	folder := t.TempDir()
	in, out := filepath.Join(folder, "extract.csv"), filepath.Join(folder, "extract.csv.age")
	const text = "架空　花子,991015\n"
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	theirs, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	s := sealing{in: in, out: out, recipient: theirs.Recipient()}
	digest, err := s.seal()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(sealed); hex.EncodeToString(sum[:]) != digest || bytes.Contains(sealed, []byte("花子")) {
		t.Error("the digest is not that of the sealed file, or it can be read")
	}
	if r, err := age.Decrypt(bytes.NewReader(sealed), theirs); err != nil {
		t.Error(err)
	} else if got, err := io.ReadAll(r); string(got) != text || err != nil {
		t.Errorf("opened %q, %v", got, err)
	}
	if _, err := age.Decrypt(bytes.NewReader(sealed), other); err == nil {
		t.Error("another key opens it")
	}
	if _, err := s.seal(); !errors.Is(err, errThere) {
		t.Errorf("sealed over a file that was there: %v", err)
	}
	s.in, s.out = filepath.Join(folder, "nothing"), filepath.Join(folder, "new.age")
	if _, err := s.seal(); err == nil {
		t.Error("sealed a file that is not there")
	}
	if _, err := os.Stat(s.out); err == nil {
		t.Error("something was left of a failure")
	}
}

// TestLedgers: what IT reads of outputs and media.
func TestLedgers(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, civil.Japan)
	today := civil.FromTime(at)
	a := output.Approval{Number: "261124-002", Act: output.Attended, Records: 12000, What: "整合性検査用ファイル", To: "北海県", Basis: "法第30条の6", Reason: "年次", From: today, Until: today,
		State: output.Used, Asked: mark("it1"), Decided: mark("k03"), Uses: []output.Use{{Mark: mark("it1"), Witness: "it2", Records: 11987, Medium: "M26-0001"}}}
	late := output.Approval{Number: "261123-001", Act: output.Print, Records: 40, What: "review_list", Reason: "審査", From: today.AddDays(-1), Until: today.AddDays(-1), State: output.Approved, Asked: mark("c01")}
	m := output.Medium{Number: "M26-0001", Kind: output.DVD, Serial: "TDK-0042", State: output.Destroyed, Steps: []output.Step{
		{Mark: mark("it1"), Move: output.Registered}, {Mark: mark("it1"), Move: output.Destroy, Witness: "it2", Note: "裁断"}}}
	var bodies [2][]byte
	for i, one := range []output.Approval{a, late} {
		body, err := one.Encode()
		if err != nil {
			t.Fatal(err)
		}
		bodies[i] = body
	}
	var out bytes.Buffer
	if err := tellOutputs(&out, bodies[:], at); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"北海県", "used ", "11987 records, witness it2, on M26-0001", "approved, its day is over"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	body, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for history, lines := range map[bool]int{false: 2, true: 3} {
		out.Reset()
		if err := tellMedia(&out, [][]byte{body}, history); err != nil || strings.Count(out.String(), "\n") != lines || !strings.Contains(out.String(), "it2") {
			t.Errorf("history %v: %v\n%s", history, err, out.String())
		}
	}
}

// TestWrongOutputs: what is wrong is said before anybody is asked for a PIN.
func TestWrongOutputs(t *testing.T) {
	for _, args := range [][]string{
		{"output", "approve"}, {"output", "approve", "-number", "261124-001", "-decline"}, {"provision", "ask", "-act", "print"},
		{"provision", "ask", "-act", "attended", "-to", "北海県", "-what", "x", "-records", "1", "-reason", "y"}, {"provision", "deliver", "-number", "261124-001"},
		{"media", "add", "-kind", "floppy", "-serial", "1"}, {"media", "seal", "-medium", "M26-0001"}, {"media", "destroy", "-medium", "M26-0001"}, {"media", "in"},
		{"media", "seal", "-medium", "M26-0001", "-number", "261124-001", "-records", "1", "-in", "a", "-out", "b", "-to", "age1nobody"},
	} {
		if code, _, stderr := call(t, args...); code == 0 || stderr == "" || strings.Contains(stderr, "PIN:") {
			t.Errorf("%q: exit %d, %s", args, code, stderr)
		}
	}
}

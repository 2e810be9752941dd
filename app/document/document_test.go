package document_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/document"
	"madoguchi/app/document/documenttest"
	"madoguchi/app/notification"
)

// text returns everything that stands on a paper.
func text(p *document.Paper) string {
	var all []string
	cell := func(c document.Cell) { all = append(all, c.Text) }
	for _, part := range p.Parts {
		all = append(all, part.Title, part.Tag, part.Line, part.MarkTo)
		for _, f := range part.Facts {
			all = append(all, f.Label)
			cell(f.Cell)
		}
		for _, n := range part.Notes {
			all = append(all, n.Text)
		}
		for _, t := range part.Tables {
			all = append(all, t.Head)
			cell(t.Aside)
			for _, row := range t.Rows {
				for _, c := range row {
					cell(c)
				}
			}
		}
		all = append(all, part.Boxes...)
	}
	return strings.Join(append(all, p.Foot, p.Stamp), "\n")
}

func request(all ...document.Material) document.Request {
	return document.Request{Entries: all, By: "operator", Terminal: "KT-01", At: documenttest.Now, City: "city", Purpose: "purpose"}
}

// TestReviewList checks that every field of the form stands on the list (R005), with
// the alerts and the frames.
func TestReviewList(t *testing.T) {
	m := documenttest.MovingIn(t)
	p, err := document.ReviewList(request(m, documenttest.MovingWithin(t)), documenttest.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	all := text(p)
	for person := notification.Header; person < len(m.Entry.Content.Persons); person++ {
		for item, value := range m.Entry.Content.Of(person).All() {
			number := item == notification.MyNumber || item == notification.Code
			if strings.Contains(all, value) == number && len(value) > 3 {
				t.Errorf("%s of person %d: on the list %v", item, person, !number)
			}
		}
	}
	for _, want := range []string{"says A01", "電話で確認", m.Receipt, "document.box.taken", "document.box.confirmed", string(document.KeyProvisional)} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not on the list", want)
		}
	}
	if len(p.Parts) != 2 || len(p.Entries) != 2 || p.Parts[0].Mark == nil {
		t.Errorf("%d parts of %d entries", len(p.Parts), len(p.Entries))
	}
}

// TestBefore checks that what changes stands beside what the register says now.
func TestBefore(t *testing.T) {
	p, err := document.ReviewList(request(documenttest.MovingWithin(t)), documenttest.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, table := range p.Parts[0].Tables {
		for _, row := range table.Rows {
			if row[0].Text == string(notification.NewTownship) {
				found = true
				if !row[1].Strong || row[1].Text != "中央区大通西二丁目" || row[2].Text != "中央区大通西一丁目" {
					t.Errorf("row of the town: %+v", row)
				}
			}
		}
	}
	if !found {
		t.Error("no row of the town")
	}
}

// TestNumbers checks that the two numbers stand on a review list only where they were
// asked for, are named then, and never on the resident's papers.
func TestNumbers(t *testing.T) {
	m := documenttest.MovingIn(t)
	tests := []struct {
		name  string
		make  func(document.Request, document.Words) (*document.Paper, error)
		asked bool
		want  bool
	}{
		{"review list", document.ReviewList, false, false},
		{"review list asked for with numbers", document.ReviewList, true, true},
		{"confirmation slip", document.Confirmation, true, false},
		{"follow-up slip", document.FollowUpSlip, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := request(m)
			r.Numbers = tt.asked
			p, err := tt.make(r, documenttest.Keys{})
			if err != nil {
				t.Fatal(err)
			}
			digits := strings.ReplaceAll(text(p), " ", "")
			for _, number := range []string{"123456789018", "12345678903"} {
				if got := strings.Contains(digits, number); got != tt.want {
					t.Errorf("number printed %v, want %v", got, tt.want)
				}
			}
			if tt.want != (len(p.Numbers) == 2) || tt.want != strings.Contains(p.Foot, "purpose") {
				t.Errorf("%d numbers named, foot %q", len(p.Numbers), p.Foot)
			}
		})
	}
}

// TestConfirmation checks that the slip says how far the entry has come (STD 4.0.9).
func TestConfirmation(t *testing.T) {
	tests := []struct {
		state notification.State
		tag   document.Key
		note  document.Key
	}{
		{notification.Entered, document.KeyProvisional, document.KeyConfirmationNotYet},
		{notification.Approved, document.KeyProvisional, document.KeyConfirmationNotYet},
		{notification.Sent, document.KeyProvisional, document.KeyConfirmationNotYet},
		{notification.Refused, document.KeyRefused, document.KeyConfirmationNotYet},
		{notification.Withdrawn, document.KeyWithdrawn, document.KeyConfirmationNotYet},
		{notification.Accepted, document.KeyRegistered, document.KeyConfirmationDone},
	}
	for _, tt := range tests {
		t.Run(tt.state.Key(), func(t *testing.T) {
			m := documenttest.MovingIn(t)
			m.Entry.State, m.Entry.Verdict = tt.state, &notification.Verdict{Accepted: true}
			p, err := document.Confirmation(request(m), documenttest.Keys{})
			if err != nil {
				t.Fatal(err)
			}
			if p.Parts[0].Tag != string(tt.tag) || !strings.HasPrefix(p.Parts[0].Notes[0].Text, string(tt.note)) || !p.Parts[0].Notes[0].Strong {
				t.Errorf("tag %q, note %+v", p.Parts[0].Tag, p.Parts[0].Notes[0])
			}
		})
	}
}

// TestCompare checks that a paper whose content changed afterwards shows (D17), and
// that its mark holds nothing of a resident.
func TestCompare(t *testing.T) {
	m := documenttest.MovingIn(t)
	mark, err := document.MarkOf(m)
	if err != nil {
		t.Fatal(err)
	}
	payload := mark.Payload()
	again := documenttest.MovingIn(t)
	again.Entry.Revision = 2 // handed over again unchanged
	changed := documenttest.MovingIn(t)
	changed.Entry.Content.Persons[0].Set(notification.FullName, "葛城　"+documenttest.Yoshi+"太郎") // the sequence is gone
	other := documenttest.MovingWithin(t)
	tests := []struct {
		name    string
		payload string
		of      document.Material
		want    document.Agreement
		err     error
	}{
		{"nothing changed", payload, m, document.Same, nil},
		{"handed over again unchanged", payload, again, document.Same, nil},
		{"one selector changed", payload, changed, document.Changed, nil},
		{"another entry", payload, other, document.Other, nil},
		{"scanner adds a line end", payload + "\r\n", m, document.Same, nil},
		{"another code", "https://example.jp/", m, 0, document.ErrMark},
		{"cut short", payload[:len(payload)-2], m, 0, document.ErrMark},
		{"newer version", strings.Replace(payload, "MDG1", "MDG2", 1), m, 0, document.ErrMark},
		{"nothing", "", m, 0, document.ErrMark},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := document.Compare(tt.payload, tt.of)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("Compare = %v, %v, want %v, %v", got, err, tt.want, tt.err)
			}
		})
	}
	if rest := strings.Trim(payload, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-"); rest != "" {
		t.Errorf("mark holds %q", rest)
	}
	if full := strings.ReplaceAll(mark.Full(), " ", ""); !strings.HasSuffix(payload, full) || !strings.HasPrefix(mark.Full(), mark.Short()) || len(mark.Short()) != 19 {
		t.Errorf("short %q, full %q", mark.Short(), mark.Full())
	}
}

// TestTraining checks that the training city's papers say so (D25).
func TestTraining(t *testing.T) {
	r := request(documenttest.MovingIn(t))
	r.Training = true
	p, err := document.Confirmation(r, documenttest.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Stamp != string(document.KeyTraining) {
		t.Errorf("stamp %q", p.Stamp)
	}
}

// TestKinds checks the names that stand in operation records.
func TestKinds(t *testing.T) {
	var got []string
	for _, k := range document.Kinds() {
		got = append(got, k.Key())
	}
	if want := []string{"review_list", "confirmation", "follow_up"}; !slices.Equal(got, want) {
		t.Errorf("keys %q, want %q", got, want)
	}
}

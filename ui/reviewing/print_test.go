package reviewing_test

import "testing"

// TestPrintList checks that the review list is that of the entry under review, while it
// is compared: what is typed again blind is not to be read from paper (R005, D12).
func TestPrintList(t *testing.T) {
	p, d, s := start(t)
	p.PrintList()
	if s.printed != nil {
		t.Error("printed without an entry")
	}
	p.Open("e1")
	p.PrintList()
	if s.printed != d.sitting {
		t.Errorf("printed %v", s.printed)
	}
	s.printed = nil
	seeAll(p)
	p.PrintList()
	if s.printed != nil {
		t.Error("printed while typing again")
	}
}

package notification_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/notification"
)

func key(t *testing.T, seed byte) ed25519.PrivateKey {
	t.Helper()
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func submission() notification.Submission {
	content := []byte(`{"header":{},"kind":1,"persons":[{}],"version":1}`)
	return notification.Submission{
		EntryID: "0198", Revision: 1, Kind: notification.MovingIn, Version: 1, Content: content,
		Hash: notification.HashOf(content), Writer: sato, WrittenAt: at.Truncate(time.Millisecond), PolicyVersion: 7,
		Acknowledged: []notification.Acknowledgement{
			{Rule: "A03", Person: notification.Header, Item: notification.ChangedOn, Reason: "入院していたため"},
			{Rule: "A05", Person: 0},
		},
	}
}

func reviewed() notification.Review {
	return notification.Review{
		EntryID: "0198", Revision: 1, Hash: submission().Hash, Reviewer: suzuki, Decision: notification.GiveBack,
		Reasons: []notification.Reason{notification.WrongDate}, Note: "日付", ReviewedAt: at.Truncate(time.Millisecond), Evidence: []byte("seen"),
	}
}

// TestSignatures: every field of what is signed counts, and only the signer's key.
func TestSignatures(t *testing.T) {
	mine, other := key(t, 1), key(t, 2)
	public := mine.Public().(ed25519.PublicKey)

	s := submission()
	s.Signature = ed25519.Sign(mine, s.Signable())
	if err := s.Verify(public); err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(*notification.Submission){
		"entry": func(s *notification.Submission) { s.EntryID = "0199" }, "revision": func(s *notification.Submission) { s.Revision++ },
		"kind": func(s *notification.Submission) { s.Kind++ }, "version": func(s *notification.Submission) { s.Version++ },
		"content": func(s *notification.Submission) { s.Content = []byte("{}") }, "hash": func(s *notification.Submission) { s.Hash[31]++ },
		"content and hash": func(s *notification.Submission) { s.Content = []byte("{}"); s.Hash = notification.HashOf(s.Content) },
		"writer":           func(s *notification.Submission) { s.Writer = suzuki },
		"time":             func(s *notification.Submission) { s.WrittenAt = s.WrittenAt.Add(time.Millisecond) },
		"policy":           func(s *notification.Submission) { s.PolicyVersion++ },
		"reason":           answered(func(a []notification.Acknowledgement) { a[0].Reason = "" }),
		"alert":            answered(func(a []notification.Acknowledgement) { a[0].Rule = "A08" }),
		"alert's item":     answered(func(a []notification.Acknowledgement) { a[1].Item = notification.Birth }),
		"alert's person":   answered(func(a []notification.Acknowledgement) { a[1].Person = 1 }),
		"alert less":       func(s *notification.Submission) { s.Acknowledged = s.Acknowledged[:1] },
		"alerts none":      func(s *notification.Submission) { s.Acknowledged = nil },
		"signature":        func(s *notification.Submission) { s.Signature = nil },
	} {
		bad := s
		edit(&bad)
		if err := bad.Verify(public); !errors.Is(err, notification.ErrSignature) {
			t.Errorf("submission with another %s: %v, want a wrong signature", name, err)
		}
	}
	if err := s.Verify(other.Public().(ed25519.PublicKey)); !errors.Is(err, notification.ErrSignature) {
		t.Errorf("another's key: %v, want a wrong signature", err)
	}
	if err := s.Verify(nil); !errors.Is(err, notification.ErrSignature) {
		t.Errorf("no key: %v, want a wrong signature", err)
	}

	r := reviewed()
	r.Signature = ed25519.Sign(mine, r.Signable())
	if err := r.Verify(public); err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(*notification.Review){
		"entry": func(r *notification.Review) { r.EntryID = "0199" }, "revision": func(r *notification.Review) { r.Revision++ },
		"hash": func(r *notification.Review) { r.Hash[0]++ }, "reviewer": func(r *notification.Review) { r.Reviewer = tanaka },
		"decision": func(r *notification.Review) { r.Decision = notification.Approve },
		"reasons":  func(r *notification.Review) { r.Reasons = nil }, "note": func(r *notification.Review) { r.Note = "" },
		"time":     func(r *notification.Review) { r.ReviewedAt = r.ReviewedAt.Add(time.Second) },
		"evidence": func(r *notification.Review) { r.Evidence = []byte("see") },
	} {
		bad := r
		edit(&bad)
		if err := bad.Verify(public); !errors.Is(err, notification.ErrSignature) {
			t.Errorf("review with another %s: %v, want a wrong signature", name, err)
		}
	}

	// The same bytes cut at another place are something else.
	a, b := r, r
	a.Reasons, a.Note = []notification.Reason{notification.WrongDate}, "\x03x"
	b.Reasons, b.Note = []notification.Reason{notification.WrongDate, notification.WrongCharacter}, "x"
	if bytes.Equal(a.Signable(), b.Signable()) {
		t.Error("two reviews give the same bytes to sign")
	}

	w := notification.Withdrawal{EntryID: "0198", Revision: 1, Operator: sato, WithdrawnAt: at}
	w.Signature = ed25519.Sign(mine, w.Signable())
	if err := w.Verify(public); err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(*notification.Withdrawal){
		"entry": func(w *notification.Withdrawal) { w.EntryID = "" }, "revision": func(w *notification.Withdrawal) { w.Revision = 2 },
		"operator": func(w *notification.Withdrawal) { w.Operator = suzuki },
		"time":     func(w *notification.Withdrawal) { w.WithdrawnAt = w.WithdrawnAt.Add(time.Second) },
	} {
		bad := w
		edit(&bad)
		if err := bad.Verify(public); !errors.Is(err, notification.ErrSignature) {
			t.Errorf("withdrawal with another %s: %v, want a wrong signature", name, err)
		}
	}
}

// answered edits a copy of what was said about alerts.
func answered(edit func([]notification.Acknowledgement)) func(*notification.Submission) {
	return func(s *notification.Submission) {
		s.Acknowledged = slices.Clone(s.Acknowledged)
		edit(s.Acknowledged)
	}
}

// TestAcknowledge: what a writer says about alerts is bounded, and cut at another
// place it is something else.
func TestAcknowledge(t *testing.T) {
	one := func(a notification.Acknowledgement) []notification.Acknowledgement {
		return []notification.Acknowledgement{a}
	}
	tests := []struct {
		name string
		all  []notification.Acknowledgement
		err  error
	}{
		{"none", nil, nil},
		{"the longest reason", one(notification.Acknowledgement{Rule: "A03", Reason: strings.Repeat("𠮷", notification.MaxAcknowledgement)}), nil},
		{"a longer reason", one(notification.Acknowledgement{Rule: "A03", Reason: strings.Repeat("x", notification.MaxAcknowledgement+1)}), notification.ErrFormat},
		{"no text", one(notification.Acknowledgement{Rule: "A03", Reason: "\xff"}), notification.ErrFormat},
		{"no rule", one(notification.Acknowledgement{Reason: "x"}), notification.ErrFormat},
		{"nobody", one(notification.Acknowledgement{Rule: "A03", Person: -2}), notification.ErrFormat},
		{"a person too many", one(notification.Acknowledgement{Rule: "A03", Person: notification.MaxPersons}), notification.ErrFormat},
		{"as many as may be", slices.Repeat(submission().Acknowledged, notification.MaxAcknowledgements/2), nil},
		{"one more", slices.Repeat(one(submission().Acknowledged[0]), notification.MaxAcknowledgements+1), notification.ErrFormat},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := notification.Submission{}
			err := s.Acknowledge(tt.all)
			if !errors.Is(err, tt.err) || err == nil && len(s.Acknowledged) != len(tt.all) || err != nil && s.Acknowledged != nil {
				t.Errorf("error = %v with %d taken, want %v", err, len(s.Acknowledged), tt.err)
			}
		})
	}
	a, b := submission(), submission()
	a.Acknowledged = one(notification.Acknowledgement{Rule: "A03", Item: "ab", Reason: "c"})
	b.Acknowledged = one(notification.Acknowledgement{Rule: "A03", Item: "a", Reason: "bc"})
	if bytes.Equal(a.Signable(), b.Signable()) {
		t.Error("two answers give the same bytes to sign")
	}
}

// TestSignatureDomains: a signature for one purpose is none for another.
func TestSignatureDomains(t *testing.T) {
	s, r, w := submission(), reviewed(), notification.Withdrawal{}
	signed := map[string][]byte{"submission": s.Signable(), "review": r.Signable(), "withdrawal": w.Signable()}
	for name, b := range signed {
		if !bytes.HasPrefix(b[4:], []byte("madoguchi "+name+" v1")) {
			t.Errorf("%s is signed without its domain", name)
		}
	}
	// Even with the same fields throughout.
	mine := key(t, 1)
	w = notification.Withdrawal{EntryID: s.EntryID, Revision: s.Revision, Operator: s.Writer, WithdrawnAt: s.WrittenAt, Signature: ed25519.Sign(mine, s.Signable())}
	if err := w.Verify(mine.Public().(ed25519.PublicKey)); !errors.Is(err, notification.ErrSignature) {
		t.Errorf("a submission's signature on a withdrawal: %v, want a wrong signature", err)
	}
}

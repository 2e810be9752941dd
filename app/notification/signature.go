package notification

import (
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"time"

	"madoguchi/app/operator"
)

// EntryID names an entry: a UUIDv7 made at the terminal.
type EntryID string

// A Submission hands one revision of an entry over for review.
type Submission struct {
	EntryID       EntryID
	Revision      int
	Kind          Kind
	Version       int // of the form schema
	Content       []byte
	Hash          Hash
	Writer        operator.ID
	WrittenAt     time.Time // to the millisecond
	PolicyVersion int
	// Acknowledged are the alerts that the writer acknowledged. They are not content:
	// the register does not keep them, but who reviews must know them.
	Acknowledged []Acknowledgement
	Signature    []byte
}

// A Decision is what a reviewer decided. Stored and sent.
type Decision uint8

// The decisions of a review.
const (
	Approve  Decision = 1 // 承認
	GiveBack Decision = 2 // 差戻し
)

// A Reason is why an entry was given back (D15). Stored and sent.
type Reason uint8

// The coded reasons of a return.
const (
	WrongSubject    Reason = 1 // 対象者の誤り
	WrongDate       Reason = 2 // 日付の誤り
	WrongCharacter  Reason = 3 // 漢字・文字の誤り
	WrongReading    Reason = 4 // フリガナの誤り
	WrongRelation   Reason = 5 // 続柄の誤り
	WrongAddress    Reason = 6 // 住所の誤り
	WrongNumber     Reason = 7 // 番号の誤り
	DocumentMissing Reason = 8 // 書類の不足
	OtherReason     Reason = 9 // その他: a note is needed
)

// Reasons returns every coded reason in the order of the menu.
func Reasons() []Reason {
	return []Reason{WrongSubject, WrongDate, WrongCharacter, WrongReading, WrongRelation, WrongAddress, WrongNumber, DocumentMissing, OtherReason}
}

// A Review is one operator's decision on one revision.
type Review struct {
	EntryID    EntryID
	Revision   int
	Hash       Hash
	Reviewer   operator.ID
	Decision   Decision
	Reasons    []Reason
	Note       string
	ReviewedAt time.Time // to the millisecond
	Evidence   []byte    // canonical bytes of review.Evidence
	Signature  []byte
}

// A Withdrawal takes an entry back that was not approved yet.
type Withdrawal struct {
	EntryID     EntryID
	Revision    int
	Operator    operator.ID
	WithdrawnAt time.Time
	Signature   []byte
}

// What is signed begins with one of these, so that a signature for one purpose
// is none for another.
const (
	submissionDomain = "madoguchi submission v1"
	reviewDomain     = "madoguchi review v1"
	withdrawalDomain = "madoguchi withdrawal v1"
)

// signable joins parts with their lengths, so that no two different lists of
// parts give the same bytes.
func signable(domain string, parts ...[]byte) []byte {
	return joined(joined(nil, []byte(domain)), parts...)
}

// joined appends parts to b, each behind its length.
func joined(b []byte, parts ...[]byte) []byte {
	for _, p := range parts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(p)))
		b = append(b, p...)
	}
	return b
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// Signable returns the bytes the writer signs.
func (s *Submission) Signable() []byte {
	return signable(submissionDomain, []byte(s.EntryID), number(int64(s.Revision)), number(int64(s.Kind)), number(int64(s.Version)),
		s.Hash[:], []byte(s.Writer), number(s.WrittenAt.UnixMilli()), number(int64(s.PolicyVersion)), s.acknowledged())
}

// Signable returns the bytes a reviewer signs.
func (r *Review) Signable() []byte {
	reasons := make([]byte, len(r.Reasons))
	for i, reason := range r.Reasons {
		reasons[i] = byte(reason)
	}
	return signable(reviewDomain, []byte(r.EntryID), number(int64(r.Revision)), r.Hash[:], []byte(r.Reviewer), number(int64(r.Decision)),
		reasons, []byte(r.Note), number(r.ReviewedAt.UnixMilli()), r.Evidence)
}

// Signable returns the bytes the withdrawing operator signs.
func (w *Withdrawal) Signable() []byte {
	return signable(withdrawalDomain, []byte(w.EntryID), number(int64(w.Revision)), []byte(w.Operator), number(w.WithdrawnAt.UnixMilli()))
}

// Verify checks that the submission's content has its hash and that the key
// signed it.
func (s *Submission) Verify(key ed25519.PublicKey) error {
	if HashOf(s.Content) != s.Hash {
		return fmt.Errorf("verify submission: hash: %w", ErrSignature)
	}
	return verify("submission", key, s.Signable(), s.Signature)
}

// Verify checks that the key signed the review.
func (r *Review) Verify(key ed25519.PublicKey) error {
	return verify("review", key, r.Signable(), r.Signature)
}

// Verify checks that the key signed the withdrawal.
func (w *Withdrawal) Verify(key ed25519.PublicKey) error {
	return verify("withdrawal", key, w.Signable(), w.Signature)
}

func verify(what string, key ed25519.PublicKey, signed, signature []byte) error {
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, signed, signature) {
		return fmt.Errorf("verify %s: %w", what, ErrSignature)
	}
	return nil
}

package counter

import (
	"fmt"
	"time"
)

// An ApprovalProof is what a reviewer shows at the moment of approving, so that a
// session somebody left open approves nothing. The numbers are the policy's.
type ApprovalProof uint8

// The proofs, each stricter than the one before.
const (
	NoProof       ApprovalProof = 0
	PINProof      ApprovalProof = 1
	PINTokenProof ApprovalProof = 2
)

// ReviewTerms are what the locked configuration says of reviewing.
type ReviewTerms struct {
	Proof   ApprovalProof
	BulkCap int // how many entries one proof approves
	// Floor is the time a block must have been in sight on average (A17); 0 asks for none.
	Floor time.Duration
}

// A Proof is what a reviewer typed. It prints as nothing.
type Proof struct{ PIN, Code string }

// Format keeps every verb from printing the secrets.
func (p Proof) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("proof")) }

// A BulkResult says what became of one entry that was approved with others; Err is nil
// when the approval was kept.
type BulkResult struct {
	Summary
	Err error
}

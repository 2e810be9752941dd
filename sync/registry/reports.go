package registry

import (
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
)

// A Reports is the part of a transaction that reports over the logs are kept in, with what
// operators were asked about them (D20).
type Reports interface {
	// PutReport keeps r, new or signed.
	PutReport(r Report) error
	Report(id string) (Report, error)
	// Reports calls f with each, the newest first, until f fails.
	Reports(f func(Report) error) error
	// PutQuestion keeps q, new, answered or closed.
	PutQuestion(q Question) error
	Question(id string) (Question, error)
	// Questions calls f with each, the newest first, until f fails.
	Questions(f func(Question) error) error
}

// A Report is a sheet that was made, and signed once somebody has read it.
type Report struct {
	ID          string
	Kind        string
	First, Last civil.Date
	MadeAt      time.Time
	MadeBy      operator.ID
	CSV         []byte
	Digest      [32]byte
	SignedAt    time.Time // zero before
	SignedBy    operator.ID
	Remark      string
}

// A Question is what an operator was asked about a report.
type Question struct {
	ID         string
	Report     string
	Operator   operator.ID
	AskedBy    operator.ID
	AskedAt    time.Time
	Text       string
	Answer     string
	AnsweredAt time.Time // zero before
	ClosedAt   time.Time
	ClosedBy   operator.ID
}

package notification

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"
)

// How much a writer can say about alerts. A form with as many alerts as that is not
// handed over but asked about.
const (
	MaxAcknowledgements = 256 // of one submission
	MaxAcknowledgement  = 200 // characters of a reason
)

// An Acknowledgement is a writer's answer to an alert: it was seen, and the entry is
// right as it stands.
type Acknowledgement struct {
	Rule   string // A01 … A17
	Person int    // or Header
	Item   Item   // empty when the alert is about the whole person or form
	Reason string // typed, for rules that ask for one; it may name residents
}

// Acknowledge puts what the writer said about alerts into the submission, before it is
// signed.
func (s *Submission) Acknowledge(all []Acknowledgement) error {
	if err := CheckAcknowledgements(all); err != nil {
		return fmt.Errorf("acknowledge: %w", err)
	}
	s.Acknowledged = all
	return nil
}

// CheckAcknowledgements checks that there are not more, and none longer, than one
// submission may have.
func CheckAcknowledgements(all []Acknowledgement) error {
	if len(all) > MaxAcknowledgements {
		return fmt.Errorf("%d acknowledgements: %w", len(all), ErrFormat)
	}
	for i, a := range all {
		switch {
		case a.Rule == "", a.Person < Header || a.Person >= MaxPersons:
			return fmt.Errorf("acknowledgement %d: place: %w", i, ErrFormat)
		case !utf8.ValidString(a.Reason), utf8.RuneCountInString(a.Reason) > MaxAcknowledgement:
			return fmt.Errorf("acknowledgement %d: reason: %w", i, ErrFormat)
		}
	}
	return nil
}

// acknowledged returns the part of what the writer signs that is about alerts.
func (s *Submission) acknowledged() []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(s.Acknowledged)))
	for _, a := range s.Acknowledged {
		b = joined(b, []byte(a.Rule), number(int64(a.Person)), []byte(a.Item), []byte(a.Reason))
	}
	return b
}

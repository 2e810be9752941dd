package wire

import (
	"math"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"

	"madoguchi/app/notification"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// How much travels at once. A notification with ten persons has about 10 KiB.
const (
	MaxBatchEvents  = 100
	MaxBatchBytes   = 1 << 20
	MaxContentBytes = 256 << 10 // canonical content of one submission
	MaxTextBytes    = 4 << 10   // a note
	maxIDBytes      = 64
	maxReasons      = 32
	maxEvidence     = 64 << 10

	// What a message may be as a whole. The registry reads a batch and its frame;
	// the terminal reads at most a record with its history.
	MaxRequestBytes  = MaxBatchBytes + 64<<10
	maxResponseBytes = 4 << 20
)

// Batch returns how many of the events, from the first on, fit into one push. It is
// at least 1 if there is any.
func Batch(events []*wirev1.Event) int {
	size := 0
	for i, e := range events {
		size += proto.Size(e)
		if i == MaxBatchEvents || i > 0 && size > MaxBatchBytes {
			return i
		}
	}
	return len(events)
}

// CheckPush checks the frame of a push: number, size, contiguous sequence numbers. A
// push that fails it is refused as a whole; what is wrong with a single event is
// [CheckEvent]'s, so that one bad event does not hold up the rest for ever.
func CheckPush(r *wirev1.PushRequest) error {
	switch {
	case len(r.GetEvents()) > MaxBatchEvents:
		return Errorf(TooLarge, "events")
	case len(r.GetEarlier()) > len(r.GetEvents()):
		return Errorf(TooLarge, "earlier")
	case len(r.GetEvents()) > 1 && proto.Size(&wirev1.PushRequest{Events: r.GetEvents()}) > MaxBatchBytes+8*MaxBatchEvents:
		return Errorf(TooLarge, "events")
	}
	for i, e := range r.GetEvents() {
		if e.GetSeq() == 0 || i > 0 && e.GetSeq() != r.GetEvents()[i-1].GetSeq()+1 {
			return Errorf(Malformed, "events[%d].seq", i)
		}
	}
	return nil
}

// CheckEvent checks the shape of one event: that it is complete and nothing in it is
// larger than it can be. Signatures, hashes and rules are the registry's to check.
func CheckEvent(e *wirev1.Event) error {
	switch body := e.GetBody().(type) {
	case *wirev1.Event_Submission:
		return checkSubmission(body.Submission)
	case *wirev1.Event_Review:
		return checkReview(body.Review)
	case *wirev1.Event_Withdrawal:
		return checkWithdrawal(body.Withdrawal)
	}
	return Errorf(Malformed, "body")
}

const (
	signatureSize = 64 // Ed25519
	hashSize      = 32 // SHA-256
)

func checkSubmission(s *wirev1.Submission) error {
	if s.GetKind() > math.MaxUint16 {
		return Errorf(UnknownSchema, "kind") // else it would be read as a smaller one
	}
	return firstOf(
		checkEntry(s.GetEntryId(), s.GetRevision()),
		checkLength("content", len(s.GetContent()), 1, MaxContentBytes),
		checkLength("content_sha256", len(s.GetContentSha256()), hashSize, hashSize),
		checkLength("writer_id", len(s.GetWriterId()), 1, maxIDBytes),
		checkLength("signature", len(s.GetSignature()), signatureSize, signatureSize),
		checkAcknowledgements(s.GetAcknowledgements()),
	)
}

func checkAcknowledgements(all []*wirev1.Acknowledgement) error {
	if err := checkLength("acknowledgements", len(all), 0, notification.MaxAcknowledgements); err != nil {
		return err
	}
	for _, a := range all {
		if a.GetPerson() < notification.Header || a.GetPerson() >= notification.MaxPersons {
			return Errorf(Malformed, "acknowledgements.person")
		}
		err := firstOf(
			checkLength("acknowledgements.rule", len(a.GetRule()), 1, maxIDBytes),
			checkLength("acknowledgements.item", len(a.GetItem()), 0, maxIDBytes),
			checkLength("acknowledgements.reason", utf8.RuneCountInString(a.GetReason()), 0, notification.MaxAcknowledgement),
			CheckShown("acknowledgements.reason", a.GetReason()),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

func checkReview(r *wirev1.Review) error {
	if d := r.GetDecision(); d != wirev1.Decision_DECISION_APPROVE && d != wirev1.Decision_DECISION_RETURN {
		return Errorf(Malformed, "decision")
	}
	return firstOf(
		checkEntry(r.GetEntryId(), r.GetRevision()),
		checkLength("content_sha256", len(r.GetContentSha256()), hashSize, hashSize),
		checkLength("reviewer_id", len(r.GetReviewerId()), 1, maxIDBytes),
		checkLength("reasons", len(r.GetReasons()), 0, maxReasons),
		checkLength("note", len(r.GetNote()), 0, MaxTextBytes),
		CheckShown("note", r.GetNote()),
		checkLength("evidence", len(r.GetEvidence()), 0, maxEvidence),
		checkLength("signature", len(r.GetSignature()), signatureSize, signatureSize),
	)
}

func checkWithdrawal(w *wirev1.Withdrawal) error {
	return firstOf(
		checkEntry(w.GetEntryId(), w.GetRevision()),
		checkLength("operator_id", len(w.GetOperatorId()), 1, maxIDBytes),
		checkLength("signature", len(w.GetSignature()), signatureSize, signatureSize),
	)
}

func checkEntry(id string, revision uint32) error {
	if revision == 0 {
		return Errorf(Malformed, "revision")
	}
	return checkLength("entry_id", len(id), 1, maxIDBytes)
}

// CheckCode checks that a code which is kept in a byte fits one: a larger one would be read
// as a smaller one.
func CheckCode(field string, code uint32) error {
	if code > math.MaxUint8 {
		return Errorf(Malformed, "%s", field)
	}
	return nil
}

func checkLength(field string, n, least, most int) error {
	switch {
	case n < least:
		return Errorf(Malformed, "%s", field)
	case n > most:
		return Errorf(TooLarge, "%s", field)
	}
	return nil
}

// CheckShown refuses a text with characters that do not show themselves but change how the
// rest is read, such as marks of direction. What a content holds is the rules' to check.
func CheckShown(field, text string) error {
	for _, r := range text {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return Errorf(Malformed, "%s", field)
		}
	}
	return nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

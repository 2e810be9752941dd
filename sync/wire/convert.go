package wire

import (
	"math"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// The From functions make messages of what app/notification holds; they cannot fail.
// The To functions read messages, and their errors are those of [CheckEvent].

// FromSubmission returns s as an event's body.
func FromSubmission(s *notification.Submission) *wirev1.Submission {
	m := &wirev1.Submission{
		EntryId:       string(s.EntryID),
		Revision:      uint32(s.Revision),
		Kind:          uint32(s.Kind),
		FormVersion:   uint32(s.Version),
		Content:       s.Content,
		ContentSha256: s.Hash[:],
		WriterId:      string(s.Writer),
		WrittenAt:     fromTime(s.WrittenAt),
		PolicyVersion: uint32(s.PolicyVersion),
		Signature:     s.Signature,
	}
	for _, a := range s.Acknowledged {
		m.Acknowledgements = append(m.Acknowledgements, &wirev1.Acknowledgement{
			Rule:   a.Rule,
			Person: int32(a.Person),
			Item:   string(a.Item),
			Reason: a.Reason,
		})
	}
	return m
}

// ToSubmission reads a submission. That its content has its hash and that the writer
// signed it is still to be verified.
func ToSubmission(m *wirev1.Submission) (*notification.Submission, error) {
	if err := checkSubmission(m); err != nil {
		return nil, err
	}
	if m.GetKind() > math.MaxUint16 {
		return nil, Errorf(UnknownSchema, "kind")
	}
	s := &notification.Submission{
		EntryID:       notification.EntryID(m.GetEntryId()),
		Revision:      int(m.GetRevision()),
		Kind:          notification.Kind(m.GetKind()),
		Version:       int(m.GetFormVersion()),
		Content:       m.GetContent(),
		Hash:          notification.Hash(m.GetContentSha256()),
		Writer:        operator.ID(m.GetWriterId()),
		WrittenAt:     toTime(m.GetWrittenAt()),
		PolicyVersion: int(m.GetPolicyVersion()),
		Signature:     m.GetSignature(),
	}
	for _, a := range m.GetAcknowledgements() {
		s.Acknowledged = append(s.Acknowledged, notification.Acknowledgement{
			Rule:   a.GetRule(),
			Person: int(a.GetPerson()),
			Item:   notification.Item(a.GetItem()),
			Reason: a.GetReason(),
		})
	}
	return s, nil
}

// FromReview returns r as an event's body.
func FromReview(r *notification.Review) *wirev1.Review {
	m := &wirev1.Review{
		EntryId:       string(r.EntryID),
		Revision:      uint32(r.Revision),
		ContentSha256: r.Hash[:],
		ReviewerId:    string(r.Reviewer),
		Decision:      wirev1.Decision(r.Decision),
		Note:          r.Note,
		ReviewedAt:    fromTime(r.ReviewedAt),
		Evidence:      r.Evidence,
		Signature:     r.Signature,
	}
	for _, reason := range r.Reasons {
		m.Reasons = append(m.Reasons, uint32(reason))
	}
	return m
}

// ToReview reads a review. The reviewer's signature is still to be verified.
func ToReview(m *wirev1.Review) (*notification.Review, error) {
	if err := checkReview(m); err != nil {
		return nil, err
	}
	r := &notification.Review{
		EntryID:    notification.EntryID(m.GetEntryId()),
		Revision:   int(m.GetRevision()),
		Hash:       notification.Hash(m.GetContentSha256()),
		Reviewer:   operator.ID(m.GetReviewerId()),
		Decision:   notification.Decision(m.GetDecision()),
		Note:       m.GetNote(),
		ReviewedAt: toTime(m.GetReviewedAt()),
		Evidence:   m.GetEvidence(),
		Signature:  m.GetSignature(),
	}
	for _, reason := range m.GetReasons() {
		if reason > math.MaxUint8 {
			return nil, Errorf(Malformed, "reasons")
		}
		r.Reasons = append(r.Reasons, notification.Reason(reason))
	}
	return r, nil
}

// FromWithdrawal returns w as an event's body.
func FromWithdrawal(w *notification.Withdrawal) *wirev1.Withdrawal {
	return &wirev1.Withdrawal{
		EntryId:     string(w.EntryID),
		Revision:    uint32(w.Revision),
		OperatorId:  string(w.Operator),
		WithdrawnAt: fromTime(w.WithdrawnAt),
		Signature:   w.Signature,
	}
}

// ToWithdrawal reads a withdrawal. The signature is still to be verified.
func ToWithdrawal(m *wirev1.Withdrawal) (*notification.Withdrawal, error) {
	if err := checkWithdrawal(m); err != nil {
		return nil, err
	}
	return &notification.Withdrawal{
		EntryID:     notification.EntryID(m.GetEntryId()),
		Revision:    int(m.GetRevision()),
		Operator:    operator.ID(m.GetOperatorId()),
		WithdrawnAt: toTime(m.GetWithdrawnAt()),
		Signature:   m.GetSignature(),
	}, nil
}

// FromVerdict returns v as it is sent. A refusal always has a kind.
func FromVerdict(v *notification.Verdict) *wirev1.Verdict {
	m := &wirev1.Verdict{DecidedAt: fromTime(v.DecidedAt)}
	if !v.Accepted {
		m.ErrorKind = uint32(v.ErrorKind)
	}
	if !v.ProcessedOn.IsZero() {
		m.ProcessedOn = v.ProcessedOn.String()
	}
	for _, p := range v.Persons {
		m.Persons = append(m.Persons, &wirev1.AppliedPerson{
			Index:         uint32(p.Person),
			ResidentId:    p.ResidentID,
			HistoryNumber: uint32(p.HistoryNumber),
			HouseholdId:   p.HouseholdID,
		})
	}
	for _, f := range v.Findings {
		m.Findings = append(m.Findings, &wirev1.Finding{
			Rule:   f.Rule,
			Person: int32(f.Person),
			Item:   string(f.Item),
			Detail: f.Detail,
		})
	}
	return m
}

// ToVerdict reads a verdict. One without an error kind is an acceptance and needs its
// date of processing.
func ToVerdict(m *wirev1.Verdict) (*notification.Verdict, error) {
	v := &notification.Verdict{
		Accepted:  m.GetErrorKind() == 0,
		ErrorKind: int(m.GetErrorKind()),
		DecidedAt: toTime(m.GetDecidedAt()),
	}
	if v.Accepted || m.GetProcessedOn() != "" {
		on, err := civil.Parse(m.GetProcessedOn())
		if err != nil {
			return nil, Errorf(Malformed, "verdict.processed_on")
		}
		v.ProcessedOn = on
	}
	for _, p := range m.GetPersons() {
		v.Persons = append(v.Persons, notification.Applied{
			Person:        int(p.GetIndex()),
			ResidentID:    p.GetResidentId(),
			HistoryNumber: int(p.GetHistoryNumber()),
			HouseholdID:   p.GetHouseholdId(),
		})
	}
	for _, f := range m.GetFindings() {
		v.Findings = append(v.Findings, notification.Finding{
			Rule:   f.GetRule(),
			Person: int(f.GetPerson()),
			Item:   notification.Item(f.GetItem()),
			Detail: f.GetDetail(),
		})
	}
	return v, nil
}

// toTime returns a time sent in milliseconds; 0 is the zero time.
func toTime(milli int64) time.Time {
	if milli == 0 {
		return time.Time{}
	}
	return time.UnixMilli(milli).UTC()
}

func fromTime(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

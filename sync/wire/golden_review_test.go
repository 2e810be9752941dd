package wire_test

import (
	"google.golang.org/protobuf/proto"

	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// reviewGoldens are the messages of the review queue and of looking back on reviews.
func reviewGoldens() map[string]proto.Message {
	return map[string]proto.Message{
		"list_reviews_response": &wirev1.ListReviewsResponse{
			Reviews: []*wirev1.ReviewSummary{{EntryId: entryID, Revision: 2, Kind: 1, WriterId: "c01", WrittenAt: 1775001600123, Approvals: 1, Needed: 2, ClaimedBy: "r02",
				Terminal: "T-01-03", ClaimedUntil: 1775004800000, Deadline: "2026-04-14", Alerts: 3, Protected: true, OfficerApproved: true}},
			RegistryTime: 1775003000000,
		},
		"claim_review_response": &wirev1.ClaimReviewResponse{Submission: submission(), Reviews: []*wirev1.Review{review()}, ClaimedUntil: 1775004800000, RegistryTime: 1775003000000, Protected: true},
		"section_slips_response": &wirev1.SectionSlipsResponse{
			Slips:      []*wirev1.Slip{{EntryId: entryID, Revision: 1, Kind: 2, WriterId: "c01", ReturnedAt: 1775002200456, Reasons: []uint32{2, 9}, Items: []string{"changed_on", "new_number"}}},
			HandedOver: []*wirev1.HandedOver{{Week: "2026-03-30", Entries: 31}}, RegistryTime: 1775003000000, More: true,
		},
		"rubber_stamps_response": &wirev1.RubberStampsResponse{
			Reviewers:    []*wirev1.ReviewerPace{{ReviewerId: "r01", Name: "髙橋 二郎", Approvals: 48, MedianMs: 2600, LeastMs: 120, Hasty: 3}},
			Hasty:        []*wirev1.HastyReview{{EntryId: entryID, ReviewerId: "r01", ReviewedAt: 1775002200456, SectionMs: 120, Sections: 12, TotalMs: 3100, Confirmed: true}},
			RegistryTime: 1775003000000,
		},
	}
}

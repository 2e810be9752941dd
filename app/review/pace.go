package review

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"madoguchi/app/notification"
	"madoguchi/app/operator"
)

// quickRetype is what typing a dangerous field again takes at least.
const quickRetype = time.Second

// Pace returns how long a block was in sight on average, 0 for a sitting without any.
func Pace(e Evidence) time.Duration {
	if len(e.Sections) == 0 {
		return 0
	}
	return inSight(e) / time.Duration(len(e.Sections))
}

func inSight(e Evidence) time.Duration {
	var sum int64
	for _, s := range e.Sections {
		sum += s.Milliseconds
	}
	return time.Duration(sum) * time.Millisecond
}

// TooQuick returns the finding A17 when the sitting took implausibly little time for
// what was to be seen and typed: floor is what a block takes on average; 0 finds
// nothing. The detail is the sitting's seconds. A pause does not help: what counts is
// how long the blocks were in sight.
func TooQuick(e Evidence, floor time.Duration) (notification.Finding, bool) {
	least := time.Duration(len(e.Sections)) * floor
	took := time.Duration(e.Milliseconds) * time.Millisecond
	if floor == 0 || inSight(e) >= least && took >= least+time.Duration(len(e.Retyped))*quickRetype {
		return notification.Finding{}, false
	}
	seconds := strconv.FormatInt(e.Milliseconds/1000, 10)
	return notification.Finding{Rule: "A17", Person: notification.Header, Detail: seconds}, true
}

// An Approval is one approval as it is looked at afterwards.
type Approval struct {
	Entry    notification.EntryID
	Reviewer operator.ID
	At       time.Time
	Evidence Evidence
}

// A ReviewerPace is how long a reviewer looked at a block, over their approvals (A17).
type ReviewerPace struct {
	Reviewer  operator.ID
	Name      string
	Approvals int
	Median    time.Duration // of the averages of the sittings
	Least     time.Duration
	Hasty     int
}

// A HastyReview is an approval that was too quick to be believed.
type HastyReview struct {
	Entry     notification.EntryID
	Reviewer  operator.ID
	At        time.Time
	Pace      time.Duration // a block
	Blocks    int
	Took      time.Duration
	Confirmed bool // the reviewer was told and approved all the same
}

// Paces counts approvals by reviewer, in the order of their IDs, and lists those below
// the floor, newest first.
func Paces(approvals []Approval, floor time.Duration) ([]ReviewerPace, []HastyReview) {
	paces := make(map[operator.ID][]time.Duration)
	hasty := make(map[operator.ID]int)
	var list []HastyReview
	for _, a := range approvals {
		pace := Pace(a.Evidence)
		paces[a.Reviewer] = append(paces[a.Reviewer], pace)
		if _, quick := TooQuick(a.Evidence, floor); quick {
			hasty[a.Reviewer]++
			list = append(list, HastyReview{Entry: a.Entry, Reviewer: a.Reviewer, At: a.At, Pace: pace, Blocks: len(a.Evidence.Sections),
				Took: time.Duration(a.Evidence.Milliseconds) * time.Millisecond, Confirmed: a.Evidence.Hasty})
		}
	}
	var all []ReviewerPace
	for _, id := range slices.Sorted(maps.Keys(paces)) {
		own := slices.Sorted(slices.Values(paces[id]))
		all = append(all, ReviewerPace{Reviewer: id, Approvals: len(own), Median: own[len(own)/2], Least: own[0], Hasty: hasty[id]})
	}
	slices.SortStableFunc(list, func(a, b HastyReview) int { return b.At.Compare(a.At) })
	return all, list
}

package review

import (
	"strconv"
	"time"

	"madoguchi/app/notification"
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

package review

import (
	"madoguchi/app/civil"
	"madoguchi/app/notification"
)

// noticePeriod is how many days the Act gives for a notification (法22条–25条).
const noticePeriod = 14

// Deadline returns the last day of the period that the Act sets for a notification,
// zero for none.
func Deadline(c *notification.Content) civil.Date {
	on, err := civil.Parse(c.Header.Get(notification.ChangedOn))
	if err != nil || !c.Kind.Is(notification.Timely) {
		return civil.Date{}
	}
	return on.AddDays(noticePeriod)
}

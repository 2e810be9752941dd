package rules

import (
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

var (
	in     = []notification.Kind{notification.MovingIn}
	within = []notification.Kind{notification.MovingWithin}
	out    = []notification.Kind{notification.MovingOut}
	inside = []notification.Kind{notification.MovingIn, notification.MovingWithin} // ends at an address here
	quoted = []notification.Kind{notification.MovingWithin, notification.MovingOut}
)

// table is a statement of policy, errors first. A rule that is absent is for a kind
// of notification without a form yet, or is kept elsewhere: E21 by package review, E23
// by the CS search, A07 and A17 by the screens that see them.
var table = []Rule{
	{ID: "E01", Level: Error, Kinds: in, check: alreadyResident},
	{ID: "E02", Level: Error, Kinds: within, check: otherItemChanged},
	{ID: "E03", Level: Error, Kinds: quoted, check: notCurrent},
	{ID: "E04", Level: Error, Kinds: inside, check: changeInFuture},
	{ID: "E05", Level: Error, check: notifiedInFuture},
	{ID: "E07", Level: Error, check: outOfOrder},
	{ID: "E09", Level: Error, check: notInCalendar},
	{ID: "E10", Level: Error, check: wrongCheckDigit},
	{ID: "E11", Level: Error, Kinds: in, check: numberTaken},
	{ID: "E12", Level: Error, check: blankRequired},
	{ID: "E13", Level: Error, check: wrongRelationship},
	{ID: "E14", Level: Error, check: notOneHead},
	{ID: "E15", Level: Error, Kinds: inside, check: otherAddress},
	{ID: "E18", Level: Error, check: lockedByEntry},
	{ID: "E19", Level: Error, check: held(resident.ErrorLevel)},
	{ID: "E22", Level: Error, check: notOnForm},
	{ID: "E24", Level: Error, Kinds: in, check: noCertificate},
	{ID: "E25", Level: Error, Kinds: out, check: movedOutLongAgo},
	{ID: "E27", Level: Error, Kinds: in, check: stayInconsistent},
	{ID: "E28", Level: Error, check: foreignCharacter},
	{ID: "E29", Level: Error, check: readingNotKatakana},
	{ID: "E31", Level: Error, Kinds: quoted, check: hardConflict},

	{ID: "A01", Level: Alert, Kinds: in, check: formerResident},
	{ID: "A02", Level: Alert, Kinds: quoted, check: headLeaves},
	{ID: "A03", Level: Alert, Kinds: inside, Reason: true, check: lateNotification},
	{ID: "A04", Level: Alert, check: measureDue},
	{ID: "A05", Level: Alert, check: holdsCard},
	{ID: "A08", Level: Alert, Kinds: quoted, Reason: true, check: leavingAlready},
	{ID: "A09", Level: Alert, check: oddities},
	{ID: "A10", Level: Alert, Kinds: inside, check: otherBuilding},
	{ID: "A12", Level: Alert, Kinds: inside, Reason: true, check: crowded},
	{ID: "A13", Level: Alert, Kinds: in, Reason: true, check: certificateUnchecked},
	{ID: "A14", Level: Alert, Reason: true, check: identityDiffers},
	{ID: "A15", Level: Alert, Kinds: quoted, check: softConflict},
	{ID: "A16", Level: Alert, Kinds: in, check: stayEndsSoon},
	{ID: "A19", Level: Alert, Reason: true, check: held(resident.AlertLevel)}, // E19 of a hold of level alert (STD 3.1)
}

package rules

import (
	"slices"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// kinds says which kinds of notification a rule is for.
type kinds func(notification.Kind) bool

// with is for the kinds that have a trait, or all of several.
func with(t notification.Trait) kinds {
	return func(k notification.Kind) bool { return k.Is(t) }
}

// only is for the kinds named.
func only(all ...notification.Kind) kinds {
	return func(k notification.Kind) bool { return slices.Contains(all, k) }
}

func (of kinds) and(other kinds) kinds {
	return func(k notification.Kind) bool { return of(k) && other(k) }
}

func (of kinds) or(other kinds) kinds {
	return func(k notification.Kind) bool { return of(k) || other(k) }
}

func (of kinds) but(other kinds) kinds {
	return func(k notification.Kind) bool { return of(k) && !other(k) }
}

var (
	quotes    = kinds(notification.Kind.Quotes)
	newcomers = with(notification.Newcomers)
	protects  = with(notification.Protects)
	anyStatus = with(notification.AnyStatus)
	regroups  = quotes.and(with(notification.Regroups))
	changes   = kinds(func(notification.Kind) bool { return true }).but(protects)
	newborn   = only(notification.Newborn)
)

// table is a statement of policy, errors first. A row of the list that is absent is
// kept elsewhere; see [Of].
var table = []Rule{
	{ID: "E01", Level: Error, on: newcomers, check: alreadyResident},
	{ID: "E02", Level: Error, on: only(notification.MovingWithin), check: otherItemChanged},
	{ID: "E03", Level: Error, on: quotes, check: notCurrent},
	{ID: "E04", Level: Error, on: changes.but(with(notification.Planned)), check: changeInFuture},
	{ID: "E05", Level: Error, check: notifiedInFuture},
	{ID: "E06", Level: Error, check: processedByHand},
	{ID: "E07", Level: Error, on: changes, check: outOfOrder},
	{ID: "E08", Level: Error, on: only(notification.Newborn, notification.Death), check: bornOrDiedOtherwise},
	{ID: "E09", Level: Error, check: notInCalendar},
	{ID: "E10", Level: Error, check: wrongCheckDigit},
	{ID: "E11", Level: Error, on: changes, check: numberTaken},
	{ID: "E12", Level: Error, check: blankRequired},
	{ID: "E13", Level: Error, check: wrongRelationship},
	{ID: "E14", Level: Error, on: changes, check: notOneHead},
	{ID: "E15", Level: Error, on: newcomers.or(with(notification.ToAddress)), check: otherAddress},
	{ID: "E16", Level: Error, on: with(notification.SameAddress), check: moveInside},
	{ID: "E17", Level: Error, on: regroups, check: impossibleRegrouping},
	{ID: "E18", Level: Error, check: lockedByEntry},
	{ID: "E19", Level: Error, on: changes, check: held(resident.ErrorLevel)},
	{ID: "E22", Level: Error, check: notOnForm},
	{ID: "E24", Level: Error, on: only(notification.MovingIn, notification.MovingInCard), check: noCertificate},
	{ID: "E25", Level: Error, on: with(notification.Leaves | notification.Planned), check: movedOutLongAgo},
	{ID: "E26", Level: Error, on: only(notification.Cancellation), check: notCancellable},
	{ID: "E27", Level: Error, check: stayInconsistent},
	{ID: "E28", Level: Error, check: foreignCharacter},
	{ID: "E29", Level: Error, check: readingNotKatakana},
	{ID: "E30", Level: Error, on: with(notification.ByOffice), check: notExamined},
	{ID: "E31", Level: Error, on: quotes, check: hardConflict},
	// The list ends with E31; what follows is this program's own.
	{ID: "E32", Level: Error, on: only(notification.SupportExtension, notification.SupportEnd), check: measureOtherwise},

	{ID: "A01", Level: Alert, on: newcomers.but(newborn), check: formerResident},
	{ID: "A02", Level: Alert, on: regroups.or(only(notification.Cancellation)), check: headLeaves},
	{ID: "A03", Level: Alert, on: with(notification.Timely), Reason: true, check: lateNotification},
	{ID: "A04", Level: Alert, on: changes, check: measureDue},
	{ID: "A05", Level: Alert, on: changes.but(with(notification.SameAddress)).but(only(notification.Article48, notification.ArrivalNotice)), check: holdsCard},
	{ID: "A06", Level: Alert, on: newcomers.or(only(notification.CodeChange)), check: fewCodesLeft},
	{ID: "A08", Level: Alert, on: quotes.but(protects).but(only(notification.ArrivalNotice)), Reason: true, check: leavingAlready},
	{ID: "A09", Level: Alert, on: changes, check: oddities},
	{ID: "A10", Level: Alert, on: with(notification.ToAddress).or(with(notification.SameAddress)), check: otherBuilding},
	{ID: "A11", Level: Alert, check: oddDomicile},
	{ID: "A12", Level: Alert, on: with(notification.ToAddress), Reason: true, check: crowded},
	{ID: "A13", Level: Alert, on: only(notification.MovingIn), Reason: true, check: certificateDiffers},
	{ID: "A14", Level: Alert, on: changes, Reason: true, check: identityDiffers},
	{ID: "A15", Level: Alert, on: quotes, check: softConflict},
	{ID: "A16", Level: Alert, on: changes.but(with(notification.Leaves)).but(anyStatus), check: stayEndsSoon},
	{ID: "A19", Level: Alert, on: changes, Reason: true, check: held(resident.AlertLevel)}, // E19 of a hold of level alert (STD 3.1)
}

package words

// What the form for notifications says.
const (
	IntakeFailed        Key = "intake.failed"
	IntakeNoRight       Key = "intake.no_right"
	IntakeGone          Key = "intake.gone"
	IntakeStale         Key = "intake.stale"
	IntakeComplete      Key = "intake.complete"
	IntakeNoTown        Key = "intake.no_town"
	IntakeTowns         Key = "intake.towns"
	IntakeNoSpace       Key = "intake.no_space"
	IntakeNotKept       Key = "intake.not_kept"
	IntakeTooMany       Key = "intake.too_many"
	IntakeNoPersonHere  Key = "intake.no_person_here"
	IntakeLastPerson    Key = "intake.last_person"
	IntakeNothingToCopy Key = "intake.nothing_to_copy"
	IntakeCopied        Key = "intake.copied"
	IntakeQuoteOffline  Key = "intake.quote_offline"
	IntakeQuoteFailed   Key = "intake.quote_failed"
	IntakeNoHousehold   Key = "intake.no_household"
	IntakeNobody        Key = "intake.nobody"
	IntakeStops         Key = "intake.stops"
	IntakeAlerts        Key = "intake.alerts"
	IntakeCheckFailed   Key = "intake.check_failed"
	IntakeNotHanded     Key = "intake.not_handed"
	IntakeNotLogged     Key = "intake.not_logged"
)

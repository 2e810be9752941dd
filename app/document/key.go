package document

// A Key names a text of a paper. The texts stand with the other words of the program.
type Key string

// The texts that no other screen has.
const (
	KeyReviewTitle       Key = "document.review.title"
	KeyConfirmationTitle Key = "document.confirmation.title"
	KeyFollowUpTitle     Key = "document.follow_up.title"

	KeyProvisional    Key = "document.provisional" // the frame beside the title
	KeyRegistered     Key = "document.registered"
	KeyRefused        Key = "document.refused"
	KeyWithdrawn      Key = "document.withdrawn"
	KeyTraining       Key = "document.training"
	KeyMasked         Key = "document.masked"
	KeyNothing        Key = "document.nothing"
	KeyEveryItem      Key = "document.every_item"
	KeyPerson         Key = "document.person" // the %[1]d-th person
	KeyHeader         Key = "document.header"
	KeyContinued      Key = "document.continued"
	KeyPage           Key = "document.page"
	KeyFoot           Key = "document.foot"
	KeyFootNumbers    Key = "document.foot_numbers"
	KeyMarkTo         Key = "document.mark_to"
	KeyMarkFull       Key = "document.mark_full"
	KeyFactKind       Key = "document.fact.kind"
	KeyFactReceipt    Key = "document.fact.receipt"
	KeyFactWritten    Key = "document.fact.written"
	KeyFactWriter     Key = "document.fact.writer"
	KeyFactPersons    Key = "document.fact.persons"
	KeyFactReviews    Key = "document.fact.reviews"
	KeyFactCity       Key = "document.fact.city"
	KeyFactChanged    Key = "document.fact.changed"
	KeyPersons        Key = "document.persons"
	KeyRevision       Key = "document.revision"
	KeyReviews        Key = "document.reviews"
	KeyColumnItem     Key = "document.column.item"
	KeyColumnEntered  Key = "document.column.entered"
	KeyColumnBefore   Key = "document.column.before"
	KeyColumnTick     Key = "document.column.tick"
	KeyColumnDone     Key = "document.column.done"
	KeyColumnRecorded Key = "document.column.recorded"
	KeyColumnRule     Key = "document.column.rule"
	KeyColumnWhere    Key = "document.column.where"
	KeyColumnReason   Key = "document.column.reason"
	KeyColumnDesk     Key = "document.column.desk"
	KeyColumnTask     Key = "document.column.task"
	KeyColumnWho      Key = "document.column.who"
	KeyColumnDeadline Key = "document.column.deadline"
	KeyAlerts         Key = "document.alerts"
	KeyNoAlerts       Key = "document.no_alerts"
	KeyNoReason       Key = "document.no_reason"
	KeyBeforeUnknown  Key = "document.before_unknown"
	KeyHowToReview    Key = "document.how_to_review"
	KeyBoxTaken       Key = "document.box.taken"    // 受付
	KeyBoxEntered     Key = "document.box.entered"  // 入力
	KeyBoxReviewed    Key = "document.box.reviewed" // 審査
	KeyBoxConfirmed   Key = "document.box.confirmed"

	KeyConfirmationNote   Key = "document.confirmation.note"
	KeyConfirmationNotYet Key = "document.confirmation.not_yet"
	KeyConfirmationDone   Key = "document.confirmation.done"
	KeyConfirmationSign   Key = "document.confirmation.sign"

	KeyFollowUpNote     Key = "document.follow_up.note"
	KeyFollowUpUnsure   Key = "document.follow_up.unsure"
	KeyFollowUpNone     Key = "document.follow_up.none"
	KeyFollowUpUntil    Key = "document.follow_up.until"
	KeyFollowUpPromptly Key = "document.follow_up.promptly"
	KeyFollowUpBefore   Key = "document.follow_up.before"
	KeyFollowUpCheck    Key = "document.follow_up.check"
)

// DeskKey returns the name of a desk of [FollowUps].
func DeskKey(desk string) Key { return Key("document.desk." + desk) }

// TaskKey returns what is to be done there.
func TaskKey(task string) Key { return Key("document.task." + task) }

package words

// What the widgets themselves say.
const (
	KitRequired     Key = "kit.required"
	KitReadOnly     Key = "kit.readonly"
	KitTooLong      Key = "kit.toolong"
	KitFull         Key = "kit.full"
	KitControl      Key = "kit.control"
	KitNotAccepted  Key = "kit.notaccepted"
	KitNotDrawn     Key = "kit.notdrawn"
	KitNoNameFont   Key = "kit.nonamefont"
	KitHoldToShow   Key = "kit.holdtoshow"
	KitCopyRefused  Key = "kit.copyrefused"
	KitNoOption     Key = "kit.nooption"
	KitPosition     Key = "kit.position"
	KitLoading      Key = "kit.loading"
	KitStop         Key = "kit.stop"
	KitAlert        Key = "kit.alert"
	KitInfo         Key = "kit.info"
	KitGood         Key = "kit.good"
	KitAcknowledge  Key = "kit.acknowledge"
	KitAcknowledged Key = "kit.acknowledged"
	KitFindingKeys  Key = "kit.findingkeys"
	KitAnswerKeys   Key = "kit.answerkeys"
	KitKeyUnused    Key = "kit.keyunused"
	KitAnswerClose  Key = "kit.answer_close"
)

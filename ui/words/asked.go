package words

// The screen on which an operator answers what was asked about the operation log.
const (
	AskedTitle   Key = "asked.title"
	AskedHead    Key = "asked.head"
	AskedCount   Key = "asked.count"
	AskedBy      Key = "asked.by"
	AskedAnswer  Key = "asked.answer"
	AskedHint    Key = "asked.hint"
	AskedNote    Key = "asked.note"
	AskedSend    Key = "asked.send"
	AskedLater   Key = "asked.later"
	AskedSending Key = "asked.sending"
	AskedEmpty   Key = "asked.empty"
	AskedOffline Key = "asked.offline"
	AskedFailed  Key = "asked.failed"
)

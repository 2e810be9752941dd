package words

// State returns the key of the name of the state of an entry.
func State(state string) Key { return Key("state." + state) }

// How far an entry has come.
const (
	StateDraft     Key = "state.draft"
	StateEntered   Key = "state.entered"
	StateReturned  Key = "state.returned"
	StateApproved  Key = "state.approved"
	StateSent      Key = "state.sent"
	StateAccepted  Key = "state.accepted"
	StateRefused   Key = "state.refused"
	StateWithdrawn Key = "state.withdrawn"
	StateUnknown   Key = "state.unknown"
)

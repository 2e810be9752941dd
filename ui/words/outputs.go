package words

import "strconv"

// What the ledger of outputs says.
const (
	OutputsTitle           Key = "outputs.title"
	OutputsHead            Key = "outputs.head"
	OutputsNone            Key = "outputs.none"
	OutputsFailed          Key = "outputs.failed"
	OutputsOffline         Key = "outputs.offline"
	OutputsNoRight         Key = "outputs.no_right"
	OutputsChiefOnly       Key = "outputs.chief_only"
	OutputsChoose          Key = "outputs.choose"
	OutputsAtSeat          Key = "outputs.at_seat"
	OutputsDecided         Key = "outputs.decided"
	OutputsOwn             Key = "outputs.own"
	OutputsNoteMissing     Key = "outputs.note_missing"
	OutputsNotDone         Key = "outputs.not_done"
	OutputsApprovedDone    Key = "outputs.approved_done"
	OutputsDeclinedDone    Key = "outputs.declined_done"
	OutputsApproveTitle    Key = "outputs.approve.title"
	OutputsApproveText     Key = "outputs.approve.text"
	OutputsApproveYes      Key = "outputs.approve.yes"
	OutputsApproveNo       Key = "outputs.approve.no"
	OutputsWho             Key = "outputs.who"
	OutputsWhat            Key = "outputs.what"
	OutputsProvision       Key = "outputs.provision"
	OutputsBy              Key = "outputs.by"
	OutputsOver            Key = "outputs.over"
	OutputsState1          Key = "outputs.state.1"
	OutputsState2          Key = "outputs.state.2"
	OutputsState3          Key = "outputs.state.3"
	OutputsState4          Key = "outputs.state.4"
	OutputsLabelNote       Key = "outputs.label.note"
	OutputsColumnNumber    Key = "outputs.column.number"
	OutputsColumnWhen      Key = "outputs.column.when"
	OutputsColumnWho       Key = "outputs.column.who"
	OutputsColumnWhat      Key = "outputs.column.what"
	OutputsColumnResidents Key = "outputs.column.residents"
	OutputsColumnState     Key = "outputs.column.state"
	OutputsColumnDecided   Key = "outputs.column.decided"
	OutputsKeyReload       Key = "outputs.key.reload"
	OutputsKeyDecline      Key = "outputs.key.decline"
	OutputsKeyApprove      Key = "outputs.key.approve"
)

// OutputsState returns the key of how far an approval has come.
func OutputsState(state int) Key { return Key("outputs.state." + strconv.Itoa(state)) }

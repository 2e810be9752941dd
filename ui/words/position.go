package words

// The screen on which the position of the display is confirmed.
const (
	PositionTitle      Key = "position.title"
	PositionAsk        Key = "position.ask"
	PositionVisitor    Key = "position.visitor"
	PositionStaff      Key = "position.staff"
	PositionDesk       Key = "position.desk"
	PositionScreen     Key = "position.screen"
	PositionCheckHead  Key = "position.check.head"
	PositionCheck1     Key = "position.check.1"
	PositionCheck2     Key = "position.check.2"
	PositionCheck3     Key = "position.check.3"
	PositionCheck4     Key = "position.check.4"
	PositionCannot     Key = "position.cannot"
	PositionDisplays   Key = "position.displays"
	PositionHere       Key = "position.here"
	PositionToVisitor  Key = "position.tovisitor"
	PositionToStaff    Key = "position.tostaff"
	PositionWrong      Key = "position.wrong"
	PositionWriting    Key = "position.writing"
	PositionFailed     Key = "position.failed"
	PositionConfirm    Key = "position.confirm"
	PositionLookAgain  Key = "position.lookagain"
	PositionLoggedNote Key = "position.loggednote"
)

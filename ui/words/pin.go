package words

// The screen on which an operator sets another PIN.
const (
	PinTitle         Key = "pin.title"
	PinHead          Key = "pin.head"
	PinKeys          Key = "pin.keys"
	PinGo            Key = "pin.go"
	PinDue           Key = "pin.due"
	PinRule          Key = "pin.rule"
	PinOld           Key = "pin.old"
	PinNew           Key = "pin.new"
	PinNewHint       Key = "pin.new.hint"
	PinAgain         Key = "pin.again"
	PinAgainHint     Key = "pin.again.hint"
	PinGuessed       Key = "pin.guessed"
	PinGuessedRemedy Key = "pin.guessed.remedy"
	PinSame          Key = "pin.same"
	PinDiffers       Key = "pin.differs"
	PinWrong         Key = "pin.wrong"
	PinWrongRemedy   Key = "pin.wrong.remedy"
	PinLine          Key = "pin.line"
	PinLineRemedy    Key = "pin.line.remedy"
	PinDone          Key = "pin.done"
	PinOpen          Key = "pin.open"
	PinRevoked       Key = "pin.revoked"
)

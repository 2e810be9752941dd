package words

// Reason returns the key of a coded reason of a return.
func Reason(code string) Key { return Key("reason." + code) }

// The coded reasons of a return.
const (
	Reason1 Key = "reason.1"
	Reason2 Key = "reason.2"
	Reason3 Key = "reason.3"
	Reason4 Key = "reason.4"
	Reason5 Key = "reason.5"
	Reason6 Key = "reason.6"
	Reason7 Key = "reason.7"
	Reason8 Key = "reason.8"
	Reason9 Key = "reason.9"
)

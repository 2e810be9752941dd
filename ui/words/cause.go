package words

import "strconv"

// Cause returns the key of why a row of the register was written.
func Cause(code int) Key { return Key("cause." + strconv.Itoa(code)) }

// Why a row of the register was written.
const (
	Cause1  Key = "cause.1"
	Cause10 Key = "cause.10"
	Cause20 Key = "cause.20"
	Cause30 Key = "cause.30"
	Cause36 Key = "cause.36"
	Cause37 Key = "cause.37"
)

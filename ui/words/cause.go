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
	Cause11 Key = "cause.11"
	Cause12 Key = "cause.12"
	Cause13 Key = "cause.13"
	Cause14 Key = "cause.14"
	Cause15 Key = "cause.15"
	Cause16 Key = "cause.16"
	Cause21 Key = "cause.21"
	Cause22 Key = "cause.22"
	Cause23 Key = "cause.23"
	Cause24 Key = "cause.24"
	Cause25 Key = "cause.25"
	Cause31 Key = "cause.31"
	Cause32 Key = "cause.32"
	Cause33 Key = "cause.33"
	Cause34 Key = "cause.34"
	Cause35 Key = "cause.35"
	Cause40 Key = "cause.40"
	Cause41 Key = "cause.41"
	Cause42 Key = "cause.42"
	Cause43 Key = "cause.43"
	Cause44 Key = "cause.44"
	Cause50 Key = "cause.50"
	Cause51 Key = "cause.51"
	Cause52 Key = "cause.52"
	Cause53 Key = "cause.53"
	Cause60 Key = "cause.60"
	Cause70 Key = "cause.70"
	Cause71 Key = "cause.71"
	Cause72 Key = "cause.72"
)

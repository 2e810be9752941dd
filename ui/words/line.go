package words

import "strconv"

// Line returns the key of how the line is.
func Line(code int) Key { return Key("line." + strconv.Itoa(code)) }

// How the line to the registry is.
const (
	Line1 Key = "line.1"
	Line2 Key = "line.2"
	Line3 Key = "line.3"
)

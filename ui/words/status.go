package words

import "strconv"

// Status returns the key of the state of a resident record.
func Status(code int) Key { return Key("status." + strconv.Itoa(code)) }

// The states of a resident record.
const (
	Status1 Key = "status.1"
	Status2 Key = "status.2"
	Status3 Key = "status.3"
	Status4 Key = "status.4"
	Status5 Key = "status.5"
)

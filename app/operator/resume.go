package operator

import (
	"encoding/binary"
	"time"
)

// resumeDomain keeps a signature for a session from being one for anything else.
const resumeDomain = "madoguchi resume v1"

// ResumeSignable returns the bytes an operator signs, with the key enrolled for the
// terminal, to be known to the registry after a sign-in without a line: each part
// with its length before it, the time in milliseconds.
func ResumeSignable(terminal string, id ID, at time.Time) []byte {
	var b []byte
	for _, part := range []string{resumeDomain, terminal, string(id)} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return binary.BigEndian.AppendUint64(b, uint64(at.UnixMilli()))
}

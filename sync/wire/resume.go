package wire

import (
	"encoding/binary"
	"time"
)

// ResumeSigningBytes returns what an operator signs to resume at the registry a session
// that was opened at a terminal without a line. It begins with its purpose and gives
// each part its length, so that a signature for anything else is none for this.
func ResumeSigningBytes(terminal, operator string, at time.Time) []byte {
	var b []byte
	for _, part := range []string{"madoguchi resume v1", terminal, operator} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return binary.BigEndian.AppendUint64(b, uint64(at.UnixMilli()))
}

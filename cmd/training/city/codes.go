package city

import (
	"math/rand/v2"

	"madoguchi/app/residentcode"
)

// streamCodes is the stream of the stock; see [streamResidents].
const streamCodes = 3

// Codes returns the stock of resident record codes that the city of a seed was given to
// allot. One or the other may be a resident's already: the registry leaves those out.
func Codes(seed uint64, n int) []residentcode.Code {
	g := &generator{rand: rand.New(rand.NewPCG(seed, streamCodes)), codes: map[string]bool{}}
	codes := make([]residentcode.Code, n)
	for i := range codes {
		code, err := residentcode.Complete(g.digits(10, g.codes))
		if err != nil {
			panic(err) // ten digits are a code
		}
		codes[i] = code
	}
	return codes
}

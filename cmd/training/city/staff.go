package city

import (
	"math/rand/v2"

	"madoguchi/app/operator"
)

// A Job is what an operator of the training city does.
type Job uint8

// The jobs at the counter.
const (
	Clerk          Job = 1
	Reviewer       Job = 2
	SupportOfficer Job = 3 // 支援措置責任者
	Technician     Job = 4 // IT
	Chief          Job = 5 // 係長
	Temporary      Job = 6 // 会計年度任用職員: enters and searches, and sees no item that can be masked
)

// An Operator of the training city. PIN and Seed open nothing outside it.
type Operator struct {
	ID   operator.ID
	Name string
	Job  Job
	PIN  string // 6 digits
	Seed []byte // of the token
}

// staff are the operators; their names are as invented as the residents'.
var staff = []Operator{
	{ID: "c101", Name: "灯台　はるか", Job: Clerk},
	{ID: "c102", Name: "桟橋　一郎", Job: Clerk},
	{ID: "c103", Name: "汐見　なぎさ", Job: Clerk},
	{ID: "c104", Name: "防波　健", Job: Clerk},
	{ID: "r201", Name: "羅針　静香", Job: Reviewer},
	{ID: "r202", Name: "舵取　大地", Job: Reviewer},
	{ID: "s301", Name: "守谷　護", Job: SupportOfficer},
	{ID: "t401", Name: "配線　進", Job: Technician},
	{ID: "k501", Name: "灯守　静", Job: Chief},
	{ID: "c105", Name: "小舟　みお", Job: Temporary},      // last, so that the others keep their PINs
	{ID: "s302", Name: "楯　みさき", Job: SupportOfficer}, // the second person of a release
}

// Length of a PIN in digits and of a token's seed in bytes (RFC 4226 asks for 20).
const (
	pinDigits = 6
	seedBytes = 20
)

// Operators returns the staff with PINs and tokens of the seed.
func Operators(seed uint64) []Operator {
	g := &generator{rand: rand.New(rand.NewPCG(seed, streamOperators))}
	used := map[string]bool{}
	list := make([]Operator, len(staff))
	for i, o := range staff {
		for operator.CheckPIN(o.PIN) != nil { // none that is easy to guess
			o.PIN = g.digits(pinDigits, used)
		}
		o.Seed = make([]byte, seedBytes)
		for j := range o.Seed {
			o.Seed[j] = byte(g.rand.IntN(256))
		}
		list[i] = o
	}
	return list
}

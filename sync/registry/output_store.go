package registry

import (
	"madoguchi/app/civil"
	"madoguchi/app/output"
)

// An Outputs is the part of a transaction that the ledgers of outputs and media are kept in.
type Outputs interface {
	// AddOutput keeps an approval that was asked for on a day, and numbers it.
	AddOutput(day civil.Date, a output.Approval) (output.Approval, error)
	PutOutput(a output.Approval) error
	Output(number string) (output.Approval, error)
	// Outputs calls f with each, or each that is open, the newest first, until f fails.
	Outputs(open bool, f func(output.Approval) error) error

	// AddMedium keeps a medium that was registered in a year, and numbers it.
	AddMedium(year int, m output.Medium) (output.Medium, error)
	PutMedium(m output.Medium) error
	Medium(number string) (output.Medium, error)
	// Media calls f with each, the newest first, until f fails.
	Media(f func(output.Medium) error) error
}

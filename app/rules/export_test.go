package rules

import "slices"

// Disable makes a rule find nothing until the returned function is called.
func Disable(id string) (restore func()) {
	i := slices.IndexFunc(table, func(r Rule) bool { return r.ID == id })
	check := table[i].check
	table[i].check = func(*facts, report) {}
	return func() { table[i].check = check }
}

package registry

import "madoguchi/app/audit"

// Note extends the operation log by what was done at the registry itself, in the
// transaction of it. Terminal is left to it.
func Note(tx Tx, r audit.Record) error {
	r.Terminal = registryItself
	return record(tx, r)
}

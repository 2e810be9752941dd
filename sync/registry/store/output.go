package store

import (
	"fmt"

	"madoguchi/app/civil"
	"madoguchi/app/keys"
	"madoguchi/app/output"
	"madoguchi/sync/registry"
)

func ledgerPlace(table, number string) keys.Place {
	return keys.Place{Table: table, Row: number, Column: "body", Schema: 1}
}

// sealed seals what was encoded of a row of one of the two ledgers.
func (t *tx) sealed(table, number string, body []byte, err error) ([]byte, error) {
	if err == nil {
		body, err = t.sealer.Seal(ledgerPlace(table, number), body)
	}
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", table, err)
	}
	return body, nil
}

// AddOutput implements [registry.Outputs].
func (t *tx) AddOutput(day civil.Date, a output.Approval) (output.Approval, error) {
	var nth int
	if err := t.one("SELECT coalesce(max(nth), 0) + 1 FROM outputs WHERE day = ?", []any{day.String()}, &nth); err != nil {
		return a, err
	}
	a.Number = output.Number(day, nth)
	body, err := a.Encode()
	if body, err = t.sealed("outputs", a.Number, body, err); err != nil {
		return a, err
	}
	return a, t.exec("INSERT INTO outputs (number, day, nth, state, last, body) VALUES (?, ?, ?, ?, ?, ?)", a.Number, day.String(), nth, a.State, toMilli(a.Last()), body)
}

// PutOutput implements [registry.Outputs].
func (t *tx) PutOutput(a output.Approval) error {
	body, err := a.Encode()
	if body, err = t.sealed("outputs", a.Number, body, err); err != nil {
		return err
	}
	return t.found("UPDATE outputs SET state = ?, last = ?, body = ? WHERE number = ?", a.State, toMilli(a.Last()), body, a.Number)
}

// found changes a row that has to be there.
func (t *tx) found(query string, args ...any) error {
	n, err := t.change(query, args...)
	if err == nil && n == 0 {
		return registry.ErrNotFound
	}
	return err
}

func (t *tx) openOutput(number string, body []byte) (output.Approval, error) {
	body, err := t.sealer.Open(ledgerPlace("outputs", number), body)
	if err != nil {
		return output.Approval{}, err
	}
	return output.DecodeApproval(body)
}

// Output implements [registry.Outputs].
func (t *tx) Output(number string) (output.Approval, error) {
	var body []byte
	if err := t.one("SELECT body FROM outputs WHERE number = ?", []any{number}, &body); err != nil {
		return output.Approval{}, err
	}
	return t.openOutput(number, body)
}

// Outputs implements [registry.Outputs].
func (t *tx) Outputs(open bool, f func(output.Approval) error) error {
	return t.each("SELECT number, body FROM outputs WHERE ? = 0 OR state < 3 ORDER BY day DESC, nth DESC", []any{open}, func(scan func(...any) error) error {
		var number string
		var body []byte
		if err := scan(&number, &body); err != nil {
			return err
		}
		a, err := t.openOutput(number, body)
		if err != nil {
			return err
		}
		return f(a)
	})
}

// AddMedium implements [registry.Outputs].
func (t *tx) AddMedium(year int, m output.Medium) (output.Medium, error) {
	var nth int
	if err := t.one("SELECT coalesce(max(nth), 0) + 1 FROM media WHERE year = ?", []any{year}, &nth); err != nil {
		return m, err
	}
	m.Number = output.MediumNumber(year, nth)
	body, err := m.Encode()
	if body, err = t.sealed("media", m.Number, body, err); err != nil {
		return m, err
	}
	return m, t.exec("INSERT INTO media (number, year, nth, state, last, body) VALUES (?, ?, ?, ?, ?, ?)", m.Number, year, nth, m.State, toMilli(m.Last()), body)
}

// PutMedium implements [registry.Outputs].
func (t *tx) PutMedium(m output.Medium) error {
	body, err := m.Encode()
	if body, err = t.sealed("media", m.Number, body, err); err != nil {
		return err
	}
	return t.found("UPDATE media SET state = ?, last = ?, body = ? WHERE number = ?", m.State, toMilli(m.Last()), body, m.Number)
}

func (t *tx) openMedium(number string, body []byte) (output.Medium, error) {
	body, err := t.sealer.Open(ledgerPlace("media", number), body)
	if err != nil {
		return output.Medium{}, err
	}
	return output.DecodeMedium(body)
}

// Medium implements [registry.Outputs].
func (t *tx) Medium(number string) (output.Medium, error) {
	var body []byte
	if err := t.one("SELECT body FROM media WHERE number = ?", []any{number}, &body); err != nil {
		return output.Medium{}, err
	}
	return t.openMedium(number, body)
}

// Media implements [registry.Outputs].
func (t *tx) Media(f func(output.Medium) error) error {
	return t.each("SELECT number, body FROM media ORDER BY year DESC, nth DESC", nil, func(scan func(...any) error) error {
		var number string
		var body []byte
		if err := scan(&number, &body); err != nil {
			return err
		}
		m, err := t.openMedium(number, body)
		if err != nil {
			return err
		}
		return f(m)
	})
}

// carryOutputs completes the ledgers of outputs and media by another database's: what left
// since a backup left all the same.
func (t *tx) carryOutputs(gone *tx) error {
	for _, ledger := range []struct{ table, group string }{{"outputs", "day"}, {"media", "year"}} {
		columns := "number, " + ledger.group + ", nth, state, last, body"
		err := gone.each("SELECT "+columns+" FROM "+ledger.table, nil, func(scan func(...any) error) error {
			var number string
			var group any
			var nth, state, last int64
			var body []byte
			if err := scan(&number, &group, &nth, &state, &last, &body); err != nil {
				return err
			}
			plain, err := gone.sealer.Open(ledgerPlace(ledger.table, number), body)
			if body, err = t.sealed(ledger.table, number, plain, err); err != nil {
				return err
			}
			return t.exec("INSERT OR REPLACE INTO "+ledger.table+" ("+columns+") VALUES (?, ?, ?, ?, ?, ?)", number, group, nth, state, last, body)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

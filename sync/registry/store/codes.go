package store

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"

	"madoguchi/app/civil"
	"madoguchi/app/keys"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/registry"
)

func stockPlace(index []byte) keys.Place {
	return keys.Place{Table: "code_stock", Row: hex.EncodeToString(index), Column: "sealed", Schema: 1}
}

// borne is true while a code of the stock is or was a resident's: it came with one, too.
const borne = "(EXISTS (SELECT 1 FROM numbers WHERE numbers.code_index = ?) OR EXISTS (SELECT 1 FROM past_numbers WHERE past_numbers.code_index = ?))"

// AddCodes implements [registry.Stock].
func (t *tx) AddCodes(codes []residentcode.Code) (int, error) {
	added := 0
	for _, code := range codes {
		index, err := t.blind(registry.ResidentCode, code.Reveal())
		if err != nil {
			return 0, err
		}
		sealed, err := t.sealer.Seal(stockPlace(index), []byte(code.Reveal()))
		if err != nil {
			return 0, err
		}
		n, err := t.change("INSERT INTO code_stock (code_index, sealed) SELECT ?, ? WHERE NOT "+borne+" ON CONFLICT (code_index) DO NOTHING",
			index, sealed, index, index)
		if err != nil {
			return 0, err
		}
		added += int(n)
	}
	return added, nil
}

// RetireCodes implements [registry.Stock].
func (t *tx) RetireCodes(codes []residentcode.Code) (int, error) {
	before, err := t.CodesLeft()
	if err != nil {
		return 0, err
	}
	for _, code := range codes {
		index, err := t.blind(registry.ResidentCode, code.Reveal())
		if err != nil {
			return 0, err
		}
		if err := t.exec("INSERT INTO code_stock (code_index, sealed) VALUES (?, NULL) ON CONFLICT (code_index) DO UPDATE SET sealed = NULL", index); err != nil {
			return 0, err
		}
	}
	after, err := t.CodesLeft()
	return before - after, err
}

// CodesLeft implements [registry.Stock].
func (t *tx) CodesLeft() (n int, err error) {
	err = t.one("SELECT count(*) FROM code_stock WHERE sealed IS NOT NULL", nil, &n)
	return n, err
}

// TakeCode implements [registry.Stock].
func (t *tx) TakeCode() (residentcode.Code, error) {
	for {
		left, err := t.CodesLeft()
		if err != nil {
			return residentcode.Code{}, err
		}
		if left == 0 {
			return residentcode.Code{}, registry.ErrNoCodes
		}
		skip, err := rand.Int(rand.Reader, big.NewInt(int64(left)))
		if err != nil {
			return residentcode.Code{}, fmt.Errorf("take code: %w", err)
		}
		code, free, err := t.take(skip.Int64())
		if free || err != nil {
			return code, err
		}
	}
}

// take takes the code at a place of the stock out of it, and reports whether nobody
// brought the same one meanwhile.
func (t *tx) take(skip int64) (code residentcode.Code, free bool, err error) {
	var n int64
	var index, sealed []byte
	var taken bool
	err = t.one("SELECT n, code_index, sealed FROM code_stock WHERE sealed IS NOT NULL ORDER BY n LIMIT 1 OFFSET ?", []any{skip}, &n, &index, &sealed)
	if err != nil {
		return code, false, err
	}
	if err := t.one("SELECT "+borne, []any{index, index}, &taken); err != nil {
		return code, false, err
	}
	digits, err := t.sealer.Open(stockPlace(index), sealed)
	if err != nil {
		return code, false, err
	}
	if code, err = residentcode.Parse(string(digits)); err != nil {
		return code, false, fmt.Errorf("open code: %w", err)
	}
	return code, !taken, t.exec("UPDATE code_stock SET sealed = NULL WHERE n = ?", n)
}

// FormerHolder implements [registry.Stock].
func (t *tx) FormerHolder(kind registry.NumberKind, digits string) (resident.ID, error) {
	blind, err := t.blind(kind, digits)
	if err != nil {
		return "", err
	}
	query := "SELECT r.id FROM past_numbers p JOIN residents r ON r.n = p.resident WHERE p.number_index = ? ORDER BY p.until DESC LIMIT 1"
	if kind == registry.ResidentCode {
		query = "SELECT r.id FROM past_numbers p JOIN residents r ON r.n = p.resident WHERE p.code_index = ? ORDER BY p.until DESC LIMIT 1"
	}
	if _, err := t.Holder(kind, digits); !errors.Is(err, registry.ErrNotFound) {
		return "", errors.Join(err, registry.ErrNotFound)
	}
	var id string
	err = t.one(query, []any{blind}, &id)
	return resident.ID(id), err
}

// RequestNumber implements [registry.Stock].
func (t *tx) RequestNumber(r registry.NumberRequest) error {
	return t.exec("INSERT INTO number_requests (resident, requested_on, entry) SELECT n, ?, ? FROM residents WHERE id = ? ON CONFLICT (resident) DO NOTHING",
		r.On.String(), string(r.Entry), string(r.Resident))
}

// NumberRequests implements [registry.Stock].
func (t *tx) NumberRequests() ([]registry.NumberRequest, error) {
	var all []registry.NumberRequest
	err := t.each("SELECT r.id, q.requested_on, q.entry FROM number_requests q JOIN residents r ON r.n = q.resident ORDER BY q.requested_on, q.resident", nil,
		func(scan func(...any) error) error {
			var id, on, entry string
			if err := scan(&id, &on, &entry); err != nil {
				return err
			}
			day, err := civil.Parse(on)
			all = append(all, registry.NumberRequest{Resident: resident.ID(id), On: day, Entry: notification.EntryID(entry)})
			return err
		})
	return all, err
}

// ForgetRequest implements [registry.Stock].
func (t *tx) ForgetRequest(id resident.ID) error {
	return t.exec("DELETE FROM number_requests WHERE resident = (SELECT n FROM residents WHERE id = ?)", string(id))
}

// Written implements [registry.Register].
func (t *tx) Written(entry notification.EntryID) ([]resident.Record, error) {
	if entry == "" {
		return nil, nil // every row that no entry wrote
	}
	return t.records("SELECT h.record, r.protected FROM history h JOIN residents r ON r.n = h.resident WHERE h.entry = ? ORDER BY r.n, h.number", string(entry))
}

package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
)

// Search asks the registry, which logs it with the purpose. Without a line it is
// [counter.ErrOffline]: only the registry may be searched. What an integrated terminal
// must not search by (E23) does not leave it, and is logged.
func (d *Desk) Search(ctx context.Context, q counter.Query) (counter.Found, error) {
	if _, err := d.active(operator.Search); err != nil {
		return counter.Found{}, fmt.Errorf("search: %w", err)
	}
	if d.Terms().Integrated && q.Items() < counter.LeastItems {
		return counter.Found{}, d.refuseSearch(ctx, q, counter.ErrTooBroad, "E23")
	}
	var found counter.Found
	err := d.withSession(ctx, operator.Search, func(session string) error {
		var err error
		found, err = d.Config.Line.Search(ctx, session, q)
		return err
	})
	if told := errors.Is(err, counter.ErrTooBroad) || errors.Is(err, counter.ErrNoPerson) || errors.Is(err, counter.ErrNoPurpose); told {
		return counter.Found{}, d.refuseSearch(ctx, q, err, "registry")
	}
	if err != nil {
		return counter.Found{}, fmt.Errorf("search: %w", err)
	}
	var detail []string
	if q.Items() == 0 && q.Keys() == 1 {
		detail = append(detail, "single")
	}
	if err := d.log(ctx, d.looked(audit.Searched, "", q.Purpose, detail...)); err != nil {
		return counter.Found{}, fmt.Errorf("search: %w", err)
	}
	return found, nil
}

// refuseSearch logs a search that was not carried out and returns why.
func (d *Desk) refuseSearch(ctx context.Context, q counter.Query, why error, by string) error {
	if err := d.log(ctx, d.looked(audit.SearchRefused, "", q.Purpose, by)); err != nil {
		return fmt.Errorf("search: %w", err)
	}
	return fmt.Errorf("search: %w", why)
}

// Searches returns what the signed-in operator searched by before, at whatever
// terminal, newest first. The registry keeps it; without a line there is none.
func (d *Desk) Searches(ctx context.Context) ([]counter.KeptSearch, error) {
	var kept []counter.KeptSearch
	err := d.withSession(ctx, operator.Search, func(session string) error {
		var err error
		kept, err = d.Config.Line.Searches(ctx, session)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("searches: %w", err)
	}
	return kept, nil
}

// TypedShown logs that a number typed to search by was unmasked.
func (d *Desk) TypedShown(ctx context.Context, number counter.Number) error {
	if _, err := d.active(operator.Search); err != nil {
		return fmt.Errorf("typed number shown: %w", err)
	}
	return d.log(ctx, d.record(audit.NumberShown, "", "typed", "number="+strconv.Itoa(int(number))))
}

// OpenRecord returns a resident with household and history. The household is
// kept, sealed, until sign-out, so that an entry begun from it survives the line.
// Without a line that copy is what there is, without its history.
func (d *Desk) OpenRecord(ctx context.Context, id resident.ID, purpose counter.Purpose) (counter.Opened, error) {
	var opened counter.Opened
	err := d.withSession(ctx, operator.Search, func(session string) error {
		var err error
		opened, err = d.Config.Line.Open(ctx, session, id, purpose)
		return err
	})
	if errors.Is(err, counter.ErrOffline) {
		if opened, err = d.keptHousehold(ctx, id); err != nil {
			return counter.Opened{}, fmt.Errorf("open record: %w", err)
		}
		opened.Masked = d.masked()
		if err := d.log(ctx, d.looked(audit.RecordOpened, id, purpose, "offline")); err != nil {
			return counter.Opened{}, fmt.Errorf("open record: %w", err)
		}
		return opened, nil
	}
	if err != nil {
		return counter.Opened{}, fmt.Errorf("open record: %w", err)
	}
	step := Step{Audit: d.looked(audit.RecordOpened, id, purpose)}
	if step.Household, err = d.pack(opened); err != nil {
		return counter.Opened{}, fmt.Errorf("open record: %w", err)
	}
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return counter.Opened{}, fmt.Errorf("open record: %w", err)
	}
	return opened, nil
}

// OpenHousehold returns the members of a household whose number was typed, and
// [counter.ErrGone] if it is nobody's. It is searched for, so that the registry logs it
// as any search, and opened with the first of its members.
func (d *Desk) OpenHousehold(ctx context.Context, id resident.HouseholdID, purpose counter.Purpose) ([]resident.Record, error) {
	found, err := d.Search(ctx, counter.Query{HouseholdID: id, Purpose: purpose})
	if err != nil {
		return nil, fmt.Errorf("open household: %w", err)
	}
	if len(found.Hits) == 0 {
		return nil, fmt.Errorf("open household: %w", counter.ErrGone)
	}
	return d.Household(ctx, found.Hits[0].ID, purpose)
}

// masked returns the rights to see an item that the operator lacks. The copies of this
// terminal are without those items: the registry sent them to this operator.
func (d *Desk) masked() (lacking []operator.Right) {
	profile, _ := d.Operator()
	for _, right := range operator.Sights() {
		if !profile.Has(right, d.Now()) {
			lacking = append(lacking, right)
		}
	}
	return lacking
}

// Household returns a resident first and then the other members of the household.
func (d *Desk) Household(ctx context.Context, id resident.ID, purpose counter.Purpose) ([]resident.Record, error) {
	opened, err := d.OpenRecord(ctx, id, purpose)
	return opened.Members, err
}

// RevealNumber returns the digits of one of the two numbers. It is logged first:
// whoever cannot be logged is shown nothing.
func (d *Desk) RevealNumber(ctx context.Context, id resident.ID, number counter.Number, purpose counter.Purpose) (string, error) {
	see := operator.SeeNumber
	if number == counter.ResidentCode {
		see = operator.SeeCode
	}
	if _, err := d.active(operator.Search, see); err != nil {
		return "", fmt.Errorf("reveal number: %w", err)
	}
	if err := d.log(ctx, d.looked(audit.NumberShown, id, purpose, "number="+strconv.Itoa(int(number)))); err != nil {
		return "", fmt.Errorf("reveal number: %w", err)
	}
	var digits string
	err := d.withSession(ctx, operator.Search, func(session string) error {
		var err error
		digits, err = d.Config.Line.Reveal(ctx, session, id, number, purpose)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("reveal number: %w", err)
	}
	return digits, nil
}

// NumberShown logs that a masked number of an entry was shown.
func (d *Desk) NumberShown(ctx context.Context, id notification.EntryID, person int, item notification.Item) error {
	if _, err := d.active(); err != nil {
		return fmt.Errorf("number shown: %w", err)
	}
	return d.log(ctx, d.record(audit.NumberShown, string(id), "item="+string(item), "person="+strconv.Itoa(person)))
}

// Line returns how the line to the registry is.
func (d *Desk) Line() counter.LineState { return d.Config.Line.State() }

// looked returns the audit record of somebody's data having been looked at.
func (d *Desk) looked(kind audit.Kind, whose resident.ID, purpose counter.Purpose, detail ...string) []audit.Record {
	records := d.record(kind, string(whose), detail...)
	records[0].Purpose = strconv.Itoa(int(purpose))
	return records
}

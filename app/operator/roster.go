package operator

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"madoguchi/app/civil"
)

// ErrRoster says that a file is not a roster.
var ErrRoster = errors.New("not a roster")

// A Member is one line of the staff roster (職員名簿) that personnel keeps.
type Member struct {
	ID     ID
	Name   string
	Unit   string
	Leaves civil.Date // last day of work; zero for none
}

// rosterColumns are what the columns of a roster may be called.
var rosterColumns = map[string][]string{
	"id":     {"id", "職員番号", "操作者ID", "職員ID"},
	"name":   {"name", "氏名", "職員氏名"},
	"unit":   {"unit", "所属", "所属コード", "組織"},
	"leaves": {"leaves", "退職日", "異動日", "離任日"},
}

// ReadRoster reads a roster in CSV, with a line of column names first. Columns it does not
// know are left alone; the column of the last day may be missing. Its errors name lines and
// quote nothing.
func ReadRoster(r io.Reader) ([]Member, error) {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = -1
	head, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("read roster: column names: %w", ErrRoster)
	}
	at := map[string]int{}
	for i, cell := range head {
		cell = strings.TrimSpace(strings.TrimPrefix(cell, "\ufeff"))
		for column, names := range rosterColumns {
			if slices.Contains(names, cell) {
				at[column] = i
			}
		}
	}
	for _, needed := range []string{"id", "name", "unit"} {
		if _, ok := at[needed]; !ok {
			return nil, fmt.Errorf("read roster: no column %q: %w", needed, ErrRoster)
		}
	}
	var members []Member
	seen := map[ID]bool{}
	for line := 2; ; line++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return members, nil
		}
		m, ok := Member{}, err == nil
		if ok {
			m, err = memberOf(row, at)
			ok = err == nil && !seen[m.ID]
		}
		if !ok {
			return nil, fmt.Errorf("read roster: line %d: %w", line, ErrRoster)
		}
		seen[m.ID] = true
		members = append(members, m)
	}
}

func memberOf(row []string, at map[string]int) (Member, error) {
	cell := func(column string) string {
		i, ok := at[column]
		if !ok || i >= len(row) {
			return ""
		}
		return strings.TrimSpace(row[i])
	}
	id, err := ParseID(cell("id"))
	if err != nil {
		return Member{}, err
	}
	m := Member{ID: id, Name: cell("name"), Unit: cell("unit")}
	if leaves := cell("leaves"); leaves != "" {
		m.Leaves, err = civil.Parse(strings.ReplaceAll(leaves, "/", "-"))
	}
	return m, err
}

// A Difference is how a grantee and the roster differ (R029). Shown: never renumber.
type Difference uint8

// The differences.
const (
	NotOnRoster Difference = 1 // has rights and is nobody of the staff
	HasLeft     Difference = 2 // the last day of work is over, the rights are not
	WillLeave   Difference = 3 // the rights last longer than the work
	HasMoved    Difference = 4 // works in another unit
	IsRenamed   Difference = 5
)

// A Mismatch is one difference.
type Mismatch struct {
	Line   Line
	Member Member // zero when there is none
	What   Difference
}

// Ends reports whether the rights ought to be revoked, and from which day; zero is at once.
func (m Mismatch) Ends() (effective civil.Date, ends bool) {
	switch m.What {
	case NotOnRoster, HasLeft, HasMoved:
		return civil.Date{}, true
	case WillLeave:
		return m.Member.Leaves.AddDays(1), true
	}
	return civil.Date{}, false
}

// Reconcile compares the register of rights with a roster on a day: who has rights that
// count and should not (R029), and who is called otherwise. Names are compared without
// spaces.
func Reconcile(register []Line, roster []Member, today civil.Date) []Mismatch {
	staff := map[ID]Member{}
	for _, m := range roster {
		staff[m.ID] = m
	}
	var found []Mismatch
	for _, line := range register {
		if line.Ended {
			continue
		}
		m, ok := staff[line.Operator]
		add := func(what Difference) { found = append(found, Mismatch{line, m, what}) }
		switch {
		case !ok:
			add(NotOnRoster)
			continue
		case !m.Leaves.IsZero() && m.Leaves.Before(today):
			add(HasLeft)
			continue
		case !m.Leaves.IsZero() && (line.Terms.Until.IsZero() || line.Terms.Until.After(m.Leaves)):
			add(WillLeave)
		}
		if line.Terms.Unit != "" && m.Unit != line.Terms.Unit {
			add(HasMoved)
		}
		if spaceless(m.Name) != spaceless(line.Terms.Name) {
			add(IsRenamed)
		}
	}
	return found
}

func spaceless(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"madoguchi/app/civil"
	"madoguchi/app/keys"
	"madoguchi/sync/registry"
)

func reportPlace(id, column string) keys.Place {
	return keys.Place{Table: "reports", Row: id, Column: column, Schema: 1}
}

func questionPlace(id string) keys.Place {
	return keys.Place{Table: "questions", Row: id, Column: "body", Schema: 1}
}

// PutReport implements [registry.Reports].
func (t *tx) PutReport(r registry.Report) error {
	body, err := t.sealer.Seal(reportPlace(r.ID, "body"), r.CSV)
	if err != nil {
		return fmt.Errorf("put report: %w", err)
	}
	remark, err := t.sealer.Seal(reportPlace(r.ID, "remark"), []byte(r.Remark))
	if err != nil {
		return fmt.Errorf("put report: %w", err)
	}
	return t.exec("INSERT INTO reports (id, kind, first_day, last_day, made_at, made_by, body, digest, signed_at, signed_by, remark) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET signed_at = excluded.signed_at, signed_by = excluded.signed_by, remark = excluded.remark",
		r.ID, r.Kind, r.First.String(), r.Last.String(), toMilli(r.MadeAt), string(r.MadeBy), body, r.Digest[:], toNull(r.SignedAt), string(r.SignedBy), remark)
}

const reportColumns = "SELECT id, kind, first_day, last_day, made_at, made_by, body, digest, signed_at, signed_by, remark FROM reports"

func (t *tx) reportOf(scan func(...any) error) (registry.Report, error) {
	var r registry.Report
	var first, last string
	var made int64
	var signed *int64
	var body, digest, remark []byte
	if err := scan(&r.ID, &r.Kind, &first, &last, &made, &r.MadeBy, &body, &digest, &signed, &r.SignedBy, &remark); err != nil {
		return r, err
	}
	r.MadeAt, r.SignedAt = fromMilli(made), fromNull(signed)
	copy(r.Digest[:], digest)
	var errs [4]error
	var text []byte
	r.First, errs[0] = civil.Parse(first)
	r.Last, errs[1] = civil.Parse(last)
	r.CSV, errs[2] = t.sealer.Open(reportPlace(r.ID, "body"), body)
	text, errs[3] = t.sealer.Open(reportPlace(r.ID, "remark"), remark)
	r.Remark = string(text)
	return r, errors.Join(errs[:]...)
}

// Report implements [registry.Reports].
func (t *tx) Report(id string) (found registry.Report, err error) {
	err = registry.ErrNotFound
	scanErr := t.each(reportColumns+" WHERE id = ?", []any{id}, func(scan func(...any) error) error {
		found, err = t.reportOf(scan)
		return err
	})
	if scanErr != nil {
		err = scanErr
	}
	return found, err
}

// Reports implements [registry.Reports].
func (t *tx) Reports(f func(registry.Report) error) error {
	return t.each(reportColumns+" ORDER BY made_at DESC, id", nil, func(scan func(...any) error) error {
		r, err := t.reportOf(scan)
		if err != nil {
			return err
		}
		return f(r)
	})
}

// said is what is sealed of a question: both may name residents.
type said struct{ Text, Answer string }

// PutQuestion implements [registry.Reports].
func (t *tx) PutQuestion(q registry.Question) error {
	body, err := json.Marshal(said{q.Text, q.Answer})
	if err != nil {
		return fmt.Errorf("put question: %w", err)
	}
	if body, err = t.sealer.Seal(questionPlace(q.ID), body); err != nil {
		return fmt.Errorf("put question: %w", err)
	}
	return t.exec("INSERT INTO questions (id, report, operator, asked_by, asked_at, body, answered_at, closed_at, closed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET body = excluded.body, answered_at = excluded.answered_at, closed_at = excluded.closed_at, closed_by = excluded.closed_by",
		q.ID, q.Report, string(q.Operator), string(q.AskedBy), toMilli(q.AskedAt), body, toNull(q.AnsweredAt), toNull(q.ClosedAt), string(q.ClosedBy))
}

const questionColumns = "SELECT id, report, operator, asked_by, asked_at, body, answered_at, closed_at, closed_by FROM questions"

func (t *tx) questionOf(scan func(...any) error) (registry.Question, error) {
	var q registry.Question
	var asked int64
	var answered, closed *int64
	var body []byte
	if err := scan(&q.ID, &q.Report, &q.Operator, &q.AskedBy, &asked, &body, &answered, &closed, &q.ClosedBy); err != nil {
		return q, err
	}
	q.AskedAt, q.AnsweredAt, q.ClosedAt = fromMilli(asked), fromNull(answered), fromNull(closed)
	body, err := t.sealer.Open(questionPlace(q.ID), body)
	if err != nil {
		return q, err
	}
	var s said
	if json.Unmarshal(body, &s) != nil { // whose own message may quote it
		return q, fmt.Errorf("question %s: not what was kept", q.ID)
	}
	q.Text, q.Answer = s.Text, s.Answer
	return q, nil
}

// Question implements [registry.Reports].
func (t *tx) Question(id string) (found registry.Question, err error) {
	err = registry.ErrNotFound
	scanErr := t.each(questionColumns+" WHERE id = ?", []any{id}, func(scan func(...any) error) error {
		found, err = t.questionOf(scan)
		return err
	})
	if scanErr != nil {
		err = scanErr
	}
	return found, err
}

// Questions implements [registry.Reports].
func (t *tx) Questions(f func(registry.Question) error) error {
	return t.each(questionColumns+" ORDER BY asked_at DESC, id", nil, func(scan func(...any) error) error {
		q, err := t.questionOf(scan)
		if err != nil {
			return err
		}
		return f(q)
	})
}

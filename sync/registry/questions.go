package registry

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"madoguchi/app/audit"
	"madoguchi/app/operator"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

func questionMessage(q Question) *wirev1.Question {
	return &wirev1.Question{
		Id: q.ID, ReportId: q.Report, OperatorId: string(q.Operator), AskedBy: string(q.AskedBy), AskedAt: milli(q.AskedAt), Text: q.Text,
		Answer: q.Answer, AnsweredAt: milli(q.AnsweredAt), ClosedBy: string(q.ClosedBy), ClosedAt: milli(q.ClosedAt),
	}
}

// typed checks what somebody typed.
func typed(text, field string) error {
	if strings.TrimSpace(text) == "" {
		return wire.Errorf(wire.Malformed, "%s", field)
	}
	if utf8.RuneCountInString(text) > maxSaid || !utf8.ValidString(text) {
		return wire.Errorf(wire.TooLarge, "%s", field)
	}
	return wire.CheckShown(field, text)
}

// Ask implements the audit service.
func (r *Registry) Ask(ctx context.Context, m *wirev1.AskRequest) (*wirev1.AskResponse, error) {
	if err := typed(m.GetText(), "text"); err != nil {
		return nil, err
	}
	id, err := operator.ParseID(m.GetOperatorId())
	if err != nil {
		return nil, wire.Errorf(wire.Malformed, "operator_id")
	}
	q := Question{ID: newID(), Report: m.GetReportId(), Operator: id, Text: m.GetText()}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.overseer(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		if _, err := tx.Report(q.Report); err != nil {
			return missing(err, "report_id")
		}
		if _, err := tx.Account(id); err != nil {
			return missing(err, "operator_id")
		}
		if id == who.ID {
			return wire.Errorf(wire.SamePerson, "operator_id")
		}
		q.AskedBy, q.AskedAt = who.ID, r.cfg.Now()
		if err := tx.PutQuestion(q); err != nil {
			return err
		}
		return who.audited(tx, q.AskedAt, audit.Asked, q.ID, "operator="+string(id), "report="+q.Report)
	})
	if err != nil {
		return nil, err
	}
	return &wirev1.AskResponse{QuestionId: q.ID, RegistryTime: r.time()}, nil
}

func missing(err error, field string) error {
	if errors.Is(err, ErrNotFound) {
		return wire.Errorf(wire.NotFound, "%s", field)
	}
	return err
}

// MyQuestions implements the audit service.
func (r *Registry) MyQuestions(ctx context.Context, m *wirev1.MyQuestionsRequest) (*wirev1.MyQuestionsResponse, error) {
	answer := &wirev1.MyQuestionsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		who, err := r.anyone(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		return tx.Questions(func(q Question) error {
			if q.Operator == who.ID && q.AnsweredAt.IsZero() && q.ClosedAt.IsZero() {
				answer.Questions = append(answer.Questions, questionMessage(q))
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// AnswerQuestion implements the audit service. An answer is given once.
func (r *Registry) AnswerQuestion(ctx context.Context, m *wirev1.AnswerQuestionRequest) (*wirev1.AnswerQuestionResponse, error) {
	if err := typed(m.GetAnswer(), "answer"); err != nil {
		return nil, err
	}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.anyone(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		q, err := tx.Question(m.GetQuestionId())
		if err != nil {
			return missing(err, "question_id")
		}
		if q.Operator != who.ID || !q.AnsweredAt.IsZero() || !q.ClosedAt.IsZero() {
			return wire.Errorf(wire.NotFound, "question_id") // another's is none
		}
		q.Answer, q.AnsweredAt = m.GetAnswer(), r.cfg.Now()
		if err := tx.PutQuestion(q); err != nil {
			return err
		}
		return who.audited(tx, q.AnsweredAt, audit.Answered, q.ID)
	})
	if err != nil {
		return nil, err
	}
	return &wirev1.AnswerQuestionResponse{RegistryTime: r.time()}, nil
}

// ListQuestions implements the audit service.
func (r *Registry) ListQuestions(ctx context.Context, m *wirev1.ListQuestionsRequest) (*wirev1.ListQuestionsResponse, error) {
	answer := &wirev1.ListQuestionsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		if _, err := r.overseer(ctx, tx, m.GetSessionId()); err != nil {
			return err
		}
		err := tx.Questions(func(q Question) error {
			if len(answer.Questions) == maxListed {
				return errStop
			}
			if q.ClosedAt.IsZero() || !m.GetOpenOnly() {
				answer.Questions = append(answer.Questions, questionMessage(q))
			}
			return nil
		})
		if errors.Is(err, errStop) {
			err = nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// CloseQuestion implements the audit service. Only a chief closes one, whoever was asked
// never; unanswered it stays open.
func (r *Registry) CloseQuestion(ctx context.Context, m *wirev1.CloseQuestionRequest) (*wirev1.CloseQuestionResponse, error) {
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.overseer(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		if !who.Has(operator.Chief, r.cfg.Now()) {
			return wire.Errorf(wire.NoRight, "operator")
		}
		q, err := tx.Question(m.GetQuestionId())
		switch {
		case err != nil:
			return missing(err, "question_id")
		case q.Operator == who.ID:
			return wire.Errorf(wire.SamePerson, "question_id")
		case q.AnsweredAt.IsZero(), !q.ClosedAt.IsZero():
			return wire.Errorf(wire.NotFound, "question_id")
		}
		q.ClosedAt, q.ClosedBy = r.cfg.Now(), who.ID
		if err := tx.PutQuestion(q); err != nil {
			return err
		}
		return who.audited(tx, q.ClosedAt, audit.QuestionClosed, q.ID, "operator="+string(q.Operator))
	})
	if err != nil {
		return nil, err
	}
	return &wirev1.CloseQuestionResponse{RegistryTime: r.time()}, nil
}

// EraseYear implements the audit service (D24).
func (r *Registry) EraseYear(ctx context.Context, m *wirev1.EraseYearRequest) (*wirev1.EraseYearResponse, error) {
	answer := &wirev1.EraseYearResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.administrator(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		year, now := int(m.GetYear()), r.cfg.Now()
		if !erasable(year, now) {
			return wire.Errorf(wire.NotDue, "year")
		}
		gone, err := tx.EraseYear(year, now)
		switch {
		case errors.Is(err, ErrNotFound), errors.Is(err, ErrErased):
			return wire.Errorf(wire.NotFound, "year")
		case err != nil:
			return err
		}
		answer.Records, answer.Copies = gone.Records, gone.Copies
		return who.audited(tx, now, audit.AuditErased, "", detail("year", year), detail("records", int(gone.Records)), detail("copies", int(gone.Copies)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

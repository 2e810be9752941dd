package adapter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/app/store"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var _ desk.AskingLine = (*Line)(nil)

func (l *Line) audits() wirev1connect.AuditServiceClient {
	http, address, options := l.client.Reach()
	return wirev1connect.NewAuditServiceClient(http, address, options...)
}

// Questions implements desk.AskingLine.
func (l *Line) Questions(ctx context.Context, session string) ([]counter.Asked, error) {
	r, err := l.audits().MyQuestions(ctx, &wirev1.MyQuestionsRequest{SessionId: session})
	if err != nil {
		return nil, l.told(err)
	}
	var all []counter.Asked
	for _, q := range r.GetQuestions() {
		all = append(all, counter.Asked{ID: q.GetId(), By: operator.ID(q.GetAskedBy()), At: time.UnixMilli(q.GetAskedAt()), Text: q.GetText()})
	}
	return all, nil
}

// AnswerQuestion implements desk.AskingLine.
func (l *Line) AnswerQuestion(ctx context.Context, session, id, answer string) error {
	_, err := l.audits().AnswerQuestion(ctx, &wirev1.AnswerQuestionRequest{SessionId: session, QuestionId: id, Answer: answer})
	return l.told(err)
}

// noticePrefix begins the name of the setting that holds on which day an operator
// confirmed that what is done here is logged.
const noticePrefix = "notice:"

// NoticeTaken implements desk.Cabinet.
func (c *Cabinet) NoticeTaken(ctx context.Context, id operator.ID) (civil.Date, error) {
	body, err := c.store.Setting(ctx, noticePrefix+string(id))
	if errors.Is(err, store.ErrNotFound) {
		return civil.Date{}, nil
	}
	if err != nil {
		return civil.Date{}, err
	}
	day, err := civil.Parse(string(body))
	if err != nil {
		return civil.Date{}, fmt.Errorf("day of the notice: %w", store.ErrDamaged)
	}
	return day, nil
}

func noticeRow(n desk.Notice) store.Setting {
	return store.Setting{Name: noticePrefix + string(n.Operator), Value: []byte(n.Day.String())}
}

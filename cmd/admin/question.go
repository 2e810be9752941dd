package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var reportAsk = command{
	name:  "report ask",
	short: "ask an operator about what a report shows",
	long: `The operator reads the question at the next sign-in at any terminal, and answers it there.
The question must not name a resident.

  admin report ask -id REPORT -operator c42 -text "11月20日 21時の検索の業務上の理由を教えてください。"

` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		m := &wirev1.AskRequest{}
		set.StringVar(&m.ReportId, "id", "", "`ID` of the report")
		set.StringVar(&m.OperatorId, "operator", "", "`ID` of who is asked")
		set.StringVar(&m.Text, "text", "", "the question")
		return func(ctx context.Context, stdout io.Writer) error {
			if m.ReportId == "" || m.OperatorId == "" || m.Text == "" {
				return errUsage
			}
			return audits(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.AuditServiceClient) error {
				m.SessionId = in.id
				answer, err := c.Ask(ctx, m)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(stdout, "question %s: %s is asked at the next sign-in\n", answer.GetQuestionId(), m.OperatorId)
				return err
			})
		}
	},
}

var reportQuestions = command{
	name:  "report questions",
	short: "list what was asked of whom, and the answers",
	long:  "With -open only what is not closed.\n" + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		open := set.Bool("open", false, "only what is not closed")
		return func(ctx context.Context, stdout io.Writer) error {
			return audits(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.AuditServiceClient) error {
				answer, err := c.ListQuestions(ctx, &wirev1.ListQuestionsRequest{SessionId: in.id, OpenOnly: *open})
				if err != nil {
					return err
				}
				for _, q := range answer.GetQuestions() {
					tellQuestion(stdout, q)
				}
				_, err = fmt.Fprintf(stdout, "%d questions\n", len(answer.GetQuestions()))
				return err
			})
		}
	},
}

func tellQuestion(w io.Writer, q *wirev1.Question) {
	fmt.Fprintf(w, "question %s  about report %s\n  %s  %s asked %s: %s\n", q.GetId(), q.GetReportId(), minute(q.GetAskedAt()), q.GetAskedBy(), q.GetOperatorId(), q.GetText())
	switch {
	case q.GetAnsweredAt() == 0:
		fmt.Fprintln(w, "  not answered yet")
	default:
		fmt.Fprintf(w, "  %s  %s answered: %s\n", minute(q.GetAnsweredAt()), q.GetOperatorId(), q.GetAnswer())
	}
	if q.GetClosedAt() != 0 {
		fmt.Fprintf(w, "  %s  closed by %s\n", minute(q.GetClosedAt()), q.GetClosedBy())
	}
}

var reportClose = command{
	name:  "report close",
	short: "close a question: the answer will do",
	long: `For a chief who is not the one asked. A question without an answer cannot be closed.

  admin report close -question ID

` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		id := set.String("question", "", "`ID` of the question")
		return func(ctx context.Context, stdout io.Writer) error {
			if *id == "" {
				return errUsage
			}
			return audits(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.AuditServiceClient) error {
				if _, err := c.CloseQuestion(ctx, &wirev1.CloseQuestionRequest{SessionId: in.id, QuestionId: *id}); err != nil {
					return err
				}
				_, err := fmt.Fprintln(stdout, "closed")
				return err
			})
		}
	},
}

package registry_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// An office is a house with an admin seat, where a chief and an administrator sit.
type office struct {
	*house
	seat      wirev1connect.AuditServiceClient
	chief, it string // sessions
	deskTop   wirev1connect.AuditServiceClient
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{house: newHouse(t)}
	o.update(func(tx registry.Tx) error {
		put := func(id operator.ID, rights ...operator.Right) error {
			profile := operator.Profile{ID: id, Name: "担当", Ward: registrytest.Ward, Rights: rights}
			return tx.PutAccount(registry.Account{Profile: profile, PIN: registrytest.Verifier, Seed: registrytest.Seed(id)})
		}
		return errors.Join(tx.PutTerminal(registry.Terminal{ID: "A-01", Ward: registrytest.Ward, Personality: policy.AdminSeat}),
			put("boss", operator.Chief), put("it01", operator.AdminIT), put("night", operator.Search))
	})
	o.seat, o.deskTop = o.audits(o.city.Terminal("A-01")), o.audits(o.city.Terminal("T1"))
	o.chief, o.it = o.signInFirst("A-01", "boss"), o.signInFirst("A-01", "it01")
	return o
}

// searchedAtNight logs a search of the night before: who signs in today is not in a report
// that ends yesterday.
func (o *office) searchedAtNight(id operator.ID) {
	o.update(func(tx registry.Tx) error {
		at := civil.FromTime(o.clock.Now()).AddDays(-1)
		body, err := audit.Record{Kind: audit.Searched, At: time.Date(at.Year(), at.Month(), at.Day(), 3, 0, 0, 0, civil.Japan), Operator: id, Terminal: "T1", Detail: []string{"by=number", "single"}}.Encode()
		if err == nil {
			_, err = tx.Extend(o.clock.Now(), body)
		}
		return err
	})
}

func (o *office) make(session, kind string) (*wirev1.Report, error) {
	today := civil.FromTime(o.clock.Now())
	r, err := o.seat.MakeReport(o.Context(), &wirev1.MakeReportRequest{SessionId: session, Kind: kind, FirstDay: today.AddDays(-7).String(), LastDay: today.AddDays(-1).String()})
	return r.GetReport(), err
}

// TestWeeklyReport is D20 and R122 from the sheet to the signature: who was there at night
// is asked, answers at the counter, a chief closes the question and signs.
func TestWeeklyReport(t *testing.T) {
	o := newOffice(t)
	o.searchedAtNight("night")
	made, err := o.make(o.it, "off_hours")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(made.GetCsv(), ",T1,night,03:00:00,") {
		t.Fatalf("the sheet does not show the night:\n%s", made.GetCsv())
	}
	ctx := t.Context()
	asked, err := o.seat.Ask(ctx, &wirev1.AskRequest{SessionId: o.it, ReportId: made.GetId(), OperatorId: "night", Text: "深夜の検索の理由は？"})
	if err != nil {
		t.Fatal(err)
	}
	sign := func(session string) error {
		_, err := o.seat.SignReport(ctx, &wirev1.SignReportRequest{SessionId: session, ReportId: made.GetId(), Remark: "確認しました"})
		return err
	}
	wantKind(t, "signed by IT", sign(o.it), wire.NoRight)
	wantKind(t, "signed over an open question", sign(o.chief), wire.QuestionsOpen)
	closing := func(session string) error {
		_, err := o.seat.CloseQuestion(ctx, &wirev1.CloseQuestionRequest{SessionId: session, QuestionId: asked.GetQuestionId()})
		return err
	}
	wantKind(t, "closed before an answer", closing(o.chief), wire.NotFound)

	night, other := o.signInFirst("T1", "night"), o.signInFirst("T1", registrytest.First)
	mine, err := o.deskTop.MyQuestions(ctx, &wirev1.MyQuestionsRequest{SessionId: night})
	if err != nil || len(mine.GetQuestions()) != 1 || mine.GetQuestions()[0].GetText() != "深夜の検索の理由は？" {
		t.Fatalf("asked = %v, %v", mine.GetQuestions(), err)
	}
	if theirs, err := o.deskTop.MyQuestions(ctx, &wirev1.MyQuestionsRequest{SessionId: other}); err != nil || len(theirs.GetQuestions()) != 0 {
		t.Errorf("another operator is asked %v, %v", theirs.GetQuestions(), err)
	}
	answer := func(session, text string) error {
		_, err := o.deskTop.AnswerQuestion(ctx, &wirev1.AnswerQuestionRequest{SessionId: session, QuestionId: asked.GetQuestionId(), Answer: text})
		return err
	}
	wantKind(t, "answered by another", answer(other, "知りません"), wire.NotFound)
	wantKind(t, "answered with nothing", answer(night, " 　"), wire.Malformed)
	wantKind(t, "answered at length", answer(night, strings.Repeat("あ", 501)), wire.TooLarge)
	wantKind(t, "answered", answer(night, "災害対応のため"), 0)
	wantKind(t, "answered twice", answer(night, "やはり違います"), wire.NotFound)
	wantKind(t, "closed by IT", closing(o.it), wire.NoRight)
	wantKind(t, "closed", closing(o.chief), 0)
	wantKind(t, "signed", sign(o.chief), 0)
	wantKind(t, "signed twice", sign(o.chief), wire.NotFound)

	list, err := o.seat.ListReports(ctx, &wirev1.ListReportsRequest{SessionId: o.chief})
	if err != nil || len(list.GetReports()) != 1 || list.GetReports()[0].GetSignedBy() != "boss" || list.GetReports()[0].GetRemark() != "確認しました" {
		t.Errorf("reports = %v, %v", list.GetReports(), err)
	}
	questions, err := o.seat.ListQuestions(ctx, &wirev1.ListQuestionsRequest{SessionId: o.chief})
	if err != nil || len(questions.GetQuestions()) != 1 || questions.GetQuestions()[0].GetAnswer() != "災害対応のため" || questions.GetQuestions()[0].GetClosedBy() != "boss" {
		t.Errorf("questions = %v, %v", questions.GetQuestions(), err)
	}
	for kind, want := range map[audit.Kind]int{audit.ReportMade: 1, audit.Asked: 1, audit.Answered: 1, audit.QuestionClosed: 1, audit.ReportSigned: 1, audit.ReportRead: 1} {
		if n := o.logged(kind, ""); n != want {
			t.Errorf("%v is logged %d times, want %d", kind, n, want)
		}
	}
}

// TestReportRights: reports are for whoever has the right, at an admin seat, and nobody
// signs what is about them.
func TestReportRights(t *testing.T) {
	o := newOffice(t)
	_, err := o.make(o.signInFirst("A-01", "night"), "off_hours")
	wantKind(t, "made without the right", err, wire.NoRight)
	counter := o.signInFirst("T1", "boss")
	day := civil.FromTime(o.clock.Now()).String()
	_, err = o.deskTop.MakeReport(t.Context(), &wirev1.MakeReportRequest{SessionId: counter, Kind: "off_hours", FirstDay: day, LastDay: day})
	wantKind(t, "made at a counter", err, wire.NoRight)
	for name, m := range map[string]*wirev1.MakeReportRequest{
		"no such report": {Kind: "everything", FirstDay: day, LastDay: day}, "no day": {Kind: "searches", FirstDay: "x", LastDay: day},
		"backwards": {Kind: "searches", FirstDay: "2026-04-02", LastDay: "2026-04-01"}, "two years": {Kind: "searches", FirstDay: "2024-04-01", LastDay: "2026-04-01"},
	} {
		m.SessionId = o.it
		_, err := o.seat.MakeReport(t.Context(), m)
		wantKind(t, name, err, wire.Malformed)
	}
	o.searchedAtNight("boss")
	made, err := o.make(o.it, "direct_keys")
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.seat.SignReport(t.Context(), &wirev1.SignReportRequest{SessionId: o.chief, ReportId: made.GetId()})
	wantKind(t, "signed by whom it is about", err, wire.SamePerson)
	for range 2 { // twice mistyped is no mark
		o.update(func(tx registry.Tx) error {
			at := o.clock.Now().AddDate(0, 0, -1)
			body, err := audit.Record{Kind: audit.SignInRefused, At: at, Operator: "boss", Terminal: "T1"}.Encode()
			if err == nil {
				_, err = tx.Extend(o.clock.Now(), body)
			}
			return err
		})
	}
	failed, err := o.make(o.it, "sign_ins")
	if err != nil || !strings.Contains(failed.GetCsv(), ",boss,") {
		t.Fatalf("failed sign-ins:\n%s%v", failed.GetCsv(), err)
	}
	_, err = o.seat.SignReport(t.Context(), &wirev1.SignReportRequest{SessionId: o.chief, ReportId: failed.GetId()})
	wantKind(t, "signed by who mistyped a PIN", err, 0)
	_, err = o.seat.Ask(t.Context(), &wirev1.AskRequest{SessionId: o.chief, ReportId: made.GetId(), OperatorId: "boss", Text: "なぜ？"})
	wantKind(t, "asked oneself", err, wire.SamePerson)
	_, err = o.seat.Ask(t.Context(), &wirev1.AskRequest{SessionId: o.chief, ReportId: made.GetId(), OperatorId: "nobody", Text: "なぜ？"})
	wantKind(t, "asked nobody", err, wire.NotFound)
	_, err = o.seat.Ask(t.Context(), &wirev1.AskRequest{SessionId: o.chief, ReportId: "x", OperatorId: "night", Text: "なぜ？"})
	wantKind(t, "asked about nothing", err, wire.NotFound)
}

// TestEraseYear: nothing goes before its seven years are over (R041, R120), and what went
// stands in the log.
func TestEraseYear(t *testing.T) {
	o := newOffice(t)
	now := o.clock.Now()
	this := civil.FromTime(now).Year()
	then := time.Date(this-8, 12, 31, 23, 0, 0, 0, civil.Japan)
	o.update(func(tx registry.Tx) error {
		body, err := audit.Record{Kind: audit.Started, At: then, Terminal: "T1"}.Encode()
		if err == nil {
			_, err = tx.Extend(then, body)
		}
		return err
	})
	erase := func(session string, year int) (*wirev1.EraseYearResponse, error) {
		return o.seat.EraseYear(t.Context(), &wirev1.EraseYearRequest{SessionId: session, Year: int32(year)})
	}
	_, err := erase(o.chief, this-8)
	wantKind(t, "erased by a chief", err, wire.NoRight)
	for _, year := range []int{this, this - 1, this - 7} {
		_, err = erase(o.it, year)
		wantKind(t, "erased too early", err, wire.NotDue)
	}
	_, err = erase(o.it, this-20)
	wantKind(t, "erased what never was", err, wire.NotFound)
	gone, err := erase(o.it, this-8)
	if err != nil || gone.GetRecords() != 1 {
		t.Fatalf("erased %v, %v", gone, err)
	}
	_, err = erase(o.it, this-8)
	wantKind(t, "erased twice", err, wire.NotFound)
	o.view(func(tx registry.Tx) error {
		_, _, err := audit.VerifyLog(func(yield func(audit.Event, error) bool) {
			if err := tx.Events(1, func(e audit.Event) error { yield(e, nil); return nil }); err != nil {
				t.Error(err)
			}
		})
		return err
	})
	if made, err := o.make(o.it, "searches"); err != nil || made == nil {
		t.Errorf("a report over a log with an erased year: %v", err)
	}
}

package registry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/registry/report"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var _ wirev1connect.AuditServiceHandler = (*Registry)(nil)

// maxReportDays bounds the days of a report: a year and a day.
const maxReportDays = 366

// maxSaid bounds a question, an answer and a remark, in characters.
const maxSaid = 500

// overseer returns who calls from an admin seat as a chief or an administrator.
func (r *Registry) overseer(ctx context.Context, tx Tx, session string) (caller, error) {
	who, err := r.caller(ctx, tx, session, operator.Chief)
	if errors.Is(err, wire.NoRight) {
		who, err = r.caller(ctx, tx, session, operator.AdminIT)
	}
	if err == nil && who.terminal.Personality != policy.AdminSeat {
		err = wire.Errorf(wire.NoRight, "terminal")
	}
	return who, err
}

// anyone returns who calls, whatever they may do: who is asked answers.
func (r *Registry) anyone(ctx context.Context, tx Tx, session string) (who caller, err error) {
	for _, right := range []operator.Right{operator.Enter, operator.Review, operator.Search, operator.SupportMeasure, operator.Chief, operator.AdminIT} {
		if who, err = r.caller(ctx, tx, session, right); !errors.Is(err, wire.NoRight) {
			break
		}
	}
	return who, err
}

func (c caller) audited(tx Tx, now time.Time, kind audit.Kind, subject string, codes ...string) error {
	return record(tx, audit.Record{Kind: kind, At: now, Operator: c.ID, Terminal: c.terminal.ID, Subject: subject, Detail: codes})
}

// MakeReport implements the audit service.
func (r *Registry) MakeReport(ctx context.Context, m *wirev1.MakeReportRequest) (*wirev1.MakeReportResponse, error) {
	terms := report.DefaultTerms()
	if r.cfg.OfficeDay != nil {
		terms.OfficeDay = r.cfg.OfficeDay
	}
	if r.cfg.Shut != 0 {
		terms.Open, terms.Shut = r.cfg.Open, r.cfg.Shut
	}
	var errs [2]error
	terms.First, errs[0] = civil.Parse(m.GetFirstDay())
	terms.Last, errs[1] = civil.Parse(m.GetLastDay())
	if errors.Join(errs[:]...) != nil || !slices.Contains(report.Names(), m.GetKind()) {
		return nil, wire.Errorf(wire.Malformed, "report")
	}
	if days := terms.Last.Sub(terms.First); days < 0 || days >= maxReportDays {
		return nil, wire.Errorf(wire.Malformed, "days")
	}
	made := Report{ID: newID(), Kind: m.GetKind(), First: terms.First, Last: terms.Last}
	// Counting takes seconds over a busy year; nobody waits for it who writes.
	err := r.cfg.Store.View(ctx, func(tx Tx) (err error) {
		if _, err = r.overseer(ctx, tx, m.GetSessionId()); err != nil {
			return err
		}
		made.CSV, _, err = report.Make(made.Kind, terms, func(yield func(report.Entry, error) bool) { entries(tx, terms.First, yield) })
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.overseer(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		made.MadeAt, made.MadeBy, made.Digest = r.cfg.Now(), who.ID, sha256.Sum256(made.CSV)
		if err := tx.PutReport(made); err != nil {
			return err
		}
		return who.audited(tx, made.MadeAt, audit.ReportMade, made.ID, made.Kind, "first="+made.First.String(), "last="+made.Last.String(), "digest="+hex.EncodeToString(made.Digest[:]))
	})
	if err != nil {
		return nil, err
	}
	return &wirev1.MakeReportResponse{Report: reportMessage(made, true), RegistryTime: r.time()}, nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() } // fails only without randomness

var errStop = errors.New("no more is asked for")

// entries yields every record that may be of a day or later: the registry's own and those
// of the terminals. Records of erased years are passed over.
func entries(tx Tx, first civil.Date, yield func(report.Entry, error) bool) {
	give := func(rec audit.Record, err error, archived bool) error {
		if errors.Is(err, ErrErased) {
			return nil
		}
		if !yield(report.Entry{Record: rec, Archived: archived}, err) {
			return errStop
		}
		return nil
	}
	from := int64(1)
	err := tx.AllSigned(func(s Signed) error {
		if s.Day.Before(first) {
			from = s.Head.Seq + 1 // up to then the day had not begun
		}
		return nil
	})
	if err == nil {
		err = tx.Events(from, func(e audit.Event) error {
			rec, err := tx.Record(e)
			return give(rec, err, false)
		})
	}
	terminals, listErr := tx.Terminals()
	err = errors.Join(err, listErr)
	for _, t := range terminals {
		if err != nil {
			break
		}
		from := int64(1)
		err = tx.Anchors(t.ID, civil.Date{}, func(a Anchor) error {
			if a.Day.Before(first) {
				from = a.Copied.Seq + 1
			}
			return nil
		})
		if err == nil {
			err = tx.Archived(t.ID, from, func(a Archived) error {
				rec, err := tx.Unarchive(t.ID, a)
				return give(rec, err, true)
			})
		}
	}
	if err != nil && !errors.Is(err, errStop) {
		yield(report.Entry{}, err)
	}
}

func reportMessage(r Report, whole bool) *wirev1.Report {
	m := &wirev1.Report{
		Id: r.ID, Kind: r.Kind, FirstDay: r.First.String(), LastDay: r.Last.String(), MadeAt: r.MadeAt.UnixMilli(), MadeBy: string(r.MadeBy),
		Digest: r.Digest[:], SignedAt: milli(r.SignedAt), SignedBy: string(r.SignedBy), Remark: r.Remark,
	}
	if whole {
		m.Csv = string(r.CSV)
	}
	return m
}

func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// maxListed bounds what one list sends, the newest first.
const maxListed = 500

// ListReports implements the audit service.
func (r *Registry) ListReports(ctx context.Context, m *wirev1.ListReportsRequest) (*wirev1.ListReportsResponse, error) {
	answer := &wirev1.ListReportsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.overseer(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		answer.Reports = nil
		err = tx.Reports(func(one Report) error {
			if len(answer.Reports) == maxListed {
				return errStop
			}
			if one.SignedAt.IsZero() || !m.GetUnsignedOnly() {
				answer.Reports = append(answer.Reports, reportMessage(one, true))
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			return err
		}
		return who.audited(tx, r.cfg.Now(), audit.ReportRead, "", detail("reports", len(answer.Reports)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// SignReport implements the audit service. Nobody signs a report that they appear in, and
// none whose questions are open.
func (r *Registry) SignReport(ctx context.Context, m *wirev1.SignReportRequest) (*wirev1.SignReportResponse, error) {
	if utf8.RuneCountInString(m.GetRemark()) > maxSaid {
		return nil, wire.Errorf(wire.TooLarge, "remark")
	}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, m.GetSessionId(), operator.Chief)
		if err == nil && who.terminal.Personality != policy.AdminSeat {
			err = wire.Errorf(wire.NoRight, "terminal")
		}
		if err != nil {
			return err
		}
		signed, err := tx.Report(m.GetReportId())
		switch {
		case errors.Is(err, ErrNotFound), err == nil && !signed.SignedAt.IsZero():
			return wire.Errorf(wire.NotFound, "report_id")
		case err != nil:
			return err
		case appears(signed, who.ID):
			return wire.Errorf(wire.SamePerson, "report_id")
		}
		if err := tx.Questions(func(q Question) error {
			if q.Report == signed.ID && q.ClosedAt.IsZero() {
				return wire.Errorf(wire.QuestionsOpen, "report_id")
			}
			return nil
		}); err != nil {
			return err
		}
		signed.SignedAt, signed.SignedBy, signed.Remark = r.cfg.Now(), who.ID, m.GetRemark()
		if err := tx.PutReport(signed); err != nil {
			return err
		}
		return who.audited(tx, signed.SignedAt, audit.ReportSigned, signed.ID, signed.Kind, "digest="+hex.EncodeToString(signed.Digest[:]))
	})
	if err != nil {
		return nil, err
	}
	return &wirev1.SignReportResponse{RegistryTime: r.time()}, nil
}

// appears reports whether a report has a row about an operator. Of failed sign-ins only the
// marked ones count: everybody mistypes a PIN now and then.
func appears(r Report, id operator.ID) bool {
	rows, err := csv.NewReader(bytes.NewReader(r.CSV)).ReadAll()
	if err != nil || len(rows) == 0 {
		return err != nil // what cannot be read is not signed
	}
	who, mark := slices.Index(rows[0], "operator"), slices.Index(rows[0], "mark")
	return who >= 0 && slices.ContainsFunc(rows[1:], func(row []string) bool {
		return row[who] == string(id) && (r.Kind != "sign_ins" || row[mark] != "")
	})
}

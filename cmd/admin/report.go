package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"madoguchi/app/civil"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// reportCommands are what a chief and IT read and sign of the operation logs.
var reportCommands = []command{reportAbout, reportMake, reportList, reportShow, reportAsk, reportQuestions, reportClose, reportSign}

var reportAbout = topic("report", "the weekly and monthly checks, step by step (a text)", `Every week (R122), by whoever keeps the checks, an administrator or a chief:

  1. admin report make              makes the reports of the last week: off-hours (who worked
                                    outside office hours or on a day off; the registry's
                                    "office_hours", 08:00-18:30 without it), searches (who
                                    searched or opened unusually much), direct-keys (who
                                    searched by an Individual Number or resident record code
                                    alone) and sign-ins (failed ones). Each prints its ID.
  2. admin report ask -id REPORT -operator ID -text "..."
                                    where something needs an explanation: the person reads the
                                    question at their next sign-in and answers it there
  3. admin report questions         shows what was asked and what was answered
  4. admin report close -question ID   (a chief) the answer will do
  5. admin report sign -id REPORT -remark "..."
                                    (a chief who does not appear in it) the check is done. It
                                    is refused while a question about the report is open.

Every month (R140):

     admin report make -kind traffic   lines up and down, refused calls and entries, alarms of
                                       copied terminals ("alarm"), jumps of clocks; signed alike

What is due and was not made or signed:  admin report list

Reports hold operators, terminals, days and counts; never whose information it was. They are
kept with who signed them, and their digest stands in the operation log.
`)

// reportKinds are the reports by what IT types, in the order in which they are made.
var reportKinds = []struct{ typed, kind, tells string }{
	{"off-hours", "off_hours", "work outside office hours (時間外)"},
	{"searches", "searches", "searches and openings, many of one operator on a day marked (大量検索)"},
	{"direct-keys", "direct_keys", "searches by one number alone (宛名番号等による検索)"},
	{"sign-ins", "sign_ins", "failed sign-ins (認証失敗)"},
	{"traffic", "traffic", "the line: changes, refusals, alarms (通信)"},
}

func kindTells(kind string) string {
	for _, k := range reportKinds {
		if k.kind == kind {
			return k.tells
		}
	}
	return kind
}

// kindsOf reads what is to be made; "weekly" are all but the traffic.
func kindsOf(typed string) ([]string, error) {
	var kinds []string
	for name := range strings.SplitSeq(typed, ",") {
		if name == "weekly" {
			for _, k := range reportKinds[:4] {
				kinds = append(kinds, k.kind)
			}
			continue
		}
		i := slices.IndexFunc(reportKinds, func(k struct{ typed, kind, tells string }) bool { return k.typed == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no report %q", name)
		}
		kinds = append(kinds, reportKinds[i].kind)
	}
	return kinds, nil
}

// span is the days a report is over: what is given, else the last whole month for the
// traffic alone, else the last whole week from Monday to Sunday.
func span(kinds []string, from, to string, today civil.Date) (first, last civil.Date, err error) {
	sunday := today.AddDays(-int(today.Weekday()))
	if today.Weekday() == time.Sunday {
		sunday = today.AddDays(-7)
	}
	first, last = sunday.AddDays(-6), sunday
	if slices.Equal(kinds, []string{"traffic"}) {
		last = today.AddDays(-today.Day())
		first = last.AddDays(1 - last.Day())
	}
	for _, given := range []struct {
		text string
		into *civil.Date
	}{{from, &first}, {to, &last}} {
		if given.text == "" {
			continue
		}
		if *given.into, err = civil.Parse(given.text); err != nil {
			return first, last, fmt.Errorf("%q is no date like 2026-04-01", given.text)
		}
	}
	return first, last, nil
}

// audits runs do with a client of the audit service in a session.
func audits(ctx context.Context, folder string, do func(context.Context, *session, wirev1connect.AuditServiceClient) error) error {
	s, err := readSeat(folder)
	if err != nil {
		return err
	}
	return s.signedIn(ctx, stdin(), func(ctx context.Context, in *session) error {
		http, address, options := in.Reach()
		return plain(do(ctx, in, wirev1connect.NewAuditServiceClient(http, address, options...)))
	})
}

var reportMake = command{
	name:  "report make",
	short: "make the weekly or monthly reports over the operation logs",
	long: `Without flags it makes the four weekly reports over the last week, Monday to Sunday.

  admin report make
  admin report make -kind traffic                   over the last month
  admin report make -kind off-hours -from 2026-11-16 -to 2026-11-22 -folder reports

What can be made (-kind, with commas between): weekly, off-hours, searches, direct-keys,
sign-ins, traffic. -folder also writes each as CSV. Each is kept at the registry until a
chief signs it (admin help report).
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		kind := set.String("kind", "weekly", "what is made")
		from := set.String("from", "", "first `day`")
		to := set.String("to", "", "last `day`")
		files := set.String("folder", "", "`folder` to write the reports into as CSV")
		return func(ctx context.Context, stdout io.Writer) error {
			kinds, err := kindsOf(*kind)
			if err != nil {
				return err
			}
			first, last, err := span(kinds, *from, *to, civil.FromTime(time.Now()))
			if err != nil {
				return err
			}
			return audits(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.AuditServiceClient) error {
				for _, kind := range kinds {
					answer, err := c.MakeReport(ctx, &wirev1.MakeReportRequest{SessionId: in.id, Kind: kind, FirstDay: first.String(), LastDay: last.String()})
					if err != nil {
						return err
					}
					if err := errors.Join(tellReport(stdout, answer.GetReport()), keepCSV(*files, answer.GetReport())); err != nil {
						return err
					}
				}
				return nil
			})
		}
	},
}

// keepCSV writes a report into a folder, if one is named.
func keepCSV(folder string, r *wirev1.Report) error {
	if folder == "" {
		return nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, csvName(r)), []byte(r.GetCsv()), 0o600)
}

func csvName(r *wirev1.Report) string {
	return fmt.Sprintf("%s.%s.%s.%s.csv", r.GetFirstDay(), r.GetLastDay(), r.GetKind(), r.GetId())
}

func reportHead(r *wirev1.Report) string {
	signed := "not signed"
	if r.GetSignedAt() != 0 {
		signed = strings.TrimSpace(fmt.Sprintf("signed %s by %s %s", minute(r.GetSignedAt()), r.GetSignedBy(), r.GetRemark()))
	}
	return fmt.Sprintf("report %s  %s  %s to %s  made %s by %s  %s", r.GetId(), r.GetKind(), r.GetFirstDay(), r.GetLastDay(), minute(r.GetMadeAt()), r.GetMadeBy(), signed)
}

// tellReport prints a report as a table.
func tellReport(w io.Writer, r *wirev1.Report) error {
	rows, err := csv.NewReader(bytes.NewReader([]byte(r.GetCsv()))).ReadAll()
	if err != nil || len(rows) == 0 {
		return errors.New("the report is not a table")
	}
	fmt.Fprintf(w, "%s\n  %s\n  digest %x\n", reportHead(r), kindTells(r.GetKind()), r.GetDigest())
	if len(rows) == 1 {
		_, err := fmt.Fprintf(w, "  nothing to show\n\n")
		return err
	}
	for i, row := range rows {
		for j, cell := range row {
			rows[i][j] = cmp.Or(cell, "-")
		}
		rows[i][0] = "  " + rows[i][0]
	}
	if err := tellTable(w, rows); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w)
	return err
}

var reportList = command{
	name:  "report list",
	short: "list the reports that were made, and who signed them",
	long: `It also says which checks are due: the work outside office hours of each of the last four
weeks, and the traffic of the last month, as long as they were not made and signed. With
-unsigned it lists only the reports that nobody has signed.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		unsigned := set.Bool("unsigned", false, "only those that nobody has signed")
		return func(ctx context.Context, stdout io.Writer) error {
			return audits(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.AuditServiceClient) error {
				answer, err := c.ListReports(ctx, &wirev1.ListReportsRequest{SessionId: in.id, UnsignedOnly: *unsigned})
				if err != nil {
					return err
				}
				for _, r := range answer.GetReports() {
					fmt.Fprintln(stdout, reportHead(r))
				}
				fmt.Fprintf(stdout, "%d reports\n", len(answer.GetReports()))
				if !*unsigned { // else what was signed is not in the answer
					for _, line := range due(answer.GetReports(), civil.FromTime(time.Now())) {
						fmt.Fprintln(stdout, "DUE:", line)
					}
				}
				return nil
			})
		}
	},
}

// weeksDue is how many whole weeks back it is looked whether the weekly check was done.
const weeksDue = 4

// due says which checks were not made, or not signed.
func due(made []*wirev1.Report, today civil.Date) []string {
	var all []string
	look := func(kind, typed string, first, last civil.Date) {
		state := "not made: admin report make -kind " + typed + " -from " + first.String() + " -to " + last.String()
		for _, r := range made {
			if r.GetKind() != kind || r.GetFirstDay() > first.String() || r.GetLastDay() < last.String() {
				continue
			}
			if r.GetSignedAt() != 0 {
				return
			}
			state = "not signed: admin report sign -id " + r.GetId()
		}
		all = append(all, fmt.Sprintf("%s, %s to %s, %s", typed, first, last, state))
	}
	first, last, _ := span(nil, "", "", today) // fails on days that are given
	for week := range weeksDue {
		look("off_hours", "off-hours", first.AddDays(-7*week), last.AddDays(-7*week))
	}
	first, last, _ = span([]string{"traffic"}, "", "", today)
	look("traffic", "traffic", first, last)
	return all
}

var reportShow = command{
	name:  "report show",
	short: "show a report again, or write it as CSV",
	long:  "  admin report show -id REPORT [-folder FOLDER]\n\n" + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		id := set.String("id", "", "`ID` of the report")
		files := set.String("folder", "", "`folder` to write it into as CSV")
		return func(ctx context.Context, stdout io.Writer) error {
			if *id == "" {
				return errUsage
			}
			return audits(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.AuditServiceClient) error {
				answer, err := c.ListReports(ctx, &wirev1.ListReportsRequest{SessionId: in.id})
				if err != nil {
					return err
				}
				for _, r := range answer.GetReports() {
					if r.GetId() == *id {
						return errors.Join(tellReport(stdout, r), keepCSV(*files, r))
					}
				}
				return fmt.Errorf("there is no report %q", *id)
			})
		}
	},
}

var reportSign = command{
	name:  "report sign",
	short: "sign a report: it was read, and what it shows was settled (R122)",
	long: `For a chief who does not appear in the report. It is refused while a question about it is
open (admin report questions).

  admin report sign -id REPORT -remark "異常なし"

` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		id := set.String("id", "", "`ID` of the report")
		remark := set.String("remark", "", "what was found, and what was done")
		return func(ctx context.Context, stdout io.Writer) error {
			if *id == "" {
				return errUsage
			}
			return audits(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.AuditServiceClient) error {
				if _, err := c.SignReport(ctx, &wirev1.SignReportRequest{SessionId: in.id, ReportId: *id, Remark: *remark}); err != nil {
					return err
				}
				_, err := fmt.Fprintln(stdout, "signed")
				return err
			})
		}
	},
}

package report_test

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/sync/registry/report"
)

func at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", clock, civil.Japan)
	if err != nil {
		panic(err)
	}
	return t
}

func entry(kind audit.Kind, clock string, who operator.ID, detail ...string) report.Entry {
	return report.Entry{Record: audit.Record{Kind: kind, At: at(clock), Operator: who, Terminal: "T1", Detail: detail}}
}

func archived(e report.Entry) report.Entry { e.Archived = true; return e }

func seq(all []report.Entry) iter.Seq2[report.Entry, error] {
	return func(yield func(report.Entry, error) bool) {
		for _, e := range all {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// TestReports is R122, R140 and the analyses of STD 10.2. 2026-11-23 is a Monday.
func TestReports(t *testing.T) {
	var mass []report.Entry
	for range 100 {
		mass = append(mass, entry(audit.Searched, "2026-11-24 10:00", "ito", "by=name,birth", "hits=3"))
	}
	tests := []struct {
		name, kind string
		entries    []report.Entry
		want       []string // rows after the heading
	}{
		{"nobody was there", "off_hours", nil, nil},
		{"within hours", "off_hours", []report.Entry{entry(audit.SignIn, "2026-11-24 08:00", "sato"), entry(audit.SignOut, "2026-11-24 18:29", "sato")}, nil},
		{"before and after", "off_hours", []report.Entry{
			entry(audit.SignIn, "2026-11-24 07:59", "sato"), entry(audit.Searched, "2026-11-24 18:30", "sato"), entry(audit.NumberShown, "2026-11-24 23:10", "sato"),
		}, []string{"2026-11-24,T1,sato,07:59:00,23:10:00,1,0,1,0,1,0,3"}},
		{"a Saturday at noon", "off_hours", []report.Entry{entry(audit.RecordOpened, "2026-11-28 12:00", "sato")}, []string{"2026-11-28,T1,sato,12:00:00,12:00:00,0,0,0,1,0,0,1"}},
		{"the terminal alone, at night", "off_hours", []report.Entry{entry(audit.LineChanged, "2026-11-24 02:00", "")}, nil},
		{"midnight belongs to the day that begins", "off_hours", []report.Entry{entry(audit.SignIn, "2026-11-25 00:00", "sato")}, []string{"2026-11-25,T1,sato,00:00:00,00:00:00,1,0,0,0,0,0,1"}},
		{"the same at the registry and at the terminal counts once", "off_hours", []report.Entry{
			entry(audit.SignIn, "2026-11-24 06:00", "sato"), archived(entry(audit.SignIn, "2026-11-24 06:00", "sato")), archived(entry(audit.Printed, "2026-11-24 06:10", "sato")),
		}, []string{"2026-11-24,T1,sato,06:00:00,06:10:00,1,0,0,0,0,1,2"}},
		{"outside the days", "off_hours", []report.Entry{entry(audit.SignIn, "2026-11-22 23:00", "sato"), entry(audit.SignIn, "2026-11-30 05:00", "sato")}, nil},
		{"many searches are marked", "searches", append(mass, entry(audit.RecordOpened, "2026-11-24 11:00", "sato")), []string{
			"2026-11-24,T1,ito,10:00:00,10:00:00,100,0,0,0,0,many", "2026-11-24,T1,sato,11:00:00,11:00:00,0,0,1,0,0,",
		}},
		{"one search less is not", "searches", mass[1:], []string{"2026-11-24,T1,ito,10:00:00,10:00:00,99,0,0,0,0,"}},
		{"by one number alone", "direct_keys", []report.Entry{
			entry(audit.Searched, "2026-11-24 10:00", "ito", "by=number", "single"), entry(audit.Searched, "2026-11-24 10:01", "ito", "by=name,birth"),
		}, []string{"2026-11-24,T1,ito,10:00:00,10:00:00,1,1,0"}},
		{"failed sign-ins", "sign_ins", slices.Repeat([]report.Entry{entry(audit.SignInRefused, "2026-11-24 10:00", "ito")}, 5), []string{"2026-11-24,T1,ito,10:00:00,10:00:00,5,0,0,0,many"}},
		{"who mistyped once is not marked, who did not is not shown", "sign_ins", []report.Entry{
			entry(audit.SignInRefused, "2026-11-24 10:00", "ito"), entry(audit.SignIn, "2026-11-24 10:01", "ito"), entry(audit.SignIn, "2026-11-24 10:00", "sato"),
		}, []string{"2026-11-24,T1,ito,10:00:00,10:01:00,1,0,1,0,"}},
		{"a fork on the line is an alarm", "traffic", []report.Entry{
			entry(audit.LineChanged, "2026-11-24 10:00", ""), entry(audit.ForkFound, "2026-11-24 10:05", ""), entry(audit.Searched, "2026-11-24 10:05", "ito"),
		}, []string{"2026-11-24,T1,10:00:00,10:05:00,1,0,0,0,0,0,1,0,1,alarm"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			terms := report.DefaultTerms()
			terms.First, terms.Last = civil.MustParse("2026-11-23"), civil.MustParse("2026-11-29")
			text, rows, err := report.Make(tt.kind, terms, seq(tt.entries))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(string(text)), "\n")
			if got := lines[1:]; !slices.Equal(got, tt.want) || rows != len(tt.want) {
				t.Errorf("%d rows:\n%s\nwant\n%s", rows, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
			for _, line := range lines {
				if strings.Count(line, ",") != strings.Count(lines[0], ",") {
					t.Errorf("%q does not fit the heading", line)
				}
			}
		})
	}
}

func TestMakeRefuses(t *testing.T) {
	if _, _, err := report.Make("everything", report.DefaultTerms(), seq(nil)); !errors.Is(err, report.ErrKind) {
		t.Errorf("error = %v", err)
	}
	fail := errors.New("disk")
	for _, name := range report.Names() {
		_, _, err := report.Make(name, report.DefaultTerms(), func(yield func(report.Entry, error) bool) { yield(report.Entry{}, fail) })
		if !errors.Is(err, fail) {
			t.Errorf("%s: error = %v", name, err)
		}
	}
}

// Package report counts operation records (操作ログ) into the sheets that a chief reads
// and signs: who worked outside office hours (R122), what went over the line in a month
// (R140), who searched unusually much or by one number alone (STD 10.2), and which
// sign-ins failed.
//
// A report names operators, terminals and days, and counts. It never says whose
// information was looked at: for that the records themselves are asked for.
//
// What the same operation left at the registry and at the terminal is counted once: of the
// two counts of a kind the greater is taken, as the terminal alone knows what was done
// without a line, and the registry alone what never reached the terminal's log.
//
// Reading the records is the registry's, keeping and signing reports, too.
package report

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
)

// ErrKind says that there is no report of a name.
var ErrKind = errors.New("no such report")

// An Entry is a record and where it was kept.
type Entry struct {
	audit.Record
	Archived bool // in the log of the terminal, not in the registry's
}

// Terms are what a report is made by.
type Terms struct {
	First, Last civil.Date // both inclusive
	// Open and Shut are the hours of work, from midnight in Japan; work outside them, or
	// on a day on which OfficeDay is false, is outside office hours.
	Open, Shut time.Duration
	OfficeDay  func(civil.Date) bool
	// Many is how many searches, or openings of records, of one operator on one day are
	// marked as many.
	Many int
}

// DefaultTerms returns the terms without days: 8:00 to 18:30, Monday to Friday.
func DefaultTerms() Terms {
	return Terms{Open: 8 * time.Hour, Shut: 18*time.Hour + 30*time.Minute, Many: 100, OfficeDay: func(d civil.Date) bool {
		return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
	}}
}

func (t Terms) outside(at time.Time) bool {
	day := civil.FromTime(at)
	if !t.OfficeDay(day) {
		return true
	}
	local := at.In(civil.Japan)
	clock := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute + time.Duration(local.Second())*time.Second
	return clock < t.Open || clock >= t.Shut
}

// A kind is one report: which records it counts, under which heading, and how.
type kind struct {
	takes func(Terms, audit.Record) bool
	// columns are counted, each by its rule.
	columns []column
	// shows says which rows stand on the sheet; nil shows all.
	shows func(func(column string) int) bool
	// perOperator is false for a report on the line alone.
	perOperator bool
	// flag marks a row, "" for an ordinary one.
	flag func(Terms, func(column string) int) string
}

type column struct {
	name  string
	takes func(audit.Record) bool
}

func of(kinds ...audit.Kind) func(audit.Record) bool {
	return func(r audit.Record) bool { return slices.Contains(kinds, r.Kind) }
}

func with(k audit.Kind, detail string) func(audit.Record) bool {
	return func(r audit.Record) bool { return r.Kind == k && slices.Contains(r.Detail, detail) }
}

func human(r audit.Record) bool { return r.Operator != "" }

var kinds = map[string]kind{
	"off_hours": {
		takes: func(t Terms, r audit.Record) bool { return human(r) && t.outside(r.At) }, perOperator: true,
		columns: []column{
			{"sign_ins", of(audit.SignIn, audit.Unlocked)}, {"refused", of(audit.SignInRefused, audit.UnlockRefused)}, {"searches", of(audit.Searched)},
			{"opened", of(audit.RecordOpened)}, {"numbers", of(audit.NumberShown)}, {"printed", of(audit.Printed)}, {"all", human},
		},
	},
	"searches": {
		takes: func(_ Terms, r audit.Record) bool {
			return human(r) && of(audit.Searched, audit.SearchRefused, audit.RecordOpened, audit.NumberShown, audit.AddressShown)(r)
		}, perOperator: true,
		columns: []column{
			{"searches", of(audit.Searched)}, {"refused", of(audit.SearchRefused)}, {"opened", of(audit.RecordOpened)}, {"numbers", of(audit.NumberShown)},
			{"addresses", of(audit.AddressShown)},
		},
		flag: func(t Terms, n func(string) int) string {
			if n("searches") >= t.Many || n("opened") >= t.Many {
				return "many"
			}
			return ""
		},
	},
	"direct_keys": {
		takes: func(_ Terms, r audit.Record) bool {
			return human(r) && r.Kind == audit.Searched && slices.Contains(r.Detail, "single")
		}, perOperator: true,
		columns: []column{
			{"searches", of(audit.Searched)}, {"individual_number", with(audit.Searched, "by=number")}, {"resident_code", with(audit.Searched, "by=code")},
		},
	},
	"sign_ins": {
		takes: func(_ Terms, r audit.Record) bool { return r.Kind.Class() == audit.Authentication }, perOperator: true,
		columns: []column{
			{"refused", of(audit.SignInRefused)}, {"unlock_refused", of(audit.UnlockRefused)}, {"signed_in", of(audit.SignIn)}, {"left_open", of(audit.LeftOpen)},
		},
		shows: func(n func(string) int) bool { return n("refused")+n("unlock_refused")+n("left_open") > 0 },
		flag: func(_ Terms, n func(string) int) string {
			if n("refused")+n("unlock_refused") >= 5 {
				return "many"
			}
			return ""
		},
	},
	"traffic": {
		takes: func(_ Terms, r audit.Record) bool {
			c := r.Kind.Class()
			return c == audit.Communication || c == audit.Fault || of(audit.SignInRefused, audit.Refused)(r)
		},
		columns: []column{
			{"line_changes", of(audit.LineChanged)}, {"calls_refused", of(audit.CallRefused)}, {"sent", of(audit.Sent)}, {"logs_taken_over", of(audit.AuditAnchored)},
			{"entries_refused", of(audit.Refused)}, {"sign_ins_refused", of(audit.SignInRefused)}, {"forks", of(audit.ForkFound)}, {"clock_jumps", of(audit.ClockJumped)},
			{"faults", func(r audit.Record) bool { return r.Kind.Class() == audit.Fault }},
		},
		flag: func(_ Terms, n func(string) int) string {
			if n("forks") > 0 {
				return "alarm"
			}
			return ""
		},
	},
}

// Names returns the reports there are.
func Names() []string { return []string{"direct_keys", "off_hours", "searches", "sign_ins", "traffic"} }

// A group is what one row counts.
type group struct {
	day                civil.Date
	operator, terminal string
}

type tally struct {
	first, last time.Time
	n           [2][]int // at the registry, at the terminal; by column
}

// Make counts the records into the report of a name, as CSV with a heading, and returns
// how many rows it has. Records outside the days are passed over.
func Make(name string, t Terms, entries iter.Seq2[Entry, error]) ([]byte, int, error) {
	k, ok := kinds[name]
	if !ok {
		return nil, 0, fmt.Errorf("make report %q: %w", name, ErrKind)
	}
	rows := make(map[group]*tally)
	for e, err := range entries {
		if err != nil {
			return nil, 0, fmt.Errorf("make report %s: %w", name, err)
		}
		day := civil.FromTime(e.At)
		if day.Before(t.First) || day.After(t.Last) || !k.takes(t, e.Record) {
			continue
		}
		k.count(rows, day, e)
	}
	maps.DeleteFunc(rows, func(_ group, n *tally) bool { return k.shows != nil && !k.shows(k.counted(n)) })
	text, err := k.write(t, rows)
	if err != nil {
		return nil, 0, fmt.Errorf("make report %s: %w", name, err)
	}
	return text, len(rows), nil
}

func (k kind) count(rows map[group]*tally, day civil.Date, e Entry) {
	g := group{day: day, terminal: e.Terminal}
	if k.perOperator {
		g.operator = string(e.Operator)
	}
	row := rows[g]
	if row == nil {
		row = &tally{first: e.At, last: e.At, n: [2][]int{make([]int, len(k.columns)), make([]int, len(k.columns))}}
		rows[g] = row
	}
	if e.At.Before(row.first) {
		row.first = e.At
	}
	if e.At.After(row.last) {
		row.last = e.At
	}
	where := 0
	if e.Archived {
		where = 1
	}
	for i, c := range k.columns {
		if c.takes(e.Record) {
			row.n[where][i]++
		}
	}
}

func (k kind) write(t Terms, rows map[group]*tally) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	heading := []string{"day", "terminal"}
	if k.perOperator {
		heading = append(heading, "operator")
	}
	heading = append(heading, "first", "last")
	for _, c := range k.columns {
		heading = append(heading, c.name)
	}
	if k.flag != nil {
		heading = append(heading, "mark")
	}
	_ = w.Write(heading) // told by Error
	for _, g := range sorted(rows) {
		_ = w.Write(k.row(t, g, rows[g]))
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func (k kind) row(t Terms, g group, n *tally) []string {
	fields := []string{g.day.String(), g.terminal}
	if k.perOperator {
		fields = append(fields, g.operator)
	}
	fields = append(fields, n.first.In(civil.Japan).Format(time.TimeOnly), n.last.In(civil.Japan).Format(time.TimeOnly))
	counted := k.counted(n)
	for _, c := range k.columns {
		fields = append(fields, strconv.Itoa(counted(c.name)))
	}
	if k.flag != nil {
		fields = append(fields, k.flag(t, counted))
	}
	return fields
}

// counted returns what a row has in a column: the greater of what the registry and the
// terminal counted.
func (k kind) counted(n *tally) func(column string) int {
	return func(name string) int {
		i := slices.IndexFunc(k.columns, func(c column) bool { return c.name == name })
		return max(n.n[0][i], n.n[1][i])
	}
}

func sorted(rows map[group]*tally) []group {
	all := make([]group, 0, len(rows))
	for g := range rows {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b group) int {
		return cmp.Or(a.day.Compare(b.day), cmp.Compare(a.terminal, b.terminal), cmp.Compare(a.operator, b.operator))
	})
	return all
}

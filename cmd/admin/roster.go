package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// operatorRoster compares the personnel's roster with who has rights (R029, D21).
var operatorRoster = command{
	name:  "operator roster",
	short: "compare the staff roster with who has rights, and file revocations",
	long: `  admin operator roster -file meibo.csv
  admin operator roster -file meibo.csv -file-revocations

The file is CSV in Shift_JIS or UTF-8 with a line of column names: id (職員番号), name (氏名),
unit (所属), leaves (退職日, may be missing). Shown are those who have rights and are not on
the roster, have left, will leave before their rights end, work in another unit, or are
called otherwise. With -file-revocations a request is filed for each who ought not to have
them; another person approves and IT applies as always. Rights also end by themselves on
their last day, at terminals without a line, too.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		name := set.String("file", "", "roster, a CSV `file`")
		revoke := set.Bool("file-revocations", false, "file the requests")
		return func(ctx context.Context, stdout io.Writer) error {
			if *name == "" {
				return errUsage
			}
			roster, err := readRoster(*name)
			if err != nil {
				return err
			}
			return operators(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient) error {
				all, _, err := requests(ctx, in, c)
				if err != nil {
					return err
				}
				now := time.Now()
				found := operator.Reconcile(operator.RegisterOn(all, now), roster, civil.FromTime(now))
				if err := tellMismatches(stdout, found); err != nil || !*revoke {
					return err
				}
				return revokeAll(ctx, stdout, in, c, found, all)
			})
		}
	},
}

// readRoster reads a file in either encoding: what is not UTF-8 is Shift_JIS.
func readRoster(name string) ([]operator.Member, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read roster: %w", err)
	}
	if !utf8.Valid(b) {
		if b, err = japanese.ShiftJIS.NewDecoder().Bytes(b); err != nil {
			return nil, fmt.Errorf("read roster: neither UTF-8 nor Shift_JIS: %w", operator.ErrRoster)
		}
	}
	return operator.ReadRoster(bytes.NewReader(b))
}

var differences = map[operator.Difference]string{
	operator.NotOnRoster: "not on the roster", operator.HasLeft: "has left", operator.WillLeave: "leaves before the rights end",
	operator.HasMoved: "works in another unit", operator.IsRenamed: "is called otherwise",
}

func tellMismatches(w io.Writer, found []operator.Mismatch) error {
	if len(found) == 0 {
		_, err := fmt.Fprintln(w, "the roster and the register of rights agree")
		return err
	}
	rows := [][]string{{"operator", "difference", "unit of the rights", "unit on the roster", "leaves", "rights"}}
	for _, m := range found {
		rows = append(rows, []string{string(m.Line.Operator), differences[m.What], or(m.Line.Terms.Unit), or(m.Member.Unit), day(m.Member.Leaves), operator.JoinRights(m.Line.Rights)})
	}
	return tellTable(w, rows)
}

// revokeAll files a revocation for each who ought to have one and has none under way that is
// as soon.
func revokeAll(ctx context.Context, w io.Writer, in *session, c wirev1connect.OperatorServiceClient, found []operator.Mismatch, all []operator.Request) error {
	for _, one := range revocations(found) {
		if underWay(all, one) {
			fmt.Fprintf(w, "%s: a revocation is under way already\n", one.Operator)
			continue
		}
		kept, err := file(ctx, in, c, one)
		if err != nil {
			return fmt.Errorf("file revocation of %s: %w", one.Operator, err)
		}
		fmt.Fprintf(w, "%s: revocation filed as %s\n", one.Operator, number(kept.ID))
	}
	return nil
}

// revocations returns what is to be filed: of each operator the one that is due first.
func revocations(found []operator.Mismatch) []operator.Request {
	var filed []operator.Request
	for _, m := range found {
		effective, ends := m.Ends()
		if !ends {
			continue
		}
		one := operator.Request{Act: operator.Revoke, Operator: m.Line.Operator, Effective: effective, Reason: "職員名簿との突合: " + differences[m.What]}
		at := slices.IndexFunc(filed, func(r operator.Request) bool { return r.Operator == one.Operator })
		switch {
		case at < 0:
			filed = append(filed, one)
		case sooner(one.Effective, filed[at].Effective):
			filed[at] = one
		}
	}
	return filed
}

// underWay reports whether a revocation waits that is as soon as one.
func underWay(all []operator.Request, one operator.Request) bool {
	return slices.ContainsFunc(all, func(r operator.Request) bool {
		waits := r.State == operator.Requested || r.State == operator.Approved || r.State == operator.Scheduled
		return waits && r.Act == operator.Revoke && r.Operator == one.Operator && !sooner(one.Effective, r.Effective)
	})
}

// sooner reports whether a request of day a counts before one of day b; no day is at once.
func sooner(a, b civil.Date) bool { return !b.IsZero() && (a.IsZero() || a.Before(b)) }

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"madoguchi/app/civil"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var auditErase = command{
	name:  "audit erase",
	short: "list the years of the logs, or destroy the key of one whose seven years are over (D24)",
	long: `  admin audit erase -list
  admin audit erase -year 2026 -sheet erased-2026.txt

The key of the year is destroyed and its records are dropped, at the registry and what it
holds of the terminals. Hashes, tree and signatures stay: admin audit verify proves as before
that nothing else is missing. It cannot be undone, and is refused before the seven years are
over. The sheet says what was erased, when and by whom, with the signed end of the log; the
log says it, too.

Backups of before hold the key until they are gone: delete those that are older than your
retention of backups, and note the day on the sheet.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		list := set.Bool("list", false, "say what is kept of each year")
		year := set.Int("year", 0, "`year` to erase")
		sheet := set.String("sheet", "", "where to write the sheet (`file`)")
		return func(ctx context.Context, stdout io.Writer) error {
			if *list == (*year != 0) || *year != 0 && *sheet == "" {
				return errUsage
			}
			return audits(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.AuditServiceClient) error {
				if *list {
					return listYears(ctx, stdout, in, c)
				}
				return eraseYear(ctx, stdout, in, c, int32(*year), *sheet)
			})
		}
	},
}

func listYears(ctx context.Context, w io.Writer, in *session, c wirev1connect.AuditServiceClient) error {
	answer, err := c.ListYears(ctx, &wirev1.ListYearsRequest{SessionId: in.id})
	if err != nil {
		return err
	}
	return tellTable(w, yearRows(answer.GetYears()))
}

func yearRows(years []*wirev1.YearKept) [][]string {
	rows := [][]string{{"year", "records", "of terminals", "state"}}
	for _, y := range years {
		state := "kept"
		switch {
		case y.GetErasedAt() != 0:
			state = "erased " + minute(y.GetErasedAt())
		case y.GetDue():
			state = "its seven years are over"
		}
		rows = append(rows, []string{fmt.Sprint(y.GetYear()), fmt.Sprint(y.GetRecords()), fmt.Sprint(y.GetCopies()), state})
	}
	return rows
}

// eraseYear erases a year and writes its sheet. The file of the sheet is made before: what
// cannot be written down is not erased.
func eraseYear(ctx context.Context, stdout io.Writer, in *session, c wirev1connect.AuditServiceClient, year int32, sheet string) (err error) {
	f, err := os.OpenFile(sheet, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	gone, err := c.EraseYear(ctx, &wirev1.EraseYearRequest{SessionId: in.id, Year: year})
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(sheet))
	}
	kept, err := c.ListYears(ctx, &wirev1.ListYearsRequest{SessionId: in.id})
	if err != nil {
		err = fmt.Errorf("the year is erased, its sheet is not whole: %w", err)
	}
	text := eraseSheet(year, in, gone, kept)
	_, writeErr := io.WriteString(io.MultiWriter(f, stdout), text)
	return errors.Join(err, writeErr, f.Sync(), f.Close())
}

func eraseSheet(year int32, in *session, gone *wirev1.EraseYearResponse, kept *wirev1.ListYearsResponse) string {
	var b strings.Builder
	fmt.Fprintf(&b, "消去記録 / sheet of what was erased\nyear of the operation logs: %d\nerased: %s at seat %s by %s\n", year, minute(gone.GetRegistryTime()), in.at.Seat, in.operator)
	fmt.Fprintf(&b, "records of the registry: %d\nrecords of the terminals: %d\n", gone.GetRecords(), gone.GetCopies())
	b.WriteString("how: the key of the year was destroyed and the records were dropped; their hashes stay\n\n")
	if len(kept.GetCheckpoint()) > 0 {
		fmt.Fprintf(&b, "signed end of the registry's log before:\n%s\n", kept.GetCheckpoint())
	} else {
		b.WriteString("the registry's log is not signed (admin help audit)\n\n")
	}
	fmt.Fprintf(&b, "backups that held the key were deleted on: ____________ by: ____________\nchecked with admin audit verify on: ____________ by: ____________\nprinted %s\n", civil.FromTime(time.Now()))
	return b.String()
}

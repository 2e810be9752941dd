package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"madoguchi/app/policy"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// fleet lists the terminals (D22).
var fleet = command{
	name:  "fleet",
	short: "list the terminals with what the registry knows of them",
	long: `Of each terminal: what it is and where, the version of its program and of the policy it has
in force, when it last reported, how far its clock is off, what it owes and for how long, when
its certificate ends, failed tries to sign in since somebody last could, where its key is, the
font of names, free disk, and whether and why it is revoked. The last line says until when
the registry's own certificate is good: no terminal reaches it after that. -csv writes it for a table.

Look at: reports older than a day, clocks off by minutes, certificates of less than 20 days
(the terminal does not renew: why?), entries owed for hours, a terminal that "works as" another
kind than it is designated as (its locked configuration says so: admin help policy), and "fork".

` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		asCSV := set.Bool("csv", false, "as CSV, every column")
		return func(ctx context.Context, stdout io.Writer) error {
			s, err := readSeat(*folder)
			if err != nil {
				return err
			}
			return listFleet(ctx, s, stdin(), stdout, *asCSV)
		}
	},
}

func listFleet(ctx context.Context, s *seat, ask *prompt, stdout io.Writer, asCSV bool) error {
	return s.signedIn(ctx, ask, func(ctx context.Context, in *session) error {
		http, address, options := in.Reach()
		answer, err := wirev1connect.NewSeatServiceClient(http, address, options...).Fleet(ctx, &wirev1.FleetRequest{SessionId: in.id})
		if err != nil {
			return plain(err)
		}
		now := time.UnixMilli(answer.GetRegistryTime())
		if asCSV {
			return fleetCSV(stdout, answer.GetTerminals(), now)
		}
		if err := tellFleet(stdout, answer.GetTerminals(), now); err != nil {
			return err
		}
		return tellRegistry(stdout, answer, now)
	})
}

// tellRegistry says how long terminals reach the registry.
func tellRegistry(w io.Writer, answer *wirev1.FleetResponse, now time.Time) error {
	if answer.GetRegistryEnd() == 0 {
		return nil
	}
	ends := time.UnixMilli(answer.GetRegistryEnd())
	what := "is good"
	if ends.Sub(now) < certificateWarn {
		what = "ENDS: renew it now (registry help identity); it is good"
	}
	_, err := fmt.Fprintf(w, "the registry's own certificate %s until %s\n", what, ends.Local().Format(time.DateOnly))
	return err
}

var personalities = map[policy.Personality]string{policy.RegisterTerminal: "register", policy.IntegratedTerminal: "integrated", policy.AdminSeat: "admin seat"}

// fleetColumns are what is told of a terminal, in order.
var fleetColumns = []string{"terminal", "ward", "is a", "version", "policy", "events held", "reported", "clock off", "owes", "for", "certificate until", "failures", "key", "font", "disk free", "state"}

// fleetRow returns the columns of a terminal.
func fleetRow(t *wirev1.FleetTerminal, now time.Time) []string {
	state := "designated"
	if at := t.GetRevokedAt(); at != 0 {
		state = fmt.Sprintf("revoked %s by %s: %s", minute(at), cmp.Or(t.GetRevokedBy(), "the registry"), cmp.Or(t.GetRevokedFor(), "-"))
	}
	s := t.GetStanding()
	isA := personalities[policy.Personality(t.GetPersonality())]
	if as := s.GetPersonality(); as != 0 && as != t.GetPersonality() {
		isA += ", works as " + personalities[policy.Personality(as)]
	}
	row := []string{t.GetId(), t.GetWard(), isA}
	if s == nil {
		return append(row, "-", fmt.Sprint(t.GetPolicyVersion()), fmt.Sprint(t.GetWatermark()), "never", "-", "-", "-", "-", "-", "-", "-", "-", state)
	}
	if policy.Personality(t.GetPersonality()) == policy.AdminSeat { // it has no window
		return append(row, s.GetVersion(), "-", "-", ago(t, now), off(s), "-", "-", time.UnixMilli(s.GetCertificateEnd()).Local().Format(time.DateOnly), "-", "file", "-", "-", state)
	}
	key := "file"
	if s.GetTpm() {
		key = "TPM"
	}
	return append(row, s.GetVersion(), fmt.Sprint(t.GetPolicyVersion()), fmt.Sprint(t.GetWatermark()),
		ago(t, now), off(s), fmt.Sprint(s.GetOwed()),
		fmt.Sprint((time.Duration(s.GetOwedFor()) * time.Millisecond).Round(time.Second)),
		time.UnixMilli(s.GetCertificateEnd()).Local().Format(time.DateOnly), fmt.Sprint(s.GetUnlockFailures()), key, cmp.Or(s.GetFonts(), "built in"),
		fmt.Sprintf("%d MiB", s.GetDiskFree()>>20), state)
}

func ago(t *wirev1.FleetTerminal, now time.Time) string {
	return fmt.Sprintf("%v ago", now.Sub(time.UnixMilli(t.GetReportedAt())).Round(time.Second))
}

func off(s *wirev1.ReportRequest) string {
	return fmt.Sprint((time.Duration(s.GetClockAhead()) * time.Millisecond).Round(time.Second))
}

func tellFleet(w io.Writer, terminals []*wirev1.FleetTerminal, now time.Time) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, strings.Join(fleetColumns, "\t"))
	for _, t := range terminals {
		fmt.Fprintln(table, strings.Join(fleetRow(t, now), "\t"))
	}
	return table.Flush()
}

func fleetCSV(w io.Writer, terminals []*wirev1.FleetTerminal, now time.Time) error {
	table := csv.NewWriter(w)
	if err := table.Write(fleetColumns); err != nil {
		return err
	}
	for _, t := range terminals {
		row := fleetRow(t, now)
		for i, cell := range row { // a program's version must not become a formula
			if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "@") {
				row[i] = "'" + cell
			}
		}
		if err := table.Write(row); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

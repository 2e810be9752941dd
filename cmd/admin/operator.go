package main

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// operatorCommands are what is done about operators and rights.
var operatorCommands = []command{operatorAbout, operatorRequest, operatorList, operatorApprove, operatorApply, operatorUnits, operatorRegister, operatorCheck, operatorRoster, operatorPIN, operatorPasskey}

const signInText = `It asks for operator ID, PIN and token code of whoever does it.
`

var operatorAbout = command{
	name:  "operator",
	short: "how operators get, change and lose rights",
	long: `Rights are set in three steps by different people (R026):

  1. admin operator request   the business department (right "personnel") asks
  2. admin operator approve   another person of it approves
  3. admin operator apply     IT (right "admin") sets them

IT may take the place of the business department where that is decided; nobody takes two
steps that need two people, and nobody approves or applies a request about themselves.

What can be asked for (-act):

  unit           what members of an organisational unit may have at most; do this first
                 (admin operator units lists them)
  grant          somebody becomes an operator. apply shows a PIN for the first sign-in and the
                 seed of the token; the holder sets another PIN at that sign-in
  change         other rights, another unit or other dates
  revoke         (失効) everything ends. With -emergency one person does it at once; it stays
                 marked in "admin operator list" until a second one has approved it afterwards
  unlock         the PIN was disabled after too many failures; the PIN stays
  reset-pin      apply shows a PIN for one sign-in, on which the holder sets another
  replace-token  apply shows the seed of another token, or takes it from a PSKC file

With -effective DATE grant, change and revoke wait for their day. What terminals hold for the
times without a line is dropped at their next sync, and an open session ends there.

Every year, and after each change of staff:

  admin operator roster -file  compares the personnel's roster with who has rights (R029)
  admin operator register      prints the register of rights (操作権限管理簿, R028)
  admin operator check -sign   keeps that you compared it (R118)

Rights: ` + operator.RightNames() + `
`,
	flags: func(*flag.FlagSet) func(context.Context, io.Writer) error {
		return func(_ context.Context, stdout io.Writer) error {
			fmt.Fprintln(stdout, "admin help operator says how operators get, change and lose rights; admin help lists the steps")
			return nil
		}
	},
}

// operators runs do with a client of the operators' service in a session.
func operators(ctx context.Context, folder string, do func(context.Context, *session, wirev1connect.OperatorServiceClient) error) error {
	s, err := readSeat(folder)
	if err != nil {
		return err
	}
	return s.signedIn(ctx, stdin(), func(ctx context.Context, in *session) error {
		http, address, options := in.Reach()
		return plain(do(ctx, in, wirev1connect.NewOperatorServiceClient(http, address, options...)))
	})
}

var operatorRequest = command{
	name:  "operator request",
	short: "ask for rights, a revocation, a PIN, a token, or a unit",
	long: `Examples:

  admin operator request -act unit -unit kita-1 -name "北区 届出係" -ward 991015 \
                         -rights enter,review,search -reason "組織規則 第3条"
  admin operator request -act grant -id c42 -name "灘 渚" -unit kita-1 -ward 991015 \
                         -rights enter,search -from 2026-04-01 -until 2027-03-31 -reason "4月1日付け異動"
  admin operator request -act revoke -id c42 -effective 2026-10-01 -reason "異動"
  admin operator request -act revoke -id c42 -emergency -reason "貸与トークンの盗難"
  admin operator request -act reset-pin -id c42 -reason "本人から申出"

It prints the number of the request, which the next steps are given.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		var r operator.Request
		var act, id, login, rights, from, until, effective string
		set.StringVar(&act, "act", "", "what is asked for: grant, change, revoke, unlock, reset-pin, replace-token or unit")
		set.StringVar(&id, "id", "", "operator `ID` (操作者ID)")
		set.StringVar(&login, "login", "", "`ID` typed at an integrated terminal (照合ID)")
		set.StringVar(&r.Terms.Name, "name", "", "`name` of the person or the unit")
		set.StringVar(&r.Terms.Unit, "unit", "", "organisational `unit`")
		set.StringVar(&r.Terms.Ward, "ward", "", "municipality `code` that the rights cover")
		set.StringVar(&rights, "rights", "", "`rights` with commas between")
		set.StringVar(&from, "from", "", "first `day` that counts")
		set.StringVar(&until, "until", "", "last `day` that counts")
		set.StringVar(&effective, "effective", "", "`day` from which the change counts; at once without it")
		set.StringVar(&r.Reason, "reason", "", "why, as the application says it")
		set.BoolVar(&r.Emergency, "emergency", false, "revoke at once, without a second person; that one is told afterwards")
		return func(ctx context.Context, stdout io.Writer) error {
			var err error
			if r.Act, err = operator.ParseAct(act); err != nil {
				return errUsage
			}
			r.Operator, r.Terms.Login = operator.ID(id), operator.ID(login)
			if r.Terms.Rights, err = operator.ParseRights(rights); err != nil {
				return err
			}
			for _, day := range []struct {
				text string
				into *civil.Date
			}{{from, &r.Terms.From}, {until, &r.Terms.Until}, {effective, &r.Effective}} {
				if day.text == "" {
					continue
				}
				if *day.into, err = civil.Parse(day.text); err != nil {
					return fmt.Errorf("%q is no date like 2026-04-01", day.text)
				}
			}
			if err := r.Check(); err != nil {
				return err
			}
			return operators(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient) error {
				kept, err := file(ctx, in, c, r)
				if err != nil {
					return err
				}
				fmt.Fprintf(stdout, "request %s: %s of %s, %s\n", number(kept.ID), kept.Act, about(kept), kept.State)
				if kept.Emergency {
					fmt.Fprintln(stdout, "it is in force; another person has to approve it afterwards")
				}
				return nil
			})
		}
	},
}

func file(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient, r operator.Request) (operator.Request, error) {
	body, err := r.Encode()
	if err != nil {
		return r, err
	}
	answer, err := c.FileRequest(ctx, &wirev1.FileRequestRequest{SessionId: in.id, Request: body})
	if err != nil {
		return r, err
	}
	return operator.DecodeRequest(answer.GetRequest())
}

// number is how a request is called at the seat: the end of its ID, which is random.
func number(id string) string { return id[max(0, len(id)-12):] }

// requests returns the register of rights, oldest first.
func requests(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient) ([]operator.Request, *wirev1.ListRequestsResponse, error) {
	answer, err := c.ListRequests(ctx, &wirev1.ListRequestsRequest{SessionId: in.id})
	if err != nil {
		return nil, nil, err
	}
	var all []operator.Request
	for _, body := range answer.GetRequests() {
		r, err := operator.DecodeRequest(body)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, r)
	}
	return all, answer, nil
}

// called finds a request by its number.
func called(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient, text string) (operator.Request, error) {
	all, _, err := requests(ctx, in, c)
	if err != nil {
		return operator.Request{}, err
	}
	for _, r := range all {
		if text != "" && (r.ID == text || number(r.ID) == text) {
			return r, nil
		}
	}
	return operator.Request{}, fmt.Errorf("there is no request %q; admin operator list shows them", text)
}

var operatorList = command{
	name:  "operator list",
	short: "list the requests that wait for a step",
	long:  "With -all it lists every request there was.\n" + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		every := set.Bool("all", false, "also those that are done or declined")
		return func(ctx context.Context, stdout io.Writer) error {
			return operators(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient) error {
				all, _, err := requests(ctx, in, c)
				if err != nil {
					return err
				}
				return tellRequests(stdout, all, *every)
			})
		}
	},
}

func tellRequests(w io.Writer, all []operator.Request, every bool) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "number\tact\tabout\tunit\trights\teffective\tstate\tasked\tapproved\tapplied\treason")
	for _, r := range all {
		state, waits := r.State.String(), r.State != operator.InForce && r.State != operator.Declined
		if r.Emergency && r.Agreed.By == "" {
			state, waits = "emergency, not approved", true
		}
		if !waits && !every {
			continue
		}
		fmt.Fprintln(table, strings.Join([]string{number(r.ID), r.Act.String(), about(r), or(r.Terms.Unit), or(operator.JoinRights(r.Terms.Rights)), day(r.Effective),
			state, marked(r.Asked), marked(r.Agreed), marked(r.Done), r.Reason}, "\t"))
	}
	return table.Flush()
}

// about names what a request is about.
func about(r operator.Request) string {
	if r.Act == operator.SetUnit {
		return r.Terms.Unit
	}
	return string(r.Operator)
}

// or returns text, a stroke for none.
func or(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func day(d civil.Date) string {
	if d.IsZero() {
		return "-"
	}
	return d.String()
}

func marked(m operator.Mark) string {
	if m.At.IsZero() {
		return "-"
	}
	who := string(m.By)
	if who == "" {
		who = "registry"
	}
	return who + " " + m.At.In(civil.Japan).Format("2006-01-02 15:04")
}

var operatorApprove = command{
	name:  "operator approve",
	short: "approve or decline what another person asked for",
	long: `  admin operator approve -number 0123456789ab
  admin operator approve -number 0123456789ab -decline -note "所属が異なる"

An emergency revocation is approved afterwards in the same way.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		which := set.String("number", "", "`number` of the request")
		decline := set.Bool("decline", false, "decline it")
		note := set.String("note", "", "why it is declined")
		return func(ctx context.Context, stdout io.Writer) error {
			if *which == "" || *decline && *note == "" {
				return errUsage
			}
			return operators(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient) error {
				r, err := called(ctx, in, c, *which)
				if err != nil {
					return err
				}
				answer, err := c.DecideRequest(ctx, &wirev1.DecideRequestRequest{SessionId: in.id, RequestId: r.ID, Decline: *decline, Note: *note})
				if err != nil {
					return err
				}
				if r, err = operator.DecodeRequest(answer.GetRequest()); err != nil {
					return err
				}
				fmt.Fprintf(stdout, "request %s: %s of %s, %s\n", number(r.ID), r.Act, about(r), r.State)
				return nil
			})
		}
	},
}

var operatorUnits = command{
	name:  "operator units",
	short: "list the organisational units with what their members may have at most",
	long:  signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		return func(ctx context.Context, stdout io.Writer) error {
			return operators(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient) error {
				all, _, err := requests(ctx, in, c)
				if err != nil {
					return err
				}
				rows := [][]string{{"unit", "ward", "rights at most", "name"}}
				for _, u := range operator.Units(all, time.Now()) {
					rows = append(rows, []string{u.Unit, u.Ward, operator.JoinRights(u.Rights), u.Name})
				}
				return tellTable(stdout, rows)
			})
		}
	},
}

var operatorRegister = command{
	name:  "operator register",
	short: "print the register of rights (操作権限管理簿)",
	long: `It prints who has which rights, since when, and who asked, approved and applied them. With
-on DATE as it was at the end of that day, with -history every step there was, with -csv for
a spreadsheet. The last line is the digest that admin operator check signs.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		on := set.String("on", "", "`day` to show, today without it")
		history := set.Bool("history", false, "every request there was")
		asCSV := set.Bool("csv", false, "with commas between, as UTF-8")
		return func(ctx context.Context, stdout io.Writer) error {
			at, err := endOf(*on)
			if err != nil {
				return err
			}
			return operators(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient) error {
				all, answer, err := requests(ctx, in, c)
				if err != nil {
					return err
				}
				if *history {
					return tellRequests(stdout, all, true)
				}
				rows := registerRows(all, at)
				if *asCSV {
					return csv.NewWriter(stdout).WriteAll(rows)
				}
				if err := tellTable(stdout, rows); err != nil {
					return err
				}
				for _, check := range answer.GetChecks() {
					fmt.Fprintf(stdout, "checked %s by %s at %s: %s %s\n", time.UnixMilli(check.GetAt()).In(civil.Japan).Format("2006-01-02 15:04"), check.GetBy(), check.GetSeat(), check.GetDigest()[:16], check.GetNote())
				}
				fmt.Fprintf(stdout, "digest %s\n", digest(rows))
				return nil
			})
		}
	},
}

// endOf returns the last moment of a day, now for "".
func endOf(text string) (time.Time, error) {
	if text == "" {
		return time.Now(), nil
	}
	d, err := civil.Parse(text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no date like 2026-04-01", text)
	}
	d = d.AddDays(1)
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, civil.Japan).Add(-time.Millisecond), nil
}

func registerRows(all []operator.Request, at time.Time) [][]string {
	rows := [][]string{{"operator", "login", "name", "unit", "ward", "rights", "from", "until", "standing", "since", "asked", "approved", "applied", "reason"}}
	for _, line := range operator.RegisterOn(all, at) {
		standing := "in force"
		if line.Ended {
			standing = "ended"
		}
		rows = append(rows, []string{string(line.Operator), or(string(line.Terms.Login)), line.Terms.Name, or(line.Terms.Unit), line.Terms.Ward, operator.JoinRights(line.Rights), day(line.Terms.From), day(line.Terms.Until),
			standing, line.Since.In(civil.Japan).Format("2006-01-02 15:04"), marked(line.By.Asked), marked(line.By.Agreed), marked(line.By.Done), line.By.Reason})
	}
	return rows
}

func tellTable(w io.Writer, rows [][]string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(table, strings.Join(row, "\t"))
	}
	return table.Flush()
}

// digest is what a check signs: SHA-256 of the register as CSV.
func digest(rows [][]string) string {
	h := sha256.New()
	_ = csv.NewWriter(h).WriteAll(rows) // a hash takes everything
	return hex.EncodeToString(h.Sum(nil))
}

var errSignIt = errors.New("nothing was kept: with -sign you state that you compared the register")

var operatorCheck = command{
	name:  "operator check",
	short: "keep that you compared the register of rights (R118)",
	long: `Print the register, compare it with the staff and the duties, and then

  admin operator check -sign -note "年度当初の点検"

It keeps who checked, when, and the digest of the register as it is now.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		sign := set.Bool("sign", false, "state that you compared it")
		note := set.String("note", "", "occasion, or what was found")
		return func(ctx context.Context, stdout io.Writer) error {
			if !*sign {
				return errSignIt
			}
			return operators(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient) error {
				all, _, err := requests(ctx, in, c)
				if err != nil {
					return err
				}
				rows := registerRows(all, time.Now())
				answer, err := c.CheckRegister(ctx, &wirev1.CheckRegisterRequest{SessionId: in.id, Digest: digest(rows), Note: *note})
				if err != nil {
					return err
				}
				fmt.Fprintf(stdout, "register of %d operators checked by %s, digest %s\n", len(rows)-1, answer.GetCheck().GetBy(), answer.GetCheck().GetDigest())
				return nil
			})
		}
	},
}

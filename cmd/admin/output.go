package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/output"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// outputCommands are about what leaves: mass printing, provisions, and their media.
var outputCommands = []command{outputAbout, outputList, outputApprove, provisionAsk, provisionDeliver, mediaList, mediaAdd, mediaSeal, mediaIn, mediaDestroy, timeTopic}

var outputAbout = topic("output", "how data leaves: mass printing, provisions, media (a text)", `Nothing leaves in quantity without somebody else's word beforehand (R042, R130), every
provision has a number, and every medium a line in the ledger (媒体管理簿, R136). What was
declined, and every try without an approval, is kept as well (R131). Rows and log are kept for
seven years; registry purge erases them then.

Mass printing at a counter
  The policy says how many residents may be printed without an approval, at once
  (output.records) and a day (output.records_day); copies count. A clerk who is over it
  presses F5 in the preview and gets a number, say 261124-001. A chief of the ward approves
  or declines it at any terminal (worklist F7, then F10), or at an admin seat:
      admin output list
      admin output approve -number 261124-001
  It counts for that operator, at that terminal, on that day, for that many, once.

A provision (提供) to another authority
  1. Somebody with the right admin, personnel or chief asks, with the legal ground and the
     letter (依頼文) that asks for it:
         admin provision ask -act attended -to "北海県" -basis "法第30条の6 市住第12号" \
                             -what "整合性検査用ファイル" -records 12000 -reason "年次の整合性検査"
     -act transfer is for what goes from system to system by itself; it is approved for up to
     a year, and each delivery is logged with its number.
  2. A chief, somebody else, approves it at an admin seat: admin output approve.
  3. On its day it is sealed for its recipient, put on a medium of the ledger, and handed
     over by who asked, with a witness of IT (right admin) beside, who signs in at the same
     seat (R045):
         admin media add -kind dvd -serial TDK-0042 -label "整合性検査 2026"
         admin media seal -medium M26-0001 -number 261124-002 -records 12000 \
                          -in extract.csv -out extract.csv.age -to age1…
         (write extract.csv.age on the medium, erase both files)
         admin provision deliver -number 261124-002 -records 12000 -medium M26-0001
     On paper, or by hand without a medium: without -medium.
  4. When the medium is back: admin media in. At its end: admin media destroy, with a
     witness and how it was done.

The recipient gives an age key (https://age-encryption.org): age-keygen makes one; the part
that begins with age1 is for you, the other stays with them. Compare it by telephone.
No program of Madoguchi writes a file with residents' data. What is provided is made by the
system that is approved to make it; admin seals it, counts it and keeps the record.
`)

// outputs runs do with a client of the outputs' service in a session.
func outputs(ctx context.Context, folder string, do func(context.Context, *session, wirev1connect.OutputServiceClient) error) error {
	s, err := readSeat(folder)
	if err != nil {
		return err
	}
	return s.signedIn(ctx, stdin(), func(ctx context.Context, in *session) error {
		http, address, options := in.Reach()
		return plainOutput(do(ctx, in, wirev1connect.NewOutputServiceClient(http, address, options...)))
	})
}

// plainOutput is plain for what the registry refuses about outputs and media.
func plainOutput(err error) error {
	var e *wire.Error
	if !errors.As(err, &e) {
		return err
	}
	text, ok := map[wire.Kind]string{
		wire.NotApproved: "no approval of this number is for this, for you, here and today", wire.OverApproved: "more than was approved",
		wire.NoWitness: "a witness with the right admin has to sign in as well", wire.NotThisMove: "not possible for this medium as it is (admin media list)",
		wire.RequestState: "it was decided or used already, or its day is over", wire.NotFound: "there is no such number", wire.Malformed: "something is missing or too long",
		wire.SamePerson: "this needs another person",
	}[e.Kind]
	if !ok {
		return plain(err)
	}
	return fmt.Errorf("%s: %w", text, err)
}

// beside signs a witness in at the seat where somebody works already, does something with
// the witness's session, and signs the witness out.
func (in *session) beside(ctx context.Context, ask *prompt, do func(session string) error) error {
	fmt.Fprintln(ask.tell, "the witness signs in:")
	request := &wirev1.SignInRequest{}
	var errs [3]error
	request.OperatorId, errs[0] = ask.line("operator ID of the witness")
	if errs[0] == nil {
		request.Pin, errs[1] = ask.secret("PIN of the witness")
	}
	if errs[1] == nil {
		request.TokenCode, errs[2] = ask.line("token code of the witness")
	}
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	public, _, err := ed25519.GenerateKey(rand.Reader) // a seat signs nothing with it
	if err != nil {
		return err
	}
	request.PublicKey = public
	answer, err := in.SignIn(ctx, request)
	if err != nil {
		return fmt.Errorf("sign the witness in: %w", plain(err))
	}
	err = do(answer.GetSessionId())
	_, out := in.SignOut(context.WithoutCancel(ctx), &wirev1.SignOutRequest{SessionId: answer.GetSessionId()})
	return errors.Join(err, out)
}

var outputList = command{
	name:  "output list",
	short: "list what was asked to leave, and what became of it",
	long: `Mass printing and provisions, newest first: what waits, what is approved and not used yet.
With -all also what was used, declined, or has had its day.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		every := set.Bool("all", false, "also what is over")
		return func(ctx context.Context, stdout io.Writer) error {
			return outputs(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OutputServiceClient) error {
				answer, err := c.ListOutputs(ctx, &wirev1.ListOutputsRequest{SessionId: in.id, OpenOnly: !*every})
				if err != nil {
					return err
				}
				return tellOutputs(stdout, answer.GetApprovals(), time.UnixMilli(answer.GetRegistryTime()))
			})
		}
	},
}

func tellOutputs(w io.Writer, bodies [][]byte, now time.Time) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "number\tact\trecords\twhat\tto\tbasis\tcounts on\tstate\tasked\tdecided\tused\treason\tnote")
	for _, body := range bodies {
		a, err := output.DecodeApproval(body)
		if err != nil {
			return err
		}
		fmt.Fprintln(table, joined(a.Number, a.Act.String(), strconv.Itoa(a.Records), a.What, or(a.To), or(a.Basis), days(a), approvalState(a, now), marked(a.Asked)+" "+a.Asked.Seat, marked(a.Decided), used(a), a.Reason, or(a.Note)))
	}
	return table.Flush()
}

func joined(cells ...string) string {
	text := ""
	for i, c := range cells {
		if i > 0 {
			text += "\t"
		}
		text += c
	}
	return text
}

func days(a output.Approval) string {
	if a.From == a.Until {
		return day(a.From)
	}
	return day(a.From) + " to " + day(a.Until)
}

func approvalState(a output.Approval, now time.Time) string {
	if a.Over(civil.FromTime(now)) {
		return a.State.String() + ", its day is over"
	}
	return a.State.String()
}

// used says when data last left by an approval, and before whom.
func used(a output.Approval) string {
	if len(a.Uses) == 0 {
		return "-"
	}
	u := a.Uses[len(a.Uses)-1]
	text := fmt.Sprintf("%s %d records", marked(u.Mark), u.Records)
	if u.Witness != "" {
		text += ", witness " + string(u.Witness)
	}
	if u.Medium != "" {
		text += ", on " + u.Medium
	}
	if u.Returned {
		text += ", nothing came out"
	}
	if n := len(a.Uses); n > 1 {
		text += fmt.Sprintf(" (%d times)", n)
	}
	return text
}

var outputApprove = command{
	name:  "output approve",
	short: "approve or decline mass printing or a provision, as a chief",
	long: `  admin output approve -number 261124-001
  admin output approve -number 261124-001 -decline -note "範囲を絞ること"

It takes the right chief, and somebody else than who asked.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		number := set.String("number", "", "`number` of what was asked for")
		decline := set.Bool("decline", false, "decline it")
		note := set.String("note", "", "why it is declined")
		return func(ctx context.Context, stdout io.Writer) error {
			typed, err := output.ParseNumber(*number)
			if err != nil || *decline && *note == "" {
				return errUsage
			}
			return outputs(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OutputServiceClient) error {
				answer, err := c.DecideOutput(ctx, &wirev1.DecideOutputRequest{SessionId: in.id, Number: typed, Decline: *decline, Note: *note})
				if err != nil {
					return err
				}
				return sayOutput(stdout, answer.GetApproval())
			})
		}
	},
}

func sayOutput(w io.Writer, body []byte) error {
	a, err := output.DecodeApproval(body)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %s of %d records, %s\n", a.Number, a.Act, a.Records, a.State)
	return nil
}

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/output"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var provisionAsk = command{
	name:  "provision ask",
	short: "ask for the approval of a provision (R042)",
	long: `  admin provision ask -act attended -to "北海県" -basis "法第30条の6 市住第12号" \
                      -what "整合性検査用ファイル" -records 12000 -reason "年次の整合性検査"
  admin provision ask -act transfer -to "庁内連携基盤" -basis "番号利用条例第3条" \
                      -what "住民票関係情報" -records 2000000 -reason "新年度の連携" \
                      -from 2027-04-01 -until 2028-03-31

It prints the number. An attended one counts on one day (-from, today without it); a transfer
until -until, a year at most. admin help output has all the steps.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		var a output.Approval
		var act, from, until string
		set.StringVar(&act, "act", "", "how it leaves: attended or transfer")
		set.StringVar(&a.To, "to", "", "who gets it")
		set.StringVar(&a.Basis, "basis", "", "legal `ground`, and the letter that asks for it")
		set.StringVar(&a.What, "what", "", "what it is, without any resident's data")
		set.IntVar(&a.Records, "records", 0, "how many residents at most")
		set.StringVar(&a.Reason, "reason", "", "why")
		set.StringVar(&from, "from", "", "first `day` that it counts, today without it")
		set.StringVar(&until, "until", "", "last `day`, of a transfer")
		return func(ctx context.Context, stdout io.Writer) error {
			var err error
			if a.Act, err = output.ParseAct(act); err != nil || a.Act == output.Print {
				return errUsage
			}
			today := civil.FromTime(time.Now())
			if a.From, err = dayOr(from, today); err != nil {
				return err
			}
			if a.Until, err = dayOr(until, a.From); err != nil {
				return err
			}
			if err := a.Check(today); err != nil {
				return err
			}
			body, err := a.Encode()
			if err != nil {
				return err
			}
			return outputs(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OutputServiceClient) error {
				answer, err := c.AskOutput(ctx, &wirev1.AskOutputRequest{SessionId: in.id, Approval: body})
				if err != nil {
					return err
				}
				return sayOutput(stdout, answer.GetApproval())
			})
		}
	},
}

// dayOr reads a day, and gives another for "".
func dayOr(text string, other civil.Date) (civil.Date, error) {
	if text == "" {
		return other, nil
	}
	d, err := civil.Parse(text)
	if err != nil {
		return d, fmt.Errorf("%q is no date like 2026-04-01", text)
	}
	return d, nil
}

var provisionDeliver = command{
	name:  "provision deliver",
	short: "hand a provision over before a witness of IT (R045)",
	long: `  admin provision deliver -number 261124-002 -records 12000 -medium M26-0001

Who asked signs in, then the witness (right admin) at the same seat. With -medium that one
goes out to the recipient; without, it is paper or by hand.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		number := set.String("number", "", "`number` of the approval")
		records := set.Uint("records", 0, "how many residents")
		medium := set.String("medium", "", "`number` of the medium")
		return func(ctx context.Context, stdout io.Writer) error {
			typed, err := output.ParseNumber(*number)
			if err != nil || *records == 0 || *records > output.MaxRecords {
				return errUsage
			}
			return outputs(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OutputServiceClient) error {
				return in.beside(ctx, stdin(), func(witness string) error {
					answer, err := c.Provide(ctx, &wirev1.ProvideRequest{SessionId: in.id, WitnessSessionId: witness, Number: typed, Records: uint32(*records), Medium: *medium})
					if err != nil {
						return err
					}
					a, err := output.DecodeApproval(answer.GetApproval())
					if err != nil {
						return err
					}
					fmt.Fprintf(stdout, "%s: handed over to %s, %s\n", a.Number, a.To, used(a))
					return nil
				})
			})
		}
	},
}

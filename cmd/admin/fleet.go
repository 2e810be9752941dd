package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
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
	long: `It asks for operator ID, PIN and token code of somebody with the right to administer.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		return func(ctx context.Context, stdout io.Writer) error {
			s, err := readSeat(*folder)
			if err != nil {
				return err
			}
			return s.signedIn(ctx, newPrompt(os.Stdin, os.Stderr), func(ctx context.Context, in *session) error {
				http, address, options := in.Reach()
				answer, err := wirev1connect.NewSeatServiceClient(http, address, options...).Fleet(ctx, &wirev1.FleetRequest{SessionId: in.id})
				if err != nil {
					return plain(err)
				}
				return tellFleet(stdout, answer.GetTerminals())
			})
		}
	},
}

var personalities = map[policy.Personality]string{policy.RegisterTerminal: "register", policy.IntegratedTerminal: "integrated", policy.AdminSeat: "admin seat"}

func tellFleet(w io.Writer, terminals []*wirev1.FleetTerminal) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "terminal\tward\tis a\tpolicy\tevents held\tstate")
	for _, t := range terminals {
		state := "designated"
		if at := t.GetRevokedAt(); at != 0 {
			state = "revoked " + time.UnixMilli(at).Local().Format("2006-01-02 15:04")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\t%s\n", t.GetId(), t.GetWard(), personalities[policy.Personality(t.GetPersonality())], t.GetPolicyVersion(), t.GetWatermark(), state)
	}
	return table.Flush()
}

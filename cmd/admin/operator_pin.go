package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"madoguchi/app/operator"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var operatorPIN = command{
	name:  "operator pin",
	short: "set your own PIN",
	long: `A PIN has 6 to 12 digits, is no run and not all one digit. Whoever signs in with a first
PIN is asked for another by every command; at a terminal the screen asks.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		return func(ctx context.Context, stdout io.Writer) error {
			s, err := readSeat(*folder)
			if err != nil {
				return err
			}
			ask := stdin()
			return s.signedIn(ctx, ask, func(ctx context.Context, in *session) error {
				if in.renewed { // it was due and is set
					return nil
				}
				old, err := ask.secret("PIN that you have")
				if err != nil {
					return err
				}
				return in.setPIN(ctx, ask, old)
			})
		}
	},
}

var errPINsDiffer = errors.New("the two PINs differ; nothing was changed")

// setPIN asks the operator for another PIN, twice, and sets it.
func (in *session) setPIN(ctx context.Context, ask *prompt, old string) error {
	now, err := ask.secret("new PIN")
	if err != nil {
		return err
	}
	if err := operator.CheckPIN(now); err != nil {
		return err
	}
	again, err := ask.secret("new PIN again")
	if err != nil {
		return err
	}
	if now != again {
		return errPINsDiffer
	}
	http, address, options := in.Reach()
	_, err = wirev1connect.NewHolderServiceClient(http, address, options...).ChangePIN(ctx, &wirev1.ChangePINRequest{SessionId: in.id, Pin: old, NewPin: now})
	if err != nil {
		return fmt.Errorf("set PIN: %w", plain(err))
	}
	fmt.Fprintln(ask.tell, "the new PIN is set")
	return nil
}

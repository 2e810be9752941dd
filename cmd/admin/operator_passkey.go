package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"madoguchi/cmd/terminal/authenticator"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var operatorPasskey = command{
	name:  "operator passkey",
	short: "enrol your authenticator for integrated terminals (R116)",
	long: `Plug a FIDO2 authenticator with a fingerprint reader or a PIN of its own into this machine
and sign in yourself: the key it makes is yours. It has to verify you, by your finger or its
PIN, or the registry refuses it. The registry must have been given a passkey_host, and this
machine the programs of libfido2 (package fido2-tools). At an integrated terminal whose
configuration says "presence": "passkey" the same authenticator is asked at each sign-in.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		return func(ctx context.Context, stdout io.Writer) error {
			s, err := readSeat(*folder)
			if err != nil {
				return err
			}
			return s.signedIn(ctx, stdin(), func(ctx context.Context, in *session) error {
				return plain(in.enrolPasskey(ctx, authenticator.System, stdout))
			})
		}
	},
}

func (in *session) enrolPasskey(ctx context.Context, tools authenticator.Tools, stdout io.Writer) error {
	http, address, options := in.Reach()
	holder := wirev1connect.NewHolderServiceClient(http, address, options...)
	offer, err := holder.OfferPasskey(ctx, &wirev1.OfferPasskeyRequest{SessionId: in.id})
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "touch the authenticator when it blinks")
	made, err := tools.Enrol(ctx, offer.GetOptions())
	if err != nil {
		return err
	}
	if _, err := holder.AddPasskey(ctx, &wirev1.AddPasskeyRequest{SessionId: in.id, Answer: made}); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "the authenticator is enrolled")
	return err
}

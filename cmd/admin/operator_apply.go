package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"madoguchi/app/operator"
	"madoguchi/cmd/admin/otpauth"
	"madoguchi/cmd/admin/pskc"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var operatorApply = command{
	name:  "operator apply",
	short: "set what was approved (IT)",
	long: `  admin operator apply -number 0123456789ab
  admin operator apply -number 0123456789ab -pskc tokens.xml -serial 987654321

Of a grant and a reset PIN it shows a PIN for the first sign-in, once: put it into a sealed
envelope for the holder, who sets another at that sign-in. Of a grant and a replaced token it
shows the seed as a QR code for the holder's token, once; or it takes the seed of the token
with that serial number from the file its maker delivered (PSKC, RFC 6030), whose key or
password it asks for. Tokens have to be time-based with six digits and 30 seconds.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		which := set.String("number", "", "`number` of the request")
		name := set.String("pskc", "", "PSKC `file` of delivered tokens")
		serial := set.String("serial", "", "serial `number` of the token in the file")
		return func(ctx context.Context, stdout io.Writer) error {
			if *which == "" || (*name == "") != (*serial == "") {
				return errUsage
			}
			var seed []byte
			if *name != "" {
				var err error
				if seed, err = delivered(*name, *serial); err != nil {
					return err
				}
			}
			return operators(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OperatorServiceClient) error {
				r, err := called(ctx, in, c, *which)
				if err != nil {
					return err
				}
				answer, err := c.ApplyRequest(ctx, &wirev1.ApplyRequestRequest{SessionId: in.id, RequestId: r.ID, TokenSeed: seed})
				if err != nil {
					return err
				}
				if r, err = operator.DecodeRequest(answer.GetRequest()); err != nil {
					return err
				}
				return handOut(stdout, r, answer)
			})
		}
	},
}

// delivered returns the seed of a token of a PSKC file. The key or password is asked for
// where the file has one; both come with the tokens, on another way.
func delivered(name, serial string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read tokens: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	ask := stdin()
	container, err := pskc.Read(f)
	if err != nil {
		return nil, err
	}
	secret := ""
	switch container.Protection() {
	case pskc.PreShared:
		secret, err = ask.secret("key of the token file, in hexadecimal")
	case pskc.Password:
		secret, err = ask.secret("password of the token file")
	}
	if err != nil {
		return nil, err
	}
	tokens, err := container.Open(secret)
	if err != nil {
		return nil, err
	}
	for _, t := range tokens {
		if t.Serial == serial {
			if !t.Fits() {
				return nil, fmt.Errorf("read tokens: %s is not time-based with six digits and 30 seconds", serial)
			}
			return t.Seed, nil
		}
	}
	return nil, fmt.Errorf("read tokens: none of %d has serial number %s", len(tokens), serial)
}

// handOut shows what the holder is given.
func handOut(w io.Writer, r operator.Request, a *wirev1.ApplyRequestResponse) error {
	fmt.Fprintf(w, "request %s: %s of %s, %s\n", number(r.ID), r.Act, about(r), r.State)
	if !r.Effective.IsZero() && r.State == operator.Scheduled {
		fmt.Fprintf(w, "it counts from %s on\n", r.Effective)
	}
	if pin := a.GetFirstPin(); pin != "" {
		fmt.Fprintf(w, "\nPIN for the first sign-in of %s: %s\n(shown once; the holder sets another then)\n", r.Operator, pin)
	}
	if seed := a.GetTokenSeed(); len(seed) > 0 {
		address := otpauth.Address(r.Operator, seed)
		fmt.Fprintf(w, "\ntoken of %s (shown once):\n%s\n", r.Operator, address)
		return otpauth.Draw(w, address)
	}
	return nil
}

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"text/tabwriter"

	"filippo.io/age"

	"madoguchi/app/output"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var mediaList = command{
	name:  "media list",
	short: "print the ledger of media (媒体管理簿, R136)",
	long:  "With -history every step of each medium: who, when, before whom, for which approval.\n" + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		history := set.Bool("history", false, "every step")
		return func(ctx context.Context, stdout io.Writer) error {
			return outputs(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OutputServiceClient) error {
				answer, err := c.ListMedia(ctx, &wirev1.ListMediaRequest{SessionId: in.id})
				if err != nil {
					return err
				}
				return tellMedia(stdout, answer.GetMedia(), *history)
			})
		}
	},
}

func tellMedia(w io.Writer, bodies [][]byte, history bool) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "medium\tkind\tserial\tlabel\tstate\tmove\tby\twitness\tapproval\trecords\tsha256\tnote")
	for _, body := range bodies {
		m, err := output.DecodeMedium(body)
		if err != nil {
			return err
		}
		steps := m.Steps
		if !history && len(steps) > 1 {
			steps = steps[len(steps)-1:]
		}
		for _, s := range steps {
			records := "-"
			if s.Records > 0 {
				records = strconv.Itoa(s.Records)
			}
			fmt.Fprintln(table, joined(m.Number, m.Kind.String(), m.Serial, or(m.Label), m.State.String(), s.Move.String(), marked(s.Mark), or(string(s.Witness)), or(s.Approval), records, or(s.Digest[:min(16, len(s.Digest))]), or(s.Note)))
		}
	}
	return table.Flush()
}

var mediaAdd = command{
	name:  "media add",
	short: "take a medium into the ledger",
	long: `  admin media add -kind dvd -serial TDK-0042 -label "整合性検査 2026"

It prints the number to write on the medium. Kinds: dvd, usb, tape, disk, paper.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		var m output.Medium
		kind := set.String("kind", "", "what it is")
		set.StringVar(&m.Serial, "serial", "", "`number` of its maker or label")
		set.StringVar(&m.Label, "label", "", "what is written on it")
		return func(ctx context.Context, stdout io.Writer) error {
			var err error
			if m.Kind, err = output.ParseMediumKind(*kind); err != nil || m.Check() != nil {
				return errUsage
			}
			body, err := m.Encode()
			if err != nil {
				return err
			}
			return outputs(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OutputServiceClient) error {
				answer, err := c.KeepMedium(ctx, &wirev1.KeepMediumRequest{SessionId: in.id, Medium: body})
				if err != nil {
					return err
				}
				return sayMedium(stdout, answer.GetMedium())
			})
		}
	},
}

func sayMedium(w io.Writer, body []byte) error {
	m, err := output.DecodeMedium(body)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %s %s, %s\n", m.Number, m.Kind, m.Serial, m.State)
	return nil
}

// A sealing is a file that is sealed for who gets it.
type sealing struct {
	in, out   string
	recipient age.Recipient
}

// errThere says that the sealed file would overwrite another.
var errThere = errors.New("the file is there already")

// seal writes the sealed file and returns its SHA-256. What was begun and failed is removed.
func (s sealing) seal() (digest string, err error) {
	plain, err := os.Open(s.in)
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	defer func() { _ = plain.Close() }() // only read
	to, err := os.OpenFile(s.out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("seal: %s: %w", s.out, errThere)
	}
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	sum := sha256.New()
	w, err := age.Encrypt(io.MultiWriter(to, sum), s.recipient)
	if err == nil {
		_, err = io.Copy(w, plain)
		err = errors.Join(err, w.Close(), to.Sync())
	}
	if err = errors.Join(err, to.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("seal: %w", err), os.Remove(s.out))
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

var mediaSeal = command{
	name:  "media seal",
	short: "seal a file for its recipient, and keep that a medium holds it",
	long: `  admin media seal -medium M26-0001 -number 261124-002 -records 12000 \
                   -in extract.csv -out extract.csv.age -to age1…

The file is encrypted for the recipient's age key; you cannot open it any more. The ledger
keeps the approval, the count and the SHA-256 of the sealed file. Then write the sealed file
on the medium, and erase both files from the seat's disk. Nothing is written when the approval
does not cover it.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		medium := set.String("medium", "", "`number` of the medium")
		number := set.String("number", "", "`number` of the approval")
		records := set.Int("records", 0, "how many residents are in the file")
		in := set.String("in", "", "`file` to seal")
		out := set.String("out", "", "where to write the sealed `file`")
		to := set.String("to", "", "the recipient's age `key`")
		return func(ctx context.Context, stdout io.Writer) error {
			approval, err := output.ParseNumber(*number)
			if err != nil || *medium == "" || *records < 1 || *in == "" || *out == "" {
				return errUsage
			}
			recipient, err := age.ParseX25519Recipient(*to)
			if err != nil {
				return fmt.Errorf("-to is no age key: %w", err)
			}
			return outputs(ctx, *folder, func(ctx context.Context, at *session, c wirev1connect.OutputServiceClient) error {
				digest, err := sealing{in: *in, out: *out, recipient: recipient}.seal()
				if err != nil {
					return err
				}
				kept, err := move(ctx, c, at.id, "", *medium, output.Step{Move: output.Written, Approval: approval, Records: *records, Recipient: *to, Digest: digest})
				if err != nil {
					return errors.Join(err, os.Remove(*out))
				}
				fmt.Fprintf(stdout, "sealed %s, SHA-256 %s\n", *out, digest)
				return sayMedium(stdout, kept)
			})
		}
	},
}

// move has the registry record a step of a medium.
func move(ctx context.Context, c wirev1connect.OutputServiceClient, session, witness, medium string, s output.Step) ([]byte, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	answer, err := c.MoveMedium(ctx, &wirev1.MoveMediumRequest{SessionId: session, WitnessSessionId: witness, Number: medium, Step: body})
	return answer.GetMedium(), err
}

var mediaIn = command{
	name:  "media in",
	short: "take back a medium that was out",
	long:  "  admin media in -medium M26-0001\n\n" + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		medium := set.String("medium", "", "`number` of the medium")
		note := set.String("note", "", "in what state")
		return func(ctx context.Context, stdout io.Writer) error {
			if *medium == "" {
				return errUsage
			}
			return outputs(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OutputServiceClient) error {
				kept, err := move(ctx, c, in.id, "", *medium, output.Step{Move: output.Returned, Note: *note})
				if err != nil {
					return err
				}
				return sayMedium(stdout, kept)
			})
		}
	},
}

var mediaDestroy = command{
	name:  "media destroy",
	short: "record that a medium was destroyed, before a witness (R072)",
	long: `  admin media destroy -medium M26-0001 -note "裁断（破砕機 2号）"

Who destroyed it signs in, then the witness (right admin) at the same seat.
` + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		medium := set.String("medium", "", "`number` of the medium")
		note := set.String("note", "", "how it was done")
		return func(ctx context.Context, stdout io.Writer) error {
			if *medium == "" || *note == "" {
				return errUsage
			}
			return outputs(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.OutputServiceClient) error {
				return in.beside(ctx, stdin(), func(witness string) error {
					kept, err := move(ctx, c, in.id, witness, *medium, output.Step{Move: output.Destroy, Note: *note})
					if err != nil {
						return err
					}
					return sayMedium(stdout, kept)
				})
			})
		}
	},
}

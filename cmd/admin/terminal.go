package main

import (
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/policy"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// terminalCommands are what is done about terminals (R032).
var terminalCommands = []command{terminalAbout, terminalAdd, terminalEnrol, terminalRevoke, terminalRestore, terminalRequests, terminalApprove, terminalRefuse, certify}

var terminalAbout = command{
	name:  "terminal",
	short: "how terminals are designated, enrolled, revoked and restored",
	long: `Only designated terminals reach the registry (R032). Whatever changes which they are is
asked for by one administrator and approved by another.

A new terminal
  1. admin terminal add -id T-01-05 -ward 991015 -personality register     person A
  2. admin terminal approve -number N                                      person B
     shows a one-time code: good for 24 hours, once, burnt after five wrong tries
  3. at the terminal:  terminal enrol -config FILE                         asks for the code
     makes the key (in the TPM where there is one, else in the sealed file under the keyring)
     and fetches a certificate of 60 days. The terminal renews it by itself when less than a
     third of that is left; a terminal that was off for longer has to enrol again.

  An integrated terminal (-personality integrated) is one by its locked configuration as well:
  admin policy edit -ring terminal/ID -set personality=integrated, sign and publish (admin help
  policy). Its operators type their 照合ID (admin operator request -login) and prove that they are
  there by "presence" in its configuration: "fingerprint" (fprintd-enroll at the machine, under
  the ID that is typed) or "passkey" (admin operator passkey). sign_in.presence=1 in the locked
  configuration lets nobody in where the machine has neither.

  The terminal's configuration needs "enrolment": the registry's host:port for it, which
  is enrol_listen in the registry's configuration; no "certificate".

Where the registry does not hold the authority's key (no authority_key)
  1. at the terminal:      terminal setup -config FILE -request T.csr
  2. where the key is:     admin certify -ca FILE -request T.csr -out certificate.pem
  3. admin terminal add … -certificate certificate.pem     then approve; no code is made
  Such certificates are renewed by doing 1 and 2 again within 90 days.

A new file, keyring, disk, mainboard or TPM
  admin terminal enrol -id ID, approve, and "terminal enrol" at the terminal. The key before
  ends when the new one is enrolled. What the old file had not sent yet stays in the old file.

Lost, stolen, retired, in repair
  admin terminal revoke -id ID -reason lost        another person approves
  admin terminal revoke -id ID -reason stolen -emergency     at once, by one; it is listed in
                            admin terminal requests until another one approves it afterwards
  takes effect on the next request and cuts live streams. admin terminal restore takes it
  back, by two persons.

"fork" among the reasons: the registry found two histories of one terminal. Its file was
copied, or came back from a backup. Every machine with it is stopped and says so. Find out
which is the true one; move the file away; then admin terminal enrol. restore is refused.
`,
	flags: func(*flag.FlagSet) func(context.Context, io.Writer) error {
		return func(context.Context, io.Writer) error { return errUsage }
	},
}

// designation runs do with a client of the designation service in a session.
func designation(ctx context.Context, folder string, do func(context.Context, *session, wirev1connect.DesignationServiceClient) error) error {
	s, err := readSeat(folder)
	if err != nil {
		return err
	}
	return s.signedIn(ctx, stdin(), func(ctx context.Context, in *session) error {
		http, address, options := in.Reach()
		return plain(do(ctx, in, wirev1connect.NewDesignationServiceClient(http, address, options...)))
	})
}

// asking returns a command that files a request; more declares what it says besides the
// terminal and returns what completes the request.
func asking(name, short string, act registry.Act, more func(*flag.FlagSet) func(*wirev1.AskTerminalRequest) error) command {
	return command{
		name: name, short: short, long: "It files a request that another administrator approves; see admin help terminal.\n" + signInText,
		flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
			folder := seatFlag(set)
			id := set.String("id", "", "`ID` of the terminal")
			complete := more(set)
			return func(ctx context.Context, stdout io.Writer) error {
				q := &wirev1.AskTerminalRequest{Act: uint32(act), Terminal: *id}
				if err := complete(q); err != nil {
					return err
				}
				if *id == "" {
					return errUsage
				}
				return designation(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.DesignationServiceClient) error {
					q.SessionId = in.id
					answer, err := c.AskTerminal(ctx, q)
					if err != nil {
						return err
					}
					_, err = fmt.Fprintf(stdout, "request %d: another administrator approves it with\n  admin terminal approve -number %d\n", answer.GetNumber(), answer.GetNumber())
					return err
				})
			}
		},
	}
}

// nothingMore is for requests about a terminal that is known.
func nothingMore(*flag.FlagSet) func(*wirev1.AskTerminalRequest) error {
	return func(*wirev1.AskTerminalRequest) error { return nil }
}

var terminalAdd = asking("terminal add", "ask that a terminal be designated", registry.ActAdd, func(set *flag.FlagSet) func(*wirev1.AskTerminalRequest) error {
	ward := set.String("ward", "", "municipality `code` of the ward it stands in")
	personality := set.String("personality", "register", "what it is: register, integrated or seat")
	certificate := set.String("certificate", "", "PEM `file` of a certificate that was issued offline; without it the terminal enrols by a code")
	return func(q *wirev1.AskTerminalRequest) error {
		p, ok := map[string]policy.Personality{"register": policy.RegisterTerminal, "integrated": policy.IntegratedTerminal, "seat": policy.AdminSeat}[*personality]
		if !ok || *ward == "" {
			return errUsage
		}
		q.Ward, q.Personality = *ward, uint32(p)
		var err error
		q.Key, err = keyOf(*certificate, q.GetTerminal())
		return err
	}
})

var terminalEnrol = asking("terminal enrol", "ask that a terminal may enrol again: a new file, keyring or machine", registry.ActEnrol, func(set *flag.FlagSet) func(*wirev1.AskTerminalRequest) error {
	certificate := set.String("certificate", "", "PEM `file` of a certificate for the new key that was issued offline; without it the terminal enrols by a code")
	return func(q *wirev1.AskTerminalRequest) (err error) {
		q.Key, err = keyOf(*certificate, q.GetTerminal())
		return err
	}
})

var terminalRestore = asking("terminal restore", "ask that a revoked terminal may come in again", registry.ActRestore, nothingMore)

// keyOf returns the pin of the key in a certificate, none for no file.
func keyOf(path, terminal string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	cert, err := pinned.ParseCertificate(body)
	if err != nil {
		return nil, err
	}
	if cert.Subject.CommonName != terminal {
		return nil, fmt.Errorf("the certificate is of %q", cert.Subject.CommonName)
	}
	pin := pinned.PinOf(cert)
	return pin[:], nil
}

var terminalRevoke = command{
	name: "terminal revoke", short: "ask that a terminal be kept out, or keep it out at once",
	long: "Reasons: lost, stolen, retired, repair, misuse, other. See admin help terminal.\n" + signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		id := set.String("id", "", "`ID` of the terminal")
		reason := set.String("reason", "", "why")
		emergency := set.Bool("emergency", false, "at once, without a second person, who approves it afterwards")
		return func(ctx context.Context, stdout io.Writer) error {
			if *id == "" || *reason == "" {
				return errUsage
			}
			return designation(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.DesignationServiceClient) error {
				if *emergency {
					answer, err := c.StopTerminal(ctx, &wirev1.StopTerminalRequest{SessionId: in.id, Terminal: *id, Reason: *reason})
					if err != nil {
						return err
					}
					_, err = fmt.Fprintf(stdout, "%s is revoked; another administrator approves it afterwards with\n  admin terminal approve -number %d\n", *id, answer.GetNumber())
					return err
				}
				answer, err := c.AskTerminal(ctx, &wirev1.AskTerminalRequest{SessionId: in.id, Act: uint32(registry.ActRevoke), Terminal: *id, Reason: *reason})
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(stdout, "request %d: another administrator approves it with\n  admin terminal approve -number %d\nUntil then the terminal works on.\n", answer.GetNumber(), answer.GetNumber())
				return err
			})
		}
	},
}

var (
	terminalApprove = deciding("terminal approve", "approve a request of another administrator, and do it", false)
	terminalRefuse  = deciding("terminal refuse", "refuse a request, or take one's own back", true)
)

func deciding(name, short string, refuse bool) command {
	return command{
		name: name, short: short, long: "admin terminal requests lists what waits. See admin help terminal.\n" + signInText,
		flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
			folder := seatFlag(set)
			number := set.Uint64("number", 0, "`number` of the request")
			return func(ctx context.Context, stdout io.Writer) error {
				if *number == 0 {
					return errUsage
				}
				return designation(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.DesignationServiceClient) error {
					answer, err := c.DecideTerminal(ctx, &wirev1.DecideTerminalRequest{SessionId: in.id, Number: *number, Refuse: refuse})
					if err != nil {
						return err
					}
					return tellDecision(stdout, answer)
				})
			}
		},
	}
}

func tellDecision(w io.Writer, answer *wirev1.DecideTerminalResponse) error {
	q := answer.GetRequest()
	if _, err := fmt.Fprintf(w, "%s %s: %s\n", acts[registry.Act(q.GetAct())], q.GetTerminal(), states[registry.RequestState(q.GetState())]); err != nil {
		return err
	}
	if answer.GetCode() == "" {
		return nil
	}
	with := "terminal enrol"
	if policy.Personality(q.GetPersonality()) == policy.AdminSeat {
		with = "admin seat -enrol"
	}
	_, err := fmt.Fprintf(w, "code for \"%s\" at %s, until %s:\n\n    %s\n\nIt is not shown again.\n",
		with, q.GetTerminal(), time.UnixMilli(answer.GetCodeUntil()).Local().Format("2006-01-02 15:04"), answer.GetCode())
	return err
}

// The words of requests.
var (
	acts = map[registry.Act]string{registry.ActAdd: "add", registry.ActEnrol: "enrol again", registry.ActRevoke: "revoke", registry.ActRestore: "restore"}

	states = map[registry.RequestState]string{registry.RequestWaits: "waits", registry.RequestApproved: "approved", registry.RequestRefused: "refused", registry.RequestEmergency: "EMERGENCY, by one person", registry.RequestConfirmed: "emergency, approved afterwards"}
)

var terminalRequests = command{
	name: "terminal requests", short: "list what waits for approval about terminals",
	long: signInText,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		all := set.Bool("all", false, "also what was decided")
		return func(ctx context.Context, stdout io.Writer) error {
			return designation(ctx, *folder, func(ctx context.Context, in *session, c wirev1connect.DesignationServiceClient) error {
				answer, err := c.TerminalRequests(ctx, &wirev1.TerminalRequestsRequest{SessionId: in.id, All: *all})
				if err != nil {
					return err
				}
				return tellDesignations(stdout, answer.GetRequests())
			})
		}
	},
}

func tellDesignations(w io.Writer, requests []*wirev1.TerminalRequest) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "number\tact\tterminal\tward\tis a\treason\tasked by\tasked at\tstate\tby\tat")
	for _, q := range requests {
		decided := ""
		if at := q.GetDecidedAt(); at != 0 {
			decided = minute(at)
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", q.GetNumber(), acts[registry.Act(q.GetAct())], q.GetTerminal(), q.GetWard(), personalities[policy.Personality(q.GetPersonality())],
			q.GetReason(), q.GetAskedBy(), minute(q.GetAskedAt()), states[registry.RequestState(q.GetState())], q.GetDecidedBy(), decided)
	}
	return table.Flush()
}

// minute is a moment as it is told: in Japan, wherever the seat thinks it stands.
func minute(milli int64) string {
	return time.UnixMilli(milli).In(civil.Japan).Format("2006-01-02 15:04")
}

// certify issues certificates where the authority's key is, without a registry.
var certify = command{
	name: "certify", short: "issue a certificate where the authority's key is kept, offline",
	long: `  admin certify -ca authority.key -request T-01-05.csr -out certificate.pem

Compare the key that it shows with the one that "terminal setup" or "admin seat" was run for
before the certificate is used. A sealed key asks for its passphrase.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		ca := set.String("ca", "", "`file` of the authority with its key")
		request := set.String("request", "", "`file` of the certificate request")
		out := set.String("out", "", "`file` to write the certificate to")
		days := set.Int("days", int(registry.CertificateLife/(24*time.Hour)), "how long it is good for, 30 to 90 `days`")
		return func(_ context.Context, stdout io.Writer) error {
			if *ca == "" || *request == "" || *out == "" {
				return errUsage
			}
			authority, err := openAuthority(*ca)
			if err != nil {
				return err
			}
			return issue(stdout, authority, *request, *out, *days)
		}
	},
}

func openAuthority(path string) (*pinned.Authority, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	passphrase := ""
	if pinned.Sealed(body) {
		if passphrase, err = stdin().secret("passphrase of the authority's key"); err != nil {
			return nil, err
		}
	}
	return pinned.OpenAuthority(body, passphrase)
}

func issue(stdout io.Writer, authority *pinned.Authority, request, out string, days int) error {
	body, err := os.ReadFile(request)
	if err != nil {
		return err
	}
	q, err := pinned.ParseRequest(body)
	if err != nil {
		return err
	}
	if len(q.Subject.OrganizationalUnit) != 1 {
		return errors.New("the request names no ward")
	}
	cert, err := authority.IssueTerminal(q.PublicKey, q.Subject.CommonName, q.Subject.OrganizationalUnit[0], time.Now(), time.Duration(days)*24*time.Hour)
	if err != nil {
		return err
	}
	pin := pinned.PinOf(cert)
	if _, err := fmt.Fprintf(stdout, "%s of ward %s until %s\nkey %s\n", q.Subject.CommonName, q.Subject.OrganizationalUnit[0], cert.NotAfter.Local().Format("2006-01-02"), hex.EncodeToString(pin[:])); err != nil {
		return err
	}
	return os.WriteFile(out, pinned.EncodeCertificate(cert), 0o644)
}

package killtest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"madoguchi/app/audit"
	"madoguchi/app/desk"
	"madoguchi/app/keys"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/app/rules"
	"madoguchi/cmd/terminal/adapter"
	"madoguchi/sync/link"
	"madoguchi/sync/outbox"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
)

// programVariable says which program the test's binary is to be.
const programVariable = "MADOGUCHI_KILLTEST"

// What the programs say on their standard output. The terminal says committed with the
// ID of each entry, when its commit has returned and not before.
const (
	ready     = "ready"
	committed = "committed "
	drained   = "drained"
)

// TestMain is main of the programs as well.
func TestMain(m *testing.M) {
	program, folder := os.Getenv(programVariable), city(os.Getenv(programVariable+"_FOLDER"))
	switch program {
	case "":
		os.Exit(m.Run())
	case "registry":
		runRegistry(folder)
	case "terminal":
		runTerminal(folder, true)
	case "drain":
		runTerminal(folder, false)
	}
	os.Exit(0)
}

// warnings go to the standard error: this is how a run that failed is understood.
func warnings() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
}

func runRegistry(c city) {
	register, err := c.openRegistry()
	fatal(err)
	service, err := registry.New(registry.Config{Store: register, Repertoire: anything{}, Now: time.Now, Log: warnings()})
	fatal(err)
	authority, err := pinned.ParseCertificate(c.read("authority.pem"))
	fatal(err)
	identity, err := pinned.ParseIdentity(c.read("registry.pem"))
	fatal(err)
	listener, err := net.Listen("tcp", string(c.read("address")))
	fatal(err)
	server := &http.Server{
		Handler: service, TLSConfig: pinned.ServerConfig(identity, authority, time.Now),
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0), ReadHeaderTimeout: 10 * time.Second,
	}
	fmt.Println(ready)
	fatal(server.ServeTLS(listener, "", ""))
}

// runTerminal is the terminal: it writes entries until it is killed, or else waits until
// nothing is owed any more and closes in good order.
func runTerminal(c city, writes bool) {
	file, err := c.openTerminal()
	fatal(err)
	certificate, err := pinned.ParseCertificate(c.read("terminal.pem"))
	fatal(err)
	client, err := link.NewClient(link.Config{
		Address: string(c.read("address")), Trust: c.trust(), Now: time.Now,
		Identity: pinned.Identity{Certificate: certificate, Key: file.Keys().Terminal()},
	})
	fatal(err)
	cabinet := adapter.NewCabinet(file, time.Now)
	var pusher *outbox.Pusher
	wake := func() { pusher.Wake() }
	d, err := desk.New(context.Background(), desk.Config{
		Cabinet: cabinet, Line: adapter.NewLine(client, terminal, time.Now), Sealer: file.Keys().Sealer(), PINCost: keys.DefaultCost,
		Rules: rules.New(anything{}), Terminal: terminal, Ward: ward, Now: time.Now, NewID: newID, Wake: wake, Log: warnings(),
	})
	fatal(err)
	post := adapter.NewPost(file, d)
	pusher = outbox.New(outbox.Config{
		Source: post, Sink: post, Registry: client, Line: client.Line, Now: time.Now, Log: warnings(),
		PolicyVersion: func() uint32 { return 1 },
	})
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { client.Run(ctx) })
	running.Go(func() { pusher.Run(ctx) })
	running.Go(func() { hurry(ctx, client.Line) })
	fmt.Println(ready)
	if writes {
		write(cabinet, file.Terminal(), wake)
	}
	fatal(untilDrained(d, file))
	stop()
	running.Wait()
	fatal(file.Close())
	fmt.Println(drained)
}

// hurry is somebody who presses the key that looks for the line: the back-off of a
// registry that is killed every second would leave little to kill.
func hurry(ctx context.Context, line *link.Line) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if line.Status().State != link.Online {
				line.LinkUp()
			}
		}
	}
}

// write commits entry after entry until the process is killed.
func write(cabinet *adapter.Cabinet, terminal string, wake func()) {
	for {
		step := approvedEntry(terminal)
		fatal(cabinet.Commit(context.Background(), step))
		fmt.Println(committed + string(step.Entries[0].ID))
		wake()
		time.Sleep(5 * time.Millisecond)
	}
}

func newID() notification.EntryID { return notification.EntryID(uuid.Must(uuid.NewV7()).String()) }

// approvedEntry is somebody moving in, entered by one operator and approved by two: the
// step that a desk commits, with all its events at once.
func approvedEntry(terminal string) desk.Step {
	now := time.Now()
	e, err := notification.Begin(newID(), notification.MovingIn, operators[0], now)
	fatal(err)
	fill(e, now)
	sub, err := e.HandOver(2, 1, now)
	fatal(err)
	sub.Signature = ed25519.Sign(keyOf(e.Writer), sub.Signable())
	step := desk.Step{Entries: []*notification.Entry{e}, Events: []desk.Event{{Submission: sub}}}
	for _, id := range operators[1:] {
		r := approval(e, id)
		fatal(e.Add(*r))
		step.Events = append(step.Events, desk.Event{Review: r})
	}
	step.Audit = []audit.Record{{Kind: audit.Approved, At: now, Operator: operators[2], Terminal: terminal, Subject: string(e.ID)}}
	return step
}

// fill writes the paper of somebody whose name and birth nobody else has.
func fill(e *notification.Entry, now time.Time) {
	u := uuid.MustParse(string(e.ID))
	digits := []rune("一二三四五六七八九千")
	name := []rune("辻")
	for _, b := range u[12:] {
		name = append(name, digits[b%10])
	}
	born := time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, (int(u[10])<<8|int(u[11]))%30_000).Format(time.DateOnly)
	today := now.Format(time.DateOnly)
	for item, s := range map[notification.Item]string{
		notification.NotifiedOn: today, notification.ChangedOn: today, notification.Channel: "1",
		notification.NotifierName: string(name), notification.NotifierRelation: "1", notification.IDDocument: "1", notification.Scope: "1",
		notification.NewPostal: "0600003", notification.NewWard: ward, notification.NewTownship: "東町", notification.NewNumber: fmt.Sprint(u[13]) + "-1",
		notification.TargetHousehold: "1", notification.Certificate: "1", notification.CertificateChecked: "1",
		notification.PrevTown: "架空市西町", notification.PrevHead: string(name),
	} {
		e.Content.Header.Set(item, s)
	}
	for item, s := range map[notification.Item]string{
		notification.ResidentClass: "1", notification.FullName: string(name), notification.FullReading: "ツジ　ハナコ",
		notification.ReadingConfirmed: "1", notification.Birth: born, notification.Sex: "2", notification.Relation: "世帯主",
		notification.RegisteredDomicile: "架空市西町1", notification.DomicileHead: string(name),
	} {
		e.Content.Persons[0].Set(item, s)
	}
}

// approval is an operator's signed approval after a whole sitting.
func approval(e *notification.Entry, by operator.ID) *notification.Review {
	schema, err := notification.SchemaOf(e.Content.Kind, e.Content.Version)
	fatal(err)
	at := time.Now()
	sitting := review.Open(&e.Content, schema, e.Submission.Acknowledged, func() time.Time { at = at.Add(time.Second); return at })
	for _, todo := range sitting.Outstanding() {
		if todo.Item == "" {
			sitting.Show(review.Section{Person: todo.Person, Key: todo.Section})
			continue
		}
		sitting.Rekey(todo.Person, todo.Item, e.Content.Of(todo.Person).Get(todo.Item))
	}
	evidence, err := sitting.Approve()
	fatal(err)
	r := &notification.Review{
		EntryID: e.ID, Revision: e.Revision, Hash: e.Submission.Hash, Reviewer: by, Decision: notification.Approve,
		ReviewedAt: time.Now().Truncate(time.Millisecond), Evidence: evidence,
	}
	r.Signature = ed25519.Sign(keyOf(by), r.Signable())
	return r
}

// watermarks is a store's.
type watermarks interface {
	Watermarks(ctx context.Context) (last, acked, cursor uint64, err error)
}

// untilDrained returns when the registry holds everything and has decided it all.
func untilDrained(d *desk.Desk, file watermarks) error {
	for limit := time.Now().Add(drainTime); time.Now().Before(limit); time.Sleep(50 * time.Millisecond) {
		last, acked, _, err := file.Watermarks(context.Background())
		if err != nil {
			return err
		}
		tally, err := d.Cabinet.Tally(context.Background())
		if err != nil {
			return err
		}
		if last == acked && tally[notification.Entered].Count+tally[notification.Approved].Count+tally[notification.Sent].Count == 0 {
			return nil
		}
	}
	return errors.New("not drained in time")
}

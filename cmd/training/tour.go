package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/cmd/training/quarter"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// supportOfficer is the responsible officer of the tour.
const supportOfficer = "s301"

// A tour takes each kind of notification from the menu to the registry's acceptance.
type tour struct {
	*day
	stops  []*stop
	before int // entries accepted today before the tour
}

// A stop is what became of one kind.
type stop struct {
	copy     quarter.Copy
	strokes  int // of the clerk
	took     time.Duration
	alerts   []string // the rules that were acknowledged
	entered  bool
	reviews  []operator.ID
	accepted bool
	err      error // the first
}

var errNotAccepted = errors.New("some kinds were not accepted")

// kindsOf returns the kinds of a list of keys with commas between them, all for "".
func kindsOf(keys string) ([]notification.Kind, error) {
	if keys == "" {
		return notification.Kinds(), nil
	}
	var kinds []notification.Kind
	for _, key := range strings.Split(keys, ",") {
		i := slices.IndexFunc(notification.Kinds(), func(k notification.Kind) bool { return k.Key() == key })
		if i < 0 {
			return nil, fmt.Errorf("no kind %q", key)
		}
		kinds = append(kinds, notification.Kinds()[i])
	}
	return kinds, nil
}

// tour writes the residents of the examples into the register, plays the tour and says
// what became of each kind.
func (r *cityRun) tour(ctx context.Context, stdout io.Writer, pictures string, kinds []notification.Kind) error {
	t := &tour{}
	err := r.withStore(ctx, func(s registry.Store) error {
		return s.Update(ctx, func(tx registry.Tx) error {
			copies, err := quarter.Add(tx, kinds, civil.FromTime(time.Now()), staff)
			for _, c := range copies {
				t.stops = append(t.stops, &stop{copy: c})
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	played := r.day(ctx, stdout, pictures, func(d *day) {
		t.day = d
		t.play()
	})
	if err := r.withStore(ctx, t.verdicts(ctx)); err != nil {
		return errors.Join(played, err)
	}
	if err := t.table(stdout); err != nil {
		return errors.Join(played, err)
	}
	if slices.ContainsFunc(t.stops, func(s *stop) bool { return !s.accepted }) {
		return errors.Join(played, errNotAccepted)
	}
	return played
}

// withStore opens the registry's store while the registry does not run.
func (r *cityRun) withStore(ctx context.Context, f func(registry.Store) error) (err error) {
	s, err := store.Open(ctx, r.path("registry", "registry.db"), store.KeyFile(r.path("registry", "keys.json")))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return f(s)
}

// verdicts returns a function that asks the registry what it accepted.
func (t *tour) verdicts(ctx context.Context) func(registry.Store) error {
	return func(s registry.Store) error {
		return s.View(ctx, func(tx registry.Tx) error {
			latest := map[notification.Kind]registry.Case{}
			for cursor := uint64(0); ; {
				news, err := tx.News(ward(1), cursor, 1000)
				if err != nil {
					return err
				}
				for _, n := range news {
					latest[n.Case.Kind], cursor = n.Case, n.Cursor
				}
				if len(news) == 0 {
					break
				}
			}
			for _, s := range t.stops {
				c, ok := latest[s.copy.Kind]
				s.accepted = ok && s.entered && c.Stage == registry.Accepted
				if s.err != nil || s.accepted {
					continue
				}
				v, err := tx.Verdict(c.ID, c.Revision)
				if err != nil && !errors.Is(err, registry.ErrNotFound) {
					return err
				}
				s.err = fmt.Errorf("stage %d at the registry, error %d, %v", c.Stage, v.ErrorKind, v.Findings)
			}
			return nil
		})
	}
}

// table prints what became of each kind.
func (t *tour) table(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "kind\tkeys\tseconds\talerts\treviewed by\taccepted\t")
	for _, s := range t.stops {
		var by []string
		for _, id := range s.reviews {
			by = append(by, string(id))
		}
		said := "yes"
		if !s.accepted {
			said = "NO: " + s.err.Error()
		}
		fmt.Fprintf(table, "%s\t%d\t%.1f\t%s\t%s\t%s\t\n", s.copy.Kind.Key(), s.strokes, s.took.Seconds(), strings.Join(s.alerts, " "), strings.Join(by, " "), said)
	}
	return table.Flush()
}

// play enters every kind, has all of them reviewed and waits for the registry.
func (t *tour) play() {
	t.AwaitScreen("signin")
	t.Front(t.terminals[0].pid)
	t.AwaitLine("online")
	t.begin(clerk)
	t.Shot("worklist")
	t.before = t.Now().Counts["accepted"]
	for _, s := range t.stops {
		t.enterKind(s)
	}
	t.visit("slips", "F7", "slips")
	t.Shot("worklist-entered")
	t.logOff()
	for _, id := range []string{firstReviewer, secondReviewer, supportOfficer} {
		if !t.awaitsReview() {
			break
		}
		t.begin(id)
		if id == supportOfficer {
			t.visit("protection", "F2", "measures")
		}
		t.reviewAll(id)
		if !t.awaitsReview() || id == supportOfficer {
			t.awaitAccepted()
			t.Shot("worklist-accepted")
		}
		t.logOff()
	}
}

// awaitsReview reports whether a kind was entered and not reviewed by as many as it needs.
func (t *tour) awaitsReview() bool {
	return slices.ContainsFunc(t.stops, func(s *stop) bool {
		needed := 1
		if s.copy.Kind.Is(notification.TwoReviews) {
			needed = 2
		}
		return s.entered && len(s.reviews) < needed
	})
}

// begin signs an operator in; who was never here confirms where the screen stands.
func (t *tour) begin(id string) {
	t.signIn(id)
	t.Await("the worklist of "+id, func(now playEvent) bool { return now.Screen == "position" || now.Screen == "worklist" })
	if t.Now().Screen == "position" {
		t.pause()
		t.Key("F12")
		t.AwaitScreen("notice")
		t.pause()
		t.Key("F12")
		t.AwaitScreen("worklist")
	}
	t.pause()
}

// visit looks at a screen that a key of the worklist opens, and goes back.
func (t *tour) visit(screen, key, name string) {
	t.Key(key)
	t.AwaitScreen(screen)
	t.pause()
	t.pause()
	t.Shot(name)
	t.Key("F3")
	t.AwaitScreen("worklist")
	t.pause()
}

// awaitAccepted waits until the registry has decided on what was approved.
func (t *tour) awaitAccepted() {
	approved := 0
	for _, s := range t.stops {
		if s.entered && len(s.reviews) > 0 {
			approved++
		}
	}
	t.Await("the verdicts", func(now playEvent) bool { return now.Counts["accepted"] >= t.before+approved })
	t.say(t.Forgive()) // what was not accepted is in the table
}

func (t *tour) say(err error) {
	if err != nil {
		t.Log("went on after: " + err.Error())
	}
}

// failed notes why a kind got no further, and goes back to a screen.
func (t *tour) failed(s *stop, screen string) {
	err := t.Err()
	if err == nil {
		return
	}
	t.Shot(s.copy.Kind.Key() + "-failed") // does nothing after an error
	err = t.Forgive()
	if s.err == nil {
		s.err = err
	}
	t.say(err)
	t.Shot(s.copy.Kind.Key() + "-failed")
	for range 8 {
		if t.Err() != nil || t.Now().Screen == screen {
			return
		}
		t.Key("Escape", "F3")
		t.pause()
		t.pause()
	}
}

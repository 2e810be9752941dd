package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"madoguchi/app/policy"
	"madoguchi/sync/bundle"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// policyCommands are what is done with locked configurations.
var policyCommands = []command{policyAbout, policyInit, policyEdit, policyPromote, policyTakeBack, policySign, policyPublish, policyStatus, policyRotateRoot, policyRotateKey}

// Files of the policy folder of a seat.
const (
	policyFolder  = "policy"
	rootFile      = "root.json"      // root 1, also for the registry and every terminal
	holdersFile   = "holders.json"   // which key is whose
	publishedFile = "published.json" // the newest bundle this seat knows
	stagedFile    = "staged.json"    // what is being prepared
	usbFile       = "madoguchi-policy.json"
)

// A staging is what is being prepared at a seat: it is made by edit, signed by the
// holders one after the other, each with their own key file, and published.
type staging struct {
	Put  map[bundle.Ring]bundle.Edition `json:"put,omitempty"`
	Drop []bundle.Ring                  `json:"drop,omitempty"`
	// Base is the list that it follows, 0 for none.
	Base    uint64 `json:"base"`
	Version int    `json:"version,omitempty"` // of what is put

	Roots    []json.RawMessage          `json:"roots"`
	NewRoot  bool                       `json:"new_root,omitempty"` // the last of Roots is to be signed
	Targets  json.RawMessage            `json:"targets"`
	Snapshot json.RawMessage            `json:"snapshot,omitempty"` // nil until its holder signed
	Files    map[string]json.RawMessage `json:"files"`
	Holders  map[string]holder          `json:"holders,omitempty"` // when they change
	Changes  []string                   `json:"changes"`           // in words, for those who sign
}

// A policyDesk is the policy folder of a seat.
type policyDesk struct {
	*seat
	before *bundle.Bundle // the newest published, nil for none
}

func (s *seat) policyPath(name string) string {
	return filepath.Join(s.folder, policyFolder, name)
}

// openPolicy reads the folder, after asking the registry for the newest bundle when it
// can be reached.
func openPolicy(ctx context.Context, folder string, tell io.Writer) (*policyDesk, error) {
	s, err := readSeat(folder)
	if err != nil {
		return nil, err
	}
	d := &policyDesk{seat: s}
	if err := d.readJSON(publishedFile, &d.before); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	newest, err := d.fetch(ctx)
	switch {
	case err != nil:
		fmt.Fprintf(tell, "the registry was not reached (%v): working from what this seat published last\n", err)
	case newest != nil:
		d.before = newest
		return d, d.writeJSON(publishedFile, newest)
	}
	return d, nil
}

// fetch returns the newest bundle of the registry, nil for none.
func (d *policyDesk) fetch(ctx context.Context) (*bundle.Bundle, error) {
	client, cut, err := d.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer cut()
	http, address, options := client.Reach()
	answer, err := wirev1connect.NewPolicyServiceClient(http, address, options...).FetchBundle(ctx, &wirev1.FetchBundleRequest{})
	if err != nil || len(answer.GetBundle()) == 0 {
		return nil, err
	}
	return bundle.Decode(answer.GetBundle())
}

func (s *seat) readJSON(name string, v any) error {
	text, err := os.ReadFile(s.policyPath(name))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// writeJSON writes a file of the policy folder whole or not at all.
func (s *seat) writeJSON(name string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	path := s.policyPath(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// published returns the number of the newest list, 0 for none.
func (d *policyDesk) published() (list uint64, err error) {
	if d.before != nil {
		_, list, err = d.before.Versions()
	}
	return list, err
}

// follows refuses a staging that another list, or another root, overtook.
func (d *policyDesk) follows(g *staging) error {
	list, err := d.published()
	if err != nil {
		return err
	}
	if list != g.Base {
		return fmt.Errorf("list %d was published meanwhile, and what is staged here follows list %d: begin again with -anew", list, g.Base)
	}
	roots := len(g.Roots)
	if g.NewRoot {
		roots--
	}
	if d.before != nil && len(d.before.Roots) != roots {
		return fmt.Errorf("root %d was published meanwhile: begin again with -anew", len(d.before.Roots))
	}
	return nil
}

// staged returns what is being prepared, a new staging when there is nothing.
func (d *policyDesk) staged() (*staging, error) {
	g := &staging{Put: map[bundle.Ring]bundle.Edition{}}
	err := d.readJSON(stagedFile, g)
	if err == nil {
		err = d.follows(g)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return g, err
	}
	if g.Base, err = d.published(); err != nil {
		return nil, err
	}
	if d.before != nil {
		g.Roots, g.Targets, g.Files, g.Snapshot = d.before.Roots, d.before.Targets, d.before.Files, d.before.Snapshot
		return g, nil
	}
	var root json.RawMessage
	if err := d.readJSON(rootFile, &root); err != nil {
		return nil, fmt.Errorf("%w (admin policy init makes the keys and the first root)", err)
	}
	g.Roots = []json.RawMessage{root}
	return g, nil
}

// stage makes the targets anew from what is put and dropped. All signatures are to be
// given again.
func (d *policyDesk) stage(g *staging, now time.Time) (version int, err error) {
	g.Targets, g.Files, version, err = bundle.Stage(d.before, g.Put, g.Drop, now)
	g.Snapshot, g.Version = nil, version
	for ring, e := range g.Put {
		e.Policy.Version = version
		g.Put[ring] = e
	}
	return version, err
}

// begin returns what an edit of a ring begins from: like, if that is given, else what the
// ring has, else what the city has.
func (d *policyDesk) begin(g *staging, ring, like bundle.Ring) (e bundle.Edition, from bundle.Ring, err error) {
	if like != "" {
		if e, from, err = d.edition(g, like); err == nil && from != like {
			err = fmt.Errorf("ring %s has no edition of its own", like)
		}
		return e, from, err
	}
	e, from, err = d.edition(g, ring)
	if err != nil || from == ring || !strings.HasPrefix(string(ring), "terminal/") {
		return e, from, err
	}
	for path := range g.Files {
		if ward, _ := bundle.RingOf(path); strings.HasPrefix(string(ward), "ward/") {
			return e, from, fmt.Errorf("%s has no edition of its own, and there are some of wards: say with -like %s or -like all which values it has now", ring, ward)
		}
	}
	return e, from, nil
}

// edition returns what a ring has, as staged or published; from is the ring it is of.
func (d *policyDesk) edition(g *staging, ring bundle.Ring) (e bundle.Edition, from bundle.Ring, err error) {
	all := map[bundle.Ring]bundle.Edition{}
	if d.before != nil {
		if all, err = d.before.Editions(); err != nil {
			return e, "", err
		}
	}
	for _, gone := range g.Drop {
		delete(all, gone)
	}
	maps.Copy(all, g.Put)
	for _, r := range []bundle.Ring{ring, bundle.All} {
		if e, ok := all[r]; ok {
			return e, r, nil
		}
	}
	p := policy.Default()
	p.Registry.Address = d.Registry
	err = p.Set("registry.pins", strings.Join(d.Pins, ","))
	return bundle.Edition{Policy: p}, "", err
}

// compare writes every value before and after, with its bounds, and returns the changes
// in words.
func compare(w io.Writer, before, after policy.Policy) (changes []string) {
	bounds := map[string]policy.Value{}
	for _, v := range after.Values(nil) {
		bounds[v.Key] = v
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\tvalue\tbefore\tafter\tbounds\tstricter is\tthis is")
	for _, key := range policy.Keys() {
		was, is := shorten(before.Text(key)), shorten(after.Text(key))
		v, number := bounds[key]
		row := []string{"", key, was, is, "", "", ""}
		if number {
			row[4], row[5] = fmt.Sprintf("%d to %d", v.Least, v.Most), map[int]string{-1: "less", 0: "neither", 1: "more"}[v.Strict]
		}
		if before.Text(key) != after.Text(key) {
			row[0] = "*"
			row[6] = stricter(before, v, number)
			changes = append(changes, strings.TrimSpace(fmt.Sprintf("%s: %s becomes %s %s", key, was, is, row[6])))
		}
		fmt.Fprintln(table, strings.Join(row, "\t"))
	}
	_ = table.Flush() // to the operator's screen
	return changes
}

func stricter(before policy.Policy, v policy.Value, number bool) string {
	if !number || v.Strict == 0 {
		return ""
	}
	for _, old := range before.Values(nil) {
		if old.Key == v.Key && (v.Value-old.Value)*v.Strict > 0 {
			return "stricter"
		}
	}
	return "LOOSER"
}

// shorten keeps long texts such as pins on the line.
func shorten(s string) string {
	if len(s) > 40 {
		return s[:18] + "…" + s[len(s)-18:]
	}
	return s
}

// tellStaged says what is prepared and who has to sign yet.
func tellStaged(w io.Writer, g *staging) {
	fmt.Fprintln(w, "staged:")
	for _, c := range g.lines() {
		fmt.Fprintln(w, "  "+c)
	}
	if left := g.unsigned(); len(left) > 0 {
		fmt.Fprintf(w, "to be signed yet: %s (admin policy sign -key FILE, each by its holder)\n", strings.Join(left, ", "))
		return
	}
	fmt.Fprintln(w, "signed by all: admin policy publish")
}

// lines say what changes, also for rings that terminals fall back to.
func (g *staging) lines() []string {
	all := slices.Clone(g.Changes)
	for _, ring := range g.Drop {
		all = append(all, string(ring)+": its edition goes")
	}
	editions, err := (&bundle.Bundle{Files: g.Files}).Editions()
	if err != nil || len(g.Drop) == 0 {
		return all // the registry will say what is wrong with them
	}
	for _, ring := range slices.Sorted(maps.Keys(editions)) {
		if _, put := g.Put[ring]; !put && editions[ring].Policy.Version == g.Version {
			all = append(all, fmt.Sprintf("%s: the same values under version %d", ring, g.Version))
		}
	}
	return all
}

// forget takes back what is staged for a ring, for another thing to be.
func (g *staging) forget(ring bundle.Ring) {
	delete(g.Put, ring)
	g.Drop = slices.DeleteFunc(g.Drop, func(r bundle.Ring) bool { return r == ring })
	g.Changes = slices.DeleteFunc(g.Changes, func(c string) bool { return strings.HasPrefix(c, string(ring)+": ") })
}

// unsigned returns the roles that have to sign yet.
func (g *staging) unsigned() (left []string) {
	if n := bundle.RootThreshold - signatures(g.Roots[len(g.Roots)-1]); g.NewRoot && n > 0 {
		left = append(left, fmt.Sprintf("%d more of the root keys", n))
	}
	if n := bundle.TargetsThreshold - signatures(g.Targets); n > 0 {
		left = append(left, fmt.Sprintf("%d more of the targets keys", n))
	}
	if g.Snapshot == nil {
		left = append(left, "the snapshot key")
	}
	return left
}

// signatures counts those of a piece of metadata.
func signatures(text json.RawMessage) int {
	var m struct {
		Signatures []json.RawMessage `json:"signatures"`
	}
	if json.Unmarshal(text, &m) != nil {
		return 0
	}
	return len(m.Signatures)
}

// settings are -set flags.
type settings []string

// String implements [flag.Value].
func (s *settings) String() string { return strings.Join(*s, " ") }

// Set implements [flag.Value].
func (s *settings) Set(text string) error {
	if !strings.Contains(text, "=") {
		return errors.New("want key=value")
	}
	*s = append(*s, text)
	return nil
}

var policyEdit = command{
	name:  "policy edit",
	short: "prepare values for a ring of terminals, after looking at what changes",
	long: `  admin policy edit -ring terminal/T-01-03 -set idle.lock_seconds=240 -note "pilot"

shows every value before and after, its bounds, which way is stricter, and whether the change
is. Nothing is published: what is shown is staged in this seat's folder, on top of what is
staged already. Without -set the values are staged as they are, as for the first publication,
and to have them signed anew before the signatures end. -preview stages nothing. -drop takes a
ring's own edition away, so that its terminals have the one of the next wider ring, which gets
a new version for that: no terminal takes a smaller one than it has.

A ring is all, ward/CODE or terminal/ID; a terminal takes the narrowest that has an edition.
The first edition is for all. Go on with a pilot terminal, then promote:

  edit -> sign (two targets keys, two people; snapshot key) -> publish -> status

Values: ` + wrapped(policy.Keys(), 95) + `.
personality is register or integrated; registry.pins are two or more in hex with commas.
What a terminal's own configuration tightens stays as it is there.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		folder := seatFlag(set)
		ring := set.String("ring", "", "`ring` of terminals: all, ward/CODE, terminal/ID")
		note := set.String("note", "", "why, as the terminals show it, a `text`")
		by := set.String("by", "", "who answers for it, as the terminals show it (default: this seat's `ID`)")
		like := set.String("like", "", "begin from the values of this `ring` (default: those the ring has itself, else the city's)")
		preview := set.Bool("preview", false, "show only")
		drop := set.Bool("drop", false, "take the ring's edition away")
		again := set.Bool("anew", false, "forget what is staged and begin anew")
		var values settings
		set.Var(&values, "set", "`key=value`; may be given more than once")
		return func(ctx context.Context, stdout io.Writer) error {
			r, err := bundle.ParseRing(*ring)
			if err != nil || *drop && len(values) > 0 {
				return errUsage
			}
			d, err := openPolicy(ctx, *folder, stdout)
			if err != nil {
				return err
			}
			if *again {
				if err := os.Remove(d.policyPath(stagedFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
					return err
				}
			}
			g, err := d.staged()
			if err != nil {
				return err
			}
			if *drop {
				return d.drop(g, r, stdout, *preview)
			}
			return d.edit(g, r, values, edited{*by, *note, bundle.Ring(*like), *preview}, stdout)
		}
	},
}

// edited is what an edit says besides the values.
type edited struct {
	by, note string
	like     bundle.Ring // whose values it begins from; "" for the ring's own, or the city's
	preview  bool
}

func (d *policyDesk) edit(g *staging, ring bundle.Ring, values settings, how edited, stdout io.Writer) error {
	before, from, err := d.begin(g, ring, how.like)
	if err != nil {
		return err
	}
	after := before.Policy
	after.Registry.Pins = slices.Clone(after.Registry.Pins)
	for _, text := range values {
		key, value, _ := strings.Cut(text, "=")
		if err := after.Set(key, value); err != nil {
			return err
		}
	}
	after.Version = max(after.Version, 1)
	if err := after.Check(); err != nil {
		return err
	}
	switch from {
	case "":
		fmt.Fprintf(stdout, "ring %s: nothing is published yet; before are the values the terminals ship with\n", ring)
	case ring:
		fmt.Fprintf(stdout, "ring %s, version %d\n", ring, before.Policy.Version)
	default:
		fmt.Fprintf(stdout, "ring %s has no edition of its own; before are the values of %s\n", ring, from)
	}
	changes := compare(stdout, before.Policy, after)
	if len(changes) == 0 {
		changes = []string{"the values as they are"}
	}
	return d.put(g, ring, after, changes, how, stdout)
}

// fits refuses a ward that terminals of the ring would refuse.
func fits(ring bundle.Ring, ward string) error {
	of, isWard := strings.CutPrefix(string(ring), "ward/")
	switch {
	case ward == "":
		return nil
	case ring == bundle.All:
		return errors.New("ward: must be empty for all: terminals of other wards would refuse it (-set ward=)")
	case isWard && of != ward:
		return fmt.Errorf("ward: must be %s or empty for %s", of, ring)
	}
	return nil
}

// reaches refuses pins of which this seat knows none: every terminal would lose its line.
func (d *policyDesk) reaches(p policy.Policy) error {
	for pin := range strings.SplitSeq(p.Text("registry.pins"), ",") {
		if slices.Contains(d.Pins, pin) {
			return nil
		}
	}
	return errors.New("registry.pins: none of them is one that this seat knows the registry by, so terminals would lose their line (change the seat's pins first if they are right)")
}

// put stages an edition and says so.
func (d *policyDesk) put(g *staging, ring bundle.Ring, p policy.Policy, changes []string, how edited, stdout io.Writer) error {
	if err := errors.Join(fits(ring, p.Ward), d.reaches(p)); err != nil {
		return err
	}
	if p.Registry.Address != d.Registry {
		fmt.Fprintf(stdout, "NOTE: this seat knows the registry at %s: terminals will look for it at %s from their next start on\n", d.Registry, p.Registry.Address)
	}
	if how.preview {
		fmt.Fprintln(stdout, "only shown: nothing is staged")
		return nil
	}
	if how.by == "" {
		how.by = d.Seat
	}
	now := time.Now()
	g.forget(ring)
	g.Put[ring] = bundle.Edition{Policy: p, By: how.by, Since: now.UTC().Truncate(time.Second), Note: how.note}
	for _, c := range changes {
		g.Changes = append(g.Changes, string(ring)+": "+c)
	}
	return d.keep(g, now, stdout)
}

func (d *policyDesk) drop(g *staging, ring bundle.Ring, stdout io.Writer, preview bool) error {
	if ring == bundle.All {
		return errors.New("the edition for all cannot be taken away: put another in its place")
	}
	if preview {
		fmt.Fprintf(stdout, "only shown: the edition of %s would go\n", ring)
		return nil
	}
	if err := d.takeAway(g, ring); err != nil {
		return err
	}
	return d.keep(g, time.Now(), stdout)
}

// takeAway stages that a ring has no edition of its own any more.
func (d *policyDesk) takeAway(g *staging, ring bundle.Ring) error {
	_, staged := g.Put[ring]
	published, err := d.has(ring)
	if err != nil {
		return err
	}
	if !staged && !published {
		return fmt.Errorf("ring %s has no edition of its own", ring)
	}
	g.forget(ring)
	if published {
		g.Drop = append(g.Drop, ring)
	}
	return nil
}

// has reports whether a ring has an edition in the newest list.
func (d *policyDesk) has(ring bundle.Ring) (bool, error) {
	if d.before == nil {
		return false, nil
	}
	all, err := d.before.Editions()
	_, ok := all[ring]
	return ok, err
}

// keep stages g anew and writes it down.
func (d *policyDesk) keep(g *staging, now time.Time, stdout io.Writer) error {
	version, err := d.stage(g, now)
	if err != nil {
		return err
	}
	if err := d.writeJSON(stagedFile, g); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "version %d ", version)
	tellStaged(stdout, g)
	return nil
}

// wrapped returns words with commas between, in lines of at most that width.
func wrapped(words []string, width int) string {
	var b strings.Builder
	at := len("Values: ")
	for i, w := range words {
		switch {
		case i == 0:
		case at+len(w) > width:
			b.WriteString(",\n  ")
			at = 2
		default:
			b.WriteString(", ")
			at += 2
		}
		b.WriteString(w)
		at += len(w)
	}
	return b.String()
}

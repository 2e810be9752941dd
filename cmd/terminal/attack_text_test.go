package main

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/cmd/attack/attacktest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/ui/intake"
	"madoguchi/ui/search"
	"madoguchi/ui/words"
)

// injections are texts that would do something where they were read as more than texts.
var injections = []string{
	`'; DROP TABLE residents; --`, `" OR ""="`, `x' OR 1=1 --`, `*" NEAR("`, `name : a*`, `../../../etc/passwd`, `..\..\x`, `%00%2e%2e/`, `$(reboot)`, "`id`",
	`{{.Store}}`, `%s%n%[9]d`, `</script><b>`, `file:///etc/passwd?mode=rw`, `?_pragma=x`, `:a @b $c ?1`,
}

// today is the day of the register.
func today() civil.Date { return civil.FromTime(time.Now().In(civil.Japan)) }

// typeable returns every place of a content that takes a text.
func typeable(schema *notification.Schema, c *notification.Content) (places []intake.Place) {
	for person := notification.Header; person < len(c.Persons); person++ {
		for _, section := range schema.Visible(c, person) {
			for _, f := range section.Fields {
				if f.Type != notification.Choice {
					places = append(places, intake.Place{Person: person, Item: f.Item})
				}
			}
		}
	}
	return places
}

// TestAttackInjection: every item of every form, every field of a search and every note,
// with SQL, paths, patterns and placeholders in them. They are texts, and stay texts: they
// are kept to the letter or refused, and nothing of the register, of its tables or of the
// file system is otherwise than before.
func TestAttackInjection(t *testing.T) {
	s := newSiege(t)
	known := s.counter(counterOne)
	known.Register(s.store, today())
	before, tables := s.residents(), s.tables()
	kinds, events, n := map[wire.Kind]int{}, []*wirev1.Event{}, 0
	flush := func() {
		for _, kind := range s.push(counterOne, events...) {
			kinds[kind]++
		}
		events = nil
	}
	send := func(bodies ...any) {
		for _, body := range bodies {
			events = append(events, known.Event(body))
		}
		if n++; len(events) > 90 {
			flush()
		}
	}
	for _, kind := range notification.Kinds() {
		schema, err := notification.Current(kind)
		s.must(err)
		example := notificationtest.Example(kind, today())
		for i, place := range typeable(schema, &example) {
			c := example.Clone()
			f, _ := schema.Field(place.Item, place.Person != notification.Header)
			text := []rune(injections[i%len(injections)])
			c.Of(place.Person).Set(place.Item, string(text[:min(len(text), f.Bound())]))
			submission := known.Submit(c)
			returned := known.Review(submission, registrytest.First, notification.GiveBack)
			returned.Note = injections[i%len(injections)]
			known.SignReview(returned)
			if i%2 == 0 {
				send(submission, known.Withdraw(submission, registrytest.Writer))
			} else {
				send(submission, returned)
			}
		}
	}
	flush()
	t.Logf("%d entries, events refused by kind: %v", n, kinds)
	for kind := range kinds {
		if kind != 0 && kind != wire.BadContent && kind != wire.EntryClosed && kind != wire.UnknownEntry {
			t.Errorf("%d events: %v", kinds[kind], kind)
		}
	}
	if kinds[0] < n {
		t.Errorf("%d events of %d entries came in: the attack reached nothing", kinds[0], n)
	}
	if got := s.residents(); got != before {
		t.Errorf("%d residents, want %d", got, before)
	}
	searched := s.searchInjected()
	if got := s.tables(); got != tables {
		t.Error("tables or files are not what they were")
	}
	registrytest.Check(t, s.store)

	// At a counter: kept to the letter, and shown as it was typed.
	top, _ := s.open(t, s.setUp(counterTwo, s.ward()))
	top.online()
	top.signIn(s, registrytest.Writer)
	content := s.counter(counterTwo).MovingIn(1)
	content.Header.Set(notification.NewBuilding, injections[0])
	content.Header.Set(notification.NotifierName, injections[1])
	e := top.handOver(content)
	top.worklist(counter.Waiting)
	rows := strings.Join(top.seen(), "\n")
	if !strings.Contains(rows, e.Content.Persons[0].Get(notification.FullName)) {
		t.Errorf("the worklist shows %q", rows)
	}
	kept, err := top.parts.desk.Load(t.Context(), e.ID)
	s.must(err)
	if kept.Content.Header.Get(notification.NewBuilding) != injections[0] {
		t.Errorf("kept as %q", kept.Content.Header.Get(notification.NewBuilding))
	}
	attacktest.Refused(t, attacktest.Injection, fmt.Sprintf("nothing: %d texts in %d kinds of entries and %d searches are texts, kept to the letter or refused by their form", n, len(notification.Kinds()), searched),
		"the text as it was typed: "+kept.Content.Header.Get(notification.NewBuilding))
}

// searchInjected searches by each text in each field.
func (s *siege) searchInjected() (n int) {
	s.Helper()
	in, err := s.signIn(counterOne, registrytest.First, make([]byte, 32))
	s.must(err)
	api := s.api(counterOne)
	for i, text := range injections {
		for field, q := range []*wirev1.SearchRequest{
			{Name: text}, {Name: text, Exact: true}, {Name: text, Given: true}, {Name: "海", Address: text}, {Birth: text}, {ResidentId: text}, {HouseholdId: text}, {ResidentCode: text}, {IndividualNumber: text}, {ResidenceCard: text},
		} {
			q.SessionId, q.Purpose = in.GetSessionId(), 1
			answer, err := api.Search(s.Context(), q)
			switch kind, known := wire.KindOf(err); {
			case err == nil && len(answer.GetHits()) > 0:
				s.Errorf("text %d in field %d finds %d residents", i, field, len(answer.GetHits()))
			case err != nil && (!known || kind == wire.Internal):
				s.Errorf("text %d in field %d: %v", i, field, err)
			}
			n++
			time.Sleep(8 * time.Millisecond) // a counter that asks without end is stopped
		}
		for _, err := range []error{
			call(api.OpenRecord(s.Context(), &wirev1.OpenRecordRequest{SessionId: in.GetSessionId(), ResidentId: text, Purpose: 1})),
			call(api.ClaimReview(s.Context(), &wirev1.ClaimReviewRequest{SessionId: text, EntryId: text})),
			call(api.SignIn(s.Context(), &wirev1.SignInRequest{OperatorId: text, Pin: text, TokenCode: text})),
		} {
			if kind, known := wire.KindOf(err); !known || kind == wire.Internal {
				s.Errorf("text %d: %v", i, err)
			}
		}
	}
	return n
}

func call[T any](_ T, err error) error { return err }

// tables is what the database and its folder are made of.
func (s *siege) tables() string {
	s.Helper()
	db, err := sql.Open("sqlite", "file:"+s.database+"?mode=ro")
	s.must(err)
	defer db.Close()
	rows, err := db.Query(`SELECT coalesce(sql, name) FROM sqlite_master ORDER BY name`)
	s.must(err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		s.must(rows.Scan(&text))
		all = append(all, text)
	}
	s.must(rows.Err())
	files, err := os.ReadDir(filepath.Dir(s.database))
	s.must(err)
	for _, f := range files {
		all = append(all, f.Name())
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(all, "\n"))))
}

// TestAttackOddContent: R007, E22. A content that says the same in another spelling, or
// more than it seems to, is none.
func TestAttackOddContent(t *testing.T) {
	s := newSiege(t)
	known := s.counter(counterOne)
	good := known.MovingIn(1)
	text, err := good.Encode()
	s.must(err)
	replace := func(old, new string) []byte { return []byte(strings.Replace(string(text), old, new, 1)) }
	type odd struct {
		row     attacktest.Row
		name    string
		content []byte
		change  func(*notification.Submission)
		want    wire.Kind
	}
	unchanged := func(*notification.Submission) {}
	refused := map[attacktest.Row][]string{}
	for _, tt := range []odd{
		{attacktest.OddJSON, "a doubled key", replace(`{"header":{`, `{"header":{"channel":"2",`), unchanged, wire.BadContent},
		{attacktest.OddJSON, "two kinds", replace(`"kind":1,`, `"kind":1,"kind":2,`), unchanged, wire.BadContent},
		{attacktest.OddJSON, "a key in capitals", replace(`"kind":1,`, `"KIND":2,"kind":1,`), unchanged, wire.BadContent},
		{attacktest.OddJSON, "a huge number", replace(`"kind":1,`, `"kind":1e400,`), unchanged, wire.BadContent},
		{attacktest.OddJSON, "a number that runs over", replace(`"kind":1,`, `"kind":65537,`), unchanged, wire.BadContent},
		{attacktest.OddJSON, "digits without end", replace(`"kind":1,`, `"kind":`+strings.Repeat("9", 50_000)+`,`), unchanged, wire.BadContent},
		{attacktest.OddJSON, "deep nesting", []byte(strings.Repeat("[", 60_000)), unchanged, wire.BadContent},
		{attacktest.OddJSON, "deep nesting in an unknown key", replace(`"kind":1,`, `"x":`+strings.Repeat("[", 9_000)+strings.Repeat("]", 9_000)+`,"kind":1,`), unchanged, wire.BadContent},
		{attacktest.OddJSON, "a second content behind", append(slices.Clone(text), text...), unchanged, wire.BadContent},
		{attacktest.OddJSON, "white space", append(slices.Clone(text), ' '), unchanged, wire.BadContent},
		{attacktest.OddJSON, "half a character", replace(`"kind":1,`, `"kind":1,"header":{"channel":"\ud83d"},`), unchanged, wire.BadContent},
		{attacktest.OddJSON, "not even UTF-8", replace("海", "\xff"), unchanged, wire.BadContent},
		{attacktest.OddJSON, "a million persons", []byte(`{"header":{},"kind":1,"persons":[` + strings.Repeat("{},", 20_000) + `{}],"version":2}`), unchanged, wire.BadContent},
		{attacktest.OldForm, "a form that never was", text, func(s *notification.Submission) { s.Version = 99 }, wire.UnknownSchema},
		{attacktest.OldForm, "version 0", text, func(s *notification.Submission) { s.Version = 0 }, wire.UnknownSchema},
		{attacktest.OldForm, "an old form outside, the new one inside", text, func(s *notification.Submission) { s.Version = 1 }, wire.BadContent},
		{attacktest.OldForm, "the new items on the old form", onOldForm(t, good), func(s *notification.Submission) { s.Version = 1 }, wire.BadContent},
		{attacktest.OldForm, "the content of another kind", text, func(s *notification.Submission) { s.Kind = notification.MovingOut }, wire.BadContent},
	} {
		submission := known.Submit(good)
		submission.Content = tt.content
		tt.change(submission)
		known.Sign(submission)
		if got := s.push(counterOne, known.Event(submission))[0]; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		refused[tt.row] = append(refused[tt.row], tt.name+": "+tt.want.Error())
	}
	name, remedy := words.Refusal(int(wire.UnknownSchema))
	attacktest.Refused(t, attacktest.OddJSON, strings.Join(refused[attacktest.OddJSON], "; "), attacktest.Nothing)
	attacktest.Refused(t, attacktest.OldForm, strings.Join(refused[attacktest.OldForm], "; ")+"; and the form that a newer one replaced, a quarter of a year later ("+wire.UnknownSchema.Error()+")",
		"at a terminal that was not brought up to date: "+words.T(words.IntakeRefusedFor, words.T(name), words.T(remedy)))
	s.must(s.store.View(t.Context(), func(tx registry.Tx) error {
		waiting, err := tx.Waiting(s.ward())
		if len(waiting) != 0 {
			t.Errorf("%d entries came in", len(waiting))
		}
		return err
	}))
}

// onOldForm is a content on the first form of moving in, with an item that only a newer one
// has.
func onOldForm(t *testing.T, c notification.Content) []byte {
	t.Helper()
	c = c.Clone()
	old, err := notification.SchemaOf(c.Kind, 1)
	if err != nil {
		t.Fatal(err)
	}
	newest, err := notification.Current(c.Kind)
	if err != nil {
		t.Fatal(err)
	}
	c.Version = 1
	for _, section := range newest.Visible(&c, notification.Header) {
		for _, f := range section.Fields {
			if _, has := old.Field(f.Item, false); !has && f.Type == notification.Text {
				c.Header.Set(f.Item, "新")
				text, err := c.Encode()
				if err != nil {
					t.Fatal(err)
				}
				return text
			}
		}
	}
	t.Fatal("the newest form has no new item")
	return nil
}

// tricks are characters with which a name reads as another.
var tricks = map[string]string{
	"a mark of direction":              "海野\u202e　潮",
	"an isolate":                       "海野\u2066　潮\u2069",
	"a space without width":            "海\u200b野　潮",
	"a joiner":                         "海\u200d野　潮",
	"a soft hyphen":                    "海\u00ad野　潮",
	"a byte order mark":                "\ufeff海野　潮",
	"a combining mark":                 "海野　か\u3099",
	"a combining accent":               "海野　A\u0301",
	"a selector nobody has":            "海\U000e01ef野　潮",
	"a character of private use":       "海\ue000野　潮",
	"a tag":                            "海野　潮\U000e0041",
	"a compatibility ideograph's way":  "海野　潮\ufdd0",
	"a line":                           "海野\n　潮",
	"a letter that looks like another": "海野　\u0406van",
}

// TestAttackUnicode: E28, D4. A name with characters that do not show, or that make it read
// as another, is refused by the registry, and the form says so and where.
func TestAttackUnicode(t *testing.T) {
	s := newSiege(t)
	known := s.counter(counterOne)
	var refused []string
	for name, text := range tricks {
		c := known.MovingIn(1)
		c.Persons[0].Set(notification.FullName, text)
		submission, events := known.Approved(c)
		s.push(counterOne, events...)
		var v notification.Verdict
		s.must(s.store.View(t.Context(), func(tx registry.Tx) (err error) { v, err = tx.Verdict(submission.EntryID, 1); return err }))
		if v.Accepted || !slices.ContainsFunc(v.Findings, func(f notification.Finding) bool { return f.Rule == "E28" && f.Item == notification.FullName }) {
			t.Errorf("%s: accepted %v, findings %v", name, v.Accepted, v.Findings)
		}
		refused = append(refused, name)
	}
	if n := s.residents(); n != 0 {
		t.Errorf("%d residents", n)
	}
	slices.Sort(refused)

	top, _ := s.open(t, s.setUp(counterTwo, s.ward()))
	top.online()
	top.signIn(s, registrytest.Writer)
	p := intake.New(intake.Config{Desk: top.parts.desk, Guide: intakeGuide{top.window}, Gazetteer: top.places, Repertoire: top.parts.table, Run: atOnce, Later: never, Now: top.now, Log: top.log})
	top.shell.Show(top.named("intake", intake.NewForm(p, top.shell)))
	p.Begin(notification.MovingIn)
	at := intake.Place{Person: 0, Item: notification.FullName}
	for name, text := range tricks {
		p.Type(at, text)
		p.Left(at)
		if len(p.Problems(at)) == 0 {
			t.Errorf("%s: the form says nothing; the field holds %q", name, p.Entry().Content.Persons[0].Get(notification.FullName))
		}
	}
	p.Type(at, tricks["a mark of direction"])
	p.Left(at)
	saw := words.T(p.Problems(at)[0].Reason, p.Problems(at)[0].Args...) + words.T(p.Problems(at)[0].Remedy, p.Problems(at)[0].Args...)
	attacktest.Refused(t, attacktest.UnicodeTricks, "E28: "+strings.Join(refused, ", "), saw)
}

// TestAttackBroadSearch: E23, R103. An integrated terminal whose own refusal was taken out
// is refused by the registry, which logs it, and the operator is told.
func TestAttackBroadSearch(t *testing.T) {
	s := newSiege(t)
	s.counter(counterTwo)
	s.must(registry.SetPersonality(t.Context(), s.store, counterOne, 2))
	top, _ := s.open(t, s.setUp(counterOne, s.ward()))
	top.online()
	top.signIn(s, registrytest.Writer) // the terminal has no policy yet, and takes itself for an ordinary one
	if top.parts.desk.Terms().Integrated {
		t.Fatal("the terminal would refuse by itself")
	}
	p := search.New(search.Config{Desk: top.parts.desk, Guide: searchGuide{top.window}, Run: atOnce, Now: top.now, Log: top.log})
	top.shell.Show(search.NewForm(p, top.shell))
	p.SetPurpose(counter.ForEnquiry)
	p.Type(search.Name, "海野")
	p.Search()
	saw := top.sees(words.T(words.SearchTwoItems))
	n, session := 0, ""
	in, err := s.api(counterOne).SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: string(registrytest.First), Pin: registrytest.PIN, TokenCode: s.code(registrytest.First), PublicKey: make([]byte, 32)})
	s.must(err)
	session = in.GetSessionId()
	for _, q := range []*wirev1.SearchRequest{{Name: "海野"}, {Birth: "1986-02-03"}, {Address: "潮見町"}, {Name: "海野", ResidentId: "000000019"}, {Name: " ", Birth: "1986-02-03"}, {Name: "　", Address: "潮見町"}} {
		q.SessionId, q.Purpose = session, 1
		if _, err := s.api(counterOne).Search(t.Context(), q); err != nil {
			if kind, _ := wire.KindOf(err); kind == wire.TooBroad {
				n++
			}
		}
	}
	if n != 6 {
		t.Errorf("%d of 6 searches refused as too broad", n)
	}
	attacktest.Refused(t, attacktest.BroadSearch, "the registry: "+wire.TooBroad.Error(), saw)
}

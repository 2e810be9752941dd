package review_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/review"
)

type values map[notification.Item]string

func content(t testing.TB, kind notification.Kind, header values, persons ...values) (*notification.Content, *notification.Schema) {
	t.Helper()
	c, err := notification.New(kind)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := notification.SchemaOf(kind, c.Version)
	if err != nil {
		t.Fatal(err)
	}
	for item, s := range header {
		c.Header.Set(item, s)
	}
	c.Persons = make([]notification.Values, len(persons))
	for i, p := range persons {
		for item, s := range p {
			c.Persons[i].Set(item, s)
		}
	}
	return &c, schema
}

func movingIn(t testing.TB) (*notification.Content, *notification.Schema) {
	return content(t, notification.MovingIn, values{
		notification.ChangedOn: "2026-11-20", notification.NewNumber: "3-15", notification.NewTownship: "東町",
	}, values{
		notification.ResidentClass: "1", notification.FullName: "髙橋花子", notification.FullReading: "タカハシ　ハナコ",
		notification.Birth: "1986-02-03", notification.Code: "24727059608", notification.MyNumber: "123456789018",
	}, values{
		notification.ResidentClass: "1", notification.FullName: "髙橋エヴァ", notification.FullReading: "タカハシ　エヴァ",
		notification.Birth: "~09|S40-03|2",
	})
}

// TestNeeded is R006 and R106: how many must approve.
func TestNeeded(t *testing.T) {
	tests := []struct {
		name   string
		kind   notification.Kind
		person values
		about  review.Circumstances
		want   int
	}{
		{"moving within", notification.MovingWithin, nil, review.Circumstances{}, 1},
		{"moving out", notification.MovingOut, nil, review.Circumstances{}, 1},
		{"moving in from outside", notification.MovingIn, nil, review.Circumstances{}, 2},
		{"a number changes", notification.MovingWithin, values{notification.MyNumber: "123456789018"}, review.Circumstances{}, 2},
		{"a code changes", notification.MovingOut, values{notification.Code: "24727059608"}, review.Circumstances{}, 2},
		{"under a support measure", notification.MovingOut, nil, review.Circumstances{Protected: true}, 2},
		{"the policy asks for more", notification.MovingWithin, nil, review.Circumstances{Minimum: 3}, 3},
		{"the policy cannot ask for fewer", notification.MovingIn, nil, review.Circumstances{Minimum: 1}, 2},
		{"the policy says nothing", notification.MovingWithin, nil, review.Circumstances{Minimum: -1}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := content(t, tt.kind, nil, tt.person)
			if got := review.Needed(c, tt.about); got != tt.want {
				t.Errorf("needed = %d, want %d", got, tt.want)
			}
		})
	}
}

// TestMayReview is E21 and D16.
func TestMayReview(t *testing.T) {
	approvedBy := func(by operator.ID) func(e *notification.Entry) {
		return func(e *notification.Entry) {
			e.Reviews = append(e.Reviews, notification.Review{Reviewer: by, Revision: 1, Decision: notification.Approve})
		}
	}
	suzuki := review.Reviewer{ID: "suzuki", Reviews: true, Ward: "991015"}
	tests := []struct {
		name  string
		edit  func(*notification.Entry)
		about review.Subject
		by    review.Reviewer
		want  review.Why
	}{
		{"another operator of the ward", nil, review.Subject{}, suzuki, 0},
		{"not handed over", func(e *notification.Entry) { e.State = notification.Draft }, review.Subject{}, suzuki, review.NotAwaiting},
		{"the writer", nil, review.Subject{}, review.Reviewer{ID: "sato", Reviews: true}, review.EnteredIt},
		{"a second time", approvedBy("suzuki"), review.Subject{}, suzuki, review.ReviewedIt},
		{"after another", approvedBy("tanaka"), review.Subject{}, suzuki, 0},
		{"a second time, of an earlier revision", func(e *notification.Entry) {
			approvedBy("suzuki")(e)
			e.Revision = 2
		}, review.Subject{}, suzuki, 0},
		{"without the right", nil, review.Subject{}, review.Reviewer{ID: "suzuki", Ward: "991015"}, review.NoRight},
		{"of another ward", nil, review.Subject{}, review.Reviewer{ID: "suzuki", Reviews: true, Ward: "991023"}, review.OtherWard},
		{"of the city", nil, review.Subject{}, review.Reviewer{ID: "suzuki", Reviews: true}, 0},
		{"protected: the first need not be the officer", nil, review.Subject{Protected: true}, suzuki, 0},
		{"protected: the last must be the officer", approvedBy("tanaka"), review.Subject{Protected: true}, suzuki, review.NeedsOfficer},
		{"protected: the officer was before", approvedBy("tanaka"), review.Subject{Protected: true, Officer: true}, suzuki, 0},
		{"protected: the officer last", approvedBy("tanaka"), review.Subject{Protected: true},
			review.Reviewer{ID: "suzuki", Reviews: true, Officer: true}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := &notification.Entry{State: notification.Entered, Revision: 1, Writer: "sato", Needed: 2}
			if tt.edit != nil {
				tt.edit(e)
			}
			tt.about.Ward = "991015"
			err := review.MayReview(e, tt.about, tt.by)
			if got := review.WhyOf(err); got != tt.want {
				t.Errorf("why = %s, want %s", got.Key(), tt.want.Key())
			}
			if tt.want != 0 {
				base := notification.ErrReviewer
				if tt.want == review.NotAwaiting {
					base = notification.ErrState
				}
				if !errors.Is(err, base) {
					t.Errorf("error %v is no %v", err, base)
				}
			}
		})
	}
	for _, why := range review.Whys() {
		if why.Key() == "unknown" {
			t.Errorf("why %d has no key", why)
		}
	}
}

// TestRekey is D12: what is typed blind is read as the form reads it.
func TestRekey(t *testing.T) {
	tests := []struct {
		name   string
		person int
		item   notification.Item
		typed  string
		want   bool
	}{
		{"reading", 0, notification.FullReading, "タカハシ　ハナコ", true},
		{"reading without the space", 0, notification.FullReading, "タカハシハナコ", true},
		{"reading in hiragana", 0, notification.FullReading, "たかはし はなこ", true},
		{"reading in romaji", 0, notification.FullReading, "takahashi hanako", true},
		{"reading in half-width kana", 0, notification.FullReading, "ﾀｶﾊｼ ﾊﾅｺ", true},
		{"ヴ in hiragana", 1, notification.FullReading, "たかはし えゔぁ", true},
		{"ヴ in half-width kana", 1, notification.FullReading, "ﾀｶﾊｼ ｴｳﾞｧ", true},
		{"another reading", 0, notification.FullReading, "タカバシ　ハナコ", false},
		{"birth in its era", 0, notification.Birth, "s61.2.3", true},
		{"birth in full width", 0, notification.Birth, "昭和６１年２月３日", true},
		{"birth as eight digits", 0, notification.Birth, "19860203", true},
		{"birth a day off", 0, notification.Birth, "s61.2.4", false},
		{"birth that is no date", 0, notification.Birth, "s61.2.30", false},
		{"birth not fully known", 1, notification.Birth, "昭和40年3月中旬頃", true},
		{"birth not fully known, another third", 1, notification.Birth, "昭和40年3月上旬頃", false},
		{"date of change, year of this era", notification.Header, notification.ChangedOn, "8.11.20", true},
		{"date of change a month off", notification.Header, notification.ChangedOn, "8.10.20", false},
		{"last four of the code", 0, notification.Code, "9608", true},
		{"the whole code", 0, notification.Code, "24727059608", true},
		{"last four of the number, full width", 0, notification.MyNumber, "９０１８", true},
		{"last four of another", 0, notification.MyNumber, "9019", false},
		{"last three", 0, notification.MyNumber, "018", false},
		{"house number", notification.Header, notification.NewNumber, "3-15", true},
		{"house number in full width", notification.Header, notification.NewNumber, "３－１５", true},
		{"another house number", notification.Header, notification.NewNumber, "3-51", false},
		{"nothing typed", notification.Header, notification.NewNumber, " ", false},
		{"a field that is not dangerous", 0, notification.FullName, "髙橋花子", false},
		{"a field that is empty", 1, notification.MyNumber, "", false},
		{"a person that is not there", 5, notification.Birth, "s61.2.3", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, schema := movingIn(t)
			k := review.Open(c, schema, nil, func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, civil.Japan) })
			if got := k.Rekey(tt.person, tt.item, tt.typed); got != tt.want {
				t.Errorf("matches = %v, want %v", got, tt.want)
			}
		})
	}
}

// alerts are what the writer acknowledged.
var alerts = []notification.Acknowledgement{{Rule: "A03", Person: notification.Header, Item: notification.ChangedOn, Reason: "入院していたため"}}

// finish does what is outstanding, typing the values themselves.
func finish(k *review.Case, c *notification.Content) {
	for _, todo := range k.Outstanding() {
		if todo.Item == "" {
			k.Show(review.Section{Person: todo.Person, Key: todo.Section})
			time.Sleep(2 * time.Second)
			continue
		}
		k.Rekey(todo.Person, todo.Item, c.Of(todo.Person).Get(todo.Item))
	}
}

// TestCase is D14: no approval until everything was seen and typed again.
func TestCase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, schema := movingIn(t)
		c.Persons[1].Set(notification.Birth, "1990-01-01")
		k := review.Open(c, schema, alerts, time.Now)
		if _, err := k.Approve(); !errors.Is(err, review.ErrIncomplete) {
			t.Fatalf("approve at once: %v, want incomplete", err)
		}
		sections, dangerous := review.Sections(c, schema, alerts), review.Dangerous(c, schema)
		if got := len(k.Outstanding()); got != len(sections)+len(dangerous) {
			t.Errorf("%d outstanding, want %d", got, len(sections)+len(dangerous))
		}
		k.Show(review.Section{Person: 7, Key: "person"}) // none of this content
		k.Rekey(0, notification.FullReading, "ハナコ")
		finish(k, c)
		if left := k.Outstanding(); len(left) > 0 {
			t.Fatalf("outstanding %v, want nothing", left)
		}
		if tries, matched := k.Tries(0, notification.FullReading); tries != 2 || !matched {
			t.Errorf("tries = %d, %v; want 2, true", tries, matched)
		}
		k.Hide()
		time.Sleep(time.Hour) // covered: counts for no section
		b, err := k.Approve()
		if err != nil {
			t.Fatal(err)
		}
		e, err := review.DecodeEvidence(b)
		if err != nil {
			t.Fatal(err)
		}
		if err := review.CheckEvidence(c, schema, alerts, e); err != nil {
			t.Error(err)
		}
		for _, s := range e.Sections {
			if s.Milliseconds != 2000 {
				t.Errorf("section %s of %d was seen for %d ms, want 2000", s.Section, s.Person, s.Milliseconds)
			}
		}
		for _, secret := range []string{"タカハシ", "1986", "9608", "9018", "3-15"} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("the evidence holds a value: %s", secret)
			}
		}
		// A later wrong try takes the match back.
		k.Rekey(0, notification.FullReading, "ハナコ")
		if left := k.Outstanding(); len(left) != 1 || left[0].Item != notification.FullReading {
			t.Errorf("outstanding %v after a wrong try, want the reading", left)
		}
	})
}

// TestShortLook: a section counts as seen however short the look, and for no longer.
func TestShortLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, schema := movingIn(t)
		k := review.Open(c, schema, alerts, time.Now)
		for _, s := range review.Sections(c, schema, alerts) {
			k.Show(s)
		}
		for _, s := range k.Evidence().Sections {
			if s.Milliseconds != 0 {
				t.Errorf("section %s was seen for %d ms, want 0", s.Section, s.Milliseconds)
			}
		}
		for _, todo := range k.Outstanding() {
			if todo.Section != "" {
				t.Errorf("section %s is outstanding", todo.Section)
			}
		}
	})
}

// TestCheckEvidence: the registry finds what a sitting left out.
func TestCheckEvidence(t *testing.T) {
	whole := func(t *testing.T) (*notification.Content, *notification.Schema, review.Evidence) {
		c, schema := movingIn(t)
		e := review.Evidence{Version: 1}
		for _, s := range review.Sections(c, schema, alerts) {
			e.Sections = append(e.Sections, review.Seen{Person: s.Person, Section: s.Key, Milliseconds: 900})
		}
		for _, p := range review.Dangerous(c, schema) {
			e.Retyped = append(e.Retyped, review.Retyped{Place: p, Tries: 1, Matched: true})
		}
		return c, schema, e
	}
	c, schema, e := whole(t)
	if err := review.CheckEvidence(c, schema, alerts, e); err != nil {
		t.Fatalf("a whole sitting: %v", err)
	}
	for i, s := range e.Sections {
		short := e
		short.Sections = slices.Delete(slices.Clone(e.Sections), i, i+1)
		if err := review.CheckEvidence(c, schema, alerts, short); !errors.Is(err, review.ErrIncomplete) {
			t.Errorf("without section %s of %d: %v, want incomplete", s.Section, s.Person, err)
		}
	}
	for i, r := range e.Retyped {
		short := e
		short.Retyped = slices.Clone(e.Retyped)
		short.Retyped[i].Matched = false
		if err := review.CheckEvidence(c, schema, alerts, short); !errors.Is(err, review.ErrIncomplete) {
			t.Errorf("with %s of %d not matched: %v, want incomplete", r.Item, r.Person, err)
		}
	}
	want := []string{"-1 changed_on", "-1 new_number", "0 reading", "0 birth", "0 resident_code", "0 individual_number", "1 reading", "1 birth"}
	var got []string
	for _, p := range review.Dangerous(c, schema) {
		got = append(got, fmt.Sprintf("%d %s", p.Person, p.Item))
	}
	if !slices.Equal(got, want) {
		t.Errorf("dangerous are %q, want %q", got, want)
	}
}

// TestAcknowledged: alerts that were waved through are a block of their own (D14),
// behind those of the header; without any there is none.
func TestAcknowledged(t *testing.T) {
	c, schema := movingIn(t)
	block := review.Section{Person: notification.Header, Key: review.Acknowledged}
	paper, with := review.Sections(c, schema, nil), review.Sections(c, schema, alerts)
	at := slices.Index(with, block)
	if slices.Contains(paper, block) || at < 1 || with[at-1].Person != notification.Header || with[at+1].Person != 0 || len(with) != len(paper)+1 {
		t.Fatalf("blocks %v, want one more than %v", with, paper)
	}
	k := review.Open(c, schema, alerts, time.Now)
	for _, s := range paper {
		k.Show(s)
	}
	if left := k.Outstanding(); left[0] != (review.Todo{Person: notification.Header, Section: review.Acknowledged}) {
		t.Errorf("outstanding %v, want the alerts first", left)
	}
	e := k.Evidence()
	for _, p := range review.Dangerous(c, schema) {
		e.Retyped = append(e.Retyped, review.Retyped{Place: p, Tries: 1, Matched: true})
	}
	if err := review.CheckEvidence(c, schema, alerts, e); !errors.Is(err, review.ErrIncomplete) {
		t.Errorf("without having seen the alerts: %v, want incomplete", err)
	}
	if err := review.CheckEvidence(c, schema, nil, e); err != nil {
		t.Errorf("without alerts: %v", err)
	}
	k.Show(block)
	if b, err := k.Evidence().Encode(); err != nil || bytes.Contains(b, []byte("入院")) {
		t.Errorf("the evidence holds a reason: %v", err)
	}
}

// TestTooQuick is A17: the blocks must have been in sight, a pause does not help.
func TestTooQuick(t *testing.T) {
	const floor = 700 * time.Millisecond
	for _, tt := range []struct {
		name           string
		section, milli int64
		floor          time.Duration
		seconds        string // "" for none
		pace           time.Duration
	}{
		{"too little in all", 700, 11_999, floor, "11", floor},
		{"enough", 700, 12_000, floor, "", floor},
		{"a long pause over blocks not looked at", 699, 3_600_000, floor, "3600", 699 * time.Millisecond},
		{"a stricter policy", 700, 12_000, time.Second, "12", floor},
		{"a policy that does not ask", 0, 0, 0, "", 0},
	} {
		e := review.Evidence{Version: 2, Sections: make([]review.Seen, 10), Retyped: make([]review.Retyped, 5), Milliseconds: tt.milli}
		for i := range e.Sections {
			e.Sections[i].Milliseconds = tt.section
		}
		f, quick := review.TooQuick(e, tt.floor)
		if quick != (tt.seconds != "") || f.Detail != tt.seconds || quick && f.Rule != "A17" {
			t.Errorf("%s: finding = %+v, %v; want after %q s", tt.name, f, quick, tt.seconds)
		}
		if pace := review.Pace(e); pace != tt.pace {
			t.Errorf("%s: pace = %v, want %v", tt.name, pace, tt.pace)
		}
	}
}

// TestHasty: a sitting too quick to be believed is confirmed by the reviewer, which
// stands in the evidence (A17).
func TestHasty(t *testing.T) {
	c, schema := movingIn(t)
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	k := review.Open(c, schema, nil, func() time.Time { return at })
	for _, s := range k.Sections() {
		k.Show(s)
		at = at.Add(300 * time.Millisecond)
	}
	seconds, quick := k.TooQuick(700 * time.Millisecond)
	if want := len(k.Sections()) * 300 / 1000; !quick || seconds != want {
		t.Errorf("too quick = %d s, %v; want %d s", seconds, quick, want)
	}
	if k.Evidence().Hasty {
		t.Error("confirmed by nobody")
	}
	k.Hasten()
	if _, quick := k.TooQuick(700 * time.Millisecond); quick || !k.Evidence().Hasty {
		t.Error("confirmed and still asked, or not in the evidence")
	}
}

// TestDeadline: fourteen days where the Act sets them.
func TestDeadline(t *testing.T) {
	for _, tt := range []struct {
		kind notification.Kind
		on   string
		want string
	}{
		{notification.MovingIn, "2026-11-20", "2026-12-04"}, {notification.MovingWithin, "2026-12-25", "2027-01-08"},
		{notification.HeadChange, "2026-11-20", "2026-12-04"}, {notification.MovingOut, "2026-11-20", ""}, {notification.MovingIn, "", ""},
	} {
		c := notification.Content{Kind: tt.kind}
		c.Header.Set(notification.ChangedOn, tt.on)
		got := review.Deadline(&c)
		if got.IsZero() != (tt.want == "") || tt.want != "" && got.String() != tt.want {
			t.Errorf("kind %d changed on %q: deadline %v, want %q", tt.kind, tt.on, got, tt.want)
		}
	}
}

// TestWhyApart: what is not approved together with others (STD 4.0.8).
func TestWhyApart(t *testing.T) {
	approval := notification.Review{Revision: 1, Reviewer: "r01", Decision: notification.Approve}
	entry := func(needed int, reviews ...notification.Review) *notification.Entry {
		return &notification.Entry{Revision: 1, Needed: needed, Submission: &notification.Submission{}, Reviews: reviews}
	}
	waved := entry(1)
	waved.Submission.Acknowledged = alerts
	for _, tt := range []struct {
		name             string
		e                *notification.Entry
		protected, quick bool
		want             review.Apart
	}{
		{"an ordinary one", entry(1), false, false, 0},
		{"the first of two", entry(2), false, false, 0},
		{"the last of two", entry(2, approval), false, false, review.LastOfTwo},
		{"a support measure", entry(2), true, false, review.OfProtected},
		{"alerts acknowledged", waved, false, false, review.AlertsWaived},
		{"A17", entry(1), false, true, review.Hurried},
	} {
		if got := review.WhyApart(tt.e, tt.protected, tt.quick); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got.Key(), tt.want.Key())
		}
	}
	if len(review.Aparts()) != 5 || review.Apart(99).Key() != "unknown" {
		t.Error("the reasons are not all named")
	}
}

func TestDecodeEvidence(t *testing.T) {
	canonical, err := review.Evidence{Version: 1, Milliseconds: 5, Sections: []review.Seen{{Person: 1, Section: "b"}, {Person: -1, Section: "a"}}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := review.DecodeEvidence(canonical); err != nil {
		t.Fatal(err)
	}
	second := strings.TrimSuffix(strings.Replace(string(canonical), `"version":1`, `"version":2`, 1), "}") + `,"hasty":true,"officer":true}`
	if e, err := review.DecodeEvidence([]byte(second)); err != nil || !e.Hasty || !e.Officer {
		t.Errorf("version 2: %+v, %v", e, err)
	}
	for name, bad := range map[string]string{
		"nothing":           "",
		"white space":       " " + string(canonical),
		"more behind":       string(canonical) + "{}",
		"an unknown field":  strings.Replace(string(canonical), `"ms":5`, `"ms":5,"typed":"x"`, 1),
		"another order":     `{"version":1,"ms":5,"sections":[{"person":1,"section":"b","ms":0},{"person":-1,"section":"a","ms":0}],"retyped":null}`,
		"another version":   strings.Replace(string(canonical), `"version":1`, `"version":3`, 1),
		"of the next one":   strings.TrimSuffix(string(canonical), "}") + `,"hasty":true}`,
		"said to be false":  strings.TrimSuffix(strings.Replace(string(canonical), `"version":1`, `"version":2`, 1), "}") + `,"hasty":false}`,
		"too much":          strings.Repeat("x", 1<<20),
		"not even a struct": "null",
	} {
		if _, err := review.DecodeEvidence([]byte(bad)); !errors.Is(err, review.ErrEvidence) {
			t.Errorf("%s: %v, want an error of evidence", name, err)
		}
	}
}

func FuzzDecodeEvidence(f *testing.F) {
	f.Add([]byte(`{"version":1,"ms":5,"sections":[{"person":-1,"section":"a","ms":0}],"retyped":[{"person":0,"item":"birth","tries":1,"matched":true}]}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := review.DecodeEvidence(b)
		if err != nil {
			return
		}
		again, err := e.Encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("decoded bytes encode to others: %v", err)
		}
		c, schema := movingIn(t)
		_ = review.CheckEvidence(c, schema, alerts, e)
	})
}

func TestChanges(t *testing.T) {
	record := &resident.Record{Relationship: "子", Address: resident.Address{Town: "西町", Number: "1", Building: "西荘"}}
	within := values{
		notification.PrevTown: "西町", notification.PrevNumber: "2", notification.NewTownship: "西町", notification.NewNumber: "9",
		notification.FormerHousehold: "000001007", notification.TargetHouseholdID: "000012343",
	}
	tests := []struct {
		name    string
		kind    notification.Kind
		header  values
		records []*resident.Record
		want    []string
	}{
		{"moving within, from the register", notification.MovingWithin, within, []*resident.Record{record}, []string{
			"-1 new_number 1>9", "-1 new_building 西荘>", "-1 target_household_id 000001007>000012343", "0 relationship 子>世帯主"}},
		{"moving within, from the form", notification.MovingWithin, within, []*resident.Record{nil}, []string{
			"-1 new_number 2>9", "-1 target_household_id 000001007>000012343"}},
		{"moving out", notification.MovingOut, values{notification.DestTown: "架空市東町"}, []*resident.Record{record}, []string{
			"-1 dest_town 西町1　西荘>架空市東町", "0 relationship 子>世帯主"}},
		{"moving in is all new", notification.MovingIn, within, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := content(t, tt.kind, tt.header, values{notification.Relation: "世帯主"})
			var got []string
			for _, change := range review.Changes(c, tt.records) {
				got = append(got, fmt.Sprintf("%d %s %s>%s", change.Person, change.Item, change.Before, change.After))
				if printed := fmt.Sprintf("%+v", []any{change}); strings.Contains(printed, change.After) && change.After != "" {
					t.Errorf("a change prints as %s", printed)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("changes %q, want %q", got, tt.want)
			}
		})
	}
}

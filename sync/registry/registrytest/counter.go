package registrytest

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	"madoguchi/sync/registry"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// Ward is where the counter stands.
const Ward = "991015"

// The operators of a counter.
const (
	Writer  operator.ID = "c01"
	First   operator.ID = "r01"
	Second  operator.ID = "r02"
	Officer operator.ID = "s01" // responsible for support measures
	Admin   operator.ID = "i01"
	Masked  operator.ID = "m01" // a clerk who sees none of the items that can be masked
)

// PIN is that of every operator.
const PIN = "482913"

// Seed returns the token seed of an operator.
func Seed(id operator.ID) []byte { return bytes.Repeat([]byte(id), 7)[:20] }

// A Counter is a terminal with its operators, enrolled in a store.
type Counter struct {
	Terminal string
	Now      func() time.Time

	tb   testing.TB
	keys map[operator.ID]ed25519.PrivateKey
	seq  uint64
	made int
}

var rights = map[operator.ID][]operator.Right{
	Writer: seeing(operator.Enter, operator.Search), First: seeing(operator.Review, operator.Search), Second: seeing(operator.Review, operator.Search),
	Officer: seeing(operator.Review, operator.Search, operator.SupportMeasure), Admin: {operator.AdminIT}, Masked: {operator.Enter, operator.Search},
}

// seeing adds the rights to see every item of a record.
func seeing(duties ...operator.Right) []operator.Right { return append(duties, operator.Sights()...) }

// NewCounter enrols a terminal and its operators with fresh keys.
func NewCounter(tb testing.TB, s registry.Store, terminal string, now func() time.Time) *Counter {
	tb.Helper()
	c := &Counter{Terminal: terminal, Now: now, tb: tb, keys: map[operator.ID]ed25519.PrivateKey{}}
	err := s.Update(tb.Context(), func(tx registry.Tx) error {
		if err := tx.PutTerminal(registry.Terminal{ID: terminal, Ward: Ward}); err != nil {
			return err
		}
		for id, r := range rights {
			if _, err := tx.Account(id); err != nil {
				profile := operator.Profile{ID: id, Name: "操作者", Ward: Ward, Rights: r}
				if err := tx.PutAccount(registry.Account{Profile: profile, PIN: Verifier, Seed: Seed(id)}); err != nil {
					return err
				}
			}
			public, private, err := ed25519.GenerateKey(nil)
			if err != nil {
				return err
			}
			c.keys[id] = private
			if err := tx.Enrol(registry.Key{Operator: id, Terminal: terminal, Public: public, EnrolledAt: now()}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatalf("new counter: %v", err)
	}
	return c
}

// Verifier is that of [PIN], made once: it takes long.
var Verifier = registry.HashPIN(PIN)

// Key returns the key an operator signs with here.
func (c *Counter) Key(id operator.ID) ed25519.PrivateKey { return c.keys[id] }

// Seq returns the number of the last event made.
func (c *Counter) Seq() uint64 { return c.seq }

// Event gives a body the next number.
func (c *Counter) Event(body any) *wirev1.Event {
	c.seq++
	e := &wirev1.Event{Seq: c.seq}
	switch b := body.(type) {
	case *notification.Submission:
		e.Body = &wirev1.Event_Submission{Submission: wire.FromSubmission(b)}
	case *notification.Review:
		e.Body = &wirev1.Event_Review{Review: wire.FromReview(b)}
	case *notification.Withdrawal:
		e.Body = &wirev1.Event_Withdrawal{Withdrawal: wire.FromWithdrawal(b)}
	default:
		c.tb.Fatalf("event of %T", body)
	}
	return e
}

// Submit signs a content as its writer.
func (c *Counter) Submit(content notification.Content) *notification.Submission {
	c.tb.Helper()
	canonical, err := content.Encode()
	if err != nil {
		c.tb.Fatal(err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		c.tb.Fatal(err)
	}
	s := &notification.Submission{EntryID: notification.EntryID(id.String()), Revision: 1, Kind: content.Kind, Version: content.Version, Content: canonical,
		Hash: notification.HashOf(canonical), Writer: Writer, WrittenAt: c.Now().Truncate(time.Millisecond), PolicyVersion: 1}
	c.Sign(s)
	return s
}

// Sign signs a submission again, after it was changed.
func (c *Counter) Sign(s *notification.Submission) {
	s.Hash = notification.HashOf(s.Content)
	s.Signature = ed25519.Sign(c.keys[s.Writer], s.Signable())
}

// Review signs an operator's decision on a submission, with the evidence of a whole
// sitting when it is an approval.
func (c *Counter) Review(s *notification.Submission, by operator.ID, decision notification.Decision) *notification.Review {
	c.tb.Helper()
	r := &notification.Review{EntryID: s.EntryID, Revision: s.Revision, Hash: s.Hash, Reviewer: by, Decision: decision, ReviewedAt: c.Now().Truncate(time.Millisecond)}
	if decision == notification.GiveBack {
		r.Reasons = []notification.Reason{notification.WrongDate}
	} else {
		r.Evidence = c.evidence(s)
	}
	c.SignReview(r)
	return r
}

// SignReview signs a review again, after it was changed.
func (c *Counter) SignReview(r *notification.Review) {
	r.Signature = ed25519.Sign(c.keys[r.Reviewer], r.Signable())
}

// Withdraw signs the withdrawal of a submission.
func (c *Counter) Withdraw(s *notification.Submission, by operator.ID) *notification.Withdrawal {
	w := &notification.Withdrawal{EntryID: s.EntryID, Revision: s.Revision, Operator: by, WithdrawnAt: c.Now().Truncate(time.Millisecond)}
	w.Signature = ed25519.Sign(c.keys[by], w.Signable())
	return w
}

func (c *Counter) evidence(s *notification.Submission) []byte {
	content, err := notification.Decode(s.Content)
	if err != nil {
		return nil // a test of bad content
	}
	schema, err := notification.SchemaOf(s.Kind, s.Version)
	if err != nil {
		return nil
	}
	e := review.Evidence{Version: 1, Milliseconds: 60_000, Sections: []review.Seen{}, Retyped: []review.Retyped{}}
	for _, section := range review.Sections(&content, schema, s.Acknowledged) {
		e.Sections = append(e.Sections, review.Seen{Person: section.Person, Section: section.Key, Milliseconds: 1000})
	}
	for _, place := range review.Dangerous(&content, schema) {
		e.Retyped = append(e.Retyped, review.Retyped{Place: place, Tries: 1, Matched: true})
	}
	canonical, err := e.Encode()
	if err != nil {
		c.tb.Fatal(err)
	}
	return canonical
}

// Approved returns the events of an entry that both reviewers approved.
func (c *Counter) Approved(content notification.Content) (*notification.Submission, []*wirev1.Event) {
	s := c.Submit(content)
	return s, []*wirev1.Event{c.Event(s), c.Event(c.Review(s, First, notification.Approve)), c.Event(c.Review(s, Second, notification.Approve))}
}

var (
	surnames = []string{"海野", "潮見", "﨑山", "髙橋", "渡邉", "波多野", "𠮷田", "灘", "渚", "磯部"}
	given    = []string{"潮", "渚沙", "航", "汐里", "凪", "岬", "湊", "波留", "海斗", "帆"}
	kanaSur  = []string{"ウンノ", "シオミ", "サキヤマ", "タカハシ", "ワタナベ", "ハタノ", "ヨシダ", "ナダ", "ナギサ", "イソベ"}
	kanaGiv  = []string{"ウシオ", "ナギサ", "ワタル", "シオリ", "ナギ", "ミサキ", "ミナト", "ハル", "カイト", "ホ"}
)

// Content returns an empty content of a kind with its dates and notifier.
func (c *Counter) content(kind notification.Kind, persons int) notification.Content {
	content, err := notification.New(kind)
	if err != nil {
		c.tb.Fatal(err)
	}
	content.Persons = make([]notification.Values, persons)
	day := civil.FromTime(c.Now()).String()
	set(&content.Header, map[notification.Item]string{
		notification.NotifiedOn: day, notification.ChangedOn: day, notification.Channel: "1", notification.NotifierName: "海野　潮",
		notification.NotifierRelation: "1", notification.IDDocument: "2", notification.Scope: "1",
	})
	return content
}

func set(v *notification.Values, values map[notification.Item]string) {
	for item, s := range values {
		v.Set(item, s)
	}
}

func (c *Counter) newAddress(content *notification.Content) {
	set(&content.Header, map[notification.Item]string{
		notification.NewPostal: "0600001", notification.NewWard: Ward, notification.NewTownship: "みなと野市北区潮見町",
		notification.NewNumber: strconv.Itoa(1+c.made%9000) + "番地", notification.TargetHousehold: "1",
	})
}

// MovingIn returns a family that moves in from elsewhere into a new household.
func (c *Counter) MovingIn(persons int) notification.Content {
	c.made++
	content := c.content(notification.MovingIn, persons)
	c.newAddress(&content)
	n := rand.IntN(1 << 30)
	surname := n % len(surnames)
	set(&content.Header, map[notification.Item]string{
		notification.PrevTown: "架空県別市本町", notification.PrevNumber: "1番2号", notification.PrevHead: surnames[surname] + "　潮",
		notification.Certificate: "1", notification.CertificateChecked: "1",
	})
	for i := range content.Persons {
		first := (n/len(surnames) + i) % len(given)
		relation, sex, year := "子", 1+i%2, 2005+i
		switch i {
		case 0:
			relation, sex, year = resident.Head, 1, 1975
		case 1:
			relation, sex, year = "妻", 2, 1977
		}
		set(&content.Persons[i], map[notification.Item]string{
			notification.ResidentClass: "1", notification.FullName: surnames[surname] + "　" + given[first],
			notification.FullReading: kanaSur[surname] + "　" + kanaGiv[first], notification.ReadingConfirmed: "1",
			notification.Birth: fmt.Sprintf("%04d-%02d-%02d", year, 1+n%12, 1+n%28), notification.Sex: strconv.Itoa(sex), notification.Relation: relation,
			notification.RegisteredDomicile: "架空県別市本町一丁目", notification.DomicileHead: surnames[surname] + "　潮",
		})
	}
	return content
}

// MovingWithin returns residents who move within the city into a new household. The
// first of them becomes its head, the others children.
func (c *Counter) MovingWithin(residents ...resident.Record) notification.Content {
	c.made++
	content := c.content(notification.MovingWithin, len(residents))
	c.newAddress(&content)
	c.quote(&content, residents)
	for i := range residents {
		relation := "子"
		if i == 0 {
			relation = resident.Head
		}
		content.Persons[i].Set(notification.Relation, relation)
	}
	return content
}

// MovingOut returns residents who leave the city on a day.
func (c *Counter) MovingOut(on civil.Date, residents ...resident.Record) notification.Content {
	content := c.content(notification.MovingOut, len(residents))
	c.quote(&content, residents)
	set(&content.Header, map[notification.Item]string{notification.ChangedOn: on.String(), notification.DestTown: "架空県別市浜町", notification.DestNumber: "5番", notification.OutDocument: "1"})
	return content
}

func (c *Counter) quote(content *notification.Content, residents []resident.Record) {
	from := residents[0]
	set(&content.Header, map[notification.Item]string{
		notification.FormerHousehold: string(from.Household), notification.PrevTown: from.Address.Town, notification.PrevNumber: from.Address.Number,
		notification.PrevBuilding: from.Address.Building, notification.PrevHead: from.Name,
	})
	for i, r := range residents {
		set(&content.Persons[i], map[notification.Item]string{
			notification.PersonID: string(r.ID), notification.BaseVersion: strconv.Itoa(r.History), notification.FullName: r.Name,
			notification.FullReading: r.Reading, notification.Birth: r.Birth.String(), notification.Sex: strconv.Itoa(int(r.Sex)),
		})
	}
}

// Anything is a repertoire that takes every character; the real one is app/letters'.
type Anything struct{}

// Check implements rules.Repertoire.
func (Anything) Check(string) error { return nil }

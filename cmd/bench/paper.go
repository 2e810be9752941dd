package main

import (
	"crypto/ed25519"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	"madoguchi/cmd/training/city"
	"madoguchi/sync/registry"
)

// Who signs. The city's staff has them.
const (
	clerk          operator.ID = "c101"
	firstReviewer  operator.ID = "r201"
	secondReviewer operator.ID = "r202"
)

// A counter writes and signs entries as the desk of a terminal does.
type counter struct {
	terminal string
	keys     map[operator.ID]ed25519.PrivateKey
	made     int
}

// newCounter makes the keys that the operators sign with at a terminal.
func newCounter(terminal string) (*counter, error) {
	c := &counter{terminal: terminal, keys: map[operator.ID]ed25519.PrivateKey{}}
	for _, id := range []operator.ID{clerk, firstReviewer, secondReviewer} {
		_, private, err := ed25519.GenerateKey(nil)
		if err != nil {
			return nil, err
		}
		c.keys[id] = private
	}
	return c, nil
}

// enrol makes the keys known to the registry.
func (c *counter) enrol(tx registry.Tx, now time.Time) error {
	for id, key := range c.keys {
		public, _ := key.Public().(ed25519.PublicKey)
		if err := tx.Enrol(registry.Key{Operator: id, Terminal: c.terminal, Public: public, EnrolledAt: now}); err != nil {
			return err
		}
	}
	return nil
}

// entered returns an entry that awaits its reviews, and the step that made it.
func (c *counter) entered(house city.Household, to city.Place, now time.Time) (*notification.Entry, desk.Step, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, desk.Step{}, err
	}
	e, err := notification.Begin(notification.EntryID(id.String()), notification.MovingIn, clerk, now)
	if err != nil {
		return nil, desk.Step{}, err
	}
	c.made++
	movingIn(&e.Content, house, to, fmt.Sprintf("%d-%d", 1+c.made%97, 1+c.made/97), civil.FromTime(now))
	sub, err := e.HandOver(review.Needed(&e.Content, review.Circumstances{}), 1, now)
	if err != nil {
		return nil, desk.Step{}, err
	}
	sub.Signature = ed25519.Sign(c.keys[clerk], sub.Signable())
	return e, desk.Step{Entries: []*notification.Entry{e}, Events: []desk.Event{{Submission: sub}}, Audit: c.record(audit.HandedOver, clerk, e, now)}, nil
}

// approve has an operator approve an entry and returns the step, as the desk does when
// F12 is pressed at the end of a sitting.
func (c *counter) approve(e *notification.Entry, by operator.ID, evidence []byte, now time.Time) (desk.Step, error) {
	r := notification.Review{EntryID: e.ID, Revision: e.Revision, Hash: e.Submission.Hash, Reviewer: by,
		Decision: notification.Approve, ReviewedAt: now.Truncate(time.Millisecond), Evidence: evidence}
	r.Signature = ed25519.Sign(c.keys[by], r.Signable())
	if err := e.Add(r); err != nil {
		return desk.Step{}, err
	}
	kind := audit.Reviewed
	if e.State == notification.Approved {
		kind = audit.Approved
	}
	return desk.Step{Entries: []*notification.Entry{e}, Events: []desk.Event{{Review: &r}}, Audit: c.record(kind, by, e, now)}, nil
}

func (c *counter) record(kind audit.Kind, by operator.ID, e *notification.Entry, now time.Time) []audit.Record {
	return []audit.Record{{Kind: kind, At: now, Operator: by, Terminal: c.terminal, Subject: string(e.ID), Detail: []string{e.Content.Kind.Key()}, Policy: 1}}
}

// evidenceOf returns what an unhurried sitting over an entry leaves behind.
func evidenceOf(e *notification.Entry) ([]byte, error) {
	schema, err := notification.SchemaOf(e.Content.Kind, e.Content.Version)
	if err != nil {
		return nil, err
	}
	evidence := review.Evidence{Version: 1, Milliseconds: 184_000}
	for _, s := range review.Sections(&e.Content, schema, e.Submission.Acknowledged) {
		evidence.Sections = append(evidence.Sections, review.Seen{Person: s.Person, Section: s.Key, Milliseconds: 4_200})
	}
	for _, place := range review.Dangerous(&e.Content, schema) {
		evidence.Retyped = append(evidence.Retyped, review.Retyped{Place: place, Tries: 1, Matched: true})
	}
	return evidence.Encode()
}

// movingIn fills the form of a household that moves into a place of the city, as a
// clerk does from the certificate of moving out.
func movingIn(c *notification.Content, house city.Household, to city.Place, number string, day civil.Date) {
	head := house.Rows[0]
	set(&c.Header, map[notification.Item]string{
		notification.NotifiedOn: day.String(), notification.ChangedOn: day.String(), notification.Channel: "1",
		notification.NotifierName: head.Name, notification.NotifierRelation: "1", notification.NotifierPhone: "011-000-0000", notification.IDDocument: "2",
		notification.Certificate: "1", notification.CertificateChecked: "1",
		// Where the invented household lives is where it comes from.
		notification.PrevPostal: head.Address.Postal, notification.PrevTown: head.Address.Town, notification.PrevNumber: head.Address.Number,
		notification.PrevBuilding: head.Address.Building, notification.PrevHead: head.Name,
		notification.NewPostal: to.Postal, notification.NewWard: to.Ward, notification.NewTownship: to.Town, notification.NewNumber: number,
		notification.Scope: "1", notification.TargetHousehold: "1",
	})
	c.Persons = make([]notification.Values, len(house.Rows))
	for i, r := range house.Rows {
		set(&c.Persons[i], map[notification.Item]string{
			notification.ResidentClass: "1", notification.FullName: r.Name, notification.FullReading: r.Reading, notification.ReadingConfirmed: "1",
			notification.Birth: r.Birth.String(), notification.Sex: strconv.Itoa(int(r.Sex)), notification.Relation: r.Relationship,
			notification.Code: r.Code.Reveal(), notification.MyNumber: r.Number.Reveal(), notification.Card: choice(r.Card, 2, 1),
			notification.RegisteredDomicile: r.Domicile, notification.DomicileHead: r.DomicileHead,
			notification.HealthInsurance: yesNo(r.Qualifications.Health), notification.ElderlyMedical: yesNo(r.Qualifications.Elderly),
			notification.LongTermCare: yesNo(r.Qualifications.Care), notification.Pension: yesNo(r.Qualifications.Pension),
			notification.ChildAllowance: yesNo(r.Qualifications.Child),
		})
	}
}

func set(v *notification.Values, values map[notification.Item]string) {
	for item, s := range values {
		v.Set(item, s)
	}
}

func choice(is bool, yes, no int) string {
	if is {
		return strconv.Itoa(yes)
	}
	return strconv.Itoa(no)
}

func yesNo(is bool) string { return choice(is, notification.Yes, notification.No) }

// ofFour reports whether a household is a family of four of whom nobody is about to
// leave.
func ofFour(h city.Household) bool { return len(h.Rows) == 4 && !leaving(h) }

// leaving reports whether the rows say more than that people live somewhere.
func leaving(h city.Household) bool {
	for _, r := range h.Rows {
		if r.Status != resident.Living {
			return true
		}
	}
	return false
}

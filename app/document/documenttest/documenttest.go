// Package documenttest has an entry with names that few fonts can write, for tests of
// papers and of what draws them.
package documenttest

import (
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/document"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Now is when the papers of these tests are printed.
var Now = time.Date(2026, 11, 24, 10, 5, 0, 0, civil.Japan)

// The characters that make a name another person's when they are drawn wrong.
const (
	Kuzu  = "葛\U000E0102" // the sequence of 葛 with its lower part as 匂 has it
	Yoshi = "\U00020BB7"  // 𠮷, beyond the basic plane
	Taka  = "髙"
	Saki  = "﨑"
	Hen   = "\U0001B002" // 変体仮名 of あ
)

// MovingIn returns a family of two, with an alert acknowledged.
func MovingIn(t *testing.T) document.Material {
	t.Helper()
	e := begin(t, notification.MovingIn, 2)
	set(&e.Content.Header, map[notification.Item]string{
		notification.NotifiedOn: "2026-11-24", notification.ChangedOn: "2026-11-20", notification.Channel: "1",
		notification.NotifierName: Kuzu + "城　" + Yoshi + "太郎", notification.NotifierRelation: "1", notification.IDDocument: "1",
		notification.Certificate: "1", notification.CertificateChecked: "1",
		notification.PrevPostal: "5300001", notification.PrevTown: "大阪府大阪市北区梅田一丁目", notification.PrevNumber: "2番3号", notification.PrevHead: Kuzu + "城　" + Yoshi + "太郎",
		notification.NewPostal: "0600042", notification.NewWard: "991015", notification.NewTownship: "中央区大通西二丁目", notification.NewNumber: "4番地5",
		notification.NewBuilding: "コーポ" + Taka + Saki + " 一〇一号室", notification.Scope: "1", notification.TargetHousehold: "1",
	})
	set(&e.Content.Persons[0], map[notification.Item]string{
		notification.ResidentClass: "1", notification.FullName: Kuzu + "城　" + Yoshi + "太郎", notification.FullReading: "カツラギ　ヨシタロウ",
		notification.ReadingConfirmed: "1", notification.Birth: "1955-04-01", notification.Sex: "1", notification.Relation: "世帯主",
		notification.Code: "12345678903", notification.MyNumber: "123456789018", notification.Card: "2",
		notification.RegisteredDomicile: "大阪府大阪市北区梅田一丁目2番", notification.DomicileHead: Kuzu + "城　" + Yoshi + "太郎",
		notification.HealthInsurance: "1", notification.LongTermCare: "1",
	})
	set(&e.Content.Persons[1], map[notification.Item]string{
		notification.ResidentClass: "1", notification.FullName: Kuzu + "城　" + Hen + "い", notification.FullReading: "カツラギ　アイ",
		notification.ReadingConfirmed: "1", notification.Birth: "2018-05-05", notification.Sex: "2", notification.Relation: "子の子",
		notification.RegisteredDomicile: "大阪府大阪市北区梅田一丁目2番", notification.DomicileHead: Kuzu + "城　" + Yoshi + "太郎",
		notification.HealthInsurance: "1", notification.ChildAllowance: "1",
	})
	handOver(t, e, []notification.Acknowledgement{{Rule: "A01", Person: notification.Header, Item: notification.ChangedOn, Reason: "転出証明書の" + Taka + "田様に電話で確認"}})
	return document.Material{Entry: e, Receipt: "7K3M-9QXA", Writer: Taka + "橋　花子", Before: make([]*resident.Record, 2)}
}

// MovingWithin returns somebody whose record is known and whose address changes.
func MovingWithin(t *testing.T) document.Material {
	t.Helper()
	e := begin(t, notification.MovingWithin, 1)
	set(&e.Content.Header, map[notification.Item]string{
		notification.NotifiedOn: "2026-11-24", notification.ChangedOn: "2026-11-22", notification.Channel: "1",
		notification.NotifierName: "山" + Saki + "　一郎", notification.NotifierRelation: "1", notification.IDDocument: "1",
		notification.PrevTown: "中央区大通西一丁目", notification.PrevNumber: "1番地", notification.PrevHead: "山" + Saki + "　一郎",
		notification.NewPostal: "0600042", notification.NewWard: "991015", notification.NewTownship: "中央区大通西二丁目", notification.NewNumber: "4番地5",
		notification.Scope: "1", notification.TargetHousehold: "1",
	})
	set(&e.Content.Persons[0], map[notification.Item]string{
		notification.PersonID: "000012343", notification.BaseVersion: "1", notification.FullName: "山" + Saki + "　一郎",
		notification.Birth: "1980-01-02", notification.Sex: "1", notification.Relation: "世帯主", notification.Card: "2",
	})
	handOver(t, e, nil)
	before := &resident.Record{ID: "000012343", History: 1, Name: "山" + Saki + "　一郎", Relationship: "世帯主",
		Address: resident.Address{Town: "中央区大通西一丁目", Number: "1番地"}, Birth: civil.Certain(civil.MustParse("1980-01-02")), Card: true}
	return document.Material{Entry: e, Receipt: "2B8C-XY4Z", Writer: "佐藤　次郎", Before: []*resident.Record{before}}
}

// Plain returns the entry of [MovingWithin] with a name that every font can write.
func Plain(t *testing.T) document.Material {
	t.Helper()
	m := MovingWithin(t)
	m.Entry.Content.Header.Set(notification.NotifierName, "山田　一郎")
	m.Entry.Content.Header.Set(notification.PrevHead, "山田　一郎")
	m.Entry.Content.Persons[0].Set(notification.FullName, "山田　一郎")
	return m
}

func begin(t *testing.T, kind notification.Kind, persons int) *notification.Entry {
	t.Helper()
	e, err := notification.Begin("01939c3e-7b0a-7c1d-8e2f-0123456789ab", kind, "C-014", Now.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	e.Content.Persons = make([]notification.Values, persons)
	return e
}

func set(v *notification.Values, all map[notification.Item]string) {
	for item, value := range all {
		v.Set(item, value)
	}
}

func handOver(t *testing.T, e *notification.Entry, alerts []notification.Acknowledgement) {
	t.Helper()
	sub, err := e.HandOver(1, 1, Now.Add(-30*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if err := sub.Acknowledge(alerts); err != nil {
		t.Fatal(err)
	}
}

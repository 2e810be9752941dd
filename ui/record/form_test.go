package record_test

import (
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/record"
)

func show(t *testing.T, size kittest.Size, d *desk) (*record.Form, *kittest.Stage) {
	t.Helper()
	if font := os.Getenv("MADOGUCHI_LOOK_FONT"); font != "" {
		if err := look.LoadNameFont(font); err != nil {
			t.Fatal(err)
		}
	}
	stage := kittest.New(t, size)
	p := record.New(record.Config{Desk: d, Guide: &seen{shown: map[counter.Number]string{}}, Run: now,
		Now: func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, civil.Japan) }, Log: slog.New(slog.DiscardHandler)})
	f := record.NewForm(p, stage)
	stage.Show(f)
	f.Open("000000012", counter.ForEnquiry)
	return f, stage
}

func full() counter.Opened {
	wife := someone(resident.Living, resident.Japanese)
	wife.AddressSince, wife.ResidentSince = civil.MustParse("2020-04-01"), civil.MustParse("2012-07-09")
	wife.Previous, wife.Domicile, wife.DomicileHead, wife.Card = resident.Address{Town: "東京都千代田区千代田", Number: "1番1号"}, "東京都千代田区千代田1番", "𠮷田　太郎", true
	wife.Name, wife.Address.Building = "𠮷田　花子", "大通荘203"
	head, child := wife, wife
	head.ID, head.Name, head.Relationship, head.Order, head.Sex = "000000019", "𠮷田　太郎", "世帯主", 1, resident.Male
	child.ID, child.Name, child.Relationship, child.Order, child.Birth = "000012343", "𠮷田　葛󠄂葉", "子", 3, civil.Certain(civil.MustParse("2012-05-05"))
	older := wife
	older.History, older.Cause, older.ChangedOn, older.ProcessedOn, older.Address = 1, resident.MovedIn, civil.MustParse("2012-07-09"), civil.MustParse("2012-07-10"), resident.Address{Town: "北一条西", Number: "2-1"}
	return counter.Opened{Members: []resident.Record{wife, head, child}, History: []resident.Record{wife, older}, Pending: []notification.EntryID{"e1"}}
}

// TestLook writes pictures of the record in its states, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	for _, size := range kittest.Sizes {
		t.Run(size.Name, func(t *testing.T) {
			_, stage := show(t, size, &desk{opened: full()})
			stage.Picture("record_1full_" + size.Name)
			copied := full()
			copied.History, copied.Members[0].Protected = nil, true
			f, stage := show(t, size, &desk{opened: copied, digits: "123456789018"})
			f.Hold(counter.IndividualNumber)
			stage.Picture("record_2copy_" + size.Name)
			_, stage = show(t, size, &desk{err: counter.ErrOffline})
			stage.Picture("record_3offline_" + size.Name)
			_, stage = show(t, size, &desk{err: errors.New("boom")})
			stage.Picture("record_4failed_" + size.Name)
		})
	}
}

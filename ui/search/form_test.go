package search_test

import (
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/search"
	"madoguchi/ui/words"
)

func show(t *testing.T, size kittest.Size, d *desk) (*search.Form, *kittest.Stage) {
	t.Helper()
	if font := os.Getenv("MADOGUCHI_LOOK_FONT"); font != "" {
		if err := look.LoadNameFont(font); err != nil {
			t.Fatal(err)
		}
	}
	stage := kittest.New(t, size)
	p, _ := start(d)
	f := search.NewForm(p, stage)
	stage.Show(f)
	return f, stage
}

func hits() counter.Found {
	hit := func(name, reading, birth, address, relation string, status resident.Status, by ...counter.Matched) counter.Hit {
		return counter.Hit{ID: "000000019", Name: name, Reading: reading, Birth: civil.Certain(civil.MustParse(birth)), Sex: resident.Female, Address: address, Status: status, Relationship: relation, Matched: by}
	}
	found := counter.Found{More: true, Hits: []counter.Hit{
		hit("𠮷田　花子", "ヨシダ　ハナコ", "1982-11-30", "中央区大通西19丁目1-1　大通荘203", "妻", resident.Living, counter.ByReading),
		hit("吉田　花子", "ヨシダ　ハナコ", "1954-02-08", "北区北二十四条西5丁目", "世帯主", resident.Leaving, counter.ByReading),
		hit("吉田　華子", "ヨシダ　ハナコ", "2001-07-19", "", "子", resident.Living, counter.ByReading),
		hit("吉田　はな", "ヨシダ　ハナ", "1931-01-03", "西区琴似一条4丁目", "世帯主", resident.Dead, counter.ByReading, counter.ByUnsureBirth),
		hit("佐藤　花子", "サトウ　ハナコ", "1988-05-05", "東区北七条東2丁目", "妻", resident.Living, counter.ByPastReading),
		hit("MÜLLER ANNA", "ミュラー　アンナ", "1990-01-31", "東区北七条東2丁目5番6号", "同居人", resident.Living, counter.ByAlias, counter.ByPastAddress),
	}}
	found.Hits[2].Protected = true
	found.Hits[3].Birth, _ = civil.ParseCanonical("~02|S6")
	found.Hits[4].PastName, found.Hits[5].PastAddress = "ヨシダ　ハナコ", "中央区大通西19丁目1-1　大通荘203"
	return found
}

func kept() []counter.KeptSearch {
	at := time.Date(2026, 11, 20, 16, 30, 0, 0, civil.Japan)
	year, _ := civil.ParseCanonical("~11|S40")
	return []counter.KeptSearch{
		{At: at, Hits: 50, Query: counter.Query{Name: "よしだはな", Birth: year, Purpose: counter.ForEnquiry}},
		{At: at.Add(-time.Hour), Hits: 1, Query: counter.Query{Name: "𠮷田　花子", Exact: true, Address: "大通西19丁目", IncludeRemoved: true, Purpose: counter.ForCertificate}},
		{At: at.Add(-25 * time.Hour), Hits: 1, ByCode: true, Query: counter.Query{Purpose: counter.ForNotification}},
		{At: at.Add(-26 * time.Hour), Query: counter.Query{HouseholdID: "000000129", Purpose: counter.ForReview}},
	}
}

// inLanguage speaks the language that MADOGUCHI_LOOK_LANGUAGE names until the test ends.
func inLanguage(t *testing.T) {
	t.Helper()
	if l := os.Getenv("MADOGUCHI_LOOK_LANGUAGE"); l != "" {
		if err := words.Use(words.Language(l)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
	}
}

// TestLook writes pictures of the search in its states, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	inLanguage(t)
	for _, size := range kittest.Sizes {
		t.Run(size.Name, func(t *testing.T) {
			_, stage := show(t, size, &desk{line: counter.Online})
			stage.Picture("search_1idle_" + size.Name)
			f, stage := show(t, size, &desk{line: counter.Online, found: hits()})
			stage.Type("よしだはな")
			f.SetPurpose(counter.ForEnquiry)
			f.Search()
			stage.Picture("search_2hits_" + size.Name)
			f, stage = show(t, size, &desk{line: counter.Online})
			f.SetPurpose(counter.ForEnquiry)
			f.Type(search.Birth, "S60.2.30")
			f.Shown()
			f.Search()
			stage.Picture("search_3fault_" + size.Name)
			f, stage = show(t, size, &desk{line: counter.Offline})
			f.PickFor(notification.MovingOut)
			stage.Show(f)
			stage.Picture("search_4offline_" + size.Name)
			f, stage = show(t, size, &desk{line: counter.Online})
			f.Type(search.Name, "山田")
			f.SetPurpose(counter.ForEnquiry)
			f.Search()
			stage.Picture("search_5none_" + size.Name)
			_, stage = show(t, size, &desk{line: counter.Online, kept: kept()})
			stage.Press(fyne.KeyF6)
			stage.Picture("search_6kept_" + size.Name)
			_, stage = show(t, size, &desk{line: counter.Online})
			stage.Press(fyne.KeyF6)
			stage.Picture("search_6nothing_kept_" + size.Name)
			f, stage = show(t, size, &desk{line: counter.Online, err: counter.ErrTooBroad})
			f.Type(search.Name, "山田")
			f.SetPurpose(counter.ForEnquiry)
			f.Shown()
			f.Search()
			stage.Picture("search_7two_items_" + size.Name)
			f, stage = show(t, size, &desk{line: counter.Online})
			f.Type(search.Name, "㈱山田")
			f.Type(search.Number, "123456789010")
			f.SetPurpose(counter.ForEnquiry)
			f.Shown()
			f.Search()
			stage.Picture("search_8faults_" + size.Name)
		})
	}
}

// TestGoldens compares the search in its states with what was looked at.
func TestGoldens(t *testing.T) {
	size := kittest.Sizes[0]
	_, stage := show(t, size, &desk{line: counter.Online})
	stage.Golden("idle")
	f, stage := show(t, size, &desk{line: counter.Online, found: hits()})
	stage.Type("よしだはな")
	f.SetPurpose(counter.ForEnquiry)
	f.Search()
	stage.Golden("hits")
	f, stage = show(t, size, &desk{line: counter.Online})
	f.Type(search.Birth, "S60.2.30")
	f.Shown()
	f.Search()
	stage.Golden("fault")
	_, stage = show(t, size, &desk{line: counter.Offline})
	stage.Golden("offline")
	_, stage = show(t, size, &desk{line: counter.Online, kept: kept()})
	stage.Press(fyne.KeyF6)
	stage.Golden("kept")
	f, stage = show(t, size, &desk{line: counter.Online, err: counter.ErrNoRight})
	stage.Type("山田")
	f.SetPurpose(counter.ForEnquiry)
	f.Search()
	stage.Golden("failed")
}

// TestByKeys searches with the keyboard alone.
func TestByKeys(t *testing.T) {
	d := &desk{line: counter.Online, found: hits()}
	f, stage := show(t, kittest.Sizes[0], d)
	stage.Type("よしだ")
	stage.Press(fyne.KeyF12)
	stage.Type("4")
	stage.Key(fyne.KeyReturn)
	if len(d.asked) != 1 || d.asked[0].Name != "よしだ" || d.asked[0].Purpose != counter.ForEnquiry {
		t.Fatalf("asked %+v", d.asked)
	}
	stage.Key(fyne.KeyDown)
	stage.Key(fyne.KeyReturn)
	if f.Len() != 6 {
		t.Errorf("%d hits", f.Len())
	}
	// F6 lists the searches of before; Enter on one searches so again.
	d.kept = kept()
	stage.Press(fyne.KeyF6)
	stage.Key(fyne.KeyDown)
	stage.Key(fyne.KeyReturn)
	if len(d.asked) != 2 || d.asked[1] != d.kept[1].Query || f.State() != search.Ready {
		t.Errorf("again: asked %+v", d.asked)
	}
	stage.Press(fyne.KeyF6)
	if !f.Back() || f.State() != search.Idle {
		t.Error("F3 does not leave the list")
	}
}

package search_test

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/search"
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
	hit := func(name, reading, birth, address, relation string, status resident.Status, protected bool) counter.Hit {
		return counter.Hit{ID: "000000019", Name: name, Reading: reading, Birth: civil.Certain(civil.MustParse(birth)), Sex: resident.Female, Address: address, Status: status, Relationship: relation, Protected: protected}
	}
	return counter.Found{More: true, Hits: []counter.Hit{
		hit("𠮷田　花子", "ヨシダ　ハナコ", "1982-11-30", "中央区大通西19丁目1-1　大通荘203", "妻", resident.Living, false),
		hit("吉田　花子", "ヨシダ　ハナコ", "1954-02-08", "北区北二十四条西5丁目", "世帯主", resident.Leaving, false),
		hit("吉田　華子", "ヨシダ　ハナコ", "2001-07-19", "", "子", resident.Living, true),
		hit("吉田　はな", "ヨシダ　ハナ", "1931-01-03", "西区琴似一条4丁目", "世帯主", resident.Dead, false),
	}}
}

// TestLook writes pictures of the search in its states, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
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
	if f.Len() != 4 {
		t.Errorf("%d hits", f.Len())
	}
}

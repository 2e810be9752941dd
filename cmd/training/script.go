package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"madoguchi/app/mynumber"
	"madoguchi/app/operator"
	"madoguchi/app/residentcode"
	"madoguchi/cmd/training/play"
)

// Stages of the form and of the review, as the terminal names them in its events.
const (
	choosing   = "intake.3"
	filling    = "intake.4"
	confirming = "intake.6"
	handed     = "intake.8"
	queue      = "reviewing.2"
	comparing  = "reviewing.5"
	retyping   = "reviewing.6"
	deciding   = "reviewing.7"
	decided    = "reviewing.10"
)

// The operators of the day.
const (
	clerk          = "c101"
	firstReviewer  = "r201"
	secondReviewer = "r202"
)

// A person is who moves in on the day: an invented one.
type person struct{ name, reading, birth, sex, relationship string }

// family moves in. Its name needs characters that old fonts draw wrong.
var family = []person{
	{"髙﨑　健太郎", "takasaki kentarou", "s60.5.3", "1", "世帯主"},
	{"髙﨑　美咲", "takasaki misaki", "s62.8.14", "2", "妻"},
	{"髙﨑　葵", "takasaki aoi", "h28.4.2", "2", "子"},
	{"髙﨑　湊", "takasaki minato", "r2.11.30", "1", "子"},
}

// play plays the day: a family moves in while the line is cut, the line comes back,
// part of a household moves within the city, somebody leaves it, the seat is left,
// and the day ends.
func (d *day) play() {
	d.AwaitScreen("signin")
	d.Front(d.terminals[0].pid)
	d.AwaitLine("online")
	d.Shot("sign-in")
	d.signIn(clerk)
	d.AwaitScreen("position")
	d.Shot("position")
	d.Key("F12")
	d.AwaitScreen("worklist")
	d.Shot("worklist")

	d.moveIn()
}

// moveIn enters the family of four.
func (d *day) moveIn() {
	d.Key("1")
	d.AwaitScreen("intake")
	d.AwaitStage(filling)
	d.Shot("form-empty")
	values := map[string]string{
		"changed_on": daysAgo(3), "notifier_name": family[0].name, "notifier_relation": "2", "notifier_phone": "090-0000-0000",
		"id_document": "1", "certificate": "1", "certificate_checked": "1",
		"prev_postal": "1500041", "prev_number": "3-2-1", "prev_head": family[0].name,
		"new_postal": "0600001", "new_number": "５丁目２－１", "new_building": "みなとハイツ３０１", "scope": "1", "target_household": "1",
	}
	for i := range family {
		for item, value := range personValues(i) {
			values[key(item, i+1)] = value
		}
	}
	for n := range family[1:] {
		d.Key("F6")
		d.Await("the next person", func(now play.Event) bool { return now.Person == n+2 })
	}
	d.fill(values)
	d.Shot("form-filled")
	d.handOver("moving-in")
}

func personValues(i int) map[string]string {
	p := family[i]
	number, _ := mynumber.Complete(fmt.Sprintf("9000000000%d", i+1)) // eleven digits have a check digit
	code, _ := residentcode.Complete(fmt.Sprintf("990000000%d", i+1))
	return map[string]string{
		"class": "1", "name": p.name, "reading": p.reading, "reading_confirmed": "1", "birth": p.birth, "sex": p.sex,
		"relationship": p.relationship, "resident_code": code.Reveal(), "individual_number": number.Reveal(),
		"domicile": "東京都渋谷区神南一丁目２番", "domicile_head": family[0].name,
	}
}

// handOver goes through the rules and the page that shows everything.
func (d *day) handOver(name string) {
	d.Key("F12")
	d.AwaitStage(confirming)
	d.Shot(name + "-confirm")
	d.Key("F12")
	d.AwaitStage(handed)
	d.Shot(name + "-receipt")
	d.Key("F12")
	d.AwaitScreen("worklist")
}

func key(item string, person int) string {
	if person == 0 {
		return item
	}
	return item + "/" + strconv.Itoa(person)
}

// fill goes through the form with Enter and types what there is for each field.
func (d *day) fill(values map[string]string) {
	for len(values) > 0 && d.Err() == nil {
		d.Await("a field", func(now play.Event) bool { return now.Field != "" })
		now := d.Now()
		at := key(now.Field, now.Person)
		if value, ok := values[at]; ok {
			d.Type(value)
			delete(values, at)
		}
		if len(values) == 0 {
			return
		}
		d.Key("Return")
		d.Await("the field after "+at, func(next play.Event) bool { return key(next.Field, next.Person) != at })
	}
}

// daysAgo writes a day as clerks type it.
func daysAgo(n int) string { return time.Now().AddDate(0, 0, -n).Format("20060102") }

// signIn signs an operator in at a sign-in that is open.
func (d *day) signIn(id string) {
	o := d.operators[id]
	d.Enter(id)
	d.Enter(o.PIN)
	d.Type(d.code(o.Seed))
	d.Key("F12")
}

// code returns the code a token shows, which opens once only. Near the end of its
// time it waits for the next, since typing takes a moment.
func (d *day) code(seed []byte) string {
	now := time.Now()
	if left := operator.TokenPeriod - now.Sub(now.Truncate(operator.TokenPeriod)); left < 3*time.Second {
		time.Sleep(left)
	}
	// A seed of the city is long enough, the only thing that can fail.
	code, _ := operator.TokenCode(seed, time.Now())
	if slices.Contains(d.used, code) {
		now = time.Now()
		time.Sleep(operator.TokenPeriod - now.Sub(now.Truncate(operator.TokenPeriod)))
		code, _ = operator.TokenCode(seed, time.Now())
	}
	d.used = append(d.used, code)
	return code
}

// lastPicture keeps what the stage showed when the day was broken off.
func (d *day) lastPicture(stage *play.Stage, folder string) {
	img, err := stage.Picture()
	if err == nil {
		err = play.WritePNG(filepath.Join(folder, "broken-off.png"), img)
	}
	if err != nil {
		d.Log("no last picture: " + err.Error())
	}
}

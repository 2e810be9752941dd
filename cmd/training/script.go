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
	found      = "search.3"
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
// the family moves within the city, one of it leaves the city, the seat is left and
// returned to, and the day ends.
func (d *day) play() {
	d.AwaitScreen("signin")
	d.Front(d.terminals[0].pid)
	d.AwaitLine("online")
	d.Shot("sign-in")
	d.morning()
	d.cable.Pull()
	d.AwaitLine("offline")
	d.Shot("worklist-offline")
	if d.input == "" {
		d.moveIn()
	} else {
		d.moveInByReadings()
	}
	d.Shot("worklist-waiting")
	d.logOff()
	d.review(firstReviewer, "moving-in", movingInFields(d.house()))
	d.logOff()
	d.review(secondReviewer, "", movingInFields(d.house()))
	d.AwaitCount("unsent", 1)
	d.Shot("unsent")
	d.cable.Plug()
	d.Patience = 2 * time.Minute // the terminal tries again at least once a minute
	d.AwaitLine("online")
	d.Patience = 20 * time.Second
	d.AwaitCount("accepted", 1)
	d.Shot("accepted")
	d.logOff()

	d.signIn(clerk)
	d.AwaitScreen("worklist")
	d.moveWithin()
	d.leaveSeat()
	d.logOff()
	d.review(firstReviewer, "moving-within", movingWithinFields())
	d.AwaitCount("accepted", 2)
	d.logOff()

	d.signIn(clerk)
	d.AwaitScreen("worklist")
	d.moveOut()
	d.logOff()
	d.review(firstReviewer, "", movingOutFields())
	d.AwaitCount("accepted", 3)
	d.Shot("all-accepted")
	d.record()
	d.logOff()
	d.Shot("signed-out")
}

// morning has everybody of the day sign in once while there is a line, so that they
// can without it, and confirm that visitors do not see the screen.
func (d *day) morning() {
	for i, id := range []string{firstReviewer, secondReviewer, clerk} {
		d.signIn(id)
		d.AwaitScreen("position")
		if i == 0 {
			d.Shot("position")
		}
		d.Key("F12")
		d.AwaitScreen("notice")
		if i == 0 {
			d.Shot("notice")
		}
		d.Key("F12")
		d.AwaitScreen("worklist")
		if id != clerk {
			d.logOff()
		}
	}
	d.Shot("worklist")
}

// logOff ends the session from the worklist.
func (d *day) logOff() {
	d.Key("F3")
	d.pause()
	d.Key("Return")
	d.AwaitScreen("signin")
	d.pause()
}

// pause gives the window the time to draw what no event tells.
func (d *day) pause() { time.Sleep(300 * time.Millisecond) }

// read looks at a block for as long as a reviewer does at least: the review would ask
// otherwise whether it was looked at (A17).
func (d *day) read() { time.Sleep(1300 * time.Millisecond) }

// leaveSeat covers the screen and comes back.
func (d *day) leaveSeat() {
	d.Key("F4")
	d.AwaitScreen("cover")
	d.Shot("cover")
	o := d.operators[clerk]
	d.Enter(o.PIN)
	d.Type(d.code(o.Seed))
	d.Key("F12")
	d.AwaitScreen("worklist")
}

// moveIn enters the family of four.
func (d *day) moveIn() {
	d.Key("1")
	d.AwaitScreen("intake")
	d.AwaitStage(filling)
	d.Shot("form-empty")
	values := familyValues(d.house())
	for n := range family[1:] {
		d.Key("F6")
		d.Await("the next person", func(now play.Event) bool { return now.Person == n+2 })
	}
	d.fill(values)
	d.Shot("form-filled")
	d.handOver("moving-in")
}

// house is the number of the house the family moves into, as it is typed.
func (d *day) house() string {
	if d.input != "" {
		return "5-2-1" // in digits: the conversion is off there
	}
	return "５丁目２－１"
}

// familyValues are the fields of the family moving in.
func familyValues(house string) map[string]string {
	values := map[string]string{
		"changed_on": daysAgo(3), "notifier_name": family[0].name, "notifier_relation": "2", "notifier_phone": "090-0000-0000",
		"id_document": "1", "certificate": "1", "certificate_checked": "1",
		"prev_postal": "1500041", "prev_number": "3-2-1", "prev_head": family[0].name,
		"new_postal": "0600001", "new_number": house, "new_building": "みなとハイツ３０１", "scope": "1", "target_household": "1",
	}
	for i := range family {
		for item, value := range personValues(i) {
			values[key(item, i+1)] = value
		}
	}
	return values
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
	d.paper(name + "-slip")
	d.AwaitScreen("intake")
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
	d.through(values, func(_ play.Event, value string) { d.Type(value) })
}

// through goes through the form with Enter and has each field written that there is a
// value for.
func (d *day) through(values map[string]string, write func(now play.Event, value string)) {
	for len(values) > 0 && d.Err() == nil {
		d.Await("a field", func(now play.Event) bool { return now.Field != "" && now.Field != play.Nowhere })
		now := d.Now()
		at := key(now.Field, now.Person)
		if value, ok := values[at]; ok {
			write(now, value)
			delete(values, at)
		}
		if len(values) == 0 {
			return
		}
		d.Key("Return")
		d.Await("the field after "+at, func(next play.Event) bool { return key(next.Field, next.Person) != at })
	}
}

// pick searches a resident by a piece of the reading and takes the first hit.
func (d *day) pick(reading, name string) {
	d.AwaitScreen("search")
	d.pause()
	d.Type(reading)
	d.Key("F12")
	d.AwaitStage(found)
	if name != "" {
		d.Shot(name)
	}
	d.pause()
	d.Key("Return")
}

// moveWithin moves the whole family within the city.
func (d *day) moveWithin() {
	d.Key("2")
	d.pick("タカサキ　ケンタロウ", "search")
	d.AwaitScreen("intake")
	d.AwaitStage(choosing)
	d.Shot("members")
	d.Key("F12")
	d.AwaitStage(filling)
	d.fill(map[string]string{
		"changed_on": daysAgo(0), "notifier_name": family[0].name, "notifier_relation": "2", "id_document": "1",
		"new_postal": "0640801", "new_number": "７番１号", "target_household": "1",
	})
	d.Shot("moving-within-form")
	d.handOver("moving-within")
}

// moveOut has one of the family leave the city.
func (d *day) moveOut() {
	d.Key("3")
	d.pick("タカサキ　ミサキ", "")
	d.AwaitScreen("intake")
	d.AwaitStage(choosing)
	d.pause()
	d.Type("134") // they stay; the head stands first
	d.Shot("who-moves-out")
	d.Key("F12")
	d.AwaitStage(filling)
	d.fill(map[string]string{
		"changed_on": daysAgo(-10), "notifier_name": family[1].name, "notifier_relation": "1", "id_document": "1",
		"dest_postal": "1500041", "dest_number": "３番２号", "out_document": "1",
	})
	d.handOver("moving-out")
}

// movingInFields are what a reviewer types again of the family moving in.
func movingInFields(house string) map[string]string {
	values := map[string]string{"changed_on": daysAgo(3), "new_number": house}
	for i, p := range family {
		own := personValues(i)
		values[key("reading", i+1)], values[key("birth", i+1)] = p.reading, p.birth
		for _, item := range []string{"resident_code", "individual_number"} {
			values[key(item, i+1)] = own[item][len(own[item])-4:]
		}
	}
	return values
}

func movingWithinFields() map[string]string {
	values := map[string]string{"changed_on": daysAgo(0), "new_number": "７番１号"}
	for i, p := range family {
		values[key("birth", i+1)] = p.birth
	}
	return values
}

func movingOutFields() map[string]string {
	return map[string]string{"changed_on": daysAgo(-10), "dest_number": "３番２号", key("birth", 1): family[1].birth}
}

// review has an operator sign in and approve the entry at the top of the queue.
func (d *day) review(id, name string, values map[string]string) {
	d.signIn(id)
	d.AwaitScreen("worklist")
	d.Key("F8")
	d.AwaitScreen("reviewing")
	d.AwaitStage(queue)
	d.shot(name, "queue")
	d.Key("F12")
	d.AwaitStage(comparing)
	d.shot(name, "compare")
	if name != "" {
		d.paper(name + "-review-list")
		d.AwaitStage(comparing)
	}
	for d.Err() == nil && d.Now().Stage == comparing {
		d.read()
		d.Key("F8")
	}
	d.AwaitStage(retyping)
	for d.Err() == nil && d.Now().Stage == retyping {
		d.Await("a field to type again", func(now play.Event) bool { return now.Field != "" || now.Stage != retyping })
		now := d.Now()
		if now.Stage != retyping {
			break
		}
		at := key(now.Field, now.Person)
		d.Enter(values[at])
		d.Await("a match of "+at, func(next play.Event) bool {
			return next.Stage != retyping || key(next.Field, next.Person) != at
		})
	}
	d.AwaitStage(deciding)
	d.shot(name, "decide")
	d.Enter(d.operators[id].PIN)
	d.AwaitStage(decided)
	d.shot(name, "decided")
	d.Key("F12")
	d.AwaitStage(queue)
	d.Key("F3")
	d.AwaitScreen("worklist")
}

// paper looks at what can be printed here, and goes back.
func (d *day) paper(name string) {
	d.Key("F9")
	d.AwaitScreen("preview")
	d.pause()
	d.pause() // until it is laid out
	d.Shot(name)
	d.Key("F3")
}

// shot takes a picture of a part that has a name.
func (d *day) shot(name, part string) {
	if name != "" {
		d.Shot(name + "-" + part)
	}
}

// record looks the family up as the register has it now.
func (d *day) record() {
	d.Key("F5")
	d.AwaitScreen("search")
	d.pause()
	d.Type("タカサキ　ケンタロウ")
	d.Key("Return", "Return", "Return") // by birth and address to the purpose
	d.Type("4")
	d.Key("F12")
	d.AwaitStage(found)
	d.pause()
	d.Key("Return")
	d.AwaitScreen("record")
	d.pause()
	d.Shot("record")
	d.Key("F3")
	d.pause()
	d.Key("F3")
	d.AwaitScreen("worklist")
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

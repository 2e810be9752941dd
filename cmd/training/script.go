package main

import (
	"path/filepath"
	"time"

	"madoguchi/app/operator"
	"madoguchi/cmd/training/play"
)

// play plays what there is of the day: signing in. Screens are named as the terminal names them in its events.
func (d *day) play() {
	d.AwaitScreen("signin")
	d.Front(d.terminals[0].pid)
	d.AwaitLine("online")
	d.Shot("sign-in")
	d.signIn("c101")
	d.AwaitScreen("position")
	d.Shot("position")
	d.Key("F12")
	d.AwaitScreen("worklist")
	d.Shot("worklist")
}

// signIn signs an operator in at a sign-in that is open.
func (d *day) signIn(id string) {
	o := d.operators[id]
	d.Enter(id)
	d.Enter(o.PIN)
	d.Type(d.code(o.Seed))
	d.Key("F12")
}

// code returns the code a token shows. Near the end of its time it waits for the
// next, since typing takes a moment.
func (d *day) code(seed []byte) string {
	now := time.Now()
	if left := operator.TokenPeriod - now.Sub(now.Truncate(operator.TokenPeriod)); left < 3*time.Second {
		time.Sleep(left)
	}
	// A seed of the city is long enough, the only thing that can fail.
	code, _ := operator.TokenCode(seed, time.Now())
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

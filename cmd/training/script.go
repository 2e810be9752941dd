package main

import (
	"path/filepath"
	"time"

	"madoguchi/app/operator"
	"madoguchi/cmd/training/play"
)

// play plays the day. Screens are named as the terminal names them in its events.
func (d *day) play() {
	d.AwaitScreen("signin")
	d.Shot("sign-in")
	d.signIn("c101")
}

// signIn signs an operator in at a sign-in that is open.
func (d *day) signIn(id string) {
	o := d.operators[id]
	d.Enter(id)
	d.Enter(o.PIN)
	d.Enter(d.code(o.Seed))
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

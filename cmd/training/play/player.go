package play

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// keyDelay is what lies between two keys, in milliseconds: a fast typist.
const keyDelay = 12

// poll is how often the events are looked at.
const poll = 40 * time.Millisecond

// A Player works the keyboard of one terminal on a stage. After the first error its
// methods do nothing; a script is written straight down and asks [Player.Err] at its
// end. It belongs to one goroutine.
type Player struct {
	ctx    context.Context
	stage  *Stage
	events eventFile
	keys   keymap
	folder string // for pictures
	shots  int
	now    Event // the last value of everything events said
	err    error
	// Strokes counts the keys that were pressed.
	Strokes int
	// Patience is how long an awaited event may take; 20 seconds if not set.
	Patience time.Duration
	// Log is told each step, if set.
	Log func(step string)
}

// NewPlayer returns a player on stage that reads events from a file and puts its
// pictures in a folder, which must exist. It plays until ctx ends; the cause of that is
// the error.
func NewPlayer(ctx context.Context, stage *Stage, events, folder string) *Player {
	return &Player{ctx: ctx, stage: stage, events: eventFile{name: events}, folder: folder,
		Patience: 20 * time.Second, now: Event{Counts: map[string]int{}}}
}

// Err returns the first error, nil as long as everything went well.
func (p *Player) Err() error { return p.err }

func (p *Player) fail(step string, err error) {
	if p.err == nil && err != nil {
		p.err = fmt.Errorf("%s: %w", step, err)
	}
}

func (p *Player) say(step string) {
	if p.Log != nil {
		p.Log(step)
	}
}

func (p *Player) xdotool(args ...string) {
	if p.ctx.Err() != nil {
		p.fail("xdotool "+args[0], context.Cause(p.ctx))
	}
	if p.err != nil {
		return
	}
	out, err := p.stage.Command(p.ctx, "xdotool", args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
	}
	p.fail("xdotool "+args[0], err)
}

// Key presses keys one after the other, by their X names: F12, Return, shift+Return.
func (p *Player) Key(keys ...string) {
	p.Strokes += len(keys)
	p.xdotool(append([]string{"key", "--delay", strconv.Itoa(keyDelay)}, keys...)...)
}

// Front brings the window of the program with a process id to the front, where there
// are several: the keys go to it from then on.
func (p *Player) Front(pid int) {
	p.xdotool("search", "--sync", "--onlyvisible", "--all", "--pid", strconv.Itoa(pid), "--name", ".", "windowactivate", "--sync")
}

// Hold keeps a key down while f runs.
func (p *Player) Hold(key string, f func()) {
	p.xdotool("keydown", key)
	if p.err == nil {
		f()
	}
	// Also after an error: a key that stays down would spoil what follows.
	_ = p.stage.Command(p.ctx, "xdotool", "keyup", key).Run()
}

// Type types text. Characters of no key, as kanji, are put on spare keys first; there
// may be ninety different ones in a text.
func (p *Player) Type(text string) {
	if p.err != nil {
		return
	}
	p.Ready(text)
	p.Strokes += utf8.RuneCountInString(text)
	p.xdotool("type", "--delay", strconv.Itoa(keyDelay), "--", text)
}

// Ready puts the characters of what will be typed on keys, all at once, so that nothing
// waits for that later.
func (p *Player) Ready(text string) {
	if p.err != nil {
		return
	}
	changed, err := p.keys.put(text)
	if changed {
		err = p.keys.load(p.ctx, p.stage)
	}
	p.fail("type", err)
}

// Forgive returns the first error and lets the player go on, unless what plays has
// ended: then it stays.
func (p *Player) Forgive() error {
	err := p.err
	if p.ctx.Err() == nil {
		p.err = nil
	}
	return err
}

// Enter types text and goes on to the next field.
func (p *Player) Enter(text string) {
	if text != "" {
		p.Type(text)
	}
	p.Key("Return")
}

// Shot takes a picture of the stage, numbered, under a name of ASCII letters.
func (p *Player) Shot(name string) {
	if p.err != nil {
		return
	}
	time.Sleep(settle)
	p.shots++
	file := fmt.Sprintf("%02d-%s.png", p.shots, name)
	p.say("picture " + file)
	img, err := p.stage.Picture()
	if err == nil {
		err = WritePNG(filepath.Join(p.folder, file), img)
	}
	p.fail("picture "+name, err)
}

// settle is what a window needs to draw what an event announced.
const settle = 400 * time.Millisecond

// Await waits until what the events said so far fulfils a condition; what names it.
func (p *Player) Await(what string, done func(now Event) bool) {
	if p.err != nil {
		return
	}
	p.say("await " + what)
	late := time.After(p.Patience)
	for {
		p.read()
		if p.err != nil || done(p.now) {
			return
		}
		select {
		case <-p.ctx.Done():
			p.fail("await "+what, context.Cause(p.ctx))
		case <-late:
			p.fail("await "+what, errors.New("it does not come"))
		case <-time.After(poll):
		}
	}
}

// AwaitScreen waits until a screen is open.
func (p *Player) AwaitScreen(screen string) {
	p.Await("screen "+screen, func(now Event) bool { return now.Screen == screen })
}

// AwaitStage waits until the form or the review has come to a stage.
func (p *Player) AwaitStage(stage string) {
	p.Await("stage "+stage, func(now Event) bool { return now.Stage == stage })
}

// AwaitLine waits until the line has a state.
func (p *Player) AwaitLine(state string) {
	p.Await("line "+state, func(now Event) bool { return now.Line == state })
}

// AwaitCount waits until there are n entries in a folder of the worklist.
func (p *Player) AwaitCount(folder string, n int) {
	p.Await(fmt.Sprintf("%s %d", folder, n), func(now Event) bool { return now.Counts[folder] == n })
}

// Now returns the last value of everything the events said.
func (p *Player) Now() Event {
	p.read()
	return p.now
}

func (p *Player) read() {
	events, err := p.events.next()
	p.fail("events", err)
	for _, e := range events {
		if e.Screen != "" {
			p.now = Event{Screen: e.Screen, Line: p.now.Line, Counts: p.now.Counts}
			for _, count := range perScreen {
				delete(p.now.Counts, count)
			}
		}
		if e.Stage != "" {
			p.now.Stage = e.Stage
		}
		if e.Line != "" {
			p.now.Line = e.Line
		}
		if e.Field != "" {
			p.now.Field, p.now.Person = e.Field, e.Person
		}
		if e.Dialog != "" {
			p.now.Dialog = e.Dialog
		}
		if e.Alert != "" { // told with the counts, and with what goes with them
			p.now.Alert, p.now.Stop, p.now.Kind = e.Alert, e.Stop, e.Kind
		}
		maps.Copy(p.now.Counts, e.Counts)
	}
}

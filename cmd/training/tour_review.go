package main

import (
	"strconv"
	"time"

	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/cmd/training/play"
)

// glance and a pause are how long a block is looked at: no less than the policy asks for
// on average, or the review would ask whether it was looked at (A17).
const glance = 600 * time.Millisecond

// reviewAll has an operator review everything in the queue that they may.
func (t *tour) reviewAll(id string) {
	t.Key("F8")
	t.AwaitScreen("reviewing")
	t.AwaitStage(queue)
	t.pause()
	t.Shot("queue-" + id)
	for skip := 0; t.Err() == nil; {
		t.AwaitStage(queue)
		t.pause()
		row := nth(t.Now().Counts["may"], skip)
		if row < 0 {
			break
		}
		for range row {
			t.Key("Down")
		}
		t.Key("F12")
		if !t.reviewOne(id) {
			skip++ // it stands in the queue as before
		}
	}
	t.Key("F3")
	t.AwaitScreen("worklist")
	t.pause()
}

// nth returns the number of the bit that is set and has n set ones below it, -1 for none.
func nth(bits, n int) int {
	for i := range 62 {
		if bits&(1<<i) == 0 {
			continue
		}
		if n == 0 {
			return i
		}
		n--
	}
	return -1
}

// reviewOne compares an entry that was opened block by block, types the dangerous fields
// again and approves.
func (t *tour) reviewOne(id string) bool {
	t.Await("the entry to be compared", func(now playEvent) bool { return now.Stage == comparing && now.Kind != "" })
	s := t.stopOf(t.Now().Kind)
	if s == nil {
		s = &stop{} // of another tour
		t.Await("an entry of this tour", func(now playEvent) bool { return t.stopOf(now.Kind) != nil })
	}
	first := len(s.reviews) == 0
	t.pictureOf(first, s, "review")
	began, blocks := time.Now(), 0
	for t.Err() == nil && t.Now().Stage == comparing {
		time.Sleep(glance)
		t.Key("F8")
		t.pause()
		blocks++
	}
	fields := t.retype(s)
	t.AwaitStage(deciding)
	// No quicker than the policy believes (A17).
	time.Sleep(time.Until(began.Add(time.Duration(blocks)*700*time.Millisecond + time.Duration(fields+1)*time.Second)))
	t.pictureOf(first && s.copy.Kind == notification.MovingIn, s, "decide")
	t.Enter(t.operators[id].PIN)
	t.AwaitStage(decided)
	if t.Err() == nil {
		s.reviews = append(s.reviews, operator.ID(id))
		t.Key("F12")
		t.AwaitStage(queue)
		return true
	}
	if s.err == nil {
		s.err = t.Err()
	}
	t.say(t.Forgive())
	t.Shot(s.copy.Kind.Key() + "-review-failed")
	for range 5 {
		if t.Err() != nil || t.Now().Stage == queue {
			break
		}
		t.Key("F3")
		t.pause()
		t.pause()
	}
	return false
}

func (t *tour) pictureOf(wanted bool, s *stop, part string) {
	if wanted {
		t.Shot(s.copy.Kind.Key() + "-" + part)
	}
}

func (t *tour) stopOf(kind string) *stop {
	for _, s := range t.stops {
		if s.copy.Kind.Key() == kind {
			return s
		}
	}
	return nil
}

// retype types what the review asks for from the paper, and returns how many fields.
func (t *tour) retype(s *stop) (fields int) {
	t.Await("the fields to type again", func(now playEvent) bool { return now.Stage == retyping || now.Stage == deciding })
	for t.Err() == nil && t.Now().Stage == retyping {
		t.Await("a field to type again", func(now playEvent) bool { return now.Field != "" || now.Stage != retyping })
		now := t.Now()
		if now.Stage != retyping || t.Err() != nil {
			break
		}
		fields++
		at := key(now.Field, now.Person)
		t.Enter(s.onPaper(now))
		t.Await("a match of "+at, func(next playEvent) bool { return next.Stage != retyping || key(next.Field, next.Person) != at })
	}
	return fields
}

// onPaper returns what the paper says of a field, as a reviewer types it.
func (s *stop) onPaper(now play.Event) string {
	c := &s.copy.Example
	if now.Person > len(c.Persons) {
		return "?" + strconv.Itoa(now.Person)
	}
	item, person := notification.Item(now.Field), now.Person-1
	schema, err := notification.SchemaOf(c.Kind, c.Version)
	if err != nil {
		panic(err) // the example is on it
	}
	f, _ := schema.Field(item, person != notification.Header)
	value := c.Of(person).Get(item)
	if (f.Type == notification.IndividualNumber || f.Type == notification.ResidentCode) && len(value) > 4 {
		return value[len(value)-4:]
	}
	return written(f, value, false)
}

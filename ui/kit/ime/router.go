package ime

import "time"

// Patience is how long the window waits for the answer to a key before it goes on
// drawing, in milliseconds. Most answers take two or three; later ones are taken when
// they come.
const Patience = 12

// endless is how long a method may keep an answer before it is taken for dead.
const endless = 3 * time.Second

// A Router brings the keys of a window to the input method first. Its methods are
// called on the goroutine of the window only.
type Router struct {
	// Now is asked how late it is.
	Now func() time.Time

	method  Method
	client  Client
	mode    Mode
	preedit Preedit
	reading reading
	queue   []held
	asked   time.Time // when the first of the queue was asked about; zero: it was not
	said    bool      // something came since, beside the answer
	busy    bool      // a key is being passed on
}

// held is a key that waits for its turn.
type held struct {
	stroke Stroke
	pass   func()
}

// NewRouter returns a router to a method; nil is none.
func NewRouter(m Method) *Router { return &Router{Now: time.Now, method: m} }

// Wants reports whether keys are to be handed to [Router.Stroke].
func (r *Router) Wants() bool {
	return len(r.queue) > 0 || r.asks()
}

func (r *Router) asks() bool { return r.Serves() && r.method.Asked() }

// Serves reports whether there is a method for the field that has the keyboard.
func (r *Router) Serves() bool {
	return r.method != nil && r.client != nil && r.mode != Direct && r.method.Ready()
}

// Ready reports whether there is a method, whichever field has the keyboard.
func (r *Router) Ready() bool { return r.method != nil && r.method.Ready() }

// Composing reports whether something is being converted.
func (r *Router) Composing() bool { return r.preedit.Text != "" }

// Preedit returns what is being converted.
func (r *Router) Preedit() Preedit { return r.preedit }

// Stroke takes a key. Pass is called once it is known to be the window's own, and not at
// all if the method uses it.
func (r *Router) Stroke(s Stroke, pass func()) {
	if s.Up {
		if r.asks() {
			r.method.Key(s)
		}
		if len(r.queue) == 0 {
			pass()
			return
		}
	}
	if len(r.queue) > 0 && !r.asked.IsZero() && r.Now().Sub(r.asked) > endless {
		r.gone()
	}
	r.queue = append(r.queue, held{s, pass})
	r.proceed()
	r.drain(Patience)
}

// Drain takes what the method has said meanwhile.
func (r *Router) Drain() { r.drain(0) }

func (r *Router) drain(milliseconds int) {
	if r.method == nil || r.busy {
		return
	}
	end := r.Now().Add(time.Duration(milliseconds) * time.Millisecond)
	for {
		wait := 0
		if !r.asked.IsZero() {
			wait = max(0, int(end.Sub(r.Now()).Milliseconds()))
		}
		events := r.method.Events(wait)
		if late(events) && !r.said && milliseconds > 0 {
			events = append(events, r.method.Events(shortly)...)
		}
		for _, e := range events {
			r.take(e)
		}
		if len(events) == 0 {
			return
		}
	}
}

// shortly is how long, in milliseconds, the window waits for what a method says of a key
// after it has answered, as Fcitx does: so that it is in the next frame.
const shortly = 4

// late reports whether a method has used a key and not said yet what for.
func late(events []Event) bool { return len(events) == 1 && events[0] == Event(Answer{Used: true}) }

// proceed passes keys on until one has to be asked about.
func (r *Router) proceed() {
	for len(r.queue) > 0 && r.asked.IsZero() && !r.busy {
		first := r.queue[0]
		if r.asks() && !first.stroke.Up {
			r.asked, r.said = r.Now(), false
			if r.preedit.Text == "" {
				r.reading = "" // of a conversion that was given up
			}
			r.method.Key(first.stroke)
			return
		}
		r.pass()
	}
}

// pass gives the first key of the queue to the window.
func (r *Router) pass() {
	first := r.queue[0]
	r.queue = r.queue[1:]
	r.busy = true
	first.pass()
	r.busy = false
}

func (r *Router) take(e Event) {
	if _, answer := e.(Answer); !answer {
		r.said = true
	}
	switch e := e.(type) {
	case Answer:
		r.answered(e.Used)
	case Gone:
		r.gone()
	case Change:
		r.change(e.Preedit)
	case Commit:
		r.commit(e.Text)
	case Forward:
		if r.client != nil {
			r.client.Forwarded(e.Stroke)
		}
	case Delete:
		if r.client != nil {
			r.client.DeleteAround(e.Offset, e.Length)
		}
	}
}

func (r *Router) answered(used bool) {
	if r.asked.IsZero() || len(r.queue) == 0 {
		return
	}
	r.asked = time.Time{}
	if used || r.Composing() && !isModifier(r.queue[0].stroke.Symbol) {
		r.queue = r.queue[1:] // while something is being converted no key is the form's
	} else {
		r.pass()
	}
	r.proceed()
}

// isModifier reports whether a symbol is of a shift key or the like.
func isModifier(symbol uint32) bool { return symbol >= 0xffe1 && symbol <= 0xffee }

// gone ends the conversion as it stands and lets all keys through.
func (r *Router) gone() {
	r.finish()
	r.asked = time.Time{}
	for len(r.queue) > 0 {
		r.pass()
	}
}

func (r *Router) change(p Preedit) {
	if r.client == nil || p == r.preedit {
		return
	}
	r.preedit = p
	r.reading.typed(p)
	r.client.SetPreedit(p)
}

// commit ends the part of the conversion that the text is of; if there is a rest, a
// change says so.
func (r *Router) commit(text string) {
	if r.client == nil || text == "" {
		return
	}
	if r.preedit.Text != "" {
		r.preedit = Preedit{}
		r.client.SetPreedit(Preedit{})
	}
	r.client.Commit(text, r.reading.take(text))
}

// finish makes what is being converted text of the field, as it is shown: nothing that
// was typed is lost.
func (r *Router) finish() {
	if r.preedit.Text != "" {
		r.commit(r.preedit.Text)
	}
	r.reading = ""
}

// Attach says that a field has the keyboard.
func (r *Router) Attach(c Client, m Mode) {
	if r.client != nil {
		r.Detach(r.client)
	}
	r.client, r.mode = c, m
	if r.method == nil {
		return
	}
	if m == Direct {
		r.method.Blur()
		return
	}
	r.method.Focus(m)
	r.Moved()
}

// Detach says that a field has lost the keyboard. What is being converted there becomes
// its text as it is shown.
func (r *Router) Detach(c Client) {
	if r.client != c {
		return
	}
	r.finish()
	r.client = nil
	if r.method != nil {
		r.method.Blur()
	}
}

// Cancel gives up what is being converted in a field, because other text was put there.
func (r *Router) Cancel(c Client) {
	if r.client != c || r.preedit.Text == "" {
		return
	}
	r.preedit, r.reading = Preedit{}, ""
	c.SetPreedit(Preedit{})
	r.method.Reset()
}

// Settle ends what is being converted in the field that has the keyboard, as it is
// shown, because something else than a key goes on there: a click.
func (r *Router) Settle() {
	if r.preedit.Text == "" {
		return
	}
	r.finish()
	r.method.Focus(r.mode)
}

// Moved tells the method what stands around the caret now.
func (r *Router) Moved() {
	if r.Serves() && r.preedit.Text == "" {
		r.method.Surrounding(r.client.Surrounding())
	}
}

// Place tells the method where a field has its conversion.
func (r *Router) Place(c Client, at Rect) {
	if r.client == c && r.Serves() {
		r.method.Place(at)
	}
}

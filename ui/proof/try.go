package proof

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"madoguchi/ui/kit"
	"madoguchi/ui/words"
)

// An Item is one of the things an operator types.
type Item uint8

// The items, in their order on the screen.
const (
	ID   Item = 1
	PIN  Item = 2
	Code Item = 3
)

// A View is what a [Trial] needs of a screen. Its methods are called on Fyne's
// goroutine only.
type View interface {
	// ShowChecking says whether a proof is being checked; nothing can be typed then.
	ShowChecking(on bool)
	// ShowRefusal shows why the operator was not let in; the zero Finding nothing.
	ShowRefusal(f kit.Finding)
	// ShowWrong shows what is wrong with an item before it is sent; "" nothing.
	ShowWrong(item Item, reason words.Key)
	// Focus gives an item the keyboard.
	Focus(item Item)
	// ClearProof empties PIN and code.
	ClearProof()
}

// A Config is what a [Trial] is made of.
type Config struct {
	View View
	Now  func() time.Time
	Do   func(func()) // brings work back to Fyne's goroutine
	Log  *slog.Logger
	// Explain says what an error means here; nil means [Explain].
	Explain func(error) Refusal
	// EachSecond is called beside the countdown of a wait; it may be nil.
	EachSecond func()
}

// checkTime is how long a check may take before the operator is told.
const checkTime = 20 * time.Second

// A Trial checks proofs in the background, one at a time, and shows what came of
// it, with the remaining wait counted down. Its methods are called on Fyne's
// goroutine, but for Wait.
type Trial struct {
	cfg    Config
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	checking bool
	refusal  Refusal
	refused  bool
}

// NewTrial returns a trial.
func NewTrial(cfg Config) *Trial {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Explain == nil {
		cfg.Explain = Explain
	}
	t := &Trial{cfg: cfg}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	return t
}

// Start begins to keep the screen current, until Cancel.
func (t *Trial) Start() { t.work.Go(t.follow) }

// Cancel ends what is running and lets nothing reach the screen any more.
func (t *Trial) Cancel() { t.cancel() }

// Wait returns once nothing is running any more.
func (t *Trial) Wait() { t.work.Wait() }

// Checking reports whether a proof is being checked.
func (t *Trial) Checking() bool { return t.checking }

// Shape says beside each item what cannot be right and goes to the first such. It
// reports whether the proof is worth showing. Other is what is wrong with the ID.
func (t *Trial) Shape(other words.Key, pin, code string) bool {
	wrong := map[Item]words.Key{ID: other}
	wrong[PIN], wrong[Code] = check(pin, code)
	first := Item(0)
	for _, item := range []Item{ID, PIN, Code} {
		t.cfg.View.ShowWrong(item, wrong[item])
		if first == 0 && wrong[item] != "" {
			first = item
		}
	}
	if first != 0 {
		t.cfg.View.Focus(first)
	}
	return first == 0
}

// Try runs prove in the background and calls done if it succeeds. While one runs,
// and after Cancel, it does nothing.
func (t *Trial) Try(prove func(ctx context.Context) error, done func()) {
	if t.checking || t.ctx.Err() != nil {
		return
	}
	t.checking, t.refused = true, false
	t.cfg.View.ShowRefusal(kit.Finding{})
	t.cfg.View.ShowChecking(true)
	t.work.Go(func() {
		ctx, cancel := context.WithTimeout(t.ctx, checkTime)
		defer cancel()
		err := prove(ctx)
		t.cfg.Do(func() { t.answered(err, done) })
	})
}

func (t *Trial) answered(err error, done func()) {
	t.checking = false
	if t.ctx.Err() != nil {
		return
	}
	t.cfg.View.ShowChecking(false)
	t.cfg.View.ClearProof()
	if err == nil {
		done()
		return
	}
	t.refusal, t.refused = t.cfg.Explain(err), true
	if !t.refusal.Known {
		t.cfg.Log.Error("check proof", "err", err)
	}
	t.cfg.View.ShowRefusal(t.refusal.Finding(t.cfg.Now()))
	t.cfg.View.Focus(PIN)
}

func (t *Trial) follow() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-t.ctx.Done():
			return
		case <-ticker.C:
			t.cfg.Do(t.tick)
		}
	}
}

// tick brings the remaining wait up to date.
func (t *Trial) tick() {
	if t.ctx.Err() != nil {
		return
	}
	if t.cfg.EachSecond != nil {
		t.cfg.EachSecond()
	}
	if t.refused && !t.checking {
		t.cfg.View.ShowRefusal(t.refusal.Finding(t.cfg.Now()))
	}
}

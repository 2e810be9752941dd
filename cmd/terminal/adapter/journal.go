package adapter

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/store"
	"madoguchi/sync/link"
	"madoguchi/sync/wire"
)

// journalRoom is how many records wait to be written; sameAgain is how long the same
// refusal is not written again.
const (
	journalRoom = 64
	sameAgain   = time.Minute
)

// A Journal writes into the operation log what nobody did: that the line came and went,
// and what the registry refused (通信ログ, STD 10.2). Its methods do not wait.
type Journal struct {
	store    *store.Store
	terminal string
	now      func() time.Time
	log      *slog.Logger
	waiting  chan audit.Record
}

// NewJournal returns a journal of a terminal's log; [Journal.Run] writes it.
func NewJournal(s *store.Store, terminal string, now func() time.Time, log *slog.Logger) *Journal {
	return &Journal{store: s, terminal: terminal, now: now, log: log, waiting: make(chan audit.Record, journalRoom)}
}

// Line notes a state of the line.
func (j *Journal) Line(s link.Status) {
	state := "offline"
	switch s.State {
	case link.Online:
		state = "online"
	case link.Connecting:
		return // on its way to one of the others
	}
	j.add(audit.LineChanged, state)
}

// Refused notes a call that the registry refused.
func (j *Journal) Refused(procedure string, kind wire.Kind) {
	call := procedure[strings.LastIndexByte(procedure, '/')+1:]
	j.add(audit.CallRefused, "call="+call, "kind="+strconv.Itoa(int(kind)))
}

// Jumped notes that somebody set the clock of the machine, by so much.
func (j *Journal) Jumped(by time.Duration) {
	j.add(audit.ClockJumped, "seconds="+strconv.Itoa(int(by.Seconds())))
}

// Slept notes that the machine slept for so long.
func (j *Journal) Slept(long time.Duration) {
	j.add(audit.Suspended, "seconds="+strconv.Itoa(int(long.Seconds())))
}

func (j *Journal) add(kind audit.Kind, detail ...string) {
	select {
	case j.waiting <- audit.Record{Kind: kind, At: j.now(), Terminal: j.terminal, Detail: detail}:
	default: // what floods the log is logged enough
	}
}

// Run writes until ctx ends, and then what still waits.
func (j *Journal) Run(ctx context.Context) {
	last, line := make(map[string]time.Time), ""
	write := func(r audit.Record) {
		key := strings.Join(r.Detail, " ")
		if r.Kind == audit.LineChanged {
			if key == line {
				return
			}
			line = key
		} else if at, ok := last[key]; ok && r.At.Sub(at) < sameAgain && r.At.Sub(at) >= 0 {
			return
		}
		last[key] = r.At
		if _, err := j.store.Commit(context.WithoutCancel(ctx), store.Change{Audit: []audit.Record{r}}); err != nil {
			j.log.Error("write journal", "err", err)
		}
	}
	for {
		select {
		case r := <-j.waiting:
			write(r)
		case <-ctx.Done():
			for {
				select {
				case r := <-j.waiting:
					write(r)
				default:
					return
				}
			}
		}
	}
}

package main

import (
	"log/slog"
	"testing"
	"time"

	"madoguchi/app/policy"
	"madoguchi/cmd/attack/attacktest"
	"madoguchi/cmd/terminal/locked"
	"madoguchi/sync/bundle"
	"madoguchi/ui/words"
)

// TestAttackRolledBack: R031. A registry that was taken over hands out the configuration
// of before, rightly signed as it was. Every other attack on it is TestPolicyAttacks'.
func TestAttackRolledBack(t *testing.T) {
	c := newLockedCity(t)
	p, end := c.open()
	defer end()
	put := map[bundle.Ring]bundle.Edition{bundle.All: c.edition(func(q *policy.Policy) { q.Idle.LockSeconds, q.Idle.WarnSeconds = 200, 150 })}
	loose := map[bundle.Ring]bundle.Edition{bundle.All: c.edition(func(*policy.Policy) {})}
	one := c.publish(c.holders.Stage(nil, loose))
	c.publish(c.holders.Stage(one, put))
	c.eventually("the second list", func() bool { return p.keeper.Standing().Targets == 2 })
	top := newTop(t, c.config)
	top.use(p)
	c.offer(p, encoded(t, one))
	saw := top.sees(words.T(words.ShellPolicyRefused))
	if p.policy().Idle.LockSeconds != 200 {
		t.Errorf("locks after %d s", p.policy().Idle.LockSeconds)
	}
	attacktest.Refused(t, attacktest.RolledBack, p.keeper.Standing().Refused, saw)
}

// TestAttackFrozen: R031. A registry that was taken over hands out nothing newer.
func TestAttackFrozen(t *testing.T) {
	c := newLockedCity(t)
	put := map[bundle.Ring]bundle.Edition{bundle.All: c.edition(func(*policy.Policy) {})}
	one := c.publish(c.holders.Stage(nil, put))
	for _, tt := range []struct {
		ago  time.Duration
		by   string
		says words.Key
	}{
		{bundle.TimestampLife + 24*time.Hour, "the timestamp that ran out: a warning", words.ShellPolicyStaleNext},
		{bundle.TimestampLife + (locked.GraceDays+1)*24*time.Hour, "the same, a week later: nothing new is begun", words.ShellPolicyStop},
	} {
		c.keep(c.holders.Stamp(one, nil, c.timestampKey(), time.Now().Add(-tt.ago)), time.Now().Add(-tt.ago))
		p, err := openParts(t.Context(), c.config, slog.New(slog.DiscardHandler), func() {}) // and never online
		c.must(err)
		top := newTop(t, c.config)
		top.parts = p
		top.use(p)
		top.before = nil
		attacktest.Refused(t, attacktest.Frozen, tt.by, top.sees(words.T(tt.says)))
		c.must(p.close())
	}
}

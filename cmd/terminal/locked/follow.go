package locked

import (
	"context"
	"time"

	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// again is how long to wait before asking the registry once more after a failure; what was
// refused is asked for again after a longer time, as this clock may have been wrong.
const (
	again  = 30 * time.Second
	longer = time.Hour
)

// Notice tells the keeper the number of the newest bundle at the registry. It never
// waits, and is called with each answer.
func (k *Keeper) Notice(number uint64) {
	k.mu.Lock()
	k.noticed = max(k.noticed, number)
	due := k.noticed > k.standing.Number
	k.mu.Unlock()
	if due {
		k.Wake()
	}
}

// Waits tells the keeper what of the configuration waits, for the registry to know:
// "sign_in", "start" or "".
func (k *Keeper) Waits(what string) {
	k.mu.Lock()
	changed := k.waiting != what
	k.waiting = what
	k.mu.Unlock()
	if changed {
		k.Wake()
	}
}

// Wake has the keeper look whether there is something to fetch or to report.
func (k *Keeper) Wake() {
	select {
	case k.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Run fetches what is new and reports what is in force, until ctx ends.
func (k *Keeper) Run(ctx context.Context, line Line) {
	var told *wirev1.ReportPolicyRequest
	timer := time.NewTimer(0)
	defer timer.Stop()
	tried := uint64(0) // the number that was refused: asking again brings the same
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.wake:
		case <-timer.C:
			tried = 0
		}
		wait := longer
		if due := k.due(); due > tried {
			number, err := k.fetch(ctx, line)
			if err != nil {
				wait = again
			}
			tried = max(tried, number)
		}
		if now := k.report(); !same(told, now) {
			if _, err := line.ReportPolicy(ctx, now); err == nil {
				told = now
			} else {
				wait = again
			}
		}
		timer.Reset(wait)
	}
}

// due returns the number of a bundle that is to be fetched, 0 for none.
func (k *Keeper) due() uint64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.cfg.Root == nil || k.noticed <= k.standing.Number {
		return 0
	}
	return k.noticed
}

// fetch gets the newest bundle and decides about it. It returns the number that was
// offered, and an error only where it is worth asking again.
func (k *Keeper) fetch(ctx context.Context, line Line) (uint64, error) {
	answer, err := line.FetchBundle(ctx, &wirev1.FetchBundleRequest{Have: k.Standing().Number})
	if err != nil {
		if ctx.Err() == nil {
			k.cfg.Log.WarnContext(ctx, "fetch bundle", "err", err)
		}
		return 0, err
	}
	if len(answer.GetBundle()) == 0 {
		return 0, nil
	}
	if err := k.Take(ctx, answer.GetBundle()); err != nil && ctx.Err() == nil {
		k.cfg.Log.WarnContext(ctx, "keep the configuration in force", "err", err)
		if k.Standing().Refused == "" {
			return 0, err // the disk, not the bundle
		}
	}
	return answer.GetNumber(), nil
}

// report is what the registry is to know.
func (k *Keeper) report() *wirev1.ReportPolicyRequest {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.standing
	m := &wirev1.ReportPolicyRequest{Ring: string(s.Ring), Targets: uint64(s.Targets), Refused: s.Refused, Waiting: k.waiting}
	if k.cfg.Root == nil && k.noticed > 0 {
		m.Refused = noRoot
	}
	if s.Ring != "" {
		m.PolicyVersion = uint32(s.Published.Version)
	}
	return m
}

func same(a, b *wirev1.ReportPolicyRequest) bool {
	return a != nil && a.GetPolicyVersion() == b.GetPolicyVersion() && a.GetRing() == b.GetRing() && a.GetTargets() == b.GetTargets() &&
		a.GetRefused() == b.GetRefused() && a.GetWaiting() == b.GetWaiting()
}

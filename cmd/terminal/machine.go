package main

import (
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/policy"
	"madoguchi/cmd/terminal/locked"
	"madoguchi/sync/bundle"
)

// Machine implements machine.Desk.
func (p *parts) Machine(ctx context.Context) (counter.Machine, error) {
	head, _, err := p.store.AuditHead(ctx)
	if err != nil {
		return counter.Machine{}, err
	}
	anchored, err := p.store.Anchored(ctx)
	if err != nil {
		return counter.Machine{}, err
	}
	ahead, _ := p.client.Clock.Offset()
	standing := p.keeper.Standing()
	m := counter.Machine{
		Terminal: p.config.Terminal, Version: version(), Line: p.desk.Line(),
		LastSync: p.pusher.Status().Synced, ClockAhead: -ahead, Certificate: p.certificate.Load().NotAfter,
		AuditHead: hex.EncodeToString(head.Hash[:]), AuditCount: head.Seq, AuditAnchor: anchored.At, Forms: make(map[notification.Kind]int),
		PolicyVersion: standing.Policy.Version, PolicyTargets: standing.Targets, PolicyUntil: standing.Until, PolicyFresh: standing.FreshUntil, PolicyNote: standing.Note,
		PolicyMissing: standing.Expected && standing.Ring == "", PolicyDamaged: standing.Damaged, PolicyRefused: standing.Refused, PolicyWaits: p.waits(standing),
	}
	m.Capture = counter.Capture(p.capture.Load())
	if info, err := os.Stat(filepath.Join(p.config.Data, fileName)); err == nil {
		m.StoreBytes = info.Size()
	}
	for _, kind := range notification.Kinds() {
		if s, err := notification.Current(kind); err == nil {
			m.Forms[kind] = s.Version
		}
	}
	m.Policy = inForce(standing, p.config.Local)
	return m, nil
}

// inForce returns every value of the policy with who set it, those that are no numbers
// first.
func inForce(s locked.Standing, local policy.Local) []counter.Value {
	from := ringOrigin(s.Ring)
	value := func(name, text string) counter.Value {
		return counter.Value{Name: name, Value: text, Origin: from, By: s.By, Since: s.Since, Until: s.Until}
	}
	all := []counter.Value{value("personality", strconv.Itoa(int(s.Published.Personality)))}
	if s.Ring != "" {
		all = append(all, value("registry.address", s.Published.Registry.Address), value("registry.pins", strconv.Itoa(len(s.Published.Registry.Pins))))
	}
	if s.Published.Ward != "" {
		all = append(all, value("ward", s.Published.Ward))
	}
	if s.Published.NameFont != "" {
		all = append(all, value("name_font", s.Published.NameFont))
	}
	for _, v := range s.Published.Values(local) {
		one := value(v.Key, strconv.Itoa(v.Value))
		one.Least, one.Most = strconv.Itoa(v.Least), strconv.Itoa(v.Most)
		if v.Source == policy.Terminal {
			one.Origin, one.By, one.Since, one.Until = "terminal", "", time.Time{}, time.Time{}
		}
		all = append(all, one)
	}
	return all
}

// ringOrigin says whose edition is in force.
func ringOrigin(r bundle.Ring) string {
	switch {
	case r == "":
		return "built_in"
	case r == bundle.All:
		return "city"
	case strings.HasPrefix(string(r), "ward/"):
		return "ward"
	}
	return "pilot"
}

// version is what this program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "devel"
	}
	return info.Main.Version
}

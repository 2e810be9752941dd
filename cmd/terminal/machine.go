package main

import (
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/policy"
)

// Machine implements machine.Desk.
func (p *parts) Machine(ctx context.Context) (counter.Machine, error) {
	head, _, err := p.store.AuditHead(ctx)
	if err != nil {
		return counter.Machine{}, err
	}
	ahead, _ := p.client.Clock.Offset()
	m := counter.Machine{
		Terminal: p.config.Terminal, Version: version(), PolicyVersion: p.policy.Version, Line: p.desk.Line(),
		LastSync: p.pusher.Status().Synced, ClockAhead: -ahead, Certificate: p.certificate.NotAfter,
		AuditHead: hex.EncodeToString(head.Hash[:]), AuditCount: head.Seq, Forms: make(map[notification.Kind]int),
	}
	if info, err := os.Stat(filepath.Join(p.config.Data, fileName)); err == nil {
		m.StoreBytes = info.Size()
	}
	for _, kind := range notification.Kinds() {
		if s, err := notification.Current(kind); err == nil {
			m.Forms[kind] = s.Version
		}
	}
	m.Policy = inForce(p.published.Values(p.config.Local))
	return m, nil
}

// enforced are the parts of the policy that this program acts on. What a policy says
// besides is not shown: IT would rely on a rule that nobody keeps.
var enforced = []string{"idle.", "review."}

// inForce returns the values that this program acts on.
func inForce(values []policy.Value) []counter.Value {
	var shown []counter.Value
	for _, v := range values {
		if slices.ContainsFunc(enforced, func(part string) bool { return strings.HasPrefix(v.Key, part) }) {
			shown = append(shown, counter.Value{Name: v.Key, Value: strconv.Itoa(v.Value), Origin: origin(v.Source)})
		}
	}
	return shown
}

func origin(s policy.Source) string {
	if s == policy.Terminal {
		return "terminal"
	}
	return "built_in"
}

// version is what this program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "devel"
	}
	return info.Main.Version
}

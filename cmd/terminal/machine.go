package main

import (
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"

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
	for _, v := range p.published.Values(p.config.Local) {
		m.Policy = append(m.Policy, counter.Value{Name: v.Key, Value: strconv.Itoa(v.Value), Origin: origin(v.Source)})
	}
	return m, nil
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

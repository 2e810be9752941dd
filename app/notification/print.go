package notification

import (
	"fmt"
	"log/slog"
)

// What carries content or free text prints and logs as its keys, whatever the verb.

func (e Entry) redacted() string {
	return fmt.Sprintf("entry %s-%d %s", e.ID, e.Revision, e.State.Key())
}
func (s Submission) redacted() string { return fmt.Sprintf("submission %s-%d", s.EntryID, s.Revision) }
func (a Acknowledgement) redacted() string {
	return fmt.Sprintf("acknowledgement %s %d %s", a.Rule, a.Person, a.Item)
}
func (r Review) redacted() string { return fmt.Sprintf("review %s-%d", r.EntryID, r.Revision) }

// Format implements fmt.Formatter: keys only.
func (e Entry) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(e.redacted())) }

// LogValue implements slog.LogValuer: keys only.
func (e Entry) LogValue() slog.Value { return slog.StringValue(e.redacted()) }

// Format implements fmt.Formatter: keys only.
func (s Submission) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.redacted())) }

// LogValue implements slog.LogValuer: keys only.
func (s Submission) LogValue() slog.Value { return slog.StringValue(s.redacted()) }

// Format implements fmt.Formatter: keys only.
func (r Review) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(r.redacted())) }

// LogValue implements slog.LogValuer: keys only.
func (r Review) LogValue() slog.Value { return slog.StringValue(r.redacted()) }

// Format implements fmt.Formatter: keys only.
func (a Acknowledgement) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(a.redacted())) }

// LogValue implements slog.LogValuer: keys only.
func (a Acknowledgement) LogValue() slog.Value { return slog.StringValue(a.redacted()) }

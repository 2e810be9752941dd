package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/notification"
	"madoguchi/app/operator"
)

// errEntry says that stored bytes are no entry. It is never shown with them.
var errEntry = errors.New("not an encoded entry")

// kept is an entry as the cabinet keeps it, sealed. The content stays in its
// canonical bytes. Fields are only ever added.
type kept struct {
	ID         notification.EntryID     `json:"id"`
	State      notification.State       `json:"state"`
	Revision   int                      `json:"revision"`
	Writer     operator.ID              `json:"writer"`
	Content    []byte                   `json:"content"`
	Needed     int                      `json:"needed"`
	Submission *notification.Submission `json:"submission,omitempty"`
	Reviews    []notification.Review    `json:"reviews,omitempty"`
	Verdict    *notification.Verdict    `json:"verdict,omitempty"`
	BegunAt    time.Time                `json:"begun_at"`
	ChangedAt  time.Time                `json:"changed_at"`
	Form       []byte                   `json:"form,omitempty"`
}

// EncodeEntry returns an entry as the cabinet keeps it.
func EncodeEntry(e *notification.Entry) ([]byte, error) {
	content, err := canonical(e)
	if err != nil {
		return nil, fmt.Errorf("encode entry: %w", err)
	}
	b, err := json.Marshal(kept{
		ID: e.ID, State: e.State, Revision: e.Revision, Writer: e.Writer, Content: content, Needed: e.Needed,
		Submission: e.Submission, Reviews: e.Reviews, Verdict: e.Verdict, BegunAt: e.BegunAt, ChangedAt: e.ChangedAt, Form: e.Form,
	})
	if err != nil {
		return nil, fmt.Errorf("encode entry: %w", err)
	}
	return b, nil
}

// canonical returns the content's bytes. Those that were signed are the same while the
// entry cannot be changed, and to make them again is a fifth of the work of a step.
func canonical(e *notification.Entry) ([]byte, error) {
	if s := e.Submission; s != nil && s.Revision == e.Revision && !e.Editable() {
		return s.Content, nil
	}
	return e.Content.Encode()
}

// DecodeEntry reads what [EncodeEntry] wrote.
func DecodeEntry(b []byte) (*notification.Entry, error) {
	var k kept
	if err := json.Unmarshal(b, &k); err != nil {
		// The decoder's own message may quote a value.
		return nil, fmt.Errorf("decode entry: %w", errEntry)
	}
	content, err := notification.Decode(k.Content)
	if err != nil {
		return nil, fmt.Errorf("decode entry: %w", err)
	}
	return &notification.Entry{
		ID: k.ID, State: k.State, Revision: k.Revision, Writer: k.Writer, Content: content, Needed: k.Needed,
		Submission: k.Submission, Reviews: k.Reviews, Verdict: k.Verdict, BegunAt: k.BegunAt, ChangedAt: k.ChangedAt, Form: k.Form,
	}, nil
}

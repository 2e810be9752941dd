package secret_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"madoguchi/app/internal/secret"
)

// embedding is how an identifier uses a Text.
type embedding struct{ secret.Text }

// holder keeps one where fmt calls no methods.
type holder struct{ kept embedding }

func TestNothingLeaks(t *testing.T) {
	const digits = "123456789018"
	e := embedding{secret.New(digits)}
	h := holder{e}
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "number", e)
	marshalled, err := json.Marshal(map[string]any{"e": e, "p": &e})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, got string }{
		{"v", fmt.Sprintf("%v", e)},
		{"plus v", fmt.Sprintf("%+v", e)},
		{"sharp v", fmt.Sprintf("%#v", e)},
		{"s", fmt.Sprintf("%s %q %x", e, e, e)},
		{"println", fmt.Sprintln(e, &e)},
		{"unexported field", fmt.Sprintf("%v %+v %#v", h, h, h)},
		{"slice", fmt.Sprintf("%v %+v", []embedding{e}, []holder{h})},
		{"log", logged.String()},
		{"json", string(marshalled)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if strings.Contains(tt.got, digits) || strings.Contains(tt.got, fmt.Sprintf("%x", digits)) {
				t.Errorf("leaks the digits: %s", tt.got)
			}
		})
	}
	if got := e.LogValue().String(); got != secret.Redacted {
		t.Error("LogValue is not redacted for a handler that asks for it")
	}
	if got := e.Reveal(); got != digits {
		t.Error("Reveal does not give the text back")
	}
}

func TestComparable(t *testing.T) {
	one, same, other := secret.New("1"), secret.New("1"), secret.New("2")
	if one != same || one == other {
		t.Error("equal texts must be equal, others not")
	}
	var none secret.Text
	if !none.IsZero() || none.Reveal() != "" || secret.New("").IsZero() {
		t.Error("only the zero Text is none")
	}
}

package audit_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/operator"
)

func record() audit.Record {
	return audit.Record{
		Kind: audit.RecordOpened, At: time.Date(2026, 4, 1, 9, 30, 0, 5, time.UTC),
		Operator: "sato", Terminal: "T-0001", Subject: "100000000019", Purpose: "moving_in",
		Detail: []string{"offline", "item=birth_date"}, Policy: 12, Form: 3,
	}
}

func TestRecordComesBack(t *testing.T) {
	want := record()
	b, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := audit.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("record = %+v, want %+v", got, want)
	}
}

// TestRecordHoldsCodesOnly is R030 without what DOMAIN.md 1.5 forbids: who, when and
// whose, and no value of a resident.
func TestRecordHoldsCodesOnly(t *testing.T) {
	tests := []struct {
		name   string
		change func(*audit.Record)
		want   error
	}{
		{"complete", func(*audit.Record) {}, nil},
		{"no operator: the terminal itself", func(r *audit.Record) { r.Operator = "" }, nil},
		{"subject is an entry", func(r *audit.Record) { r.Subject = "0197c1f0-7a3e-7cc1-8000-123456789012" }, nil},
		{"detail is a hash", func(r *audit.Record) { r.Detail = []string{"content=a123456789012345b"} }, nil},
		{"unknown kind", func(r *audit.Record) { r.Kind = 999 }, audit.ErrRecord},
		{"no kind", func(r *audit.Record) { r.Kind = 0 }, audit.ErrRecord},
		{"no time", func(r *audit.Record) { r.At = time.Time{} }, audit.ErrRecord},
		{"no terminal", func(r *audit.Record) { r.Terminal = "" }, audit.ErrRecord},
		{"name as subject", func(r *audit.Record) { r.Subject = "髙橋花子" }, audit.ErrValue},
		{"name as operator", func(r *audit.Record) { r.Operator = operator.ID("髙橋") }, audit.ErrValue},
		{"name in the detail", func(r *audit.Record) { r.Detail = []string{"name=花子"} }, audit.ErrValue},
		{"name in the purpose", func(r *audit.Record) { r.Purpose = "花子" }, audit.ErrValue},
		{"romaji address", func(r *audit.Record) { r.Detail = []string{"1-2 Kita"} }, audit.ErrValue},
		{"Individual Number", func(r *audit.Record) { r.Detail = []string{"number=123456789018"} }, audit.ErrValue},
		{"Individual Number in groups", func(r *audit.Record) { r.Detail = []string{"1234-5678-9018"} }, audit.ErrValue},
		{"id of digits", func(r *audit.Record) { r.Detail = []string{"request=0197c1f0-7a3e-7cc1-8000-123456789018"} }, nil},
		{"Individual Number behind an id", func(r *audit.Record) {
			r.Detail = []string{"request=0197c1f0-7a3e-7cc1-8000-123456789018,123456789018"}
		}, audit.ErrValue},
		{"resident record code", func(r *audit.Record) { r.Purpose = "12345678901" }, audit.ErrValue},
		{"long text", func(r *audit.Record) { r.Detail = []string{strings.Repeat("a", 129)} }, audit.ErrValue},
		{"many details", func(r *audit.Record) { r.Detail = make([]string, 33) }, audit.ErrValue},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := record()
			tt.change(&r)
			_, err := r.Encode()
			if !errors.Is(err, tt.want) {
				t.Fatalf("error = %v, want %v", err, tt.want)
			}
			if err != nil && (strings.Contains(err.Error(), "花子") || strings.Contains(err.Error(), "1234")) {
				t.Errorf("error %q quotes what it refuses", err)
			}
		})
	}
}

// TestKindNumbers holds the numbers that files and registries already have.
func TestKindNumbers(t *testing.T) {
	for kind, want := range map[audit.Kind]string{
		101: "sign_in", 102: "sign_in_refused", 103: "sign_out", 104: "left_open", 105: "locked", 106: "unlocked",
		110: "position_confirmed", 201: "draft_saved", 203: "handed_over", 205: "reviewed", 206: "approved",
		207: "returned", 208: "queued", 209: "sent", 210: "accepted", 211: "refused", 301: "searched",
		302: "record_opened", 303: "number_shown", 404: "config_taken", 7: "kind 7",
	} {
		if got := kind.String(); got != want {
			t.Errorf("kind %d is %q, want %q", uint16(kind), got, want)
		}
	}
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{
		"HDMI-1": "HDMI-1", "Dell U2412M": "Dell_U2412M", "": "", "画面": "______", strings.Repeat("a", 200): strings.Repeat("a", 128),
	} {
		r := record()
		r.Detail = []string{audit.Code(in)}
		if err := r.Check(); r.Detail[0] != want || err != nil {
			t.Errorf("Code(%q) = %q, %v, want %q", in, r.Detail[0], err, want)
		}
	}
}

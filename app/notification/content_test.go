package notification_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"madoguchi/app/notification"
)

// filled is a moving in with names that break things, on its form.
func filled(t testing.TB) notification.Content {
	t.Helper()
	c, err := notification.New(notification.MovingIn)
	if err != nil {
		t.Fatal(err)
	}
	c.Header.Set(notification.NotifiedOn, "2026-11-24")
	c.Header.Set(notification.ChangedOn, "2026-11-20")
	c.Header.Set(notification.Scope, "1")
	c.Persons = make([]notification.Values, 3)
	for i, name := range []string{"髙橋　\"花子\" <&>", "𠮷﨑\u3000辻\U000E0102", "が" /* か and a combining mark */} {
		c.Persons[i].Set(notification.FullName, name)
		c.Persons[i].Set(notification.Birth, "~09|S40-03|2")
	}
	return c
}

func TestContentRoundTrip(t *testing.T) {
	c := filled(t)
	b, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := notification.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if got.Kind != c.Kind || got.Version != c.Version || !got.Header.Equal(c.Header) || len(got.Persons) != 3 {
		t.Errorf("decoded %v, want what was encoded", got)
	}
	for i := range c.Persons {
		if !got.Persons[i].Equal(c.Persons[i]) {
			t.Errorf("person %d is another", i)
		}
	}
	if bytes.Contains(b, []byte(`\u003c`)) {
		t.Error("canonical bytes are escaped for HTML")
	}
	again, err := got.Encode()
	if err != nil || !bytes.Equal(again, b) || notification.HashOf(again) != notification.HashOf(b) {
		t.Errorf("encoded again it differs: %v", err)
	}
}

// TestDecodeRefuses: one content has one spelling, as its hash is what people sign.
func TestDecodeRefuses(t *testing.T) {
	b, err := notification.Content{Kind: 1, Version: 1, Persons: make([]notification.Values, 1)}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	canonical := string(b)
	if _, err := notification.Decode(b); err != nil {
		t.Fatalf("canonical: %v", err)
	}
	tests := map[string]string{
		"nothing":             "",
		"no JSON":             "{",
		"null":                "null",
		"white space":         canonical + "\n",
		"more behind":         canonical + "{}",
		"an unknown key":      strings.Replace(canonical, `"kind"`, `"note":"x","kind"`, 1),
		"another key order":   `{"kind":1,"header":{},"persons":[{}],"version":1}`,
		"a key in capitals":   strings.Replace(canonical, `"kind"`, `"KIND"`, 1),
		"a key twice":         strings.Replace(canonical, `"kind":1`, `"kind":2,"kind":1`, 1),
		"an empty value":      strings.Replace(canonical, `"header":{}`, `"header":{"scope":""}`, 1),
		"an escaped letter":   strings.Replace(canonical, `"header":{}`, `"header":{"scope":"\u0031"}`, 1),
		"items not in order":  strings.Replace(canonical, `"header":{}`, `"header":{"scope":"1","channel":"1"}`, 1),
		"a value as a number": strings.Replace(canonical, `"header":{}`, `"header":{"scope":1}`, 1),
		"a null person":       strings.Replace(canonical, `[{}]`, `[null]`, 1),
		"a version as 1.0":    strings.Replace(canonical, `"version":1`, `"version":1.0`, 1),
		"a kind too great":    strings.Replace(canonical, `"kind":1`, `"kind":70000`, 1),
		"too many persons":    strings.Replace(canonical, `[{}]`, `[`+strings.Repeat(`{},`, notification.MaxPersons)+`{}]`, 1),
		"not UTF-8":           strings.Replace(canonical, `"header":{}`, "\"header\":{\"scope\":\"\xff\"}", 1),
		"too long":            strings.Replace(canonical, `"header":{}`, `"header":{"remark":"`+strings.Repeat("x", notification.MaxContent)+`"}`, 1),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := notification.Decode([]byte(text)); !errors.Is(err, notification.ErrContent) {
				t.Errorf("error = %v, want one of content", err)
			}
		})
	}
	// The decoder's own words would quote the value.
	_, err = notification.Decode([]byte(strings.Replace(canonical, `"header":{}`, `"header":{"name":{"髙橋":1}}`, 1)))
	if err == nil || strings.Contains(err.Error(), "髙橋") {
		t.Errorf("error %v quotes a value", err)
	}
}

func FuzzDecode(f *testing.F) {
	c := filled(f)
	b, err := c.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"header":{},"kind":2,"persons":[],"version":1}`))
	f.Add([]byte(`{"header":{"a":"\u2028"},"kind":2,"persons":[{}],"version":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := notification.Decode(b)
		if err != nil {
			if !errors.Is(err, notification.ErrContent) {
				t.Errorf("error = %v, want one of content", err)
			}
			return
		}
		again, err := c.Encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("decoded bytes encode to others: %v", err)
		}
		if schema, err := notification.SchemaOf(c.Kind, c.Version); err == nil {
			_ = schema.Check(&c)
			schema.Trim(&c)
		}
	})
}

// TestValuesNeverPrint: whatever holds them, values do not reach a log.
func TestValuesNeverPrint(t *testing.T) {
	// fmt calls no method on unexported fields, so that Values must be silent itself.
	type draft struct {
		name    string
		content notification.Content
	}
	const secret = "髙橋花子"
	inBytes := strings.Trim(fmt.Sprint([]byte(secret)), "[]")
	var c notification.Content
	c.Header.Set(notification.NotifierName, secret)
	c.Persons = make([]notification.Values, 1)
	c.Persons[0].Set(notification.FullName, secret)
	canonical, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	submission := notification.Submission{EntryID: "0198", Content: canonical, Acknowledged: []notification.Acknowledgement{{Rule: "A03", Reason: secret}}}
	review := notification.Review{EntryID: "0198", Note: secret}
	entry := notification.Entry{Content: c, Submission: &submission, Reviews: []notification.Review{review}, Form: canonical}
	d := draft{"x", c}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, a := range []any{d, &d, c, c.Header, &c.Header, c.Persons, entry, &entry, submission, &submission, submission.Acknowledged, review} {
			printed := fmt.Sprintf(format, a)
			if strings.Contains(printed, secret) || strings.Contains(printed, fmt.Sprintf("%x", secret)) || strings.Contains(printed, inBytes) {
				t.Errorf("%s of a %T prints %s", format, a, printed)
			}
		}
	}
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("draft", "values", c.Header, "content", c, "entry", entry, "entry_pointer", &entry, "submission", &submission, "alert", submission.Acknowledged[0], "review", review)
	}
	if strings.Contains(log.String(), secret) {
		t.Errorf("logs %s", log.String())
	}
	if b, err := json.Marshal(c); err == nil {
		t.Errorf("marshals to %s, want an error", b)
	}
	if s := c.Header.String() + c.Header.GoString(); strings.Contains(s, secret) {
		t.Errorf("strings %s", s)
	}
}

func TestValues(t *testing.T) {
	var v notification.Values
	v.Set(notification.Scope, "1")
	v.Set(notification.Channel, "2")
	w := v.Clone()
	w.Set(notification.Scope, "")
	if !v.Has(notification.Scope) || w.Has(notification.Scope) || v.Len() != 2 || w.Len() != 1 {
		t.Errorf("%d and %d items, want a clone that shares nothing", v.Len(), w.Len())
	}
	if v.Equal(w) || !v.Equal(v.Clone()) {
		t.Error("equal is wrong")
	}
	if items := v.Items(); len(items) != 2 || items[0] != notification.Channel {
		t.Errorf("items %q, want them sorted", items)
	}
	for range v.All() {
		break // an early end of the loop must not panic
	}
	if v.Int(notification.Channel) != 2 || v.Int(notification.Remark) != 0 {
		t.Error("numbers are wrong")
	}
}

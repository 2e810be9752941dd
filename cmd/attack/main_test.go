package main

import (
	"encoding/json"
	"strings"
	"testing"

	"madoguchi/cmd/attack/attacktest"
)

// told is what go test writes of one attack.
func told(row attacktest.Row) string {
	var b strings.Builder
	for _, e := range []event{
		{Action: "run", Package: "p", Test: "TestAttack"},
		{Action: "attr", Package: "p", Test: "TestAttack", Key: attacktest.RowAttr, Value: string(row)},
		{Action: "attr", Package: "p", Test: "TestAttack", Key: attacktest.RefusedAttr, Value: "the pins"},
		{Action: "attr", Package: "p", Test: "TestAttack", Key: attacktest.SawAttr, Value: "つながりません。"},
		{Action: "pass", Package: "p", Test: "TestAttack"},
	} {
		line, _ := json.Marshal(e)
		b.Write(append(line, '\n'))
	}
	return b.String()
}

func TestReport(t *testing.T) {
	var all strings.Builder
	for _, row := range attacktest.Rows() {
		all.WriteString(told(row))
	}
	tests := []struct {
		name, lines, want string
	}{
		{"every attack", all.String(), ""},
		{"one that nobody made", strings.ReplaceAll(all.String(), string(attacktest.Bomb), string(attacktest.Flood)), string(attacktest.Bomb)},
		{"one that nobody knows", all.String() + told("a ladder"), "a ladder"},
		{"nothing", "", string(attacktest.OtherAuthority)},
	}
	for _, tt := range tests {
		found, err := read(strings.NewReader(tt.lines))
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		err = found.report(&out)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
		if tt.name == "every attack" && !strings.Contains(out.String(), "つながりません。") {
			t.Errorf("%s: the report says %q", tt.name, out.String())
		}
	}
}

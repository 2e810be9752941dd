package main

import (
	"slices"
	"testing"
)

// TestConvert: everything of the family that no key has can be written by readings; the
// rest is typed as it is.
func TestConvert(t *testing.T) {
	for at, value := range familyValues("5-2-1") {
		plain := !slices.ContainsFunc([]rune(value), func(r rune) bool { return r > '~' })
		keys, ok := convert(value)
		ok = ok || relationships[value] != ""
		if ok == plain || len(keys) > 0 && keys[len(keys)-1] != "Return" {
			t.Errorf("%s: converted %v by %d keys", at, ok, len(keys))
		}
	}
	if keys, _ := convert("髙﨑　湊"); !slices.Equal(keys[len(keys)-11:], []string{"space", "m", "i", "n", "a", "t", "o", "space", "space", "space", "Return"}) {
		t.Errorf("keys %q", keys)
	}
	if _, ok := convert("髙橋"); ok {
		t.Error("converted in part")
	}
	for person, want := range map[int]bool{0: true, 1: true, 2: false} {
		own := ofPerson(map[string]string{"scope": "1", "class/1": "1", "class/2": "1", "name/2": "髙﨑　美咲"}, person)
		if len(own) != 1 || slices.Contains([]string{own["scope"], own["class/1"]}, "1") != want {
			t.Errorf("person %d types %v", person, own)
		}
	}
}

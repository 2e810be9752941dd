package words_test

import (
	"testing"

	"madoguchi/app/civil"
	"madoguchi/ui/words"
)

// TestDay: eras in Japanese, and none in English.
func TestDay(t *testing.T) {
	t.Cleanup(func() { _ = words.Use(words.Japanese) })
	d := civil.MustParse("2026-11-03")
	for language, want := range map[words.Language][2]string{words.Japanese: {"R8.11.3", "令和8年11月3日"}, words.English: {"2026-11-03", "3 November 2026"}} {
		if err := words.Use(language); err != nil {
			t.Fatal(err)
		}
		if got := [2]string{words.Day(d), words.LongDay(d)}; got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
		if words.Day(civil.Date{})+words.LongDay(civil.Date{}) != "" {
			t.Errorf("%s: something is written for no date", language)
		}
	}
}

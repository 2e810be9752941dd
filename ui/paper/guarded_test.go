package paper_test

import (
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/paper"
)

// TestGuarded: a hold and a measure are told, not numbered (STD 3.1, 3.4).
func TestGuarded(t *testing.T) {
	start := civil.MustParse("2026-10-14")
	holds := []resident.Hold{
		{ID: "h1", Process: resident.ToIssue, Level: resident.ErrorLevel, Reason: resident.UnderInvestigation, Start: start},
		{ID: "h2", Process: resident.ToChange, Level: resident.AlertLevel, Reason: resident.InLitigation, Start: start, End: start.AddDays(30)},
	}
	measures := []resident.Measure{{ID: "m1", Kind: resident.Regular, Start: start, End: resident.TermEnd(start)}}
	for _, tt := range []struct {
		name  string
		item  notification.Item
		value string
		want  string
	}{
		{"a hold without an end", notification.HoldID, "h1", "発行・エラー（止める） 居住実態の調査中 R8.10.14～"},
		{"a hold with a planned end", notification.HoldID, "h2", "異動・アラート 係争中 R8.10.14～R8.11.13"},
		{"a measure", notification.SupportID, "m1", "支援　R8.10.14～R9.10.13"},
		{"a hold that is not known", notification.HoldID, "h3", ""},
		{"a measure is no hold", notification.HoldID, "m1", ""},
		{"another item", notification.Remark, "h1", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := paper.Guarded(tt.item, tt.value, holds, measures); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

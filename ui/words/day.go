package words

import (
	"fmt"

	"madoguchi/app/civil"
)

// Day writes a date in short, as the language of this terminal does: R8.11.23 in Japanese,
// 2026-11-23 in English; "" for none. What is typed into a form stays in the notation it is
// typed in.
func Day(d civil.Date) string {
	if english.Load() && !d.IsZero() {
		return d.String()
	}
	return d.Format(civil.EraShort)
}

// LongDay writes a date in full: 令和8年11月23日, or 23 November 2026.
func LongDay(d civil.Date) string {
	if english.Load() && !d.IsZero() {
		return fmt.Sprintf("%d %v %d", d.Day(), d.Month(), d.Year())
	}
	return d.Format(civil.EraLong)
}

package civil

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
)

// An OfficeCalendar knows on which days the counters are open: not on Saturdays,
// Sundays, national holidays and from 29 December to 3 January
// (地方自治法第4条の2).
type OfficeCalendar struct {
	holidays map[Date]string
}

// ParseHolidays reads a table of national holidays: one a line, the date as
// YYYY-MM-DD, a comma and the name. Empty lines and lines that begin with # are
// skipped. The table is data because laws change it.
func ParseHolidays(r io.Reader) (*OfficeCalendar, error) {
	c := &OfficeCalendar{holidays: map[Date]string{}}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		day, name, _ := strings.Cut(line, ",")
		d, err := Parse(day)
		if err != nil {
			return nil, fmt.Errorf("parse holidays: line %d: %w", n, err)
		}
		c.holidays[d] = strings.TrimSpace(name)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("parse holidays: %w", err)
	}
	return c, nil
}

// Holiday returns the name of the national holiday on d, "" when there is none.
func (c *OfficeCalendar) Holiday(d Date) string { return c.holidays[d] }

// IsOfficeDay reports whether the counters are open on d.
func (c *OfficeCalendar) IsOfficeDay(d Date) bool {
	if d.IsZero() {
		return false
	}
	yearEnd := d.month == 12 && d.day >= 29 || d.month == 1 && d.day <= 3
	weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
	_, holiday := c.holidays[d]
	return !yearEnd && !weekend && !holiday
}

// NextOfficeDay returns the first office day after d.
func (c *OfficeCalendar) NextOfficeDay(d Date) Date {
	for d = d.AddDays(1); !d.IsZero() && !c.IsOfficeDay(d); d = d.AddDays(1) {
	}
	return d
}

// OfficeDaysBetween returns how many office days follow after from up to and
// including to; 0 when to is not after from.
func (c *OfficeCalendar) OfficeDaysBetween(from, to Date) int {
	n := 0
	for d := c.NextOfficeDay(from); !d.IsZero() && !d.After(to); d = c.NextOfficeDay(d) {
		n++
	}
	return n
}

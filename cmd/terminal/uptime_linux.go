package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// uptime is how long the machine has been up, suspended time included.
var uptime = func() time.Duration {
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts) // there since Linux 2.6.39
	return time.Duration(ts.Nano())
}

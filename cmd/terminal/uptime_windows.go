package main

import "golang.org/x/sys/windows"

// uptime is how long the machine has been up, suspended time included.
var uptime = windows.DurationSinceBoot

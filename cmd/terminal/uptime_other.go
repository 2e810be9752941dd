//go:build !linux && !windows

package main

import "time"

// uptime is not told.
var uptime func() time.Duration

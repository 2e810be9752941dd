package link

import "time"

// SetJitter replaces chance by f, which is told the most there is to wait.
func (l *Line) SetJitter(f func(time.Duration) time.Duration) { l.jitter = f }

// SetProbeTimeout shortens how long a probe waits.
func (l *Line) SetProbeTimeout(d time.Duration) { l.limit = d }

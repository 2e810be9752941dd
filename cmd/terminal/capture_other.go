//go:build !windows

package main

import "madoguchi/app/counter"

// keepOut can do nothing: X11 gives every program the whole screen.
func keepOut(_ any, exclude bool) counter.Capture {
	if !exclude {
		return counter.CaptureAllowed
	}
	return counter.CaptureUnpreventable
}

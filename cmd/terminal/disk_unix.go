//go:build !windows

package main

import "golang.org/x/sys/unix"

// diskFree is what is left on the disk of a folder, 0 when that cannot be told.
func diskFree(folder string) uint64 {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0
	}
	return s.Bavail * uint64(s.Bsize)
}

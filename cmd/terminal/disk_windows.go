package main

import "golang.org/x/sys/windows"

// diskFree is what is left on the disk of a folder, 0 when that cannot be told.
func diskFree(folder string) uint64 {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0
	}
	var free, total, all uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, &total, &all); err != nil {
		return 0
	}
	return free
}

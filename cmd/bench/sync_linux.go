package main

import (
	"os"
	"syscall"
)

// fdatasync makes the bytes of a file durable, as SQLite does for its log.
func fdatasync(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }

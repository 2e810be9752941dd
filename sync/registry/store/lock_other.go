//go:build !windows

package store

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// lock takes the lock beside path. The kernel gives it back when the process ends, however
// it ends; the file itself stays and says nothing.
func lock(path string, how sharing) (io.Closer, error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	mode := syscall.LOCK_SH
	if how == alone {
		mode = syscall.LOCK_EX
	}
	if err := syscall.Flock(int(f.Fd()), mode|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrInUse
		}
		return nil, err
	}
	return f, nil
}

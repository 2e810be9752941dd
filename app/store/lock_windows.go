package store

import (
	"errors"
	"io"
	"os"
	"syscall"
)

const isWindows = true

// errorSharingViolation is ERROR_SHARING_VIOLATION.
const errorSharingViolation syscall.Errno = 32

// lockFile takes the lock beside path by opening it for nobody else. Windows closes it
// when the process ends, however it ends; the file itself stays and says nothing.
func lockFile(path string) (io.Closer, error) {
	name, err := syscall.UTF16PtrFromString(path + ".lock")
	if err != nil {
		return nil, err
	}
	const alone = 0 // share mode
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, alone, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, errorSharingViolation) {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), path+".lock"), nil
}

package store

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// errorSharingViolation is ERROR_SHARING_VIOLATION.
const errorSharingViolation syscall.Errno = 32

// lock takes the lock beside path by how it is opened. Windows closes it when the process
// ends, however it ends; the file itself stays and says nothing.
func lock(path string, how sharing) (io.Closer, error) {
	name, err := syscall.UTF16PtrFromString(path + ".lock")
	if err != nil {
		return nil, err
	}
	var share uint32 = syscall.FILE_SHARE_READ | syscall.FILE_SHARE_WRITE
	if how == alone {
		share = 0
	}
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, share, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, errorSharingViolation) {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), path+".lock"), nil
}

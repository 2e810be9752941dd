package keys

import "golang.org/x/sys/windows"

// Shield has this process end without the dialog of the error reporting, which would
// offer to write its memory to a file. Full dumps are IT's to forbid (LocalDumps).
func Shield() error {
	windows.SetErrorMode(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX)
	return nil
}

package keys

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Shield keeps this process's memory to itself: it writes no core when it crashes, and no
// other process of the account may read it. What goes to swap is IT's to forbid.
func Shield() error {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("shield memory: %w", err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("shield memory: %w", err)
	}
	return nil
}

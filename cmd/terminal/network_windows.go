package main

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// told is where the system's threads leave word; there is one callback for the program, as
// those are never freed.
var (
	networkTold     = make(chan struct{}, 1)
	networkCallback = windows.NewCallback(func(_, _, _ uintptr) uintptr {
		select {
		case networkTold <- struct{}{}:
		default:
		}
		return 0
	})
)

// networkNews tells of addresses that come and go.
func networkNews() (news <-chan struct{}, stop func(), err error) {
	var handle windows.Handle
	if err := windows.NotifyUnicastIpAddressChange(windows.AF_UNSPEC, networkCallback, nil, false, &handle); err != nil {
		return nil, nil, fmt.Errorf("ask for changes of addresses: %w", err)
	}
	return networkTold, func() { _ = windows.CancelMibChangeNotify2(handle) }, nil
}

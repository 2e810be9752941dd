package main

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// networkNews tells of links and addresses that come and go, by the kernel's routing socket.
func networkNews() (news <-chan struct{}, stop func(), err error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	if err != nil {
		return nil, nil, fmt.Errorf("open routing socket: %w", err)
	}
	groups := uint32(unix.RTMGRP_LINK | unix.RTMGRP_IPV4_IFADDR | unix.RTMGRP_IPV6_IFADDR | unix.RTMGRP_IPV4_ROUTE)
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: groups}); err != nil {
		_ = unix.Close(fd) // the first error is the one to tell
		return nil, nil, fmt.Errorf("bind routing socket: %w", err)
	}
	socket := os.NewFile(uintptr(fd), "netlink")
	told, ended := make(chan struct{}, 1), make(chan struct{})
	go func() { // ends with stop
		defer close(ended)
		defer close(told)
		buffer := make([]byte, 1<<16)
		for {
			// More changed than the socket holds (ENOBUFS) is news, too.
			if _, err := socket.Read(buffer); err != nil && !errors.Is(err, unix.ENOBUFS) {
				return
			}
			select {
			case told <- struct{}{}:
			default:
			}
		}
	}()
	return told, func() { _ = socket.Close(); <-ended }, nil
}

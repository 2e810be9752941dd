//go:build !linux && !windows

package main

import "errors"

func networkNews() (news <-chan struct{}, stop func(), err error) {
	return nil, nil, errors.ErrUnsupported
}

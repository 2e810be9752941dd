package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// A cable is what lies between the terminals and the registry of a training city: it
// passes bytes on, and can be pulled.
type cable struct {
	listener net.Listener
	target   string
	done     sync.WaitGroup

	mu     sync.Mutex // guards what follows
	pulled bool
	ends   map[net.Conn]bool
}

// layCable returns a cable to target that is plugged in.
func layCable(target string) (*cable, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return nil, fmt.Errorf("lay cable: %w", err)
	}
	c := &cable{listener: l, target: target, ends: map[net.Conn]bool{}}
	c.done.Go(c.accept)
	return c, nil
}

// Addr returns where terminals find the registry.
func (c *cable) Addr() string { return c.listener.Addr().String() }

// Pull cuts what is open and refuses what comes, until [cable.Plug].
func (c *cable) Pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pulled = true
	for end := range c.ends {
		_ = end.Close() // it is cut on purpose
	}
}

// Plug lets terminals through again.
func (c *cable) Plug() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pulled = false
}

// Close pulls the cable and takes it away.
func (c *cable) Close() error {
	err := c.listener.Close()
	c.Pull()
	c.done.Wait()
	return err
}

func (c *cable) accept() {
	for {
		terminal, err := c.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			c.done.Go(func() { c.serve(terminal) })
		}
	}
}

func (c *cable) serve(terminal net.Conn) {
	defer terminal.Close()
	registry, err := net.Dial("tcp", c.target)
	if err != nil {
		return // the terminal sees a closed connection, as it would
	}
	defer registry.Close()
	if !c.keep(terminal, registry) {
		return
	}
	defer c.forget(terminal, registry)
	var up sync.WaitGroup
	up.Go(func() {
		_, _ = io.Copy(registry, terminal)
		_ = registry.Close()
	})
	_, _ = io.Copy(terminal, registry)
	_ = terminal.Close()
	up.Wait()
}

func (c *cable) keep(ends ...net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pulled {
		return false
	}
	for _, end := range ends {
		c.ends[end] = true
	}
	return true
}

func (c *cable) forget(ends ...net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, end := range ends {
		delete(c.ends, end)
	}
}

package pinned

import (
	"net"
	"sync"
)

// A limitedListener closes at once what connects beyond its limits. Whoever has no
// certificate can only connect and wait for the handshake's end to run out: so they cannot
// keep terminals out, unless they come from many addresses.
type limitedListener struct {
	net.Listener
	perHost, total int

	mu    sync.Mutex
	hosts map[string]int
	open  int
}

// Limited returns l with a limit of connections from one address, and of all. A terminal
// needs one, and another while it changes over to a new certificate.
func Limited(l net.Listener, perHost, total int) net.Listener {
	return &limitedListener{Listener: l, perHost: perHost, total: total, hosts: map[string]int{}}
}

// Accept implements [net.Listener].
func (l *limitedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		host, _, err := net.SplitHostPort(c.RemoteAddr().String())
		if err != nil {
			host = c.RemoteAddr().String()
		}
		if l.enter(host) {
			return &limitedConn{Conn: c, leave: sync.OnceFunc(func() { l.leave(host) })}, nil
		}
		_ = c.Close() // there is nobody to tell
	}
}

func (l *limitedListener) enter(host string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open >= l.total || l.hosts[host] >= l.perHost {
		return false
	}
	l.open++
	l.hosts[host]++
	return true
}

func (l *limitedListener) leave(host string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.hosts[host]--; l.hosts[host] == 0 {
		delete(l.hosts, host)
	}
}

type limitedConn struct {
	net.Conn
	leave func()
}

// Close implements [net.Conn].
func (c *limitedConn) Close() error {
	c.leave()
	return c.Conn.Close()
}

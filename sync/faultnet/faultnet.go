// Package faultnet is a bad network for tests: a TCP proxy on the loopback that cuts,
// delays, throttles and half-closes what passes through it.
//
//	proxy := faultnet.Start(t, registryAddress, 1)
//	dial(proxy.Addr())
//	proxy.Set(faultnet.Faults{CutAfter: 4096})
//	proxy.Cut() // every connection resets and new ones are refused
//	proxy.Restore()
//
// What is random comes from the seed, so a failing run can be repeated as far as the
// kernel's timing allows. Connections are what it knows: packet loss is not.
package faultnet

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// Faults is what happens to connections that are opened from now on. The zero value is
// a good network.
type Faults struct {
	// CutAfter resets a connection after a random number of bytes below it, counted
	// over both directions. 0 never does.
	CutAfter int
	// HalfClose closes only the direction to the terminal instead of resetting: what
	// the terminal sent arrives, the answer does not.
	HalfClose bool
	// Delay holds back each piece by a random time below it.
	Delay time.Duration
	// BytesPerSecond limits each direction. 0 does not.
	BytesPerSecond int
}

// A Proxy passes connections on to one address.
type Proxy struct {
	listener net.Listener
	target   string
	wg       sync.WaitGroup

	mu     sync.Mutex // guards all below
	rand   *rand.Rand
	faults Faults
	cut    bool
	silent bool
	closed bool
	conns  map[net.Conn]struct{}
	opened int
}

// Start returns a proxy to target that ends with the test.
func Start(tb testing.TB, target string, seed uint64) *Proxy {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("faultnet: %v", err)
	}
	p := &Proxy{
		listener: listener,
		target:   target,
		rand:     rand.New(rand.NewPCG(seed, 0)),
		conns:    map[net.Conn]struct{}{},
	}
	p.wg.Go(p.accept)
	tb.Cleanup(p.close)
	return p
}

// Addr returns where the proxy listens.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Set changes what happens to connections opened from now on.
func (p *Proxy) Set(f Faults) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = f
}

// Cut resets every connection and lets no new one live until Restore.
func (p *Proxy) Cut() {
	p.mu.Lock()
	p.cut = true
	p.mu.Unlock()
	p.Reset()
}

// Restore ends a Cut.
func (p *Proxy) Restore() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = false
}

// Reset resets every connection there is; new ones are welcome.
func (p *Proxy) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		reset(c)
	}
}

// Silence makes every connection, old or new, pass nothing on any more, without a word to
// either end: a cable pulled behind the switch. What was swallowed never arrives; silence
// ended, only new connections work.
func (p *Proxy) Silence(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silent = on
}

func (p *Proxy) isSilent() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.silent
}

// Opened returns how many connections were passed on so far.
func (p *Proxy) Opened() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.opened
}

func (p *Proxy) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	_ = p.listener.Close() // ends accept
	p.Reset()
	p.wg.Wait()
}

func (p *Proxy) accept() {
	for {
		terminal, err := p.listener.Accept()
		if err != nil {
			return // closed
		}
		p.wg.Go(func() { p.serve(terminal) })
	}
}

func (p *Proxy) serve(terminal net.Conn) {
	defer func() { _ = terminal.Close() }() // it may be reset already
	registry, err := net.Dial("tcp", p.target)
	if err != nil {
		reset(terminal) // nobody listens there, and the terminal notices
		return
	}
	defer func() { _ = registry.Close() }() // it may be reset already
	l, ok := p.newLine(terminal, registry)
	if !ok {
		reset(terminal)
		return
	}
	defer p.forget(terminal, registry)

	var both sync.WaitGroup
	both.Go(func() { l.pass(registry, terminal) })
	both.Go(func() { l.pass(terminal, registry) })
	both.Wait()
}

func (p *Proxy) newLine(terminal, registry net.Conn) (*line, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cut || p.closed {
		return nil, false
	}
	p.opened++
	p.conns[terminal] = struct{}{}
	p.conns[registry] = struct{}{}
	l := &line{
		proxy:    p,
		terminal: terminal,
		registry: registry,
		faults:   p.faults,
		left:     -1,
		rand:     rand.New(rand.NewPCG(p.rand.Uint64(), 1)),
	}
	if p.faults.CutAfter > 0 {
		l.left = p.rand.IntN(p.faults.CutAfter)
	}
	return l, true
}

func (p *Proxy) forget(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		delete(p.conns, c)
	}
}

// A line is one connection through the proxy.
type line struct {
	proxy              *Proxy
	terminal, registry net.Conn
	faults             Faults

	mu    sync.Mutex // guards all below
	rand  *rand.Rand
	left  int  // bytes until the cut; negative for none
	muted bool // nothing goes to the terminal any more
	dead  bool // nothing goes anywhere any more
}

// pass copies one direction until it ends or is cut.
func (l *line) pass(to, from net.Conn) {
	piece := make([]byte, 4096)
	for {
		n, err := from.Read(piece)
		n, cut := l.spend(n, to == l.terminal)
		l.wait(n)
		if n > 0 {
			if _, writeErr := to.Write(piece[:n]); writeErr != nil {
				l.reset()
				return
			}
		}
		switch {
		case cut && l.faults.HalfClose:
			halfClose(l.terminal)
		case cut:
			l.reset()
			return
		case err != nil && l.isDead():
			return // nobody is told
		case err == io.EOF:
			halfClose(to)
			return
		case err != nil:
			l.reset()
			return
		}
	}
}

// spend returns how many of n bytes may pass, and whether the line is cut then.
func (l *line) spend(n int, toTerminal bool) (allowed int, cut bool) {
	silent := l.proxy.isSilent()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = l.dead || silent
	switch {
	case l.dead || toTerminal && l.muted:
		return 0, false
	case l.left < 0:
		return n, false
	case n < l.left:
		l.left -= n
		return n, false
	case l.faults.HalfClose && !toTerminal:
		l.left, l.muted = -1, true
		return n, true // the way to the registry stays open
	}
	n, l.left, l.muted = l.left, -1, true
	return n, true
}

func (l *line) isDead() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dead
}

func (l *line) wait(n int) {
	var d time.Duration
	if l.faults.Delay > 0 {
		l.mu.Lock()
		d = time.Duration(l.rand.Int64N(int64(l.faults.Delay)))
		l.mu.Unlock()
	}
	if rate := l.faults.BytesPerSecond; rate > 0 {
		d += time.Duration(n) * time.Second / time.Duration(rate)
	}
	if d > 0 {
		time.Sleep(d)
	}
}

func (l *line) reset() {
	reset(l.terminal)
	reset(l.registry)
}

// reset closes a connection as a crash would: with RST, dropping what is unsent.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close() // it may be closed already
}

func halfClose(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.CloseWrite() // it may be closed already
	}
}

package pinned_test

import (
	"io"
	"net"
	"testing"
	"time"

	"madoguchi/sync/pinned"
)

// TestLimited: who connects and says nothing takes no more than their share.
func TestLimited(t *testing.T) {
	const perHost, total = 3, 5
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := pinned.Limited(inner, perHost, total)
	accepted := make(chan net.Conn, 10)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				close(accepted)
				return
			}
			accepted <- c
		}
	}()
	t.Cleanup(func() { _ = l.Close() })
	dial := func(from string) net.Conn {
		t.Helper()
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		c, err := d.DialContext(t.Context(), "tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	served := func(what string, c net.Conn, want bool) net.Conn {
		t.Helper()
		if want {
			select {
			case s := <-accepted:
				return s
			case <-time.After(5 * time.Second):
				t.Fatalf("%s: not accepted", what)
			}
		}
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, err := c.Read(make([]byte, 1)); err != io.EOF && !isReset(err) {
			t.Fatalf("%s: %v, want closed", what, err)
		}
		return nil
	}
	var first net.Conn
	for range perHost {
		first = served("within the share", dial("127.0.0.2"), true)
	}
	served("one more from there", dial("127.0.0.2"), false)
	second := served("another address", dial("127.0.0.3"), true)
	served("another address", dial("127.0.0.3"), true)
	served("all are taken", dial("127.0.0.4"), false)
	_, _ = first.Close(), first.Close() // twice counts once
	served("one was given back", dial("127.0.0.2"), true)
	served("and no more", dial("127.0.0.4"), false)
	_ = second.Close()
	served("another was", dial("127.0.0.4"), true)
}

func isReset(err error) bool {
	_, ok := err.(*net.OpError)
	return ok
}

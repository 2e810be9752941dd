package faultnet_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"madoguchi/sync/faultnet"
)

// echo returns the address of a server that sends back what it gets, and a channel of
// what each connection had brought when it ended.
func echo(t *testing.T) (string, <-chan []byte) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	got := make(chan []byte, 16)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				var all bytes.Buffer
				_, _ = io.Copy(io.MultiWriter(&all, c), c)
				rest, _ := io.ReadAll(c) // when the way back broke first
				got <- append(all.Bytes(), rest...)
			}()
		}
	}()
	return listener.Addr().String(), got
}

func dial(t *testing.T, p *faultnet.Proxy) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	return c.(*net.TCPConn)
}

// roundTrip sends data, half-closes and returns what came back.
func roundTrip(t *testing.T, c *net.TCPConn, data []byte) ([]byte, error) {
	t.Helper()
	go func() {
		_, _ = c.Write(data)
		_ = c.CloseWrite()
	}()
	return io.ReadAll(c)
}

func TestGoodNetwork(t *testing.T) {
	address, _ := echo(t)
	p := faultnet.Start(t, address, 1)
	data := bytes.Repeat([]byte("窓口"), 100_000)
	got, err := roundTrip(t, dial(t, p), data)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("got %d bytes, %v; want %d", len(got), err, len(data))
	}
	if p.Opened() != 1 {
		t.Errorf("opened = %d, want 1", p.Opened())
	}
}

func TestCutAfter(t *testing.T) {
	address, _ := echo(t)
	passed := func(seed uint64) int {
		p := faultnet.Start(t, address, seed)
		p.Set(faultnet.Faults{CutAfter: 1000})
		got, _ := roundTrip(t, dial(t, p), bytes.Repeat([]byte("x"), 1000))
		return len(got)
	}
	for seed := range uint64(20) {
		if n := passed(seed); n >= 1000 {
			t.Errorf("seed %d: all %d bytes came back through a cut line", seed, n)
		}
	}
}

func TestHalfClose(t *testing.T) {
	address, arrived := echo(t)
	p := faultnet.Start(t, address, 1)
	p.Set(faultnet.Faults{CutAfter: 100, HalfClose: true})
	c := dial(t, p)
	data := bytes.Repeat([]byte("x"), 5000)
	got, err := roundTrip(t, c, data)
	if err != nil || len(got) > 100 {
		t.Errorf("terminal got %d bytes, %v; want a clean end within 100", len(got), err)
	}
	select {
	case a := <-arrived:
		if len(a) != len(data) {
			t.Errorf("registry got %d bytes, want %d", len(a), len(data))
		}
	case <-time.After(5 * time.Second):
		t.Error("registry never saw the end")
	}
}

func TestCutAndRestore(t *testing.T) {
	address, _ := echo(t)
	p := faultnet.Start(t, address, 1)
	c := dial(t, p)
	if _, err := c.Write([]byte("a")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	p.Cut()
	if _, err := c.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read after cut = %v, want the end of the connection", err)
	}
	if c, err := net.Dial("tcp", p.Addr()); err == nil { // the reset may be faster
		if got, _ := roundTrip(t, c.(*net.TCPConn), []byte("b")); len(got) != 0 {
			t.Error("a new connection lived while the line was cut")
		}
	}
	p.Restore()
	if got, err := roundTrip(t, dial(t, p), []byte("c")); err != nil || string(got) != "c" {
		t.Errorf("after restore got %q, %v", got, err)
	}
}

func TestSilence(t *testing.T) {
	address, _ := echo(t)
	p := faultnet.Start(t, address, 1)
	c := dial(t, p)
	p.Silence(true)
	_ = c.SetDeadline(time.Now().Add(50 * time.Millisecond))
	if got, err := roundTrip(t, c, []byte("a")); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %q, %v; want nothing at all", got, err)
	}
	p.Silence(false)
	if got, err := roundTrip(t, dial(t, p), []byte("c")); err != nil || string(got) != "c" {
		t.Errorf("after silence got %q, %v", got, err)
	}
}

func TestThrottleAndDelay(t *testing.T) {
	address, _ := echo(t)
	p := faultnet.Start(t, address, 1)
	p.Set(faultnet.Faults{BytesPerSecond: 100_000, Delay: time.Millisecond})
	began := time.Now()
	if _, err := roundTrip(t, dial(t, p), make([]byte, 10_000)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 100*time.Millisecond {
		t.Errorf("10,000 bytes at 100,000/s took %v", took)
	}
}

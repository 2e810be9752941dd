package play

import (
	"encoding/binary"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeymap(t *testing.T) {
	var k keymap
	put := func(text string, want bool) {
		t.Helper()
		if changed, err := k.put(text); err != nil || changed != want {
			t.Fatalf("put %d characters: changed %v, %v, want %v", len([]rune(text)), changed, err, want)
		}
		for _, r := range text {
			if _, has := k.keys[r]; r > '~' && !has {
				t.Fatalf("%q has no key", r)
			}
		}
	}
	put("R081123", false)
	put("佐藤　花子", true)
	put("花子　佐藤", false)
	put(run('あ', 88)+"佐", true) // does not fit beside the first
	put("佐藤　花子", true)
	if k.keys['佐'] == k.keys['藤'] {
		t.Error("two characters share a key")
	}
	if _, err := k.put(run('一', 91)); err == nil {
		t.Error("more characters than keys are taken")
	}
}

func run(from rune, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteRune(from + rune(i))
	}
	return b.String()
}

func TestEvents(t *testing.T) {
	name := filepath.Join(t.TempDir(), "events")
	f := eventFile{name: name}
	expect := func(step string, want ...string) {
		t.Helper()
		events, err := f.next()
		if err != nil || len(events) != len(want) {
			t.Fatalf("%s: %d events, %v, want %d", step, len(events), err, len(want))
		}
		for i, e := range events {
			if e.Screen != want[i] {
				t.Errorf("%s: screen %q, want %q", step, e.Screen, want[i])
			}
		}
	}
	write := func(s string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	expect("no file yet")
	const first = `{"screen":"signin"}` + "\n"
	write(first + `{"screen":"work`)
	expect("one and a half", "signin")
	write(first + `{"screen":"worklist"}` + "\n" + `{"screen":"intake"}` + "\n")
	expect("the other half and one more", "worklist", "intake")
	expect("nothing new")
	write("short")
	if _, err := f.next(); err == nil {
		t.Error("a file that shrank is taken")
	}
}

func TestDecodeDump(t *testing.T) {
	dump := func(change func(words []uint32)) []byte {
		words := make([]uint32, dumpWords)
		words[dumpHeaderSize] = dumpWords * 4
		words[dumpWidth], words[dumpHeight] = 2, 1
		words[dumpBitsPerPixel], words[dumpBytesPerLine] = 32, 8
		change(words)
		var b []byte
		for _, w := range words {
			b = binary.BigEndian.AppendUint32(b, w)
		}
		return append(b, 1, 2, 3, 0, 4, 5, 6, 0)
	}
	img, err := decodeDump(dump(func([]uint32) {}))
	if err != nil {
		t.Fatal(err)
	}
	if got := img.At(1, 0); got != (color.NRGBA{6, 5, 4, 255}) {
		t.Errorf("second point is %v", got)
	}
	for name, change := range map[string]func([]uint32){
		"too high":     func(w []uint32) { w[dumpHeight] = 2 },
		"no width":     func(w []uint32) { w[dumpWidth] = 0 },
		"24 bits":      func(w []uint32) { w[dumpBitsPerPixel] = 24 },
		"other order":  func(w []uint32) { w[dumpByteOrder] = 1 },
		"short line":   func(w []uint32) { w[dumpBytesPerLine] = 4 },
		"many colours": func(w []uint32) { w[dumpColors] = 1 << 30 },
	} {
		if _, err := decodeDump(dump(change)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := decodeDump(nil); err == nil {
		t.Error("nothing: accepted")
	}
}

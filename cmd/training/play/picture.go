package play

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
)

// screenFile is where Xvfb keeps what its first screen shows, as an X window dump.
const screenFile = "Xvfb_screen0"

// Picture returns what the stage shows now.
func (s *Stage) Picture() (image.Image, error) {
	b, err := os.ReadFile(filepath.Join(s.dir, screenFile))
	if err != nil {
		return nil, fmt.Errorf("take picture: %w", err)
	}
	img, err := decodeDump(b)
	if err != nil {
		return nil, fmt.Errorf("take picture: %w", err)
	}
	return img, nil
}

// Words of the header of an X window dump (XWDFile.h), by their place. All are 32
// bits, the highest byte first.
const (
	dumpHeaderSize   = 0
	dumpWidth        = 4
	dumpHeight       = 5
	dumpByteOrder    = 7
	dumpBitsPerPixel = 11
	dumpBytesPerLine = 12
	dumpColors       = 19
	dumpWords        = 25
	dumpColorSize    = 12 // bytes a colour
)

// decodeDump reads the one kind of dump that Xvfb writes with a depth of 24.
func decodeDump(b []byte) (image.Image, error) {
	if len(b) < dumpWords*4 {
		return nil, errors.New("window dump is cut short")
	}
	word := func(n int) int { return int(binary.BigEndian.Uint32(b[n*4:])) }
	width, height, line := word(dumpWidth), word(dumpHeight), word(dumpBytesPerLine)
	if word(dumpBitsPerPixel) != 32 || word(dumpByteOrder) != 0 {
		return nil, errors.New("window dump is not of 32 bits, low byte first")
	}
	start := word(dumpHeaderSize) + word(dumpColors)*dumpColorSize
	if width <= 0 || height <= 0 || line < width*4 || start+line*height > len(b) {
		return nil, errors.New("window dump is cut short")
	}
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		from, to := b[start+y*line:], img.Pix[y*img.Stride:]
		for x := range width {
			p := from[x*4 : x*4+4] // blue, green, red, nothing
			to[x*4], to[x*4+1], to[x*4+2], to[x*4+3] = p[2], p[1], p[0], 255
		}
	}
	return img, nil
}

// WritePNG writes a picture into a new file.
func WritePNG(name string, img image.Image) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return png.Encode(f, img)
}

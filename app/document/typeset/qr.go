package typeset

import (
	"fmt"
	"image/color"

	"github.com/boombuler/barcode/qr"

	"madoguchi/app/document"
)

// quiet is how many modules of paper a QR code needs around it.
const quiet = 4

// qr sets the code of a mark in a square of qrSize: each row of dark modules side by
// side is one box, so that no printer leaves gaps between them.
func (s *setter) qr(m document.Mark, x, y float64) {
	code, err := qr.Encode(m.Payload(), qr.M, qr.AlphaNumeric)
	if err != nil { // no receipt number is that long
		s.err = fmt.Errorf("set QR code: %w", err)
		return
	}
	n := code.Bounds().Dx()
	module := qrSize / float64(n+2*quiet)
	dark := func(column, row int) bool {
		return column < n && color.GrayModel.Convert(code.At(column, row)).(color.Gray).Y < 128
	}
	for row := range n {
		for column := 0; column < n; column++ {
			from := column
			for dark(column, row) {
				column++
			}
			if column > from {
				s.box(Box{
					X: x + float64(from+quiet)*module, Y: y + float64(row+quiet)*module,
					W: float64(column-from) * module, H: module, Filled: true,
				})
			}
		}
	}
}

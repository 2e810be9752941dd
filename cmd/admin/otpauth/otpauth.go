// Package otpauth shows the seed of a token to the one who is to have it: as the address
// that authenticators read (otpauth, as Google wrote it down) and as a QR code in a
// terminal's window, so that no seed has to be typed or stand in a picture file.
//
// Seeds come from and go to sync/registry; checking codes is app/operator's.
package otpauth

import (
	"encoding/base32"
	"fmt"
	"image"
	"image/color"
	"io"
	"net/url"
	"strings"

	"github.com/boombuler/barcode/qr"

	"madoguchi/app/operator"
)

// SeedSize is how many bytes a new seed has (RFC 4226 recommends 20).
const SeedSize = 20

// issuer is what an authenticator files the token under.
const issuer = "Madoguchi"

// Address returns the address of an operator's token.
func Address(id operator.ID, seed []byte) string {
	v := url.Values{}
	v.Set("secret", base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(seed))
	v.Set("issuer", issuer)
	v.Set("algorithm", "SHA1")
	v.Set("digits", "6")
	v.Set("period", fmt.Sprint(int(operator.TokenPeriod.Seconds())))
	return (&url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + string(id), RawQuery: v.Encode()}).String()
}

// margin is how many light modules a code needs around it.
const margin = 2

// Draw writes text as a QR code of half blocks, dark on light whatever the window's
// colours are.
func Draw(w io.Writer, text string) error {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return fmt.Errorf("draw QR code: %w", err)
	}
	n := code.Bounds().Dx()
	var b strings.Builder
	for y := -margin; y < n+margin; y += 2 {
		b.WriteString("\x1b[30;47m")
		for x := -margin; x < n+margin; x++ {
			b.WriteString(halves[dark(code, x, y)][dark(code, x, y+1)])
		}
		b.WriteString("\x1b[0m\n")
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// halves are the blocks of an upper and a lower module.
var halves = map[bool]map[bool]string{true: {true: "█", false: "▀"}, false: {true: "▄", false: " "}}

func dark(code image.Image, x, y int) bool {
	p := image.Pt(x, y)
	return p.In(code.Bounds()) && color.GrayModel.Convert(code.At(x, y)).(color.Gray).Y < 128
}

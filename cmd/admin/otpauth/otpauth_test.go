package otpauth_test

import (
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"madoguchi/app/operator"
	"madoguchi/cmd/admin/otpauth"
)

// TestAddress: another implementation reads the address and shows the code that the
// registry takes.
func TestAddress(t *testing.T) {
	seed := []byte("12345678901234567890")
	key, err := otp.NewKeyFromURL(otpauth.Address("it01", seed))
	if err != nil {
		t.Fatal(err)
	}
	if key.Issuer() != "Madoguchi" || key.AccountName() != "it01" || key.Period() != 30 || key.Digits() != otp.DigitsSix || key.Algorithm() != otp.AlgorithmSHA1 {
		t.Errorf("address says %v", key)
	}
	now := time.Unix(1_790_000_000, 0)
	theirs, err := totp.GenerateCode(key.Secret(), now)
	if err != nil {
		t.Fatal(err)
	}
	if ours, err := operator.TokenCode(seed, now); err != nil || ours != theirs {
		t.Errorf("code %s, %v; want %s", ours, err, theirs)
	}
}

// TestDraw reads the code back as a telephone's camera would.
func TestDraw(t *testing.T) {
	want := otpauth.Address("it01", []byte("12345678901234567890"))
	var b strings.Builder
	if err := otpauth.Draw(&b, want); err != nil {
		t.Fatal(err)
	}
	const scale = 4
	rows := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	for i, row := range rows {
		rows[i] = strings.TrimSuffix(strings.TrimPrefix(row, "\x1b[30;47m"), "\x1b[0m")
	}
	width := len([]rune(rows[0]))
	picture := image.NewGray(image.Rect(0, 0, width*scale+40, len(rows)*2*scale+40))
	for i := range picture.Pix {
		picture.Pix[i] = 255
	}
	for y, row := range rows {
		for x, r := range []rune(row) {
			for half, letters := range []string{"█▀", "█▄"} {
				if !strings.ContainsRune(letters, r) {
					continue
				}
				for i := range scale * scale {
					picture.SetGray(20+x*scale+i%scale, 20+(2*y+half)*scale+i/scale, color.Gray{})
				}
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	got, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.GetText() != want {
		t.Errorf("read %q, want %q", got.GetText(), want)
	}
}

//go:build look

package fault_test

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/fault"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// TestLookAtAll writes a picture of every fault, in every size and language, to be looked
// at.
func TestLookAtAll(t *testing.T) {
	folder := os.Getenv("MADOGUCHI_LOOK")
	if folder == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	defer func() { _ = words.Use("ja") }()
	for _, language := range []words.Language{"ja", "en"} {
		for name, size := range map[string]fyne.Size{"1366": fyne.NewSize(1366, 700), "1366L": fyne.NewSize(1366, 700), "1920": fyne.NewSize(1920, 1000)} {
			look.SetLarge(name == "1366L")
			if err := words.Use(language); err != nil {
				t.Fatal(err)
			}
			test.NewTempApp(t).Settings().SetTheme(look.Theme{})
			for kind := fault.KeyringMissing; fault.New(kind, "", nil, nil).Kind() == kind; kind++ {
				w := test.NewTempWindow(t, fault.New(kind, "open store: open keys: no TPM answers, and this file needs its share", func() {}, func() {}).Content())
				w.Resize(size)
				f, err := os.Create(filepath.Join(folder, fmt.Sprintf("fault_%02d_%s_%s.png", kind, language, name)))
				if err != nil {
					t.Fatal(err)
				}
				if err := errors.Join(png.Encode(f, w.Canvas().Capture()), f.Close()); err != nil {
					t.Fatal(err)
				}
			}
			look.SetLarge(false)
		}
	}
}

package preview_test

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"madoguchi/app/document"
	"madoguchi/app/document/documenttest"
	"madoguchi/app/document/pdf"
	"madoguchi/app/document/raster"
	"madoguchi/app/document/truetype"
	"madoguchi/app/document/typeset"
	"madoguchi/app/resident"
	"madoguchi/assets"
	"madoguchi/ui/preview"
	"madoguchi/ui/words"
)

var lexicon = preview.Lexicon{Wards: map[string]string{"991015": "中央区"}}

// nameFont is where the package fonts-ipamj-mincho puts it.
const nameFont = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf"

func open(t testing.TB, file []byte) *truetype.Font {
	t.Helper()
	f, err := truetype.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// names is the font for names, which takes a moment to read.
var names = sync.OnceValue(func() []byte {
	file, err := os.ReadFile(nameFont)
	if err != nil {
		return nil
	}
	return file
})

func fonts(t testing.TB) typeset.Fonts {
	t.Helper()
	if names() == nil {
		t.Skip("no font for names")
	}
	return typeset.Fonts{Plain: open(t, assets.FontRegular), Strong: open(t, assets.FontBold), Names: open(t, names())}
}

func request(all ...document.Material) document.Request {
	return document.Request{Entries: all, By: "髙橋　花子（C-014）", Terminal: "KT-01", At: documenttest.Now, City: "架空市", Training: true, Purpose: words.T(words.Purpose2)}
}

// TestLookPapers writes every page of every paper to be looked at.
func TestLookPapers(t *testing.T) {
	folder := os.Getenv("MADOGUCHI_LOOK")
	for _, language := range []words.Language{words.Japanese, words.English} {
		if err := words.Use(language); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
		r := request(documenttest.MovingIn(t), documenttest.MovingWithin(t))
		r.Numbers = true
		for name, make := range map[string]func(document.Request, document.Words) (*document.Paper, error){
			"review": document.ReviewList, "confirmation": document.Confirmation, "follow": document.FollowUpSlip,
		} {
			paper, err := make(r, lexicon)
			if err != nil {
				t.Fatal(err)
			}
			d, err := typeset.Lay(paper, fonts(t), lexicon)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if folder == "" {
				continue
			}
			name = filepath.Join(folder, "paper_"+string(language)+"_"+name)
			if err := os.WriteFile(name+".pdf", pdf.Write(d), 0o600); err != nil {
				t.Fatal(err)
			}
			for i := range d.Pages {
				f, err := os.Create(name + strconv.Itoa(i+1) + ".png")
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(f, raster.Page(d, i, 150.0/72)); err != nil {
					t.Fatal(err)
				}
				f.Close()
			}
		}
	}
}

// TestForeignBirth: who is quoted as a foreign resident is printed with the Gregorian
// year, though the form does not say what they are (STD 1.1.9).
func TestForeignBirth(t *testing.T) {
	for class, want := range map[resident.Class]string{resident.Foreign: "1980年1月2日", resident.Japanese: "昭和55年1月2日"} {
		m := documenttest.MovingWithin(t)
		m.Before[0].Class = class
		for name, make := range map[string]func(document.Request, document.Words) (*document.Paper, error){
			"review": document.ReviewList, "confirmation": document.Confirmation,
		} {
			paper, err := make(request(m), lexicon)
			if err != nil {
				t.Fatal(err)
			}
			if text := fmt.Sprint(paper.Parts); !strings.Contains(text, want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
	}
}

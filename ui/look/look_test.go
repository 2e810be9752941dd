package look_test

import (
	"image/color"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"madoguchi/ui/look"
)

// nameFont is where Debian's fonts-ipamj-mincho puts the font for names.
const nameFont = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf"

// TestDrawn asks the embedded font, which lacks much that names need (D4).
func TestDrawn(t *testing.T) {
	tests := []struct {
		name, text string
		missing    []string
	}{
		{"plain", "佐藤　花子", nil},
		{"empty", "", nil},
		{"plane 2", "𠮷田", []string{"𠮷"}},
		{"sequence nobody registered", "斎\U000e01ef藤", []string{"斎\U000e01ef"}},
		{"selector alone", "\U000e0100", []string{"\U000e0100"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ok, missing := look.Drawn(tt.text)
			if !slices.Equal(missing, tt.missing) || ok != (len(tt.missing) == 0) {
				t.Errorf("Drawn = %v, %q, want missing %q", ok, missing, tt.missing)
			}
			want := tt.text
			for _, m := range tt.missing {
				want = strings.ReplaceAll(want, m, look.Undrawn)
			}
			if got := look.Visible(tt.text); got != want {
				t.Errorf("Visible = %q, want %q", got, want)
			}
		})
	}
}

// TestNameFont asks IPAmj Mincho: it knows the Moji_Joho sequence of 葛 and not the
// Adobe-Japan1 one, which it would silently draw as the plain character.
func TestNameFont(t *testing.T) {
	if look.HasNameFont() {
		t.Fatal("a font for names before any was loaded")
	}
	if err := look.LoadNameFont(t.TempDir() + "/missing.ttf"); err == nil {
		t.Error("a missing font was loaded")
	}
	broken := t.TempDir() + "/broken.ttf"
	if err := os.WriteFile(broken, []byte("not a font"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := look.LoadNameFont(broken); err == nil || look.HasNameFont() {
		t.Errorf("broken font: err = %v, has font = %v", err, look.HasNameFont())
	}
	if _, err := os.Stat(nameFont); err != nil {
		t.Skip("fonts-ipamj-mincho is not installed")
	}
	if err := look.LoadNameFont(nameFont); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"𠮷田": true, "髙﨑": true,
		"葛\U000e0102": true, // MJ022335
		"葛\U000e01ef": false,
		"斎\U000e01ef": false,
	} {
		if got, _ := look.Drawn(text); got != want {
			t.Errorf("Drawn(%s) = %v, want %v", look.Code(text), got, want)
		}
	}
}

func TestClusters(t *testing.T) {
	got := look.Clusters("葛\U000e0102か\u3099a")
	if want := []string{"葛\U000e0102", "か\u3099", "a"}; !slices.Equal(got, want) {
		t.Errorf("Clusters = %q, want %q", got, want)
	}
}

func TestWrap(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	tests := []struct {
		name, text string
		width      float32
		want       []string
	}{
		{"fits", "住所", 200, []string{"住所"}},
		{"between characters", "一二三四五六七八九十", 100, []string{"一二三四五六", "七八九十"}},
		{"no full stop at the start", "一二三四五六。八", 96, []string{"一二三四五", "六。八"}},
		{"no bracket at the end", "一二三四五（七八）", 96, []string{"一二三四五", "（七八）"}},
		{"words stay whole", "abc defghijk lmn", 80, []string{"abc", "defghijk", "lmn"}},
		{"line break", "一\n二", 100, []string{"一", "二"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := look.Wrap(tt.text, 16, tt.width); !slices.Equal(got, tt.want) {
				t.Errorf("Wrap = %q, want %q", got, tt.want)
			}
		})
	}
}

// TestContrast checks the promise of color.go: 7:1 for text, 3:1 for borders that
// carry meaning.
func TestContrast(t *testing.T) {
	type pair struct {
		name string
		a, b color.NRGBA
		min  float64
	}
	pairs := []pair{
		{"ink on ground", look.Ink, look.Ground, 7},
		{"ink on chosen", look.Ink, look.Chosen, 7},
		{"ink on focus", look.Ink, look.FocusFill, 7},
		{"soft ink on paper", look.InkSoft, look.Paper, 7},
		{"soft ink on cell", look.InkSoft, look.Cell, 6},
		{"invert on brand", look.InkInvert, look.Brand, 7},
		{"soft on brand", look.BrandSoft, look.Brand, 7},
		{"invert on accent", look.InkInvert, look.Accent, 7},
		{"invert on training", look.InkInvert, look.TrainingBand, 7},
		{"field line on paper", look.FieldLine, look.Paper, 3},
		{"ring on paper", look.Focus, look.Paper, 3},
	}
	for _, tone := range []look.Tone{look.Plain, look.Info, look.Good, look.Alert, look.Stop} {
		pairs = append(pairs,
			pair{"tone " + tone.Sign(), tone.Ink(), tone.Fill(), 6.5},
			pair{"tone on brand " + tone.Sign(), tone.OnBrand(), look.Brand, 7})
		if tone != look.Plain {
			pairs = append(pairs, pair{"edge " + tone.Sign(), tone.Edge(), look.Paper, 3})
		}
	}
	for _, p := range pairs {
		if got := contrast(p.a, p.b); got < p.min {
			t.Errorf("%s: %.2f, want at least %.1f", p.name, got, p.min)
		}
	}
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// TestLarge checks that large type enlarges every step of the scale alike.
func TestLarge(t *testing.T) {
	t.Cleanup(func() { look.SetLarge(false) })
	steps := []func() float32{look.Body, look.Small, look.Head, look.Title, look.Display, look.RowHeight}
	for _, step := range steps {
		look.SetLarge(false)
		normal := step()
		look.SetLarge(true)
		if got, want := step(), normal*1.25; got != want {
			t.Errorf("%s: large = %v, want %v", reflect.TypeOf(step), got, want)
		}
	}
}

package municipality_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"madoguchi/app/municipality"
)

func packed(t testing.TB, text string) io.Reader {
	t.Helper()
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	if _, err := io.WriteString(zip, text); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

// country opens the tables the program is built with.
func country(t testing.TB) *municipality.Gazetteer {
	t.Helper()
	open := func(name string) io.Reader {
		b, err := os.ReadFile("../../assets/postal/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.NewReader(b)
	}
	g, err := municipality.OpenGazetteer(open("city.gz"), open("town.gz"))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func postal(t *testing.T, s string) municipality.Postal {
	t.Helper()
	p, err := municipality.ParsePostal(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFind(t *testing.T) {
	g := country(t)
	tests := []struct {
		name, postal string
		count        int
		code, want   string // of the first
	}{
		{"one town", "001-0010", 1, "011029", "北海道札幌市北区北十条西"},
		{"Tokyo", "100-0001", 1, "131016", "東京都千代田区千代田"},
		{"no town, only the ward", "001-0000", 1, "011029", "北海道札幌市北区"},
		{"two prefectures", "498-0000", 2, "232351", "愛知県弥富市"},
		{"many towns", "452-0961", 66, "232335", ""},
		{"wards made in 2024", "430-0801", 1, "221384", "静岡県浜松市中央区神立町"},
		{"no such code", "000-0000", 0, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			towns := g.Find(postal(t, tt.postal))
			if len(towns) != tt.count {
				t.Fatalf("found %d towns, want %d", len(towns), tt.count)
			}
			if tt.count == 0 {
				return
			}
			first := towns[0]
			got := first.Prefecture + first.City + first.Name
			if first.Municipality.String() != tt.code || tt.want != "" && got != tt.want {
				t.Errorf("first = %s %s", first.Municipality, got)
			}
			if first.Postal != postal(t, tt.postal) {
				t.Errorf("postal = %s", first.Postal)
			}
		})
	}
	if got := g.Find(municipality.Postal{}); len(got) != 0 {
		t.Errorf("none finds %d towns", len(got))
	}
}

func TestTowns(t *testing.T) {
	g := country(t)
	kita, err := municipality.ParseCode("011029")
	if err != nil {
		t.Fatal(err)
	}
	all, ki := g.Towns(kita, ""), g.Towns(kita, "キ")
	if len(ki) == 0 || len(ki) >= len(all) {
		t.Fatalf("%d of %d towns begin with the kana", len(ki), len(all))
	}
	for i, town := range ki {
		if !strings.HasPrefix(town.Kana, "キ") || town.City != "札幌市北区" {
			t.Errorf("found %+v", town)
		}
		if i > 0 && ki[i-1].Kana > town.Kana {
			t.Errorf("%s after %s", town.Kana, ki[i-1].Kana)
		}
	}
	unknown, err := municipality.CodeOf("99100")
	if err != nil {
		t.Fatal(err)
	}
	if got := g.Towns(unknown, ""); got != nil {
		t.Errorf("unknown municipality has %d towns", len(got))
	}
}

// The three initials of the standard's address entry (1.3.3).
func TestByInitials(t *testing.T) {
	g := country(t)
	found := false
	for _, town := range g.ByInitials("ト", "ヒ", "シ") {
		if !strings.HasPrefix(town.PrefectureKana, "ト") || !strings.HasPrefix(town.CityKana, "ヒ") || !strings.HasPrefix(town.Kana, "シ") {
			t.Errorf("found %+v", town)
		}
		found = found || town.City == "日野市" && town.Name == "新町"
	}
	if !found {
		t.Error("Shinmachi in Hino is not found")
	}
	if got := g.ByInitials("", "ヒ", "シ"); got != nil {
		t.Errorf("without a prefecture it finds %d", len(got))
	}
}

func TestCities(t *testing.T) {
	g := country(t)
	if got := g.Prefectures(); len(got) != 47 || got[0] != "北海道" || got[46] != "沖縄県" {
		t.Errorf("%d prefectures", len(got))
	}
	for _, p := range g.Prefectures() {
		if len(g.Cities(p)) < 15 {
			t.Errorf("a prefecture has %d cities", len(g.Cities(p)))
		}
	}
	code, err := municipality.ParseCode("131130")
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := g.City(code); !ok || c.Prefecture+c.Name != "東京都渋谷区" || c.Kana != "シブヤク" {
		t.Errorf("City = %+v, %v", c, ok)
	}
}

func TestOpenGazetteerRefused(t *testing.T) {
	const cities = "01101\t北海道\t札幌市中央区\tホッカイドウ\tサッポロシチュウオウク\n"
	tests := []struct{ name, cities, towns, want string }{
		{"town of no city", cities, "01102\t0600000\t\t\n", "towns: line 1"},
		{"towns out of order", cities + "01102\t北海道\t札幌市北区\tホッカイドウ\tサッポロシキタク\n",
			"01102\t0010000\t\t\n01101\t0600000\t\t\n", "towns: line 2"},
		{"cities out of order", cities + cities, "", "cities: line 2"},
		{"missing field", cities, "01101\t0600000\n", "towns: line 1"},
		{"postal code", cities, "01101\t060000\t\t\n", "towns: line 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := municipality.OpenGazetteer(packed(t, tt.cities), packed(t, tt.towns))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want one that names %s", err, tt.want)
			}
		})
	}
	if _, err := municipality.OpenGazetteer(strings.NewReader("x"), strings.NewReader("x")); err == nil {
		t.Error("not gzip is accepted")
	}
}

// TestMemory keeps the gazetteer of the whole country under 15 MB.
func TestMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	g := country(t)
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("holds %d KB", held/1024)
	if held > 15<<20 {
		t.Errorf("holds %d bytes", held)
	}
	runtime.KeepAlive(g)
}

func BenchmarkOpenGazetteer(b *testing.B) {
	for b.Loop() {
		country(b)
	}
}

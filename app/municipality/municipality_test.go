package municipality_test

import (
	"encoding/json"
	"errors"
	"testing"

	"madoguchi/app/municipality"
)

func TestParseCode(t *testing.T) {
	tests := []struct {
		name, in string
		err      error
	}{
		{"Hokkaido, sum below 11", "010006", nil},
		{"Sapporo, sum below 11", "011002", nil},
		{"Chuo, remainder 0 gives 1", "011011", nil},
		{"Kita", "011029", nil},
		{"Higashi", "011037", nil},
		{"Shiroishi", "011045", nil},
		{"Toyohira", "011053", nil},
		{"Minami, remainder 10", "011061", nil},
		{"Nishi, remainder 1 gives 0", "011070", nil},
		{"Atsubetsu", "011088", nil},
		{"Teine", "011096", nil},
		{"Kiyota, remainder 1", "011100", nil},
		{"Shibuya, remainder 1", "131130", nil},
		{"wrong check digit", "131131", municipality.ErrCheckDigit},
		{"remainder 0 not 0", "011010", municipality.ErrCheckDigit},
		{"five digits", "13113", municipality.ErrCode},
		{"letter", "13113x", municipality.ErrCode},
		{"letter inside", "1311x0", municipality.ErrCode},
		{"no municipality", "000000", municipality.ErrCode},
		{"empty", "", municipality.ErrCode},
	}
	for _, tt := range tests {
		t.Run("E10 "+tt.name, func(t *testing.T) {
			c, err := municipality.ParseCode(tt.in)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if err == nil && (c.String() != tt.in || c.Base() != tt.in[:5] || c.Prefecture() != tt.in[:2]) {
				t.Errorf("String = %s, Base = %s", c, c.Base())
			}
			if err != nil && !c.IsZero() {
				t.Error("a refused code is not zero")
			}
		})
	}
}

func TestCodeOf(t *testing.T) {
	if c, err := municipality.CodeOf("01107"); err != nil || c.String() != "011070" {
		t.Errorf("CodeOf = %s, %v", c, err)
	}
	if _, err := municipality.CodeOf("011070"); !errors.Is(err, municipality.ErrCode) {
		t.Errorf("error = %v", err)
	}
}

func TestParsePostal(t *testing.T) {
	tests := []struct {
		name, in, want string
		err            error
	}{
		{"digits", "0600001", "060-0001", nil},
		{"hyphen", "060-0001", "060-0001", nil},
		{"full width with mark", "〒０６０－０００１", "060-0001", nil},
		{"all zero is not none", "0000000", "000-0000", nil},
		{"hyphen elsewhere", "06-00001", "", municipality.ErrPostal},
		{"six digits", "060000", "", municipality.ErrPostal},
		{"letters", "06o0001", "", municipality.ErrPostal},
		{"empty", "", "", municipality.ErrPostal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := municipality.ParsePostal(tt.in)
			if !errors.Is(err, tt.err) || p.Format() != tt.want {
				t.Errorf("got %q, %v", p.Format(), err)
			}
			if p.IsZero() != (err != nil) {
				t.Errorf("IsZero = %v", p.IsZero())
			}
		})
	}
}

func TestText(t *testing.T) {
	type row struct {
		Code   municipality.Code
		Postal municipality.Postal
	}
	for _, want := range []string{`{"Code":"011029","Postal":"0010010"}`, `{"Code":"","Postal":""}`} {
		var r row
		if err := json.Unmarshal([]byte(want), &r); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(r); err != nil || string(got) != want {
			t.Errorf("round trip = %s, %v", got, err)
		}
	}
	var r row
	if err := json.Unmarshal([]byte(`{"Code":"011028"}`), &r); !errors.Is(err, municipality.ErrCheckDigit) {
		t.Errorf("error = %v", err)
	}
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"011029", "", "131131", "０１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := municipality.ParseCode(s); err == nil && c.String() != s {
			t.Errorf("%q does not round-trip", s)
		}
	})
}

func FuzzParsePostal(f *testing.F) {
	for _, s := range []string{"060-0001", "〒０６０－０００１", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := municipality.ParsePostal(s)
		if err != nil {
			return
		}
		if again, err := municipality.ParsePostal(p.Format()); err != nil || again != p {
			t.Errorf("%q does not round-trip", s)
		}
	})
}

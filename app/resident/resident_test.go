package resident_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/mynumber"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func record() resident.Record {
	return resident.Record{
		ID: "000000019", History: 2, Household: "000001007", Order: 1, Status: resident.Living, Cause: resident.MovedIn,
		ChangedOn: civil.MustParse("2026-11-20"), ProcessedOn: civil.MustParse("2026-11-24"), Class: resident.Foreign,
		Name: "𠮷田\u3000花子", Reading: "ヨシダ　ハナコ", Birth: must(civil.ParseCanonical("~09|S40-03|2")), Sex: resident.Female,
		Relationship: resident.Head, Address: resident.Address{Postal: "0600003", Ward: "991015", Town: "東町", Number: "1-2", Building: "東荘"},
		Stay:   &resident.Stay{Nationality: "ブラジル", Article: 1, Expiry: civil.MustParse("2028-01-15"), Card: "AB12345678CD"},
		Code:   must(residentcode.Parse("24727059608")),
		Number: must(mynumber.Parse("123456789018")),
	}
}

func TestRecordRoundTrip(t *testing.T) {
	for name, r := range map[string]resident.Record{"full": record(), "empty": {}} {
		b, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("24727059608")) || bytes.Contains(b, []byte("123456789018")) || bytes.Contains(b, []byte("****")) {
			t.Errorf("%s: the encoding holds a number", name)
		}
		got, err := resident.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		r.Code, r.Number = residentcode.Code{}, mynumber.Number{} // they stand beside the record
		if !reflect.DeepEqual(got, r) {
			t.Errorf("%s: decoded %s, want the same record", name, got)
		}
	}
}

func TestDecode(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "{", "an unknown key": `{"favourite":"花子"}`, "a wrong type": `{"name":7}`,
		"a wrong date": `{"birth":"花子"}`, "more behind": `{"name":"花子"}{}`, "a number": `{"code":"24727059608"}`,
	} {
		_, err := resident.Decode([]byte(text))
		if !errors.Is(err, resident.ErrRecord) {
			t.Errorf("%s: %v, want one of record", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "花子") {
			t.Errorf("%s: error %v quotes a value", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	b, _ := func() ([]byte, error) { r := record(); return r.Encode() }()
	f.Add(b)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := resident.Decode(b)
		if err != nil {
			return
		}
		once, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := resident.Decode(once)
		if err != nil {
			t.Fatalf("what was encoded does not decode: %v", err)
		}
		if twice, _ := again.Encode(); !bytes.Equal(once, twice) {
			t.Error("encoded twice it differs")
		}
	})
}

// TestRecordNeverPrints: a record shows its keys and nothing of the resident.
func TestRecordNeverPrints(t *testing.T) {
	r := record()
	var printed strings.Builder
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		fmt.Fprintf(&printed, format, r)
		fmt.Fprintf(&printed, format, &r)
		fmt.Fprintf(&printed, format, []resident.Record{r})
		fmt.Fprintf(&printed, format, struct{ R resident.Record }{r})
	}
	log := slog.New(slog.NewJSONHandler(&printed, nil))
	log.Info("record", "record", r, "pointer", &r)
	for _, secret := range []string{"田", "ヨシダ", "東町", "ブラジル", "AB123", "24727", "12345", "S40"} {
		if strings.Contains(printed.String(), secret) {
			t.Errorf("prints %s", secret)
		}
	}
	if !strings.Contains(printed.String(), "record 000000019-2") {
		t.Error("does not print its keys")
	}
}

func TestSamePlace(t *testing.T) {
	at := resident.Address{Ward: "991015", Town: "東町", Number: "1-2"}
	tests := []struct {
		name string
		b    resident.Address
		want bool
	}{
		{"the same", at, true},
		{"another building", resident.Address{Ward: "991015", Town: "東町", Number: "1-2", Building: "東荘"}, true},
		{"full width", resident.Address{Town: "東町", Number: "１－２"}, true},
		{"the hyphens of input methods", resident.Address{Town: "東町", Number: "1ー2"}, true},
		{"a minus sign and a space", resident.Address{Town: "東町", Number: "1 − 2"}, true},
		{"another number", resident.Address{Town: "東町", Number: "12"}, false},
		{"another town", resident.Address{Town: "西町", Number: "1-2"}, false},
		{"another ward", resident.Address{Ward: "991023", Town: "東町", Number: "1-2"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := at.SamePlace(tt.b); got != tt.want {
				t.Errorf("same = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAddress(t *testing.T) {
	a := resident.Address{Town: "東町", Number: "1-2", Building: "東荘"}
	if got, want := a.String(), "東町1-2　東荘"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !(resident.Address{}).IsZero() || a.IsZero() {
		t.Error("zero is wrong")
	}
}

func TestStatus(t *testing.T) {
	for s, want := range map[resident.Status]bool{
		resident.Living: true, resident.Leaving: true, resident.Left: false, resident.Dead: false, resident.Removed: false, 0: false,
	} {
		if s.Current() != want {
			t.Errorf("status %d is current = %v, want %v", s, !want, want)
		}
	}
}

package main

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestSpread(t *testing.T) {
	tests := []struct {
		name   string
		values []float64
		want   spread
	}{
		{"none", nil, spread{}},
		{"one", []float64{3}, spread{3, 3, 3, 1}},
		{"odd, not in order", []float64{9, 1, 5, 3, 7}, spread{3, 5, 7, 5}},
		{"even: between the two", []float64{4, 1, 2, 3}, spread{1.75, 2.5, 3.25, 4}},
		{"one far off moves nothing", []float64{1, 1, 1, 1, 1000}, spread{1, 1, 1, 5}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.values)
			if got := spreadOf(tt.values); got != tt.want {
				t.Errorf("spread = %v, want %v", got, tt.want)
			}
			if !slices.Equal(before, tt.values) {
				t.Errorf("values were put into another order: %v", tt.values)
			}
		})
	}
}

func TestInterleave(t *testing.T) {
	var order strings.Builder
	measure := func(what string, value float64) func() (float64, error) {
		return func() (float64, error) {
			order.WriteString(what)
			value++
			return value, nil
		}
	}
	pairs, err := interleave(3, measure("A", 0), measure("B", 10))
	if want := []pair{{1, 11}, {2, 12}, {3, 13}}; err != nil || !slices.Equal(pairs, want) {
		t.Errorf("pairs = %v, %v; want %v", pairs, err, want)
	}
	if order.String() != "ABABAB" {
		t.Errorf("order = %s, want ABABAB", order.String())
	}
	broken := errors.New("broken")
	fail := func() (float64, error) { return 0, broken }
	if _, err := interleave(1, fail, measure("B", 0)); !errors.Is(err, broken) {
		t.Errorf("error of ours = %v, want %v", err, broken)
	}
	if _, err := interleave(1, measure("A", 0), fail); !errors.Is(err, broken) {
		t.Errorf("error of the limit = %v, want %v", err, broken)
	}
}

func TestGrouped(t *testing.T) {
	pairs := []pair{{1, 10}, {2, 20}, {3, 30}, {4, 40}, {5, 50}}
	if got, want := grouped(pairs, 2), []pair{{3, 30}, {7, 70}, {5, 50}}; !slices.Equal(got, want) {
		t.Errorf("grouped = %v, want %v", got, want)
	}
}

func TestRatios(t *testing.T) {
	// Ours takes 4 where the limit takes 3.
	p := pair{ours: 4, limit: 3}
	for name, tt := range map[string]struct {
		got, want float64
	}{
		"takes more": {timesLimit(p), 4.0 / 3}, "throughput": {ofLimit(p), 0.75}, "added": {overLimit(p), 1},
	} {
		if math.Abs(tt.got-tt.want) > 1e-12 {
			t.Errorf("%s = %v, want %v", name, tt.got, tt.want)
		}
	}
}

// The median of the ratios is not the ratio of the medians: a pair meets one and the
// same machine.
func TestRatioOfPairs(t *testing.T) {
	r := row{pairs: []pair{{1, 2}, {10, 5}, {30, 10}}, of: timesLimit}
	if got := r.numbers().median; got != 2 {
		t.Errorf("median ratio = %v, want 2", got)
	}
}

func TestAim(t *testing.T) {
	tests := []struct {
		name  string
		aim   aim
		value float64
		met   bool
	}{
		{"on the bound from below", atLeast(0.4), 0.4, true},
		{"too little", atLeast(0.4), 0.39, false},
		{"on the bound from above", atMost(1.3), 1.3, true},
		{"too much", atMost(1.3), 1.31, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.aim.met(tt.value); got != tt.met {
				t.Errorf("met = %v, want %v", got, tt.met)
			}
		})
	}
}

func TestTable(t *testing.T) {
	var out strings.Builder
	err := printTable(&out, []row{
		{what: "(x) fast", pairs: []pair{{0.002, 0.001}}, of: ofLimit, aim: atLeast(0.4), unit: "ms", scale: 1e3, notes: []string{"why"}},
		{what: "(y) slow", pairs: []pair{{300, 100}}, of: timesLimit, aim: atMost(2), unit: "s", scale: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	for i, want := range [][]string{
		{"ratio", "aim", "ours", "limit", "pairs"},
		{"(x) fast", "0.50", "≥ 0.40", "met", "2.00 ms (2.00 … 2.00)", "1.00 ms"},
		{"(y) slow", "3.00", "≤ 2.00", "missed", "300 s", "100 s"},
		{"(x) fast: why"},
	} {
		for _, part := range want {
			if !strings.Contains(lines[i], part) {
				t.Errorf("line %d = %q, want %q in it", i, lines[i], part)
			}
		}
	}
}

func TestHistogram(t *testing.T) {
	got := histogram([]float64{0.0001, 0.0005, 0.0005, 0.0005, 0.02})
	want := "≤0.1 ▂1  ≤0.3  0  ≤1 ▅3  ≤3  0  ≤10  0  ≤16.7  0  more ▂1  longest 20.0 ms"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if histogram(nil) == "" {
		t.Error("nothing for nothing")
	}
}

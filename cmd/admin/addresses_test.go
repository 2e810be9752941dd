package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"madoguchi/app/municipality"
)

const table = `01101,"060  ","0600001","ﾎｯｶｲﾄﾞｳ","ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ","ｷﾀ1ｼﾞｮｳﾆｼ(1-19ﾁｮｳﾒ)","北海道","札幌市中央区","北一条西（１〜１９丁目）",1,0,1,0,0,0
13101,"100  ","1000001","ﾄｳｷｮｳﾄ","ﾁﾖﾀﾞｸ","ﾁﾖﾀﾞ","東京都","千代田区","千代田",0,0,0,0,0,0
`

// call runs admin as IT does.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(t.Context(), args, &out, &err)
	return code, out.String(), err.String()
}

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "KEN_ALL.CSV")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestAddresses looks at what changes, takes it over, and finds nothing more to do.
func TestAddresses(t *testing.T) {
	file, to := write(t, table), filepath.Join(t.TempDir(), "gazetteer")
	code, out, stderr := call(t, "addresses", "-table", file, "-prefecture", "13")
	agree := regexp.MustCompile(`-agree (\w+)`).FindStringSubmatch(out)
	if code != 0 || agree == nil {
		t.Fatalf("status %d, %s%s", code, out[:min(len(out), 300)], stderr)
	}
	if strings.Contains(out, "北海道") {
		t.Error("shows changes of a prefecture that was not asked for")
	}
	if _, err := os.Stat(to); err == nil {
		t.Fatal("looking wrote something")
	}
	if code, _, stderr := call(t, "addresses", "-table", file, "-to", to, "-agree", "0000000000"); code != 1 || !strings.Contains(stderr, "nothing was written") {
		t.Errorf("a code of other changes: status %d, %s", code, stderr)
	}
	if _, err := os.Stat(to); err == nil {
		t.Fatal("a code of other changes wrote something")
	}
	if code, _, stderr := call(t, "addresses", "-table", file, "-to", to, "-agree", agree[1]); code != 0 {
		t.Fatalf("status %d: %s", code, stderr)
	}
	code, out, _ = call(t, "addresses", "-table", file, "-now", to)
	if code != 0 || !strings.Contains(out, "nothing changes") {
		t.Errorf("taken over, still: %s", out)
	}
	file = write(t, strings.Replace(table, "北一条西", "北壱条西", 1))
	_, out, _ = call(t, "addresses", "-table", file, "-now", to)
	for _, line := range []string{"- 060-0001 北海道札幌市中央区北一条西\n", "+ 060-0001 北海道札幌市中央区北壱条西 (キタ1ジョウニシ)\n", "towns: 1 go, 1 come"} {
		if !strings.Contains(out, line) {
			t.Errorf("%q does not say %q", out, line)
		}
	}
}

func TestAddressesOfTheTerminal(t *testing.T) {
	to := t.TempDir()
	cities, towns, err := municipality.ReadKenAll(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	c, n, err := municipality.WriteTables(cities, towns)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeTables(to, c, n); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(to, "*.new")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestUsage(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		want int
		says string
	}{
		{"nothing", nil, 0, "addresses"},
		{"help", []string{"help"}, 0, "addresses"},
		{"help of a command", []string{"help", "addresses"}, 0, "-agree CODE"},
		{"help of none", []string{"help", "pour"}, 2, "no command"},
		{"no such command", []string{"pour"}, 2, "no command"},
		{"no table", []string{"addresses"}, 2, "-table"},
		{"no code", []string{"addresses", "-table", "x", "-to", "y"}, 2, "-agree"},
		{"no file", []string{"addresses", "-table", "not-there.csv"}, 1, "not-there.csv"},
		{"an unknown flag", []string{"addresses", "-pour"}, 2, "pour"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, out, stderr := call(t, tt.args...)
			if code != tt.want || !strings.Contains(out+stderr, tt.says) {
				t.Errorf("status %d, want %d, and %q in %s%s", code, tt.want, tt.says, out, stderr)
			}
		})
	}
}

package main

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"

	"madoguchi/sync/registry/registrytest"
)

func TestCodes(t *testing.T) {
	s := newSite(t)
	s.run("init")
	var file strings.Builder
	for _, code := range registrytest.StockCodes(t, 5) {
		file.WriteString(code.Reveal() + "\r\n\n")
	}
	for _, tt := range []struct {
		name, file string
		code       int
		says       string
	}{
		{"new ones", file.String(), 0, `"added":5,"left":5`},
		{"known ones", file.String(), 0, `"added":0,"left":5`},
		{"one that is none", file.String() + "12345678901\n", 1, "line 11"},
		{"used ones", "-used " + strings.Join(strings.Fields(file.String())[:2], "\n"), 0, `"retired":2,"left":3`},
		{"used ones again", file.String(), 0, `"added":0,"left":3`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			codes, used := strings.CutPrefix(tt.file, "-used ")
			s.must(os.WriteFile(s.path("codes.txt"), []byte(codes), 0o600))
			var out bytes.Buffer
			code := run(t.Context(), []string{"codes", "-config", s.path("registry.json"), "-used=" + strconv.FormatBool(used), s.path("codes.txt")}, &out)
			if code != tt.code || !strings.Contains(out.String(), tt.says) || strings.Contains(out.String(), "12345678901") {
				t.Errorf("exit %d, %s; want %d and %q", code, out.String(), tt.code, tt.says)
			}
		})
	}
}

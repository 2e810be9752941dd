// Package cmd_test checks which folders may import which.
package cmd_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	own    = "madoguchi/"
	fyne   = "fyne.io/"
	sql    = "database/sql"
	sqlite = "modernc.org/sqlite"
	http   = "net/http"

	// What could make a picture of the screen into a file, or paper of it: printing is
	// app/desk's alone, which records it, through the spool that cmd gives it (R040, R129).
	spool   = own + "app/document/spool"
	program = "os/exec"
	picture = "image/png"
	photo   = "image/jpeg"
)

// forbidden is a statement of policy: the files below a folder, tests apart, must not
// import the prefixes listed. The longest folder that matches a file decides. Do not
// change a rule to make a build pass.
var forbidden = map[string][]string{
	"app":                 {own + "sync/", own + "ui/", own + "cmd/", own + "assets", own + "app/store", fyne, sql, sqlite, http, spool},
	"app/store":           {own + "sync/", own + "ui/", own + "cmd/", own + "assets", fyne, http},
	"sync":                {own + "ui/", own + "cmd/", own + "app/store", fyne, sql, sqlite},
	"sync/registry/store": {own + "ui/", own + "cmd/", own + "app/store", fyne, http},
	"ui":                  {own + "sync/", own + "cmd/", own + "app/store", sql, sqlite, http, spool, program, picture, photo},
	"ui/kit/kittest":      {own + "sync/", own + "cmd/", own + "app/store", sql, sqlite, http, spool, program}, // for tests only
	"assets":              {own, fyne},
	"cmd/registry":        {own + "ui/", fyne},
}

// domain are the packages of app that are nothing but the register's and the
// counter's rules: they use the standard library, golang.org/x and each other.
var domain = []string{
	"app/civil", "app/household", "app/internal/secret", "app/letters", "app/municipality", "app/mynumber", "app/notification", "app/output",
	"app/policy", "app/resident", "app/residentcode", "app/review", "app/rules", "app/serial",
}

// shared are the packages of ui that screens are made of. A screen imports no other
// screen; ui/shell alone, the window they all stand in, knows some of them.
var shared = []string{"ui/kit", "ui/look", "ui/paper", "ui/proof", "ui/words"}

// TestImports reads the files itself. A test that ran "go list" would be answered
// from the test cache after the files have changed.
func TestImports(t *testing.T) {
	for _, v := range violations(t, os.DirFS("..")) {
		t.Error(v)
	}
}

// violations returns what breaks the policy in a tree, in the order of the files.
func violations(t *testing.T, root fs.FS) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		folder := path.Dir(name)
		if folder == "sync" {
			found = append(found, name+" would make a package called sync")
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return fmt.Errorf("read imports of %s: %w", name, err)
			}
			if !allowed(folder, imported) {
				found = append(found, fmt.Sprintf("%s imports %s", name, imported))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func allowed(folder, imported string) bool {
	for f := folder; f != "."; f = path.Dir(f) {
		if rule, ok := forbidden[f]; ok {
			if slices.ContainsFunc(rule, func(bad string) bool { return strings.HasPrefix(imported, bad) }) {
				return false
			}
			break
		}
	}
	if below(folder, domain) && !fromDomain(imported) {
		return false
	}
	if screen, ok := strings.CutPrefix(imported, own); ok && strings.HasPrefix(screen, "ui/") && folder != "ui/shell" && strings.HasPrefix(folder, "ui/") {
		return below(screen, shared) || below(screen, []string{folder}) || below(folder, []string{screen})
	}
	return true
}

func fromDomain(imported string) bool {
	if mine, ok := strings.CutPrefix(imported, own); ok {
		// An operator's ID stands in what people sign.
		return below(mine, domain) || mine == "app/operator"
	}
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".") || strings.HasPrefix(imported, "golang.org/x/")
}

// below reports whether a folder is one of the given or below it.
func below(folder string, of []string) bool {
	return slices.ContainsFunc(of, func(f string) bool { return folder == f || strings.HasPrefix(folder, f+"/") })
}

// TestPolicyBites plants each kind of violation, and what is allowed beside it.
func TestPolicyBites(t *testing.T) {
	plant := func(imports ...string) *fstest.MapFile {
		src := "package p\n"
		for _, i := range imports {
			src += "import " + strconv.Quote(i) + "\n"
		}
		return &fstest.MapFile{Data: []byte(src)}
	}
	tree := fstest.MapFS{
		"app/desk/a.go":             plant("madoguchi/app/rules", "database/sql", "net/http/httptest", "madoguchi/app/store"),
		"app/desk/a_test.go":        plant("madoguchi/app/store"),
		"app/store/a.go":            plant("database/sql", "modernc.org/sqlite", "madoguchi/app/keys", "net/http"),
		"app/rules/a.go":            plant("strings", "golang.org/x/text/width", "madoguchi/app/civil", "github.com/google/uuid", "madoguchi/app/keys"),
		"app/keys/a.go":             plant("github.com/zalando/go-keyring", "fyne.io/fyne/v2"),
		"sync/a.go":                 plant(),
		"sync/link/a.go":            plant("net/http", "madoguchi/app/civil", "madoguchi/ui/words", "database/sql"),
		"sync/registry/store/a.go":  plant("database/sql", "madoguchi/app/store"),
		"ui/shell/a.go":             plant("madoguchi/ui/signin", "madoguchi/sync/link"),
		"ui/intake/a.go":            plant("madoguchi/ui/kit", "madoguchi/ui/paper", "madoguchi/ui/search", "madoguchi/app/counter"),
		"ui/kit/a.go":               plant("madoguchi/ui/look", "madoguchi/ui/intake"),
		"ui/kit/keyhook/a.go":       plant("madoguchi/ui/kit"),
		"ui/kit/kittest/a.go":       plant("image/png", "os/exec"),
		"ui/preview/a.go":           plant("madoguchi/app/document", "madoguchi/app/document/spool", "image", "image/png", "os/exec"),
		"app/desk/print.go":         plant("madoguchi/app/document/typeset", "madoguchi/app/document/spool"),
		"assets/a.go":               plant("embed", "madoguchi/app/civil"),
		"cmd/registry/a.go":         plant("madoguchi/sync/registry", "madoguchi/ui/words"),
		"cmd/terminal/a.go":         plant("madoguchi/app/store", "madoguchi/sync/link", "madoguchi/ui/shell", "fyne.io/fyne/v2/app"),
		"app/internal/secret/a.go":  plant("fmt", "unique"),
		"app/notification/extra.go": plant("madoguchi/app/operator"),
	}
	want := []string{
		"app/desk/a.go imports database/sql", "app/desk/a.go imports net/http/httptest", "app/desk/a.go imports madoguchi/app/store",
		"app/desk/print.go imports madoguchi/app/document/spool",
		"app/keys/a.go imports fyne.io/fyne/v2",
		"app/rules/a.go imports github.com/google/uuid", "app/rules/a.go imports madoguchi/app/keys",
		"app/store/a.go imports net/http",
		"assets/a.go imports madoguchi/app/civil",
		"cmd/registry/a.go imports madoguchi/ui/words",
		"sync/a.go would make a package called sync",
		"sync/link/a.go imports madoguchi/ui/words", "sync/link/a.go imports database/sql",
		"sync/registry/store/a.go imports madoguchi/app/store",
		"ui/intake/a.go imports madoguchi/ui/search",
		"ui/kit/a.go imports madoguchi/ui/intake",
		"ui/kit/kittest/a.go imports os/exec",
		"ui/preview/a.go imports madoguchi/app/document/spool", "ui/preview/a.go imports image/png", "ui/preview/a.go imports os/exec",
		"ui/shell/a.go imports madoguchi/sync/link",
	}
	if got := violations(t, tree); !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

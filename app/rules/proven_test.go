package rules_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/rules"
)

// rowsElsewhere are the rows of the list that other packages keep, each with the test
// that proves it.
var rowsElsewhere = map[string]struct{ file, test string }{
	"E20": {"ui/protection/presenter_test.go", "TestHidden"},
	"E21": {"app/review/review_test.go", "TestMayReview"},
	"E23": {"sync/registry/search_test.go", "TestIntegratedTerminal"},
	"A07": {"ui/intake/glyph_test.go", "TestUndrawn"},
	"A17": {"app/review/review_test.go", "TestTooQuick"},
}

// list returns the rows of DOMAIN 2.4.
func list() []string {
	var ids []string
	for i := 1; i <= 31; i++ {
		ids = append(ids, fmt.Sprintf("E%02d", i))
	}
	for i := 1; i <= 17; i++ {
		ids = append(ids, fmt.Sprintf("A%02d", i))
	}
	return ids
}

// TestEveryRowIsKept walks the list E01 to E31 and A01 to A17: each has rows here, or a
// test elsewhere that exists, and is known to [rules.Of] at its level.
func TestEveryRowIsKept(t *testing.T) {
	for _, id := range list() {
		rule, known := rules.Of(id)
		if !known || (rule.Level == rules.Error) != strings.HasPrefix(id, "E") {
			t.Errorf("%s: known %v, level %d", id, known, rule.Level)
		}
		if slices.ContainsFunc(rows, func(r row) bool { return r.finds(id) }) {
			continue
		}
		at, ok := rowsElsewhere[id]
		if !ok {
			t.Errorf("%s is proven nowhere", id)
			continue
		}
		if !hasTest(t, at.file, at.test, id) {
			t.Errorf("%s: %s has no %s that names it", id, at.file, at.test)
		}
	}
}

func (r row) finds(id string) bool {
	return slices.ContainsFunc(r.want, func(w string) bool { return strings.HasPrefix(w, id+" ") })
}

// hasTest reports whether a file has a test whose comment names a row of the list.
func hasTest(t *testing.T, file, name, id string) bool {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), "../../"+file, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(parsed.Decls, func(d ast.Decl) bool {
		f, ok := d.(*ast.FuncDecl)
		return ok && f.Name.Name == name && strings.Contains(f.Doc.Text(), id)
	})
}

// TestEveryRuleIsProven takes one rule after the other away: a row must notice.
func TestEveryRuleIsProven(t *testing.T) {
	for _, rule := range rules.All() {
		restore := rules.Disable(rule.ID)
		noticed := slices.ContainsFunc(rows, func(r row) bool { return r.finds(rule.ID) && !slices.Equal(r.run(t), r.want) })
		restore()
		if !noticed {
			t.Errorf("nothing fails without %s", rule.ID)
		}
	}
}

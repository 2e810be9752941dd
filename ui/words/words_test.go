package words_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"madoguchi/ui/words"
)

const folder = "../../assets/translation"

// TestKeysHaveTexts checks, screen by screen, that each language has exactly the
// texts whose keys are constants here.
func TestKeysHaveTexts(t *testing.T) {
	constants := keys(t)
	for _, language := range []words.Language{words.Japanese, words.English} {
		for _, screen := range screens(t, language, constants) {
			t.Run(string(language)+"/"+screen, func(t *testing.T) {
				texts := read(t, language, screen)
				for _, key := range constants[screen] {
					if texts[key] == "" {
						t.Errorf("%s has no text", key)
					}
				}
				for key := range texts {
					if !slices.Contains(constants[screen], key) {
						t.Errorf("%s has no constant in %s.go", key, screen)
					}
				}
			})
		}
	}
}

// A place is %[1]s or %02[1]d: its number, then one letter. Anything else behind a
// percent sign is a slip.
var (
	place = regexp.MustCompile(`%\d*\[\d+\][sdq]`)
	slip  = regexp.MustCompile(`%\d*(\[\d+\])?([^\d\[sdq%]|$)|%[sdq]|%\[\d+\]\d`)
)

// TestPlaces checks that both languages fill the same places.
func TestPlaces(t *testing.T) {
	for screen := range keys(t) {
		ja, en := read(t, words.Japanese, screen), read(t, words.English, screen)
		for key, text := range ja {
			for _, one := range []string{text, en[key]} {
				if bad := slip.FindString(one); bad != "" && !strings.Contains(one, "%%") {
					t.Errorf("%s: %q is no place", key, bad)
				}
			}
			got, want := places(en[key]), places(text)
			if !slices.Equal(got, want) {
				t.Errorf("%s: places in English %q, in Japanese %q", key, got, want)
			}
		}
	}
}

func TestT(t *testing.T) {
	t.Cleanup(func() { _ = words.Use(words.Japanese) })
	if got, want := words.T(words.KitRequired), "必須"; got != want {
		t.Errorf("before Use = %q, want %q", got, want)
	}
	if err := words.Use(words.English); err != nil {
		t.Fatal(err)
	}
	if got, want := words.T(words.KitTooLong, 5, 3), "Too long: 5 characters, at most 3. Nothing was pasted."; got != want {
		t.Errorf("filled = %q, want %q", got, want)
	}
	if got, want := words.T("kit.nosuch"), "kit.nosuch"; got != want {
		t.Errorf("unknown key = %q, want %q", got, want)
	}
	if err := words.Use("fr"); !errors.Is(err, words.ErrLanguage) {
		t.Errorf("Use(fr) = %v, want %v", err, words.ErrLanguage)
	}
}

func places(text string) []string {
	found := place.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// keys returns the values of the constants of type Key by file name.
func keys(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, name := range files {
		screen := strings.TrimSuffix(name, ".go")
		if screen == "words" || strings.HasSuffix(screen, "_test") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i := range spec.Names {
				if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "Key" || i >= len(spec.Values) {
					t.Errorf("%s: %s is not a Key with a value", name, spec.Names[i])
					continue
				}
				key, err := strconv.Unquote(spec.Values[i].(*ast.BasicLit).Value)
				if err != nil || !strings.HasPrefix(key, screen+".") {
					t.Errorf("%s: %q does not start with %q", name, key, screen+".")
				}
				found[screen] = append(found[screen], key)
			}
			return true
		})
	}
	return found
}

// screens returns the screens that have keys or texts.
func screens(t *testing.T, language words.Language, constants map[string][]string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, string(language), "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := slices.Collect(maps.Keys(constants))
	for _, name := range files {
		all = append(all, strings.TrimSuffix(filepath.Base(name), ".json"))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func read(t *testing.T, language words.Language, screen string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, string(language), screen+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(data, &texts); err != nil {
		t.Fatalf("%s: %v", screen, err)
	}
	return texts
}

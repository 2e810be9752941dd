// Package words holds the key of every word an operator reads, one file a screen
// (signin.go has the keys that start with "signin."), and gives the text for a
// key in the language of this terminal. The texts themselves stand in
// assets/translation/<language>/<screen>.json.
//
// To add a word: add its constant to the screen's file here and its text to the
// screen's file in every language; the test of this package says what is missing.
//
// Logic never compares a text. What a screen says when, is the screen's affair.
package words

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strings"
	"sync"
	"sync/atomic"

	"madoguchi/assets"
)

// A Key names one text. It starts with the name of its screen.
type Key string

// A Language is one of the languages that assets/translation has.
type Language string

// The languages. The counter works in Japanese; English is for IT.
const (
	Japanese Language = "ja"
	English  Language = "en"
)

// ErrLanguage is returned for a language there are no texts in.
var ErrLanguage = errors.New("no such language")

type table map[Key]string

var current atomic.Pointer[table]

// english is set while that is the language of [Use].
var english atomic.Bool

var japanese = sync.OnceValue(func() *table {
	t, err := load(assets.Translation, Japanese)
	if err != nil {
		panic(err) // the files are embedded: a broken one is a broken build
	}
	return &t
})

// Use makes l the language of every text asked for from now on. Texts already on
// the screen stay as they are: call it before the first screen is built.
func Use(l Language) error {
	t, err := load(assets.Translation, l)
	if err != nil {
		return err
	}
	current.Store(&t)
	english.Store(l == English)
	return nil
}

// T returns the text for key. Places marked %[1]s, %[1]d and so on are filled from
// args; a text without places takes none. A key without a text gives the key itself.
func T(key Key, args ...any) string {
	t := current.Load()
	if t == nil {
		t = japanese()
	}
	text, ok := (*t)[key]
	if !ok {
		return string(key)
	}
	if len(args) == 0 || !strings.Contains(text, "%") {
		return text
	}
	return fmt.Sprintf(text, args...)
}

func load(files fs.FS, l Language) (table, error) {
	names, err := fs.Glob(files, path.Join("translation", string(l), "*.json"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("words: language %q: %w", l, ErrLanguage)
	}
	all := table{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("words: %w", err)
		}
		var one table
		if err := json.Unmarshal(text, &one); err != nil {
			return nil, fmt.Errorf("words: %s: %w", name, err)
		}
		maps.Copy(all, one)
	}
	return all, nil
}

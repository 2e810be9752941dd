package notification

import (
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"strconv"
)

// An Item names one thing that can be written on a form. Items are stored and
// sent; they are stable ASCII.
type Item string

// Values holds what was written for some items, each in the canonical text of
// its item's [Type]. An item that is absent is empty. The zero Values is empty
// and ready to use. It prints and logs as a count only.
type Values struct {
	// Pointers, because fmt calls no method on an unexported field of another
	// struct but prints a pointer inside a map as an address.
	m map[Item]*string
}

// Get returns the value of item, or "".
func (v Values) Get(item Item) string {
	if s := v.m[item]; s != nil {
		return *s
	}
	return ""
}

// Has reports whether item has a value.
func (v Values) Has(item Item) bool { return v.m[item] != nil }

// Int returns the value of item as a number, or 0.
func (v Values) Int(item Item) int {
	n, _ := strconv.Atoi(v.Get(item))
	return n
}

// Set gives item a value; the empty value removes it.
func (v *Values) Set(item Item, value string) {
	if value == "" {
		delete(v.m, item)
		return
	}
	if v.m == nil {
		v.m = make(map[Item]*string)
	}
	v.m[item] = &value
}

// Len returns how many items have a value.
func (v Values) Len() int { return len(v.m) }

// Items returns the items that have a value, sorted.
func (v Values) Items() []Item { return slices.Sorted(maps.Keys(v.m)) }

// All yields the items that have a value, sorted, with it.
func (v Values) All() iter.Seq2[Item, string] {
	return func(yield func(Item, string) bool) {
		for _, item := range v.Items() {
			if !yield(item, v.Get(item)) {
				return
			}
		}
	}
}

// Clone returns a copy that shares nothing with v.
func (v Values) Clone() Values {
	return Values{m: maps.Clone(v.m)}
}

// Equal reports whether v and w hold the same.
func (v Values) Equal(w Values) bool {
	return maps.EqualFunc(v.m, w.m, func(a, b *string) bool { return *a == *b })
}

func (v Values) redacted() string { return fmt.Sprintf("%d items", len(v.m)) }

// String implements fmt.Stringer without telling a value.
func (v Values) String() string { return v.redacted() }

// GoString implements fmt.GoStringer without telling a value.
func (v Values) GoString() string { return v.redacted() }

// Format implements fmt.Formatter without telling a value.
func (v Values) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(v.redacted())) }

// LogValue implements slog.LogValuer without telling a value.
func (v Values) LogValue() slog.Value { return slog.StringValue(v.redacted()) }

// MarshalJSON refuses: what leaves this package is made by [Content.Encode].
func (v Values) MarshalJSON() ([]byte, error) {
	return nil, fmt.Errorf("marshal values: %w", ErrContent)
}

package documenttest

import (
	"fmt"

	"madoguchi/app/document"
	"madoguchi/app/notification"
)

var _ document.Words = Keys{}

// Keys are words that say the keys they stand for.
type Keys struct{}

// Text implements [document.Words].
func (Keys) Text(key document.Key, args ...any) string {
	if len(args) > 0 {
		return string(key) + fmt.Sprint(args...)
	}
	return string(key)
}

// Kind implements [document.Words].
func (Keys) Kind(kind notification.Kind) string { return kind.Key() }

// Section implements [document.Words].
func (Keys) Section(_ notification.Kind, key string) string { return key }

// Label implements [document.Words].
func (Keys) Label(_ notification.Kind, item notification.Item) string { return string(item) }

// Value implements [document.Words].
func (Keys) Value(_ notification.Field, _ notification.Values, value string) string { return value }

// Rule implements [document.Words].
func (Keys) Rule(rule string) string { return "says " + rule }

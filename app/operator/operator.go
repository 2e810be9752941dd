// Package operator holds who works at the counter: operators and their rights,
// the proofs they sign in with, the waits after failures, and when an idle
// session is covered and ended.
package operator

// An ID names an operator (操作者).
type ID string

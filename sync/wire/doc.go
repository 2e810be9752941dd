// Package wire holds what both ends of the line agree on beside the messages
// themselves (package wirev1, generated from madoguchi/v1/*.proto): the [Kind] of
// every error, how much may travel at once, and how events translate to and from
// the notifications of package notification.
//
// Rules of this folder:
//
//   - Numbers of fields, enums and kinds are never changed and never used again.
//   - testdata/v1 never changes once released; another version is another folder.
//   - An error carries a kind and a place ("events[3].content"), never a value.
//   - Nothing is compressed: batches are small, the line is the city's own, and a
//     message that cannot unfold cannot explode.
//
// Run `buf lint`, `buf breaking` and `buf generate` in this folder after a change.
//
// TLS and who is at the other end is sync/pinned, when to call is sync/link and
// sync/outbox, and whether an entry is right is the registry's.
package wire

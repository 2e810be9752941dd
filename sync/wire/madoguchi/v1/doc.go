// Package wirev1 is the messages of the line, generated from the .proto files beside
// it. Everything written by hand about them is in package wire.
package wirev1

// Package wirev1connect is the client and the handler of the line's service, generated
// from the .proto file above it. What they are called with is package wirev1.
package wirev1connect

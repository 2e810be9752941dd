// Package e2e plays the training day with the real programs, registry, terminal
// window, keyring and line, and looks at what is then in the registry and on the
// terminal's disk. It holds tests alone; the day is cmd/training's script. It needs
// what "make build" leaves in bin, and the build tag x11.
package e2e
